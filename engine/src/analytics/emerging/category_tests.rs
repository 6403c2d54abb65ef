use proptest::prelude::*;

use super::*;

fn code(flags: &str, trend: i8) -> i8 {
    let flags: Vec<Flag> = flags.chars().map(|flag| i8::from(flag == 'h') - i8::from(flag == 'c')).collect();
    categorise(&flags, trend, ColdPast::New).0
}

#[test]
fn each_of_the_seventeen_is_found() {
    for (hot, trend, right) in [
        ("---------h", 0, 1),
        ("-------hhh", 0, 2),
        ("-hhhhhhhhh", 1, 3),
        ("hhhh-hhhhh", 0, 4),
        ("hhhhhhhhhh", -1, 5),
        ("h-h--hh--h", 0, 6),
        ("h-c--hh--h", 0, 7),
        ("hhhhhhhhh-", 0, 8),
        ("h-h--hh---", 0, 0),
        ("----------", 1, 0),
    ] {
        assert_eq!(code(hot, trend), right, "{hot}");
        let cold: String = hot
            .chars()
            .map(|flag| match flag {
                'h' => 'c',
                'c' => 'h',
                other => other,
            })
            .collect();
        assert_eq!(code(&cold, -trend), -right, "{cold}");
    }
    assert_eq!(Category::words(-6), "Cold: Sporadic");
}

#[test]
fn the_case_that_two_descriptions_fit_is_told_and_decided_by_argument() {
    for (flags, plain) in [(vec![0, -1, 0, 1], 1), (vec![-1, 0, 1, 1], 2)] {
        assert_eq!(categorise(&flags, 0, ColdPast::New), (plain, true));
        assert_eq!(categorise(&flags, 0, ColdPast::Oscillating), (7, true));
    }
    assert_eq!(categorise(&[0, 0, 0, 1], 0, ColdPast::Oscillating), (1, false));
}

proptest! {
    #[test]
    fn hot_and_cold_are_mirrors(flags in prop::collection::vec(-1..=1_i8, 2..20), trend in -1..=1_i8) {
        let mirrored: Vec<i8> = flags.iter().map(|flag| -flag).collect();
        let (code, ambiguous) = categorise(&flags, trend, ColdPast::New);
        prop_assert_eq!(categorise(&mirrored, -trend, ColdPast::New), (-code, ambiguous));
    }
}
