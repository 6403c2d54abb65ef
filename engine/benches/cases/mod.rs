//! Invented cases (合成) for benchmarks: the same ones for the same number and seed.

#![allow(dead_code, reason = "no benchmark needs all of it")]

use gridward::cases::columns::NO_BODY;
use gridward::cases::{CaseHead, Stage};
use gridward::ids::{CaseId, CaseNumber};
use gridward::measure::LonLat;
use gridward::simulate::SplitMix64;
use jiff::Timestamp;

/// The first second, of 2010 in the district's time.
pub const BEGIN: u64 = 1_262_275_200;
/// Seconds in three and a half years.
pub const SPAN: u64 = 110_376_000;
/// How many classes there are.
pub const CLASSES: u16 = 300;
/// How many sources there are.
pub const SOURCES: u16 = 12;

/// The south-west corner of the district, in steps of 1e-7 degrees.
pub const CORNER: (i64, i64) = (1_213_000_000, 310_000_000);
/// Its sides: 165 km².
pub const SIDES: (i64, i64) = (1_346_000, 1_158_500);

/// An instant that can be written.
pub fn second(at: u64) -> Timestamp {
    Timestamp::from_second(at.cast_signed()).unwrap()
}

/// A case of no particular class, source, unit or place, closed in time.
pub fn closed(number: u32, reported: u64) -> CaseHead {
    CaseHead {
        number: CaseNumber(number),
        id: CaseId::new(&format!("310112{number:013}")),
        stage: Stage::Closed,
        class: 0,
        condition: 1,
        kind: 0,
        source: 0,
        grade: 255,
        level: None,
        supervised: 0,
        place: None,
        cells: vec![0],
        plan: 1,
        rules: 1,
        calendar: 1,
        unit: 0,
        queue: None,
        reported_at: second(reported),
        filed_at: Some(second(reported + 300)),
        dispatched_at: Some(second(reported + 600)),
        due_at: Some(second(reported + 90_000)),
        handled_at: Some(second(reported + 60_000)),
        ended_at: Some(second(reported + 99_000)),
        flags: 0,
        reward_fen: 0,
        revision: 8,
        body: NO_BODY,
    }
}

/// A place of the district, in steps from its corner: half of them near one of 300 hotspots.
pub fn steps(random: &mut SplitMix64) -> (i64, i64) {
    let mut below = |most: i64| (random.next_u64() % most.unsigned_abs()).cast_signed();
    if below(2) == 1 {
        return (below(SIDES.0), below(SIDES.1));
    }
    let spot = below(300);
    let (x, y) = (spot * 7_919 % 1_250 * 1_000 + below(3_000), spot * 104_729 % 1_120 * 1_000 + below(3_000));
    (x.min(SIDES.0 - 1), y.min(SIDES.1 - 1))
}

/// The same in degrees.
pub fn place((x, y): (i64, i64)) -> LonLat {
    LonLat::new((CORNER.0 + x) as f64 / 1e7, (CORNER.1 + y) as f64 / 1e7).unwrap()
}

/// The cell of a layer of 4,600 squares of about 190 m.
pub fn square((x, y): (i64, i64)) -> u32 {
    u32::try_from(x / 18_500 * 64 + y / 18_500).unwrap()
}

/// One of so many cases in the order of time, one in fifty open. `cell_of` says its unit grid; its cells in the five layers are
/// the district, 1,200, 32 and 80 unit grids in a row, and the unit grid.
pub fn drawn(
    number: u32,
    all: u32,
    random: &mut SplitMix64,
    cell_of: impl FnOnce((i64, i64)) -> u32,
) -> CaseHead {
    let at = steps(random);
    let cell = cell_of(at);
    let mut below = |most: u64| random.next_u64() % most;
    let reported = BEGIN + SPAN * u64::from(number) / u64::from(all);
    let open = below(50) == 0;
    let (due, ended) = (reported + 3_600 * (2 + below(100)), reported + 600 + below(400_000));
    CaseHead {
        stage: if open { Stage::Handling } else { Stage::Closed },
        class: below(CLASSES.into()) as u16,
        kind: below(3) as u8,
        source: below(SOURCES.into()) as u16,
        place: Some(place(at)),
        cells: vec![0, cell / 1_200, cell / 32, cell / 80, cell],
        unit: (cell / 80) as u16,
        due_at: Some(second(due)),
        handled_at: (!open).then(|| second(ended - 60)),
        ended_at: (!open).then(|| second(ended)),
        ..closed(number, reported)
    }
}
