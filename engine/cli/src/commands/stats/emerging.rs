//! `gridward stats` emerging and looks.

use gridward::analytics::autocorrelation::Null;
use gridward::analytics::chance::{Level, Streams};
use gridward::analytics::emerging::{
    ColdPast, NullOf, Reference, Settings, emerging as patterns, repeated_looks,
};
use serde_json::json;

use super::cube::{CubeArgs, Ready};
use super::input::InputArgs;
use super::neighbours::NeighbourArgs;
use super::told::Told;
use crate::failure::Failure;

/// Emerging hot spots: what each cell has been through, in seventeen patterns
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Codes: 1 new, 2 consecutive, 3 intensifying, 4 persistent, 5 diminishing, 6 sporadic, 7 oscillating, 8 historical; negative for cold, 0 for none.\n\nExample:\n  gridward stats emerging --input cases.csv --x lon --y lat --cell 500 --time date --first 2018-01-01 --every month --steps 8"
)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub struct EmergingArgs {
    #[command(flatten)]
    cube: CubeArgs,

    /// How many steps a neighbourhood looks back
    #[arg(long, value_name = "K", default_value_t = 1)]
    back: usize,

    /// A bin is compared with those of the steps that its neighbourhood reaches, not with the entire cube
    #[arg(long)]
    by_step: bool,

    /// Draws of the null for each bin; 0 for the normal law
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "exact")]
    draws: u32,

    /// The whole null, counted, instead of draws
    #[arg(long)]
    exact: bool,

    /// The seed of draws, and of the simulated looks
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// The share of false discoveries among all bins
    #[arg(long, value_name = "ALPHA", default_value_t = 0.05)]
    alpha: f64,

    /// alpha is the p-value of a single bin, without regard to how many there are
    #[arg(long)]
    uncorrected: bool,

    /// The p-value of a trend
    #[arg(long, value_name = "ALPHA", default_value_t = 0.05)]
    mk_alpha: f64,

    /// A cell that is hot in its last steps only and was cold before is oscillating, not new
    #[arg(long)]
    cold_past_oscillates: bool,
}

/// Runs the command.
pub fn emerging(args: &EmergingArgs) -> Result<(), Failure> {
    let level = |alpha: f64| Level::try_from(alpha).map_err(Failure::usage);
    let Ready { mut told, cube, weights, .. } = args.cube.ready("emerging")?;
    let null = match (args.exact, args.draws) {
        (true, _) => NullOf::Exact,
        (false, 0) => NullOf::Normal,
        (false, draws) => NullOf::Draws(Null { draws, streams: Streams::new(args.seed) }),
    };
    let settings = Settings {
        back: args.back,
        reference: if args.by_step { Reference::Step } else { Reference::Entire },
        null,
        alpha: level(args.alpha)?,
        corrected: !args.uncorrected,
        trend_alpha: level(args.mk_alpha)?,
        cold_past: if args.cold_past_oscillates { ColdPast::Oscillating } else { ColdPast::New },
    };
    told.by("neighbourhood_time_steps_back", args.back).by("seed", args.seed);
    told.by("global_window", if args.by_step { "step" } else { "entire" });
    told.by("alpha", args.alpha).by("fdr_over_all_bins", !args.uncorrected).by("mk_alpha", args.mk_alpha);
    told.by("cold_past", json!(settings.cold_past)).by("draws", args.draws);
    told.by(
        "null",
        match null {
            NullOf::Normal => "normal",
            NullOf::Draws(_) => "conditional permutation",
            NullOf::Exact => "exact",
        },
    );
    if null == NullOf::Normal {
        told.warn(
            "normal",
            "p 由正态近似得出：案件稀少时偏差大，可用 --draws 999 或 --exact。",
            "p comes from the normal law, which is far off where counts are small: take --draws 999 or --exact.",
        );
    }
    let steps = u32::try_from(cube.steps()).unwrap_or(u32::MAX);
    if cube.cells() * cube.steps() <= 500_000 {
        let expected: Vec<f64> =
            cube.sums(0, cube.steps()).iter().map(|sum| sum / f64::from(steps)).collect();
        // Each cell at the mean of all: noise has no place.
        let mean = expected.iter().sum::<f64>() / expected.len() as f64;
        let flat = vec![mean; expected.len()];
        let looks =
            repeated_looks(&weights, &flat, steps, 10, settings.alpha, Streams::new(args.seed).part(13))
                .map_err(Failure::data)?;
        warn_of_looks(&mut told, looks.cells_hot_once, looks.any_hot_corrected, steps);
        told.by("looks", json!(looks));
    }
    told.print(patterns(&cube, &weights, &settings).map_err(Failure::data)?)
}

fn warn_of_looks(told: &mut Told, once: f64, any_corrected: f64, looks: u32) {
    let (once, any) = (once * 100.0, any_corrected * 100.0);
    told.warn(
        "looks",
        &format!("若逐步各看一张图，纯噪声在 {looks} 次中也会使 {once:.0}% 的格子至少热一次；逐图校正后，仍有 {any:.0}% 的可能至少有一格热。"),
        &format!("Whoever looks at a map of each of {looks} steps sees {once:.0} % of the cells hot at least once in pure noise; with each map corrected, there is a chance of {any:.0} % that some cell is hot sometime."),
    );
}

/// What many looks at noise would show
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward stats looks --input cells.geojson --expected weekly_mean --looks 26 --runs 100 --seed 1"
)]
pub struct LooksArgs {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    neighbours: NeighbourArgs,

    /// The column of the cases expected on one map
    #[arg(long, value_name = "COLUMN")]
    expected: String,

    /// Maps that are looked at
    #[arg(long, value_name = "N", default_value_t = 26)]
    looks: u32,

    /// Runs that are simulated
    #[arg(long, value_name = "N", default_value_t = 100)]
    runs: u32,

    /// The level of each map
    #[arg(long, value_name = "ALPHA", default_value_t = 0.05)]
    alpha: f64,

    /// The seed
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Runs the command.
pub fn looks(args: &LooksArgs) -> Result<(), Failure> {
    let level = Level::try_from(args.alpha).map_err(Failure::usage)?;
    let places = args.input.read()?;
    let mut told = Told::new("looks", &places);
    let expected = places.numbers(&args.expected)?;
    let weights = args.neighbours.make(&places, &mut told)?;
    told.by("expected", args.expected.as_str()).by("looks", args.looks).by("runs", args.runs);
    told.by("alpha", args.alpha).by("seed", args.seed);
    let found = repeated_looks(&weights, &expected, args.looks, args.runs, level, Streams::new(args.seed))
        .map_err(Failure::data)?;
    warn_of_looks(&mut told, found.cells_hot_once, found.any_hot_corrected, args.looks);
    told.print(found)
}
