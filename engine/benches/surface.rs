//! Density by direct sum: 250,000 cases, quartic of 300 m, 2,000 x 2,000 pixels of 10 m, corrected along a border of 720 edges.
//!
//! `cargo bench -p gridward --no-default-features --features sqlite --bench surface` prints a table. The cases are synthetic and seeded.

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
use gridward::analytics::surface::{Edge, Event, Kernel, Pixels, Window, adapted, surface};
use gridward::measure::PlaneXY;

fn main() {
    println!("{} threads; seconds, the best of three", rayon::current_num_threads());
    let low = PlaneXY { x: 0.0, y: 0.0 };
    let rectangle = Window::rectangle(low, PlaneXY { x: 20_000.0, y: 20_000.0 }).unwrap();
    let district = Window::areas(&geo::MultiPolygon(vec![border()])).unwrap();
    let pixels = Pixels::of_side(rectangle.corners(), 10.0).unwrap();
    let events = cases(&district, 250_000);
    for (name, window) in [("rectangle", &rectangle), ("district", &district)] {
        for edge in [Edge::None, Edge::Diggle, Edge::Uniform] {
            let took =
                best(|| drop(black_box(surface(&events, Kernel::Quartic, edge, window, pixels)).unwrap()));
            println!("quartic, {name}, {edge:?}: {took:.3}");
        }
    }
    let of = |kernel, bandwidth: f64| {
        let events: Vec<Event> = events.iter().map(|event| Event { bandwidth, ..*event }).collect();
        best(|| drop(black_box(surface(&events, kernel, Edge::Diggle, &district, pixels)).unwrap()))
    };
    println!("epanechnikov, district, Diggle: {:.3}", of(Kernel::Epanechnikov, 300.0));
    println!(
        "adapted bandwidths: {:.3}",
        best(|| drop(black_box(adapted(&events, Kernel::Quartic, &district))))
    );
}

/// A round border with bays.
fn border() -> geo::Polygon<f64> {
    let ring = (0..720_u32).map(|at| {
        let angle = f64::from(at) * std::f64::consts::PI / 360.0;
        let far = 9_000.0 + 700.0 * (7.0 * angle).sin() + 200.0 * (41.0 * angle).cos();
        (10_000.0 + far * angle.cos(), 10_000.0 + far * angle.sin())
    });
    geo::Polygon::new(ring.collect(), Vec::new())
}

/// Half of the cases everywhere, half around forty places.
fn cases(window: &Window, count: usize) -> Vec<Event> {
    let mut stream = Streams::new(4).of(0);
    let centres: Vec<[f64; 2]> = (0..40).map(|_| [stream.unit() * 2e4, stream.unit() * 2e4]).collect();
    let mut events = Vec::with_capacity(count);
    while events.len() < count {
        let [x, y] = if stream.below(2) == 0 {
            [stream.unit() * 2e4, stream.unit() * 2e4]
        } else {
            let [x, y] = centres[stream.below(40) as usize];
            let mut around = || (stream.unit() + stream.unit() + stream.unit() - 1.5) * 800.0;
            [x + around(), y + around()]
        };
        let at = PlaneXY { x, y };
        if window.holds(at) {
            events.push(Event { at, weight: 1.0, bandwidth: 300.0 });
        }
    }
    events
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
