use super::*;
use crate::analytics::chance::Streams;

fn events(count: usize, bandwidth: f64) -> Vec<Event> {
    let mut stream = Streams::new(5).of(0);
    let mut unit = || stream.unit();
    (0..count)
        .map(|_| Event {
            at: PlaneXY { x: unit() * 1000.0, y: unit() * 700.0 },
            weight: 0.5 + unit(),
            bandwidth,
        })
        .collect()
}

fn window() -> Window {
    Window::rectangle(PlaneXY { x: 0.0, y: 0.0 }, PlaneXY { x: 1000.0, y: 700.0 }).unwrap()
}

#[test]
fn every_pixel_is_the_sum_of_the_definition() {
    let pixels = Pixels::of_side(window().corners(), 10.0).unwrap();
    for (kernel, bandwidth) in
        [(Kernel::Quartic, 120.0), (Kernel::Epanechnikov, 33.0), (Kernel::Gaussian, 20.0)]
    {
        let events = events(200, bandwidth);
        let found = surface(&events, kernel, Edge::None, &window(), pixels).unwrap();
        for (at, found) in found.values.iter().enumerate() {
            let (x, y) = (pixels.x(at % pixels.columns), pixels.y(at / pixels.columns));
            let one = |event: &Event| {
                event.weight * kernel.at((event.at.x - x).powi(2) + (event.at.y - y).powi(2), bandwidth)
            };
            let right: f64 = events.iter().map(one).sum();
            assert!((found - right).abs() < 1e-14, "{kernel:?} {at}: {found} {right}");
        }
    }
}

#[test]
fn a_corrected_surface_holds_as_many_cases_as_there_are() {
    let pixels = Pixels::of_side(window().corners(), 5.0).unwrap();
    for (kernel, bandwidth) in [(Kernel::Quartic, 120.0), (Kernel::Gaussian, 40.0)] {
        let found = surface(&events(300, bandwidth), kernel, Edge::Diggle, &window(), pixels).unwrap();
        assert!((found.integral() / found.weight - 1.0).abs() < 1e-3, "{kernel:?}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    let pixels = Pixels::of_side(window().corners(), 10.0).unwrap();
    let events = events(500, 90.0);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| surface(&events, Kernel::Quartic, Edge::Diggle, &window(), pixels).unwrap().values)
    };
    assert_eq!(on(1), on(3));
}

#[test]
fn adapted_bandwidths_are_shorter_where_cases_are_dense() {
    let mut events = events(100, 50.0);
    events.extend((0..100).map(|at| Event {
        at: PlaneXY { x: 500.0 + f64::from(at), y: 300.0 },
        weight: 1.0,
        bandwidth: 50.0,
    }));
    let adapted = crate::analytics::surface::adapted(&events, Kernel::Quartic, &window());
    let mean = |part: &[Event]| part.iter().map(|event| event.bandwidth).sum::<f64>() / 100.0;
    assert!(mean(&adapted[100..]) < 0.7 * mean(&adapted[..100]));
    let pixels = Pixels::of_side(window().corners(), 10.0).unwrap();
    let refused = surface(&adapted, Kernel::Quartic, Edge::Uniform, &window(), pixels);
    assert_eq!(refused.unwrap_err(), SurfaceError::UniformAdaptive);
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let pixels = Pixels::of_side(window().corners(), 10.0).unwrap();
    let with = |change: fn(&mut Event)| {
        let mut events = events(3, 50.0);
        change(&mut events[1]);
        surface(&events, Kernel::Quartic, Edge::None, &window(), pixels).unwrap_err().to_string()
    };
    assert!(with(|event| event.weight = -1.0).starts_with("case 1: the weight is -1"));
    assert!(with(|event| event.bandwidth = 0.0).starts_with("case 1: the bandwidth is 0"));
    assert!(with(|event| event.at.x = f64::NAN).starts_with("case 1: a coordinate"));
    assert!(Pixels::of_side(window().corners(), 0.001).is_err());
    assert!(surface(&[], Kernel::Quartic, Edge::None, &window(), pixels).is_err());
}
