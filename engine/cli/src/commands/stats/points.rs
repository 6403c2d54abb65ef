//! `gridward stats` ripley, pair-correlation, piles, dbscan, hdbscan.

use std::f64::consts::PI;

use clap::ValueEnum;
use gridward::analytics::points::{self as statistics, Correction, Pattern};
use serde_json::{Map, Value, json};

use super::ground::{RectangleArgs, coincident};
use super::input::InputArgs;
use super::told::Told;
use crate::failure::Failure;

#[derive(Debug, Clone, Copy, ValueEnum)]
enum CorrectionArg {
    None,
    Border,
    Translate,
    Isotropic,
}

impl From<CorrectionArg> for Correction {
    fn from(correction: CorrectionArg) -> Self {
        match correction {
            CorrectionArg::None => Self::None,
            CorrectionArg::Border => Self::Border,
            CorrectionArg::Translate => Self::Translate,
            CorrectionArg::Isotropic => Self::Isotropic,
        }
    }
}

/// Ripley's K and L with their four corrections
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward stats ripley --input cases.csv --planar --window 0,850,0,960 --distances 10,20,30"
)]
pub struct RipleyArgs {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    rectangle: RectangleArgs,

    /// Rising distances, in the plane's unit
    #[arg(long, value_name = "M,M,…", value_delimiter = ',', required = true)]
    distances: Vec<f64>,
}

/// The pair correlation g: 1 under complete chance
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward stats pair-correlation --input cases.csv --planar --window 0,850,0,960 --distances 10,20,30"
)]
pub struct PairArgs {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    rectangle: RectangleArgs,

    /// Rising distances, in the plane's unit
    #[arg(long, value_name = "M,M,…", value_delimiter = ',', required = true)]
    distances: Vec<f64>,

    /// How pairs beyond the border are made up for
    #[arg(long, value_enum, default_value = "translate")]
    correction: CorrectionArg,

    /// The half width of smoothing; otherwise 0.15 over the root of the intensity
    #[arg(long, value_name = "M")]
    width: Option<f64>,
}

/// Places that several rows share exactly
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  gridward stats piles --input cases.csv --planar --least 10")]
pub struct PilesArgs {
    #[command(flatten)]
    input: InputArgs,

    /// Rows that make a pile
    #[arg(long, value_name = "N", default_value_t = 2)]
    least: usize,
}

/// Clusters by density (DBSCAN); with --time, in space and time
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward stats dbscan --input cases.csv --planar --reach 100 --least 8 --time day --span 7"
)]
pub struct DbscanArgs {
    #[command(flatten)]
    input: InputArgs,

    /// How far is near (closed), in the plane's unit
    #[arg(long, value_name = "M")]
    reach: f64,

    /// Places within reach, itself included, that make a core
    #[arg(long, value_name = "N")]
    least: usize,

    /// The column of times, as numbers
    #[arg(long, value_name = "COLUMN", requires = "span")]
    time: Option<String>,

    /// How long is soon (closed), in the unit of the column
    #[arg(long, value_name = "T", requires = "time")]
    span: Option<f64>,
}

/// Clusters of any density (HDBSCAN, excess of mass)
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  gridward stats hdbscan --input cases.csv --planar --cluster 10")]
pub struct HdbscanArgs {
    #[command(flatten)]
    input: InputArgs,

    /// Places that make a cluster
    #[arg(long, value_name = "N", default_value_t = 5)]
    cluster: usize,

    /// Density is the distance to so many places, itself included; otherwise as many as make a cluster
    #[arg(long, value_name = "N")]
    least: Option<usize>,
}

const CORRECTIONS: [(&str, Correction); 4] = [
    ("none", Correction::None),
    ("border", Correction::Border),
    ("translate", Correction::Translate),
    ("isotropic", Correction::Isotropic),
];

