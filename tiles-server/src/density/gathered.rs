//! The cases of a density, from places or from the sums of cells.

use std::collections::BTreeMap;

use gridward::cases::columns::{Columns, Filter};
use gridward::cases::flag;
use gridward::tiles::density::{Grounds, Group, Sources};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::figures::LayerFigures;

/// Where the cases stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Each at its own place.
    Places,
    /// Spread over the cells, or the groups of cells, that the map of figures shows.
    Cells,
}

/// Cases with what is told of them.
pub struct Gathered {
    pub basis: Basis,
    pub sources: Sources,
    /// Chosen cases that are on the map.
    pub cases: u64,
    /// Chosen cases that are not, because they have no place or lie in no cell.
    pub elsewhere: u64,
    /// Cells that are shown with others.
    pub merged: usize,
    /// The first and the last day of all data.
    pub span: (Timestamp, Timestamp),
    /// Whether a chosen case is invented.
    pub synthetic: bool,
}

impl Gathered {
    /// Each case at its place.
    pub fn places(columns: &Columns, filter: &Filter, zone: &TimeZone) -> Self {
        let sources = Sources::of_cases(columns, filter);
        let chosen = columns.count(filter);
        let cases = sources.len();
        Self {
            basis: Basis::Places,
            cases: cases as u64,
            elsewhere: (chosen - cases) as u64,
            merged: 0,
            span: span(columns, zone),
            synthetic: is_synthetic(columns, filter),
            sources,
        }
    }

    /// The cases of cells, each evenly over the ground of its cell or group.
    pub fn cells(figures: &LayerFigures, grounds: &Grounds, columns: &Columns, zone: &TimeZone) -> Self {
        let shown = &figures.shown;
        let mut groups: BTreeMap<u32, Group> = BTreeMap::new();
        for (cell, own) in (0_u32..).zip(&shown.cells).filter(|(_, own)| !own.merged.withheld) {
            let group =
                groups.entry(own.merged.group).or_insert(Group { cases: own.cases, cells: Vec::new() });
            group.cells.push(cell);
        }
        let groups: Vec<Group> = groups.into_values().filter(|group| group.cases > 0).collect();
        let sources = grounds.spread(&groups);
        Self {
            basis: Basis::Cells,
            cases: groups.iter().map(|group| u64::from(group.cases)).sum(),
            elsewhere: u64::from(shown.elsewhere.cases),
            merged: shown.cells.iter().filter(|cell| cell.merged.level > 0).count(),
            span: span(columns, zone),
            synthetic: is_synthetic(columns, &Filter::default()),
            sources,
        }
    }
}

/// The days from the first report to the last, of all cases whatever is chosen: begin of the first, end of the last.
fn span(columns: &Columns, zone: &TimeZone) -> (Timestamp, Timestamp) {
    let (first, last) = columns.fold(
        &Filter::default(),
        || (u32::MAX, 0),
        |(first, last), chunk, _| {
            for at in chunk.reported_at() {
                (*first, *last) = ((*first).min(*at), (*last).max(*at));
            }
        },
        |sum, more| *sum = (sum.0.min(more.0), sum.1.max(more.1)),
    );
    let day = |second: u32, days: i64| {
        let at = Timestamp::from_second(i64::from(second)).ok()?.to_zoned(zone.clone());
        at.checked_add(days.days()).and_then(|at| at.start_of_day()).ok().map(|day| day.timestamp())
    };
    day(first.min(last), 0).zip(day(last, 1)).unwrap_or_default()
}

fn is_synthetic(columns: &Columns, filter: &Filter) -> bool {
    let marked = |flags: &u16| flags & flag::SYNTHETIC != 0;
    let any = |chunk: &gridward::cases::columns::Chunk, chosen: &gridward::cases::columns::Selection| {
        chosen.rows().filter_map(|row| chunk.flags().get(row)).any(marked)
    };
    columns.map_chunks(filter, any).into_iter().any(|any| any)
}
