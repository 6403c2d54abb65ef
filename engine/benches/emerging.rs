//! Emerging hot spots of 5,000 cells in 52 weeks: by the normal law, with 999 draws for each bin, and by the whole null.
//!
//! `cargo bench -p gridward --no-default-features --features sqlite --bench emerging` prints a table. The counts are synthetic and seeded.

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

use gridward::analytics::autocorrelation::Null;
use gridward::analytics::chance::{Level, Streams};
use gridward::analytics::emerging::{ColdPast, Cube, NullOf, Reference, Settings, emerging};
use gridward::analytics::weights::{Contiguity, contiguity};

fn main() {
    let (wide, high, steps) = (100_u32, 50_u32, 52);
    let squares: Vec<Vec<Vec<(u32, u32)>>> = (0..wide * high)
        .map(|at| (at % wide, at / wide))
        .map(|(x, y)| vec![vec![(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]])
        .collect();
    let weights = contiguity(&squares, Contiguity::Queen).unwrap();
    let mut stream = Streams::new(1).of(0);
    let rows: Vec<Vec<u32>> = (0..wide * high)
        .map(|_| {
            let most = 1 << stream.below(5);
            (0..steps).map(|_| stream.below(most)).collect()
        })
        .collect();
    let cube = Cube::from_counts(&rows).unwrap();
    println!("{} threads; {} cells, {steps} steps; seconds", rayon::current_num_threads(), cube.cells());
    let level = Level::try_from(0.05).unwrap();
    let draws = NullOf::Draws(Null { draws: 999, streams: Streams::new(7) });
    for (name, null, times) in
        [("normal", NullOf::Normal, 3), ("exact", NullOf::Exact, 1), ("999 draws", draws, 2)]
    {
        for reference in [Reference::Entire, Reference::Step] {
            let settings = Settings {
                back: 1,
                reference,
                null,
                alpha: level,
                corrected: true,
                trend_alpha: level,
                cold_past: ColdPast::New,
            };
            let run = |_| {
                let begin = Instant::now();
                let done = black_box(emerging(&cube, &weights, &settings)).map(drop);
                (begin.elapsed().as_secs_f64(), done.is_ok())
            };
            let (best, good) = (0..times).map(run).min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
            println!("  {name}, {reference:?}: {best:.3}{}", if good { "" } else { " (refused)" });
        }
    }
}
