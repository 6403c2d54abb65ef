//! An adversary who asks everything that may be asked and subtracts.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::analytics::figures::case_for_tests::{case, columns};
use crate::cases::columns::Filter;
use jiff::civil::Date;

/// Two roots, five main classes, eleven minor ones; the last one below the first root itself.
const ABOVE: [u32; 18] = [0, 0, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 1];

fn first() -> Week {
    Week::of("2012-01-02".parse::<Date>().unwrap())
}

/// Node and week of each case of half a year, bunched so that small and large counts come about.
fn cases() -> impl Strategy<Value = Vec<(u16, i32)>> {
    let bunch = (0..19_u16, 0..26_i32, 1..14_usize);
    vec(bunch, 0..60).prop_map(|bunches| {
        bunches.into_iter().flat_map(|(node, week, many)| std::iter::repeat_n((node, week), many)).collect()
    })
}

/// A question: node, first week, week after the last, in whole blocks of the node.
fn questions(nodes: &Nodes) -> Vec<(u32, Week, Week)> {
    let end = Week(first().0 + 26);
    (0..u32::try_from(nodes.len()).unwrap())
        .flat_map(|node| {
            let blocks: Vec<_> = nodes.block(node).between(first(), end).collect();
            let windows =
                (0..blocks.len()).flat_map(|a| (a..blocks.len()).map(move |b| (a, b))).collect::<Vec<_>>();
            windows.into_iter().map(move |(a, b)| (node, blocks[a].0, blocks[b].1)).collect::<Vec<_>>()
        })
        .collect()
}

fn is_above(nodes: &Nodes, above: u32, mut node: u32) -> bool {
    while node != above && node != 0 {
        node = nodes.above[node as usize];
    }
    node == above
}

fn published<'a>(
    cases: &[(u16, i32)],
    by: Dimension,
    nodes: &'a Nodes,
    node_of: &[u32],
    least: u32,
) -> Published<'a> {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let begin = first().begin(&zone).as_second();
    let heads = (0..)
        .zip(cases)
        .map(|(number, (class, week))| case(number, *class, begin + i64::from(week * 604_800 + 90_000)));
    let columns = columns(heads);
    let filter = Filter::default();
    let chosen = Chosen { columns: &columns, filter: &filter, area: None };
    Published::count(&chosen, by, node_of, nodes, first()..Week(first().0 + 26), &zone, least)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_two_answers_differ_by_a_small_number_when_one_lies_in_the_other(cases in cases(), least in 2..12_u32) {
        let nodes = Nodes::classes(&ABOVE);
        let node_of: Vec<u32> = (0..19).collect();
        let published = published(&cases, Dimension::Class, &nodes, &node_of, least);
        let answers: Vec<_> = questions(&nodes).into_iter().map(|(node, a, b)| (node, a, b, published.told(node, a..b).cases)).collect();
        for (node, a, b, cases) in &answers {
            prop_assert!(*cases == 0 || *cases >= least.into());
            for (above, c, d, more) in &answers {
                if c <= a && b <= d && is_above(&nodes, *above, *node) {
                    prop_assert!(more >= cases, "what lies inside is told outside as well");
                    prop_assert!(more == cases || more - cases >= u64::from(least), "{}–{}", more, cases);
                }
            }
        }
    }

    #[test]
    fn no_week_and_no_month_less_its_weeks_is_small(cases in cases(), least in 2..12_u32) {
        let nodes = Nodes::classes(&ABOVE);
        let node_of: Vec<u32> = (0..19).collect();
        let published = published(&cases, Dimension::Class, &nodes, &node_of, least);
        let end = Week(first().0 + 26);
        for (a, b) in Block::Month.between(first(), end) {
            let weeks: Vec<Option<u64>> = Block::Week.between(a, b).map(|(week, _)| published.week(week)).collect();
            let month = published.told(0, a..b);
            prop_assert!(weeks.iter().flatten().all(|cases| *cases == 0 || *cases >= u64::from(least)));
            if weeks.iter().any(Option::is_some) {
                prop_assert_eq!(weeks.iter().flatten().sum::<u64>(), month.cases, "all weeks of a month or none");
            }
        }
    }

    #[test]
    fn what_an_answer_leaves_beside_all_that_is_told_below_it_is_not_small(cases in cases(), least in 2..12_u32, flat in any::<bool>()) {
        let (nodes, by, node_of): (_, _, Vec<u32>) = if flat {
            (Nodes::flat(5), Dimension::Unit, (1..6).collect())
        } else {
            (Nodes::classes(&ABOVE), Dimension::Class, (0..19).collect())
        };
        let published = published(&cases, by, &nodes, &node_of, least);
        for (above, a, b) in questions(&nodes) {
            let below = &nodes.below[above as usize];
            let whole = below.first().is_none_or(|child| {
                let block = nodes.block(*child);
                block.around(a).0 == a && (block.around(b).0 == b)
            });
            if !whole {
                continue;
            }
            let sum: u64 = below.iter().map(|child| published.told(*child, a..b).cases).sum();
            let rest = published.told(above, a..b).cases - sum;
            prop_assert!(rest == 0 || rest >= u64::from(least));
        }
    }

    #[test]
    fn where_nobody_is_to_be_protected_all_is_told(cases in cases()) {
        let nodes = Nodes::classes(&ABOVE);
        let node_of: Vec<u32> = (0..19).collect();
        let published = published(&cases, Dimension::Class, &nodes, &node_of, 1);
        for (node, a, b) in questions(&nodes) {
            let inside = |(class, week): &&(u16, i32)| is_above(&nodes, node, (*class).into()) && (a.0..b.0).contains(&(first().0 + week));
            let expected = Told { cases: cases.iter().filter(inside).count() as u64, withheld: 0 };
            prop_assert_eq!(published.told(node, a..b), expected);
        }
    }
}

#[test]
fn a_small_class_is_kept_back_with_the_smallest_of_its_siblings_and_its_parent_is_told() {
    // Main class 3 has the minor classes 8, 9, 10.
    let mut cases = vec![(8, 0); 40];
    cases.extend(vec![(9, 1); 12]);
    cases.extend(vec![(10, 2); 3]);
    cases.extend((0..26).flat_map(|week| vec![(4, week); 10]));
    let nodes = Nodes::classes(&ABOVE);
    let node_of: Vec<u32> = (0..19).collect();
    let published = published(&cases, Dimension::Class, &nodes, &node_of, 10);
    let quarter = first()..Week(first().0 + 13);
    let told = |node| published.told(node, quarter.clone());
    assert_eq!(told(8), Told { cases: 40, withheld: 0 });
    assert_eq!(told(9), Told { cases: 0, withheld: 1 });
    assert_eq!(told(10), Told { cases: 0, withheld: 1 });
    assert_eq!(told(3), Told { cases: 55, withheld: 0 });
    assert_eq!(nodes.block(3), Block::Month);
    assert!(!nodes.is_empty());
}
