//! A case as its events make it (案件状态): the fold that heads, answers and statistics are read from.

use jiff::Timestamp;

use super::act::{Act, Satisfaction};
use super::course::{Course, nature_of};
use super::event::{Event, PrivateText};
use super::intake::StatedPlace;
use super::stage::Stage;
use super::unlawful::{Because, Unlawful};
use crate::assign::{Assignment, Level, QueueName};
use crate::calendar::{Due, Pause};
use crate::ids::{CaseId, CaseNumber, ClassCode, PlanNumber, RulesVersion, SourceCode, UnitCode};
use crate::rules::{CaseKind, ClassNature, Grade};

/// A collector's errand: to verify a report or to check a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// Who looks.
    pub unit: UnitCode,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it was answered; `None` while it is out, or when another one was sent instead.
    pub answered_at: Option<Timestamp>,
    /// The answer: found, or passed.
    pub good: bool,
}

/// A unit got the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatching {
    /// Who.
    pub unit: UnitCode,
    /// When.
    pub at: Timestamp,
    /// The plan and the rules of the decision that was in force.
    pub under: Option<(PlanNumber, RulesVersion)>,
    /// Whether it went there because another plan or other rules came into force (移交), not because it was sent to the wrong
    /// unit before.
    pub handed_over: bool,
}

/// A unit gave the case back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returning {
    /// Who.
    pub unit: UnitCode,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// Whom it named instead.
    pub proposes: Option<UnitCode>,
}

/// How a timeout appeal (超时申诉) stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppealState {
    /// It waits for an answer.
    Waiting,
    /// The lateness is excused: the case leaves the indicator.
    Granted,
    /// It is not.
    Refused,
}

/// A file that belongs to the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// SHA-256 of the file.
    pub digest: [u8; 32],
    /// Its size in bytes.
    pub bytes: u64,
    /// Its media type.
    pub media: String,
    /// Its name.
    pub name: Option<PrivateText>,
    /// When it was added.
    pub at: Timestamp,
}

/// A case as it now stands. Equal histories give equal states.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own; no two of them make one state")]
pub struct CaseState {
    /// Its place in the order of arrival.
    pub number: CaseNumber,
    /// Its identity.
    pub id: CaseId,
    /// Where it stands.
    pub stage: Stage,
    /// Where it stood when the clock was stopped; only while it is [`Stage::Suspended`].
    pub before: Option<Stage>,
    /// When the present stage began.
    pub since: Timestamp,
    /// When its last step took effect. Steps do not go back in time; what stands beside the course (an owner found, a place,
    /// a note, a file) may be told late.
    pub latest: Timestamp,
    /// Its class.
    pub class: ClassCode,
    /// The filing condition, by its number in the class.
    pub condition: Option<u8>,
    /// The kind of handling, where it was said.
    pub kind: Option<CaseKind>,
    /// The quality grade of its information.
    pub grade: Option<Grade>,
    /// Where it comes from.
    pub source: SourceCode,
    /// Where it is said to be, as last stated.
    pub place: StatedPlace,
    /// What was said.
    pub text: Option<PrivateText>,
    /// Who reported.
    pub reporter: Option<PrivateText>,
    /// Whether it is invented (合成), as its report says.
    pub synthetic: bool,
    /// The last decision about its owner.
    pub assignment: Option<Assignment>,
    /// Whether, since it was last dispatched, its place or class was corrected or it was given back: a decision after that
    /// says that the dispatch was wrong.
    pub corrected: bool,
    /// The unit that answers for it: the one that it was dispatched to; before that, and after a return once it was decided
    /// anew, the decision's owner or keeper.
    pub unit: Option<UnitCode>,
    /// The queue that it stands in, while no unit owns it.
    pub queue: Option<QueueName>,
    /// Who helps.
    pub helpers: Vec<UnitCode>,
    /// The level that handles it.
    pub level: Option<Level>,
    /// To whom it was dispatched, in order.
    pub dispatches: Vec<Dispatching>,
    /// Who gave it back, in order.
    pub returns: Vec<Returning>,
    /// Errands before filing, in order.
    pub verifications: Vec<Errand>,
    /// Errands after handling, in order.
    pub checks: Vec<Errand>,
    /// The stages of the deadline; the last one counts.
    pub due: Vec<Due>,
    /// Times in which the clock stood, in order; an open one is the last.
    pub pauses: Vec<Pause>,
    /// Whether several units gave it back and the clock stands until the dispatcher decides.
    pub frozen: bool,
    /// How often it was suspended.
    pub suspensions: u32,
    /// How long it stood suspended, all finished suspensions together, in seconds.
    pub suspended_s: i64,
    /// Extensions used.
    pub extensions: u8,
    /// How often it went back to the unit because it was not done.
    pub reworks: u32,
    /// The highest level of supervision; 0 without.
    pub supervised: u8,
    /// The timeout appeal.
    pub appeal: Option<AppealState>,
    /// When it was reported, as its source says.
    pub reported_at: Timestamp,
    /// When it came in here.
    pub received_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// When it was filed.
    pub filed_at: Option<Timestamp>,
    /// When a unit began.
    pub handling_at: Option<Timestamp>,
    /// When the last handling ended; `None` again after a rework.
    pub handled_at: Option<Timestamp>,
    /// When it was closed, not filed or voided.
    pub ended_at: Option<Timestamp>,
    /// Why it was not filed or voided.
    pub end_reason: Option<String>,
    /// The case that it doubles.
    pub duplicate_of: Option<CaseId>,
    /// The answer of the last call-back that reached somebody, otherwise of the last one.
    pub satisfaction: Option<Satisfaction>,
    /// When somebody last called back.
    pub visited_at: Option<Timestamp>,
    /// The reward of a hazard's reporter, in fen.
    pub reward_fen: Option<u32>,
    /// Its files, in order.
    pub attachments: Vec<Attachment>,
    /// Whether its personal words were erased.
    pub erased: bool,
    /// How many events it has.
    pub revision: u32,
}

