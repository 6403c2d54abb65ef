//! Tiles of figures by cells: counting by a filter drawn at random, what is shown, and drawing, at every zoom from 8 to 18.
//!
//! `cargo bench -p gridward --no-default-features --features sqlite --bench cell_tiles -- 250000 2500000` prints a table for
//! each number of cases; `-- 25000000` does so for ten years of a large district, in some two minutes. Wall time of all threads;
//! 16,500 cells of 39 vertices. The quantiles are over filters and tiles. Memory is that of the whole program: `VmRSS` with the
//! cases in place, `VmHWM` the most that it ever took, building included.

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

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use gridward::cases::columns::{Changes, Columns, Filter, IndexSet, LiveColumns};
use gridward::cases::{CaseHead, Stage};
use gridward::crs::LatticePoint;
use gridward::grid::Layer;
use gridward::ids::{CaseNumber, CellIndex};
use gridward::locate::{Locator, LocatorOptions};
use gridward::measure::LonLat;
use gridward::simulate::SplitMix64;
use gridward::simulate::coverage::{CoverageSpec, generate};
use gridward::tiles::figures::{Basis, CellOf, Exposure, Figure, Groups, Measure, Period, Shown, Tallies};
use gridward::tiles::mvt::{LayerWriter, Value};
use gridward::tiles::{CellTiles, Stencil, TileAddress, WorldPoint};
use gridward::topology::{Point, Polygon};
use jiff::Timestamp;

use cases::{BEGIN, CORNER, SIDES, SPAN};

const ROUNDS: usize = 40;

/// A square of 165 km² with about 16,500 unit grids of about 39 vertices.
fn layer() -> Layer {
    let corners = [(0, 0), (SIDES.0, 0), SIDES, (0, SIDES.1)];
    let exterior = corners.map(|(dx, dy)| Point::new(CORNER.0 + dx, CORNER.1 + dy)).to_vec();
    let mut spec = CoverageSpec::new(Polygon { exterior, interiors: Vec::new() }.into(), 1e4, 7);
    (spec.vertices_per_unit, spec.town_count) = (39, 13);
    generate(&spec).unwrap().layers.pop().unwrap().layer
}

fn case(number: u32, all: u32, locator: &Locator, random: &mut SplitMix64) -> CaseHead {
    cases::drawn(number, all, random, |at| {
        locator.cell_of(cases::place(at)).map_or(u32::MAX, |CellIndex(cell)| cell)
    })
}

/// Time, and in turn classes, sources, stages or units.
fn filter(random: &mut SplitMix64) -> Filter {
    let mut below = |most: u64| random.next_u64() % most;
    let at = |second: u64| Timestamp::from_second((BEGIN + second) as i64).ok();
    let (from, length) = (below(SPAN), 86_400 * (7 + below(365)));
    let mut filter = Filter {
        from: at(from),
        to: at(from + length),
        classes: Some((0..300).chain([u32::from(u16::MAX)]).collect()),
        ..Filter::default()
    };
    match below(5) {
        0 => filter.classes = Some((0..300).filter(|_| below(3) == 0).collect::<IndexSet>()),
        1 => filter.sources = Some((0..3).collect()),
        2 => filter.stages = Some(Stage::ALL.into_iter().filter(|stage| !stage.is_final()).collect()),
        3 => filter.units = Some((0..50).map(|unit| unit * 3).collect()),
        _ => (filter.from, filter.to) = (None, None),
    }
    filter
}

fn quantiles(mut micros: Vec<f64>) -> String {
    micros.sort_by(f64::total_cmp);
    let at = |share: f64| micros[((micros.len() - 1) as f64 * share).round() as usize] / 1e3;
    format!("{:>7.2} / {:>7.2}", at(0.5), at(0.99))
}

fn micros<T>(run: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let made = black_box(run());
    (made, start.elapsed().as_nanos() as f64 / 1e3)
}

fn draw(tiles: &CellTiles, stencil: &Stencil, shown: &Shown) -> Vec<u8> {
    tiles.render_over(stencil, |cell, layer: &mut LayerWriter| {
        let shown = &shown.cells[cell as usize];
        layer.tag("cases", &Value::Whole(shown.cases.into()));
        if let Figure::Value(value) = shown.figure {
            layer.tag("value", &Value::Number(value));
        }
        layer.tag("class", &Value::Whole(shown.class.unwrap_or(0).into()));
    })
}

/// A tile that shows a place of the district.
fn address(zoom: u8, random: &mut SplitMix64) -> TileAddress {
    let place = cases::place(cases::steps(random));
    let at = WorldPoint::of(Point::new((place.lon() * 1e7) as i64, (place.lat() * 1e7) as i64)).on_grid(zoom);
    TileAddress::new(zoom.into(), (at.x / 4096) as u32, (at.y / 4096) as u32).unwrap()
}

