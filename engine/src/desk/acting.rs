//! Something is done with a case (办理): the request becomes one act or several, with what the desk works out.

use jiff::Timestamp;

use super::batch::Batch;
use super::command::{Refusal, Reply};
use super::deciding;
use super::outbox;
use super::request::ActRequest;
use super::service::Desk;
use super::working::Working;
use crate::assign::{Assigner, Outcome};
use crate::cases::{Act, ActKind, Actor, AssignCause, PrivateText, Unlawful};
use crate::ids::{CaseId, UnitCode};
use crate::store::Store;

/// One act with all that the desk needs around it.
struct Doing<'a> {
    assigner: &'a Assigner,
    by: &'a Actor,
    at: Timestamp,
}

impl<S: Store> Desk<S> {
    pub(super) fn take_act(
        &mut self,
        batch: &mut Batch,
        case: &CaseId,
        by: &Actor,
        at: Option<Timestamp>,
        revision: Option<u32>,
        act: ActRequest,
    ) -> Reply {
        let working = match self.working(batch, case) {
            Ok(working) => working,
            Err(reply) => return reply,
        };
        let is = working.state.revision;
        if let Some(expected) = revision.filter(|expected| *expected != is) {
            return Reply::Refused(Refusal::Revision { case: case.clone(), expected, is });
        }
        let at = at.map_or(self.now, |at| Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at));
        if at > self.now {
            let right = format!("a time not later than now, {}, is needed", self.now);
            return Reply::Refused(Refusal::Value { field: "at", value: at.to_string(), right });
        }
        let assigner = match self.assigner() {
            Ok(assigner) => assigner,
            Err(refusal) => return Reply::Refused(refusal),
        };
        let mut working = working;
        // Whoever acts after the end of a suspension acts on a case whose clock goes on.
        if self.suspension_end(&working.state).is_some_and(|end| end <= at)
            && let Err(unlawful) = self.resume_by_itself(&assigner, &mut working)
        {
            return Reply::Refused(refused(case, unlawful));
        }
        let doing = Doing { assigner: &assigner, by, at };
        match self.perform(&doing, working, act) {
            Ok(working) => {
                let (entry, record) = self.finish(working);
                batch.add_numbered(entry, record)
            }
            Err(refusal) => Reply::Refused(refusal),
        }
    }

    pub(super) fn take_erase(&mut self, batch: &mut Batch, case: &CaseId, by: &Actor) -> Reply {
        let mut working = match self.working(batch, case) {
            Ok(working) => working,
            Err(reply) => return reply,
        };
        match working.apply(self.now, self.now, by, Act::Erase) {
            Ok(()) => {
                let (entry, record) = self.finish(working);
                batch.add_numbered(entry, record)
            }
            Err(unlawful) => Reply::Refused(refused(case, unlawful)),
        }
    }

    /// A case as this batch leaves it, to be worked on.
    fn working(&mut self, batch: &Batch, case: &CaseId) -> Result<Working, Reply> {
        if let Some(fault) = &self.broken {
            return Err(Reply::Failed(fault.clone()));
        }
        let number = batch.made(case).or_else(|| self.number_of(case));
        let number = number.ok_or_else(|| Reply::Refused(Refusal::NoCase(case.clone())))?;
        Ok(Working::of(&*self.staged(batch, number)?))
    }

    /// Does the act, and what follows from it by rule.
    fn perform(
        &self,
        doing: &Doing<'_>,
        mut working: Working,
        request: ActRequest,
    ) -> Result<Working, Refusal> {
        let case = working.state.id.clone();
        let kind = request.kind();
        if kind == ActKind::Assign {
            let cause = AssignCause::Person;
            deciding::reassign(doing.assigner, &mut working, doing.by, cause, self.now)
                .map_err(|unlawful| refused(&case, unlawful))?;
            return Ok(working);
        }
        let act = Self::act_of(doing, &working, request)?;
        if let Some(procedure) = self.procedure(doing.assigner) {
            working.state.permit(&act, doing.at, &procedure).map_err(|unlawful| refused(&case, unlawful))?;
        }
        let again = |working: &mut Working, cause| {
            deciding::reassign(doing.assigner, working, &Actor::System, cause, self.now)
        };
        working
            .apply(self.now, doing.at, doing.by, act)
            .and_then(|()| match kind {
                ActKind::Locate => again(&mut working, AssignCause::Located),
                ActKind::Reclassify => again(&mut working, AssignCause::Reclassified),
                ActKind::Return => again(&mut working, AssignCause::Returned),
                _ => Ok(()),
            })
            .map_err(|unlawful| refused(&case, unlawful))?;
        if kind == ActKind::Dispatch {
            outbox::tell_dispatch(&mut working);
        }
        Ok(working)
    }

    /// The act of a request.
    fn act_of(doing: &Doing<'_>, working: &Working, request: ActRequest) -> Result<Act, Refusal> {
        let state = &working.state;
        Ok(match request {
            ActRequest::Accept { grade } => {
                let grade = grade.or(state.grade);
                Act::Accept { grade: Some(doing.assigner.rules().settings.grade_of(grade)) }
            }
            ActRequest::Verify { unit } => Act::Verify { unit: looker(doing, working, unit)? },
            ActRequest::Check { unit } => Act::Check { unit: looker(doing, working, unit)? },
            ActRequest::File { condition } => {
                let condition = condition.unwrap_or_else(|| deciding::condition_of(doing.assigner, state));
                Act::File { condition: known_condition(doing, working, condition)? }
            }
            ActRequest::Dispatch { unit, helpers } => dispatch_of(doing, working, unit, helpers)?,
            ActRequest::Return { reason, proposes } => {
                let proposes =
                    proposes.map(|unit| known_unit(doing.assigner, "proposes", unit)).transpose()?;
                Act::Return { reason, proposes }
            }
            ActRequest::Extend { reason } => {
                let extensions = state.extensions.saturating_add(1);
                // Where the clock stands or there is no limit, the law of the case says so better than we could here.
                let due = deciding::due_with(doing.assigner, state, extensions, None).unwrap_or_default();
                Act::Extend { reason, due }
            }
            ActRequest::Resume {} => deciding::resume(doing.assigner, state, doing.at),
            ActRequest::Reclassify { class, condition, kind, grade } => {
                if doing.assigner.rules().classes.index_of(&class).is_none() {
                    let right = "a class of the class tree is needed".to_owned();
                    return Err(Refusal::Value { field: "class", value: class.to_string(), right });
                }
                Act::Reclassify { class, condition, kind, grade }
            }
            plain => plain_act(plain),
        })
    }
}

