use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

type Counts = Vec<Vec<u32>>;

/// Counts of up to sixty cells in up to four periods, and three levels of parents, of which the second crosses the first.
fn district() -> impl Strategy<Value = (Counts, Vec<Vec<u32>>)> {
    (1..5_usize, 0..60_usize).prop_flat_map(|(periods, cells)| {
        let counts = vec(vec(prop_oneof![3 => Just(0), 5 => 1..14_u32], cells), periods);
        let parents = vec((0..12_u32, 0..8_u32), cells);
        (counts, parents).prop_map(|(counts, parents)| {
            let communities: Vec<u32> = parents.iter().map(|(community, _)| *community).collect();
            let towns: Vec<u32> = communities.iter().map(|community| community / 4).collect();
            let crossing = parents.iter().zip(&towns).map(|((_, grid), town)| town * 8 + grid).collect();
            (counts, vec![communities, crossing, towns])
        })
    })
}

fn groups(least: u32, counts: &Counts, parents: &[Vec<u32>]) -> Groups {
    let counts: Vec<&[u32]> = counts.iter().map(Vec::as_slice).collect();
    Groups::of_at_least(least, &counts, parents)
}

fn sums(groups: &Groups, counts: &[u32]) -> BTreeMap<u32, u32> {
    let mut sums = BTreeMap::new();
    for (merged, cases) in groups.cells().iter().zip(counts) {
        *sums.entry(merged.group).or_insert(0) += cases;
    }
    sums
}

proptest! {
    #[test]
    fn no_group_is_small_in_any_period_and_groups_are_a_partition((counts, parents) in district(), least in 0..8_u32) {
        let found = groups(least, &counts, &parents);
        for (cell, merged) in found.cells().iter().enumerate() {
            prop_assert!(merged.group as usize <= cell);
            let first = found.cells()[merged.group as usize];
            prop_assert_eq!(*merged, first, "a group is told alike by all its cells");
            prop_assert!(merged.level > 0 || merged.group as usize == cell);
        }
        let withheld: BTreeSet<u32> = found.cells().iter().filter(|one| one.withheld).map(|one| one.group).collect();
        prop_assert!(withheld.len() <= 1, "only when all together are too few");
        for of_period in &counts {
            for (group, cases) in sums(&found, of_period) {
                prop_assert!(cases == 0 || cases >= least || withheld.contains(&group), "{} in {}", cases, group);
            }
        }
    }

    #[test]
    fn a_total_less_the_groups_that_lie_in_it_is_never_small((counts, parents) in district(), least in 2..8_u32) {
        // Levels that nest, each parent's total being known: what it says beyond its groups is nothing or enough.
        let parents = [parents[0].clone(), parents[2].clone()];
        let found = groups(least, &counts, &parents);
        for of in &parents {
            for parent in of.iter().collect::<BTreeSet<_>>() {
                for of_period in &counts {
                    let total: u32 = of_period.iter().zip(of).filter(|(_, own)| *own == parent).map(|(cases, _)| cases).sum();
                    let inside = |group: u32| found.cells().iter().zip(of).all(|(one, own)| one.group != group || own == parent);
                    let known: u32 = sums(&found, of_period).into_iter().filter(|(group, _)| inside(*group)).map(|(_, cases)| cases).sum();
                    let rest = total - known;
                    prop_assert!(rest == 0 || rest >= least || total < least, "{} of {}", rest, total);
                }
            }
        }
    }

    #[test]
    fn what_is_told_of_other_layers_is_sums_of_the_same_groups((counts, parents) in district(), least in 2..8_u32) {
        let found = groups(least, &counts, &parents);
        for of in &parents {
            let seen = found.seen_by(of, 100);
            let of_group: BTreeMap<u32, BTreeSet<u32>> =
                found.cells().iter().zip(of).fold(BTreeMap::new(), |mut map, (merged, above)| {
                    map.entry(merged.group).or_insert_with(BTreeSet::new).insert(seen.cells()[*above as usize].group);
                    map
                });
            prop_assert!(of_group.values().all(|shown| shown.len() == 1), "a group lies in one group of the other layer");
        }
    }

    #[test]
    fn cells_that_are_large_enough_stay_alone_where_none_is_small((counts, parents) in district()) {
        let large: Counts = counts.iter().map(|period| period.iter().map(|cases| cases * 3).collect()).collect();
        let found = groups(3, &large, &parents);
        prop_assert_eq!(&found, &Groups::alone(found.cells().len()));
    }
}

fn shown(least: u32, counts: &[u32], parents: &[Vec<u32>]) -> Vec<(u32, u8, u32)> {
    let found = groups(least, &vec![counts.to_vec()], parents);
    let sums = sums(&found, counts);
    found.cells().iter().map(|one| (sums[&one.group], one.level, one.group)).collect()
}

#[test]
fn a_small_cell_is_shown_with_all_its_siblings_that_have_a_case() {
    let found = shown(3, &[1, 9, 0, 7], &[vec![0, 0, 0, 1]]);
    assert_eq!(found, [(10, 1, 0), (10, 1, 0), (0, 0, 2), (7, 0, 3)]);
}

#[test]
fn with_fewer_cases_than_may_be_seen_in_all_nothing_is_told() {
    let found = groups(3, &vec![vec![1, 0]], &[vec![0, 0]]);
    assert_eq!(found.cells().iter().map(|merged| merged.withheld).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_small_town_joins_the_smallest_other_one_and_leaves_the_rest_alone() {
    let found = shown(5, &[1, 40, 9, 30], &[vec![0, 1, 2, 3]]);
    assert_eq!(found, [(10, 2, 0), (40, 0, 1), (10, 2, 0), (30, 0, 3)]);
}

#[test]
fn one_small_period_is_enough_to_be_merged() {
    let found = groups(5, &vec![vec![20, 30], vec![2, 30]], &[vec![0, 0]]);
    assert!(found.cells().iter().all(|merged| (merged.level, merged.group) == (1, 0)));
}
