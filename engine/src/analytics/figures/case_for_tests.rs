//! Invented cases (合成) for tests of figures.

use jiff::Timestamp;

use crate::cases::columns::{Columns, LiveColumns, NO_BODY};
use crate::cases::{CaseHead, Stage};
use crate::crs::LatticePoint;
use crate::ids::{CaseId, CaseNumber};
use crate::measure::LonLat;

/// A closed case of a class at an instant, handled in time.
pub(in crate::analytics) fn case(number: u32, class: u16, reported: i64) -> CaseHead {
    let at = |seconds: i64| Timestamp::from_second(reported + seconds).unwrap();
    CaseHead {
        number: CaseNumber(number),
        id: CaseId::new(&format!("SYN-{number}")),
        stage: Stage::Closed,
        class,
        condition: 1,
        kind: 0,
        source: class % 3,
        grade: 0,
        level: None,
        supervised: 0,
        place: None,
        cells: vec![],
        plan: 1,
        rules: 1,
        calendar: 1,
        unit: class % 5,
        queue: None,
        reported_at: at(0),
        filed_at: None,
        dispatched_at: None,
        due_at: Some(at(7200)),
        handled_at: Some(at(3600)),
        ended_at: Some(at(9000)),
        flags: 0,
        reward_fen: 0,
        revision: 1,
        body: NO_BODY,
    }
}

/// A place of the lattice.
pub(in crate::analytics) fn place(x: i32, y: i32) -> Option<LonLat> {
    let (lon, lat) = LatticePoint { x, y }.degrees();
    LonLat::new(lon, lat).ok()
}

/// Columns of some cases.
pub(in crate::analytics) fn columns(heads: impl IntoIterator<Item = CaseHead>) -> Columns {
    LiveColumns::build(7, heads).unwrap().snapshot()
}