/// Who is sent to look.
fn looker(doing: &Doing<'_>, working: &Working, unit: Option<UnitCode>) -> Result<UnitCode, Refusal> {
    match unit {
        Some(unit) => known_unit(doing.assigner, "unit", unit),
        None => deciding::collector_of(doing.assigner, working).ok_or_else(|| Refusal::Value {
            field: "unit",
            value: String::new(),
            right: "nobody is near the place; name the unit that is to look".into(),
        }),
    }
}

fn known_condition(doing: &Doing<'_>, working: &Working, number: u8) -> Result<u8, Refusal> {
    let rules = doing.assigner.rules();
    let class = rules.classes.index_of(&working.state.class).and_then(|at| rules.classes.get(at));
    let conditions = class.map_or(&[][..], |class| &class.conditions);
    let numbers: Vec<String> = conditions.iter().map(|condition| condition.number.to_string()).collect();
    let known = conditions.iter().any(|condition| condition.number == number);
    if known || (conditions.is_empty() && number == 0) {
        return Ok(number);
    }
    let right = format!("one of the class's filing conditions is needed: {}", numbers.join(", "));
    Err(Refusal::Value { field: "condition", value: number.to_string(), right })
}

/// The dispatch to a unit: the named one, or the owner by rule.
fn dispatch_of(
    doing: &Doing<'_>,
    working: &Working,
    unit: Option<UnitCode>,
    helpers: Option<Vec<UnitCode>>,
) -> Result<Act, Refusal> {
    let state = &working.state;
    let owner = state.assignment.as_ref().and_then(|assignment| match &assignment.outcome {
        Outcome::Owner { unit, helpers, .. } => Some((unit.clone(), helpers.clone())),
        Outcome::Queue { .. } => None,
    });
    let (unit, by_rule) = match (unit, owner) {
        (Some(unit), Some((owner, by_rule))) if unit == owner => (unit, by_rule),
        (Some(unit), _) => (known_unit(doing.assigner, "unit", unit)?, Vec::new()),
        (None, Some(owner)) => owner,
        (None, None) => {
            let right = "no rule names an owner; name the unit that is to answer".into();
            return Err(Refusal::Value { field: "unit", value: String::new(), right });
        }
    };
    let helpers = helpers.unwrap_or(by_rule);
    let helpers = helpers.into_iter().map(|unit| known_unit(doing.assigner, "helpers", unit));
    let helpers = helpers.collect::<Result<Vec<_>, _>>()?;
    let due = deciding::due_of_dispatch(doing.assigner, state, doing.at);
    Ok(Act::Dispatch { unit, helpers, due })
}

fn refused(case: &CaseId, unlawful: Unlawful) -> Refusal {
    Refusal::Unlawful { case: case.clone(), unlawful: Box::new(unlawful) }
}

fn known_unit(assigner: &Assigner, field: &'static str, unit: UnitCode) -> Result<UnitCode, Refusal> {
    if assigner.rules().units.index_of(&unit).is_some() {
        return Ok(unit);
    }
    let right = "the code of a responsible unit is needed".into();
    Err(Refusal::Value { field, value: unit.to_string(), right })
}

/// Requests that say all that the act needs.
fn plain_act(request: ActRequest) -> Act {
    let words = |text: Option<String>| text.map(PrivateText::Words);
    match request {
        ActRequest::Verified { found, text } => Act::Verified { found, text: words(text) },
        ActRequest::NotFile { reason } => Act::NotFile { reason },
        ActRequest::Handle {} => Act::Handle,
        ActRequest::Feedback { text } => Act::Feedback { text: words(text) },
        ActRequest::Checked { passed, text } => Act::Checked { passed, text: words(text) },
        ActRequest::Rework { reason } => Act::Rework { reason },
        ActRequest::Close {} => Act::Close,
        ActRequest::Suspend { reason } => Act::Suspend { reason },
        ActRequest::Void { reason } => Act::Void { reason },
        ActRequest::Appeal { reason } => Act::Appeal { reason },
        ActRequest::Appealed { granted } => Act::Appealed { granted },
        ActRequest::Supervise { level } => Act::Supervise { level },
        ActRequest::Locate { place } => Act::Locate { place },
        ActRequest::Duplicate { of } => Act::Duplicate { of },
        ActRequest::Visit { satisfaction, text } => Act::Visit { satisfaction, text: words(text) },
        ActRequest::Reward { fen } => Act::Reward { fen },
        ActRequest::Attach { digest, bytes, media, name } => {
            Act::Attach { digest, bytes, media, name: words(name) }
        }
        ActRequest::Note { text } => Act::Note { text: words(Some(text)) },
        // What the desk completes does not come here; a note loses nothing.
        _ => Act::Note { text: None },
    }
}
