//! Who answers for this class, here, at this time, by when, at which level (派单规则)?
//!
//! A decision table whose most specific row wins. Rows that tie are a fault of the table, not a matter of order, and so is
//! a question without a row; both are found by proof over the whole table before a case falls into them (三不管).

mod class;
mod source;
mod unit;

pub use class::{CaseKind, Class, ClassNature, Condition, Domain, Grade, Lead, Sensitivity};
pub use source::{LocationQuality, Source};
pub use unit::{Duty, Unit, UnitKind};
