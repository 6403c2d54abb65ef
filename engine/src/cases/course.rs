//! The two courses of a case: the ordinary one, and that of a contradiction between people (大调解).

use serde::{Deserialize, Serialize};

use super::act::ActKind;
use super::stage::Stage;
use crate::ids::ClassCode;
use crate::rules::{ClassNature, Sensitivity};

/// Which course a case takes. Both stand on one transition table; see [`crate::cases`] for how mediation maps onto it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Course {
    /// Findings, wishes and hazards (一般案件).
    Ordinary,
    /// Contradictions between people (矛盾纠纷).
    Mediation,
}

/// What a class is about, by the root letter of its code; `None` for a code without one of the five roots.
#[must_use]
pub fn nature_of(class: &ClassCode) -> Option<ClassNature> {
    match class.as_str().chars().next()? {
        'C' => Some(ClassNature::Component),
        'E' => Some(ClassNature::Event),
        'A' => Some(ClassNature::Appeal),
        'H' => Some(ClassNature::Hazard),
        'M' => Some(ClassNature::Mediation),
        _ => None,
    }
}

impl Course {
    /// The course of a class.
    #[must_use]
    pub fn of(class: &ClassCode) -> Self {
        if nature_of(class) == Some(ClassNature::Mediation) { Self::Mediation } else { Self::Ordinary }
    }

    /// Whether the course has the act at all. Nobody inspects peace between neighbours, and nobody is paid for it.
    #[must_use]
    pub const fn knows(self, act: ActKind) -> bool {
        match self {
            Self::Ordinary => true,
            Self::Mediation => !matches!(act, ActKind::Check | ActKind::Checked | ActKind::Reward),
        }
    }

    /// The least that its cases are protected, whatever their class says.
    #[must_use]
    pub const fn least_sensitivity(self) -> Sensitivity {
        match self {
            Self::Ordinary => Sensitivity::Public,
            Self::Mediation => Sensitivity::Restricted,
        }
    }

    /// The word of the trade for a stage in this course.
    #[must_use]
    pub const fn stage_zh(self, stage: Stage) -> &'static str {
        match (self, stage) {
            (Self::Mediation, Stage::Verifying) => "排查中",
            (Self::Mediation, Stage::Filed) => "待分流",
            (Self::Mediation, Stage::Dispatched) => "待化解",
            (Self::Mediation, Stage::Handling) => "化解中",
            (Self::Mediation, Stage::Returned) => "退回待分流",
            (Self::Mediation, Stage::Done) => "待回访",
            (Self::Mediation, Stage::Closed) => "已化解",
            (Self::Mediation, Stage::NotFiled) => "不予受理",
            _ => stage.as_zh(),
        }
    }

    /// The word of the trade for an act in this course.
    #[must_use]
    pub const fn act_zh(self, act: ActKind) -> &'static str {
        match (self, act) {
            (Self::Mediation, ActKind::Verify) => "排查",
            (Self::Mediation, ActKind::Verified) => "排查反馈",
            (Self::Mediation, ActKind::File) => "登记",
            (Self::Mediation, ActKind::NotFile) => "不予受理",
            (Self::Mediation, ActKind::Dispatch) => "分流",
            (Self::Mediation, ActKind::Handle) => "化解",
            (Self::Mediation, ActKind::Feedback) => "化解反馈",
            (Self::Mediation, ActKind::Rework) => "再次化解",
            _ => act.as_zh(),
        }
    }

    /// The word of the trade for a level of supervision in this course: in mediation the town is warned (预警), the
    /// district gets a report of a major matter (重大事项报告), the leadership supervises (督办).
    #[must_use]
    pub const fn supervision_zh(self, level: u8) -> &'static str {
        match (self, level) {
            (Self::Mediation, 0 | 1) => "预警",
            (Self::Mediation, 2) => "重大事项报告",
            (Self::Ordinary, 0 | 1) => "催办",
            _ => "督办",
        }
    }
}
