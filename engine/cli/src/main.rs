//! `gridward`: batch work on responsibility grids.

#[cfg(feature = "polars")]
mod bulk;
#[cfg(feature = "polars")]
mod cases;
mod commands;
mod district_check;
mod failure;
#[cfg(feature = "polars")]
mod in_order;
mod layers;
mod output;
#[cfg(feature = "polars")]
mod progress;
mod store;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// An import makes some hundreds of millions of small pieces of memory on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A district's responsibility grid (责任网格): check its layers, find the owner of places, assign cases, make test coverages.
#[derive(Debug, Parser)]
#[command(name = "gridward", version, max_term_width = 110)]
#[command(
    after_help = "Exit codes: 0 fine, 1 the check found defects, 2 wrong usage, 65 bad data, 78 bad configuration."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Backup(commands::backup::Args),
    Check(commands::check::Args),
    CheckDistrict(commands::check_district::Args),
    Locate(commands::locate::Args),
    #[cfg(feature = "polars")]
    Assign(commands::assign::Args),
    #[cfg(feature = "polars")]
    Datum(commands::datum::Args),
    #[cfg(feature = "polars")]
    Export(commands::export::Args),
    #[cfg(feature = "polars")]
    Filing(commands::filing::Args),
    Generate(commands::generate::Args),
    #[cfg(feature = "polars")]
    Import(commands::import::Args),
    Plan(commands::plan::Args),
    Report(commands::report::Args),
    #[cfg(feature = "polars")]
    Simulate(commands::simulate::Args),
    Rules(commands::rules::Args),
    Stats(commands::stats::Args),
    Verify(commands::verify::Args),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Backup(args) => commands::backup::run(&args),
        Command::Check(args) => commands::check::run(&args),
        Command::CheckDistrict(args) => commands::check_district::run(&args),
        Command::Locate(args) => commands::locate::run(&args),
        #[cfg(feature = "polars")]
        Command::Assign(args) => commands::assign::run(&args),
        #[cfg(feature = "polars")]
        Command::Datum(args) => commands::datum::run(&args),
        #[cfg(feature = "polars")]
        Command::Export(args) => commands::export::run(&args),
        #[cfg(feature = "polars")]
        Command::Filing(args) => commands::filing::run(&args),
        Command::Generate(args) => commands::generate::run(&args),
        #[cfg(feature = "polars")]
        Command::Import(args) => commands::import::run(&args),
        Command::Plan(args) => commands::plan::run(&args),
        Command::Report(args) => commands::report::run(&args),
        #[cfg(feature = "polars")]
        Command::Simulate(args) => commands::simulate::run(&args),
        Command::Verify(args) => commands::verify::run(&args),
        Command::Rules(args) => commands::rules::run(&args),
        Command::Stats(args) => commands::stats::run(&args),
    };
    match done {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
