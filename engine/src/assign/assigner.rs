//! One plan, one set of rules, one calendar, ready to answer (定责).

use std::collections::HashMap;
use std::sync::Arc;

use smallvec::SmallVec;

use super::assignment::{Assignment, Outcome, RunnerUp};
use super::layers::{Found, LocatedPlan};
use super::place::{Basis, PlaceSources, ResolvedPlace};
use super::query::Query;
use super::register::{ComponentRegister, NamedPlace, PlaceNames};
use crate::calendar::{Due, Milestone, WorkCalendar};
use crate::crs::{Converter, Datum};
use crate::ids::{PlanNumber, RuleId, UnitCode};
use crate::locate::{Location, NO_CELL, Status};
use crate::measure::LonLat;
use crate::rules::settings::{DatumRule, LimitStages, Moment, UncertainPlace, Weekday};
use crate::rules::{BoundRules, Decision, LimitFrom, Question, Rule, RuleSet, TERRITORY_RULE, Verdict};

/// Answers questions under one plan, one set of rules and one calendar. Immutable; the same question gets the same answer.
#[derive(Clone)]
pub struct Assigner {
    plan: Arc<LocatedPlan>,
    bound: Arc<BoundRules>,
    calendar: Arc<WorkCalendar>,
    register: Arc<ComponentRegister>,
    names: Option<Arc<dyn PlaceNames>>,
    converters: Vec<Converter>,
    /// For each layer of the rules, its position in the plan.
    layer_of_rules: SmallVec<[Option<usize>; 8]>,
    /// Where each rule stands in the table; looked up only.
    rule_positions: Arc<HashMap<RuleId, usize>>,
}

/// An answer with what it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// The decision with its reasons.
    pub assignment: Assignment,
    /// The place in WGS 84, if there is one.
    pub place: Option<LonLat>,
    /// The owning cell in each layer of the plan, coarse to fine, by index; [`NO_CELL`] where there is none. Empty without a place.
    pub cells: Vec<u32>,
    /// Where the place was taken from, and what was assumed.
    pub basis: Basis,
    /// Places that the address may mean.
    pub names: Vec<NamedPlace>,
    /// The stages of the limit.
    pub limits: Vec<Milestone>,
    /// Whether the filing condition that was taken is urgent.
    pub urgent: bool,
}

/// An answer by positions in the plan and the rules, as it is before codes are put in; see [`Assigner::told_worked`].
#[derive(Debug, Clone, PartialEq)]
pub struct Worked {
    pub(super) found: FoundInLayers,
    pub(super) decision: Decision,
    /// The stages of the deadline if the clock started at the instant asked for.
    pub due: Vec<Due>,
    /// Whether a person should look.
    pub review: bool,
    /// The place in WGS 84, if there is one.
    pub place: Option<LonLat>,
    /// Where the place was taken from, and what was assumed.
    pub basis: Basis,
    /// Places that the address may mean.
    pub names: Vec<NamedPlace>,
    /// The stages of the limit.
    pub limits: Vec<Milestone>,
    /// Whether the filing condition that was taken is urgent.
    pub urgent: bool,
}

/// The findings of all layers.
pub(super) type FoundInLayers = SmallVec<[Found; 8]>;

impl std::fmt::Debug for Assigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Assigner")
            .field("plan", &self.plan.plan().number())
            .field("rules", &self.rules().version)
            .field("calendar", &self.calendar.version())
            .finish_non_exhaustive()
    }
}

impl Assigner {
    /// Puts the parts together; the rules are laid over the plan's layers.
    ///
    /// # Complexity
    /// That of [`BoundRules::bind`].
    #[must_use]
    pub fn new(
        plan: Arc<LocatedPlan>,
        rules: Arc<RuleSet>,
        calendar: Arc<WorkCalendar>,
        register: Arc<ComponentRegister>,
        names: Option<Arc<dyn PlaceNames>>,
    ) -> Self {
        let bound = Arc::new(BoundRules::bind(rules, plan.plan().layers(), plan.routing_name()));
        Self::of_bound(plan, bound, calendar, register, names)
    }

