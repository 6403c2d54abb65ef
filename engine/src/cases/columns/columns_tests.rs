//! The columns against a plain list of heads that is searched one by one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proptest::prelude::*;

use super::by_lot_for_tests::*;
use super::*;
use crate::cases::{CaseHead, Stage};
use crate::crs::metric::distance;
use crate::ids::{CaseId, CaseNumber};
use crate::measure::Metres;
use crate::simulate::SplitMix64;

fn numbers_by_hand<'a>(filter: &Filter, heads: impl IntoIterator<Item = &'a CaseHead>) -> Vec<CaseNumber> {
    heads.into_iter().filter(|head| holds(filter, head)).map(|head| head.number).collect()
}

#[test]
fn a_head_comes_back_as_it_was_given() {
    let mut heads = many(3000, 5);
    heads[7].reward_fen = 50_000;
    heads[8].due_at = Some(Timestamp::from_millisecond(BEGIN * 1000 + 123).unwrap());
    heads[9].cells = vec![0, 1, 2, 3, 4, 5, 6, 7];
    heads[10].cells = Vec::new();
    heads[11].revision = 70_001;
    heads[2500].revision = 65_536;
    // The digest stays with the store.
    let given: Vec<CaseHead> = heads.iter().map(|head| CaseHead { body: [7; 32], ..head.clone() }).collect();
    let mut live = LiveColumns::build(1, given[..2000].to_vec()).unwrap();
    for head in &given[2000..] {
        live.apply(head).unwrap();
    }
    for head in &heads {
        assert_eq!(live.now().head(head.number).as_ref(), Some(head));
        assert_eq!(live.now().find(&head.id), Some(head.number));
    }
    assert_eq!(live.now().head(CaseNumber(3000)), None);
    assert_eq!(live.now().find(&CaseId::new("stranger")), None);
    assert_eq!(live.now().len(), 3000);
}

#[test]
fn sorted_rows_are_the_same_however_they_came() {
    let heads = many(9000, 6);
    let built = LiveColumns::build(1, heads.clone()).unwrap();
    let mut pushed = LiveColumns::new(2);
    heads.iter().for_each(|head| pushed.apply(head).unwrap());
    assert_eq!(pushed.now().chunks().count(), 18, "small chunks in order of arrival");
    pushed.merge();
    let order =
        |live: &LiveColumns| -> Vec<u32> { live.now().chunks().flat_map(Chunk::number).copied().collect() };
    assert_eq!(order(&built), order(&pushed));
    let placed = |number: &u32| heads[*number as usize].place.is_some();
    assert!(heads.len() > build::RUN_ROWS, "more than one run");
    for run in order(&built).chunks(build::RUN_ROWS) {
        assert!(run.is_sorted_by_key(|number| !placed(number)), "cases without a place stand last");
    }
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one.install(|| order(&LiveColumns::build(1, heads.clone()).unwrap())), order(&built));
}

#[test]
fn a_merge_leaves_full_runs_alone_and_fills_the_last_one() {
    let heads = many(3 * u32::try_from(build::RUN_ROWS).unwrap(), 21);
    let order =
        |live: &LiveColumns| -> Vec<u32> { live.now().chunks().flat_map(Chunk::number).copied().collect() };
    let built = LiveColumns::build(1, heads.clone()).unwrap();
    for first in [1, 5000, build::RUN_ROWS, build::RUN_ROWS + 4096, 2 * build::RUN_ROWS - 1] {
        let mut live = LiveColumns::build(1, heads[..first].to_vec()).unwrap();
        for part in heads[first..].chunks(7000) {
            part.iter().for_each(|head| live.apply(head).unwrap());
            live.merge();
        }
        assert!(order(&live) == order(&built), "{first} at first");
        assert!(heads.iter().all(|head| live.now().head(head.number).as_ref() == Some(head)));
    }
}

#[test]
fn a_snapshot_stays_as_it_was() {
    let heads = many(5000, 7);
    let mut live = LiveColumns::build(1, heads[..4500].to_vec()).unwrap();
    let before = live.snapshot();
    for head in &heads[4500..] {
        live.apply(head).unwrap();
    }
    let mut changed = heads[3].clone();
    (changed.stage, changed.revision, changed.reward_fen) = (Stage::Closed, 99, 1);
    live.apply(&changed).unwrap();
    live.merge();
    assert_eq!(before.len(), 4500);
    assert_eq!(before.head(CaseNumber(3)).as_ref(), Some(&heads[3]));
    assert_eq!(before.find(&heads[4600].id), None);
    assert_eq!(before.count(&Filter::default()), 4500);
    assert_eq!(live.now().head(CaseNumber(3)), Some(changed));
    assert_eq!(live.now().count(&Filter::default()), 5000);
}

#[test]
fn what_happens_while_a_merge_runs_is_not_lost() {
    let heads = many(6000, 8);
    let mut live = LiveColumns::build(1, heads[..3000].to_vec()).unwrap();
    heads[3000..5000].iter().for_each(|head| live.apply(head).unwrap());
    let job = live.begin_merge();
    assert!(!live.merge_is_due());
    let mut moved = heads[1].clone();
    (moved.place, moved.revision) = (Some(lattice(1_213_500_001, 310_000_001)), 77);
    live.apply(&moved).unwrap();
    heads[5000..].iter().for_each(|head| live.apply(head).unwrap());
    let merged = std::thread::spawn(|| job.run()).join().unwrap();
    let before = live.finish_merge(merged).unwrap();
    assert_eq!(before.len(), 6000);
    let now = live.now();
    assert_eq!((now.len(), now.head(CaseNumber(1))), (6000, Some(moved)));
    heads[2..].iter().for_each(|head| assert_eq!(now.head(head.number).as_ref(), Some(head)));
}

