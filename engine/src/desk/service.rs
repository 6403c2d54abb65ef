//! The desk itself: what it keeps in memory, how it opens, how it takes messages.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::batch::Batch;
use super::board::Board;
use super::cache::RecentCases;
use super::command::{CaseRecord, Command, Refusal, Reply};
use super::error::DeskError;
use super::ground::copies_of;

use super::helping::Helpers;
use super::notice::Notice;
use super::tally::Tally;
use super::timers::Timers;
use super::view::View;
use super::world::{Versions, World};
use crate::assign::Assigner;
use crate::cases::{CaseHead, CaseState, IntakeBounds, Procedure, Stage, flag};
use crate::ids::{CaseId, CaseNumber, EventNumber};
use crate::store::{Delivery, Store, StoreError};

/// Most messages of one case history that are read at once when it is folded; longer ones are refused as faulty.
pub(super) const EVENTS_MOST: usize = 100_000;

/// How the desk behaves; nothing of it changes what is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskOptions {
    /// A deadline counts as near from so long before it.
    pub soon: SignedDuration,
    /// Open cases whose owner is determined anew in one [`Desk::tick`] after a plan or rules came into force.
    pub reassigned_a_tick: usize,
    /// Histories that are read in one [`Desk::tick`] after a start: of suspended cases, and of those that somebody helps with.
    pub read_a_tick: usize,
    /// Keeps the look-up by identity safe from identities chosen to collide; random where strangers send cases.
    pub seed: u64,
    /// Bounds on what comes in.
    pub bounds: IntakeBounds,
}

impl Default for DeskOptions {
    fn default() -> Self {
        Self {
            soon: SignedDuration::from_hours(4),
            reassigned_a_tick: 256,
            read_a_tick: 32,
            seed: 0,
            bounds: IntakeBounds::default(),
        }
    }
}

/// A district's desk (受理台): commands in, durable events and answers out. One writer; deterministic: the same store, the same
/// calls with the same instants, the same answers.
pub struct Desk<S> {
    pub(super) store: S,
    pub(super) options: DeskOptions,
    pub(super) world: Arc<World>,
    /// The latest instant that was told; time here never goes back.
    pub(super) now: Timestamp,
    pub(super) next_event: EventNumber,
    pub(super) next_case: u32,
    pub(super) recent: RecentCases,
    pub(super) open: BTreeMap<u32, Arc<CaseHead>>,
    pub(super) tally: Tally,
    pub(super) board: Board,
    /// Under which versions answers are given, and until when that is so.
    pub(super) current: Option<(Versions, Arc<Assigner>)>,
    pub(super) changes_at: Option<Timestamp>,
    /// Open cases whose owner or deadline is to be determined anew.
    pub(super) stale: VecDeque<u32>,
    pub(super) asked: Arc<[CaseNumber]>,
    /// Suspensions that end by themselves.
    pub(super) timers: Timers,
    pub(super) helpers: Helpers,
    /// Open cases of which only the row was read yet.
    pub(super) unread: VecDeque<u32>,
    pub(super) notices: Vec<Notice>,
    pub(super) broken: Option<String>,
}