    /// As [`Self::new`], the rules being laid over the plan's layers already.
    #[must_use]
    pub fn of_bound(
        plan: Arc<LocatedPlan>,
        bound: Arc<BoundRules>,
        calendar: Arc<WorkCalendar>,
        register: Arc<ComponentRegister>,
        names: Option<Arc<dyn PlaceNames>>,
    ) -> Self {
        let layer_of_rules = bound.layers().iter().map(|name| plan.position(name)).collect();
        let mut converters: Vec<Converter> = Vec::new();
        let named = [Datum::Wgs84, Datum::Cgcs2000, Datum::Gcj02, Datum::Bd09];
        let usual = bound.rules().sources.all().iter().filter_map(|source| source.datum.clone());
        for datum in named.into_iter().chain(usual) {
            if converters.iter().all(|known| *known.datum() != datum) {
                converters.extend(datum.converter());
            }
        }
        let mut rule_positions = HashMap::new();
        for (at, rule) in bound.rules().table.iter().enumerate() {
            rule_positions.entry(rule.id.clone()).or_insert(at);
        }
        let rule_positions = Arc::new(rule_positions);
        Self { plan, bound, calendar, register, names, converters, layer_of_rules, rule_positions }
    }

    /// The plan.
    #[must_use]
    pub const fn plan(&self) -> &Arc<LocatedPlan> {
        &self.plan
    }

    /// The rules.
    #[must_use]
    pub fn rules(&self) -> &Arc<RuleSet> {
        self.bound.rules()
    }

    /// A rule by its identity. O(1).
    #[must_use]
    pub fn rule(&self, id: &RuleId) -> Option<&Rule> {
        self.rules().table.get(*self.rule_positions.get(id)?)
    }

    /// The rules, laid over the plan.
    #[must_use]
    pub const fn bound(&self) -> &Arc<BoundRules> {
        &self.bound
    }

    /// The calendar.
    #[must_use]
    pub const fn calendar(&self) -> &Arc<WorkCalendar> {
        &self.calendar
    }

    /// The register of components.
    #[must_use]
    pub const fn register(&self) -> &Arc<ComponentRegister> {
        &self.register
    }

    /// The look-up of place names, if there is one.
    #[must_use]
    pub const fn names(&self) -> Option<&Arc<dyn PlaceNames>> {
        self.names.as_ref()
    }

    /// Who answers, by when, and why.
    ///
    /// # Complexity
    /// O(layers · log borders) to locate, O(rules / 64) to decide; some fifteen microseconds for an exact
    /// place in five layers of a district, nearly all of it to locate.
    #[must_use]
    pub fn assign(&self, query: &Query<'_>) -> Assignment {
        self.answer(query).assignment
    }

    /// As [`Self::assign`], with what the answer was made from.
    ///
    /// # Complexity
    /// As [`Self::assign`].
    #[must_use]
    pub fn answer(&self, query: &Query<'_>) -> Answered {
        self.named(self.work_out(query))
    }

    /// As [`Self::answer`], for who tells the answer at once and keeps nothing of it: no code is copied.
    ///
    /// # Complexity
    /// As [`Self::assign`].
    #[must_use]
    pub fn work_out(&self, query: &Query<'_>) -> Worked {
        let resolved = self.resolve(query);
        let found = self.find(&resolved);
        self.conclude(query, resolved, found, self.moment(query.at))
    }

    /// The answer with codes, to be kept.
    pub(super) fn named(&self, worked: Worked) -> Answered {
        let Worked { found, decision, due, review, place, basis, names, limits, urgent } = worked;
        let assignment = Assignment {
            plan: self.plan.plan().number(),
            rules: self.rules().version,
            calendar: self.calendar.version(),
            cells: self.plan.layers().iter().zip(&found).map(|(layer, found)| layer.answer(*found)).collect(),
            due,
            review,
            outcome: self.outcome(decision),
        };
        let cells = found.iter().map(|found| found.cell).collect();
        Answered { assignment, place, cells, basis, names, limits, urgent }
    }

