//! Counts against a plain list that is counted one by one, and counts that follow changes against new ones.

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::cases::columns::{IndexSet, LiveColumns};
use crate::cases::{CaseHead, Stage, flag};
use crate::ids::{CaseId, CaseNumber};
use crate::measure::LonLat;
use crate::simulate::SplitMix64;

const CELLS: u32 = 100;

fn second(at: u64) -> Timestamp {
    Timestamp::from_second(1_325_376_000 + i64::try_from(at).unwrap()).unwrap()
}

/// Ten columns of ten cells, 0.001 degree a side.
fn cell_at(x: i32, y: i32) -> Option<u32> {
    let (column, row) = ((x - 1_213_000_000).div_euclid(10_000), (y - 310_000_000).div_euclid(10_000));
    let inside = (0..10).contains(&column) && (0..10).contains(&row);
    inside.then(|| u32::try_from(column * 10 + row).unwrap())
}

/// A case with everything drawn by lot that counts depend on; half of them were assigned under another plan.
fn drawn(number: u32, random: &mut SplitMix64) -> CaseHead {
    let mut below = |most: u64| random.next_u64() % most;
    let x = 1_213_000_000 + i32::try_from(below(110_000)).unwrap();
    let y = 310_000_000 + i32::try_from(below(110_000)).unwrap();
    let place = (below(12) > 0).then(|| LatticePoint { x, y }.degrees());
    let plan = 1 + u32::try_from(below(2)).unwrap();
    let cell = place.and_then(|_| cell_at(x, y)).unwrap_or(u32::MAX);
    let reported = below(1_000_000);
    let mut perhaps = |least: u64| (below(3) > 0).then(|| second(reported + least + below(90_000)));
    let (due_at, handled_at, ended_at) = (perhaps(100), perhaps(50), perhaps(90_100));
    CaseHead {
        number: CaseNumber(number),
        id: CaseId::new(&format!("case-{number}")),
        stage: Stage::ALL[usize::try_from(below(14)).unwrap()],
        class: u16::try_from(below(30)).unwrap(),
        condition: 1,
        kind: 0,
        level: None,
        source: u16::try_from(below(5)).unwrap(),
        grade: 255,
        supervised: 0,
        place: place.map(|(lon, lat)| LonLat::new(lon, lat).unwrap()),
        // Another plan numbers its cells in another way.
        cells: if plan == 1 { vec![0, cell] } else { vec![0, cell ^ 1] },
        plan,
        rules: 1,
        calendar: 1,
        unit: 0,
        queue: None,
        reported_at: second(reported),
        filed_at: None,
        dispatched_at: None,
        due_at,
        handled_at,
        ended_at,
        flags: if below(5) == 0 { flag::EXCUSED } else { 0 },
        reward_fen: 0,
        revision: 1,
        body: [0; 32],
    }
}

fn drawn_filter(random: &mut SplitMix64) -> Filter {
    let mut below = |most: u64| random.next_u64() % most;
    Filter {
        from: (below(2) == 0).then(|| second(below(600_000))),
        to: (below(2) == 0).then(|| second(400_000 + below(600_000))),
        classes: (below(2) == 0).then(|| (0..30).filter(|class| class % 3 > 0).collect::<IndexSet>()),
        stages: (below(3) == 0).then(|| Stage::ALL.into_iter().filter(|stage| !stage.is_final()).collect()),
        ..Filter::default()
    }
}

fn chosen(filter: &Filter, head: &CaseHead) -> bool {
    filter.from.is_none_or(|from| from <= head.reported_at)
        && filter.to.is_none_or(|to| head.reported_at < to)
        && filter.classes.as_ref().is_none_or(|classes| classes.contains(head.class.into()))
        && filter.stages.as_ref().is_none_or(|stages| stages.contains(&head.stage))
}

