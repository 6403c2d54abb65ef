use std::cmp::Ordering;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::topology::predicates::locate;

/// A star of corners around a middle: simple by construction, with long spikes; in steps of the lattice.
fn star(radii: &[i64], x: i64, y: i64) -> Vec<[f64; 2]> {
    let corners = radii.iter().enumerate().map(|(at, radius)| {
        let angle = at as f64 / radii.len() as f64 * std::f64::consts::TAU;
        let steps = |share: f64| (*radius as f64 * share).round();
        [(x as f64 + steps(angle.cos())) / 1e7, (y as f64 + steps(angle.sin())) / 1e7]
    });
    let mut ring: Vec<[f64; 2]> = corners.collect();
    ring.extend(ring.first().copied());
    ring
}

proptest! {
    #[test]
    fn a_place_is_inside_when_the_exact_reference_says_so(
        radii in vec(200..1000_i64, 3..40), hole in proptest::option::of(3..12_usize), places in vec((-1100..1100_i64, -1100..1100_i64), 60),
    ) {
        let (x, y) = (1_213_500_000, 310_500_000);
        let mut rings = vec![star(&radii, x, y)];
        rings.extend(hole.map(|corners| star(&vec![40; corners], x, y)));
        let Ok(area) = Area::new(&[rings]) else { return Ok(()) };
        let polygon = &area.shape().polygons[0];
        let corners = polygon.rings().flatten().map(|p| (p.x - x, p.y - y)).collect::<Vec<_>>();
        for (dx, dy) in places.into_iter().chain(corners) {
            let p = Point::new(x + dx, y + dy);
            let in_hole = polygon.interiors.iter().any(|ring| locate(ring, p) == Ordering::Greater);
            let inside = locate(&polygon.exterior, p) != Ordering::Less && !in_hole;
            let place = LatticePoint { x: i32::try_from(p.x).unwrap(), y: i32::try_from(p.y).unwrap() };
            prop_assert_eq!(area.holds(place), inside, "{:?}", place);
        }
    }
}

#[test]
fn a_square_of_a_hundredth_degree_has_its_size() {
    let square = vec![[121.3, 31.0], [121.31, 31.0], [121.31, 31.01], [121.3, 31.01], [121.3, 31.0]];
    let area = Area::new(&[vec![square]]).unwrap();
    assert!((area.km2() - 1.0587).abs() < 0.001, "{}", area.km2());
    let corner = |x, y| LatticePoint { x, y };
    assert_eq!(area.corners(), (corner(1_213_000_000, 310_000_000), corner(1_213_100_000, 310_100_000)));
}

#[test]
fn a_ring_that_is_none_is_told_with_its_place() {
    let message = |rings: Vec<Vec<[f64; 2]>>| Area::new(&[rings]).unwrap_err().to_string();
    let eight = vec![[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]];
    assert_eq!(message(vec![eight]), "at 0.5, 0.5: the ring crosses or touches itself here");
    let open = vec![[0.0, 0.0], [1.0, 1.0], [1.0, 0.0]];
    assert_eq!(message(vec![open]), "ring 0 is not closed; its last position must repeat the first");
    let line = vec![[0.0, 0.0], [1.0, 1.0], [0.0, 0.0]];
    assert!(message(vec![line]).contains("encloses nothing"));
    let far = vec![[0.0, 0.0], [1.0, 91.0], [1.0, 0.0], [0.0, 0.0]];
    assert!(message(vec![far]).starts_with("ring 0, position 1 is not a longitude and latitude"));
    assert!(message(vec![]).contains("no ring"));
    let many = vec![[0.5, 0.5]; 10_001];
    assert!(message(vec![many]).contains("at most 10000"));
}
