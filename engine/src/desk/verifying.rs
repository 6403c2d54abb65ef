//! Every decision recomputed (复核): from what was stated and from the versions that decided, bit for bit; and the world as it
//! was known at any instant.

use jiff::Timestamp;

use super::deciding;
use super::error::{DeskError, WorldError};
use super::intake::query_of;
use super::world::{Versions, World};
use crate::assign::Assignment;
use crate::cases::{Act, AssignCause, CaseState, Event};
use crate::grid::Title;
use crate::ids::{CaseNumber, EventNumber};
use crate::store::StoreReader;

/// An assignment that is not what its versions say.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The case.
    pub case: CaseNumber,
    /// The event that wrote it down.
    pub event: EventNumber,
    /// What was written.
    pub written: Assignment,
    /// What the versions say.
    pub computed: Assignment,
}

/// What a recomputation found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Recomputed {
    /// Cases looked at.
    pub cases: u64,
    /// Assignments that are what their versions say.
    pub equal: u64,
    /// Assignments that rest on words that were erased, so that nobody can say any more.
    pub erased: u64,
    /// Those that are not, in order of events.
    pub different: Vec<Difference>,
    /// Cases whose history does not make a case, with the reason.
    pub faulty: Vec<(CaseNumber, String)>,
}

impl World {
    /// The assignments of one case, from its history.
    ///
    /// # Errors
    /// [`WorldError`] where versions are missing or unreadable.
    ///
    /// # Complexity
    /// O(events), a decision for each assignment.
    pub fn recompute(&self, events: &[Event], into: &mut Recomputed) -> Result<(), WorldError> {
        let Some(first) = events.first() else { return Ok(()) };
        into.cases += 1;
        let mut state = match CaseState::start(first) {
            Ok(state) => state,
            Err(unlawful) => {
                into.faulty.push((first.case, unlawful.to_string()));
                return Ok(());
            }
        };
        for event in events.iter().skip(1) {
            if let Act::Assign { cause, assignment } = &event.act {
                match self.computed(&state, *cause, assignment, event.at)? {
                    None => into.erased += 1,
                    Some(computed) if computed == **assignment => into.equal += 1,
                    Some(computed) => into.different.push(Difference {
                        case: event.case,
                        event: event.number,
                        written: (**assignment).clone(),
                        computed,
                    }),
                }
            }
            if let Err(unlawful) = state.apply(event) {
                into.faulty.push((event.case, unlawful.to_string()));
                return Ok(());
            }
        }
        Ok(())
    }

    /// What the versions of an assignment say; `None` where words are missing that it may rest on.
    fn computed(
        &self,
        state: &CaseState,
        cause: AssignCause,
        written: &Assignment,
        at: Timestamp,
    ) -> Result<Option<Assignment>, WorldError> {
        let assigner = self.assigner(Versions::of(written))?;
        let rests_on_words = state.place.pair.is_none() && state.place.shape.is_none();
        let missing = state.place.address.as_ref().is_some_and(|address| address.words().is_none());
        if rests_on_words && missing {
            return Ok(None);
        }
        if cause == AssignCause::Calendar {
            let due = deciding::due_with(&assigner, state, state.extensions, None).unwrap_or_default();
            return Ok(state.assignment.clone().map(|before| Assignment {
                calendar: written.calendar,
                due,
                ..before
            }));
        }
        Ok(Some(deciding::decide(&assigner, state, at).assignment))
    }

    /// Why an assignment of a case was made, in the words of the versions that made it.
    ///
    /// # Errors
    /// [`WorldError`] where versions are missing or unreadable.
    pub fn why(
        &self,
        state: &CaseState,
        assignment: &Assignment,
        at: Timestamp,
    ) -> Result<Vec<Title>, WorldError> {
        Ok(self.assigner(Versions::of(assignment))?.why(&query_of(state, at), assignment))
    }

    /// Who would have answered for a case at `valid_at`, by what was known at `known_at`: of the case, and of plans, rules and
    /// calendars. `None` where the case was not known then.
    ///
    /// # Errors
    /// [`WorldError`] where nothing was in force then.
    pub fn as_known(
        &self,
        events: &[Event],
        valid_at: Timestamp,
        known_at: Timestamp,
    ) -> Result<Option<Assignment>, WorldError> {
        let known: Vec<Event> =
            events.iter().filter(|event| event.recorded_at <= known_at).cloned().collect();
        let Ok(Some(state)) = CaseState::as_of(&known, valid_at) else { return Ok(None) };
        let assigner = self.assigner(self.as_of(valid_at, known_at)?)?;
        Ok(Some(deciding::decide(&assigner, &state, valid_at).assignment))
    }
}

/// Every assignment of a store recomputed.
///
/// # Errors
/// [`DeskError`] where store or versions cannot be read.
///
/// # Complexity
/// O(events), a decision for each assignment.
pub fn verify_assignments(world: &World, store: &dyn StoreReader) -> Result<Recomputed, DeskError> {
    let mut numbers = Vec::new();
    store.heads(&mut |heads| {
        numbers.extend(heads.iter().map(|head| head.number));
        Ok(())
    })?;
    let mut found = Recomputed::default();
    for number in numbers {
        world.recompute(&store.history(number)?, &mut found)?;
    }
    Ok(found)
}
