use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn cases(cases: u32) -> Tally {
    Tally { cases, judged: cases, late: cases / 2 }
}

/// Tallies of up to sixty cells with two levels of parents above them.
fn district() -> impl Strategy<Value = (Vec<Tally>, Vec<Vec<u32>>)> {
    vec((0..9_u32, 0..12_u32), 0..60).prop_map(|cells| {
        let tallies = cells.iter().map(|(count, _)| cases(if *count < 3 { 0 } else { count - 2 })).collect();
        let communities: Vec<u32> = cells.iter().map(|(_, community)| *community).collect();
        let towns = communities.iter().map(|community| community / 4).collect();
        (tallies, vec![communities, towns])
    })
}

/// The groups as a viewer tells them apart: level and first cell.
fn groups(shown: &[Merged]) -> BTreeMap<(u8, u32), u32> {
    shown.iter().map(|merged| ((merged.level, merged.group), merged.tally.cases)).collect()
}

proptest! {
    #[test]
    fn no_group_is_small_and_none_is_lost((tallies, parents) in district(), least in 0..8_u32, hide in any::<bool>()) {
        let shown = merged(&tallies, &parents, least, hide);
        let total: u32 = tallies.iter().map(|tally| tally.cases).sum();
        let found: u32 = groups(&shown).values().sum();
        if shown.iter().any(|merged| merged.withheld) {
            prop_assert!(total < least);
            prop_assert_eq!(found, 0);
        } else {
            prop_assert_eq!(found, total);
            prop_assert!(groups(&shown).values().all(|cases| *cases == 0 || *cases >= least.max(1)));
        }
    }

    #[test]
    fn a_total_less_the_groups_that_are_shown_of_it_is_never_small((tallies, parents) in district(), least in 2..8_u32) {
        let shown = merged(&tallies, &parents, least, false);
        for of in &parents {
            for parent in of.iter().collect::<BTreeSet<_>>() {
                let below: Vec<usize> = (0..of.len()).filter(|cell| of[*cell] == *parent).collect();
                let total: u32 = below.iter().map(|cell| tallies[*cell].cases).sum();
                // What a viewer who knows the parent's total can add up of groups that lie in it altogether.
                let within = |merged: &Merged| {
                    (0..of.len()).all(|cell| (shown[cell].level, shown[cell].group) != (merged.level, merged.group) || of[cell] == *parent)
                };
                let known: BTreeMap<(u8, u32), u32> = below
                    .iter()
                    .map(|cell| &shown[*cell])
                    .filter(|merged| within(merged))
                    .map(|merged| ((merged.level, merged.group), merged.tally.cases))
                    .collect();
                let rest = total - known.values().sum::<u32>().min(total);
                let all_small = total < least;
                prop_assert!(rest == 0 || rest >= least || all_small, "{} of {}", rest, total);
            }
        }
    }

    #[test]
    fn cells_that_are_large_enough_stay_alone_where_none_is_small((tallies, parents) in district()) {
        let large: Vec<Tally> = tallies.iter().map(|tally| cases(tally.cases * 3)).collect();
        let shown = merged(&large, &parents, 3, false);
        for (merged, own) in shown.iter().zip(&large) {
            prop_assert_eq!((merged.tally, merged.level), (*own, 0));
        }
    }
}

#[test]
fn a_small_cell_is_shown_with_all_its_siblings() {
    let tallies = [cases(1), cases(9), cases(0), cases(7)];
    let shown = merged(&tallies, &[vec![0, 0, 0, 1]], 3, false);
    let figures: Vec<(u32, u8)> = shown.iter().map(|merged| (merged.tally.cases, merged.level)).collect();
    assert_eq!(figures, [(10, 1), (10, 1), (0, 0), (7, 0)]);
}

#[test]
fn with_fewer_cases_than_may_be_seen_in_all_nothing_is_told() {
    let shown = merged(&[cases(1), cases(0)], &[vec![0, 0]], 3, false);
    assert_eq!(shown.iter().map(|merged| merged.withheld).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_small_town_joins_the_smallest_other_one_and_leaves_the_rest_alone() {
    let tallies = [cases(1), cases(40), cases(9), cases(30)];
    let shown = merged(&tallies, &[vec![0, 1, 2, 3]], 5, false);
    let figures: Vec<(u32, u8, u32)> =
        shown.iter().map(|one| (one.tally.cases, one.level, one.group)).collect();
    assert_eq!(figures, [(10, 2, 0), (40, 0, 1), (10, 2, 0), (30, 0, 3)]);
}
