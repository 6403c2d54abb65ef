//! Cases that were handled elsewhere, or are simulated (历史案件): their past becomes events, and their owners are determined
//! by the plan, the rules and the calendar of their day.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rayon::prelude::*;

use super::error::WorldError;
use super::head::Whereabout;
use super::intake::whereabouts;
use super::working::Working;
use super::world::{Versions, World};
use crate::assign::{Answered, Assigner, Query};
use crate::cases::{Act, Actor, AssignCause, Course, Past, PastError, Satisfaction, Unlawful};
use crate::ids::{CaseId, CaseNumber, UnitCode};
use crate::rules::ClassNature;
use crate::store::Entry;

/// The reason of a step whose table gives none.
const NOT_STATED: &str = "not-stated";

/// Events of a case that was reported, sent to a unit, handled, checked and closed.
const USUAL_EVENTS: usize = 9;

/// Why a case with its past is not taken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PastRefusal {
    /// Its instants run backwards.
    #[error("{0}")]
    Order(#[from] PastError),
    /// Nothing was in force on its day.
    #[error(
        "reported_at is {at}, before anything was in force; publish plan, rules and calendar from an earlier day"
    )]
    BeforeAll {
        /// When it was reported.
        at: Timestamp,
    },
    /// Its stages do not follow from each other.
    #[error("{0}")]
    Unlawful(Box<Unlawful>),
}

/// What pasts became.
#[derive(Debug, Clone, Default)]
pub struct PastEntries {
    /// What is to be written, in the order of the input, numbered without holes.
    pub entries: Vec<Entry>,
    /// What is not taken: position in the input, identity, why.
    pub refused: Vec<(usize, CaseId, PastRefusal)>,
}

impl World {
    /// The entries of cases with their past, numbered from `first`; `by` stands as whoever did it all.
    ///
    /// Cases of one day's versions are located and decided together. The same at any number of threads.
    ///
    /// # Errors
    /// [`WorldError`] where a version cannot be read.
    ///
    /// # Complexity
    /// O(n · (layers · log borders + events)); a few microseconds a case and core.
    pub fn entries_of(
        &self,
        pasts: Vec<Past>,
        first: CaseNumber,
        recorded_at: Timestamp,
        by: &Actor,
    ) -> Result<PastEntries, WorldError> {
        let mut by_versions: BTreeMap<Versions, Vec<usize>> = BTreeMap::new();
        let mut built: Vec<Option<Result<Entry, PastRefusal>>> = pasts.iter().map(|_| None).collect();
        for (row, past) in pasts.iter().enumerate() {
            let at = past.intake.reported_at;
            match self.as_of(at, recorded_at) {
                Ok(versions) => by_versions.entry(versions).or_default().push(row),
                Err(_) => set(&mut built, row, Err(PastRefusal::BeforeAll { at })),
            }
        }
        for (versions, rows) in by_versions {
            let assigner = self.assigner(versions)?;
            let of: Vec<&Past> = rows.iter().filter_map(|&row| pasts.get(row)).collect();
            let queries: Vec<Query<'_>> = of.iter().map(|past| query(past)).collect();
            let entry = |past: &Past, answered| {
                live(&assigner, past, answered, by).map(|working| working.into_entry(self.codes()))
            };
            let made =
                assigner.map_all(&queries, |at, answered| of.get(at).map(|past| entry(past, answered)));
            for (&row, entry) in rows.iter().zip(made) {
                if let Some(entry) = entry {
                    set(&mut built, row, entry);
                }
            }
        }
        let out = collect(built, &pasts, first);
        // Hundreds of thousands of small pieces: one thread would hold the others up while it gives them back.
        pasts.into_par_iter().for_each(drop);
        Ok(out)
    }
}

fn set(built: &mut [Option<Result<Entry, PastRefusal>>], row: usize, entry: Result<Entry, PastRefusal>) {
    if let Some(place) = built.get_mut(row) {
        *place = Some(entry);
    }
}

fn collect(built: Vec<Option<Result<Entry, PastRefusal>>>, pasts: &[Past], first: CaseNumber) -> PastEntries {
    let mut out = PastEntries { entries: Vec::with_capacity(built.len()), refused: Vec::new() };
    let mut number = first.0;
    for (row, (entry, past)) in built.into_iter().zip(pasts).enumerate() {
        match entry {
            Some(Ok(mut entry)) => {
                entry.head.number = CaseNumber(number);
                number = number.saturating_add(1);
                out.entries.push(entry);
            }
            Some(Err(refusal)) => out.refused.push((row, past.intake.id.clone(), refusal)),
            None => {}
        }
    }
    out
}

