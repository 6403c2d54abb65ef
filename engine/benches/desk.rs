//! What a case costs: decided alone, decided among a million, taken in by the desk. In CPU time of one thread.
//!
//! `cargo bench -p gridward --no-default-features --features sqlite --bench desk` prints a table for the district of Minhang
//! (synthetic borders); another district's folder is given after `--`.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use gridward::assign::{Assigner, Query, Whereabouts};
use gridward::cases::{Actor, Intake, PrivateText, StatedPlace};
use gridward::crs::{Datum, StatedPair};
use gridward::desk::{Command, Desk, DeskOptions, InFlight, PlanEdition, Publication, Reply};
use gridward::grid::{District, Title};
use gridward::ids::{CaseId, ClassCode, SourceCode};
use gridward::locate::SpatialOrder;
use gridward::rules::Grade;
use gridward::rules::definition::{FolderFiles, rule_files};
use gridward::simulate::SplitMix64;
use gridward::store::MemoryStore;
use jiff::Timestamp;

const BATCH: usize = 128;

fn cpu_ns() -> u64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or(0)
}

/// Microseconds of CPU time a piece.
fn timed<T>(name: &str, pieces: usize, work: impl FnOnce() -> T) -> T {
    let before = cpu_ns();
    let made = work();
    println!("{name:<44} {:>9.3} µs", (cpu_ns() - before) as f64 / 1e3 / pieces as f64);
    made
}

fn publication(folder: &Path) -> Publication {
    let district = District::load(folder).unwrap();
    let plan = district.plans().plans().last().unwrap();
    let mut rules = rule_files(folder).unwrap();
    for name in ["places.csv", "components.csv"] {
        if let Ok(content) = std::fs::read(folder.join(name)) {
            rules.insert(name.into(), content);
        }
    }
    let calendar = std::fs::read(folder.join("calendar.json")).unwrap();
    Publication {
        plan: Some(PlanEdition::of_district(&district, plan)),
        rules: Some(rules),
        calendar: Some(FolderFiles::from([("calendar.json".to_owned(), calendar)])),
        valid_from: "2012-01-01T00:00:00+08:00".parse().unwrap(),
        in_flight: InFlight::Keep,
        title: Title::new("测试", "bench"),
    }
}

/// Invented cases (合成) all over the district's bounding box.
fn cases(assigner: &Assigner, count: usize, now: Timestamp) -> Vec<Intake> {
    let mut random = SplitMix64::new(5);
    let layer = assigner.plan().layers().last().unwrap().layer();
    let bounds: Vec<_> = layer.cells().iter().filter_map(|cell| cell.shape.bounds()).collect();
    let rules = assigner.rules();
    let classes: Vec<ClassCode> = rules
        .classes
        .leaves()
        .filter_map(|at| rules.classes.get(at))
        .map(|class| class.code.clone())
        .collect();
    let sources: Vec<SourceCode> = rules.sources.all().iter().map(|source| source.code.clone()).collect();
    (0..count)
        .map(|n| {
            let (low, high) = bounds[below(&mut random, bounds.len())];
            let within = |low: i64, high: i64, share: f64| (low as f64 + share * (high - low) as f64) / 1e7;
            let pair = StatedPair {
                x: within(low.x, high.x, random.unit()),
                y: within(low.y, high.y, random.unit()),
            };
            Intake {
                id: CaseId::new(&format!("bench-{n:08}")),
                class: classes[below(&mut random, classes.len())].clone(),
                condition: None,
                kind: None,
                place: StatedPlace { pair: Some(pair), datum: Some(Datum::Wgs84), ..StatedPlace::default() },
                reported_at: now,
                source: sources[below(&mut random, sources.len())].clone(),
                grade: Some(Grade(u8::try_from(below(&mut random, 2)).unwrap())),
                text: Some(PrivateText::Words(format!("合成案件 {n}: 示例路口有积水，请处理"))),
                reporter: None,
                synthetic: true,
            }
        })
        .collect()
}

fn below(random: &mut SplitMix64, n: usize) -> usize {
    usize::try_from(random.next_u64() % n as u64).unwrap()
}

fn query(intake: &Intake, at: Timestamp) -> Query<'_> {
    Query {
        class: &intake.class,
        condition: intake.condition,
        kind: intake.kind,
        source: &intake.source,
        grade: intake.grade,
        at,
        place: Whereabouts {
            pair: intake.place.pair,
            datum: intake.place.datum.as_ref(),
            accuracy: Some(gridward::measure::Metres(0.0)),
            ..Whereabouts::default()
        },
    }
}

fn main() {
    let folder = std::env::args().skip(1).find(|arg| !arg.starts_with("--")).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../grid-definitions/minhang"),
        PathBuf::from,
    );
    if !folder.join("rules.csv").exists() {
        println!("{}: no rules.csv; nothing is measured", folder.display());
        return;
    }
    let now: Timestamp = "2012-05-15T09:00:00+08:00".parse().unwrap();
    let mut desk = Desk::open(MemoryStore::new([1; 32]), now, DeskOptions::default()).unwrap();
    let publish = Command::Publish { publication: Box::new(publication(&folder)), by: Actor::System };
    let reply = desk.handle(now, vec![publish]).remove(0);
    assert!(matches!(reply, Reply::Published { .. }), "{reply:?}");
    let assigner: Arc<Assigner> = desk.view().assigner().unwrap();

    let many = cases(&assigner, 200_000, now);
    let queries: Vec<Query<'_>> = many.iter().map(|intake| query(intake, now)).collect();
    timed("decide, one by one", 50_000, || {
        queries[..50_000].iter().map(|query| assigner.assign(query).due.len()).sum::<usize>()
    });
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().unwrap();
    one.install(|| {
        let (lon, lat): (Vec<f64>, Vec<f64>) =
            many.iter().filter_map(|intake| intake.place.pair).map(|pair| (pair.x, pair.y)).unzip();
        timed("locate in all layers, many at once", many.len(), || {
            let order = SpatialOrder::of(&lon, &lat);
            assigner
                .plan()
                .layers()
                .iter()
                .map(|layer| layer.locator().place_all(&order).cells.len())
                .sum::<usize>()
        });
        timed("locate and decide, many at once", many.len(), || {
            assigner.map_all(&queries, |_, answered| answered.assignment.due.len()).len()
        });
    });
    drop(queries);

    let count = 50_000;
    let commands: Vec<Vec<Command>> = many[..count]
        .chunks(BATCH)
        .map(|batch| {
            let intake =
                |intake: &Intake| Command::Intake { intake: Box::new(intake.clone()), by: Actor::System };
            batch.iter().map(intake).collect()
        })
        .collect();
    let dispatched = timed("intake, batches of 128, store in memory", count, || {
        let mut dispatched = 0;
        for batch in commands {
            let replies = desk.handle(now, batch);
            dispatched += replies
                .iter()
                .filter(
                    |reply| matches!(reply, Reply::Created(record) if record.head.dispatched_at.is_some()),
                )
                .count();
            std::hint::black_box(desk.view());
        }
        dispatched
    });
    println!("{dispatched} of {count} went straight to their unit");
}