impl<S: Store> Desk<S> {
    /// Opens the desk over a store: reads versions and the rows of all cases.
    ///
    /// # Errors
    /// [`DeskError`].
    ///
    /// # Complexity
    /// O(n log n) in cases.
    pub fn open(mut store: S, now: Timestamp, options: DeskOptions) -> Result<Self, DeskError> {
        let published = store.published()?;
        let lacking = store.without_copies()?;
        let world = Arc::new(World::new(published.clone(), None)?);
        if !lacking.is_empty() {
            // Published by an earlier program: what GIS programs read is made now, nothing else changes.
            let of: Vec<_> = published
                .into_iter()
                .filter(|version| lacking.contains(&(version.kind, version.number)))
                .collect();
            store.publish_with(&[], &copies_of(&of, world.codes())?)?;
        }
        let next_event = store.next_event()?;
        // A clock that ran backwards since the last event stands still until it is past it.
        let last =
            next_event.0.checked_sub(1).map(|last| store.events_from(EventNumber(last), 1)).transpose()?;
        let told = last.and_then(|events| events.last().map(|event| event.recorded_at));
        let now = told.map_or(now, |told| told.max(now));
        let (mut next_case, mut open, mut tally) = (0, BTreeMap::new(), Tally::new(now, options.soon));
        let board = std::thread::scope(|scope| {
            // Whoever answers now is made ready meanwhile; what is wrong with that is told when it is needed.
            scope.spawn(|| world.as_of(now, Timestamp::MAX).map(|versions| world.assigner(versions)));
            Board::load(&store, options.seed, |head| {
                next_case = head.number.0.saturating_add(1).max(next_case);
                if !head.stage.is_final() {
                    tally.set(head);
                    open.insert(head.number.0, Arc::new(head.clone()));
                }
            })
        })?;
        let mut desk = Self {
            store,
            options,
            world,
            now,
            next_event,
            next_case,
            recent: RecentCases::default(),
            open,
            tally,
            board,
            current: None,
            changes_at: None,
            stale: VecDeque::new(),
            asked: Arc::default(),
            timers: Timers::default(),
            helpers: Helpers::default(),
            unread: VecDeque::new(),
            notices: Vec::new(),
            broken: None,
        };
        // What only histories tell is read part by part, as time passes.
        desk.unread =
            desk.open.values().filter(|head| told_by_history(head)).map(|head| head.number.0).collect();
        desk.enter(now)?;
        Ok(desk)
    }

    /// Takes messages, writes all that they lead to in one stroke, and answers in their order.
    ///
    /// If the store fails, every message of the call is answered with [`Reply::Failed`], memory is as before, and every later
    /// call fails as well until the desk is opened anew. What failed may still stand on disk, wholly; whoever sends it again
    /// under the same identity is safe.
    ///
    /// # Complexity
    /// Some tens of microseconds a new case, half of it to locate it, and one durable write a call (one more for each publication, rollback and settlement).
    pub fn handle(&mut self, now: Timestamp, commands: Vec<Command>) -> Vec<Reply> {
        if let Err(error) = self.enter(now) {
            let fault = error.to_string();
            return commands.iter().map(|_| Reply::Failed(fault.clone())).collect();
        }
        let mut batch = Batch::new(self.next_case, commands.len());
        for command in commands {
            let reply = match command {
                Command::Intake { intake, by } => self.take_intake(&mut batch, *intake, by),
                Command::Act { case, by, at, revision, act } => {
                    self.take_act(&mut batch, &case, &by, at, revision, *act)
                }
                Command::Erase { case, by } => self.take_erase(&mut batch, &case, &by),
                Command::Publish { publication, by } => {
                    self.write(&mut batch);
                    self.publish(&publication, by)
                }
                Command::Rollback { kind, number, by } => {
                    self.write(&mut batch);
                    self.rollback(kind, number, &by)
                }
                Command::Settle { attempts } => {
                    self.write(&mut batch);
                    self.settle(attempts)
                }
            };
            batch.push(reply);
        }
        self.write(&mut batch);
        batch.into_replies()
    }

    /// Lets time come in: refuses a broken desk, and answers under the versions of the new instant.
    pub(super) fn enter(&mut self, now: Timestamp) -> Result<(), DeskError> {
        if let Some(fault) = &self.broken {
            return Err(DeskError::Broken(fault.clone()));
        }
        // Instants are kept to the millisecond everywhere.
        let now = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
        self.now = self.now.max(now);
        self.tally.advance(self.now);
        let changed = self.changes_at.is_none_or(|at| at <= self.now);
        if self.current.is_none() || changed {
            self.renew()?;
        }
        Ok(())
    }

    /// Takes the versions in force now, and lists the open cases that they touch.
    pub(super) fn renew(&mut self) -> Result<(), DeskError> {
        let before = self.current.as_ref().map(|(versions, _)| *versions);
        self.changes_at = Some(self.world.next_change(self.now).unwrap_or(Timestamp::MAX));
        self.current = match self.world.as_of(self.now, Timestamp::MAX) {
            Ok(versions) => Some((versions, self.world.assigner(versions)?)),
            Err(_) => None,
        };
        let after = self.current.as_ref().map(|(versions, _)| *versions);
        if before != after
            && let Some(versions) = after
        {
            self.list_stale(versions)?;
        }
        Ok(())
    }

