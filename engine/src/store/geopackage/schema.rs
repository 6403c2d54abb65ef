//! The tables of a store, as a valid GeoPackage.
//!
//! # References
//! OGC 12-128r14, GeoPackage Encoding Standard 1.2.

use rusqlite::Connection;

/// `GPKG` in the header of the file.
pub(crate) const APPLICATION_ID: i64 = 0x4750_4B47;

/// GeoPackage 1.2: nothing of a later one is used, and GDAL warns of versions that are newer than itself.
pub(crate) const GEOPACKAGE_VERSION: i64 = 10200;

/// The layout that this program writes. Raise it together with a step in `migrate.rs`.
pub(super) const SCHEMA: i64 = 2;

/// Bytes of a page.
pub(super) const PAGE_BYTES: i64 = 4096;

/// The function that only our connections have.
pub(super) const GUARD: &str = "gridward_holds_this_file";

/// Every table; all of them are guarded.
pub(super) const TABLES: [&str; 14] = [
    "gpkg_spatial_ref_sys",
    "gpkg_contents",
    "gpkg_geometry_columns",
    "gpkg_extensions",
    "gridward_meta",
    "cases",
    "case_ids",
    "blocks",
    "private_words",
    "versions",
    "cells",
    "units",
    "outbox",
    "documents",
];

/// The tables that every GeoPackage has.
pub(crate) const GEOPACKAGE: &str = r#"
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY NOT NULL, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
 ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
 ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
 ('WGS 84 geodetic', 4326, 'EPSG', 4326,
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
  'longitude/latitude in decimal degrees on WGS 84; CGCS2000 to the accuracy of this program');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"#;

