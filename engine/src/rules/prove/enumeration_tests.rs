use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::plain_for_tests::{Key, Plain, accepts, sets};
use super::*;
use crate::ids::CellIndex;
use crate::rules::class::Grade;
use crate::rules::fixture_for_tests::{CLASSES, UNITS, bound_files, files};
use crate::rules::settings::{Moment, Weekday};
use crate::rules::{Question, Reference, Verdict};

/// Every combination of a bound rule set, with a moment in its set of slots.
fn all_keys(bound: &BoundRules) -> Vec<(Key, Moment)> {
    let rules = bound.rules();
    let mut times: BTreeMap<Vec<u8>, Moment> = BTreeMap::new();
    for weekday in Weekday::ALL {
        for workday in [false, true] {
            for minute in (0..1440).step_by(15) {
                let moment = Moment { weekday, workday, minute };
                let set = (0u8..)
                    .zip(&rules.settings.slots)
                    .filter(|(_, slot)| slot.holds(moment))
                    .map(|(at, _)| at);
                times.insert(set.collect(), moment);
            }
        }
    }
    let mut keys = Vec::new();
    let owners: Vec<Option<u16>> =
        std::iter::once(None).chain((0..rules.units.all().len() as u16).map(Some)).collect();
    for cell in 0..6 {
        for class in rules.classes.leaves() {
            for kind in &rules.classes.get(class).unwrap().kinds {
                for grade in 0..rules.settings.grades.len() as u8 {
                    for (set, moment) in &times {
                        for source in 0..rules.sources.all().len() as u16 {
                            for owner in &owners {
                                keys.push((
                                    (cell, class, *kind, grade, set.clone(), source, *owner),
                                    *moment,
                                ));
                            }
                        }
                    }
                }
            }
        }
    }
    keys
}
/// Every combination that some box holds; one that two hold is a failure.
fn expanded(proof: &Proof, bound: &BoundRules) -> BTreeMap<Key, (Fault, Option<u16>)> {
    let mut found = BTreeMap::new();
    for finding in &proof.findings {
        let mut count = 0;
        for one in &finding.boxes {
            for CellIndex(cell) in one.cells(bound) {
                for class in one.classes(bound) {
                    for kind in one.kinds(bound) {
                        for Grade(grade) in one.grades(bound) {
                            for set in one.times(bound) {
                                for source in one.sources(bound) {
                                    for owner in one.owners(bound) {
                                        let key = (cell, class, kind, grade, set.to_vec(), source, owner);
                                        let old =
                                            found.insert(key, (finding.fault.clone(), finding.accepted));
                                        assert_eq!(old, None, "two boxes hold one combination");
                                        count += 1;
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        assert_eq!(count, finding.combinations);
    }
    found
}

/// No two boxes of a finding differ in one column only.
fn assert_no_two_join(proof: &Proof) {
    for finding in &proof.findings {
        for (at, a) in finding.boxes.iter().enumerate() {
            for b in &finding.boxes[at + 1..] {
                let differing = a.sides.iter().zip(&b.sides).filter(|(a, b)| a != b).count();
                assert!(differing > 1, "{a:?}\n{b:?}");
            }
        }
    }
}

/// Proof, decision and the plain reading agree on every combination.
fn assert_exact(bound: &BoundRules) {
    let proof = prove(bound);
    let found = expanded(&proof, bound);
    assert_no_two_join(&proof);
    let rules = bound.rules();
    let plain = Plain { bound, sets: rules.table.iter().map(|rule| sets(bound, rule)).collect() };
    let (mut faulty, mut won) = (0, BTreeSet::new());
    let mut busy: BTreeSet<u16> = BTreeSet::from([0]);
    let mut used = BTreeSet::new();
    let mut lost_to: BTreeMap<usize, BTreeSet<u16>> = BTreeMap::new();
    let keys = all_keys(bound);
    assert_eq!(proof.combinations, keys.len() as u64);
    for (key, moment) in &keys {
        let (matching, winner, wanted) = plain.answer(key);
        assert_eq!(found.get(key), wanted.as_ref(), "{key:?}");
        faulty += u64::from(wanted.is_some());
        let cells = bound.cells_above(CellIndex(key.0));
        let question = Question {
            cells: &cells,
            class: Some(key.1),
            condition: None,
            kind: Some(key.2),
            grade: Some(Grade(key.3)),
            source: key.5,
            moment: *moment,
            owner: key.6,
        };
        let decided = match bound.decide(&question).verdict {
            Verdict::Owner { rule, unit, .. } => {
                assert_eq!((rule.map(usize::from), Some(unit)), (winner, plain.unit(winner.unwrap(), key)));
                None
            }
            Verdict::Queue { queue: QueueName::Unowned, tied, .. } => {
                Some(tied.first().map_or(Fault::Unowned, |rule| Fault::Unresolved(*rule)))
            }
            Verdict::Queue { tied, .. } => Some(Fault::Tied(tied.to_vec())),
        };
        assert_eq!(decided, wanted.as_ref().map(|(fault, _)| fault.clone()), "{key:?}");
        if let Some(rule) = winner {
            won.insert(rule);
            for loser in matching.iter().filter(|loser| **loser != rule) {
                lost_to.entry(*loser).or_default().insert(rule as u16);
            }
            let by_owner = rules.table[rule].responsible == Reference::ComponentOwner;
            busy.extend(plain.unit(rule, key).filter(|unit| {
                let listed = rules.table[rule].owners.contains(&OwnerIs::Unit(*unit));
                !by_owner || listed || rules.units.get(*unit).unwrap().kind == UnitKind::Maintainer
            }));
        }
        if wanted.as_ref().is_some_and(|(fault, _)| !matches!(fault, Fault::Tied(_))) {
            used.extend((0..rules.accepted.len()).filter(|at| accepts(&rules.accepted[*at], key, rules)));
        }
    }
    assert_eq!(faulty, found.len() as u64);
    let dead: Vec<usize> = (0..rules.table.len()).filter(|rule| !won.contains(rule)).collect();
    assert_eq!(proof.dead.iter().map(|dead| usize::from(dead.rule)).collect::<Vec<_>>(), dead);
    for dead in &proof.dead {
        let beaten_by = lost_to.get(&usize::from(dead.rule)).cloned().unwrap_or_default();
        assert_eq!(dead.beaten_by, beaten_by.into_iter().collect::<Vec<_>>());
    }
    let idle: Vec<u16> = (0..rules.units.all().len() as u16).filter(|unit| !busy.contains(unit)).collect();
    assert_eq!(proof.idle, idle);
    let stale: Vec<u16> =
        (0..rules.accepted.len()).filter(|at| !used.contains(at)).map(|at| at as u16).collect();
    assert_eq!(proof.stale, stale);
    let counted: u64 = proof.per_cell(bound).iter().map(|cell| cell.holes + cell.ties + cell.accepted).sum();
    assert_eq!(counted, faulty);
    let open = found.values().any(|(_, accepted)| accepted.is_none());
    assert_eq!(proof.publishable(), !open);
}

fn any_of(words: &'static [&'static str], usual: u32) -> impl Strategy<Value = String> {
    prop_oneof![
        usual => Just(String::new()),
        2 => select(words).prop_map(str::to_owned),
        1 => vec(select(words), 2..3).prop_map(|words| words.join(";")),
    ]
}

const PLACES: &[&str] = &[
    "district:D",
    "town:T1",
    "town:T2",
    "community:K1",
    "community:K2",
    "community:K3",
    "responsibility-grid:R1",
    "responsibility-grid:R2",
    "unit-grid:U1",
    "unit-grid:U3",
    "unit-grid:U6",
];
const NODES: &[&str] = &["C", "C0101", "E", "E01", "E0101", "E0110", "E04", "E0401", "A"];
const WHO: &[&str] = &[
    "unit:P",
    "unit:M",
    "unit:D",
    "territory:town",
    "territory:community",
    "class-department",
    "component-owner",
];

fn row() -> impl Strategy<Value = String> {
    (
        any_of(PLACES, 2),
        any_of(NODES, 2),
        any_of(&["service", "management", "enforcement"], 8),
        any_of(&["grid", "hotline"], 8),
        any_of(&["night", "rest", "late"], 8),
        any_of(&["simple", "ordinary"], 8),
        any_of(&["none", "known", "M", "P"], 8),
        select(WHO),
    )
        .prop_map(|(place, class, kind, source, slot, grade, owner, who)| {
            format!("{place},{class},{kind},{source},{slot},{grade},{owner},{who},,,,")
        })
}

fn hole() -> impl Strategy<Value = String> {
    (
        any_of(PLACES, 2),
        any_of(NODES, 2),
        any_of(&["service", "management"], 5),
        any_of(&["simple"], 5),
        any_of(&["night", "rest"], 5),
    )
        .prop_map(|(place, class, kind, grade, slot)| {
            format!("{place},{class},{kind},{grade},{slot},甲,试\n")
        })
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    let mut text = lines.collect::<Vec<_>>().join("\n");
    text.push('\n');
    text
}

proptest! {
    // Hundreds of tables; fewer where the build is not optimised.
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 60 } else { 400 }, ..ProptestConfig::default() })]

    #[test]
    fn the_proof_finds_what_enumeration_finds_none_missing_and_none_invented(
        rows in vec(row(), 0..14),
        holes in vec(hole(), 0..3),
        drop_station in any::<bool>(),
        line_leads in any::<bool>(),
    ) {
        let table = lines(rows.iter().enumerate().map(|(at, row)| format!("{at},{row}")));
        let mut folder = files(&table, &holes.concat());
        if drop_station {
            let units = lines(UNITS.lines().filter(|line| !line.starts_with("W2")).map(str::to_owned));
            folder.insert("units.csv".into(), units.into_bytes());
        }
        if line_leads {
            let classes = CLASSES.replace("management;enforcement,,,,,,,", "management;enforcement,,,line,,,,");
            folder.insert("classes.csv".into(), classes.into_bytes());
        }
        assert_exact(&bound_files(&folder));
    }
}