/// One by one, off the documentation.
fn by_hand(heads: &[CaseHead], filter: &Filter, judged_at: Option<Timestamp>) -> (Vec<Tally>, Tally) {
    let (mut cells, mut elsewhere) = (vec![Tally::default(); CELLS as usize], Tally::default());
    for head in heads.iter().filter(|head| chosen(filter, head)) {
        let at = head.place.map(LatticePoint::nearest).and_then(|at| cell_at(at.x, at.y));
        let tally = at.map_or(&mut elsewhere, |cell| &mut cells[cell as usize]);
        tally.cases += 1;
        let counts = !matches!(head.stage, Stage::Void | Stage::NotFiled) && head.flags & flag::EXCUSED == 0;
        if let (Some(now), Some(due), true) = (judged_at, head.due_at, counts) {
            let judged = head.handled_at.is_some() || due < now;
            tally.judged += u32::from(judged);
            tally.late += u32::from(judged && head.handled_at.is_none_or(|handled| handled > due));
        }
    }
    (cells, elsewhere)
}

fn with_layer<T>(question: impl FnOnce(&CellOf<'_>) -> T) -> T {
    let locate = |at: LatticePoint| cell_at(at.x, at.y);
    question(&CellOf { plan: 1, layer: 1, cells: CELLS as usize, locate: &locate })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_chosen_case_is_counted_once_in_its_cell(seed in any::<u64>(), count in 0_u32..6_000) {
        let mut random = SplitMix64::new(seed);
        let heads: Vec<CaseHead> = (0..count).map(|number| drawn(number, &mut random)).collect();
        let live = LiveColumns::build(1, heads.clone()).unwrap();
        let now = second(700_000);
        for _ in 0..4 {
            let filter = drawn_filter(&mut random);
            let counted = with_layer(|of| Tallies::count(live.now(), &filter, of, now));
            prop_assert_eq!((counted.cells.clone(), counted.elsewhere), by_hand(&heads, &filter, Some(now)));
            let counted = with_layer(|of| Tallies::count_cases(live.now(), &filter, of));
            prop_assert_eq!((counted.cells.clone(), counted.elsewhere), by_hand(&heads, &filter, None));
        }
    }

    #[test]
    fn counts_that_follow_changes_equal_new_counts(seed in any::<u64>(), strokes in 1_usize..12) {
        let mut random = SplitMix64::new(seed);
        let mut heads: Vec<CaseHead> = (0..800).map(|number| drawn(number, &mut random)).collect();
        let mut live = LiveColumns::build(1, heads.clone()).unwrap();
        let filter = drawn_filter(&mut random);
        let judged_at = random.next_u64().is_multiple_of(2).then(|| second(700_000));
        let count = |columns: &Columns| with_layer(|of| Tallies::counted(columns, &filter, of, judged_at));
        let mut kept = count(live.now());
        let mut unread = Changes::default();
        for stroke in 0..strokes {
            let before = live.snapshot();
            let mut touched = Vec::new();
            for _ in 0..random.next_u64() % 30 {
                let all = heads.len() as u64;
                // New cases, and changed ones; some change twice in a stroke.
                let number = random.next_u64() % (all + 4);
                let head = drawn(u32::try_from(number.min(all)).unwrap(), &mut random);
                live.apply(&head).unwrap();
                touched.push(head.number);
                let at = head.number.0 as usize;
                if at == heads.len() { heads.push(head) } else { heads[at] = head }
            }
            if stroke % 5 == 4 {
                live.merge();
            }
            unread.extend(&Changes::between(&before, live.now(), touched));
            if random.next_u64().is_multiple_of(3) {
                continue;
            }
            with_layer(|of| kept.follow(&std::mem::take(&mut unread), live.now(), &filter, of, judged_at));
            prop_assert_eq!(&kept, &count(live.now()));
            prop_assert_eq!((kept.cells.clone(), kept.elsewhere), by_hand(&heads, &filter, judged_at));
        }
    }
}
