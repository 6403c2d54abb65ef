//! Case → owner, with reasons: a pure function of case, plan, rules and calendar (定责).

mod assignment;

pub use crate::rules::{Level, QueueName};
pub use assignment::{Assignment, CellAnswer, Outcome, RunnerUp};
