//! Gi* with conditional permutations, each place with draws of its own, on boards of 10,000 and 100,000 places.
//!
//! `cargo bench -p gridward --no-default-features --features sqlite --bench autocorrelation` prints a table; the peers, esda and pygeoda, are
//! run by `tests/bench/autocorrelation.py` on the same boards. The values are synthetic and seeded.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

use std::hint::black_box;
use std::time::Instant;

use gridward::analytics::autocorrelation::{Null, Values, exact_by_counting, gi, lag_tails};
use gridward::analytics::chance::Streams;
use gridward::analytics::weights::{Contiguity, contiguity};

fn main() {
    println!("{} threads; seconds, the best of three", rayon::current_num_threads());
    for side in [100_u32, 316] {
        let squares: Vec<Vec<Vec<(u32, u32)>>> = (0..side * side)
            .map(|at| (at % side, at / side))
            .map(|(x, y)| vec![vec![(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]])
            .collect();
        let mut weights = None;
        let making = best(|| weights = Some(contiguity(&squares, Contiguity::Queen).unwrap()));
        let weights = weights.unwrap();
        let mut stream = Streams::new(1).of(0);
        // Few large counts among many small ones, as cases are.
        let mut count = || {
            let most = 1 << stream.below(7);
            f64::from(stream.below(most))
        };
        let values = Values::new((0..side * side).map(|_| count()).collect()).unwrap();
        println!("{} places: queen weights {making:.3}", side * side);
        println!("  Gi* z {:.4}", best(|| black_box(gi(&values, &weights, true)).map(drop).unwrap()));
        let null = Null { draws: 999, streams: Streams::new(7) };
        println!(
            "  Gi* 999 draws {:.3}",
            best(|| black_box(lag_tails(&values, &weights, null)).map(drop).unwrap())
        );
        println!(
            "  exact {:.3}",
            best(|| black_box(exact_by_counting(&values, &weights)).map(drop).unwrap())
        );
    }
}

fn best(mut work: impl FnMut()) -> f64 {
    (0..3)
        .map(|_| {
            let begin = Instant::now();
            work();
            begin.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min)
}
