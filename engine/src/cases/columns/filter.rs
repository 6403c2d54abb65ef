//! Which cases? Conditions on columns, judged chunk by chunk.

use jiff::Timestamp;

use super::chunk::Chunk;
use super::index_set::IndexSet;
use super::inside::{Inside, InsideSets};
use super::row::{NO_PLACE, NO_TIME, parts};
use super::snapshot::Columns;
use crate::cases::Stage;
use crate::crs::LatticePoint;

/// Which cases are meant: all conditions that are given hold. Instants are taken to the second.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Reported at this instant or later.
    pub from: Option<Timestamp>,
    /// Reported before this instant.
    pub to: Option<Timestamp>,
    /// Classes, by position in the table of classes.
    pub classes: Option<IndexSet>,
    /// Sources, by position in the table of sources.
    pub sources: Option<IndexSet>,
    /// Units that must act, by position in the table of units.
    pub units: Option<IndexSet>,
    /// Kinds of handling.
    pub kinds: Option<IndexSet>,
    /// Stages.
    pub stages: Option<Vec<Stage>>,
    /// Queues by [`super::queue_number`]; 0 is none.
    pub queues: Option<IndexSet>,
    /// Supervised at this level or higher.
    pub supervised: Option<u8>,
    /// Quality grades; 255 is unknown.
    pub grades: Option<IndexSet>,
    /// Levels that handle it, by [`super::level_number`]; 0 is none.
    pub levels: Option<IndexSet>,
    /// Cells that it must lie in.
    pub cells: Option<Inside>,
    /// Two opposite corners of a box that the place lies in, its borders included.
    pub within: Option<(LatticePoint, LatticePoint)>,
    /// Open and late at this instant: its deadline lies before it, it had not ended, and its handling had not ended by the
    /// deadline.
    pub overdue_at: Option<Timestamp>,
    /// With a deadline from the first instant to the second, both included.
    pub due: Option<(Timestamp, Timestamp)>,
}

/// The rows of a chunk that a filter chose.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// One byte a row, 1 for a chosen one.
    marks: Vec<u8>,
    count: usize,
}

impl Selection {
    /// How many rows were chosen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether none was chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// One byte for each row of the chunk: 1 if it was chosen, otherwise 0. For loops over whole columns.
    #[must_use]
    pub fn marks(&self) -> &[u8] {
        &self.marks
    }

    /// The chosen rows in order.
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        // Eight rows at a glance: most filters choose few.
        let words = self.marks.chunks(8).enumerate();
        words.filter(|(_, word)| word.iter().any(|mark| *mark != 0)).flat_map(|(at, word)| {
            word.iter().enumerate().filter(|(_, mark)| **mark != 0).map(move |(row, _)| at * 8 + row)
        })
    }

    fn restart(&mut self, rows: usize) {
        self.marks.clear();
        self.marks.resize(rows, 1);
    }

    fn keep<T: Copy>(&mut self, column: &[T], holds: impl Fn(T) -> bool) {
        for (mark, value) in self.marks.iter_mut().zip(column) {
            *mark &= u8::from(holds(*value));
        }
    }

    fn finish(&mut self) {
        self.count = self.marks.chunks(255).map(|part| usize::from(part.iter().sum::<u8>())).sum();
    }
}

/// Numbers of 16 bits.
const WORDS: usize = 1 << 16;

/// For each number of a column of 16 bits whether it is chosen: one look for a row, and no word to take apart.
struct Chosen(Vec<u8>);

impl Chosen {
    fn of(set: &IndexSet) -> Self {
        let mut marks = vec![0; WORDS];
        for number in set.numbers() {
            marks.get_mut(number as usize).into_iter().for_each(|mark| *mark = 1);
        }
        Self(marks)
    }

    fn keep(&self, column: &[u16], marks: &mut [u8]) {
        let Some(chosen) = self.0.first_chunk::<WORDS>() else { return };
        for (mark, index) in marks.iter_mut().zip(column) {
            *mark &= chosen.get(usize::from(*index)).copied().unwrap_or(0);
        }
    }
}

/// A filter with everything looked up that does not change from chunk to chunk.
pub(super) struct Prepared<'a> {
    filter: &'a Filter,
    classes: Option<Chosen>,
    sources: Option<Chosen>,
    units: Option<Chosen>,
    reported: (u32, u32),
    stages: u16,
    queues: u8,
    inside: Option<InsideSets>,
    overdue_at: Option<u32>,
    due: Option<(u32, u32)>,
    lon: (i32, i32),
    lat: (i32, i32),
}

