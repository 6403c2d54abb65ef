use std::io::Write as _;

use super::*;

fn streets_file() -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".geojson").tempfile().unwrap();
    let text = r#"{"type":"FeatureCollection","attribution":"synthetic","features":[
        {"type":"Feature","properties":{"name":"莘松路","class":"main","lanes":4},
         "geometry":{"type":"LineString","coordinates":[[121.37,31.10],[121.39,31.12]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[121.3,31.1]}}]}"#;
    file.write_all(text.as_bytes()).unwrap();
    file
}

#[test]
fn streets_become_a_vector_layer_with_names() {
    let file = streets_file();
    let basemap = Basemap::open(file.path()).unwrap();
    let description = basemap.tile_json("http://127.0.0.1:8080");
    assert_eq!(description["vector_layers"][0]["id"], "streets");
    assert_eq!(description["attribution"], "synthetic");
    let (zoom, column, row) = basemap.address("12", "3429", "1675").unwrap();
    let tile = basemap.tile(zoom, column, row).unwrap();
    assert!(tile.plain().windows(9).any(|window| window == "莘松路".as_bytes()));
    assert!(basemap.address("19", "0", "0").is_err());
}

#[test]
fn a_fault_in_the_streets_names_the_feature() {
    let fault = geojson::read(
        r#"{"features":[{"geometry":{"type":"LineString","coordinates":[[31.1,121.4],[1,2]]}}]}"#,
    );
    let fault = fault.unwrap_err();
    assert!(fault.contains("feature 0") && fault.contains("swapped"), "{fault}");
}

#[test]
fn an_unknown_ending_says_which_are_known() {
    let file = tempfile::Builder::new().suffix(".shp").tempfile().unwrap();
    let fault = Basemap::open(file.path()).err().unwrap().to_string();
    assert!(fault.contains(".pmtiles, .gpkg or .geojson"), "{fault}");
}

fn varints(values: &[u64]) -> Vec<u8> {
    let mut out = Vec::new();
    for &value in values {
        let mut value = value;
        while value > 127 {
            out.push(u8::try_from(value & 127).unwrap() | 128);
            value >>= 7;
        }
        out.push(u8::try_from(value).unwrap());
    }
    out
}

/// An archive of zoom 0 and 1: the world tile in the root, four tiles that are all the same behind a leaf.
fn archive_file() -> tempfile::NamedTempFile {
    let leaf = varints(&[1, 1, 4, 5, 3 + 1]);
    let root = varints(&[2, 0, 1, 1, 0, 3, u64::try_from(leaf.len()).unwrap(), 1, 1]);
    let metadata = br#"{"vector_layers":[{"id":"roads","fields":{}}],"attribution":"test"}"#;
    let mut bytes = vec![0_u8; 127];
    bytes[..7].copy_from_slice(b"PMTiles");
    bytes[7] = 3;
    let mut at = 127_u64;
    let sections = [(8, root.len()), (24, metadata.len()), (40, leaf.len()), (56, 8)];
    for (place, length) in sections {
        let length = u64::try_from(length).unwrap();
        bytes[place..place + 8].copy_from_slice(&at.to_le_bytes());
        bytes[place + 8..place + 16].copy_from_slice(&length.to_le_bytes());
        at += length;
    }
    (bytes[97], bytes[98], bytes[99], bytes[100], bytes[101]) = (1, 1, 1, 0, 1);
    for part in [root.as_slice(), metadata, leaf.as_slice(), b"ABCdefgh"] {
        bytes.extend_from_slice(part);
    }
    let mut file = tempfile::Builder::new().suffix(".pmtiles").tempfile().unwrap();
    file.write_all(&bytes).unwrap();
    file
}

#[test]
fn an_archive_is_read_through_its_leaf_directories() {
    let file = archive_file();
    let basemap = Basemap::open(file.path()).unwrap();
    assert_eq!(&**basemap.tile(0, 0, 0).unwrap().plain(), b"ABC");
    for (column, row) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
        assert_eq!(&**basemap.tile(1, column, row).unwrap().plain(), b"defgh");
    }
    assert_eq!(basemap.tile_json("")["vector_layers"][0]["id"], "roads");
}

#[test]
fn an_archive_cut_short_is_a_problem_and_not_a_crash() {
    let file = archive_file();
    let length = file.as_file().metadata().unwrap().len();
    file.as_file().set_len(length - 6).unwrap();
    let basemap = Basemap::open(file.path()).unwrap();
    assert!(basemap.tile(1, 0, 0).is_err());
    file.as_file().set_len(60).unwrap();
    assert!(Basemap::open(file.path()).is_err());
}

#[test]
fn lines_of_a_geopackage_become_streets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("streets.gpkg");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
             CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER);
             CREATE TABLE road (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT);
             INSERT INTO gpkg_contents VALUES ('road', 'features');
             INSERT INTO gpkg_geometry_columns VALUES ('road', 'geom', 'LINESTRING', 4326);",
        )
        .unwrap();
    let mut blob = b"GP\x00\x01\xe6\x10\x00\x00\x01".to_vec();
    for word in [2_u32, 2] {
        blob.extend_from_slice(&word.to_le_bytes());
    }
    for number in [121.37_f64, 31.10, 121.39, 31.12] {
        blob.extend_from_slice(&number.to_le_bytes());
    }
    connection.execute("INSERT INTO road VALUES (1, ?, '莘松路')", [blob]).unwrap();
    drop(connection);
    let basemap = Basemap::open(&path).unwrap();
    let tile = basemap.tile(12, 3429, 1675).unwrap();
    assert!(tile.plain().windows(9).any(|window| window == "莘松路".as_bytes()));
}
