use proptest::prelude::*;

use super::*;

fn course(reported: i64, handling: i64) -> Course {
    Course {
        reported,
        decided: reported + 60,
        handled: reported + 60 + handling,
        closed: reported + 120 + handling,
        reworks: 0,
    }
}

proptest! {
    #[test]
    fn exactly_the_printed_number_is_closed_before_the_end_and_stages_keep_their_order(
        starts in prop::collection::vec((0_i64..9_000, 0_i64..20_000), 1..200), share in 0.0_f64..1.0, seed: u64
    ) {
        let mut random = SplitMix64::new(seed);
        let end = 10_000;
        let mut courses: Vec<_> = starts.iter().map(|&(reported, handling)| course(reported, handling)).collect();
        decide_before(end, &mut courses, &mut random);
        let wanted = (share * courses.len() as f64) as usize;
        close_exactly(wanted, end, &mut courses, &mut random);
        prop_assert_eq!(courses.iter().filter(|course| course.closed < end).count(), wanted);
        for course in &courses {
            prop_assert!(course.reported <= course.decided && course.decided < end);
            prop_assert!(course.decided <= course.handled && course.handled <= course.closed);
        }
    }

    #[test]
    fn rewards_add_up_to_the_printed_sum(mean in 1_u64..50_000, count in 1_usize..300, rest in 0_u64..1000, seed: u64) {
        let sum = mean * count as u64 + rest;
        let amounts = rewards(sum, count, &mut SplitMix64::new(seed));
        prop_assert_eq!(amounts.len(), count);
        prop_assert_eq!(amounts.iter().map(|&amount| u64::from(amount)).sum::<u64>(), sum);
    }
}
