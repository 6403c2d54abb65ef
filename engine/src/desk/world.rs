//! All versions that were ever published, ready to answer: what was in force when, and what was known of it when (双时态).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::codes::Codes;
use super::error::WorldError;
use super::publication::InFlight;
use super::rules_edition::RulesEdition;
use super::version::Version;
use crate::assign::{Assigner, Assignment, LocatedPlan};
use crate::calendar::WorkCalendar;
use crate::store::{Published, PublishedKind};

/// The numbers of a plan, rules and a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Versions {
    /// The plan.
    pub plan: u32,
    /// The rules.
    pub rules: u32,
    /// The calendar.
    pub calendar: u32,
}

impl Versions {
    /// The versions that made an assignment.
    #[must_use]
    pub const fn of(assignment: &Assignment) -> Self {
        Self { plan: assignment.plan.0, rules: assignment.rules.0, calendar: assignment.calendar.0 }
    }
}

/// The history of plans, rules and calendars. Immutable; a publication makes another one.
#[derive(Debug)]
pub struct World {
    versions: BTreeMap<(PublishedKind, u32), Arc<Version>>,
    codes: Codes,
    /// Assigners are made when they are first asked for; a case of ten years ago is seldom explained.
    assigners: Mutex<BTreeMap<Versions, Arc<Assigner>>>,
}

impl World {
    /// The world of what a store has. What a world before had ready stays ready.
    ///
    /// # Errors
    /// [`WorldError`] where rules cannot be read; plans and calendars are read when they are first needed.
    ///
    /// # Complexity
    /// O(rows of all rule sets).
    pub fn new(published: Vec<Published>, before: Option<&Self>) -> Result<Self, WorldError> {
        let mut versions = BTreeMap::new();
        for published in published {
            let key = (published.kind, published.number);
            let known = before.and_then(|before| before.versions.get(&key));
            let version = match known.filter(|known| known.digest == published.digest) {
                Some(known) => known.again(published.withdrawn_at),
                None => Version::of(published)?,
            };
            versions.insert(key, Arc::new(version));
        }
        let mut world = Self { versions, codes: Codes::default(), assigners: Mutex::default() };
        world.codes = world.all_codes()?;
        if let Some(before) = before {
            let ready = before.assigners.lock().unwrap_or_else(PoisonError::into_inner).clone();
            *world.assigners.lock().unwrap_or_else(PoisonError::into_inner) = ready;
        }
        Ok(world)
    }

    /// Codes in order of first appearance, so that a position never changes.
    fn all_codes(&self) -> Result<Codes, WorldError> {
        let mut codes = Codes::default();
        for version in self.of_kind(PublishedKind::Rules) {
            let rules = version.rules()?;
            rules.set.classes.all().iter().for_each(|class| codes.classes.add(&class.code));
            rules.set.sources.all().iter().for_each(|source| codes.sources.add(&source.code));
            rules.set.units.all().iter().for_each(|unit| codes.units.add(&unit.code));
        }
        Ok(codes)
    }

    /// The table of codes.
    #[must_use]
    pub const fn codes(&self) -> &Codes {
        &self.codes
    }

    /// All versions in order of kind and number.
    pub fn versions(&self) -> impl Iterator<Item = &Version> {
        self.versions.values().map(Arc::as_ref)
    }

    /// The versions of a kind in order of number.
    pub fn of_kind(&self, kind: PublishedKind) -> impl Iterator<Item = &Version> {
        self.versions.range((kind, 0)..=(kind, u32::MAX)).map(|(_, version)| version.as_ref())
    }

    /// One version.
    ///
    /// # Errors
    /// [`WorldError::NoVersion`].
    pub fn version(&self, kind: PublishedKind, number: u32) -> Result<&Version, WorldError> {
        let version = self.versions.get(&(kind, number));
        version.map(Arc::as_ref).ok_or(WorldError::NoVersion { kind, number })
    }

    /// The number that the next version of a kind gets.
    #[must_use]
    pub fn next_number(&self, kind: PublishedKind) -> u32 {
        self.of_kind(kind).last().map_or(1, |last| last.number.saturating_add(1))
    }

