use proptest::prelude::*;

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn no_window_that_is_better_is_passed_over(all in 2_i32..600, share in 0.01..1.0_f64, best in 0.0..20.0_f64, least in 0.001..1.0_f64) {
        let cases = f64::from(all);
        let most = (cases * share).max(least);
        let bounds = Bounds::new(least, most, cases, Rates::Both);
        let mut lanes = LaneBounds::new(&bounds);
        lanes.note(3, best);
        for part in 0..=50 {
            let expected = least + (most - least) * f64::from(part) / 50.0;
            let (high, low) = lanes.of(expected);
            for count in 0..=all {
                if log_likelihood_ratio(count.into(), expected, cases) > best && expected < cases {
                    prop_assert!(count > high[3] || count < low[3], "{} of {} at {}", count, expected, best);
                }
            }
        }
    }
}

#[test]
fn bounds_rise_with_the_best_and_leave_other_replicas_alone() {
    let bounds = Bounds::new(0.5, 50.0, 100.0, Rates::High);
    let mut lanes = LaneBounds::new(&bounds);
    let before = lanes.of(10.0).0[2];
    lanes.note(3, 5.0);
    assert!(lanes.of(10.0).0[3] > before);
    assert_eq!(lanes.of(10.0).0[2], before);
    lanes.note(3, 4.0);
    assert_eq!(lanes.best[3], 5.0);
}