impl CaseState {
    /// The state after a case's first event.
    ///
    /// # Errors
    /// [`Unlawful`] when it is no report.
    pub fn start(event: &Event) -> Result<Self, Unlawful> {
        let Act::Report { intake } = &event.act else {
            return Err(Unlawful {
                act: event.act.kind(),
                stage: Stage::Reported,
                lawful: vec![super::ActKind::Report],
                because: Because::Beginning,
                course: Course::Ordinary,
            });
        };
        Ok(Self {
            number: event.case,
            id: intake.id.clone(),
            stage: Stage::Reported,
            before: None,
            since: event.at,
            latest: event.at,
            class: intake.class.clone(),
            condition: intake.condition,
            kind: intake.kind,
            grade: intake.grade,
            source: intake.source.clone(),
            place: intake.place.clone(),
            text: intake.text.clone(),
            reporter: intake.reporter.clone(),
            synthetic: intake.synthetic,
            assignment: None,
            corrected: false,
            unit: None,
            queue: None,
            helpers: Vec::new(),
            level: None,
            dispatches: Vec::new(),
            returns: Vec::new(),
            verifications: Vec::new(),
            checks: Vec::new(),
            due: Vec::new(),
            pauses: Vec::new(),
            frozen: false,
            suspensions: 0,
            suspended_s: 0,
            extensions: 0,
            reworks: 0,
            supervised: 0,
            appeal: None,
            reported_at: intake.reported_at,
            received_at: event.at,
            accepted_at: None,
            filed_at: None,
            handling_at: None,
            handled_at: None,
            ended_at: None,
            end_reason: None,
            duplicate_of: None,
            satisfaction: None,
            visited_at: None,
            reward_fen: None,
            attachments: Vec::new(),
            erased: false,
            revision: 1,
        })
    }

    /// The state after a whole history.
    ///
    /// # Errors
    /// [`Unlawful`] for the first event that does not follow from those before it; `None` as state for no events.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<Option<Self>, Unlawful> {
        let mut events = events.into_iter();
        let Some(first) = events.next() else { return Ok(None) };
        let mut state = Self::start(first)?;
        for event in events {
            state.apply(event)?;
        }
        Ok(Some(state))
    }

    /// The state as the world was at an instant: events that had taken effect by then.
    ///
    /// # Errors
    /// As [`Self::replay`].
    pub fn as_of(events: &[Event], instant: Timestamp) -> Result<Option<Self>, Unlawful> {
        Self::replay(events.iter().filter(|event| event.at <= instant))
    }

    /// The state as it was known here at an instant: events recorded by then (bitemporal).
    ///
    /// # Errors
    /// As [`Self::replay`].
    pub fn as_known(events: &[Event], instant: Timestamp) -> Result<Option<Self>, Unlawful> {
        Self::replay(events.iter().filter(|event| event.recorded_at <= instant))
    }

    /// What its class is about, by the class's root letter.
    #[must_use]
    pub fn nature(&self) -> Option<ClassNature> {
        nature_of(&self.class)
    }

    /// The course that it takes.
    #[must_use]
    pub fn course(&self) -> Course {
        Course::of(&self.class)
    }

    /// The deadline that counts: the last stage's.
    #[must_use]
    pub fn due_at(&self) -> Option<Due> {
        self.due.last().copied()
    }

    /// Whether its deadline is past at an instant and it is not handled. Exactly at the deadline is on time; while the clock
    /// stands, what was on time stays so, and what was late stays late.
    #[must_use]
    pub fn overdue(&self, now: Timestamp) -> bool {
        let clock = matches!(self.working_stage(), Stage::Dispatched | Stage::Handling | Stage::Returned);
        clock && self.due_at().is_some_and(|due| self.clock_at(now) > due.at)
    }

    /// The instant that the clock shows: now, or when it was stopped if it stands.
    #[must_use]
    pub fn clock_at(&self, now: Timestamp) -> Timestamp {
        match self.pauses.last() {
            Some(Pause { from, until: None }) => now.min(*from),
            _ => now,
        }
    }

    /// Whether the clock stands: suspended, or given back by several units.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.pauses.last().is_some_and(|pause| pause.until.is_none())
    }

    /// The stage, and for a suspended case the one that it goes back to.
    #[must_use]
    pub fn working_stage(&self) -> Stage {
        self.before.unwrap_or(self.stage)
    }

    /// Who must do something now: the collector on an errand, otherwise the unit that answers for it.
    #[must_use]
    pub fn actor(&self) -> Option<&UnitCode> {
        let errand = match self.stage {
            Stage::Verifying => self.verifications.last(),
            Stage::Checking => self.checks.last(),
            _ => None,
        };
        errand.map(|errand| &errand.unit).or(self.unit.as_ref())
    }

    /// When it was last dispatched.
    #[must_use]
    pub fn dispatched_at(&self) -> Option<Timestamp> {
        self.dispatches.last().map(|dispatching| dispatching.at)
    }

    /// Whether the last dispatch went to another unit than the first (错派). A case that was handed over under another plan
    /// or other rules is judged anew from there; what was wrong before stays so.
    #[must_use]
    pub fn wrongly_dispatched(&self) -> bool {
        let Some(mut right) = self.dispatches.first().map(|first| &first.unit) else { return false };
        let (mut before, mut wrong) = (false, false);
        for dispatching in &self.dispatches {
            if dispatching.handed_over {
                before |= wrong;
                right = &dispatching.unit;
            }
            wrong = dispatching.unit != *right;
        }
        before || wrong
    }
}