    pub(super) fn resolve(&self, query: &Query<'_>) -> ResolvedPlace {
        let rules = self.rules();
        let source = rules.sources.index_of(query.source).and_then(|at| rules.sources.get(at));
        let sources = PlaceSources {
            converters: &self.converters,
            register: &self.register,
            names: self.names.as_deref(),
            name_confidence: narrow(rules.settings.review.address_confidence),
            datum_by_source: rules.settings.switches.datum == DatumRule::BySource
                || query.place.datum.is_some(),
        };
        sources.resolve(&query.place, source)
    }

    /// Where the location lies in each layer; empty without one.
    pub(super) fn find(&self, resolved: &ResolvedPlace) -> FoundInLayers {
        let Some(location) = &resolved.location else { return FoundInLayers::new() };
        let centre = resolved.centre().map(Location::Point);
        let sought = centre.as_ref().filter(|_| self.centre_only()).unwrap_or(location);
        let layers = self.plan.layers();
        let (Location::Point(place) | Location::Circle { centre: place, .. }) = sought else {
            return layers.iter().map(|layer| layer.find(sought)).collect();
        };
        let ahead: SmallVec<[_; 8]> = layers.iter().map(|layer| layer.locator().ahead(*place)).collect();
        let placed = layers.iter().zip(&ahead).map(|(layer, ahead)| {
            layer.of_location(sought, *place, layer.locator().place_ahead(*place, ahead))
        });
        placed.collect()
    }

    /// Whether an uncertain place counts as its centre (D13).
    pub(super) fn centre_only(&self) -> bool {
        self.rules().settings.switches.uncertain_place == UncertainPlace::Centre
    }

    /// Local time, and whether the calendar works that day.
    pub(super) fn moment(&self, at: jiff::Timestamp) -> Moment {
        let moment = self.calendar.moment(at);
        let weekday = usize::from(moment.weekday.saturating_sub(1));
        Moment {
            weekday: Weekday::ALL.get(weekday).copied().unwrap_or(Weekday::Mon),
            workday: moment.kind.is_workday(),
            minute: u16::try_from(moment.second / 60).unwrap_or(0),
        }
    }

    /// The answer, all layers being searched.
    pub(super) fn conclude(
        &self,
        query: &Query<'_>,
        resolved: ResolvedPlace,
        found: FoundInLayers,
        moment: Moment,
    ) -> Worked {
        let rules = self.rules();
        let refused = rules.settings.switches.uncertain_place == UncertainPlace::Refuse
            && found.iter().any(|found| {
                found.cell != NO_CELL && f64::from(found.confidence) < rules.settings.review.confidence
            });
        let located = !found.is_empty() && !refused;
        let of_rules: SmallVec<[u32; 8]> = if located {
            let cell =
                |at: &Option<usize>| at.and_then(|at| found.get(at)).map_or(NO_CELL, |found| found.cell);
            self.layer_of_rules.iter().map(cell).collect()
        } else {
            SmallVec::new()
        };
        let class = rules.classes.index_of(query.class);
        let decision = self.bound.decide(&Question {
            cells: &of_rules,
            class,
            condition: query.condition,
            kind: query.kind,
            grade: query.grade,
            source: rules.sources.index_of(query.source).unwrap_or(u16::MAX),
            moment,
            owner: resolved.owner.as_ref().and_then(|owner| rules.units.index_of(owner)),
        });
        let limits = class.map_or_else(Vec::new, |class| self.bound.milestones(class, decision.limit));
        let urgent = match (class, decision.limit) {
            (Some(class), LimitFrom::Condition(at)) => self.is_urgent(class, at),
            (Some(class), _) => query.condition.is_some_and(|number| self.is_urgent_number(class, number)),
            (None, _) => false,
        };
        Worked {
            due: self.due(query.at, &limits),
            review: self.asks_for_review(&resolved.basis, &found, &decision),
            place: resolved.centre(),
            found,
            decision,
            basis: resolved.basis,
            names: resolved.names,
            limits,
            urgent,
        }
    }

