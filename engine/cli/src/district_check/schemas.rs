//! The schema of every file of a district's folder (JSON Schema 2020-12), made from the types that read it.

use gridward::analytics::definition::{ColoursFile, IndicatorsFile};
use gridward::analytics::report::ReportSpec;
use gridward::grid::definition::DistrictFile;
use gridward::simulate::cases::SimulationSpec;
use schemars::{Schema, schema_for};

use super::names::{
    CALENDAR, COLOURS, COMPONENTS, DISTRICT, EXPOSURE, INDICATORS, PLACES, REPORT, SIMULATION,
};
use super::rows::{ComponentRow, ExposureRow, PlaceRow};

/// The schemas by the name of the file they are written to: `units.schema.json`. Of a table, the schema is that of a row.
pub fn texts() -> Vec<(String, String)> {
    let mut schemas: Vec<(&str, Schema)> = vec![
        (DISTRICT, schema_for!(DistrictFile)),
        (CALENDAR, gridward::calendar::definition::schema()),
        (INDICATORS, schema_for!(IndicatorsFile)),
        (COLOURS, schema_for!(ColoursFile)),
        (PLACES, schema_for!(PlaceRow)),
        (COMPONENTS, schema_for!(ComponentRow)),
        (EXPOSURE, schema_for!(ExposureRow)),
    ];
    schemas.push((SIMULATION, schema_for!(SimulationSpec)));
    schemas.push((REPORT, schema_for!(ReportSpec)));
    schemas.extend(gridward::rules::definition::schemas());
    schemas.sort_by_key(|(name, _)| *name);
    schemas
        .into_iter()
        .map(|(name, schema)| {
            let stem = name.split('.').next().unwrap_or(name);
            let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
            (format!("{stem}.schema.json"), format!("{text}\n"))
        })
        .collect()
}
