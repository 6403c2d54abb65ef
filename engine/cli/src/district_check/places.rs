//! Places, components and exposures against the layers, the classes and the units.

use std::collections::BTreeMap;

use gridward::cases::gazetteer::{Gazetteer, PLACE_COLUMNS};
use gridward::grid::{EXPOSURE_COLUMNS, Exposures, Plan};
use gridward::ids::{CellCode, ClassCode, LayerName, UnitCode};
use gridward::locate::{Locator, LocatorOptions};
use gridward::measure::LonLat;
use gridward::rules::ClassNature;

use super::finding::Findings;
use super::folder::Folder;
use super::names::{CLASSES, COMPONENTS, EXPOSURE, PLACES};
use super::rows::COMPONENT_COLUMNS;
use super::table::{Row, Table};

/// Looks for places and components outside of their cell, and for components of no class or owner.
pub fn check(folder: &Folder, findings: &mut Findings) {
    check_columns(folder.table(PLACES), PLACES, &PLACE_COLUMNS, findings);
    check_columns(folder.table(COMPONENTS), COMPONENTS, &COMPONENT_COLUMNS, findings);
    if folder.has(PLACES)
        && let Err(faults) = Gazetteer::read(PLACES, folder.bytes(PLACES))
    {
        for fault in &faults.0 {
            findings.push_fault(fault, folder.lines(PLACES));
        }
    }
    if let Some(plan) = folder.newest_plan() {
        check_places(folder, plan, findings);
    }
    check_components(folder, findings);
    if folder.has(EXPOSURE) {
        check_exposure(folder, findings);
    }
}

/// Residents and patrol hours of cells that no plan has.
fn check_exposure(folder: &Folder, findings: &mut Findings) {
    let table = folder.table(EXPOSURE);
    check_columns(table, EXPOSURE, &EXPOSURE_COLUMNS, findings);
    for fault in Exposures::read(folder.bytes(EXPOSURE)).err().into_iter().flatten() {
        let message = format!("{} is “{}”; {}", fault.field, fault.value, fault.wanted);
        findings.push(EXPOSURE, fault.line, message);
    }
    let Some(district) = &folder.district else { return };
    let plans = district.plans().plans();
    for row in table.rows().filter(|row| !row.get("layer").is_empty() && !row.get("cell").is_empty()) {
        let (layer, cell) = (LayerName::new(row.get("layer")), CellCode::new(row.get("cell")));
        let layers: Vec<_> = plans.iter().filter_map(|plan| plan.layer(&layer)).collect();
        if layers.is_empty() {
            let known = folder.newest_plan().map_or_else(String::new, |plan| {
                plan.layers().keys().map(LayerName::as_str).collect::<Vec<_>>().join(", ")
            });
            findings.push(EXPOSURE, row.line, format!("layer is “{layer}”; the layers are {known}"));
        } else if layers.iter().all(|layer| layer.index_of(&cell).is_none()) {
            let message = format!("cell is “{cell}”; a code of the layer {layer} is needed");
            findings.push(EXPOSURE, row.line, message);
        }
    }
}

fn check_columns(table: &Table, file: &str, columns: &[&str], findings: &mut Findings) {
    if table.header().is_empty() {
        return;
    }
    for column in columns.iter().filter(|column| !table.has(column)) {
        findings.push(file, 1, format!("column {column} is missing; the columns are {}", columns.join(",")));
    }
    for column in table.header().iter().filter(|column| !columns.contains(&column.as_str())) {
        findings.push(
            file,
            1,
            format!("column “{column}” is unknown; the columns are {}", columns.join(",")),
        );
    }
}

fn locator(plan: &Plan, name: &LayerName) -> Option<Locator> {
    let layer = plan.layer(name)?;
    let shapes = layer.cells().iter().map(|cell| (cell.code.clone(), cell.shape.clone())).collect();
    Locator::build(shapes, LocatorOptions::default()).ok().map(|(locator, _)| locator)
}

