//! A GeoPackage as base map: its first table of tiles, or else its lines in WGS 84.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use gridward::tiles::LineFeature;
use gridward::tiles::mvt::MEDIA_TYPE;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

use super::{About, Found, wkb};

pub(super) enum Package {
    Tiles(TileTable, Box<About>),
    Lines(Vec<LineFeature>),
}

/// A table of tiles in the usual scheme.
pub(super) struct TileTable {
    connection: Mutex<Connection>,
    question: String,
}

/// Half the side of the Web Mercator square, in its metres.
const HALF_WORLD: f64 = 20_037_508.342_789_244;

pub(super) fn open(file: &Path) -> Result<Package, String> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(text)?;
    let first = |kinds: &str| {
        let question = format!(
            "SELECT table_name, data_type FROM gpkg_contents WHERE data_type IN ({kinds}) ORDER BY table_name"
        );
        let pair = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
        connection.query_row(&question, [], pair).optional().map_err(text)
    };
    if let Some((table, kind)) = first("'tiles', 'vector-tiles'")? {
        let about = about(&connection, &table, &kind)?;
        let question = format!(
            "SELECT tile_data FROM {} WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
            quoted(&table)
        );
        return Ok(Package::Tiles(
            TileTable { connection: Mutex::new(connection), question },
            Box::new(about),
        ));
    }
    let features = read_lines(&connection)?;
    if features.is_empty() {
        return Err("neither a table of tiles nor lines in EPSG:4326 or EPSG:4490".into());
    }
    Ok(Package::Lines(features))
}

impl TileTable {
    pub(super) fn tile(&self, zoom: u8, column: u32, row: u32) -> Result<Found, String> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut question = connection.prepare_cached(&self.question).map_err(text)?;
        let bytes: Option<Vec<u8>> =
            question.query_row((zoom, column, row), |row| row.get(0)).optional().map_err(text)?;
        Ok(match bytes {
            None => Found::Nothing,
            Some(bytes) if bytes.starts_with(&[0x1f, 0x8b]) => Found::Gzip(bytes),
            Some(bytes) => Found::Plain(bytes),
        })
    }
}

fn about(connection: &Connection, table: &str, kind: &str) -> Result<About, String> {
    let span = |row: &rusqlite::Row<'_>| {
        Ok((row.get::<_, i64>(0)?, [row.get::<_, f64>(1)?, row.get(2)?, row.get(3)?, row.get(4)?]))
    };
    let set = "SELECT srs_id, min_x, min_y, max_x, max_y FROM gpkg_tile_matrix_set WHERE table_name = ?";
    let (srs, corners) = connection.query_row(set, [table], span).map_err(text)?;
    let world = [-HALF_WORLD, -HALF_WORLD, HALF_WORLD, HALF_WORLD];
    let usual = [3857, 900_913].contains(&srs) && corners.iter().zip(world).all(|(a, b)| (a - b).abs() < 1.0);
    let odd =
        "SELECT count(*) FROM gpkg_tile_matrix WHERE table_name = ? AND matrix_width <> (1 << zoom_level)";
    let odd: i64 = connection.query_row(odd, [table], |row| row.get(0)).map_err(text)?;
    if !usual || odd > 0 {
        return Err(format!(
            "table {table} is not in the usual scheme; Web Mercator over the whole world is needed"
        ));
    }
    let zooms = "SELECT min(zoom_level), max(zoom_level) FROM gpkg_tile_matrix WHERE table_name = ?";
    let zooms = connection.query_row(zooms, [table], |row| Ok((row.get(0)?, row.get(1)?))).map_err(text)?;
    let sample = format!("SELECT tile_data FROM {} LIMIT 1", quoted(table));
    let sample: Option<Vec<u8>> =
        connection.query_row(&sample, [], |row| row.get(0)).optional().map_err(text)?;
    let sample = sample.unwrap_or_default();
    let media = match sample.as_slice() {
        _ if kind == "vector-tiles" => MEDIA_TYPE,
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, ..] => "image/jpeg",
        [b'R', b'I', b'F', b'F', ..] => "image/webp",
        _ => MEDIA_TYPE,
    };
    Ok(About {
        media,
        zooms,
        bounds: [-180.0, -85.051_128, 180.0, 85.051_128],
        attribution: String::new(),
        vector_layers: (media == MEDIA_TYPE).then(|| vector_layers(connection, table)),
        note: None,
    })
}

/// The layers that the vector-tiles extension lists, if it is there.
fn vector_layers(connection: &Connection, table: &str) -> serde_json::Value {
    let names = || -> rusqlite::Result<Vec<String>> {
        let mut question =
            connection.prepare("SELECT name FROM gpkgext_vt_layers WHERE table_name = ? ORDER BY id")?;
        question.query_map([table], |row| row.get(0))?.collect()
    };
    let layers = names().unwrap_or_default();
    layers.into_iter().map(|name| serde_json::json!({"id": name, "fields": {}})).collect()
}

fn read_lines(connection: &Connection) -> Result<Vec<LineFeature>, String> {
    let tables = "SELECT table_name, column_name FROM gpkg_geometry_columns WHERE srs_id IN (4326, 4490) \
                  AND geometry_type_name IN ('LINESTRING', 'MULTILINESTRING', 'GEOMETRY') ORDER BY table_name";
    let mut question = connection.prepare(tables).map_err(text)?;
    let pairs = question.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(text)?;
    let tables = pairs.collect::<Result<Vec<(String, String)>, _>>().map_err(text)?;
    let mut features = Vec::new();
    for (table, column) in tables {
        read_table(connection, &table, &column, &mut features)?;
    }
    Ok(features)
}

fn read_table(
    connection: &Connection,
    table: &str,
    geometry: &str,
    features: &mut Vec<LineFeature>,
) -> Result<(), String> {
    let mut question = connection.prepare(&format!("SELECT * FROM {}", quoted(table))).map_err(text)?;
    let columns: Vec<String> = question.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = question.query([]).map_err(text)?;
    let mut number = 0;
    while let Some(row) = rows.next().map_err(text)? {
        number += 1;
        let mut feature = LineFeature::default();
        for (at, column) in columns.iter().enumerate() {
            match row.get_ref(at).map_err(text)? {
                ValueRef::Blob(blob) if column == geometry => {
                    feature.lines =
                        wkb::lines(blob).map_err(|fault| format!("table {table}, row {number}: {fault}"))?;
                }
                ValueRef::Text(bytes) => {
                    feature.attributes.push((column.clone(), String::from_utf8_lossy(bytes).into_owned()));
                }
                ValueRef::Integer(whole) => feature.attributes.push((column.clone(), whole.to_string())),
                ValueRef::Real(real) => feature.attributes.push((column.clone(), real.to_string())),
                _ => {}
            }
        }
        if !feature.lines.is_empty() {
            features.push(feature);
        }
    }
    Ok(())
}

/// A name as SQL takes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn text(fault: rusqlite::Error) -> String {
    fault.to_string()
}
