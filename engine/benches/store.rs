//! The store: import, opening, histories, live appends by batch size. Cases are invented (合成).
//!
//! `cargo bench -p gridward --no-default-features --features sqlite --bench store -- [CASES] [FOLDER]` prints a table; the folder must
//! lie on a disk, not in memory, or a commit costs nothing. `docs/adr/0009-one-geopackage-with-a-chained-log.md` keeps one with its machine.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

mod cases;

use std::path::{Path, PathBuf};
use std::time::Instant;

use gridward::assign::{Assignment, CellAnswer, Level, Outcome};
use gridward::calendar::Due;
use gridward::cases::{Act, Actor, AssignCause, CaseHead, Intake, PrivateText, StatedPlace};
use gridward::ids::{
    AccountName, CalendarVersion, CaseId, CaseNumber, CellCode, ClassCode, LayerName, PlanNumber, RuleId,
    RulesVersion, SourceCode, UnitCode,
};
use gridward::locate::Status;
use gridward::measure::LonLat;
use gridward::simulate::SplitMix64;
use gridward::store::{Bulk, Entry, GeoPackageStore, Judge, Opening, Store, StoreError, StoreReader, verify};
use jiff::{SignedDuration, Timestamp};
use rayon::prelude::*;

const LAYERS: [&str; 5] = ["district", "town", "workstation", "responsibility-grid", "unit-grid"];

fn start() -> Timestamp {
    cases::second(cases::BEGIN)
}

/// A case with its five events, as the district's acceptance desk writes them.
fn case(number: u32) -> Entry {
    let mut random = SplitMix64::new(u64::from(number));
    let mut below = |n: u64| random.next_u64() % n;
    let at = start()
        + SignedDuration::from_secs(i64::from(number) * 40)
        + SignedDuration::from_millis(below(40_000).cast_signed());
    let id = CaseId::new(&format!("{:08}-{:04}-{number:07}", 20_100_000 + number / 700, below(10_000)));
    let unit = UnitCode::new(&format!("W{:03}", below(521)));
    let (lon, lat) = (121.3 + below(1_500_000) as f64 * 1e-7, 31.0 + below(1_500_000) as f64 * 1e-7);
    let class = ClassCode::new(&format!("E{:02}{:02}", 1 + below(9), 1 + below(20)));
    let intake = Intake {
        id: id.clone(),
        class,
        condition: None,
        kind: None,
        place: StatedPlace {
            address: Some(PrivateText::Words(format!("示例路{}弄{}号", below(3000), below(200)))),
            ..StatedPlace::default()
        },
        reported_at: at,
        source: SourceCode::new(["patrol", "hotline", "video", "alarm"][below(4) as usize]),
        grade: None,
        text: Some(PrivateText::Words(format!("合成案件：第{}种情况，请处理", below(500)))),
        reporter: None,
        synthetic: true,
    };
    let cells: Vec<u32> = [1, 13, 521, 1_100, 16_500].map(|cells| below(cells) as u32).to_vec();
    let answers = LAYERS.iter().zip(&cells).map(|(layer, cell)| CellAnswer {
        layer: LayerName::new(layer),
        code: Some(CellCode::new(&format!("310112{cell:06}"))),
        status: Status::Inside,
        border_m: Some(below(20_000) as f64 / 100.0),
        rival: Some(CellCode::new(&format!("310112{:06}", cell + 1))),
        confidence: 1.0,
    });
    let due = vec![Due { at: at + SignedDuration::from_hours(48), provisional: false }];
    let assignment = Assignment {
        plan: PlanNumber(1),
        rules: RulesVersion(1),
        calendar: CalendarVersion(1),
        cells: answers.collect(),
        outcome: Outcome::Owner {
            unit: unit.clone(),
            helpers: Vec::new(),
            level: Level::Workstation,
            rule: RuleId::new(&format!("R{:03}", below(300))),
            runners_up: Vec::new(),
            fallback: false,
        },
        due: due.clone(),
        review: false,
    };
    let by = Actor::Account { name: AccountName::new("desk-01"), unit: Some(UnitCode::new("D01")) };
    let later = |minutes: u64| at + SignedDuration::from_mins(minutes.cast_signed());
    let (dispatched, handled) = (3 + below(30), 60 + below(2000));
    let events = vec![
        (at, Actor::System, Act::Report { intake: Box::new(intake) }),
        (at, Actor::System, Act::Assign { cause: AssignCause::Intake, assignment: Box::new(assignment) }),
        (later(2), by.clone(), Act::File { condition: 1 }),
        (later(dispatched), by, Act::Dispatch { unit: unit.clone(), helpers: Vec::new(), due }),
        (later(handled), Actor::System, Act::Close),
    ];
    let head = CaseHead {
        id,
        class: below(300) as u16,
        kind: 1,
        source: below(4) as u16,
        place: LonLat::new(lon, lat).ok(),
        cells,
        unit: below(587) as u16,
        reported_at: at,
        filed_at: Some(later(2)),
        dispatched_at: Some(later(dispatched)),
        due_at: Some(at + SignedDuration::from_hours(48)),
        handled_at: Some(later(handled)),
        ended_at: Some(later(handled)),
        revision: 5,
        body: std::array::from_fn(|_| below(256) as u8),
        ..cases::closed(number, cases::BEGIN)
    };
    Entry { head, events, outbox: Vec::new() }
}

