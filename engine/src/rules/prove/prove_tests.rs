use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::ids::CellIndex;
use crate::rules::class::{CaseKind, Grade, Lead};
use crate::rules::fixture_for_tests::{CLASSES, UNITS, bound, bound_files, files};
use crate::rules::settings::{Moment, Weekday};
use crate::rules::{AcceptedHole, Question, Reference, Rule, RuleSet, Verdict};

/// A combination: cell, class, kind, grade, set of slots, source, owner.
type Key = (u32, u16, CaseKind, u8, Vec<u8>, u16, Option<u16>);

/// What a combination comes to: the fault and the accepted hole, or nothing.
type Found = Option<(Fault, Option<u16>)>;

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

const LAYERS: [&str; 5] = ["district", "town", "community", "responsibility-grid", "unit-grid"];

/// The code above a unit grid of the fixture in a layer, written down once more.
fn above(cell: u32, layer: &str) -> &'static str {
    let at = cell as usize;
    match layer {
        "unit-grid" => ["U1", "U2", "U3", "U4", "U5", "U6"][at],
        "community" => ["K1", "K1", "K2", "K2", "K3", "K3"][at],
        "responsibility-grid" => ["R1", "R1", "R1", "R2", "R3", "R3"][at],
        "town" => ["T1", "T1", "T1", "T1", "T2", "T2"][at],
        _ => "D",
    }
}

fn lies_in(cell: u32, places: &[(LayerName, CellCode)]) -> bool {
    places.is_empty() || places.iter().any(|(layer, code)| above(cell, layer.as_str()) == code.as_str())
}

/// What a rule's columns hold, as plain sets of names; `None` for anything. A second way to say what narrower means.
fn sets(bound: &BoundRules, rule: &Rule) -> [Option<BTreeSet<String>>; 7] {
    let rules = bound.rules();
    let listed =
        |list: Vec<String>| (!list.is_empty()).then(|| list.into_iter().collect::<BTreeSet<String>>());
    let mut places = Vec::new();
    for (layer, code) in &rule.places {
        for cell in 0..6 {
            if above(cell, layer.as_str()) == code.as_str() {
                // Everything on the way from the cell up to the named one that lies wholly below it.
                for other in LAYERS {
                    let below = match (other, layer.as_str()) {
                        (a, b) if a == b => true,
                        (_, "district") | ("unit-grid", _) => true,
                        ("community" | "responsibility-grid", "town") => true,
                        _ => false,
                    };
                    if below {
                        places.push(format!("{other}:{}", above(cell, other)));
                    }
                }
            }
        }
    }
    let classes = rule.classes.iter().flat_map(|class| rules.classes.descendants(*class));
    let slots = rule.slots.iter().flat_map(|slot| if *slot == 0 { vec![0, 2] } else { vec![*slot] });
    let owners = rule.owners.iter().flat_map(|owner| match owner {
        OwnerIs::Nobody => vec!["none".to_owned()],
        OwnerIs::Unit(unit) => vec![unit.to_string()],
        OwnerIs::Known => {
            (0..rules.units.all().len()).map(|unit| unit.to_string()).chain(["known".to_owned()]).collect()
        }
    });
    [
        listed(places),
        listed(classes.map(|class| class.to_string()).collect()),
        listed(rule.kinds.iter().map(|kind| format!("{kind:?}")).collect()),
        listed(rule.grades.iter().map(|Grade(grade)| grade.to_string()).collect()),
        listed(slots.map(|slot| slot.to_string()).collect()),
        listed(rule.sources.iter().map(ToString::to_string).collect()),
        listed(owners.collect()),
    ]
}

/// 0 equal, 1 narrower, 2 wider, 3 crossing.
fn fit(a: &Option<BTreeSet<String>>, b: &Option<BTreeSet<String>>) -> u8 {
    match (a, b) {
        (None, None) => 0,
        (Some(_), None) => 1,
        (None, Some(_)) => 2,
        (Some(a), Some(b)) => match (a.is_subset(b), b.is_subset(a)) {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (false, false) => 3,
        },
    }
}

fn beats(a: &[Option<BTreeSet<String>>; 7], b: &[Option<BTreeSet<String>>; 7], lead: Lead) -> bool {
    let fits: Vec<u8> = a.iter().zip(b).map(|(a, b)| fit(a, b)).collect();
    let rest: BTreeSet<u8> = fits[2..].iter().copied().filter(|fit| *fit != 0).collect();
    if fits.contains(&3) {
        return false;
    }
    match (fits[0], fits[1]) {
        (1, 2) => rest.len() < 2 && lead == Lead::Block,
        (2, 1) => rest.len() < 2 && lead == Lead::Line,
        _ => !fits.contains(&2) && fits.contains(&1),
    }
}

/// The plain reading of the table for one combination: who wins, and whether a unit is named.
struct Plain<'a> {
    bound: &'a BoundRules,
    sets: Vec<[Option<BTreeSet<String>>; 7]>,
}

