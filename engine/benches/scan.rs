//! Scan statistics with 999 replicas: circles against a population at 521 and at 10,000 centres, and 521 stations with four weeks of days.
//!
//! `cargo bench -p gridward --no-default-features --features sqlite --bench scan` prints a table. The boards are synthetic and seeded.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

use std::hint::black_box;
use std::time::Instant;

use gridward::analytics::chance::Streams;
use gridward::analytics::scan::{Rates, Settings, SpaceTime, Span, Ties, poisson, space_time};
use gridward::measure::PlaneXY;

fn main() {
    println!("{} threads; seconds, 999 replicas", rayon::current_num_threads());
    for (count, each) in [(521_u32, 10), (521, 100), (10_000, 10)] {
        let mut stream = Streams::new(1).of(count.into());
        // A district of 20 by 20 kilometres.
        let places: Vec<PlaneXY> = (0..count).map(|_| at(stream.unit(), stream.unit())).collect();
        let people: Vec<f64> = (0..count).map(|_| f64::from(500 + stream.below(5000))).collect();
        let cases: Vec<u32> = (0..count).map(|_| stream.below(2 * each + 1)).collect();
        let all: u32 = cases.iter().sum();
        for draws in [0, 999] {
            let took = took(|| {
                black_box(poisson(&places, &cases, &people, &settings(None, draws))).map(drop).unwrap();
            });
            println!("population, {count} centres, {all} cases, {draws} replicas: {took:.3}");
        }
    }
    let mut stream = Streams::new(2).of(0);
    let places: Vec<PlaneXY> = (0..521).map(|_| at(stream.unit(), stream.unit())).collect();
    let cases: Vec<(u32, u32)> = (0..250_000).map(|_| (stream.below(521), stream.below(365))).collect();
    let radius = Some((10e6 / std::f64::consts::PI).sqrt());
    for (span, name) in [(Span::Prospective, "prospective"), (Span::Retrospective, "retrospective")] {
        for cycle in [1, 7] {
            let data = SpaceTime { places: &places, cases: &cases, steps: 365, span, longest: 28, cycle };
            let took = took(|| black_box(space_time(&data, &settings(radius, 999))).map(drop).unwrap());
            println!(
                "{name}, 521 places, 365 days, 250,000 cases, up to 28 days and 10 km2, cycle {cycle}: {took:.3}"
            );
        }
    }
}

fn at(x: f64, y: f64) -> PlaneXY {
    PlaneXY { x: x * 20_000.0, y: y * 20_000.0 }
}

fn settings(radius: Option<f64>, draws: u32) -> Settings {
    Settings {
        share: 0.5,
        radius,
        ties: Ties::Together,
        rates: Rates::High,
        most: 5,
        overlapping: false,
        draws,
        streams: Streams::new(7),
    }
}

fn took(mut work: impl FnMut()) -> f64 {
    let begin = Instant::now();
    work();
    begin.elapsed().as_secs_f64()
}
