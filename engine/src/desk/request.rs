//! What somebody asks to be done with a case: an act without what the desk works out itself (deadline, owner, decision).

use serde::Deserialize;

use crate::cases::{ActKind, Satisfaction, StatedPlace};
use crate::ids::{CaseId, ClassCode, UnitCode};
use crate::rules::{CaseKind, Grade};

/// A wished act. As JSON: `{"act": "dispatch", "unit": "MH-101"}`; what may be left out is worked out by rule.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
#[expect(
    clippy::empty_enum_variants_with_brackets,
    reason = "serde lets unknown fields pass on a variant without"
)]
pub enum ActRequest {
    /// The acceptance desk takes it (受理).
    Accept {
        /// The quality grade of its information.
        #[serde(default)]
        grade: Option<Grade>,
    },
    /// A collector is sent to see whether it is so (核实).
    Verify {
        /// Who looks; the unit in front otherwise.
        #[serde(default)]
        unit: Option<UnitCode>,
    },
    /// The collector answers (核实反馈).
    Verified {
        /// Whether it is so.
        found: bool,
        /// What was seen.
        #[serde(default)]
        text: Option<String>,
    },
    /// It is a case (立案).
    File {
        /// By which condition of its class; the stated or the first otherwise.
        #[serde(default)]
        condition: Option<u8>,
    },
    /// It is none (不予立案).
    NotFile {
        /// Why: one of the reasons of the settings.
        reason: String,
    },
    /// A unit gets it and the clock starts (派遣).
    Dispatch {
        /// Who answers; the owner by rule otherwise.
        #[serde(default)]
        unit: Option<UnitCode>,
        /// Who helps; the helpers by rule otherwise.
        #[serde(default)]
        helpers: Option<Vec<UnitCode>>,
    },
    /// The unit gives it back (回退).
    Return {
        /// Why.
        reason: String,
        /// Whom it names instead.
        #[serde(default)]
        proposes: Option<UnitCode>,
    },
    /// The unit begins (处置).
    Handle {},
    /// The unit says that it is done (处理反馈).
    Feedback {
        /// What was done.
        #[serde(default)]
        text: Option<String>,
    },
    /// A collector is sent to see whether it is done (核查).
    Check {
        /// Who looks.
        #[serde(default)]
        unit: Option<UnitCode>,
    },
    /// The collector answers (核查反馈).
    Checked {
        /// Whether it is done.
        passed: bool,
        /// What was seen.
        #[serde(default)]
        text: Option<String>,
    },
    /// It goes back to the unit (返工).
    Rework {
        /// Why.
        reason: String,
    },
    /// It is over (结案).
    Close {},
    /// The original limit is added (延期).
    Extend {
        /// Why.
        reason: String,
    },
    /// The clock stops (挂账).
    Suspend {
        /// Why.
        reason: String,
    },
    /// The clock goes on (恢复).
    Resume {},
    /// It never was one (作废).
    Void {
        /// Why.
        reason: String,
    },
    /// The unit asks that its lateness be excused (超时申诉).
    Appeal {
        /// Why.
        reason: String,
    },
    /// The appeal is answered (申诉答复).
    Appealed {
        /// Whether the case leaves the indicator.
        granted: bool,
    },
    /// Somebody above watches and urges (督办).
    Supervise {
        /// How high: 1 town, 2 district, 3 leadership.
        level: u8,
    },
    /// The place becomes known or is corrected (定位); the owner is determined anew.
    Locate {
        /// As it is now stated.
        place: Box<StatedPlace>,
    },
    /// Class, condition, kind or grade are corrected (改类); the owner is determined anew.
    Reclassify {
        /// The class.
        class: ClassCode,
        /// Its condition.
        #[serde(default)]
        condition: Option<u8>,
        /// The kind of handling.
        #[serde(default)]
        kind: Option<CaseKind>,
        /// The quality grade.
        #[serde(default)]
        grade: Option<Grade>,
    },
    /// The owner is determined anew under the versions in force (重新定责).
    Assign {},
    /// It is the same as another one (重复).
    Duplicate {
        /// The other one.
        of: CaseId,
    },
    /// The reporter was called back (回访).
    Visit {
        /// The answer.
        satisfaction: Satisfaction,
        /// What was said.
        #[serde(default)]
        text: Option<String>,
    },
    /// The reporter of a hazard gets a reward (奖励).
    Reward {
        /// In fen.
        fen: u32,
    },
    /// A file belongs to it (附件).
    Attach {
        /// SHA-256 of the file.
        digest: [u8; 32],
        /// Its size in bytes.
        bytes: u64,
        /// Its media type.
        media: String,
        /// Its name.
        #[serde(default)]
        name: Option<String>,
    },
    /// Something worth knowing (备注).
    Note {
        /// What.
        text: String,
    },
}

impl ActRequest {
    /// The act that it becomes.
    #[must_use]
    pub const fn kind(&self) -> ActKind {
        match self {
            Self::Accept { .. } => ActKind::Accept,
            Self::Verify { .. } => ActKind::Verify,
            Self::Verified { .. } => ActKind::Verified,
            Self::File { .. } => ActKind::File,
            Self::NotFile { .. } => ActKind::NotFile,
            Self::Dispatch { .. } => ActKind::Dispatch,
            Self::Return { .. } => ActKind::Return,
            Self::Handle {} => ActKind::Handle,
            Self::Feedback { .. } => ActKind::Feedback,
            Self::Check { .. } => ActKind::Check,
            Self::Checked { .. } => ActKind::Checked,
            Self::Rework { .. } => ActKind::Rework,
            Self::Close {} => ActKind::Close,
            Self::Extend { .. } => ActKind::Extend,
            Self::Suspend { .. } => ActKind::Suspend,
            Self::Resume {} => ActKind::Resume,
            Self::Void { .. } => ActKind::Void,
            Self::Appeal { .. } => ActKind::Appeal,
            Self::Appealed { .. } => ActKind::Appealed,
            Self::Supervise { .. } => ActKind::Supervise,
            Self::Locate { .. } => ActKind::Locate,
            Self::Reclassify { .. } => ActKind::Reclassify,
            Self::Assign {} => ActKind::Assign,
            Self::Duplicate { .. } => ActKind::Duplicate,
            Self::Visit { .. } => ActKind::Visit,
            Self::Reward { .. } => ActKind::Reward,
            Self::Attach { .. } => ActKind::Attach,
            Self::Note { .. } => ActKind::Note,
        }
    }
}
