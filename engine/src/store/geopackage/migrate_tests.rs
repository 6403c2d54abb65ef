use super::super::live::GeoPackageStore;
use super::super::open::Opening;
use super::*;
use crate::store::case_for_tests::{at, report};
use crate::store::{Store, StoreReader};

fn opening() -> Opening {
    Opening { entropy: [9; 32], holder: "test".into(), at: at(0), create: true }
}

/// A step that a later layout may need: a column more.
const LATER: &[Step] = &[Step {
    from: 2,
    what: "cases get a district",
    run: |connection| {
        connection.execute_batch("ALTER TABLE cases ADD COLUMN district INTEGER NOT NULL DEFAULT 7")
    },
}];

#[test]
fn a_file_of_an_older_layout_is_brought_to_the_newest_and_refused_by_the_older_program() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    let mut store = GeoPackageStore::open(&path, &opening()).unwrap();
    store.append(at(0), &[report(0)]).unwrap();
    drop(store);

    let mut store = GeoPackageStore::open_with(&path, &opening(), LATER).unwrap();
    let district: i64 =
        store.connection.query_row("SELECT district FROM cases", [], |row| row.get(0)).unwrap();
    assert_eq!(district, 7);
    store.append(at(1), &[report(1)]).unwrap();
    assert_eq!(store.history(crate::ids::CaseNumber(0)).unwrap().len(), 1);
    drop(store);

    let refused = GeoPackageStore::open(&path, &opening()).err().unwrap().to_string();
    assert!(
        refused.ends_with("written by a newer version (layout 3, this program knows 2); update this program"),
        "{refused}"
    );
}

#[test]
fn a_step_that_fails_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    drop(GeoPackageStore::open(&path, &opening()).unwrap());
    let broken: &[Step] = &[Step {
        from: 2,
        what: "a step with a fault",
        run: |connection| connection.execute_batch("DROP TABLE units; DROP TABLE nowhere"),
    }];
    let fault = GeoPackageStore::open_with(&path, &opening(), broken).err().unwrap().to_string();
    assert!(fault.starts_with("migration from layout 2 (a step with a fault): no such table"), "{fault}");
    let store = GeoPackageStore::open(&path, &opening()).unwrap();
    let units: i64 = store.connection.query_row("SELECT count(*) FROM units", [], |row| row.get(0)).unwrap();
    assert_eq!(units, 0);
}
