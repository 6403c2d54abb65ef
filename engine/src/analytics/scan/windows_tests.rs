use proptest::prelude::*;

use super::*;

#[test]
fn a_window_as_expected_is_worth_nothing() {
    assert!(log_likelihood_ratio(10.0, 10.0, 100.0) < 1e-12);
    assert!(log_likelihood_ratio(0.0, 0.0, 100.0) < 1e-12);
    assert!(
        (log_likelihood_ratio(397.0, 329.244_858_498_857_47, 667.0) - 13.839_623_782_727_116).abs() < 1e-9
    );
}

#[test]
fn the_p_value_counts_what_was_observed_and_ties() {
    assert_eq!(p_value(3.0, &[]), None);
    assert_eq!(p_value(3.0, &[1.0, 2.0, 3.0 - 1e-12]), Some(0.5));
    assert_eq!(p_value(9.0, &[1.0, 2.0, 3.0]), Some(0.25));
}

proptest! {
    #[test]
    fn the_ratio_is_finite_and_rises_away_from_what_is_expected(all in 2_u32..5000, share in 0.001..0.999_f64) {
        let (all, expected) = (f64::from(all), f64::from(all) * share);
        let mut last = f64::INFINITY;
        let mut count = 0.0;
        while count <= all {
            let ratio = log_likelihood_ratio(count, expected, all);
            prop_assert!(ratio.is_finite() && ratio >= 0.0);
            if count <= expected { prop_assert!(ratio <= last + 1e-9) } else if count > expected + 1.0 { prop_assert!(ratio >= last - 1e-9) }
            last = ratio;
            count += 1.0;
        }
    }
}
