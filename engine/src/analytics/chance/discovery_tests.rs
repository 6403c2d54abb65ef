use proptest::prelude::*;

use super::*;

fn level(alpha: f64) -> Level {
    Level::try_from(alpha).unwrap()
}

#[test]
fn a_level_that_is_none_says_what_would_be_right() {
    for alpha in [0.0, 1.0, -0.1, f64::NAN, 5.0] {
        let error = Level::try_from(alpha).unwrap_err().to_string();
        assert!(error.contains("such as 0.05"), "{error}");
    }
}

#[test]
fn the_steps_go_up_from_the_largest() {
    // The third is above its own line, the fourth is not, and takes the third with it.
    let p = [0.01, 0.02, 0.040, 0.039, 0.9].map(Some);
    let cutoff = benjamini_hochberg(&p, level(0.05));
    assert_eq!((cutoff.cutoff, cutoff.n_rejected, cutoff.tests), (0.040, 4, 5));
    assert!(!benjamini_hochberg(&[Some(0.9), None], level(0.05)).rejects(0.0));
}

#[test]
fn tests_without_a_p_value_do_not_count() {
    let with = [Some(0.02), None, Some(0.03), None, None];
    let without = [Some(0.02), Some(0.03)];
    assert_eq!(benjamini_hochberg(&with, level(0.05)), benjamini_hochberg(&without, level(0.05)));
    assert_eq!(bonferroni(&with, level(0.05)).cutoff, 0.025);
}

#[test]
fn bins_are_signed_and_nested() {
    let z = [Some(3.0), Some(-3.0), Some(2.0), Some(1.7), Some(0.1), None];
    let p = [Some(0.003), Some(0.003), Some(0.045), Some(0.09), Some(0.9), None];
    assert_eq!(hot_spot_bins(&z, &p, false), [3, -3, 2, 1, 0, 0]);
}

proptest! {
    #[test]
    fn the_cutoff_is_that_of_the_definition(p in prop::collection::vec(prop::option::of(0.0..1.0_f64), 0..60), alpha in 0.01..0.5_f64) {
        let found = benjamini_hochberg(&p, level(alpha));
        let mut sorted: Vec<f64> = p.iter().flatten().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let m = sorted.len() as f64;
        let largest = sorted.iter().enumerate().filter(|(k, p)| **p <= (*k as f64 + 1.0) * alpha / m).map(|(_, p)| *p).next_back();
        prop_assert_eq!(found.cutoff, largest.unwrap_or(0.0));
        prop_assert_eq!(found.n_rejected, p.iter().flatten().filter(|p| found.rejects(**p)).count());
        prop_assert!(bonferroni(&p, level(alpha)).n_rejected <= found.n_rejected);
    }
}