impl Plain<'_> {
    fn matches(&self, rule: usize, key: &Key) -> bool {
        let rules = self.bound.rules();
        let (cell, class, kind, grade, slots, source, owner) = key;
        let row = &rules.table[rule];
        let none = |empty: bool, listed: bool| empty || listed;
        lies_in(*cell, &row.places)
            && none(
                row.classes.is_empty(),
                rules.classes.ancestors(*class).any(|node| row.classes.contains(&node)),
            )
            && none(row.kinds.is_empty(), row.kinds.contains(kind))
            && none(row.grades.is_empty(), row.grades.contains(&Grade(*grade)))
            && none(row.slots.is_empty(), row.slots.iter().any(|slot| slots.contains(slot)))
            && none(row.sources.is_empty(), row.sources.contains(source))
            && none(
                row.owners.is_empty(),
                row.owners.iter().any(|own| match own {
                    OwnerIs::Nobody => owner.is_none(),
                    OwnerIs::Known => owner.is_some(),
                    OwnerIs::Unit(unit) => *owner == Some(*unit),
                }),
            )
    }

    fn unit(&self, rule: usize, key: &Key) -> Option<u16> {
        let rules = self.bound.rules();
        match &rules.table[rule].responsible {
            Reference::Unit(unit) => Some(*unit),
            Reference::ClassDepartment => {
                rules.units.index_of(rules.classes.get(key.1).unwrap().department.as_ref()?)
            }
            Reference::ComponentOwner => key.6,
            Reference::Territory { layer, .. } => {
                let code = above(key.0, layer.as_str());
                let here = |unit: &crate::rules::Unit| {
                    unit.territory.as_ref().is_some_and(|(own, cell)| own == layer && cell.as_str() == code)
                };
                rules.units.all().iter().position(here).map(|unit| unit as u16)
            }
        }
    }

    /// The matching rules, the winner, and what the combination comes to.
    fn answer(&self, key: &Key) -> (Vec<usize>, Option<usize>, Found) {
        let rules = self.bound.rules();
        let lead = rules.classes.get(key.1).unwrap().lead;
        let matching: Vec<usize> = (0..rules.table.len()).filter(|rule| self.matches(*rule, key)).collect();
        let beats = |a: usize, b: usize| beats(&self.sets[a], &self.sets[b], lead);
        let winner = matching.iter().copied().find(|a| matching.iter().all(|b| a == b || beats(*a, *b)));
        let accepted = rules.accepted.iter().position(|hole| accepts(hole, key, rules));
        let accepted = accepted.map(|at| at as u16);
        let found = match winner {
            None if matching.is_empty() => Some((Fault::Unowned, accepted)),
            None => {
                let unbeaten = |a: &usize| matching.iter().all(|b| a == b || !beats(*b, *a));
                let mut tied: Vec<usize> = matching.iter().copied().filter(unbeaten).collect();
                if let [alone] = tied[..] {
                    tied.extend(matching.iter().copied().filter(|b| *b != alone && !beats(alone, *b)));
                }
                tied.sort_unstable();
                Some((Fault::Tied(tied.into_iter().map(|rule| rule as u16).collect()), None))
            }
            Some(rule) => match self.unit(rule, key) {
                Some(_) => None,
                None => Some((Fault::Unresolved(rule as u16), accepted)),
            },
        };
        (matching, winner, found)
    }
}

fn accepts(hole: &AcceptedHole, key: &Key, rules: &RuleSet) -> bool {
    lies_in(key.0, &hole.places)
        && (hole.classes.is_empty()
            || rules.classes.ancestors(key.1).any(|node| hole.classes.contains(&node)))
        && (hole.kinds.is_empty() || hole.kinds.contains(&key.2))
        && (hole.grades.is_empty() || hole.grades.contains(&Grade(key.3)))
        && (hole.slots.is_empty() || hole.slots.iter().any(|slot| key.4.contains(slot)))
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_proof_finds_what_enumeration_finds_none_missing_and_none_invented(
        rows in vec(row(), 0..14),
        holes in vec(hole(), 0..3),
        drop_station in any::<bool>(),
        line_leads in any::<bool>(),
    ) {
        let table: String = rows.iter().enumerate().map(|(at, row)| format!("{at},{row}\n")).collect();
        let mut folder = files(&table, &holes.concat());
        if drop_station {
            let units: String = UNITS.lines().filter(|line| !line.starts_with("W2")).map(|line| format!("{line}\n")).collect();
            folder.insert("units.csv".into(), units.into_bytes());
        }
        if line_leads {
            let classes = CLASSES.replace("management;enforcement,,,,,,,", "management;enforcement,,,line,,,,");
            folder.insert("classes.csv".into(), classes.into_bytes());
        }
        assert_exact(&bound_files(&folder));
    }
}

