//! `gridward stats` knox, near-repeat.

use gridward::analytics::chance::Streams;
use gridward::analytics::interaction as statistics;
use serde_json::json;

use super::ground::coincident;
use super::input::{InputArgs, Places};
use super::told::Told;
use crate::failure::Failure;

/// Bands of space and time, and the null.
#[derive(Debug, clap::Args)]
struct BandArgs {
    /// The column of times, as numbers (days, hours)
    #[arg(long, value_name = "COLUMN", default_value = "t")]
    time: String,

    /// Upper ends of bands of distance, rising, in the plane's unit
    #[arg(long, value_name = "M,M,…", value_delimiter = ',', required = true)]
    space: Vec<f64>,

    /// Upper ends of bands of time, rising, in the unit of the column
    #[arg(long, value_name = "T,T,…", value_delimiter = ',', required = true)]
    span: Vec<f64>,

    /// Shuffles of the times
    #[arg(long, value_name = "N", default_value_t = 999)]
    draws: u32,

    /// The seed of the shuffles
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// Most shuffles.
const MOST_DRAWS: u32 = 99_999;

impl BandArgs {
    fn ready(&self, method: &str, input: &InputArgs) -> Result<(Told, Places, Vec<f64>), Failure> {
        if self.draws > MOST_DRAWS {
            return Err(Failure::usage(format!("--draws {}: at most {MOST_DRAWS} are made", self.draws)));
        }
        let places = input.read()?;
        let mut told = Told::new(method, &places);
        told.by("time", self.time.as_str())
            .by("space", self.space.clone())
            .by("span", self.span.clone())
            .by("null", "times are shuffled among the cases")
            .by("draws", self.draws)
            .by("seed", self.seed);
        coincident(&mut told, &places);
        let times = places.numbers(&self.time)?;
        Ok((told, places, times))
    }
}

/// Knox: pairs close in space and time, for each distance and span (closed, each from 0 on)
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward stats knox --input cases.csv --planar --time day --space 100,200 --span 7,14"
)]
pub struct KnoxArgs {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    bands: BandArgs,
}

/// The near-repeat table: pairs by bands of space and time that exclude one another, against shuffled times
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward stats near-repeat --input cases.csv --planar --time day --space 100,200,300,400 --span 7,14,21,28"
)]
pub struct NearRepeatArgs {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    bands: BandArgs,
}

/// Knox.
pub fn knox(args: &KnoxArgs) -> Result<(), Failure> {
    let BandArgs { space, span, draws, seed, .. } = &args.bands;
    let (told, places, times) = args.bands.ready("knox", &args.input)?;
    let found = statistics::knox(&places.at, &times, space, span, *draws, Streams::new(*seed));
    told.print(json!({"rule": "pairs i<j, d<=delta_s and |dt|<=delta_t (closed)", "results": found.map_err(Failure::data)?}))
}

/// The near-repeat table.
pub fn near_repeat(args: &NearRepeatArgs) -> Result<(), Failure> {
    let BandArgs { space, span, draws, seed, .. } = &args.bands;
    if *draws < 2 {
        return Err(Failure::usage("--draws: the table is one of shuffles; take at least 2, better 999"));
    }
    let (told, places, times) = args.bands.ready("near-repeat", &args.input)?;
    let found = statistics::near_repeat(&places.at, &times, space, span, *draws, Streams::new(*seed));
    told.print(found.map_err(Failure::data)?)
}
