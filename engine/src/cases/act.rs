//! What can be done with a case (环节).

use serde::{Deserialize, Serialize};

use super::event::PrivateText;
use super::intake::{Intake, StatedPlace};
use crate::assign::Assignment;
use crate::calendar::Due;
use crate::ids::{CaseId, ClassCode, UnitCode};
use crate::rules::{CaseKind, Grade};

/// Why an owner was determined (anew).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AssignCause {
    /// The case came in.
    Intake,
    /// Its place became known or was corrected.
    Located,
    /// Its class, kind or grade was corrected.
    Reclassified,
    /// A plan came into force.
    Plan,
    /// A set of rules came into force.
    Rules,
    /// A person decided.
    Person,
    /// A calendar came into force that reaches further: the same owner, and the deadline computed anew (时限重算).
    Calendar,
    /// A unit gave it back.
    Returned,
}

/// The answer of a call-back (回访满意度).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Satisfaction {
    /// 满意.
    Satisfied,
    /// 基本满意.
    Fair,
    /// 不满意.
    Dissatisfied,
    /// 未能联系.
    NotReached,
}

macro_rules! acts {
    ($($(#[$doc:meta])* $kind:ident ($word:literal, $zh:literal) $({ $($(#[$fdoc:meta])* $field:ident : $type:ty),* $(,)? })?),* $(,)?) => {
        /// What was done with a case, with what belongs to it.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Act {
            $($(#[$doc])* $kind $({ $($(#[$fdoc])* $field: $type),* })?),*
        }

        /// An act's name without what belongs to it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum ActKind {
            $($(#[$doc])* $kind),*
        }

        impl ActKind {
            /// All acts.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// The word used in files and answers.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $word),* }
            }

            /// The word of the trade.
            #[must_use]
            pub const fn as_zh(self) -> &'static str {
                match self { $(Self::$kind => $zh),* }
            }
        }

        impl Act {
            /// The act's name.
            #[must_use]
            pub const fn kind(&self) -> ActKind {
                match self { $(Self::$kind { .. } => ActKind::$kind),* }
            }
        }
    };
}

acts! {
    /// The case came in.
    Report("report", "上报") {
        /// As it came.
        intake: Box<Intake>,
    },
    /// The owner was determined.
    Assign("assign", "定责") {
        /// Why.
        cause: AssignCause,
        /// The decision with its reasons.
        assignment: Box<Assignment>,
    },
    /// The acceptance desk took it.
    Accept("accept", "受理") {
        /// The quality grade of its information.
        grade: Option<Grade>,
    },
    /// A collector is sent to see whether it is so; for reports from the public.
    Verify("verify", "核实") {
        /// Who looks.
        unit: UnitCode,
    },
    /// The collector answered.
    Verified("verified", "核实反馈") {
        /// Whether it is so.
        found: bool,
        /// What was seen.
        text: Option<PrivateText>,
    },
    /// It is a case.
    File("file", "立案") {
        /// By which condition of its class.
        condition: u8,
    },
    /// It is none.
    NotFile("not-file", "不予立案") {
        /// Why: one of the reasons of the district's settings.
        reason: String,
    },
    /// A unit gets it and the clock starts.
    Dispatch("dispatch", "派遣") {
        /// Who answers.
        unit: UnitCode,
        /// Who helps.
        helpers: Vec<UnitCode>,
        /// The stages of the deadline, the last one counts.
        due: Vec<Due>,
    },
    /// The unit gives it back.
    Return("return", "回退") {
        /// Why: one of the reasons of the district's settings.
        reason: String,
        /// Whom it names instead.
        proposes: Option<UnitCode>,
    },
    /// The unit began.
    Handle("handle", "处置"),
    /// The unit says that it is done.
    Feedback("feedback", "处理反馈") {
        /// What was done.
        text: Option<PrivateText>,
    },
    /// A collector is sent to see whether it is done.
    Check("check", "核查") {
        /// Who looks.
        unit: UnitCode,
    },
    /// The collector answered.
    Checked("checked", "核查反馈") {
        /// Whether it is done.
        passed: bool,
        /// What was seen.
        text: Option<PrivateText>,
    },
    /// It goes back to the unit because it is not done.
    Rework("rework", "返工") {
        /// Why.
        reason: String,
    },
    /// It is over.
    Close("close", "结案"),
    /// The original limit is added, at most twice.
    Extend("extend", "延期") {
        /// Why.
        reason: String,
        /// The new deadline.
        due: Vec<Due>,
    },
    /// The clock stops.
    Suspend("suspend", "挂账") {
        /// Why.
        reason: String,
    },
    /// The clock goes on.
    Resume("resume", "恢复") {
        /// The new deadline.
        due: Vec<Due>,
    },
    /// It never was one.
    Void("void", "作废") {
        /// Why.
        reason: String,
    },
    /// The unit asks that its lateness be excused.
    Appeal("appeal", "超时申诉") {
        /// Why.
        reason: String,
    },
    /// The appeal was answered.
    Appealed("appealed", "申诉答复") {
        /// Whether the case leaves the indicator.
        granted: bool,
    },
    /// Somebody above watches and urges.
    Supervise("supervise", "督办") {
        /// How high: 1 town, 2 district, 3 leadership.
        level: u8,
    },
    /// The place became known or was corrected.
    Locate("locate", "定位") {
        /// As it is now stated.
        place: Box<StatedPlace>,
    },
    /// The class, condition, kind or grade was corrected.
    Reclassify("reclassify", "改类") {
        /// The class.
        class: ClassCode,
        /// Its condition.
        condition: Option<u8>,
        /// The kind of handling.
        kind: Option<CaseKind>,
        /// The quality grade.
        grade: Option<Grade>,
    },
    /// It is the same as another one.
    Duplicate("duplicate", "重复") {
        /// The other one.
        of: CaseId,
    },
    /// The reporter was called back.
    Visit("visit", "回访") {
        /// The answer.
        satisfaction: Satisfaction,
        /// What was said.
        text: Option<PrivateText>,
    },
    /// The reporter of a hazard gets a reward.
    Reward("reward", "奖励") {
        /// In fen (分), a hundredth of a yuan.
        fen: u32,
    },
    /// A file belongs to it; it lies beside the store under its digest.
    Attach("attach", "附件") {
        /// SHA-256 of the file.
        digest: [u8; 32],
        /// Its size in bytes.
        bytes: u64,
        /// Its media type.
        media: String,
        /// Its name.
        name: Option<PrivateText>,
    },
    /// Something worth knowing.
    Note("note", "备注") {
        /// What.
        text: Option<PrivateText>,
    },
    /// The personal words of the case were erased.
    Erase("erase", "删除个人信息"),
}