    /// The stages of a deadline if the clock starts at an instant; the last one only, where the district says so (D8).
    #[must_use]
    pub fn due(&self, start: jiff::Timestamp, limits: &[Milestone]) -> Vec<Due> {
        self.calendar.milestones(start, self.stages_that_count(limits))
    }

    /// The stages that have a deadline of their own (D8).
    #[must_use]
    pub fn stages_that_count<'a>(&self, limits: &'a [Milestone]) -> &'a [Milestone] {
        match self.rules().settings.switches.limit_stages {
            LimitStages::Milestones => limits,
            LimitStages::LastOnly => limits.split_at(limits.len().saturating_sub(1)).1,
        }
    }

    fn is_urgent(&self, class: u16, at: u16) -> bool {
        let class = self.rules().classes.get(class);
        class
            .and_then(|class| class.conditions.get(usize::from(at)))
            .is_some_and(|condition| condition.urgent)
    }

    fn is_urgent_number(&self, class: u16, number: u8) -> bool {
        let conditions = self.rules().classes.get(class).map(|class| class.conditions.as_slice());
        conditions
            .is_some_and(|all| all.iter().any(|condition| condition.number == number && condition.urgent))
    }

    /// Whether a person should look: the place is guessed or uncertain, a rival is near, a defect or the fallback decided.
    fn asks_for_review(&self, basis: &Basis, found: &[Found], decision: &Decision) -> bool {
        let thresholds = &self.rules().settings.review;
        let guessed = matches!(basis, Basis::Address { .. });
        // Only layers that rules may speak of decide; a patrol block's border beside the place changes nothing.
        let routing = found.get(self.plan.routing());
        let uncertain = found.iter().any(|found| {
            found.cell != NO_CELL && f64::from(found.confidence) < thresholds.confidence
                || matches!(found.status, Status::GapResolved | Status::OverlapResolved)
        });
        let near = routing.is_some_and(|found| {
            found.rival != NO_CELL && found.cell != NO_CELL && found.border_m < thresholds.border_m
        });
        guessed || uncertain || near || decision.fallback
    }

    fn outcome(&self, decision: Decision) -> Outcome {
        let rules = self.rules();
        let unit = |at: u16| rules.units.get(at).map_or_else(|| UnitCode::new(""), |unit| unit.code.clone());
        let rule = |at: u16| {
            rules.table.get(usize::from(at)).map_or_else(|| RuleId::new(""), |rule| rule.id.clone())
        };
        match decision.verdict {
            Verdict::Owner { unit: owner, helpers, level, rule: won } => Outcome::Owner {
                unit: unit(owner),
                helpers: helpers.into_iter().map(unit).collect(),
                level,
                rule: won.map_or_else(|| RuleId::new(TERRITORY_RULE), rule),
                runners_up: decision
                    .runners_up
                    .iter()
                    .map(|lost| RunnerUp { rule: rule(lost.rule), unit: lost.unit.map(unit) })
                    .collect(),
                fallback: decision.fallback,
            },
            Verdict::Queue { queue, keeper, tied } => {
                Outcome::Queue { queue, keeper: unit(keeper), tied: tied.into_iter().map(rule).collect() }
            }
        }
    }

    /// The number of the plan.
    #[must_use]
    pub fn plan_number(&self) -> PlanNumber {
        self.plan.plan().number()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a threshold from 0 to 1")]
const fn narrow(share: f64) -> f32 {
    share as f32
}

#[cfg(test)]
#[path = "assigner_tests.rs"]
mod tests;
