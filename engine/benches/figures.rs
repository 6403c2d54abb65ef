//! Figures of chosen cases: series, an area that somebody drew, and what everybody is told; 250,000 cases.
//!
//! `cargo bench --bench figures --no-default-features --features sqlite` prints a table; `-- 2500000` takes another number of
//! cases. Wall time, the least of five rounds, so that other work on the machine counts less.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

mod cases;

use std::f64::consts::TAU;
use std::hint::black_box;
use std::time::Instant;

use gridward::analytics::figures::{
    Area, Block, CellTally, Chosen, Dimension, DimensionTally, Nodes, Published, SeriesTally, Slots, Step,
    Week,
};
use gridward::cases::CaseHead;
use gridward::cases::columns::{Columns, Filter, LiveColumns};
use gridward::measure::LonLat;
use gridward::simulate::SplitMix64;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// 2012 in the district's time.
const BEGIN: i64 = 1_325_347_200;
const SPAN: i64 = 366 * 86_400;

fn case(number: u32, all: u32, random: &mut SplitMix64) -> CaseHead {
    let reported = BEGIN + SPAN * i64::from(number) / i64::from(all);
    let place = LonLat::new(121.3 + random.between(0.0, 0.12), 31.0 + random.between(0.0, 0.12)).ok();
    // Few classes have most cases.
    let class = random.between(0.0, 1.0).powi(3) * f64::from(cases::CLASSES);
    CaseHead {
        class: class as u16,
        source: (number % 12) as u16,
        place,
        cells: vec![0, number % 4096],
        unit: (number % 500) as u16,
        ..cases::closed(number, reported.cast_unsigned())
    }
}

/// A star with so many corners, a third of the district wide.
fn star(corners: u32) -> Area {
    let corner = |at: u32| {
        let angle = f64::from(at % corners) / f64::from(corners) * TAU;
        let radius = 0.03 * (1.0 + 0.3 * (9.0 * angle).sin() + 0.1 * (101.0 * angle).sin());
        [121.36 + radius * angle.cos(), 31.06 + radius * angle.sin()]
    };
    Area::new(&[vec![(0..=corners).map(corner).collect()]]).unwrap()
}

/// The least wall time of five rounds, in milliseconds.
fn least(mut run: impl FnMut()) -> f64 {
    let round = |_| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..5).map(round).fold(f64::INFINITY, f64::min)
}

fn area(columns: &Columns, corners: u32) -> (f64, f64, u64) {
    let made = least(|| {
        black_box(star(corners));
    });
    let area = star(corners);
    let (classes, units): (Vec<u32>, Vec<u32>) = ((0..300).collect(), (0..500).collect());
    let filter = Filter { within: Some(area.corners()), ..Filter::default() };
    let chosen = Chosen { columns, filter: &filter, area: Some(&area) };
    let now = Timestamp::from_second(BEGIN + SPAN).unwrap();
    let (from, zone) = (Timestamp::from_second(BEGIN).unwrap(), TimeZone::get("Asia/Shanghai").unwrap());
    let slots = Slots::new(&Step::Day.periods(&zone, from, now).unwrap());
    let mut cases = 0;
    let counted = least(|| {
        let (series, _) = chosen.tallied(|| {
            let groups = (
                DimensionTally::new(Dimension::Class, &classes, 300),
                DimensionTally::new(Dimension::Unit, &units, 500),
            );
            (SeriesTally::new(&slots, now), (groups, CellTally::default()))
        });
        cases = series.all().cases;
    });
    (made, counted, cases)
}

fn main() {
    let all = std::env::args().skip(1).find_map(|text| text.parse().ok()).unwrap_or(250_000);
    let mut random = SplitMix64::new(1);
    let live = LiveColumns::build(1, (0..all).map(|number| case(number, all, &mut random))).unwrap();
    let columns = live.snapshot();
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let (from, now) = (Timestamp::from_second(BEGIN).unwrap(), Timestamp::from_second(BEGIN + SPAN).unwrap());
    println!("{all} cases, {} threads; milliseconds", std::thread::available_parallelism().unwrap());
    let filter = Filter::default();
    let chosen = Chosen { columns: &columns, filter: &filter, area: None };
    for step in Step::ALL.into_iter().skip(1) {
        let slots = Slots::new(&step.periods(&zone, from, now).unwrap());
        let ms = least(|| {
            black_box(chosen.tallied(|| SeriesTally::new(&slots, now)));
        });
        println!("series by {}: {ms:.2}", step.as_str());
    }
    let classes: Vec<u32> = (0..300).collect();
    let ms = least(|| {
        black_box(chosen.tallied(|| DimensionTally::new(Dimension::Class, &classes, 300)));
    });
    println!("by class: {ms:.2}");
    for corners in [50, 1_000, 9_999] {
        let (made, counted, cases) = area(&columns, corners);
        println!(
            "area of {corners} corners, {cases} cases inside: made ready {made:.2}, series, classes, units and cells counted {counted:.2}"
        );
    }
    // Five roots, thirty main classes, three hundred classes.
    let above: Vec<u32> =
        (0..5).map(|_| 0).chain((0..30).map(|n| 1 + n % 5)).chain((0..300).map(|n| 6 + n % 30)).collect();
    let (nodes, node_of): (Nodes, Vec<u32>) = (Nodes::classes(&above), (36..336).collect());
    let first = Week::of("2012-01-02".parse().unwrap());
    let end = Block::Quarter.around(Week(first.0 + 51)).1;
    let ms = least(|| {
        let published = Published::count(&chosen, Dimension::Class, &node_of, &nodes, first..end, &zone, 10);
        black_box((36..336).map(|node| published.told(node, first..end).cases).sum::<u64>());
    });
    println!("everybody's most frequent classes of a year: {ms:.2}");
}