#[test]
fn the_report_speaks_in_codes_that_the_tables_use() {
    let bound = bound("e,,E,,,,,,unit:P,,,,\n", ",A,,,,甲,另行受理\n");
    let report = ProofReport::new(&prove(&bound), &bound);
    assert!(!report.publishable);
    let open = &report.findings[0];
    assert_eq!((open.fault.as_str(), open.accepted_by.as_deref()), ("unowned", None));
    assert_eq!(open.boxes[0].classes, ["C"]);
    assert_eq!(
        (&open.boxes[0].places[..], &open.boxes[0].kinds[..]),
        (&[][..], &["management".to_owned()][..])
    );
    assert_eq!(report.findings[1].reason.as_deref(), Some("另行受理"));
    let text = report.to_text(5);
    assert!(text.starts_with("NOT publishable: 1 rules over 6 cells × 5 classes"), "{text}");
    assert!(
        text.contains("no owner: ") && text.contains("class C; kind management (6 cells, 1 classes)"),
        "{text}"
    );
    assert!(text.contains("units receive nothing: T1, T2, W1, W2, M"), "{text}");
}

#[test]
fn an_empty_table_is_one_hole_that_is_everything() {
    let bound = bound("", "");
    let proof = prove(&bound);
    assert_eq!(proof.findings.len(), 1);
    // Classes differ in their kinds, so that everything is a box for each set of kinds.
    assert_eq!(proof.findings[0].combinations, proof.combinations);
    assert_eq!(proof.findings[0].boxes.len(), 3);
}

#[test]
fn a_complete_table_is_publishable_and_an_accepted_hole_keeps_it_so() {
    assert!(prove(&bound("all,,,,,,,,unit:D,,,,\n", "")).publishable());
    let rules = "e,,E,,,,,,unit:P,,,,\nc,,C,,,,,,unit:P,,,,\n";
    let open = prove(&bound(rules, ""));
    assert!(!open.publishable());
    let bound = bound(rules, ",A,,,,张某（虚构）,另行受理\ntown:T1,E,,,,张某（虚构）,旧\n");
    let proof = prove(&bound);
    assert!(proof.publishable());
    assert_eq!(proof.findings[0].accepted, Some(0));
    assert_eq!(proof.stale, [1], "the second lies on no hole any more");
}

#[test]
fn a_tie_cannot_be_accepted() {
    let proof = prove(&bound("a,,,,,,,,unit:D,,,,\nb,,,,,,,,unit:P,,,,\n", ",,,,,甲,试\n"));
    assert!(!proof.publishable());
    assert_eq!(proof.findings[0].fault, Fault::Tied(vec![0, 1]));
    assert_eq!(proof.dead[0].tied_with, [1]);
}

#[test]
fn a_rule_that_never_fires_names_what_shadows_it() {
    let bound = bound(
        "all,,E,,,,,,unit:P,,,,\nt1,town:T1,E,,,,,,territory:town,,,,\nt2,town:T2,E,,,,,,territory:town,,,,\nodd,,A,enforcement,,,,,unit:P,,,,\n",
        "",
    );
    let dead = prove(&bound).dead;
    assert_eq!(dead.len(), 2);
    assert_eq!((dead[0].rule, dead[0].matches, &dead[0].beaten_by[..]), (0, true, &[1, 2][..]));
    assert_eq!((dead[1].rule, dead[1].matches), (3, false), "questions are never enforced");
}

#[test]
fn a_finding_names_its_places_and_classes_as_few_nodes_that_can_be_accepted() {
    let bound =
        bound("all,town:T1,,,,,,,unit:D,,,,\nk,unit-grid:U5,,,,,,,unit:D,,,,\nc,,C,,,,,,unit:P,,,,\n", "");
    let proof = prove(&bound);
    let mut named = BTreeSet::new();
    for one in &proof.findings[0].boxes {
        let places: Vec<String> =
            one.places(&bound).iter().map(|(layer, code)| format!("{layer}:{code}")).collect();
        assert_eq!(places, ["unit-grid:U6"]);
        named.extend(one.class_nodes(&bound));
    }
    let codes: Vec<String> =
        named.iter().map(|node| bound.rules().classes.get(*node).unwrap().code.to_string()).collect();
    assert!(codes.contains(&"A".to_owned()) && !codes.contains(&"C".to_owned()), "{codes:?}");
    let whole = bound_files(&files("t,town:T2,E,,,,,,unit:D,,,,\n", ",C,,,,甲,试\n,A,,,,甲,试\n"));
    let proof = prove(&whole);
    let open: Vec<_> = proof.open().flat_map(|finding| &finding.boxes).collect();
    assert!(open.iter().all(|one| {
        one.places(&whole)
            == [("town".into(), "T1".into())]
                .map(|(l, c): (String, String)| (LayerName::new(&l), CellCode::new(&c)))
    }));
}

#[test]
fn coarser_cells_without_any_territorial_unit_have_no_fallback() {
    assert_eq!(prove(&bound("", "")).no_fallback, []);
    let mut folder = files("", "");
    let units = UNITS.replace("district,,district,D,always", "district,,,,always");
    folder.insert("units.csv".into(), units.into_bytes());
    let lost: Vec<String> = prove(&bound_files(&folder))
        .no_fallback
        .iter()
        .map(|(layer, code)| format!("{layer}:{code}"))
        .collect();
    assert_eq!(lost, ["district:D"]);
}
