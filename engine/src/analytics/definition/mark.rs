//! What an indicator adds up: a flag of a case, or one of its amounts.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::cases::flags::Flag;

/// A flag of a case (评价标志), 0 or 1, or an amount of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// A flag.
    Flag(Flag),
    /// An amount.
    Amount(Amount),
}

/// An amount of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Amount {
    /// How often it was given back (回退次数).
    Returns,
    /// Extensions used (延期次数).
    Extensions,
    /// How often it went back to its unit (返工次数).
    Reworks,
    /// Its reward in fen (奖金).
    RewardFen,
    /// How far over its limit it was handled, in hundredths of the limit (超时倍数).
    OvertimeHundredths,
}

impl Amount {
    /// All amounts.
    pub const ALL: [Self; 5] =
        [Self::Returns, Self::Extensions, Self::Reworks, Self::RewardFen, Self::OvertimeHundredths];

    /// The word used in files and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Returns => "returns",
            Self::Extensions => "extensions",
            Self::Reworks => "reworks",
            Self::RewardFen => "reward-fen",
            Self::OvertimeHundredths => "overtime-hundredths",
        }
    }

    /// The word of the trade.
    #[must_use]
    pub const fn as_zh(self) -> &'static str {
        match self {
            Self::Returns => "回退次数",
            Self::Extensions => "延期次数",
            Self::Reworks => "返工次数",
            Self::RewardFen => "奖金（分）",
            Self::OvertimeHundredths => "超时倍数（百分之一）",
        }
    }
}

const COUNT: usize = Flag::ALL.len() + Amount::ALL.len();

/// Every word, for messages.
const WORDS: [&str; COUNT] = {
    let mut words = [""; COUNT];
    let mut at = 0;
    while at < COUNT {
        words[at] = if at < Flag::ALL.len() {
            Flag::ALL[at].as_str()
        } else {
            Amount::ALL[at - Flag::ALL.len()].as_str()
        };
        at += 1;
    }
    words
};

impl Mark {
    /// All marks: the flags, then the amounts.
    pub fn all() -> impl Iterator<Item = Self> {
        Flag::ALL.iter().copied().map(Self::Flag).chain(Amount::ALL.into_iter().map(Self::Amount))
    }

    /// The word used in files and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Flag(flag) => flag.as_str(),
            Self::Amount(amount) => amount.as_str(),
        }
    }

    /// The word of the trade.
    #[must_use]
    pub const fn as_zh(self) -> &'static str {
        match self {
            Self::Flag(flag) => flag.as_zh(),
            Self::Amount(amount) => amount.as_zh(),
        }
    }
}

impl Serialize for Mark {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Mark {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = <Cow<'de, str>>::deserialize(deserializer)?;
        let found = Self::all().find(|mark| mark.as_str() == word);
        found.ok_or_else(|| serde::de::Error::unknown_variant(&word, &WORDS))
    }
}

impl JsonSchema for Mark {
    fn schema_name() -> Cow<'static, str> {
        "Mark".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let words: Vec<_> = Self::all()
            .map(|mark| json_schema!({ "const": mark.as_str(), "description": mark.as_zh() }))
            .collect();
        json_schema!({ "description": "A flag of a case, 0 or 1, or an amount of it.", "oneOf": words })
    }
}
