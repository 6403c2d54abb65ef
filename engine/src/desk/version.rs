//! One published version, read when it is first needed.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;

use super::error::{EditionError, WorldError};
use super::pack::Pack;
use super::plan_edition::PlanEdition;
use super::publication::{InFlight, TERMS_FILE, Terms};
use super::rules_edition::RulesEdition;
use crate::assign::LocatedPlan;
use crate::calendar::{WorkCalendar, definition};
use crate::cases::Actor;
use crate::grid::Title;
use crate::ids::{CalendarVersion, PlanNumber, RulesVersion};
use crate::store::{Published, PublishedKind};

/// The working calendar in a version's body.
const CALENDAR_FILE: &str = "calendar.json";

/// A published version with both times.
#[derive(Debug, Clone)]
pub struct Version {
    /// Of what.
    pub kind: PublishedKind,
    /// Its number.
    pub number: u32,
    /// From when it is in force.
    pub valid_from: Timestamp,
    /// When it became known here.
    pub recorded_at: Timestamp,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Timestamp>,
    /// Who published it.
    pub by: Actor,
    /// What people call it.
    pub title: Title,
    /// SHA-256 of its body.
    pub digest: [u8; 32],
    /// What becomes of open cases when it comes into force.
    pub in_flight: InFlight,
    content: Arc<Content>,
}

/// The body, and what was made of it.
#[derive(Debug)]
struct Content {
    pack: Pack,
    plan: OnceLock<Arc<LocatedPlan>>,
    rules: OnceLock<Arc<RulesEdition>>,
    calendar: OnceLock<Arc<WorkCalendar>>,
}

impl Version {
    /// The version of what a store has.
    pub(super) fn of(published: Published) -> Result<Self, WorldError> {
        let Published { kind, number, .. } = published;
        let edition = |source: EditionError| WorldError::Edition { kind, number, source };
        let pack = Pack::from_bytes(&published.body).map_err(edition)?;
        let terms: Terms = match pack.get(TERMS_FILE) {
            Some(text) => serde_json::from_slice(text)
                .map_err(|error| edition(EditionError::new(TERMS_FILE, &error.to_string())))?,
            None => Terms::default(),
        };
        let content =
            Content { pack, plan: OnceLock::new(), rules: OnceLock::new(), calendar: OnceLock::new() };
        Ok(Self {
            kind,
            number,
            valid_from: published.valid_from,
            recorded_at: published.recorded_at,
            withdrawn_at: published.withdrawn_at,
            by: published.by,
            title: published.title,
            digest: published.digest,
            in_flight: terms.in_flight,
            content: Arc::new(content),
        })
    }

    /// The same version, withdrawn or not.
    pub(super) fn again(&self, withdrawn_at: Option<Timestamp>) -> Self {
        Self { withdrawn_at, ..self.clone() }
    }

    /// The files that it was published as.
    #[must_use]
    pub fn pack(&self) -> &Pack {
        &self.content.pack
    }

    fn wrong(&self, source: EditionError) -> WorldError {
        WorldError::Edition { kind: self.kind, number: self.number, source }
    }

    /// The plan, if it was asked for before.
    pub(super) fn ready_plan(&self) -> Option<Arc<LocatedPlan>> {
        self.content.plan.get().cloned()
    }

    pub(super) fn plan(&self, before: Option<&LocatedPlan>) -> Result<Arc<LocatedPlan>, WorldError> {
        if let Some(ready) = self.content.plan.get() {
            return Ok(Arc::clone(ready));
        }
        let edition = PlanEdition::from_pack(&self.content.pack).map_err(|error| self.wrong(error))?;
        let plan =
            edition.plan(PlanNumber(self.number), self.valid_from).map_err(|error| self.wrong(error))?;
        let located = LocatedPlan::new(Arc::new(plan), &edition.levels, &edition.routing, before)?;
        Ok(Arc::clone(self.content.plan.get_or_init(|| Arc::new(located))))
    }

    pub(super) fn rules(&self) -> Result<Arc<RulesEdition>, WorldError> {
        if let Some(ready) = self.content.rules.get() {
            return Ok(Arc::clone(ready));
        }
        let edition = RulesEdition::from_pack(&self.content.pack, RulesVersion(self.number))
            .map_err(|error| self.wrong(error))?;
        Ok(Arc::clone(self.content.rules.get_or_init(|| Arc::new(edition))))
    }

    pub(super) fn calendar(&self) -> Result<Arc<WorkCalendar>, WorldError> {
        if let Some(ready) = self.content.calendar.get() {
            return Ok(Arc::clone(ready));
        }
        let text = self.content.pack.text(CALENDAR_FILE).map_err(|error| self.wrong(error))?;
        let calendar = definition::parse(text, Path::new(CALENDAR_FILE))
            .map_err(|errors| self.wrong(EditionError::new(CALENDAR_FILE, &errors.to_string())))?;
        let calendar = calendar.with_version(CalendarVersion(self.number));
        Ok(Arc::clone(self.content.calendar.get_or_init(|| Arc::new(calendar))))
    }
}
