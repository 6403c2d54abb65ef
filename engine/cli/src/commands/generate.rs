//! `gridward generate`: a nested, valid, synthetic coverage inside an outline.

use std::process::ExitCode;

use crate::failure::Failure;

/// A nested, valid, synthetic coverage inside an outline: towns, communities, responsibility grids, unit grids
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_: &Args) -> Result<ExitCode, Failure> {
    Err(Failure::usage("not there yet"))
}
