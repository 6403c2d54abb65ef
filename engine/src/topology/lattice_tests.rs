use proptest::prelude::*;

use super::*;

#[test]
fn the_plan_lattice_rounds_as_places_do() {
    assert_eq!(Lattice::PLAN.point(121.380_000_06, -31.5).unwrap(), Point::new(1_213_800_001, -315_000_000));
}

#[test]
fn a_closed_ring_loses_its_last_position() {
    let lattice = Lattice::covering([4.0]).unwrap();
    let ring = lattice.ring([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 0.0]]).unwrap();
    assert_eq!(ring.len(), 3);
}

#[test]
fn numbers_that_are_not_finite_and_positions_beyond_are_refused() {
    assert!(matches!(Lattice::covering([1.0, f64::NAN]), Err(LatticeError::NotFinite { .. })));
    let lattice = Lattice::covering([1.0]).unwrap();
    assert_eq!(lattice.point(1e9, 0.0), Err(LatticeError::Beyond { x: 1e9, y: 0.0 }));
}

#[test]
fn the_smallest_and_the_largest_numbers_have_a_lattice() {
    for value in [0.0, f64::MIN_POSITIVE, 1e-300, 5e-324, f64::MAX, -f64::MAX] {
        let lattice = Lattice::covering([value]).unwrap();
        assert!(lattice.steps_per_unit().is_normal());
        let p = lattice.point(value, 0.0).unwrap();
        assert!(p.x.abs() <= 1 << 60);
    }
}

proptest! {
    #[test]
    fn coordinates_near_the_largest_one_survive_bit_for_bit(
        largest in 1e-12..1e12f64,
        share in 0.0078125..=1.0f64,
        turn in any::<bool>(),
    ) {
        let lattice = Lattice::covering([largest]).unwrap();
        let value = if turn { -largest * share } else { largest * share };
        let p = lattice.point(value, largest).unwrap();
        prop_assert_eq!(lattice.place(p), [value, largest]);
    }
}
