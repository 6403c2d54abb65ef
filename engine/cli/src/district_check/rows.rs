//! The columns of the tables of places, with what each means: the schema of the files is made from here.

use schemars::JsonSchema;

/// A row of `places.csv`: a name that people use for a place of the district (地名).
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the form of a file; rows are read by column")]
pub struct PlaceRow {
    /// The Chinese name.
    name_zh: String,
    /// The English name.
    name_en: String,
    /// What it is: `town`, `community`, `street`, or any other word.
    kind: String,
    /// Longitude in degrees, WGS 84.
    lon: String,
    /// Latitude in degrees, WGS 84.
    lat: String,
    /// The layer of the cell that it lies in.
    layer: String,
    /// The code of that cell.
    cell: String,
    /// `true` where name or place is invented, else `false`.
    synthetic: String,
}

/// A row of `components.csv`: a component (部件) with its place and its owner.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the form of a file; rows are read by column")]
pub struct ComponentRow {
    /// The object code, 16 digits: 6 of the district, 4 of the class, 6 in sequence.
    #[schemars(regex(pattern = r"^\d{16}$"))]
    code: String,
    /// Its class, one of the components.
    class: String,
    /// Longitude in degrees, WGS 84.
    lon: String,
    /// Latitude in degrees, WGS 84.
    lat: String,
    /// The code of the unit that it belongs to (权属单位); empty where nobody knows.
    owner: String,
    /// `true` where it is invented, else `false`.
    synthetic: String,
}

/// The columns of `places.csv`, in order.
pub const PLACE_COLUMNS: [&str; 8] =
    ["name_zh", "name_en", "kind", "lon", "lat", "layer", "cell", "synthetic"];
/// The columns of `components.csv`, in order.
pub const COMPONENT_COLUMNS: [&str; 6] = ["code", "class", "lon", "lat", "owner", "synthetic"];