fn pattern(method: &str, input: &InputArgs, rectangle: &RectangleArgs) -> Result<(Told, Pattern), Failure> {
    let places = input.read()?;
    let mut told = Told::new(method, &places);
    let [low, high] = rectangle.corners(&places, &mut told)?;
    coincident(&mut told, &places);
    Ok((told, Pattern::new(&places.at, low, high).map_err(Failure::data)?))
}

/// K and L.
pub fn ripley(args: &RipleyArgs) -> Result<(), Failure> {
    let (told, pattern) = pattern("ripley", &args.input, &args.rectangle)?;
    let (mut k, mut l) = (Map::new(), Map::new());
    for (name, correction) in CORRECTIONS {
        let found = statistics::ripley(&pattern, correction, &args.distances).map_err(Failure::usage)?;
        let roots: Vec<Option<f64>> = found.iter().map(|k| k.map(|k| (k / PI).sqrt())).collect();
        k.insert(name.to_owned(), json!(found));
        l.insert(name.to_owned(), json!(roots));
    }
    let poisson: Vec<f64> = args.distances.iter().map(|far| PI * far * far).collect();
    told.print(json!({"r": args.distances, "K": k, "L": l, "K_poisson": poisson}))
}

/// Pair correlation.
pub fn pair_correlation(args: &PairArgs) -> Result<(), Failure> {
    let (mut told, pattern) = pattern("pair-correlation", &args.input, &args.rectangle)?;
    let width = args.width.unwrap_or_else(|| pattern.stoyan_width());
    let correction = args.correction.into();
    told.by("correction", json!(correction)).by("width", width);
    let g =
        statistics::pair_correlation(&pattern, correction, &args.distances, width).map_err(Failure::usage)?;
    told.print(json!({"r": args.distances, "g": g}))
}

/// Piles.
pub fn piles(args: &PilesArgs) -> Result<(), Failure> {
    let places = args.input.read()?;
    let mut told = Told::new("piles", &places);
    told.by("least", args.least);
    let piles = statistics::piles(&places.at, args.least);
    let rows: usize = piles.iter().map(|pile| pile.count).sum();
    let named = |pile: &statistics::Pile| -> Value {
        let name = places.names.as_ref().and_then(|names| names.get(pile.first_row));
        json!({"x": pile.x, "y": pile.y, "count": pile.count, "share": pile.share, "first_row": pile.first_row, "first": name})
    };
    told.print(
        json!({"places": piles.len(), "rows": rows, "piles": piles.iter().map(named).collect::<Vec<_>>()}),
    )
}

/// DBSCAN.
pub fn dbscan(args: &DbscanArgs) -> Result<(), Failure> {
    let places = args.input.read()?;
    let mut told = Told::new("dbscan", &places);
    told.by("eps", args.reach).by("min_samples_including_self", args.least);
    coincident(&mut told, &places);
    let times = args.time.as_ref().map(|field| places.numbers(field)).transpose()?;
    let timed = times.as_deref().zip(args.span);
    if let (Some(field), Some(span)) = (&args.time, args.span) {
        told.by("time", field.as_str()).by("span", span);
    }
    told.print(statistics::dbscan(&places.at, args.reach, args.least, timed).map_err(Failure::usage)?)
}

/// HDBSCAN.
pub fn hdbscan(args: &HdbscanArgs) -> Result<(), Failure> {
    let places = args.input.read()?;
    let mut told = Told::new("hdbscan", &places);
    let least = args.least.unwrap_or(args.cluster);
    told.by("min_cluster_size", args.cluster).by("min_samples", least).by("selection", "excess of mass");
    coincident(&mut told, &places);
    let labels = statistics::hdbscan(&places.at, args.cluster, least).map_err(Failure::usage)?;
    let n_clusters = labels.iter().copied().max().map_or(0, |last| last + 1);
    let n_noise = labels.iter().filter(|label| **label < 0).count();
    told.print(json!({"labels": labels, "n_clusters": n_clusters, "n_noise": n_noise}))
}
