//! Density tiles (核密度瓦片) of 250,000 and 2.5 million synthetic cases at every zoom, and the direct sum beside it.
//!
//! `cargo bench -p gridward --no-default-features --bench density`

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

use std::hint::black_box;
use std::time::Instant;

use gridward::crs::{LatticePoint, Tile};
use gridward::measure::{LonLat, Metres};
use gridward::simulate::SplitMix64;
use gridward::tiles::TileAddress;
use gridward::tiles::density::{Bandwidth, DensityTile, reach};

const TIMES: usize = 7;

/// Cases as crowded as a district's: half of them around forty spots, half anywhere in 15 by 12 km.
fn cases(count: usize) -> Vec<LatticePoint> {
    let mut random = SplitMix64::new(11);
    let spots: Vec<(f64, f64)> = (0..40).map(|_| (random.unit(), random.unit())).collect();
    (0..count)
        .map(|n| {
            let spot = spots[n % spots.len()];
            let normal = (0..6).map(|_| random.unit() - 0.5).sum::<f64>() * 0.05;
            let (x, y) = if n % 2 == 0 {
                (spot.0 + normal, spot.1 + (random.unit() - 0.5) * 0.05)
            } else {
                (random.unit(), random.unit())
            };
            LatticePoint::nearest(LonLat::new(121.30 + 0.16 * x, 31.05 + 0.11 * y).unwrap())
        })
        .collect()
}

fn main() {
    println!(
        "{:>9} {:>6} {:>4} {:>9} {:>9} {:>9} {:>11}",
        "cases", "R m", "z", "in reach", "median ms", "worst ms", "one thread"
    );
    for count in [250_000, 2_500_000] {
        let all = cases(count);
        for metres in [300.0, 1000.0] {
            for zoom in 8..=18 {
                measure(&all, metres, zoom);
            }
        }
    }
}

fn measure(all: &[LatticePoint], metres: f64, zoom: u8) {
    let bandwidth = Bandwidth::new(Metres(metres)).unwrap();
    let tile = Tile::showing(LonLat::new(121.38, 31.105).unwrap(), zoom).unwrap();
    let address = TileAddress::new(u32::from(zoom), tile.x(), tile.y()).unwrap();
    let (low, high) = reach(address, bandwidth);
    let near =
        |case: &&LatticePoint| (low.x..=high.x).contains(&case.x) && (low.y..=high.y).contains(&case.y);
    let near: Vec<LatticePoint> = all.iter().filter(near).copied().collect();
    let mut times: Vec<f64> = (0..TIMES)
        .map(|_| {
            let start = Instant::now();
            black_box(DensityTile::compute(black_box(&near), bandwidth, address));
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let mut cpu: Vec<f64> = (0..3)
        .map(|_| {
            alone.install(|| {
                let start = cpu_ms();
                black_box(DensityTile::compute(black_box(&near), bandwidth, address));
                cpu_ms() - start
            })
        })
        .collect();
    cpu.sort_by(f64::total_cmp);
    println!(
        "{:>9} {metres:>6} {zoom:>4} {:>9} {:>9.2} {:>9.2} {:>11.2}",
        all.len(),
        near.len(),
        times[TIMES / 2],
        times[TIMES - 1],
        cpu[1],
    );
}

/// Processor time of this thread in milliseconds: other work on the machine counts less.
fn cpu_ms() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split_whitespace().next().unwrap().parse::<f64>().unwrap() / 1e6
}
