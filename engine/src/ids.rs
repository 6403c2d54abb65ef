//! Identities: what may be confused has a type of its own.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The identity as it was written.
            #[must_use]
            pub fn new(text: &str) -> Self {
                Self(Arc::from(text))
            }

            /// The identity as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id! {
    /// A cell's code, always text: leading zeros count, and a code need not be a number.
    CellCode
}
text_id! {
    /// The name of a layer of cells, for instance `unit-grid` (单元网格).
    LayerName
}
text_id! {
    /// The code of a responsible unit (责任单位): department, sub-centre, workstation, team.
    UnitCode
}
text_id! {
    /// The code of a class in the class tree (大类, 小类): `C01`, `E0113`; the letter keeps components and events apart.
    ClassCode
}
text_id! {
    /// The code of a source (案件来源): the hotline, the alarm centre, a patrol.
    SourceCode
}
text_id! {
    /// The identity of a routing rule (派单规则), unique in its table.
    RuleId
}
text_id! {
    /// A case's identity (案件编号), made by whoever sends the case, so that a retry is the same case.
    CaseId
}
text_id! {
    /// A component's object code (部件编码), 16 digits in the national system; always text.
    ComponentCode
}
text_id! {
    /// An account's name (账号).
    AccountName
}

/// A cell's position in its layer, 0-based. The layer's cells are ordered by code, so an index is stable within a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CellIndex(pub u32);

/// The number of a published plan; numbers rise and are never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PlanNumber(pub u32);

/// The number of a published set of rules: units, classes, sources and routing table together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RulesVersion(pub u32);

/// The number of a published calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CalendarVersion(pub u32);

/// A case's place in the order of arrival, 0-based, never used twice; the number by which columns and events know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseNumber(pub u32);

/// An event's place in the order of the whole log, 0-based, without holes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventNumber(pub u64);
