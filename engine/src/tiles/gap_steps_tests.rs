use proptest::prelude::*;

use super::*;

#[test]
fn steps_are_parts_of_what_a_cell_has() {
    let step = |open| gap_step(open, 10_000);
    assert_eq!([step(0), step(1), step(10), step(11), step(100), step(101)], [0, 1, 1, 2, 2, 3]);
    assert_eq!([step(1_000), step(1_001), step(9_999), step(10_000)], [3, 4, 4, 5]);
    assert_eq!(GAP_STEPS.map(|step| step.most(10_000)), [0, 10, 100, 1_000, 9_990, 10_000]);
}

proptest! {
    #[test]
    fn more_gaps_never_look_better(all in 1u64..1 << 40, a in 0u64..1 << 40, b in 0u64..1 << 40) {
        let (few, many) = (a.min(b).min(all), a.max(b).min(all));
        prop_assert!(gap_step(few, all) <= gap_step(many, all));
        prop_assert_eq!(gap_step(few, all) == 0, few == 0);
    }
}
