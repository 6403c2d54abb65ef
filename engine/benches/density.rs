//! Density tiles (核密度瓦片) of 250,000 and 2.5 million synthetic cases at every zoom: gathering by a filter, computing, and
//! writing the picture and the values.
//!
//! `cargo bench -p gridward --no-default-features --features sqlite --bench density`; `-- 250000 300` takes one number of
//! cases and one bandwidth.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

mod cases;

use std::hint::black_box;

use gridward::cases::CaseHead;
use gridward::cases::columns::{Columns, Filter, LiveColumns};
use gridward::crs::Tile;
use gridward::measure::{LonLat, Metres};
use gridward::simulate::SplitMix64;
use gridward::tiles::TileAddress;
use gridward::tiles::colour::Ramp;
use gridward::tiles::density::{Bandwidth, DensityTile, Lattice, Rate, SIDE_PX, Sources};
use gridward::tiles::png;
use jiff::Timestamp;

const ROUNDS: usize = 3;
const TIMES: u32 = 8;
const BEGIN: i64 = 1_325_376_000;

/// Cases as crowded as a district's: half of them around forty spots, half anywhere in 15 by 12 km; of one year.
fn cases(count: u32) -> Columns {
    let mut random = SplitMix64::new(11);
    let spots: Vec<(f64, f64)> = (0..40).map(|_| (random.unit(), random.unit())).collect();
    let heads = (0..count).map(|n| {
        let spot = spots[n as usize % spots.len()];
        let normal = (0..6).map(|_| random.unit() - 0.5).sum::<f64>() * 0.05;
        let (x, y) = if n % 2 == 0 {
            (spot.0 + normal, spot.1 + (random.unit() - 0.5) * 0.05)
        } else {
            (random.unit(), random.unit())
        };
        let second = BEGIN + i64::from(n) * 31_536_000 / i64::from(count);
        head(n, LonLat::new(121.30 + 0.16 * x, 31.05 + 0.11 * y).unwrap(), second)
    });
    LiveColumns::build(1, heads).unwrap().snapshot()
}

fn head(number: u32, place: LonLat, reported: i64) -> CaseHead {
    let class = (number % 300) as u16;
    CaseHead { class, place: Some(place), ..cases::closed(number, reported.cast_unsigned()) }
}

fn main() {
    let asked: Vec<f64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let counts = asked.first().map_or(vec![250_000, 2_500_000], |count| vec![*count as u32]);
    let bandwidths = asked.get(1).map_or(vec![100.0, 300.0, 1000.0], |metres| vec![*metres]);
    println!(
        "milliseconds, median of {ROUNDS} rounds of {TIMES}; `one` is processor time on one thread, `wall` on all\n"
    );
    println!(
        "{:>9} {:>6} {:>3} {:>8} | {:>8} {:>8} {:>8} {:>8} | {:>8} {:>8} | {:>9} {:>9}",
        "cases",
        "R m",
        "z",
        "in reach",
        "gather",
        "tile",
        "picture",
        "values",
        "all one",
        "all wall",
        "picture B",
        "values B"
    );
    for count in counts {
        let columns = cases(count);
        for metres in &bandwidths {
            (8..=18).for_each(|zoom| measure(&columns, *metres, zoom));
        }
    }
}

fn measure(columns: &Columns, metres: f64, zoom: u8) {
    let bandwidth = Bandwidth::new(Metres(metres)).unwrap();
    let lattice = Lattice::new(bandwidth, 31.0);
    let (rate, filter) = (Rate::over(365.0), whole_year());
    let tile = Tile::showing(LonLat::new(121.38, 31.105).unwrap(), zoom).unwrap();
    let address = TileAddress::new(u32::from(zoom), tile.x(), tile.y()).unwrap();
    let (low, high) = lattice.reach(address);
    let sources = Sources::of_cases(columns, &filter);
    let found = DensityTile::compute(&sources, &lattice, address);
    let rates = found.into_rates(rate);
    let scale = rate.scale(Ramp::Cividis);
    let picture = || png::picture(SIDE_PX, black_box(&rates), &scale);
    let values = || png::values(SIDE_PX, black_box(&rates), rate.steps(bandwidth), |value| value > 0.0);
    let all = || {
        let sources = Sources::of_cases(black_box(columns), &filter);
        let found = DensityTile::compute(&sources, &lattice, address);
        let rates = found.into_rates(rate);
        png::picture(SIDE_PX, &rates, &scale)
    };
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let one = |work: &(dyn Fn() -> usize + Sync)| alone.install(|| median(work, cpu_ms));
    let times = [
        one(&|| Sources::of_cases(black_box(columns), &filter).len()),
        one(&|| DensityTile::compute(black_box(&sources), &lattice, address).values().len()),
        one(&|| picture().len()),
        one(&|| values().len()),
        one(&|| all().len()),
        median(&|| all().len(), wall_ms),
    ];
    let [gather, tile, picture_ms, values_ms, all_one, all_wall] = times;
    println!(
        "{:>9} {metres:>6} {zoom:>3} {:>8} | {gather:>8.2} {tile:>8.2} {picture_ms:>8.2} {values_ms:>8.2} | {all_one:>8.2} {all_wall:>8.2} | {:>9} {:>9}",
        columns.len(),
        sources.within(low, high).count(),
        picture().len(),
        values().len(),
    );
}

/// A condition that every case holds and none may skip.
fn whole_year() -> Filter {
    let class = Some((0..300).collect());
    Filter { from: Timestamp::from_second(BEGIN + 1).ok(), classes: class, ..Filter::default() }
}

/// The median of a few rounds, each the mean of several, because the clock of a thread ticks slowly.
fn median(work: &(dyn Fn() -> usize + Sync), clock: fn() -> f64) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = clock();
            (0..TIMES).for_each(|_| {
                black_box(work());
            });
            (clock() - start) / f64::from(TIMES)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

/// Processor time of this thread in milliseconds: other work on the machine counts less.
fn cpu_ms() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e6
}

fn wall_ms() -> f64 {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1e3
}
