//! One state of all cases, to read.

use rayon::prelude::*;

use super::build::RUN_CHUNKS;
use super::cell_sets::CellSet;
use super::chunk::Chunk;
use super::filter::{Filter, Prepared, Selection};
use super::identity::Identities;
use super::page::{Paged, Shared};
use super::row::Row;
use crate::cases::CaseHead;
use crate::ids::{CaseId, CaseNumber};

/// The way from a number to a row where there is none.
pub(super) const NOWHERE: u32 = u32::MAX;
/// Low bits of a way: the row in its chunk.
pub(super) const ROW_BITS: u32 = 12;
/// Most rows in a chunk.
pub(super) const CHUNK_ROWS: usize = 1 << ROW_BITS;

/// All cases at one state. A clone is a snapshot: a few pointers, and nothing that a writer does later shows in it.
#[derive(Debug, Clone)]
pub struct Columns {
    /// Sorted chunks, then those in order of arrival.
    pub(super) chunks: Shared<Chunk>,
    /// How many chunks are sorted.
    pub(super) sorted: usize,
    /// From number to chunk and row.
    pub(super) ways: Paged<u32>,
    pub(super) identities: Identities,
    pub(super) cell_sets: Paged<CellSet>,
    /// Rules and calendar.
    pub(super) versions: Paged<(u32, u32)>,
    pub(super) count: usize,
    /// Cases in chunks that are not sorted.
    pub(super) unsorted: usize,
}

impl Columns {
    pub(super) fn empty(seed: u64) -> Self {
        Self {
            chunks: Shared::default(),
            sorted: 0,
            ways: Paged::default(),
            identities: Identities::new(seed),
            cell_sets: Paged::default(),
            versions: Paged::default(),
            count: 0,
            unsorted: 0,
        }
    }

    /// How many cases there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is no case.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many cases came since the last merge and stand in the order of arrival.
    #[must_use]
    pub fn unsorted(&self) -> usize {
        self.unsorted
    }

    /// How many runs of sorted chunks are full, and stay as they are.
    pub(super) fn full_runs(&self) -> usize {
        let open = self.sorted.checked_sub(1).and_then(|last| self.chunks.get(last));
        // The last run may have all of its chunks and yet room in the last one.
        let open = usize::from(open.is_some_and(|last| last.len() < CHUNK_ROWS));
        (self.sorted - open) / RUN_CHUNKS
    }

    /// The number of an identity. O(1) expected.
    #[must_use]
    pub fn find(&self, id: &CaseId) -> Option<CaseNumber> {
        self.identities.find(id)
    }

    /// The identity of a number. O(1).
    #[must_use]
    pub fn id(&self, number: CaseNumber) -> Option<CaseId> {
        self.identities.get(number)
    }

    /// The head of a case as it was given, with the place rounded to the lattice (at most 6 mm), instants to the
    /// millisecond, inside of 1970 to 2106, and [`NO_BODY`](super::NO_BODY) as digest. O(1).
    #[must_use]
    pub fn head(&self, number: CaseNumber) -> Option<CaseHead> {
        self.head_of(&self.row(number)?)
    }

    pub(super) fn head_of(&self, row: &Row) -> Option<CaseHead> {
        let id = self.identities.get(CaseNumber(row.number))?;
        row.head(id, self.cell_set(row.cell_set)?, self.versions(row.version)?)
    }

    /// The chunk and the row in it of a case. O(1).
    #[must_use]
    pub fn place_of(&self, number: CaseNumber) -> Option<(&Chunk, usize)> {
        let (chunk, row) = self.way(number)?;
        Some((self.chunks.get(chunk)?, row))
    }

    pub(super) fn way(&self, number: CaseNumber) -> Option<(usize, usize)> {
        let way = *self.ways.get(number.0 as usize).filter(|way| **way != NOWHERE)?;
        Some(((way >> ROW_BITS) as usize, way as usize % CHUNK_ROWS))
    }

    pub(super) fn row(&self, number: CaseNumber) -> Option<Row> {
        let (chunk, row) = self.place_of(number)?;
        chunk.row(row)
    }

    /// All chunks: the sorted ones along the curve, then those in order of arrival.
    pub fn chunks(&self) -> impl Iterator<Item = &Chunk> {
        self.chunks.iter()
    }

    /// A combination of cells by its number in the column.
    #[must_use]
    pub fn cell_set(&self, index: u32) -> Option<&CellSet> {
        self.cell_sets.get(index as usize)
    }

    /// All combinations of cells, in the order of their numbers.
    pub fn cell_sets(&self) -> impl Iterator<Item = &CellSet> {
        self.cell_sets.iter()
    }

    /// The numbers of rules and calendar by their number in the column.
    #[must_use]
    pub fn versions(&self, index: u16) -> Option<(u32, u32)> {
        self.versions.get(usize::from(index)).copied()
    }

    /// Hands every chunk with chosen rows to a visitor, in the order of [`Self::chunks`], on this thread.
    ///
    /// # Complexity
    /// One pass over each column that the filter names, of the chunks that their summary does not exclude.
    pub fn scan(&self, filter: &Filter, mut visitor: impl FnMut(&Chunk, &Selection)) {
        let prepared = Prepared::new(filter, self);
        let mut selection = Selection::default();
        for chunk in self.chunks() {
            prepared.select(chunk, &mut selection);
            if !selection.is_empty() {
                visitor(chunk, &selection);
            }
        }
    }

    /// What a function makes of every chunk with chosen rows, computed on all threads, in the order of [`Self::chunks`]: the
    /// same at any number of threads.
    pub fn map_chunks<T: Send>(
        &self,
        filter: &Filter,
        map: impl Fn(&Chunk, &Selection) -> T + Sync,
    ) -> Vec<T> {
        let prepared = Prepared::new(filter, self);
        let chunks: Vec<&Chunk> = self.chunks().filter(|chunk| prepared.may_hold(chunk)).collect();
        let made: Vec<Option<T>> = chunks
            .into_par_iter()
            .with_min_len(16)
            .map_init(Selection::default, |selection, chunk| {
                prepared.select(chunk, selection);
                (!selection.is_empty()).then(|| map(chunk, selection))
            })
            .collect();
        made.into_iter().flatten().collect()
    }

    /// How many cases a filter chooses.
    #[must_use]
    pub fn count(&self, filter: &Filter) -> usize {
        self.map_chunks(filter, |_, selection| selection.len()).into_iter().sum()
    }

    /// The numbers of the cases that a filter chooses, rising.
    #[must_use]
    pub fn numbers(&self, filter: &Filter) -> Vec<CaseNumber> {
        let chosen = |chunk: &Chunk, selection: &Selection| -> Vec<CaseNumber> {
            selection.rows().filter_map(|row| chunk.number().get(row)).map(|n| CaseNumber(*n)).collect()
        };
        let mut numbers = self.map_chunks(filter, chosen).concat();
        numbers.sort_unstable();
        numbers
    }

    /// Bytes of memory: without the texts of the identities, and those texts.
    #[must_use]
    pub fn bytes(&self) -> (usize, usize) {
        let chunks: usize = self.chunks.iter().map(|chunk| chunk.bytes() + 16).sum();
        let cells = self.cell_sets.bytes()
            + self
                .cell_sets
                .iter()
                .filter(|set| set.cells.spilled())
                .map(|set| set.cells.capacity() * 4)
                .sum::<usize>();
        let tables =
            self.chunks.bytes() + self.ways.bytes() + self.versions.bytes() + cells + self.identities.bytes();
        (chunks + tables, self.identities.text_bytes())
    }
}
