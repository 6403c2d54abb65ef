use proptest::prelude::*;

use super::*;

fn chain(n: u32) -> Weights {
    let near = |at: u32| [at.checked_sub(1), (at + 1 < n).then_some(at + 1)].into_iter().flatten().collect();
    Weights::binary((0..n).map(near).collect()).unwrap()
}

#[test]
fn an_island_has_no_gi_and_the_gi_star_of_itself() {
    let values = Values::new(vec![1.0, 2.0, 4.0, 9.0, 3.0]).unwrap();
    let weights = Weights::binary(vec![vec![1], vec![0], vec![3], vec![2], vec![]]).unwrap();
    let without = gi(&values, &weights, false).unwrap();
    assert_eq!(without[4], Gi { g: None, z: None });
    let with = gi(&values, &weights, true).unwrap();
    assert!(with[4].z.unwrap() < 0.0);
    assert_eq!(with[4].g.unwrap(), 3.0 / 19.0);
}

#[test]
fn others_that_do_not_vary_leave_no_number() {
    let values = Values::new(vec![7.0, 1.0, 1.0, 1.0, 1.0]).unwrap();
    let found = gi(&values, &chain(5), false).unwrap();
    assert_eq!(found[0].z, None);
    assert!(found.iter().all(|place| place.z.is_none_or(f64::is_finite)));
}

#[test]
fn values_and_weights_of_another_length_are_told() {
    let values = Values::new(vec![1.0, 2.0, 3.0, 4.0]).unwrap();
    let error = gi(&values, &chain(5), true).unwrap_err().to_string();
    assert_eq!(error, "4 values, weights of 5 places; one value for each place is needed");
}

proptest! {
    #[test]
    fn scaling_a_row_changes_nothing(x in prop::collection::vec(0.0..100.0_f64, 12)) {
        let values = Values::new(x).unwrap();
        let weights = chain(12);
        for star in [false, true] {
            let binary = gi(&values, &weights, star).unwrap();
            let scaled = gi(&values, &weights.standardised(), star).unwrap();
            for (a, b) in binary.iter().zip(&scaled) {
                prop_assert!((a.z.unwrap() - b.z.unwrap()).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn adding_and_stretching_changes_no_z(x in prop::collection::vec(0.0..100.0_f64, 9), plus in 0.0..50.0_f64, times in 0.1..9.0_f64) {
        let weights = chain(9);
        let moved = Values::new(x.iter().map(|value| value * times + plus).collect()).unwrap();
        let values = Values::new(x).unwrap();
        let (a, b) = (gi(&values, &weights, true).unwrap(), gi(&moved, &weights, true).unwrap());
        for (a, b) in a.iter().zip(&b) {
            prop_assert!((a.z.unwrap() - b.z.unwrap()).abs() < 1e-7);
        }
    }
}
