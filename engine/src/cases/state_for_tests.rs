//! Histories for tests: events at minutes after one beginning.

use jiff::{SignedDuration, Timestamp};

use super::{
    Act, ActKind, Actor, AssignCause, CaseState, Event, Intake, Satisfaction, StatedPlace, Unlawful,
};
use crate::assign::{Assignment, Level, Outcome, QueueName};
use crate::calendar::Due;
use crate::ids::{CalendarVersion, CaseId, CaseNumber, ClassCode, EventNumber, PlanNumber, RulesVersion};
use crate::ids::{RuleId, SourceCode, UnitCode};

/// Minutes after the beginning of all tests.
pub fn minute(minutes: i64) -> Timestamp {
    "2012-05-15T01:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes)
}

pub fn unit(code: &str) -> UnitCode {
    UnitCode::new(code)
}

pub fn due(minutes: i64) -> Vec<Due> {
    vec![Due { at: minute(minutes), provisional: false }]
}

pub fn intake(class: &str) -> Intake {
    Intake {
        id: CaseId::new("T-1"),
        class: ClassCode::new(class),
        condition: None,
        kind: None,
        place: StatedPlace::default(),
        reported_at: minute(0),
        source: SourceCode::new("patrol"),
        grade: None,
        text: None,
        reporter: None,
        synthetic: false,
    }
}

pub fn event(number: u64, minutes: i64, act: Act) -> Event {
    Event {
        number: EventNumber(number),
        case: CaseNumber(7),
        at: minute(minutes),
        recorded_at: minute(minutes),
        by: Actor::System,
        act,
    }
}

pub fn report(class: &str) -> Event {
    event(0, 0, Act::Report { intake: Box::new(intake(class)) })
}

pub fn owned_by(code: &str) -> Act {
    let outcome = Outcome::Owner {
        unit: unit(code),
        helpers: vec![unit("helper")],
        level: Level::Town,
        rule: RuleId::new("r1"),
        runners_up: Vec::new(),
        fallback: false,
    };
    assigned(outcome)
}

pub fn queued(queue: QueueName) -> Act {
    assigned(Outcome::Queue { queue, keeper: unit("keeper"), tied: Vec::new() })
}

fn assigned(outcome: Outcome) -> Act {
    let assignment = Assignment {
        plan: PlanNumber(1),
        rules: RulesVersion(1),
        calendar: CalendarVersion(1),
        cells: Vec::new(),
        outcome,
        due: Vec::new(),
        review: false,
    };
    Act::Assign { cause: AssignCause::Intake, assignment: Box::new(assignment) }
}

pub fn dispatch(code: &str, due_minutes: i64) -> Act {
    Act::Dispatch { unit: unit(code), helpers: Vec::new(), due: due(due_minutes) }
}

pub fn returned() -> Act {
    Act::Return { reason: "not ours".into(), proposes: None }
}

/// A case of a class, and what was done with it: (minute, act).
pub fn after(class: &str, acts: impl IntoIterator<Item = (i64, Act)>) -> Result<CaseState, Unlawful> {
    let mut state = CaseState::start(&report(class))?;
    for (number, (minutes, act)) in acts.into_iter().enumerate() {
        state.apply(&event(number as u64 + 1, minutes, act))?;
    }
    Ok(state)
}

/// The acts that bring a finding to its unit, dispatched at minute 3.
pub fn to_unit(code: &str, due_minutes: i64) -> Vec<(i64, Act)> {
    vec![(1, Act::Accept { grade: None }), (2, Act::File { condition: 1 }), (3, dispatch(code, due_minutes))]
}

/// As [`to_unit`], handled at an instant.
pub fn to_done(code: &str, due_minutes: i64, handled: i64) -> Vec<(i64, Act)> {
    let mut acts = to_unit(code, due_minutes);
    acts.push((handled, Act::Feedback { text: None }));
    acts
}

/// As [`to_done`], checked and closed afterwards.
pub fn to_closed(code: &str, due_minutes: i64, handled: i64) -> Vec<(i64, Act)> {
    let mut acts = to_done(code, due_minutes, handled);
    acts.push((handled + 5, Act::Check { unit: unit("collector") }));
    acts.push((handled + 15, Act::Checked { passed: true, text: None }));
    acts.push((handled + 16, Act::Close));
    acts
}

/// An act of each kind, as harmless as it may be; `n` makes different ones.
pub fn sample(kind: ActKind, n: u8, at: i64) -> Act {
    let reason = || "as the settings say".to_owned();
    let somebody = || unit(&format!("u{}", n % 3));
    match kind {
        ActKind::Report => Act::Report { intake: Box::new(intake("E0101")) },
        ActKind::Assign if n.is_multiple_of(2) => queued(QueueName::Contested),
        ActKind::Assign => owned_by("u1"),
        ActKind::Accept => Act::Accept { grade: None },
        ActKind::Verify => Act::Verify { unit: somebody() },
        ActKind::Verified => Act::Verified { found: !n.is_multiple_of(3), text: None },
        ActKind::File => Act::File { condition: 1 },
        ActKind::NotFile => Act::NotFile { reason: reason() },
        ActKind::Dispatch => Act::Dispatch { unit: somebody(), helpers: Vec::new(), due: due(at + 60) },
        ActKind::Return => Act::Return { reason: reason(), proposes: Some(somebody()) },
        ActKind::Handle => Act::Handle,
        ActKind::Feedback => Act::Feedback { text: None },
        ActKind::Check => Act::Check { unit: somebody() },
        ActKind::Checked => Act::Checked { passed: n.is_multiple_of(2), text: None },
        ActKind::Rework => Act::Rework { reason: reason() },
        ActKind::Close => Act::Close,
        ActKind::Extend => Act::Extend { reason: reason(), due: due(at + 100_000) },
        ActKind::Suspend => Act::Suspend { reason: reason() },
        ActKind::Resume => Act::Resume { due: due(at + 120) },
        ActKind::Void => Act::Void { reason: reason() },
        ActKind::Appeal => Act::Appeal { reason: reason() },
        ActKind::Appealed => Act::Appealed { granted: n.is_multiple_of(2) },
        ActKind::Supervise => Act::Supervise { level: n % 3 + 1 },
        ActKind::Locate => Act::Locate { place: Box::new(StatedPlace::default()) },
        ActKind::Reclassify => {
            Act::Reclassify { class: ClassCode::new("M0101"), condition: None, kind: None, grade: None }
        }
        ActKind::Duplicate => Act::Duplicate { of: CaseId::new("T-2") },
        ActKind::Visit => Act::Visit { satisfaction: Satisfaction::Fair, text: None },
        ActKind::Reward => Act::Reward { fen: 10_000 },
        ActKind::Attach => Act::Attach { digest: [n; 32], bytes: 1, media: "image/png".into(), name: None },
        ActKind::Note => Act::Note { text: None },
        ActKind::Erase => Act::Erase,
    }
}