/// The place of a row, or a finding.
fn place(row: Row<'_>, file: &str, findings: &mut Findings) -> Option<LonLat> {
    let number = |column: &str, findings: &mut Findings| {
        let read = row.get(column).parse::<f64>();
        if read.is_err() {
            findings.push(file, row.line, format!("{column} is “{}”; degrees are needed", row.get(column)));
        }
        read.ok()
    };
    let (lon, lat) = (number("lon", findings), number("lat", findings));
    LonLat::new(lon?, lat?).map_err(|error| findings.push(file, row.line, error.to_string())).ok()
}

fn check_places(folder: &Folder, plan: &Plan, findings: &mut Findings) {
    let mut locators: BTreeMap<&str, Option<Locator>> = BTreeMap::new();
    for row in folder.table(PLACES).rows() {
        let (layer, cell) = (row.get("layer"), row.get("cell"));
        // What is no place has been named by the reader.
        let mut named = Findings::default();
        let Some(at) = place(row, PLACES, &mut named) else { continue };
        if layer.is_empty() && cell.is_empty() {
            continue;
        }
        let locator = locators.entry(layer).or_insert_with(|| locator(plan, &LayerName::new(layer)));
        let Some(locator) = locator else {
            let known = plan.layers().keys().map(LayerName::as_str).collect::<Vec<_>>().join(", ");
            findings.push(PLACES, row.line, format!("layer is “{layer}”; the layers are {known}"));
            continue;
        };
        let found = locator.cell_of(at).and_then(|index| locator.code(index.0));
        if found.is_none_or(|found| found.as_str() != cell) {
            let lies = found.map_or_else(|| "outside of it".into(), |found| format!("in {found}"));
            let message =
                format!("cell is “{cell}”, but “{}” lies {lies} in layer {layer}", row.get("name_zh"));
            findings.push(PLACES, row.line, message);
        }
    }
}

fn check_components(folder: &Folder, findings: &mut Findings) {
    let county = folder.district.as_ref().map(|district| district.county_code().as_str().to_owned());
    let covered = folder
        .district
        .as_ref()
        .zip(folder.newest_plan())
        .and_then(|(district, plan)| locator(plan, district.routing_layer()));
    let mut lines: BTreeMap<&str, u64> = BTreeMap::new();
    for row in folder.table(COMPONENTS).rows() {
        let (code, class, owner) = (row.get("code"), row.get("class"), row.get("owner"));
        let mut fault = |message: String| findings.push(COMPONENTS, row.line, message);
        if let Some(first) = lines.insert(code, row.line) {
            fault(format!("code is “{code}”, as in line {first}; each component has its own"));
        }
        let prefix = county.as_ref().map(|county| format!("{county}{}", class.get(1..).unwrap_or_default()));
        if code.len() != 16 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            fault(format!(
                "code is “{code}”; 16 digits are needed: 6 of the district, 4 of the class, 6 in sequence"
            ));
        } else if let Some(prefix) = prefix.filter(|prefix| !code.starts_with(prefix)) {
            fault(format!("code is “{code}”; a component of class {class} begins with {prefix}"));
        }
        let classes = &folder.rules.classes;
        let known = classes.index_of(&ClassCode::new(class));
        let is_component =
            known.and_then(|at| classes.get(at)).is_some_and(|class| class.nature == ClassNature::Component);
        if !class.is_empty() && (!is_component || known.is_some_and(|at| !classes.is_leaf(at))) {
            fault(format!(
                "class is “{class}”; a minor class of components in {CLASSES} is needed, or nothing"
            ));
        }
        if !owner.is_empty() && folder.rules.units.index_of(&UnitCode::new(owner)).is_none() {
            fault(format!("owner is “{owner}”; the code of a unit in units.csv is needed, or nothing"));
        }
        if row.get("lon").is_empty() && row.get("lat").is_empty() {
            continue;
        }
        let Some(at) = place(row, COMPONENTS, findings) else { continue };
        if covered.as_ref().is_some_and(|covered| covered.cell_of(at).is_none()) {
            let message =
                format!("{code} lies outside of the coverage; no cell of the routing layer holds it");
            findings.push(COMPONENTS, row.line, message);
        }
    }
}
