//! Cases in memory: building, scanning, snapshots, changes, near places; 2.5 million cases.
//!
//! `cargo bench --bench columns --no-default-features --features sqlite` prints a table; `-- 300000` takes another number
//! of cases. Wall time, the least of five rounds, so that other work on the machine counts less.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

mod cases;

use std::hint::black_box;
use std::time::Instant;

use gridward::cases::columns::{Filter, IndexSet, Inside, LiveColumns};
use gridward::cases::{CaseHead, Stage};
use gridward::ids::CaseNumber;
use gridward::measure::Metres;
use gridward::simulate::SplitMix64;
use jiff::Timestamp;

use cases::{BEGIN, SPAN};

fn case(number: u32, all: u32, random: &mut SplitMix64) -> CaseHead {
    let head = cases::drawn(number, all, random, cases::square);
    CaseHead { body: [number as u8; 32], ..head }
}

/// CPU seconds of all threads, in steps of 10 ms.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default().to_owned();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// The least wall time of five rounds, in nanoseconds.
fn least(mut run: impl FnMut()) -> f64 {
    let round = |_| {
        let start = Instant::now();
        run();
        start.elapsed().as_nanos() as f64
    };
    (0..5).map(round).fold(f64::INFINITY, f64::min)
}

fn row(what: &str, ns: f64) {
    let text = if ns >= 1e8 {
        format!("{:.2} s", ns / 1e9)
    } else if ns >= 1e5 {
        format!("{:.2} ms", ns / 1e6)
    } else if ns >= 1e3 {
        format!("{:.1} µs", ns / 1e3)
    } else {
        format!("{ns:.0} ns")
    };
    println!("| {what} | {text} |");
}

fn scans(live: &LiveColumns) {
    let at = |share: u64| Timestamp::from_second((BEGIN + SPAN * share / 100) as i64).ok();
    let now = live.now();
    let classes = Some((0..300).filter(|class| class % 3 == 0).collect::<IndexSet>());
    let cells = Some(Inside { plan: 1, layer: 4, cells: (0..2_000).collect(), holds: None });
    let all = Filter { overdue_at: at(90), classes: classes.clone(), ..Filter::default() };
    let filters = [
        ("count, no condition", Filter::default()),
        ("count, a third of the time", Filter { from: at(30), to: at(63), ..Filter::default() }),
        (
            "count, time and 100 of 300 classes",
            Filter { from: at(30), to: at(63), classes: classes.clone(), ..Filter::default() },
        ),
        ("count, half of the unit grids", Filter { cells: cells.clone(), ..Filter::default() }),
        ("count, overdue at an instant, 100 of 300 classes", all),
        (
            "count, time, classes, 6 sources, 2 kinds, closed, unit grids",
            Filter {
                from: at(10),
                to: at(90),
                classes,
                sources: Some((0..6).collect()),
                kinds: Some((0..2).collect()),
                stages: Some(vec![Stage::Closed]),
                cells,
                ..Filter::default()
            },
        ),
    ];
    for (what, filter) in filters {
        let mut found = 0;
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let single = least(|| found = one.install(|| black_box(now.count(&filter))));
        let both = least(|| found = black_box(now.count(&filter)));
        row(&format!("{what}: {found} found, one thread"), single);
        row(&format!("{what}, all threads"), both);
    }
    let filter = Filter { from: at(30), to: at(63), ..Filter::default() };
    let ns = least(|| {
        let mut sums = vec![0u32; now.cell_sets().count()];
        now.scan(&filter, |chunk, selection| {
            for (mark, set) in selection.marks().iter().zip(chunk.cell_set()) {
                if let Some(sum) = sums.get_mut(*set as usize) {
                    *sum += u32::from(*mark);
                }
            }
        });
        black_box(&sums);
    });
    row("cases by combination of cells (all layers), a third of the time, one thread", ns);
}

