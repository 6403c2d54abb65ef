//! The store on disk: one holder, guards, a full disk, copies, imports, faults at every call.

use std::path::Path;

use geo::{MultiPolygon, polygon};
use rusqlite::Connection;

use super::*;
use crate::cases::{Act, Actor};
use crate::grid::Title;
use crate::ids::{CaseNumber, CellCode, LayerName, UnitCode};
use crate::store::case_for_tests::{at, follow, note, report, rules};
use crate::store::{
    CellRow, Entry, FaultPoint, FaultyStore, GroundCopies, Store, StoreError, StoreReader, UnitRow,
};

pub(super) fn opening() -> Opening {
    Opening { entropy: [3; 32], holder: "4711".into(), at: at(0), create: true }
}

/// A store with something in every table.
pub(super) fn filled(path: &Path) -> GeoPackageStore {
    let mut store = GeoPackageStore::open(path, &opening()).unwrap();
    let entries: Vec<Entry> = (0..40).map(report).collect();
    store.append(at(1), &entries).unwrap();
    let notes: Vec<Entry> = entries.iter().map(|entry| note(&entry.head, "示例备注")).collect();
    store.append(at(2), &notes).unwrap();
    store.append(at(3), &[follow(&notes[7].head, Actor::System, Act::Erase)]).unwrap();
    store.publish(&[rules(1), rules(2)]).unwrap();
    store.withdraw(crate::store::PublishedKind::Rules, 1, at(4)).unwrap();
    store.set_document("accounts", Some(b"{\"demo\": true}")).unwrap();
    let due = store.due_deliveries(at(10), 3).unwrap();
    store
        .settle(
            &due.into_iter()
                .map(|d| d.failed(at(5), "示例", &crate::store::Backoff::default()))
                .collect::<Vec<_>>(),
        )
        .unwrap();
    let square = polygon![(x: 121.0, y: 31.0), (x: 121.1, y: 31.0), (x: 121.1, y: 31.1), (x: 121.0, y: 31.0)];
    let name = Title::new("示例", "Sample");
    let cell = CellRow {
        layer: LayerName::new("town"),
        code: CellCode::new("310112001"),
        name: name.clone(),
        shape: MultiPolygon(vec![square]),
    };
    let unit = UnitRow { position: 9, code: UnitCode::new("T01"), kind: "town".into(), name };
    let copies = GroundCopies { cells: vec![(1, vec![cell])], units: vec![(1, vec![unit])] };
    store.publish_with(&[], &copies).unwrap();
    store
}

#[test]
fn a_second_server_on_one_file_is_refused_and_told_who_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    let first = GeoPackageStore::open(&path, &opening()).unwrap();
    let second = Opening { holder: "5000".into(), ..opening() };
    let line = GeoPackageStore::open(&path, &second).err().unwrap().to_string();
    assert!(line.contains("another server holds this store (process 4711)"), "{line}");
    drop(first);
    drop(GeoPackageStore::open(&path, &second).unwrap());
}

#[test]
fn other_programs_can_read_and_not_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    let store = filled(&path);
    let other = Connection::open(&path).unwrap();
    let cases: i64 = other
        .query_row("SELECT count(*) FROM cases_to_read WHERE stage = 'reported'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(cases, 40);
    for change in
        ["DELETE FROM cases", "UPDATE blocks SET count = 0", "INSERT INTO documents VALUES ('x', 0, '')"]
    {
        let refused = other.execute(change, []).unwrap_err().to_string();
        assert!(refused.contains("no such function: gridward_holds_this_file"), "{refused}");
    }
    drop(store);
    assert_eq!(verify(&path, None).unwrap().faults, []);
}

#[test]
fn a_full_disk_refuses_the_batch_and_the_store_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    let mut store = filled(&path);
    let pages: i64 = store.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    let limit = |store: &GeoPackageStore, pages: i64| {
        store.connection.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(())).unwrap();
    };
    limit(&store, pages + 2);
    let before = store.next_event().unwrap();
    let many: Vec<Entry> = (100..600).map(report).collect();
    let full = store.append(at(9), &many).unwrap_err();
    assert!(matches!(&full, StoreError::Full { .. }), "{full}");
    assert_eq!(
        full.to_string(),
        "append: the disk is full; make room and try again, nothing of this was written"
    );
    assert_eq!(store.next_event().unwrap(), before);
    limit(&store, 1_000_000);
    store.append(at(9), &many).unwrap();
    drop(store);
    assert_eq!(verify(&path, None).unwrap().faults, []);
}

#[test]
fn a_copy_made_while_the_writer_writes_is_whole_and_of_one_moment() {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (folder.path().join("s.gpkg"), folder.path().join("copy.gpkg"));
    let mut store = filled(&path);
    let reader = GeoPackageReader::open(&path).unwrap();
    let verification = std::thread::scope(|scope| {
        let backup = scope.spawn(|| {
            let reader = reader;
            reader.backup(&copy).unwrap()
        });
        for number in 100..160 {
            store.append(at(9), &[report(number)]).unwrap();
        }
        backup.join().unwrap()
    });
    assert_eq!(verification.faults, []);
    assert!(verification.events >= 81, "{verification:?}");
    let restored = GeoPackageStore::open(&copy, &opening()).unwrap();
    assert_eq!(restored.next_event().unwrap().0, verification.events);
    assert_eq!(store.next_event().unwrap().0, 141);
    let again = GeoPackageReader::open(&path).unwrap().backup(&copy).unwrap_err().to_string();
    assert!(again.ends_with("it exists; name a new file"), "{again}");
}