/// The tables of the store.
const STORE: &str = "
CREATE TABLE gridward_meta (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE cases (
  fid INTEGER PRIMARY KEY NOT NULL, geom POINT, id TEXT NOT NULL, stage TINYINT NOT NULL, class INTEGER NOT NULL,
  source INTEGER NOT NULL, unit INTEGER NOT NULL, queue TINYINT, reported_ms INTEGER NOT NULL, due_ms INTEGER,
  revision INTEGER NOT NULL, last_event INTEGER NOT NULL, rest BLOB NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE case_ids (hash INTEGER NOT NULL, fid INTEGER NOT NULL, PRIMARY KEY (hash, fid)) WITHOUT ROWID;
CREATE TABLE blocks (
  first INTEGER PRIMARY KEY NOT NULL, count INTEGER NOT NULL, recorded_ms INTEGER NOT NULL, hash BLOB NOT NULL,
  raw INTEGER NOT NULL, zstd BOOLEAN NOT NULL, body BLOB NOT NULL);
CREATE TABLE private_words (
  block INTEGER PRIMARY KEY NOT NULL, sum INTEGER NOT NULL, raw INTEGER NOT NULL, zstd BOOLEAN NOT NULL, body BLOB NOT NULL);
CREATE TABLE versions (
  kind TEXT NOT NULL, number INTEGER NOT NULL, valid_from_ms INTEGER NOT NULL, recorded_ms INTEGER NOT NULL,
  withdrawn_ms INTEGER, actor TEXT NOT NULL, title_zh TEXT NOT NULL, title_en TEXT NOT NULL, digest BLOB NOT NULL,
  sum INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (kind, number));
CREATE TABLE cells (
  fid INTEGER PRIMARY KEY NOT NULL, geom MULTIPOLYGON, plan INTEGER NOT NULL, layer TEXT NOT NULL, code TEXT NOT NULL,
  name_zh TEXT NOT NULL, name_en TEXT NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE units (
  fid INTEGER PRIMARY KEY NOT NULL, rules INTEGER NOT NULL, position INTEGER NOT NULL, code TEXT NOT NULL, kind TEXT NOT NULL,
  name_zh TEXT NOT NULL, name_en TEXT NOT NULL, sum INTEGER NOT NULL);
CREATE TABLE outbox (
  number INTEGER PRIMARY KEY NOT NULL, event INTEGER NOT NULL, case_number INTEGER NOT NULL, recipient TEXT NOT NULL,
  state TINYINT NOT NULL, attempts INTEGER NOT NULL, next_ms INTEGER NOT NULL, last_error TEXT, sum INTEGER NOT NULL,
  body TEXT NOT NULL);
CREATE INDEX outbox_due ON outbox (next_ms, number) WHERE state = 0;
CREATE INDEX outbox_dead ON outbox (number) WHERE state = 2;
CREATE TABLE documents (name TEXT PRIMARY KEY NOT NULL, sum INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID;
CREATE VIEW cases_to_read AS SELECT fid, geom, id,
  CASE stage WHEN 0 THEN 'reported' WHEN 1 THEN 'accepted' WHEN 2 THEN 'verifying' WHEN 3 THEN 'filed' WHEN 4 THEN 'dispatched'
    WHEN 5 THEN 'handling' WHEN 6 THEN 'returned' WHEN 7 THEN 'done' WHEN 8 THEN 'checking' WHEN 9 THEN 'passed'
    WHEN 10 THEN 'suspended' WHEN 11 THEN 'closed' WHEN 12 THEN 'not-filed' WHEN 13 THEN 'void' END AS stage,
  strftime('%Y-%m-%dT%H:%M:%fZ', reported_ms / 1000.0, 'unixepoch') AS reported_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', due_ms / 1000.0, 'unixepoch') AS due_at, revision FROM cases;
";

/// Cells and units with both times: from when to when they are in force, and from when to when that was known.
const IN_TIME: &str = "
CREATE VIEW cells_in_time AS SELECT c.fid AS OGC_FID, c.geom AS geom, c.plan AS plan, c.layer AS layer, c.code AS code,
  c.name_zh AS name_zh, c.name_en AS name_en, strftime('%Y-%m-%dT%H:%M:%fZ', v.valid_from_ms / 1000.0, 'unixepoch') AS valid_from,
  (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', min(n.valid_from_ms) / 1000.0, 'unixepoch') FROM versions n WHERE n.kind = 'plan'
    AND n.withdrawn_ms IS NULL AND (n.valid_from_ms, n.number) > (v.valid_from_ms, v.number)) AS valid_to,
  strftime('%Y-%m-%dT%H:%M:%fZ', v.recorded_ms / 1000.0, 'unixepoch') AS recorded_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', v.withdrawn_ms / 1000.0, 'unixepoch') AS withdrawn_at
  FROM cells c JOIN versions v ON v.kind = 'plan' AND v.number = c.plan;
CREATE VIEW units_in_time AS SELECT u.fid AS OGC_FID, u.rules AS rules, u.position AS position, u.code AS code, u.kind AS kind,
  u.name_zh AS name_zh, u.name_en AS name_en, strftime('%Y-%m-%dT%H:%M:%fZ', v.valid_from_ms / 1000.0, 'unixepoch') AS valid_from,
  (SELECT strftime('%Y-%m-%dT%H:%M:%fZ', min(n.valid_from_ms) / 1000.0, 'unixepoch') FROM versions n WHERE n.kind = 'rules'
    AND n.withdrawn_ms IS NULL AND (n.valid_from_ms, n.number) > (v.valid_from_ms, v.number)) AS valid_to,
  strftime('%Y-%m-%dT%H:%M:%fZ', v.recorded_ms / 1000.0, 'unixepoch') AS recorded_at,
  strftime('%Y-%m-%dT%H:%M:%fZ', v.withdrawn_ms / 1000.0, 'unixepoch') AS withdrawn_at
  FROM units u JOIN versions v ON v.kind = 'rules' AND v.number = u.rules;
";

/// What GIS programs are told.
const CONTENTS: [Content; 3] = [
    ("cases", "features", "cases (案件), as they now stand", Some("POINT")),
    ("cells", "features", "cells (网格) of the published plans", Some("MULTIPOLYGON")),
    ("units", "attributes", "responsible units (责任单位)", None),
];

/// What they are told of the views.
const CONTENTS_IN_TIME: [Content; 3] = [
    ("cases_to_read", "features", "cases (案件) with words and times", Some("POINT")),
    ("cells_in_time", "features", "cells (网格) with the times of their plan", Some("MULTIPOLYGON")),
    ("units_in_time", "attributes", "responsible units (责任单位) with the times of their rules", None),
];

/// Table, kind, description, geometry.
type Content = (&'static str, &'static str, &'static str, Option<&'static str>);

/// Makes all tables in an empty file, without guards. `created_at` is RFC 3339 in UTC.
pub(super) fn create(connection: &Connection, created_at: &str) -> rusqlite::Result<()> {
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", GEOPACKAGE_VERSION)?;
    connection.execute_batch(GEOPACKAGE)?;
    connection.execute_batch(STORE)?;
    register(connection, &CONTENTS, created_at)?;
    add_views_in_time(connection, created_at)?;
    for (name, value) in [("schema", SCHEMA.to_string()), ("created_at", created_at.into())] {
        connection.execute("INSERT INTO gridward_meta VALUES (?1, ?2)", (name, value))?;
    }
    Ok(())
}

fn register(connection: &Connection, contents: &[Content], created_at: &str) -> rusqlite::Result<()> {
    for (table, kind, description, geometry) in contents {
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) VALUES (?1, ?2, ?1, ?3, ?4, ?5)",
            (table, kind, description, created_at, geometry.map(|_| super::geometry::SRS_WGS84)),
        )?;
        if let Some(geometry) = geometry {
            connection.execute(
                "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
                (table, geometry, super::geometry::SRS_WGS84),
            )?;
        }
    }
    Ok(())
}

/// Layout 2: views of cells and units with both times, and all views told to GIS programs.
pub(super) fn add_views_in_time(connection: &Connection, created_at: &str) -> rusqlite::Result<()> {
    connection.pragma_update(None, "user_version", GEOPACKAGE_VERSION)?;
    connection.execute_batch(IN_TIME)?;
    register(connection, &CONTENTS_IN_TIME, created_at)
}

/// Keeps other programs from writing: every change calls a function that only our connections have.
pub(super) fn guard(connection: &Connection) -> rusqlite::Result<()> {
    each_guard(|name, operation, table| {
        format!(
            "CREATE TRIGGER IF NOT EXISTS {name} BEFORE {operation} ON {table} BEGIN SELECT {GUARD}(); END;"
        )
    })
    .try_for_each(|sql| connection.execute_batch(&sql))
}

/// Takes the guards away; for imports and migrations, inside their transaction.
pub(super) fn unguard(connection: &Connection) -> rusqlite::Result<()> {
    each_guard(|name, _, _| format!("DROP TRIGGER IF EXISTS {name};"))
        .try_for_each(|sql| connection.execute_batch(&sql))
}

fn each_guard(sql: impl Fn(&str, &str, &str) -> String + Copy) -> impl Iterator<Item = String> {
    TABLES.into_iter().flat_map(move |table| {
        ["INSERT", "UPDATE", "DELETE"]
            .map(|operation| sql(&format!("guard_{table}_{}", operation.to_lowercase()), operation, table))
    })
}
