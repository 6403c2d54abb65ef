//! Case → owner, with reasons: a pure function of case, plan, rules and calendar (定责).

mod assignment;

pub use assignment::{Assignment, CellAnswer, Level, Outcome, QueueName, RunnerUp};
