//! Units and sources: territories against the layers, and what a source must say about places.

use std::collections::{BTreeMap, BTreeSet};

use gridward::grid::LayerRole;
use gridward::ids::{CellCode, LayerName};
use gridward::rules::{LocationQuality, UnitKind};

use super::finding::Findings;
use super::folder::Folder;
use super::names::{SOURCES, UNITS};

/// The kind of unit that answers for each cell of a layer by its role.
const fn owner_of(role: LayerRole) -> Option<UnitKind> {
    match role {
        LayerRole::District => Some(UnitKind::District),
        LayerRole::Town => Some(UnitKind::SubCentre),
        LayerRole::Community => Some(UnitKind::Workstation),
        _ => None,
    }
}

/// Looks for territories that do not exist, cells without their unit, and units that stand under another territory's.
pub fn check(folder: &Folder, findings: &mut Findings) {
    let table = folder.table(UNITS);
    let units = folder.rules.units.all();
    let centres: Vec<_> = units.iter().filter(|unit| unit.kind == UnitKind::District).collect();
    match centres.as_slice() {
        [_] => {}
        [] if table.has("kind") => {
            findings.push(UNITS, 0, "no unit is of kind district; the district's centre is needed")
        }
        [] => {}
        [first, more @ ..] => {
            for unit in more {
                let message = format!(
                    "kind is district, but {} is the district's centre already; there is one",
                    first.code
                );
                findings.push(UNITS, table.line_of("code", unit.code.as_str()), message);
            }
        }
    }
    let Some(district) = &folder.district else { return };
    let mut cells: BTreeMap<&LayerName, BTreeSet<&CellCode>> = BTreeMap::new();
    for plan in district.plans().plans() {
        for (name, layer) in plan.layers() {
            cells.entry(name).or_default().extend(layer.cells().iter().map(|cell| &cell.code));
        }
    }
    let mut owned: BTreeMap<(&LayerName, UnitKind), BTreeSet<&CellCode>> = BTreeMap::new();
    for unit in units {
        let Some((layer, cell)) = &unit.territory else { continue };
        let line = table.line_of("code", unit.code.as_str());
        match cells.get(layer) {
            None => {
                let known = cells.keys().map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
                findings.push(UNITS, line, format!("layer is “{layer}”; the layers are {known}"));
            }
            Some(known) if !known.contains(cell) => {
                findings.push(
                    UNITS,
                    line,
                    format!("cell is “{cell}”; no plan has such a cell in layer {layer}"),
                );
            }
            Some(_) => drop(owned.entry((layer, unit.kind)).or_default().insert(cell)),
        }
    }
    for definition in district.layers() {
        let kinds = owner_of(definition.role).into_iter().collect::<BTreeSet<_>>();
        // A team for one cell of a layer means a team for each: a patrol that some cells lack is a hole.
        let begun = owned.keys().filter(|(layer, _)| **layer == definition.name).map(|(_, kind)| *kind);
        for kind in kinds.into_iter().chain(begun).collect::<BTreeSet<_>>() {
            let owned = owned.get(&(&definition.name, kind));
            let missing = cells
                .get(&definition.name)
                .into_iter()
                .flatten()
                .filter(|cell| owned.is_none_or(|owned| !owned.contains(**cell)));
            for cell in missing {
                let message =
                    format!("no {} answers for {}:{cell}; each cell needs one", word(kind), definition.name);
                findings.push(UNITS, 0, message);
            }
        }
    }
    check_ways_up(folder, findings);
}

/// A unit with a territory stands under the unit of the territory around it.
fn check_ways_up(folder: &Folder, findings: &mut Findings) {
    let (Some(district), table) = (&folder.district, folder.table(UNITS)) else { return };
    let units = &folder.rules.units;
    for unit in units.all() {
        let above = unit.parent.as_ref().and_then(|code| units.index_of(code)).and_then(|at| units.get(at));
        let (Some((layer, cell)), Some(above)) = (&unit.territory, above) else { continue };
        let Some((outer, around)) = &above.territory else { continue };
        let found = district.plans().plans().iter().rev().find_map(|plan| plan.layer(layer)?.find(cell));
        let Some(parent) = found.and_then(|found| found.parents.get(outer)) else { continue };
        if parent != around {
            let message = format!(
                "parent is “{}”, which answers for {outer}:{around}; {layer}:{cell} lies in {outer}:{parent}",
                above.code
            );
            findings.push(UNITS, table.line_of("code", unit.code.as_str()), message);
        }
    }
}

fn word(kind: UnitKind) -> String {
    serde_json::to_value(kind).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A source that states coordinates says in which datum and how well.
pub fn check_sources(folder: &Folder, findings: &mut Findings) {
    let table = folder.table(SOURCES);
    for source in folder.rules.sources.all() {
        let line = table.line_of("code", source.code.as_str());
        let states = matches!(
            source.location,
            LocationQuality::Gps | LocationQuality::Geocoded | LocationQuality::PhoneCell
        );
        if states && source.datum.is_none() {
            findings.push(SOURCES, line, "datum is empty; a source that states coordinates needs one");
        }
        if states && source.accuracy.is_none() {
            findings.push(SOURCES, line, "accuracy_m is empty; a source that states coordinates needs it");
        }
    }
}
