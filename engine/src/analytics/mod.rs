//! What do the cases say? So far: what indicators, scores and colours of warning are, as a district defines them, and the
//! printed report of a period.

pub mod definition;
pub mod report;
