//! Zeros in the write-ahead log change nothing that is in it.

use std::path::{Path, PathBuf};

use crate::ids::CaseNumber;
use crate::store::case_for_tests::{at, report};
use crate::store::geopackage::store_tests::opening;
use crate::store::{GeoPackageStore, Store, StoreReader};

/// What a machine that loses power now would find.
fn after_power_loss(path: &Path, folder: &Path) -> PathBuf {
    let copy = folder.join("copy.gpkg");
    for ending in ["", "-wal", ".tip"] {
        let [from, to] = [path, &copy].map(|path| crate::store::geopackage::owner::beside(path, ending));
        std::fs::copy(from, to).unwrap();
    }
    copy
}

#[test]
fn what_is_written_over_the_room_is_there_after_a_loss_of_power() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    let mut store = GeoPackageStore::open(&path, &opening()).unwrap();
    GeoPackageStore::make_room(&path).unwrap();
    let length = || std::fs::metadata(folder.path().join("s.gpkg-wal")).unwrap().len();
    let room = length();
    assert_eq!(room, 64 << 20);
    for number in 0..20 {
        store.append(at(1), &[report(number)]).unwrap();
    }
    assert_eq!(length(), room, "a commit made the log longer");
    let copy = after_power_loss(&path, folder.path());
    let found = GeoPackageStore::open(&copy, &opening()).unwrap();
    assert!((0..20).all(|number| found.head_at(CaseNumber(number)).unwrap().is_some()));
    assert_eq!(found.next_event().unwrap(), store.next_event().unwrap());
}

#[test]
fn what_is_in_the_log_before_room_is_made_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    let mut store = GeoPackageStore::open(&path, &opening()).unwrap();
    store.append(at(1), &(0..20).map(report).collect::<Vec<_>>()).unwrap();
    GeoPackageStore::make_room(&path).unwrap();
    store.append(at(2), &(20..40).map(report).collect::<Vec<_>>()).unwrap();
    let copy = after_power_loss(&path, folder.path());
    let found = GeoPackageStore::open(&copy, &opening()).unwrap();
    assert!((0..40).all(|number| found.head_at(CaseNumber(number)).unwrap().is_some()));
}
