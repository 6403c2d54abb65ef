//! What do the cases say? So far: what indicators, scores and colours of warning are, as a district defines them.

pub mod definition;
