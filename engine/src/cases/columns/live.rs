//! The columns as they change: one writer, any number of snapshots.

use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::build::{RUN_CHUNKS, RUN_ROWS, Runs, set_way};
use super::cell_sets::{CellHasher, CellSet};
use super::chunk::Chunk;
use super::row::Row;
use super::snapshot::{Columns, NOWHERE, ROW_BITS};
use crate::cases::CaseHead;
use crate::ids::{CaseId, CaseNumber};

/// Rows in a chunk of what came last: small, because a push copies it while a reader holds it.
const ARRIVAL_ROWS: usize = 512;
/// How far a number may lie past the last one.
const FARTHEST_GAP: usize = 1 << 20;
/// Most kinds of rules with calendar.
const MOST_VERSIONS: usize = 1 << 16;

/// Why a head does not fit into the columns.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnsError {
    /// The identity has another number.
    #[error("case {id} is number {known} and comes as number {given}; an identity keeps its number")]
    IdTaken {
        /// The identity.
        id: CaseId,
        /// Its number.
        known: u32,
        /// The number given.
        given: u32,
    },
    /// The number has another identity.
    #[error("number {number} is another case than {id}; numbers are never used twice")]
    NumberTaken {
        /// The number.
        number: u32,
        /// The identity given.
        id: CaseId,
    },
    /// New numbers must rise, and not by millions at once.
    #[error(
        "number {number} cannot follow; {next} is next, and a gap of at most {FARTHEST_GAP} numbers is bridged"
    )]
    NumberOutOfOrder {
        /// The number given.
        number: u32,
        /// The next number.
        next: usize,
    },
    /// The identity is empty.
    #[error("number {0} has an empty identity; a case needs one")]
    NoIdentity(u32),
    /// There are too many pairs of rules and calendar.
    #[error("more than {MOST_VERSIONS} pairs of rules and calendar; merge or start anew")]
    TooManyVersions,
}

/// The columns as they change.
#[derive(Debug)]
pub struct LiveColumns {
    now: Columns,
    cell_sets: HashMap<CellSet, u32, BuildHasherDefault<CellHasher>>,
    versions: HashMap<(u32, u32), u16>,
    /// What changed since a merge began.
    changed: Option<Vec<CaseNumber>>,
}

/// A merge under way: the state at its begin.
#[derive(Debug)]
pub struct MergeJob(Columns);

/// That state with all rows in runs.
#[derive(Debug)]
pub struct Merged {
    runs: Runs,
    count: usize,
}

impl MergeJob {
    /// Sorts what came since the last full run; may run on any thread while the writer goes on.
    ///
    /// # Complexity
    /// O(n log n) for the n rows behind the last full run, on all threads; room for one run.
    #[must_use]
    pub fn run(self) -> Merged {
        let whole = self.0.full_runs();
        let chunks = self.0.chunks.first_groups(whole);
        let behind = self.0.chunks().skip(whole * RUN_CHUNKS);
        let mut rows: Vec<Row> =
            behind.flat_map(|chunk| (0..chunk.len()).filter_map(|at| chunk.row(at))).collect();
        rows.sort_unstable_by_key(|row| row.number);
        let mut runs = Runs::after(chunks, self.0.ways.clone());
        rows.into_iter().for_each(|row| runs.push(row));
        runs.close();
        Merged { runs, count: self.0.count }
    }
}

