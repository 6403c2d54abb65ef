//! Cold tiles of hexagons, points and flows over 250,000 and 2.5 million invented cases with a filter, at every zoom.
//!
//! `cargo bench -p gridward --no-default-features --bench layer_tiles`

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

mod cases;

use std::hint::black_box;
use std::time::Instant;

use gridward::cases::columns::{Columns, Filter, IndexSet, LiveColumns};
use gridward::crs::LatticePoint;
use gridward::grid::Title;
use gridward::ids::CaseNumber;
use gridward::measure::LonLat;
use gridward::simulate::SplitMix64;
use gridward::tiles::figures::{CellOf, Measure, Period};
use gridward::tiles::flow::{FlowEnd, FlowQuestion, FlowTiles, Flows};
use gridward::tiles::h3::{HexFigures, HexIndex, HexQuestion, HexResolution};
use gridward::tiles::points::{PointQuestion, PointTile, PointWords};
use gridward::tiles::{TileAddress, WorldPoint};
use jiff::Timestamp;

use cases::{BEGIN, SPAN};

const TIMES: usize = 15;
/// Every other class of the last two years of kinds 0 and 1: about a fifth of all cases.
fn filter() -> Filter {
    Filter {
        from: Timestamp::from_second((BEGIN + SPAN * 3 / 7) as i64).ok(),
        classes: Some((0..300).step_by(2).collect::<IndexSet>()),
        kinds: Some([0, 1].into_iter().collect()),
        ..Filter::default()
    }
}

/// Median and worst of some runs, in milliseconds.
fn timed(mut run: impl FnMut() -> usize) -> (f64, f64, usize) {
    let mut bytes = 0;
    let mut times: Vec<f64> = (0..TIMES)
        .map(|_| {
            let begin = Instant::now();
            bytes = black_box(run());
            begin.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[TIMES / 2], times[TIMES - 1], bytes)
}

fn tile(zoom: u8) -> TileAddress {
    let n = f64::from(1_u32 << zoom);
    let (lon, lat) = (121.36_f64, 31.06_f64.to_radians());
    let x = (lon + 180.0) / 360.0 * n;
    let y = (1.0 - lat.tan().asinh() / std::f64::consts::PI) / 2.0 * n;
    TileAddress::new(zoom.into(), x as u32, y as u32).unwrap()
}

fn told(what: &str, cases: usize, zoom: &str, (median, worst, bytes): (f64, f64, usize)) {
    println!("{what:>12} {cases:>9} {zoom:>4} {median:>9.2} {worst:>9.2} {bytes:>9}");
}

fn main() {
    println!(
        "{:>12} {:>9} {:>4} {:>9} {:>9} {:>9}",
        "what", "cases", "zoom", "median ms", "worst ms", "bytes"
    );
    for count in [250_000_u32, 2_500_000] {
        let mut random = SplitMix64::new(7);
        let live =
            LiveColumns::build(1, (0..count).map(|n| cases::drawn(n, count, &mut random, cases::square)))
                .unwrap();
        hexes(live.now());
        points(live.now());
        flows(live.now());
    }
}

fn hexes(columns: &Columns) {
    let now = Timestamp::from_second((BEGIN + SPAN) as i64).unwrap();
    let filter = filter();
    for size in HexResolution::ALL {
        let begin = Instant::now();
        let index = HexIndex::of(columns, size, None);
        let first = begin.elapsed().as_secs_f64() * 1e3;
        let (again, _, _) = timed(|| HexIndex::of(columns, size, Some(&index)).len());
        println!(
            "resolution {}: {} hexagons, the hexagon of each case in {first:.0} ms, taken over in {again:.2} ms",
            size.number(),
            index.len()
        );
        for zoom in (8..=18).filter(|zoom| HexResolution::of_zoom(*zoom) == size) {
            let asked = HexQuestion {
                measure: Measure::Count,
                filter: &filter,
                before: None,
                period: Period { days: 730.0, before_days: None },
                least: 1,
                now,
            };
            let cold = timed(|| {
                let figures = HexFigures::count(&index, columns, &asked);
                figures.render(tile(zoom), &figures.hexes_in(tile(zoom))).len()
            });
            told("h3", columns.len(), &zoom.to_string(), cold);
        }
    }
}

fn points(columns: &Columns) {
    let (now, filter) = (Timestamp::from_second((BEGIN + SPAN) as i64).unwrap(), filter());
    let words = PointWords {
        id: &|number| columns.id(CaseNumber(number)).map(|id| id.to_string()),
        class: &|class| Some(class.to_string()),
        time: &|second| Timestamp::from_second(second.into()).unwrap().to_string(),
    };
    for (what, filter) in [("points", filter), ("points, all", Filter::default())] {
        let asked = PointQuestion { filter: &filter, sees: &|_, _| true, now };
        for zoom in 8..=18 {
            let cold = timed(|| PointTile::of(columns, &asked, tile(zoom)).render(&words).len());
            told(what, columns.len(), &zoom.to_string(), cold);
        }
    }
}

fn flows(columns: &Columns) {
    let (filter, group_of) = (filter(), (0..890_u16).map(|unit| unit % 77).collect::<Vec<_>>());
    let end = |n: u32| {
        let (lon, lat) = (121.3 + f64::from(n % 9) * 0.01, 31.0 + f64::from(n / 9) * 0.01);
        let at = LatticePoint::nearest(LonLat::new(lon, lat).unwrap());
        let place = WorldPoint::of(gridward::topology::Point { x: at.x.into(), y: at.y.into() });
        FlowEnd { code: n.to_string(), name: Title::new("合成", "invented"), place: Some(place) }
    };
    let (from, to): (Vec<_>, Vec<_>) = ((0..13).map(end).collect(), (0..77).map(end).collect());
    for zoom in [8, 11, 14] {
        let cold = timed(|| {
            let of = CellOf { plan: 1, layer: 1, cells: 13, locate: &|_| None };
            let asked = FlowQuestion { filter: &filter, from: of, group_of: &group_of, groups: 77, least: 3 };
            FlowTiles::new(&Flows::count(columns, &asked), &from, &to, 100_000, true).render(tile(zoom)).len()
        });
        told("flow", columns.len(), &zoom.to_string(), cold);
    }
}
