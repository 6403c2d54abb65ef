use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn exactly_marks_as_many_as_were_wanted(count in 0_usize..500, wanted in 0_usize..600, seed: u64) {
        let marks = exactly(wanted, count, &mut SplitMix64::new(seed));
        prop_assert_eq!(marks.len(), count);
        prop_assert_eq!(marks.iter().filter(|&&mark| mark).count(), wanted.min(count));
    }

    #[test]
    fn a_thing_without_weight_is_never_drawn(weights in prop::collection::vec(0_u8..3, 1..20), seed: u64) {
        let weighted = Weighted::new(weights.iter().map(|&weight| f64::from(weight)));
        prop_assume!(!weighted.is_empty());
        let mut random = SplitMix64::new(seed);
        for _ in 0..50 {
            prop_assert!(weights[weighted.draw(&mut random)] > 0);
        }
    }
}
