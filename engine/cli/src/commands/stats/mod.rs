//! `gridward stats`: any statistic of the suite on any file, as one JSON document.

mod autocorrelation;
mod backtest;
mod cube;
mod effort;
mod emerging;
mod ground;
mod input;
mod interaction;
mod neighbours;
mod points;
mod scan;
mod surface;
mod told;

use std::process::ExitCode;

use clap::Subcommand;

use crate::failure::Failure;

/// Statistics on a file: is it chance?
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Every answer is one JSON document with its method, parameters, number of places, seed and warnings.\n\nExample:\n  gridward stats gi --input cells.geojson --value cases --weights queen --draws 999 --seed 1"
)]
pub struct Args {
    #[command(subcommand)]
    statistic: Statistic,
}

#[derive(Debug, Subcommand)]
enum Statistic {
    Weights(neighbours::WeightsArgs),
    Moran(autocorrelation::GlobalArgs),
    Geary(autocorrelation::GlobalArgs),
    #[command(name = "general-g")]
    GeneralG(autocorrelation::GlobalArgs),
    Joins(autocorrelation::GlobalArgs),
    Distances(autocorrelation::DistancesArgs),
    Gi(autocorrelation::LocalArgs),
    LocalMoran(autocorrelation::LocalArgs),
    LocalGeary(autocorrelation::LocalArgs),
    LocalJoins(autocorrelation::LocalArgs),
    Scan(scan::ScanArgs),
    StScan(scan::SpaceTimeArgs),
    Density(surface::DensityArgs),
    Knox(interaction::KnoxArgs),
    NearRepeat(interaction::NearRepeatArgs),
    Ripley(points::RipleyArgs),
    PairCorrelation(points::PairArgs),
    Piles(points::PilesArgs),
    Dbscan(points::DbscanArgs),
    Hdbscan(points::HdbscanArgs),
    Emerging(emerging::EmergingArgs),
    Looks(emerging::LooksArgs),
    Accuracy(backtest::AccuracyArgs),
    Backtest(backtest::BacktestArgs),
    Effort(effort::EffortArgs),
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    match &args.statistic {
        Statistic::Weights(args) => neighbours::run(args)?,
        Statistic::Moran(args) => autocorrelation::moran(args)?,
        Statistic::Geary(args) => autocorrelation::geary(args)?,
        Statistic::GeneralG(args) => autocorrelation::general_g(args)?,
        Statistic::Joins(args) => autocorrelation::joins(args)?,
        Statistic::Distances(args) => autocorrelation::distances(args)?,
        Statistic::Gi(args) => autocorrelation::gi(args)?,
        Statistic::LocalMoran(args) => autocorrelation::local_moran(args)?,
        Statistic::LocalGeary(args) => autocorrelation::local_geary(args)?,
        Statistic::LocalJoins(args) => autocorrelation::local_joins(args)?,
        Statistic::Scan(args) => scan::scan(args)?,
        Statistic::StScan(args) => scan::st_scan(args)?,
        Statistic::Density(args) => surface::density(args)?,
        Statistic::Knox(args) => interaction::knox(args)?,
        Statistic::NearRepeat(args) => interaction::near_repeat(args)?,
        Statistic::Ripley(args) => points::ripley(args)?,
        Statistic::PairCorrelation(args) => points::pair_correlation(args)?,
        Statistic::Piles(args) => points::piles(args)?,
        Statistic::Dbscan(args) => points::dbscan(args)?,
        Statistic::Hdbscan(args) => points::hdbscan(args)?,
        Statistic::Emerging(args) => emerging::emerging(args)?,
        Statistic::Looks(args) => emerging::looks(args)?,
        Statistic::Accuracy(args) => backtest::accuracy(args)?,
        Statistic::Backtest(args) => backtest::backtest(args)?,
        Statistic::Effort(args) => effort::effort(args)?,
    }
    Ok(ExitCode::SUCCESS)
}
