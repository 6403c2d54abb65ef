//! The columns against a plain list of heads that is searched one by one.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::assign::QueueName;
use crate::cases::{CaseHead, Stage};
use crate::crs::{LatticePoint, metric::distance};
use crate::ids::{CaseId, CaseNumber};
use crate::measure::{LonLat, Metres};
use crate::rules::Level;
use crate::simulate::SplitMix64;

const BEGIN: i64 = 1_325_376_000;

fn second(at: i64) -> Timestamp {
    Timestamp::from_second(at).unwrap()
}

fn lattice(x: i32, y: i32) -> LonLat {
    let (lon, lat) = LatticePoint { x, y }.degrees();
    LonLat::new(lon, lat).unwrap()
}

/// A case with everything drawn by lot, times in whole seconds.
fn drawn(number: u32, random: &mut SplitMix64) -> CaseHead {
    let mut below = |most: u64| i64::try_from(random.next_u64() % most).unwrap();
    let reported = BEGIN + below(40_000_000);
    let mut perhaps = |least: i64| (below(3) > 0).then(|| second(reported + least + below(900_000)));
    let (filed_at, dispatched_at, due_at) = (perhaps(0), perhaps(100), perhaps(1000));
    let (handled_at, ended_at) = (perhaps(200), perhaps(2000));
    let small = |value: i64| u8::try_from(value).unwrap();
    let (x, y) = (1_213_000_000 + below(1_000_000), 310_000_000 + below(1_000_000));
    let place = (below(20) > 0).then(|| lattice(i32::try_from(x).unwrap(), i32::try_from(y).unwrap()));
    let cell = u32::try_from(x / 100_000 % 10 * 10 + y / 100_000 % 10).unwrap();
    let queues =
        [None, None, None, Some(QueueName::Unowned), Some(QueueName::Contested), Some(QueueName::Unlocated)];
    CaseHead {
        number: CaseNumber(number),
        id: CaseId::new(&format!("case-{number:x}")),
        stage: Stage::ALL[usize::from(small(below(14)))],
        class: u16::try_from(below(200)).unwrap(),
        condition: small(below(4)),
        kind: small(below(3)),
        source: u16::try_from(below(12)).unwrap(),
        grade: if below(2) == 0 { 255 } else { small(below(4)) },
        level: [None, Some(Level::District), Some(Level::Town), Some(Level::Workstation)]
            [usize::from(small(below(4)))],
        supervised: small(below(4)),
        place,
        cells: vec![0, cell / 10, cell],
        plan: 1 + u32::try_from(below(2)).unwrap(),
        rules: 1 + u32::try_from(below(2)).unwrap(),
        calendar: 1,
        unit: u16::try_from(below(600)).unwrap(),
        queue: queues[usize::from(small(below(6)))],
        reported_at: second(reported),
        filed_at,
        dispatched_at,
        due_at,
        handled_at,
        ended_at,
        flags: u16::try_from(below(65_536)).unwrap(),
        reward_fen: 0,
        revision: 1 + u32::try_from(below(9)).unwrap(),
        body: NO_BODY,
    }
}

fn many(count: u32, seed: u64) -> Vec<CaseHead> {
    let mut random = SplitMix64::new(seed);
    (0..count).map(|number| drawn(number, &mut random)).collect()
}

fn overdue(head: &CaseHead, now: Timestamp) -> bool {
    head.due_at.is_some_and(|due| due < now && head.handled_at.is_none_or(|handled| handled > due))
        && head.ended_at.is_none_or(|ended| ended > now)
}

/// The filter's conditions, read off the documentation and applied to a head.
fn holds(filter: &Filter, head: &CaseHead) -> bool {
    let among = |set: &Option<IndexSet>, index: u32| set.as_ref().is_none_or(|set| set.contains(index));
    filter.from.is_none_or(|from| from <= head.reported_at)
        && filter.to.is_none_or(|to| head.reported_at < to)
        && among(&filter.classes, u32::from(head.class))
        && among(&filter.sources, u32::from(head.source))
        && among(&filter.units, u32::from(head.unit))
        && among(&filter.kinds, u32::from(head.kind))
        && among(&filter.grades, u32::from(head.grade))
        && among(&filter.levels, u32::from(level_number(head.level)))
        && among(&filter.queues, u32::from(queue_number(head.queue)))
        && filter.stages.as_ref().is_none_or(|stages| stages.contains(&head.stage))
        && filter.supervised.is_none_or(|least| head.supervised >= least)
        && filter.cells.as_ref().is_none_or(|inside| match &inside.holds {
            Some(holds) if head.plan != inside.plan => {
                head.place.map(LatticePoint::nearest).is_some_and(|p| holds(p))
            }
            _ => {
                head.plan == inside.plan
                    && head.cells.get(inside.layer).is_some_and(|cell| inside.cells.contains(*cell))
            }
        })
        && filter.within.is_none_or(|(a, b)| {
            head.place.map(LatticePoint::nearest).is_some_and(|p| {
                a.x.min(b.x) <= p.x && p.x <= a.x.max(b.x) && a.y.min(b.y) <= p.y && p.y <= a.y.max(b.y)
            })
        })
        && filter.overdue_at.is_none_or(|now| overdue(head, now))
        && filter.due.is_none_or(|(from, to)| head.due_at.is_some_and(|due| from <= due && due <= to))
}

/// A filter with conditions drawn by lot.
fn drawn_filter(random: &mut SplitMix64) -> Filter {
    let mut below = |most: u64| random.next_u64() % most;
    let mut index_set = |most: u64| -> Option<IndexSet> {
        (below(3) == 0)
            .then(|| (0..most).filter(|_| below(2) == 0).map(|n| u32::try_from(n).unwrap()).collect())
    };
    let (classes, sources, units) = (index_set(200), index_set(12), index_set(600));
    let (kinds, queues, cells) = (index_set(3), index_set(5), index_set(100));
    let (grades, levels) = (index_set(256), index_set(4));
    let holds: Option<Arc<dyn Fn(LatticePoint) -> bool + Send + Sync>> =
        if below(2) == 0 { None } else { Some(Arc::new(|p: LatticePoint| p.x % 2 == 0)) };
    let mut time =
        |part: u64| (below(part) == 0).then(|| second(BEGIN + i64::try_from(below(40_000_000)).unwrap()));
    let (from, to, overdue_at) = (time(3), time(3), time(4));
    let due = time(4).zip(time(2)).map(|(a, b)| (a.min(b), a.max(b)));
    let mut corner = || LatticePoint {
        x: 1_213_000_000 + i32::try_from(below(1_000_000)).unwrap(),
        y: 310_000_000 + i32::try_from(below(1_000_000)).unwrap(),
    };
    let (a, b) = (corner(), corner());
    Filter {
        from,
        to,
        classes,
        sources,
        units,
        kinds,
        queues,
        stages: (below(3) == 0).then(|| Stage::ALL.into_iter().filter(|_| below(2) == 0).collect()),
        supervised: (below(4) == 0).then_some(2),
        grades,
        levels,
        cells: cells.map(|cells| Inside { plan: 1, layer: 2, cells, holds }),
        within: (below(3) == 0).then_some((a, b)),
        overdue_at,
        due,
    }
}

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
    assert!(order(&built).is_sorted_by_key(|number| !placed(number)), "cases without a place stand last");
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one.install(|| order(&LiveColumns::build(1, heads.clone()).unwrap())), order(&built));
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