fn opening() -> Opening {
    Opening { entropy: [42; 32], holder: "bench".into(), at: start(), create: true }
}

/// Seconds of processor time of all threads so far.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
}

fn bytes(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |data| data.len())
}

fn import(path: &Path, cases: u32) -> GeoPackageStore {
    let mut store = GeoPackageStore::open(path, &opening()).unwrap();
    let begin = Instant::now();
    let (mut making, mut making_cpu, before) = (0.0, 0.0, cpu());
    let batches = (0..cases).step_by(32_768).map(|first| {
        let (begin, before) = (Instant::now(), cpu());
        let entries = (first..cases.min(first + 32_768)).into_par_iter().map(case).collect();
        making += begin.elapsed().as_secs_f64();
        making_cpu += cpu() - before;
        Ok::<_, StoreError>(Bulk { recorded_at: start(), entries })
    });
    store.bulk_append(batches).unwrap();
    let seconds = begin.elapsed().as_secs_f64();
    println!(
        "import {cases} cases, 5 events each: {:.1} s ({seconds:.1} s with inventing them), {:.1} s of processor time; {:.0} MB",
        seconds - making,
        cpu() - before - making_cpu,
        bytes(path) as f64 / 1e6
    );
    store
}

fn open_again(path: &Path) -> GeoPackageStore {
    let (begin, before) = (Instant::now(), cpu());
    let store = GeoPackageStore::open(path, &opening()).unwrap();
    let opened = begin.elapsed();
    let mut heads = 0;
    store
        .heads(&mut |batch| {
            heads += batch.len();
            Ok(())
        })
        .unwrap();
    println!(
        "open {opened:.1?}, then {heads} heads handed over: {:.2?}, {:.2} s of processor time",
        begin.elapsed(),
        cpu() - before
    );
    store
}

fn histories(store: &GeoPackageStore, cases: u32) {
    let mut random = SplitMix64::new(1);
    let mut took: Vec<f64> = (0..2000)
        .map(|_| {
            let number = CaseNumber((random.next_u64() % u64::from(cases)) as u32);
            let begin = Instant::now();
            assert_eq!(store.history(number).unwrap().len(), 5);
            begin.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    took.sort_by(f64::total_cmp);
    println!("history of a random case: median {:.0} µs, 99 % {:.0} µs", took[1000], took[1980]);
}

fn live(store: &mut GeoPackageStore, from: u32, batch: u32, seconds: f64) -> u32 {
    let count = if batch == 1 { 3000 } else { 120_000 };
    let entries: Vec<Entry> = (from..from + count).into_par_iter().map(case).collect();
    let (begin, before) = (Instant::now(), cpu());
    let mut took = Vec::new();
    for batch in entries.chunks(batch as usize) {
        let begin_one = Instant::now();
        store.append(start(), batch).unwrap();
        took.push(begin_one.elapsed().as_secs_f64() * 1e3);
        if begin.elapsed().as_secs_f64() > seconds {
            break;
        }
    }
    let done = (took.len() as u32 * batch).min(count);
    let total = begin.elapsed().as_secs_f64();
    let each = (cpu() - before) * 1e6 / f64::from(done);
    took.sort_by(f64::total_cmp);
    println!(
        "append in batches of {batch}: {:.0} cases/s, {each:.0} µs of processor time each; batch median {:.2} ms, 99 % {:.2} ms",
        f64::from(done) / total,
        took[took.len() / 2],
        took[took.len() * 99 / 100]
    );
    from + done
}

fn check(path: &Path) {
    let (begin, before) = (Instant::now(), cpu());
    let judge: &Judge = &|head, events| {
        if head.revision as usize == events.len() { Ok(()) } else { Err("another number of events".into()) }
    };
    let found = verify(path, Some(judge)).unwrap();
    assert_eq!(found.faults, []);
    println!(
        "verify {} cases, {} events, {} texts: {:.1?}, {:.1} s of processor time",
        found.cases,
        found.events,
        found.texts,
        begin.elapsed(),
        cpu() - before
    );
}

/// The cost of a commit on this disk: 24 kB written and synchronised.
fn disk(folder: &Path) {
    let mut file = std::fs::File::create(folder.join("disk")).unwrap();
    let mut took: Vec<f64> = (0..200)
        .map(|_| {
            let begin = Instant::now();
            std::io::Write::write_all(&mut file, &vec![7; 24_000]).unwrap();
            file.sync_data().unwrap();
            begin.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    took.sort_by(f64::total_cmp);
    println!("24 kB to disk and synchronised: median {:.2} ms, 99 % {:.2} ms", took[100], took[198]);
}

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let cases: u32 = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(250_000);
    let within = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = tempfile::tempdir_in(within).unwrap();
    let small = folder.path().join("small.gpkg");
    let mut store = GeoPackageStore::open(&small, &opening()).unwrap();
    disk(folder.path());
    println!("a new store:");
    let mut next = 0;
    for batch in [1, 16, 64, 256] {
        next = live(&mut store, next, batch, 4.0);
    }
    drop(store);
    let large = folder.path().join("large.gpkg");
    let store = import(&large, cases);
    histories(&store, cases);
    drop(store);
    let mut store = open_again(&large);
    check(&large);
    println!("the large store:");
    let mut next = cases;
    for batch in [1, 64, 256] {
        next = live(&mut store, next, batch, 4.0);
    }
}
