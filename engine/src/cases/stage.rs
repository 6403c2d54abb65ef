//! Where a case stands (案件状态).

use serde::{Deserialize, Serialize};

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Stage {
    /// It came in (待受理).
    Reported,
    /// It was accepted (已受理, 待立案).
    Accepted,
    /// A collector looks whether it is so (核实中).
    Verifying,
    /// It is a case and needs a unit (待派遣).
    Filed,
    /// A unit has it (待处置).
    Dispatched,
    /// The unit works on it (处置中).
    Handling,
    /// The unit gave it back (回退待派).
    Returned,
    /// The unit says that it is done (待核查).
    Done,
    /// A collector looks whether it is done (核查中).
    Checking,
    /// It was looked at, and it is done (待结案).
    Passed,
    /// The clock stands (挂账).
    Suspended,
    /// Over (已结案).
    Closed,
    /// It was no case (不予立案).
    NotFiled,
    /// It never was one, or is another one's double (作废).
    Void,
}

impl Stage {
    /// All stages.
    pub const ALL: [Self; 14] = [
        Self::Reported,
        Self::Accepted,
        Self::Verifying,
        Self::Filed,
        Self::Dispatched,
        Self::Handling,
        Self::Returned,
        Self::Done,
        Self::Checking,
        Self::Passed,
        Self::Suspended,
        Self::Closed,
        Self::NotFiled,
        Self::Void,
    ];

    /// Whether nothing more is expected.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::NotFiled | Self::Void)
    }

    /// The word used in files and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Accepted => "accepted",
            Self::Verifying => "verifying",
            Self::Filed => "filed",
            Self::Dispatched => "dispatched",
            Self::Handling => "handling",
            Self::Returned => "returned",
            Self::Done => "done",
            Self::Checking => "checking",
            Self::Passed => "passed",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
            Self::NotFiled => "not-filed",
            Self::Void => "void",
        }
    }

    /// The word of the trade.
    #[must_use]
    pub const fn as_zh(self) -> &'static str {
        match self {
            Self::Reported => "待受理",
            Self::Accepted => "已受理",
            Self::Verifying => "核实中",
            Self::Filed => "待派遣",
            Self::Dispatched => "待处置",
            Self::Handling => "处置中",
            Self::Returned => "回退待派",
            Self::Done => "待核查",
            Self::Checking => "核查中",
            Self::Passed => "待结案",
            Self::Suspended => "挂账",
            Self::Closed => "已结案",
            Self::NotFiled => "不予立案",
            Self::Void => "作废",
        }
    }
}