/// New cases as an import gives them, with several events each.
fn batch(numbers: std::ops::Range<u32>) -> Bulk {
    let several = |number| {
        let mut entry = report(number);
        let noted = note(&entry.head, "示例备注");
        entry.events.extend(noted.events);
        entry.head = noted.head;
        entry
    };
    Bulk { recorded_at: at(7), entries: numbers.map(several).collect() }
}

#[test]
fn an_import_gives_the_same_store_as_appends_do() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("a.gpkg"), folder.path().join("b.gpkg"));
    let mut imported = GeoPackageStore::open(&path, &opening()).unwrap();
    imported.publish(&[rules(1)]).unwrap();
    let committed = imported.bulk_append([Ok(batch(0..900)), Ok(batch(900..1500))]).unwrap();
    assert_eq!((committed.first.0, committed.next.0), (0, 3000));
    imported.bulk_append([Ok(batch(1500..1600))]).unwrap();
    imported.append(at(8), &[report(1600)]).unwrap();
    let mut appended = GeoPackageStore::open(&other, &opening()).unwrap();
    appended.append(at(7), &batch(0..1600).entries).unwrap();
    appended.append(at(8), &[report(1600)]).unwrap();
    for number in [0, 511, 899, 900, 1499, 1500, 1599, 1600].map(CaseNumber) {
        assert_eq!(imported.history(number).unwrap(), appended.history(number).unwrap());
        assert_eq!(imported.head_at(number).unwrap(), appended.head_at(number).unwrap());
    }
    assert_eq!(imported.published().unwrap().len(), 1);
    drop(imported);
    let found = verify(&path, None).unwrap();
    assert_eq!((found.faults.as_slice(), found.cases, found.events), (&[][..], 1601, 3201));
    drop(GeoPackageStore::open(&path, &opening()).unwrap());
}

#[test]
fn an_import_is_the_same_at_any_number_of_threads() {
    let end_of = |threads: usize| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s.gpkg");
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut store = GeoPackageStore::open(&path, &opening()).unwrap();
            store.bulk_append([Ok(batch(0..9000)), Ok(batch(9000..20_000))]).unwrap();
        });
        let connection = rusqlite::Connection::open(&path).unwrap();
        let chain: Vec<(i64, Vec<u8>)> = connection
            .prepare("SELECT first, hash FROM blocks ORDER BY first")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert!(chain.len() > 10);
        let whole = verify(&path, None).unwrap();
        assert_eq!((whole.faults.as_slice(), whole.cases), (&[][..], 20_000));
        chain
    };
    assert_eq!(end_of(1), end_of(2));
}

#[test]
fn an_import_with_a_fault_leaves_the_store_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    let mut store = GeoPackageStore::open(&path, &opening()).unwrap();
    let mut twice = batch(0..10);
    twice.entries[9].head.id = twice.entries[3].head.id.clone();
    let refused =
        |store: &mut GeoPackageStore, bulk: Bulk| store.bulk_append([Ok(bulk)]).unwrap_err().to_string();
    assert_eq!(refused(&mut store, twice), "case 合成-000003: it comes twice, as number 3 and 9");
    let stop = StoreError::Refused("the sheet ends here".into());
    assert_eq!(
        store.bulk_append([Ok(batch(0..10)), Err(stop)]).unwrap_err().to_string(),
        "the sheet ends here"
    );
    assert_eq!(store.next_event().unwrap().0, 0);
    store.bulk_append([Ok(batch(0..10))]).unwrap();
    assert_eq!(refused(&mut store, batch(9..12)), "case 合成-000009: its number 9 does not follow 9");
    let mut known = batch(20..22);
    known.entries[1].head.id = report(5).head.id;
    assert_eq!(refused(&mut store, known), "case 合成-000005: it comes twice, as number 5 and 21");
    store.append(at(9), &[report(10)]).unwrap();
    drop(store);
    assert_eq!(verify(&path, None).unwrap().faults, []);
}

#[test]
fn after_a_fault_at_any_call_the_file_holds_the_acknowledged_batches_whole() {
    for point in FaultPoint::ALL {
        for n in 0..6 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("s.gpkg");
            let mut store =
                FaultyStore::new(GeoPackageStore::open(&path, &opening()).unwrap(), Some((n, point)));
            let mut acknowledged = 0;
            for batch in 0..6_u32 {
                let entries = [report(batch * 2), report(batch * 2 + 1)];
                acknowledged += u64::from(store.append(at(0), &entries).is_ok());
            }
            drop(store);
            let store = GeoPackageStore::open(&path, &opening()).unwrap();
            let kept = acknowledged + u64::from(point == FaultPoint::After);
            assert_eq!((acknowledged, store.next_event().unwrap().0), (n, kept * 2), "{point:?} at {n}");
            assert_eq!(verify(&path, None).unwrap().faults, []);
        }
    }
}

#[test]
fn an_erased_word_is_nowhere_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.gpkg");
    let mut store = GeoPackageStore::open(&path, &opening()).unwrap();
    let entry = report(0);
    store.append(at(0), std::slice::from_ref(&entry)).unwrap();
    store.append(at(1), &[note(&entry.head, "MARKER-OF-A-PERSON")]).unwrap();
    store.checkpoint().unwrap();
    let holds = || {
        ["", "-wal"].into_iter().any(|ending| {
            let bytes = std::fs::read(owner::beside(&path, ending)).unwrap_or_default();
            bytes.windows(18).any(|window| window == b"MARKER-OF-A-PERSON")
        })
    };
    assert!(holds(), "short texts stand there as they are");
    assert_eq!(store.erase(CaseNumber(0)).unwrap(), 3);
    assert!(!holds());
    assert_eq!(store.history(CaseNumber(0)).unwrap().len(), 2);
    assert_eq!(verify(&path, None).unwrap().faults, []);
}
