//! The columns of the tables of places, with what each means: the schema of the files is made from here.

use std::borrow::Cow;

use gridward::cases::gazetteer::PlaceKind;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// A row of `places.csv`: a name that people use for a place of the district (地名).
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the form of a file; rows are read by column")]
pub struct PlaceRow {
    /// The Chinese name.
    name_zh: String,
    /// The English name.
    name_en: String,
    /// What it is.
    #[schemars(with = "PlaceKindWord")]
    kind: String,
    /// Longitude in degrees, WGS 84.
    lon: String,
    /// Latitude in degrees, WGS 84.
    lat: String,
    /// The layer of the cell that it lies in; empty without one.
    layer: String,
    /// The code of that cell.
    cell: String,
    /// `true` where name or place is invented, else `false`.
    synthetic: String,
}

/// The words of [`PlaceKind`].
struct PlaceKindWord;

impl JsonSchema for PlaceKindWord {
    fn schema_name() -> Cow<'static, str> {
        "PlaceKind".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "What a name names.", "enum": PlaceKind::ALL.map(PlaceKind::as_str) })
    }
}

/// A row of `components.csv`: a component (部件) with its place and its owner.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the form of a file; rows are read by column")]
pub struct ComponentRow {
    /// The object code, 16 digits: 6 of the district, 4 of the class, 6 in sequence.
    #[schemars(regex(pattern = r"^\d{16}$"))]
    code: String,
    /// Its class, one of the components; empty where nobody knows.
    class: String,
    /// Longitude in degrees, WGS 84; empty, as the latitude, where nobody knows.
    lon: String,
    /// Latitude in degrees, WGS 84; empty, as the longitude, where nobody knows.
    lat: String,
    /// The code of the unit that it belongs to (权属单位); empty where nobody knows.
    owner: String,
    /// `true` where it is invented, else `false`.
    synthetic: String,
}

/// A row of `exposure.csv`: what rates of a cell are divided by (暴露量).
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the form of a file; rows are read by column")]
pub struct ExposureRow {
    /// The layer of the cell. Layers without rows have the sums of the cells below them.
    layer: String,
    /// The code of the cell.
    cell: String,
    /// People who live there (常住人口); empty where it is not known.
    residents: String,
    /// Hours of patrol (巡查小时) in a usual week; empty where it is not known.
    patrol_hours_week: String,
    /// `true` where the numbers are invented, else `false`.
    synthetic: String,
}

/// The columns of `components.csv`, in order.
pub const COMPONENT_COLUMNS: [&str; 6] = ["code", "class", "lon", "lat", "owner", "synthetic"];
