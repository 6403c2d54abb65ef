//! What readers see (快照): immutable, taken after each batch, swapped whole, so that all that one answer says agrees.

use std::sync::Arc;

use jiff::Timestamp;

use super::helping::Helping;
use super::tally::Counts;
use super::world::{Versions, World};
use crate::assign::Assigner;
use crate::cases::columns::Columns;
use crate::cases::{DuplicateSearch, Sighting, Similar};
use crate::ids::{CaseNumber, ClassCode, EventNumber};
use crate::measure::{LonLat, Metres};

/// A snapshot of everything that readers need beside the log.
#[derive(Debug, Clone)]
pub struct View {
    /// All versions.
    pub world: Arc<World>,
    /// Those in force; `None` before the first publication.
    pub versions: Option<Versions>,
    /// The rows of all cases.
    pub columns: Columns,
    /// How many cases wait, and for whom.
    pub counts: Arc<Counts>,
    /// Which open cases which units help with; complete a few ticks after a start.
    pub helping: Helping,
    /// Open cases whose owner would be another one, which a person is to look at.
    pub asked: Arc<[CaseNumber]>,
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

    /// Cases that may be the same as something of a class at a place and time (疑似重复): same class, inside the class's window
    /// (D19). Open ones first, then the nearer.
    ///
    /// # Complexity
    /// That of [`Columns::near`].
    #[must_use]
    pub fn similar(&self, class: &ClassCode, place: LonLat, at: Timestamp) -> Vec<Similar> {
        self.assigner().map_or_else(Vec::new, |assigner| self.similar_under(&assigner, class, place, at))
    }

    /// As [`Self::similar`], whoever answers being known.
    ///
    /// # Complexity
    /// That of [`Columns::near`].
    #[must_use]
    pub fn similar_under(
        &self,
        assigner: &Assigner,
        class: &ClassCode,
        place: LonLat,
        at: Timestamp,
    ) -> Vec<Similar> {
        let Some(position) = assigner.rules().classes.index_of(class) else { return Vec::new() };
        let Some(search) = DuplicateSearch::of(assigner.rules(), position) else { return Vec::new() };
        let code = self.world.codes().classes.position(class);
        let radius = Metres(f64::from(search.window.metres));
        let near = self.columns.near(place, radius, code, search.span(at).0);
        let sightings = near.into_iter().filter_map(|near| {
            let head = self.columns.head(near.number)?;
            Some(Sighting {
                number: near.number,
                class: head.class,
                place: head.place?,
                at: head.reported_at,
                stage: head.stage,
            })
        });
        let itself = Sighting {
            number: CaseNumber(u32::MAX),
            class: code,
            place,
            at,
            stage: crate::cases::Stage::Reported,
        };
        search.among(&itself, sightings)
    }
}
