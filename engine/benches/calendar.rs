//! Deadlines on Minhang's calendar, one thread.
//!
//! `cargo bench --bench calendar --no-default-features --features sqlite` prints a table. Wall time, the least of five rounds.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use gridward::calendar::{DayReading, Limit, Pause, WorkCalendar, definition};
use gridward::simulate::SplitMix64;
use jiff::{SignedDuration, Timestamp};

fn least(count: usize, mut run: impl FnMut()) -> f64 {
    let round = |_| {
        let start = Instant::now();
        run();
        start.elapsed().as_nanos() as f64 / count as f64
    };
    (0..5).map(round).fold(f64::INFINITY, f64::min)
}

fn main() {
    let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../grid-definitions/minhang/calendar.json"));
    let load = least(1, || drop(black_box(definition::load(file).unwrap())));
    println!("| | wall time |\n|---|---|\n| load calendar.json | {:.1} ms |", load / 1e6);
    let hours = definition::load(file).unwrap();
    let ends = hours.clone().with_reading(DayReading::EndOfDay);
    let mut random = SplitMix64::new(1);
    let starts: Vec<Timestamp> = (0..1_000_000)
        .map(|_| Timestamp::from_millisecond(1_262_275_200_000 + (random.unit() * 5e11) as i64).unwrap())
        .collect();
    let table: [(&str, &WorkCalendar); 4] =
        [("2uh", &hours), ("4wh", &hours), ("5wd", &hours), ("5wd", &ends)];
    for (text, calendar) in table {
        let limit: Limit = text.parse().unwrap();
        let reading = calendar.reading();
        let due =
            least(starts.len(), || starts.iter().for_each(|at| drop(black_box(calendar.due(*at, limit)))));
        println!("| due after {text}, {reading:?} | {due:.0} ns |");
        let paused = least(starts.len(), || {
            for at in &starts {
                let from = *at + SignedDuration::from_hours(1);
                let pause = Pause { from, until: Some(from + SignedDuration::from_hours(50)) };
                black_box(calendar.due_with(*at, limit, &[pause], 1));
            }
        });
        println!("| the same with a pause and an extension | {paused:.0} ns |");
    }
}
