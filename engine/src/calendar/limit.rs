//! Amounts of time as the standards count them.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How an amount of time is counted (时限单位). CJ/T 315, GB/T 30428.8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LimitUnit {
    /// 工作日: counted on the working calendar, by the day reading of the district.
    WorkingDay,
    /// 工作时: counted inside working hours.
    WorkingHour,
    /// 工作分钟: counted inside working hours.
    WorkingMinute,
    /// 紧急工作日: 24 hours on the wall clock, nights and holidays included.
    UrgentDay,
    /// 紧急工作时: an hour on the wall clock.
    UrgentHour,
    /// 紧急工作分钟: a minute on the wall clock.
    UrgentMinute,
    /// 自然日: 24 hours on the wall clock.
    NaturalDay,
}

impl LimitUnit {
    /// The short form used in tables: `wd wh wm ud uh um nd`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WorkingDay => "wd",
            Self::WorkingHour => "wh",
            Self::WorkingMinute => "wm",
            Self::UrgentDay => "ud",
            Self::UrgentHour => "uh",
            Self::UrgentMinute => "um",
            Self::NaturalDay => "nd",
        }
    }

    /// The word of Chinese tables.
    #[must_use]
    pub const fn as_zh(self) -> &'static str {
        match self {
            Self::WorkingDay => "工作日",
            Self::WorkingHour => "工作时",
            Self::WorkingMinute => "工作分钟",
            Self::UrgentDay => "紧急工作日",
            Self::UrgentHour => "紧急工作时",
            Self::UrgentMinute => "紧急工作分钟",
            Self::NaturalDay => "自然日",
        }
    }

    /// Whether time runs on the wall clock.
    #[must_use]
    pub const fn is_continuous(self) -> bool {
        matches!(self, Self::UrgentDay | Self::UrgentHour | Self::UrgentMinute | Self::NaturalDay)
    }
}

/// An amount of time (处置时限), for instance 2 urgent hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Limit {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: LimitUnit,
}

/// Why a text is no limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{text}” is no limit; write an amount and a unit such as 2uh, 4wh, 5wd, 3nd or 2紧急工作时, 4小时, 5天"
)]
pub struct LimitParseError {
    /// What was given.
    pub text: String,
}

impl FromStr for Limit {
    type Err = LimitParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let wrong = || LimitParseError { text: text.into() };
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (amount, unit) = text.split_at_checked(digits).ok_or_else(wrong)?;
        let amount: u32 = amount.parse().map_err(|_| wrong())?;
        let unit = match unit.trim() {
            "wd" | "天" | "工作日" | "个工作日" => LimitUnit::WorkingDay,
            "wh" | "小时" | "工作时" | "工作小时" | "个工作时" => LimitUnit::WorkingHour,
            "wm" | "分钟" | "工作分钟" => LimitUnit::WorkingMinute,
            "ud" | "紧急工作日" => LimitUnit::UrgentDay,
            "uh" | "紧急工作时" | "紧急工作小时" => LimitUnit::UrgentHour,
            "um" | "紧急工作分钟" => LimitUnit::UrgentMinute,
            "nd" | "自然日" => LimitUnit::NaturalDay,
            _ => return Err(wrong()),
        };
        Ok(Self { amount, unit })
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.amount, self.unit.as_str())
    }
}

impl Serialize for Limit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// How a working day is read (switch D5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DayReading {
    /// One working day is eight working hours.
    #[default]
    EightHours,
    /// n working days end with the n-th working day after the day of the start.
    EndOfDay,
}

/// One stage of a limit (分阶段时限), for instance stop within 2 urgent hours, restore within 3 working days.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Milestone {
    /// The stage's short name, for instance `stop`; empty where a limit has one stage only.
    pub name: String,
    /// The time for it, counted from the start of the clock.
    pub limit: Limit,
}

/// An instant by which something must be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Due {
    /// The instant itself still counts as on time.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub at: Timestamp,
    /// The calendar ends before it: weekdays past its end were taken as working days, and it is computed anew later.
    pub provisional: bool,
}

/// A time in which the clock stands: suspension (挂账) or a return of several units (多部门回退).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Pause {
    /// The first instant at which the clock stands.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::required")]
    pub from: Timestamp,
    /// The first instant at which it runs again; `None` while it stands.
    #[serde(with = "jiff::fmt::serde::timestamp::millisecond::optional")]
    pub until: Option<Timestamp>,
}