impl LiveColumns {
    /// Columns without cases. The seed keeps the look-up by identity safe from identities chosen to collide; give a random
    /// one where strangers send cases.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            now: Columns::empty(seed),
            cell_sets: HashMap::default(),
            versions: HashMap::new(),
            changed: None,
        }
    }

    /// Columns of many cases, sorted run by run; numbers must rise.
    ///
    /// # Errors
    /// [`ColumnsError`].
    ///
    /// # Complexity
    /// O(n log n); the heads are taken one by one, runs are sorted on all threads. Room for one run beside the result.
    pub fn build(seed: u64, heads: impl IntoIterator<Item = CaseHead>) -> Result<Self, ColumnsError> {
        let mut live = Self::new(seed);
        let (mut runs, mut count) = (Runs::default(), 0);
        let mut last: Option<(CellSet, u32)> = None;
        for head in heads {
            live.admit_number(&head)?;
            let row = live.row_of(&head, &mut last)?;
            live.now.identities.append(head.number, head.id.as_str());
            runs.push(row);
            count += 1;
        }
        runs.close();
        if let Some((known, given)) = live.now.identities.index_all() {
            let id = live.now.id(given).unwrap_or_else(|| CaseId::new(""));
            return Err(ColumnsError::IdTaken { id, known: known.0, given: given.0 });
        }
        live.install(Merged { runs, count });
        Ok(live)
    }

    fn install(&mut self, Merged { runs, count }: Merged) {
        (self.now.sorted, self.now.unsorted, self.now.count) = (runs.chunks.len(), 0, count);
        (self.now.chunks, self.now.ways) = (runs.chunks, runs.ways);
    }

    /// The state now, to read on this thread.
    #[must_use]
    pub fn now(&self) -> &Columns {
        &self.now
    }

    /// The state now, to keep: O(1).
    #[must_use]
    pub fn snapshot(&self) -> Columns {
        self.now.clone()
    }

    /// A new case, or a case as it now stands.
    ///
    /// # Errors
    /// [`ColumnsError`]; nothing has changed then.
    ///
    /// # Complexity
    /// O(1) amortised. The first change after a snapshot copies the lists of pages and the pages that it touches.
    pub fn apply(&mut self, head: &CaseHead) -> Result<(), ColumnsError> {
        let known = self.now.way(head.number);
        match known {
            Some(_) if !self.now.identities.is(head.number, &head.id) => {
                return Err(ColumnsError::NumberTaken { number: head.number.0, id: head.id.clone() });
            }
            Some(_) => {}
            None => self.admit(head)?,
        }
        let row = self.row_of(head, &mut None)?;
        if let Some(way) = known {
            self.set(way, &row);
        } else {
            self.now.identities.push(head.number, &head.id);
            self.push(&row);
        }
        if let Some(changed) = &mut self.changed {
            changed.push(head.number);
        }
        Ok(())
    }

    /// Whether a new case may have its number and identity.
    fn admit(&self, head: &CaseHead) -> Result<(), ColumnsError> {
        match self.now.find(&head.id) {
            Some(known) => {
                Err(ColumnsError::IdTaken { id: head.id.clone(), known: known.0, given: head.number.0 })
            }
            None => self.admit_number(head),
        }
    }

    fn admit_number(&self, head: &CaseHead) -> Result<(), ColumnsError> {
        let (number, next) = (head.number.0, self.now.identities.len());
        if head.id.as_str().is_empty() {
            return Err(ColumnsError::NoIdentity(number));
        }
        let at = number as usize;
        if at < next || at > next + FARTHEST_GAP || number == NOWHERE {
            return Err(ColumnsError::NumberOutOfOrder { number, next });
        }
        Ok(())
    }

    fn row_of(&mut self, head: &CaseHead, last: &mut Option<(CellSet, u32)>) -> Result<Row, ColumnsError> {
        let set = match last {
            Some((set, index)) if set.plan == head.plan && set.cells.as_slice() == head.cells => *index,
            _ => {
                let set = CellSet { plan: head.plan, cells: head.cells.iter().copied().collect() };
                let index = self.cell_set_number(&set);
                *last = Some((set, index));
                index
            }
        };
        Ok(Row::of(head, set, self.version_number((head.rules, head.calendar))?))
    }

    fn cell_set_number(&mut self, set: &CellSet) -> u32 {
        if let Some(&index) = self.cell_sets.get(set) {
            return index;
        }
        let index = u32::try_from(self.now.cell_sets.len()).unwrap_or(u32::MAX);
        self.now.cell_sets.push(set.clone());
        self.cell_sets.insert(set.clone(), index);
        index
    }

    fn version_number(&mut self, versions: (u32, u32)) -> Result<u16, ColumnsError> {
        if let Some(&index) = self.versions.get(&versions) {
            return Ok(index);
        }
        let index = u16::try_from(self.now.versions.len()).map_err(|_| ColumnsError::TooManyVersions)?;
        self.now.versions.push(versions);
        self.versions.insert(versions, index);
        Ok(index)
    }

    fn set(&mut self, (chunk, at): (usize, usize), row: &Row) {
        if let Some(chunk) = self.now.chunks.get_mut(chunk) {
            chunk.set(at, row);
        }
    }

    fn push(&mut self, row: &Row) {
        let sorted = self.now.sorted;
        let chunks = &mut self.now.chunks;
        if chunks.len() == sorted || chunks.last().is_none_or(|last| last.len() >= ARRIVAL_ROWS) {
            chunks.push(Arc::new(Chunk::with_room(ARRIVAL_ROWS)));
        }
        let index = u32::try_from(chunks.len() - 1).unwrap_or(NOWHERE);
        let Some(last) = chunks.last_mut() else { return };
        let at = u32::try_from(last.len()).unwrap_or(0);
        last.push(row);
        set_way(&mut self.now.ways, row.number, index << ROW_BITS | at);
        self.now.count += 1;
        self.now.unsorted += 1;
    }

    /// Whether enough came since the last merge to make another one worth its time.
    #[must_use]
    pub fn merge_is_due(&self) -> bool {
        self.changed.is_none() && self.now.unsorted > 16_384 + self.now.count.min(RUN_ROWS) / 64
    }

    /// Begins a merge: the job can be run on another thread, and [`Self::finish_merge`] takes its result. From here on
    /// changes are noted, so that none is lost.
    pub fn begin_merge(&mut self) -> MergeJob {
        self.changed = Some(Vec::new());
        MergeJob(self.now.clone())
    }

    /// Puts the sorted rows in place and applies what changed since the merge began. Gives back the state before, whose memory
    /// takes a while to free: drop it on another thread. `None`, and nothing is done, without a merge under way.
    ///
    /// # Complexity
    /// O(changes).
    pub fn finish_merge(&mut self, merged: Merged) -> Option<Columns> {
        let changed = self.changed.take()?;
        let before = self.now.clone();
        self.install(merged);
        // Rising numbers: new cases come in the order in which they arrived.
        for number in changed.into_iter().collect::<BTreeSet<_>>() {
            let Some(row) = before.row(number) else { continue };
            match self.now.way(number) {
                Some(way) => self.set(way, &row),
                None => self.push(&row),
            }
        }
        Some(before)
    }

    /// Begins, runs and finishes a merge on this thread.
    pub fn merge(&mut self) {
        let merged = self.begin_merge().run();
        self.finish_merge(merged);
    }
}
