//! Where, since when, is it chance? So far: the printed report of a period, each rate with its denominator.

pub mod report;
