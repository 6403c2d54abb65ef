//! The near-repeat table: 100,000 cases, bands to 400 m and 28 days, 999 shuffles of the times.
//!
//! `cargo bench -p gridward --no-default-features --features sqlite --bench interaction` prints a table. The cases are synthetic and seeded.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

use std::time::Instant;

use gridward::analytics::chance::Streams;
use gridward::analytics::interaction::near_repeat;
use gridward::measure::PlaneXY;

fn main() {
    println!("{} threads; seconds, one run", rayon::current_num_threads());
    let mut stream = Streams::new(6).of(0);
    let places: Vec<PlaneXY> =
        (0..100_000).map(|_| PlaneXY { x: stream.unit() * 20_000.0, y: stream.unit() * 20_000.0 }).collect();
    let days: Vec<f64> = (0..places.len()).map(|_| f64::from(stream.below(365))).collect();
    let moments: Vec<f64> = days.iter().map(|day| day + stream.unit()).collect();
    for (name, times) in [("whole days", &days), ("moments", &moments)] {
        let begin = Instant::now();
        let space = [100.0, 200.0, 300.0, 400.0];
        let found =
            near_repeat(&places, times, &space, &[1.0, 3.0, 7.0, 14.0, 28.0], 999, Streams::new(1)).unwrap();
        let pairs: u64 = found.observed.iter().flatten().sum();
        println!("{name}: {:.2} ({pairs} pairs within 400 m and 28 days)", begin.elapsed().as_secs_f64());
    }
}