fn changes(live: &mut LiveColumns, count: u32) {
    let mut random = SplitMix64::new(3);
    const TIMES: u32 = 1_000;
    let mut heads: Vec<CaseHead> = (0..TIMES)
        .map(|_| live.now().head(CaseNumber((random.next_u64() % u64::from(count)) as u32)).unwrap())
        .collect();
    let each = f64::from(TIMES);
    row("snapshot", least(|| (0..TIMES).for_each(|_| drop(black_box(live.snapshot())))) / each);
    let mut step = |live: &mut LiveColumns, kept: bool| {
        least(|| {
            for head in &mut heads {
                let snapshot = kept.then(|| live.snapshot());
                (head.revision, head.stage) = (head.revision + 1, Stage::Passed);
                (head.handled_at, head.unit) = (Some(head.reported_at), head.unit ^ 1);
                live.apply(head).unwrap();
                drop(snapshot);
            }
        }) / each
    };
    row("change of a case (stage, revision, time, unit)", step(live, false));
    row("the same while a reader holds the state before each", step(live, true));
    let mut next = count;
    let mut push = |live: &mut LiveColumns, kept: bool| {
        let mut round = || {
            let news: Vec<CaseHead> =
                (next..next + TIMES).map(|number| case(number, count, &mut random)).collect();
            next += TIMES;
            let start = Instant::now();
            for head in &news {
                let snapshot = kept.then(|| live.snapshot());
                live.apply(head).unwrap();
                drop(snapshot);
            }
            start.elapsed().as_nanos() as f64 / each
        };
        (0..5).map(|_| round()).fold(f64::INFINITY, f64::min)
    };
    row("new case", push(live, false));
    row("the same while a reader holds the state before each", push(live, true));
    reads(live, &heads);
    merging(live);
    reads(live, &heads);
}

fn reads(live: &LiveColumns, heads: &[CaseHead]) {
    let each = heads.len() as f64;
    println!("| with {} cases not merged: | |", live.now().unsorted());
    row(
        "head of a case by number",
        least(|| heads.iter().for_each(|h| drop(black_box(live.now().head(h.number))))) / each,
    );
    row(
        "number of an identity",
        least(|| {
            heads.iter().for_each(|h| {
                black_box(live.now().find(&h.id));
            });
        }) / each,
    );
    let near = least(|| {
        for head in heads {
            let since = head.reported_at - jiff::SignedDuration::from_hours(24);
            black_box(live.now().near(head.place.unwrap(), Metres(50.0), head.class, since));
        }
    });
    row("same class within 50 m since 24 h before", near / each);
}

fn merging(live: &mut LiveColumns) {
    let start = Instant::now();
    let merged = live.begin_merge().run();
    let ran = start.elapsed();
    live.finish_merge(merged);
    row("merge of all, in the background", ran.as_nanos() as f64);
    row("its end, on the writer", start.elapsed().saturating_sub(ran).as_nanos() as f64);
}

fn main() {
    let asked = std::env::args().find_map(|argument| argument.parse().ok());
    let count: u32 = asked.unwrap_or(2_500_000);
    println!("| {count} cases | wall time |\n|---|---|");
    let heads = || {
        let mut random = SplitMix64::new(1);
        (0..count).map(move |number| case(number, count, &mut random))
    };
    let start = Instant::now();
    heads().for_each(|head| drop(black_box(head)));
    let (drawing, drawn) = (start.elapsed(), cpu_seconds());
    let start = Instant::now();
    let mut live = LiveColumns::build(1, heads()).unwrap();
    let (building, built) = (start.elapsed(), cpu_seconds());
    row("drawing the cases (not ours)", drawing.as_nanos() as f64);
    row("build, without the drawing", building.saturating_sub(drawing).as_nanos() as f64);
    row("the same in CPU time of all threads", (built - 2.0 * drawn).max(0.0) * 1e9);
    let (bytes, text) = live.now().bytes();
    println!(
        "| memory of a case | {:.1} bytes and {:.1} of identity |",
        bytes as f64 / f64::from(count),
        text as f64 / f64::from(count)
    );
    scans(&live);
    changes(&mut live, count);
}