    /// The version of a kind that was in force at `valid_at`, as it was known at `known_at`: of those that had begun, the one
    /// that began last.
    ///
    /// # Complexity
    /// O(versions).
    #[must_use]
    pub fn one_as_of(
        &self,
        kind: PublishedKind,
        valid_at: Timestamp,
        known_at: Timestamp,
    ) -> Option<&Version> {
        self.of_kind(kind)
            .filter(|version| version.recorded_at <= known_at && version.valid_from <= valid_at)
            .filter(|version| version.withdrawn_at.is_none_or(|at| at > known_at))
            .max_by_key(|version| (version.valid_from, version.number))
    }

    /// The versions that were in force at `valid_at`, as it was known at `known_at`.
    ///
    /// # Errors
    /// [`WorldError::NothingInForce`].
    ///
    /// # Complexity
    /// O(versions).
    pub fn as_of(&self, valid_at: Timestamp, known_at: Timestamp) -> Result<Versions, WorldError> {
        let number = |kind| {
            let version = self.one_as_of(kind, valid_at, known_at);
            version.map(|version| version.number).ok_or(WorldError::NothingInForce(kind))
        };
        Ok(Versions {
            plan: number(PublishedKind::Plan)?,
            rules: number(PublishedKind::Rules)?,
            calendar: number(PublishedKind::Calendar)?,
        })
    }

    /// The first instant after one at which another version comes into force.
    #[must_use]
    pub fn next_change(&self, after: Timestamp) -> Option<Timestamp> {
        let standing = self.versions().filter(|version| version.withdrawn_at.is_none());
        standing.map(|version| version.valid_from).filter(|from| *from > after).min()
    }

    /// A plan, ready to be searched.
    ///
    /// # Errors
    /// [`WorldError`].
    pub fn plan(&self, number: u32) -> Result<Arc<LocatedPlan>, WorldError> {
        let before = self.of_kind(PublishedKind::Plan).filter(|version| version.number < number).last();
        let before = before.and_then(Version::ready_plan);
        self.version(PublishedKind::Plan, number)?.plan(before.as_deref())
    }

    /// A version of the rules.
    ///
    /// # Errors
    /// [`WorldError`].
    pub fn rules(&self, number: u32) -> Result<Arc<RulesEdition>, WorldError> {
        self.version(PublishedKind::Rules, number)?.rules()
    }

    /// A version of the calendar.
    ///
    /// # Errors
    /// [`WorldError`].
    pub fn calendar(&self, number: u32) -> Result<Arc<WorkCalendar>, WorldError> {
        self.version(PublishedKind::Calendar, number)?.calendar()
    }

    /// Whoever answers under some versions; made when first asked for.
    ///
    /// # Errors
    /// [`WorldError`].
    ///
    /// # Complexity
    /// O(log versions) when it was asked for before; otherwise as [`LocatedPlan::new`] and [`Assigner::new`].
    pub fn assigner(&self, versions: Versions) -> Result<Arc<Assigner>, WorldError> {
        let mut ready = self.assigners.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(assigner) = ready.get(&versions) {
            return Ok(Arc::clone(assigner));
        }
        let (plan, rules) = (self.plan(versions.plan)?, self.rules(versions.rules)?);
        let calendar = self.calendar(versions.calendar)?;
        let reading = rules.set.settings.switches.working_day;
        let calendar = if calendar.reading() == reading {
            calendar
        } else {
            Arc::new(WorkCalendar::clone(&calendar).with_reading(reading))
        };
        let (register, names) = (Arc::clone(&rules.register), rules.names.clone());
        let same = ready
            .values()
            .find(|one| one.plan_number().0 == versions.plan && one.rules().version.0 == versions.rules);
        let assigner = match same {
            Some(same) => Assigner::of_bound(plan, Arc::clone(same.bound()), calendar, register, names),
            None => Assigner::new(plan, Arc::clone(&rules.set), calendar, register, names),
        };
        let assigner = Arc::new(assigner);
        ready.insert(versions, Arc::clone(&assigner));
        Ok(assigner)
    }

    /// What becomes of open cases under the versions in force: by the plan's and by the rules' own terms.
    ///
    /// # Errors
    /// [`WorldError::NoVersion`].
    pub fn in_flight(&self, versions: Versions) -> Result<(InFlight, InFlight), WorldError> {
        let plan = self.version(PublishedKind::Plan, versions.plan)?.in_flight;
        Ok((plan, self.version(PublishedKind::Rules, versions.rules)?.in_flight))
    }
}
