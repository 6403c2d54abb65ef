//! `units.csv` and `sources.csv`.

use std::collections::BTreeMap;

use super::csv_table::rows;
use super::fault::RuleFault;
use super::field::Line;
use super::rows::{SourceRow, UnitRow};
use crate::grid::Title;
use crate::ids::{CellCode, LayerName, SourceCode, UnitCode};
use crate::measure::Metres;
use crate::rules::set::{Sources, Units};
use crate::rules::source::Source;
use crate::rules::unit::{Unit, UnitKind};

/// Positions are 16 bits wide.
pub(super) const MOST_ROWS: usize = 65_535;

pub(super) fn units(content: Option<&[u8]>, faults: &mut Vec<RuleFault>) -> Units {
    let rows = rows::<UnitRow>(content, true, faults);
    let mut units: Vec<Unit> = Vec::with_capacity(rows.len());
    let mut lines: Vec<u64> = Vec::with_capacity(rows.len());
    let mut first_line: BTreeMap<UnitCode, u64> = BTreeMap::new();
    for numbered in &rows {
        let mut line = Line { file: "units.csv", number: numbered.line, faults };
        let Some(unit) = unit(&mut line, &numbered.row) else { continue };
        if let Some(first) = first_line.get(&unit.code) {
            line.fault(
                "code",
                unit.code.as_str(),
                &format!("line {first} has this code; codes are never used twice"),
            );
            continue;
        }
        first_line.insert(unit.code.clone(), numbered.line);
        lines.push(numbered.line);
        units.push(unit);
    }
    if units.len() > MOST_ROWS {
        let value = format!("{} rows", units.len());
        faults.push(RuleFault::whole("units.csv", "file", &value, "at most 65535 units are supported"));
        units.truncate(MOST_ROWS);
    }
    let units = Units::new(units);
    check_parents(&units, &lines, faults);
    check_territories(&units, &lines, faults);
    units
}

fn unit(line: &mut Line<'_>, row: &UnitRow) -> Option<Unit> {
    let code = line.needed("code", &row.code, "a code is needed");
    line.needed("name_zh", &row.name_zh, "a name is needed");
    let kind: Option<UnitKind> = line.needed_word("kind", &row.kind);
    let duty = line.word("duty", &row.duty).unwrap_or_default();
    let territory = match (row.layer.is_empty(), row.cell.is_empty()) {
        (true, true) => None,
        (false, false) => Some((LayerName::new(&row.layer), CellCode::new(&row.cell))),
        (true, false) => {
            line.fault("layer", "", "a cell needs the name of its layer");
            None
        }
        (false, true) => {
            line.fault("cell", "", "a layer needs the code of the cell");
            None
        }
    };
    let synthetic = line.flag("synthetic", &row.synthetic);
    let kind = kind.filter(|_| code)?;
    Some(Unit {
        code: UnitCode::new(&row.code),
        name: Title::new(&row.name_zh, &row.name_en),
        kind,
        parent: (!row.parent.is_empty()).then(|| UnitCode::new(&row.parent)),
        territory,
        duty,
        synthetic,
    })
}

fn check_parents(units: &Units, lines: &[u64], faults: &mut Vec<RuleFault>) {
    for ((unit, number), position) in units.all().iter().zip(lines).zip(0u16..) {
        let mut line = Line { file: "units.csv", number: *number, faults };
        match &unit.parent {
            None if unit.kind == UnitKind::District => {}
            None => {
                line.fault("parent", "", "the unit above it is needed; only the district's centre has none");
            }
            Some(parent) if units.index_of(parent).is_none() => {
                line.fault("parent", parent.as_str(), "the code of a unit in this file is needed");
            }
            Some(parent) => {
                let top = units.ancestors(position).last().and_then(|top| units.get(top));
                if top
                    .is_some_and(|top| top.parent.as_ref().is_some_and(|code| units.index_of(code).is_some()))
                {
                    line.fault(
                        "parent",
                        parent.as_str(),
                        "the way up must end at the district's centre, not in a ring",
                    );
                }
            }
        }
    }
}

fn check_territories(units: &Units, lines: &[u64], faults: &mut Vec<RuleFault>) {
    let mut seen: BTreeMap<(&LayerName, &CellCode, UnitKind), &UnitCode> = BTreeMap::new();
    for (unit, number) in units.all().iter().zip(lines) {
        let Some((layer, cell)) = &unit.territory else { continue };
        if let Some(other) = seen.get(&(layer, cell, unit.kind)) {
            let wanted = format!(
                "unit {other} of the same kind answers for {layer}:{cell}; a territory has one unit of a kind"
            );
            Line { file: "units.csv", number: *number, faults }.fault("cell", cell.as_str(), &wanted);
        } else {
            seen.insert((layer, cell, unit.kind), &unit.code);
        }
    }
}

pub(super) fn sources(content: Option<&[u8]>, faults: &mut Vec<RuleFault>) -> Sources {
    let mut sources: Vec<Source> = Vec::new();
    for numbered in &rows::<SourceRow>(content, true, faults) {
        let mut line = Line { file: "sources.csv", number: numbered.line, faults };
        let row = &numbered.row;
        let code = line.needed("code", &row.code, "a code is needed");
        line.needed("name_zh", &row.name_zh, "a name is needed");
        let location = line.needed_word("location", &row.location);
        let datum =
            line.parsed("datum", &row.datum, "wgs84, cgcs2000, gcj02, bd09 or EPSG:n is needed, or nothing");
        let accuracy = line
            .parsed::<f64>("accuracy_m", &row.accuracy_m, "a number of metres is needed, or nothing")
            .filter(|metres| {
                let sound = metres.is_finite() && *metres >= 0.0;
                if !sound {
                    line.fault("accuracy_m", &row.accuracy_m, "metres from 0 on are needed");
                }
                sound
            })
            .map(Metres);
        let public = line.flag("public", &row.public);
        if sources.iter().any(|source| source.code.as_str() == row.code) {
            line.fault("code", &row.code, "an earlier line has this code; each source needs its own");
            continue;
        }
        let Some(location) = location.filter(|_| code) else { continue };
        let name = Title::new(&row.name_zh, &row.name_en);
        sources.push(Source { code: SourceCode::new(&row.code), name, location, datum, accuracy, public });
    }
    if sources.len() > MOST_ROWS {
        let value = format!("{} rows", sources.len());
        faults.push(RuleFault::whole("sources.csv", "file", &value, "at most 65535 sources are supported"));
        sources.truncate(MOST_ROWS);
    }
    Sources::new(sources)
}
