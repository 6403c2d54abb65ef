//! The transition table (流转表): in which stages an act is possible at all, and where it leads.
//!
//! What also depends on the case's past or on the district's settings stands in `lawful.rs` and `procedure.rs`.

use super::act::ActKind;
use super::stage::Stage;
use super::stage::Stage::{
    Accepted, Checking, Closed, Dispatched, Done, Filed, Handling, NotFiled, Passed, Reported, Returned,
    Suspended, Verifying, Void,
};

/// Where an act leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The stage does not change.
    Stay,
    /// To this stage.
    To(Stage),
    /// To the stage in which the clock was stopped.
    Back,
    /// By the collector's answer: [`Stage::Passed`], or back to [`Stage::Done`].
    Verdict,
}

/// One row of the table: an act, the stages in which it is possible, and where it leads.
#[derive(Debug, Clone, Copy)]
pub struct Transition {
    /// The act.
    pub act: ActKind,
    /// Where it is possible.
    pub from: &'static [Stage],
    /// Where it leads.
    pub to: Target,
}

/// Every stage.
const ANY: &[Stage] = &Stage::ALL;
/// Every stage in which something is still expected.
const OPEN: &[Stage] = &[
    Reported, Accepted, Verifying, Filed, Dispatched, Handling, Returned, Done, Checking, Passed, Suspended,
];
/// Every stage of what is a case: filed, and not voided.
const FILED: &[Stage] = &[Filed, Dispatched, Handling, Returned, Done, Checking, Passed, Suspended, Closed];
/// The stages in which a unit has it.
const HELD: &[Stage] = &[Dispatched, Handling];

const fn row(act: ActKind, from: &'static [Stage], to: Target) -> Transition {
    Transition { act, from, to }
}

/// The table, one row for each act; a [`ActKind::Report`] only ever begins a case.
pub const TRANSITIONS: &[Transition] = &[
    row(ActKind::Report, &[], Target::Stay),
    // collection and case building
    row(ActKind::Accept, &[Reported], Target::To(Accepted)),
    row(ActKind::Verify, &[Accepted, Verifying], Target::To(Verifying)),
    row(ActKind::Verified, &[Verifying], Target::To(Accepted)),
    row(ActKind::File, &[Accepted], Target::To(Filed)),
    row(ActKind::NotFile, &[Accepted], Target::To(NotFiled)),
    // dispatch; again where the dispatcher was wrong
    row(ActKind::Assign, ANY, Target::Stay),
    row(ActKind::Dispatch, &[Filed, Dispatched, Handling, Returned], Target::To(Dispatched)),
    row(ActKind::Return, HELD, Target::To(Returned)),
    // handling and feedback; small things are done before anybody says that they begin
    row(ActKind::Handle, &[Dispatched], Target::To(Handling)),
    row(ActKind::Feedback, HELD, Target::To(Done)),
    // check and close
    row(ActKind::Check, &[Done, Checking], Target::To(Checking)),
    row(ActKind::Checked, &[Checking], Target::Verdict),
    row(ActKind::Rework, &[Done, Passed], Target::To(Dispatched)),
    row(ActKind::Close, &[Done, Passed], Target::To(Closed)),
    // the ledgers: extension, suspension, void, appeal
    row(ActKind::Extend, HELD, Target::Stay),
    row(ActKind::Suspend, &[Filed, Dispatched, Handling, Returned], Target::To(Suspended)),
    row(ActKind::Resume, &[Suspended], Target::Back),
    row(ActKind::Void, OPEN, Target::To(Void)),
    row(ActKind::Duplicate, OPEN, Target::To(Void)),
    row(ActKind::Appeal, &[Dispatched, Handling, Returned, Done, Checking, Passed, Closed], Target::Stay),
    row(ActKind::Appealed, FILED, Target::Stay),
    // beside the course
    row(ActKind::Supervise, OPEN, Target::Stay),
    row(
        ActKind::Locate,
        &[
            Reported, Accepted, Verifying, Filed, Dispatched, Handling, Returned, Done, Checking, Passed,
            Suspended, Closed,
        ],
        Target::Stay,
    ),
    row(ActKind::Reclassify, OPEN, Target::Stay),
    row(ActKind::Visit, &[Done, Checking, Passed, Closed, NotFiled], Target::Stay),
    row(ActKind::Reward, FILED, Target::Stay),
    row(ActKind::Attach, ANY, Target::Stay),
    row(ActKind::Note, ANY, Target::Stay),
    row(ActKind::Erase, ANY, Target::Stay),
];

/// Where an act leads from a stage; `None` where it is not possible there.
///
/// # Complexity
/// O(rows of the table).
#[must_use]
pub fn target(stage: Stage, act: ActKind) -> Option<Target> {
    TRANSITIONS.iter().find(|row| row.act == act && row.from.contains(&stage)).map(|row| row.to)
}
