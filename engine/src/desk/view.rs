//! What readers see (快照): immutable, taken after each batch, swapped whole, so that all that one answer says agrees.

use std::sync::Arc;

use jiff::Timestamp;

use super::tally::Counts;
use super::world::{Versions, World};
use crate::assign::Assigner;
use crate::cases::CaseHead;
use crate::ids::{CaseNumber, EventNumber};

/// A snapshot of everything that readers need beside the log.
#[derive(Debug, Clone)]
pub struct View {
    /// All versions.
    pub world: Arc<World>,
    /// Those in force; `None` before the first publication.
    pub versions: Option<Versions>,
    /// The rows of all cases.
    pub columns: Arc<Vec<CaseHead>>,
    /// How many cases wait, and for whom.
    pub counts: Arc<Counts>,
    /// Open cases whose owner would be another one, which a person is to look at.
    pub asked: Arc<Vec<CaseNumber>>,
    /// The number that the next event gets: everything before it is in here.
    pub next_event: EventNumber,
    /// The instant of the snapshot.
    pub at: Timestamp,
}

impl View {
    /// Whoever answers under the versions in force.
    #[must_use]
    pub fn assigner(&self) -> Option<Arc<Assigner>> {
        self.world.assigner(self.versions?).ok()
    }
}
