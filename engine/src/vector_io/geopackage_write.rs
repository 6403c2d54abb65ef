//! A layer of polygons as a GeoPackage by our own hand, with what is to be known about it and how it is drawn.
//!
//! The same layer and notes give the same bytes: nothing of the moment or the machine goes in.
//!
//! # References
//! OGC 12-128r14, GeoPackage Encoding Standard 1.2. The table of styles is the one that QGIS reads (`layer_styles`).

use rusqlite::{Connection, MAIN_DB, params_from_iter, types::Value};

use super::{FieldKind, FieldValue, OutLayer, RawGeometry, WriteError};
use crate::store::geopackage::geometry::{SRS_WGS84, multi_polygon};
use crate::store::geopackage::schema::{APPLICATION_ID, GEOPACKAGE, GEOPACKAGE_VERSION};

/// What a GeoPackage says beside the features.
#[derive(Debug, Clone, Default)]
pub struct GeoPackageNotes {
    /// One line about the layer.
    pub description: String,
    /// When what is told was so: RFC 3339 in UTC with milliseconds.
    pub made_at: String,
    /// Name and value: measure, unit, period, versions, whether anything is invented.
    pub about: Vec<(String, String)>,
    /// How it is drawn in QGIS; empty for no style.
    pub qml: String,
}

const TABLES: &str = "
CREATE TABLE about (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL);
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT,
  f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT,
  ui TEXT, update_time DATETIME);
";

/// The bytes of a GeoPackage with one layer of polygons in WGS 84 degrees, a table `about`, and a style.
///
/// # Errors
/// [`WriteError`] for features that are no polygons, and for what `SQLite` refuses, such as two fields of one name.
///
/// # Complexity
/// Linear in the positions; the file stands in memory.
pub fn geopackage_bytes(layer: &OutLayer, notes: &GeoPackageNotes) -> Result<Vec<u8>, WriteError> {
    let failed =
        |fault: rusqlite::Error| WriteError::Sqlite { file: layer.name.clone(), detail: fault.to_string() };
    let connection = Connection::open_in_memory().map_err(failed)?;
    frame(&connection, layer, notes).map_err(failed)?;
    rows(&connection, layer).map_err(failed)?;
    connection.serialize(MAIN_DB).map(|bytes| bytes.to_vec()).map_err(failed)
}

/// Tables, and what programs are told of them.
fn frame(connection: &Connection, layer: &OutLayer, notes: &GeoPackageNotes) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", GEOPACKAGE_VERSION)?;
    connection.execute_batch(GEOPACKAGE)?;
    connection.execute_batch(TABLES)?;
    let fields = layer.fields.iter().map(|field| {
        let kind = match field.kind {
            FieldKind::Text => "TEXT",
            FieldKind::Integer => "INTEGER",
            FieldKind::Real => "REAL",
        };
        format!(", {} {kind}", quoted(&field.name))
    });
    let fields: String = fields.collect();
    connection.execute_batch(&format!(
        "CREATE TABLE {} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom MULTIPOLYGON{fields})",
        quoted(&layer.name)
    ))?;
    let [west, south, east, north] = bounds(layer).map_or([None; 4], |bounds| bounds.map(Some));
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?1, 'features', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (&layer.name, &notes.description, &notes.made_at, west, south, east, north, SRS_WGS84),
    )?;
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', 'MULTIPOLYGON', ?2, 0, 0)",
        (&layer.name, SRS_WGS84),
    )?;
    for (table, description) in
        [("about", "what the figures are"), ("layer_styles", "how they are drawn in QGIS")]
    {
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) VALUES (?1, 'attributes', ?1, ?2, ?3)",
            (table, description, &notes.made_at),
        )?;
    }
    for (name, value) in &notes.about {
        connection.execute("INSERT INTO about (name, value) VALUES (?1, ?2)", (name, value))?;
    }
    if !notes.qml.is_empty() {
        connection.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,
               useAsDefault, description, owner, update_time) VALUES ('', '', ?1, 'geom', ?1, ?2, 1, ?3, '', ?4)",
            (&layer.name, &notes.qml, &notes.description, &notes.made_at),
        )?;
    }
    Ok(())
}

fn rows(connection: &Connection, layer: &OutLayer) -> rusqlite::Result<()> {
    let names =
        layer.fields.iter().flat_map(|field| [", ".to_owned(), quoted(&field.name)]).collect::<String>();
    let marks = ", ?".repeat(layer.fields.len());
    let text = format!("INSERT INTO {} (geom{names}) VALUES (?{marks})", quoted(&layer.name));
    let mut statement = connection.prepare(&text)?;
    connection.execute_batch("BEGIN")?;
    for feature in &layer.features {
        let RawGeometry::Polygons(polygons) = &feature.geometry else {
            return Err(rusqlite::Error::InvalidParameterName("a feature is no polygon".to_owned()));
        };
        let geometry = Value::Blob(multi_polygon(polygons));
        let values = feature.values.iter().map(|value| match value {
            FieldValue::Missing => Value::Null,
            FieldValue::Text(text) => Value::Text(text.clone()),
            FieldValue::Integer(number) => Value::Integer(*number),
            FieldValue::Real(number) => Value::Real(*number),
        });
        statement.execute(params_from_iter(std::iter::once(geometry).chain(values)))?;
    }
    connection.execute_batch("COMMIT")
}

/// West, south, east and north.
fn bounds(layer: &OutLayer) -> Option<[f64; 4]> {
    let corners = layer.features.iter().filter_map(|feature| match &feature.geometry {
        RawGeometry::Polygons(polygons) => Some(polygons),
        _ => None,
    });
    let corners = corners.flatten().flat_map(|polygon| &polygon.exterior().0);
    corners.fold(None, |bounds, at| {
        let [west, south, east, north] = bounds.unwrap_or([at.x, at.y, at.x, at.y]);
        Some([west.min(at.x), south.min(at.y), east.max(at.x), north.max(at.y)])
    })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
#[path = "geopackage_write_tests.rs"]
mod tests;