fn query(past: &Past) -> Query<'_> {
    let intake = &past.intake;
    Query {
        class: &intake.class,
        condition: intake.condition,
        kind: intake.kind,
        source: &intake.source,
        grade: intake.grade,
        at: intake.reported_at,
        place: whereabouts(&intake.place),
    }
}

/// Lives a case through.
fn live(assigner: &Assigner, past: &Past, answered: Answered, by: &Actor) -> Result<Working, PastRefusal> {
    past.check()?;
    let unlawful = |unlawful| PastRefusal::Unlawful(Box::new(unlawful));
    let mut working = begin(assigner, past, &answered, by).map_err(unlawful)?;
    let unit = past.unit.clone().unwrap_or_else(|| answered.assignment.outcome.unit().clone());
    let dispatched = past.dispatched_at.or(past.filed_at);
    let due = dispatched.map_or_else(Vec::new, |at| assigner.due(at, &answered.limits));
    let mut acts: Vec<(Timestamp, Act)> = Vec::with_capacity(8);
    if let Some((at, reason)) = &past.not_filed {
        acts.push((*at, Act::Accept { grade: None }));
        let reason = if reason.is_empty() { NOT_STATED.to_owned() } else { reason.clone() };
        acts.push((*at, Act::NotFile { reason }));
    } else if let Some(filed) = past.filed_at {
        acts.push((filed, Act::Accept { grade: None }));
        acts.push((filed, Act::File { condition: working.state.condition.unwrap_or(1) }));
        if let Some(dispatched) = dispatched {
            let collector = unit.clone();
            let finding =
                !matches!(working.state.nature(), Some(ClassNature::Appeal | ClassNature::Mediation));
            acts.push((dispatched, Act::Dispatch { unit, helpers: Vec::new(), due }));
            handled(past, dispatched, &collector, working.state.course(), finding, &mut acts);
        }
    }
    let reported = past.intake.reported_at;
    let assign = Act::Assign { cause: AssignCause::Intake, assignment: Box::new(answered.assignment) };
    working.apply(reported, reported, &Actor::System, assign).map_err(unlawful)?;
    for (at, act) in acts {
        working.apply(at, at, by, act).map_err(unlawful)?;
    }
    Ok(working)
}

fn begin(assigner: &Assigner, past: &Past, answered: &Answered, by: &Actor) -> Result<Working, Unlawful> {
    let intake = past.intake.clone();
    let (at, body) = (intake.reported_at, intake.digest());
    let classes = &assigner.rules().classes;
    let kind = classes.index_of(&intake.class).and_then(|class| classes.kind_of(class, intake.kind));
    let act = Act::Report { intake: Box::new(intake) };
    let mut working =
        Working::report(CaseNumber(0), at, by.clone(), act, Whereabout::of(answered), body, USUAL_EVENTS)?;
    working.kind = kind;
    Ok(working)
}

/// From the end of handling to the call-back; a rework shares the time of handling evenly. What a table does not tell is
/// filled in as the course of the class demands it: a finding is checked before it is closed, people are visited before a
/// mediation is.
fn handled(
    past: &Past,
    dispatched: Timestamp,
    collector: &UnitCode,
    course: Course,
    finding: bool,
    acts: &mut Vec<(Timestamp, Act)>,
) {
    let Some(handled) = past.handled_at.or(past.closed_at) else { return };
    let checked = finding;
    let rounds = i64::from(past.reworks) + 1;
    let share = (handled.as_second() - dispatched.as_second()) / rounds;
    let check = |at, passed, acts: &mut Vec<(Timestamp, Act)>| {
        if checked {
            acts.push((at, Act::Check { unit: collector.clone() }));
            acts.push((at, Act::Checked { passed, text: None }));
        }
    };
    for round in 1..rounds {
        let at = Timestamp::from_second(dispatched.as_second() + share * round).unwrap_or(dispatched);
        let at = at.max(dispatched);
        acts.push((at, Act::Feedback { text: None }));
        check(at, false, acts);
        acts.push((at, Act::Rework { reason: NOT_STATED.to_owned() }));
    }
    acts.push((handled, Act::Feedback { text: None }));
    let Some(closed) = past.closed_at else { return };
    check(closed, true, acts);
    let visit = |satisfaction| (closed, Act::Visit { satisfaction, text: None });
    let mediation = course == Course::Mediation;
    if mediation {
        acts.push(visit(past.satisfaction.unwrap_or(Satisfaction::NotReached)));
    }
    acts.push((closed, Act::Close));
    acts.extend(past.reward_fen.map(|fen| (closed, Act::Reward { fen })));
    acts.extend(past.satisfaction.filter(|_| !mediation).map(visit));
}