fn all_zooms(tiles: &CellTiles, columns: &Columns, of: &CellOf<'_>, random: &mut SplitMix64) {
    let exposures = vec![Exposure { area_km2: 0.01, ..Exposure::default() }; of.cells];
    let parents: Vec<Vec<u32>> =
        [32, 1_200].map(|below| (0..of.cells as u32).map(|cell| cell / below).collect()).to_vec();
    println!("zoom | count p50 / p99 ms | shown | drawing | all three | first drawing | largest tile kB");
    let mut stencils: BTreeMap<TileAddress, Stencil> = BTreeMap::new();
    for zoom in 8..=18 {
        let mut columns_of = [const { Vec::new() }; 5];
        let mut largest = 0;
        for _ in 0..ROUNDS {
            let (filter, address) = (filter(random), address(zoom, random));
            let (now, counting) = micros(|| Tallies::count_cases(columns, &filter, of));
            let (shown, showing) = micros(|| {
                let cases: Vec<u32> = now.cells().iter().map(|tally| tally.cases).collect();
                let basis = Basis {
                    measure: Measure::PerKm2,
                    period: Period { days: 30.0, before_days: None },
                    exposures: &exposures,
                    groups: &Groups::of_at_least(3, &[&cases], &parents),
                };
                Shown::new(&now, None, &basis)
            });
            let stencil = stencils.entry(address).or_insert_with(|| {
                let (stencil, first) = micros(|| tiles.stencil(address));
                columns_of[4].push(first);
                stencil
            });
            let (tile, drawing) = micros(|| draw(tiles, stencil, &shown));
            largest = largest.max(tile.len());
            let each = [counting, showing, drawing, counting + showing + drawing];
            columns_of.iter_mut().zip(each).for_each(|(column, micros)| column.push(micros));
        }
        let row: Vec<String> = columns_of.into_iter().map(quantiles).collect();
        println!("{zoom:>4} | {} | {:>6}", row.join(" | "), largest / 1000);
    }
    let bytes: usize = stencils.values().map(Stencil::bytes).sum();
    println!("{} stencils take {} kB", stencils.len(), bytes / 1000);
}

/// Counts that follow a change beside counts made anew.
fn following(live: &mut LiveColumns, of: &CellOf<'_>, random: &mut SplitMix64) {
    let all = live.now().len() as u64;
    let filter = Filter::default();
    let mut kept = Tallies::count_cases(live.now(), &filter, of);
    let times = (0..ROUNDS).map(|_| {
        let number = CaseNumber((random.next_u64() % all) as u32);
        let (before, mut head) = (live.snapshot(), live.now().head(number).unwrap());
        head.class ^= 1;
        live.apply(&head).unwrap();
        let (changes, noting) = micros(|| Changes::between(&before, live.now(), [number]));
        noting + micros(|| kept.follow(&changes, live.now(), &filter, of, None)).1
    });
    println!("counts follow one change: {} ms", quantiles(times.collect()));
    assert_eq!(kept, Tallies::count_cases(live.now(), &filter, of));
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines = status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(", ")
}

fn main() {
    let (layer, building) = micros(layer);
    let shapes = layer.cells().iter().map(|cell| (cell.code.clone(), cell.shape.clone())).collect();
    let (locator, _) = Locator::build(shapes, LocatorOptions::default()).unwrap();
    let tiles = CellTiles::build(&layer).unwrap();
    println!("{} cells, made in {:.1} s", layer.cells().len(), building / 1e6);
    let locate = |at: LatticePoint| {
        let (lon, lat) = at.degrees();
        locator.cell_of(LonLat::new(lon, lat).ok()?).map(|CellIndex(cell)| cell)
    };
    let of = CellOf { plan: 1, layer: 4, cells: layer.cells().len(), locate: &locate };
    let asked: Vec<u32> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    for count in if asked.is_empty() { vec![250_000, 2_500_000] } else { asked } {
        let mut random = SplitMix64::new(1);
        let heads = (0..count).map(|number| case(number, count, &locator, &mut random));
        let mut live = LiveColumns::build(1, heads).unwrap();
        let (bytes, text) = live.now().bytes();
        println!("\n{count} cases, {} MB in columns, {}", (bytes + text) / 1_000_000, memory());
        let mut random = SplitMix64::new(9);
        all_zooms(&tiles, live.now(), &of, &mut random);
        following(&mut live, &of, &mut random);
        println!("in the end {}", memory());
    }
}