#[test]
fn numbers_may_leave_gaps() {
    let mut heads = many(10, 9);
    heads.remove(4);
    let mut live = LiveColumns::new(1);
    heads.iter().for_each(|head| live.apply(head).unwrap());
    live.merge();
    assert_eq!((live.now().len(), live.now().head(CaseNumber(4))), (9, None));
    assert_eq!(live.now().head(CaseNumber(9)).as_ref(), heads.last());
}

#[test]
fn a_head_that_does_not_fit_is_refused_and_changes_nothing() {
    let heads = many(4, 10);
    let mut live = LiveColumns::build(1, heads[..3].to_vec()).unwrap();
    let with = |change: &dyn Fn(&mut CaseHead)| {
        let mut head = heads[3].clone();
        change(&mut head);
        head
    };
    let refused = [
        with(&|head| head.id = heads[0].id.clone()),
        with(&|head| head.number = CaseNumber(1)),
        with(&|head| head.number = CaseNumber(9_000_000)),
        with(&|head| head.id = CaseId::new("")),
    ];
    let faults: Vec<ColumnsError> = refused.iter().map(|head| live.apply(head).unwrap_err()).collect();
    assert!(
        matches!(
            faults[..],
            [
                ColumnsError::IdTaken { known: 0, .. },
                ColumnsError::NumberTaken { number: 1, .. },
                ColumnsError::NumberOutOfOrder { next: 3, .. },
                ColumnsError::NoIdentity(3)
            ]
        ),
        "{faults:?}"
    );
    assert_eq!(live.now().len(), 3);
    live.apply(&heads[3]).unwrap();
    assert!(LiveColumns::build(1, [heads[0].clone(), heads[0].clone()]).is_err());
    let double =
        LiveColumns::build(1, [heads[0].clone(), CaseHead { id: heads[0].id.clone(), ..heads[2].clone() }]);
    assert!(matches!(double, Err(ColumnsError::IdTaken { known: 0, given: 2, .. })));
}

#[test]
fn a_case_takes_less_than_eighty_bytes_with_everything() {
    let live = LiveColumns::build(1, many(50_000, 11)).unwrap();
    let (bytes, text) = live.now().bytes();
    let each = (bytes + text) as f64 / 50_000.0;
    // A few combinations of cells and short lists weigh more here than in millions.
    assert!((60.0..80.0).contains(&each), "{each}");
}

#[test]
fn sets_of_numbers_know_what_is_in_them() {
    let set: IndexSet = [0, 63, 64, 1000].into_iter().collect();
    assert_eq!((set.len(), set.is_empty(), IndexSet::default().is_empty()), (4, false, true));
    assert_eq!(set.numbers().collect::<Vec<_>>(), [0, 63, 64, 1000]);
    assert!(
        set.contains(64)
            && set.contains(1000)
            && !set.contains(65)
            && !set.contains(1001)
            && !set.contains(u32::MAX)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn filters_choose_what_a_loop_over_heads_chooses(seed in any::<u64>(), merge in any::<bool>()) {
        let mut random = SplitMix64::new(seed);
        let mut heads: BTreeMap<u32, CaseHead> = (0..9000).map(|n| (n, drawn(n, &mut random))).collect();
        let mut live = LiveColumns::build(seed, heads.values().take(6000).cloned()).unwrap();
        heads.values().skip(6000).for_each(|head| live.apply(head).unwrap());
        for _ in 0..500 {
            let number = u32::try_from(random.next_u64() % 9000).unwrap();
            let head = drawn(number, &mut random);
            live.apply(&head).unwrap();
            heads.insert(number, head);
        }
        if merge {
            live.merge();
        }
        let now = live.now();
        for _ in 0..12 {
            let filter = drawn_filter(&mut random);
            let wanted = numbers_by_hand(&filter, heads.values());
            prop_assert_eq!(now.count(&filter), wanted.len());
            prop_assert_eq!(now.numbers(&filter), wanted);
            let mut marked = 0;
            now.scan(&filter, |chunk, selection| {
                marked += selection.marks().iter().map(|mark| usize::from(*mark)).sum::<usize>();
                assert_eq!(selection.marks().len(), chunk.len());
            });
            prop_assert_eq!(marked, now.count(&filter));
        }
    }

    #[test]
    fn near_cases_are_those_that_a_loop_finds(seed in any::<u64>(), radius in 0.0f64..400.0) {
        let mut random = SplitMix64::new(seed);
        let heads = many(8000, seed);
        let mut live = LiveColumns::build(seed, heads[..7000].to_vec()).unwrap();
        heads[7000..].iter().for_each(|head| live.apply(head).unwrap());
        for _ in 0..5 {
            let asked = drawn(0, &mut random);
            let Some(place) = asked.place else { continue };
            let since = asked.reported_at;
            let found = live.now().near(place, Metres(radius), asked.class, since);
            let mut wanted: Vec<Near> = heads
                .iter()
                .filter(|head| head.class == asked.class && head.reported_at >= since)
                .filter_map(|head| Some(Near { number: head.number, distance: distance(place, head.place?) }))
                .filter(|near| near.distance.0 <= radius)
                .collect();
            wanted.sort_by(|a, b| a.distance.0.total_cmp(&b.distance.0).then(a.number.cmp(&b.number)));
            prop_assert_eq!(found, wanted);
        }
    }
}