impl<'a> Prepared<'a> {
    pub(super) fn new(filter: &'a Filter, columns: &Columns) -> Self {
        let second = |at: Timestamp| parts(at).0;
        let ordered = |a: i32, b: i32| (a.min(b), a.max(b));
        let (lon, lat) = filter.within.map_or(((i32::MIN, i32::MAX), (i32::MIN, i32::MAX)), |(a, b)| {
            (ordered(a.x, b.x), ordered(a.y, b.y))
        });
        Self {
            filter,
            classes: filter.classes.as_ref().map(Chosen::of),
            sources: filter.sources.as_ref().map(Chosen::of),
            units: filter.units.as_ref().map(Chosen::of),
            reported: (filter.from.map_or(0, second), filter.to.map_or(NO_TIME, second)),
            stages: filter
                .stages
                .as_ref()
                .map_or(u16::MAX, |stages| stages.iter().fold(0, |bits, stage| bits | 1 << (*stage as u16))),
            queues: filter.queues.as_ref().map_or(u8::MAX, |queues| {
                (0u8..8)
                    .filter(|queue| queues.contains(u32::from(*queue)))
                    .fold(0, |bits, queue| bits | 1 << queue)
            }),
            inside: filter.cells.as_ref().map(|inside| InsideSets::new(inside, columns)),
            overdue_at: filter.overdue_at.map(second),
            due: filter.due.map(|(from, to)| (second(from), second(to))),
            lon,
            lat,
        }
    }

    /// Whether the summary of a chunk leaves a chance.
    pub(super) fn may_hold(&self, chunk: &Chunk) -> bool {
        let summary = &chunk.summary;
        let apart = |wanted: (i32, i32), found: (i32, i32)| wanted.1 < found.0 || found.1 < wanted.0;
        summary.reported.0 < self.reported.1
            && self.reported.0 <= summary.reported.1
            && summary.stages & self.stages != 0
            && summary.queues & self.queues != 0
            && !(self.filter.within.is_some()
                && (apart(self.lon, summary.lon) || apart(self.lat, summary.lat)))
    }

    /// Chooses rows of a chunk; one pass over each column that the filter names.
    pub(super) fn select(&self, chunk: &Chunk, selection: &mut Selection) {
        if !self.may_hold(chunk) {
            selection.marks.clear();
            selection.count = 0;
            return;
        }
        selection.restart(chunk.len());
        let (from, to) = self.reported;
        if chunk.summary.reported.0 < from || to <= chunk.summary.reported.1 {
            selection.keep(chunk.reported_at(), |at| from <= at && at < to);
        }
        if self.stages != u16::MAX {
            selection.keep(chunk.stage(), |stage| self.stages >> (stage & 15) & 1 == 1);
        }
        if self.queues != u8::MAX {
            selection.keep(chunk.queue(), |queue| self.queues >> (queue & 7) & 1 == 1);
        }
        let wide =
            [(&self.classes, chunk.class()), (&self.sources, chunk.source()), (&self.units, chunk.unit())];
        for (chosen, column) in wide {
            chosen.iter().for_each(|chosen| chosen.keep(column, &mut selection.marks));
        }
        let narrow = [
            (&self.filter.kinds, chunk.kind()),
            (&self.filter.grades, chunk.grade()),
            (&self.filter.levels, chunk.level()),
        ];
        for (set, column) in narrow {
            if let Some(set) = set {
                selection.keep(column, |number| set.contains(u32::from(number)));
            }
        }
        if let Some(least) = self.filter.supervised {
            selection.keep(chunk.supervised(), |level| level >= least);
        }
        if let Some((sets, inside)) = self.inside.as_ref().zip(self.filter.cells.as_ref()) {
            sets.keep(inside, chunk, &mut selection.marks);
        }
        self.select_place_and_deadline(chunk, selection);
        selection.finish();
    }

    fn select_place_and_deadline(&self, chunk: &Chunk, selection: &mut Selection) {
        if self.filter.within.is_some() {
            selection.keep(chunk.lon(), |x| x != NO_PLACE && self.lon.0 <= x && x <= self.lon.1);
            selection.keep(chunk.lat(), |y| self.lat.0 <= y && y <= self.lat.1);
        }
        if let Some((from, to)) = self.due {
            selection.keep(chunk.due_at(), |due| from <= due && due <= to);
        }
        if let Some(now) = self.overdue_at {
            // Without a deadline, a column holds the largest number, which is never before an instant.
            selection.keep(chunk.due_at(), |due| due < now);
            selection.keep(chunk.ended_at(), |ended| ended > now);
            for ((mark, due), handled) in
                selection.marks.iter_mut().zip(chunk.due_at()).zip(chunk.handled_at())
            {
                *mark &= u8::from(handled > due);
            }
        }
    }
}
