//! Cases: in, out, and on their way.

pub mod act;
pub mod intake;
pub mod list;
pub mod show;
pub mod wish;
