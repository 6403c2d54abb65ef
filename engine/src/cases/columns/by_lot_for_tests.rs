//! Cases and filters by lot, and what a filter means in the plainest code.

use std::sync::Arc;

use jiff::Timestamp;

use super::*;
use crate::assign::QueueName;
use crate::cases::{CaseHead, Stage};
use crate::crs::LatticePoint;
use crate::ids::{CaseId, CaseNumber};
use crate::measure::LonLat;
use crate::rules::Level;
use crate::simulate::SplitMix64;

pub(crate) const BEGIN: i64 = 1_325_376_000;

pub(crate) fn second(at: i64) -> Timestamp {
    Timestamp::from_second(at).unwrap()
}

pub(crate) fn lattice(x: i32, y: i32) -> LonLat {
    let (lon, lat) = LatticePoint { x, y }.degrees();
    LonLat::new(lon, lat).unwrap()
}

/// A case with everything drawn by lot, times in whole seconds.
pub(crate) fn drawn(number: u32, random: &mut SplitMix64) -> CaseHead {
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

pub(crate) fn many(count: u32, seed: u64) -> Vec<CaseHead> {
    let mut random = SplitMix64::new(seed);
    (0..count).map(|number| drawn(number, &mut random)).collect()
}

pub(crate) fn overdue(head: &CaseHead, now: Timestamp) -> bool {
    head.due_at.is_some_and(|due| due < now && head.handled_at.is_none_or(|handled| handled > due))
        && head.ended_at.is_none_or(|ended| ended > now)
}

/// The filter's conditions, read off the documentation and applied to a head.
pub(crate) fn holds(filter: &Filter, head: &CaseHead) -> bool {
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
pub(crate) fn drawn_filter(random: &mut SplitMix64) -> Filter {
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
