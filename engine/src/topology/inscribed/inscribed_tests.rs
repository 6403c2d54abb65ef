use proptest::prelude::*;

use super::*;

fn polygon(rings: &[&[(i64, i64)]]) -> Polygon {
    let mut rings = rings
        .iter()
        .map(|r| r.iter().map(|&(x, y)| Point::new(x, y)).collect::<Vec<_>>())
        .collect::<Vec<_>>();
    let exterior = rings.remove(0);
    Polygon { exterior, interiors: rings }
}

fn width(polygon: &Polygon, scale: (f64, f64)) -> f64 {
    2.0 * largest_inscribed_circle(polygon, scale, 1e-9).unwrap().radius_m
}

#[test]
fn a_square_is_as_wide_as_its_side() {
    let square = polygon(&[&[(0, 0), (1000, 0), (1000, 1000), (0, 1000)]]);
    assert!((width(&square, (1.0, 1.0)) - 1000.0).abs() < 1e-5);
    let circle = largest_inscribed_circle(&square, (1.0, 1.0), 1e-9).unwrap();
    assert_eq!(circle.centre, Point::new(500, 500));
}

#[test]
fn a_sliver_a_billion_times_longer_than_wide_has_its_width() {
    let sliver = polygon(&[&[(0, 0), (1 << 40, 1 << 40), (1 << 40, (1 << 40) + 1000), (0, 1000)]]);
    assert!((width(&sliver, (1.0, 1.0)) / (1000.0 / 2f64.sqrt()) - 1.0).abs() < 1e-6);
}

#[test]
fn a_frame_is_as_wide_as_its_border() {
    let frame =
        polygon(&[&[(0, 0), (100, 0), (100, 100), (0, 100)], &[(10, 10), (10, 90), (90, 90), (90, 10)]]);
    // Largest in a corner: touching both outer sides and the hole's corner.
    let radius = 10.0 * 2f64.sqrt() / (1.0 + 2f64.sqrt());
    assert!((width(&frame, (1.0, 1.0)) / (2.0 * radius) - 1.0).abs() < 1e-6);
}

#[test]
fn degrees_have_different_lengths_on_the_two_axes() {
    let square = polygon(&[&[(0, 0), (1000, 0), (1000, 1000), (0, 1000)]]);
    assert!((width(&square, (0.5, 1.0)) - 500.0).abs() < 1e-5);
}

#[test]
fn nothing_inside_is_no_circle() {
    assert_eq!(largest_inscribed_circle(&Polygon::default(), (1.0, 1.0), 1e-6), None);
    assert_eq!(largest_inscribed_circle(&polygon(&[&[(3, 0), (3, 9)]]), (1.0, 1.0), 1e-6), None);
}

proptest! {
    #[test]
    fn no_place_tried_by_chance_is_farther_from_the_border(
        radii in prop::collection::vec(100i64..1000, 3..12),
        places in prop::collection::vec((-1.0..1.0f64, -1.0..1.0f64), 300),
    ) {
        // A star-shaped polygon around the origin.
        let turn = std::f64::consts::TAU / radii.len() as f64;
        let ring: Vec<(i64, i64)> = radii
            .iter()
            .enumerate()
            .map(|(i, &r)| {
                let angle = turn * i as f64;
                ((r as f64 * angle.cos()) as i64, (r as f64 * angle.sin()) as i64)
            })
            .collect();
        let star = polygon(&[&ring]);
        let found = largest_inscribed_circle(&star, (1.0, 1.0), 1e-6).unwrap();
        prop_assert!(super::super::predicates::locate(&star.exterior, found.centre).is_ge());
        let edges: Vec<Edge> =
            closed(&star.exterior).map(|(a, b)| Edge::new([a.x as f64, a.y as f64], [b.x as f64, b.y as f64])).collect();
        for (x, y) in places {
            let p = [x * 1000.0, y * 1000.0];
            let inside = super::super::predicates::locate(&star.exterior, Point::new(p[0] as i64, p[1] as i64)).is_gt();
            if inside {
                let distance = edges.iter().map(|e| e.distance([p[0].trunc(), p[1].trunc()])).fold(f64::INFINITY, f64::min);
                prop_assert!(distance <= found.radius_m * (1.0 + 2e-6));
            }
        }
    }
}