    /// Whoever answers now.
    pub(super) fn assigner(&self) -> Result<Arc<Assigner>, Refusal> {
        let kind = || {
            let missing = |kind: &crate::store::PublishedKind| {
                self.world.one_as_of(*kind, self.now, Timestamp::MAX).is_none()
            };
            let kinds = crate::store::PublishedKind::ALL;
            kinds.into_iter().find(|kind| missing(kind)).unwrap_or(crate::store::PublishedKind::Plan)
        };
        self.current
            .as_ref()
            .map(|(_, assigner)| Arc::clone(assigner))
            .ok_or_else(|| Refusal::NotReady(kind()))
    }

    /// The case with an identity.
    ///
    /// # Errors
    /// [`DeskError`] where its history cannot be read.
    pub fn case(&mut self, id: &CaseId) -> Result<Option<Arc<CaseRecord>>, DeskError> {
        match self.number_of(id) {
            Some(number) => self.record(number).map(Some),
            None => Ok(None),
        }
    }

    /// The number of the case with an identity. O(1).
    pub(super) fn number_of(&self, id: &CaseId) -> Option<CaseNumber> {
        self.board.now().now().find(id)
    }

    /// A case as it now stands on disk.
    pub(super) fn record(&mut self, number: CaseNumber) -> Result<Arc<CaseRecord>, DeskError> {
        if let Some(record) = self.recent.get(number) {
            return Ok(Arc::clone(record));
        }
        let fault = |fault: String| DeskError::History { case: number, fault };
        let head = self.store.head_at(number)?.ok_or_else(|| fault("it has no row".into()))?;
        let events = self.store.history(number)?;
        if events.len() > EVENTS_MOST {
            return Err(fault(format!("it has {} events; at most {EVENTS_MOST} make sense", events.len())));
        }
        let state = CaseState::replay(&events).map_err(|unlawful| fault(unlawful.to_string()))?;
        let state = state.ok_or_else(|| fault("it has no events".into()))?;
        let record = Arc::new(CaseRecord { head, state });
        self.recent.put(Arc::clone(&record));
        Ok(record)
    }

    /// Deliveries that wait and are due, the longest due first, at most so many.
    ///
    /// # Errors
    /// [`DeskError`].
    pub fn due_deliveries(&self, now: Timestamp, most: usize) -> Result<Vec<Delivery>, DeskError> {
        Ok(self.store.due_deliveries(now, most)?)
    }

    /// Keeps a named small document; `None` removes it.
    ///
    /// # Errors
    /// [`StoreError`]; after a fault of the disk the desk must be opened anew.
    pub fn keep_document(&mut self, name: &str, body: Option<&[u8]>) -> Result<(), StoreError> {
        if let Some(fault) = &self.broken {
            return Err(StoreError::io("keep", fault));
        }
        self.store.set_document(name, body).inspect_err(|error| self.fail(error))
    }

    /// What the settings of an assigner's rules say about acts.
    pub(super) fn procedure(&self, assigner: &Assigner) -> Option<Arc<Procedure>> {
        let rules = self.world.rules(assigner.rules().version.0).ok()?;
        Some(Arc::clone(&rules.procedure))
    }

    /// What happened since it was last asked for, for those who listen.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// What readers see from now on. Cheap: nothing that did not change is copied.
    #[must_use]
    pub fn view(&mut self) -> View {
        View {
            world: Arc::clone(&self.world),
            versions: self.current.as_ref().map(|(versions, _)| *versions),
            columns: self.board.snapshot(),
            counts: Arc::new(self.tally.counts().clone()),
            helping: self.helpers.snapshot(),
            asked: Arc::clone(&self.asked),
            next_event: self.next_event,
            at: self.now,
        }
    }

    /// The versions.
    #[must_use]
    pub const fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// The store, for reading.
    #[must_use]
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// Why nothing is acknowledged any more, if that is so.
    #[must_use]
    pub fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// Gives the store back, to open it anew.
    #[must_use]
    pub fn into_store(self) -> S {
        self.store
    }
}

/// Whether helpers or the end of a suspension may stand in a case's history.
const fn told_by_history(head: &CaseHead) -> bool {
    head.flags & flag::HELPED != 0 || matches!(head.stage, Stage::Suspended)
}

#[cfg(test)]
#[path = "service_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "suspension_tests.rs"]
mod suspension_tests;
