//! Case → owner, with reasons: a pure function of case, plan, rules and calendar (定责).
//!
//! [`LocatedPlan`] makes a plan searchable, [`Assigner`] puts plan, rules and calendar together, [`Query`] is what is asked
//! and [`Assignment`] what is answered. Nothing is guessed silently: what had to be assumed about a place is told
//! ([`Basis`]), and a place that only words name is used above the district's threshold alone, and flagged.

mod assigner;
mod assignment;
mod batch;
mod layers;
mod place;
mod query;
mod register;
mod told;
mod why;

pub use crate::rules::{Level, QueueName};
pub use assigner::{Answered, Assigner, Worked};
pub use assignment::{Assignment, CellAnswer, Outcome, RunnerUp};
pub use layers::{LocatedLayer, LocatedPlan, LocatedPlanError};
pub use place::{Basis, ResolvedPlace};
pub use query::{Query, Whereabouts};
pub use register::{Component, ComponentRegister, NamedPlace, PlaceNames, RegisterError};
pub use told::{Told, ToldCell, ToldOutcome, ToldRule, ToldUnit};
pub use why::Words;
