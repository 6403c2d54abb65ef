//! Who answers for this class, here, at this time, by when, at which level (派单规则)?
//!
//! A decision table whose most specific row wins. Rows that tie are a fault of the table, not a matter of order, and so is
//! a question without a row; both are found by proof over the whole table before a case falls into them (三不管).

mod bound;
mod class;
pub mod definition;
#[cfg(test)]
mod fixture_for_tests;
mod outcome;
pub mod prove;
mod question;
mod set;
pub mod settings;
mod source;
mod table;
mod unit;

pub use bound::BoundRules;
pub use class::{CaseKind, Class, ClassNature, Condition, Domain, Grade, Lead, Sensitivity};
pub use outcome::{Level, QueueName};
pub use prove::{Fault, Finding, FindingBox, Proof, prove};
pub use question::{Decision, LimitFrom, LosingRule, Question, TERRITORY_RULE, Verdict};
pub use set::{Classes, RuleSet, Sources, Units};
pub use settings::Settings;
pub use source::{LocationQuality, Source};
pub use table::{AcceptedHole, OwnerIs, Reference, Rule};
pub use unit::{Duty, Unit, UnitKind};
