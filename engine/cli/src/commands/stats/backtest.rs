//! `gridward stats` accuracy and backtest.

use gridward::analytics::accuracy::{Backtest, Method, accuracy as measure, backtest as tested};
use gridward::analytics::points::{Pile, piles};
use gridward::measure::PlaneXY;
use serde_json::json;

use super::cube::{CubeArgs, Ready};
use super::input::InputArgs;
use super::told::Told;
use crate::failure::Failure;

/// PAI, PEI and RRI of a ranking of cells
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward stats accuracy --input cells.csv --planar --score train --train train --test test --fractions 0.01,0.05,0.1,0.2"
)]
pub struct AccuracyArgs {
    #[command(flatten)]
    input: InputArgs,

    /// The column by which cells are ranked
    #[arg(long, value_name = "COLUMN")]
    score: String,

    /// The column of earlier counts
    #[arg(long, value_name = "COLUMN")]
    train: String,

    /// The column of later counts
    #[arg(long, value_name = "COLUMN")]
    test: String,

    /// The column of areas; otherwise all cells are equally large
    #[arg(long, value_name = "COLUMN")]
    area: Option<String>,

    /// Shares of the area
    #[arg(long, value_name = "SHARES", value_delimiter = ',', default_value = "0.01,0.05,0.1")]
    fractions: Vec<f64>,
}

/// Runs the command.
pub fn accuracy(args: &AccuracyArgs) -> Result<(), Failure> {
    let places = args.input.read()?;
    let mut told = Told::new("accuracy", &places);
    let column = |name: &String| places.numbers(name);
    let (score, train, test) = (column(&args.score)?, column(&args.train)?, column(&args.test)?);
    let areas = args.area.as_ref().map(column).transpose()?;
    told.by("score", args.score.as_str()).by("train", args.train.as_str()).by("test", args.test.as_str());
    told.by("area", args.area.clone()).by("fractions", args.fractions.clone());
    let of = |fraction: &f64| measure(&score, &train, &test, areas.as_deref(), *fraction);
    let results = args.fractions.iter().map(of).collect::<Result<Vec<_>, _>>().map_err(Failure::data)?;
    told.print(json!({"results": results}))
}

/// Which map would have told where the next cases came: each method against plain counts, step after step
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward stats backtest --input cases.csv --x lon --y lat --cell 500 --time date --first 2018-01-01 --every month --steps 8 --train 3 --radius 1000"
)]
pub struct BacktestArgs {
    #[command(flatten)]
    cube: CubeArgs,

    /// Steps that are trained on
    #[arg(long, value_name = "N", default_value_t = 3)]
    train: usize,

    /// Steps of a season, such as 12 months: the baseline is the count of a season ago; 0 for the step before
    #[arg(long, value_name = "N", default_value_t = 12)]
    season: usize,

    /// Where the kernel ends, in the plane's unit
    #[arg(long, value_name = "M")]
    radius: Option<f64>,

    /// How many steps space-time Gi* looks back
    #[arg(long, value_name = "K", default_value_t = 1)]
    back: usize,

    /// Shares of the area
    #[arg(long, value_name = "SHARES", value_delimiter = ',', default_value = "0.01,0.05,0.1")]
    fractions: Vec<f64>,

    /// A point with at least this share of all cases is named as a pile
    #[arg(long, value_name = "SHARE", default_value_t = 0.001)]
    pile: f64,
}

/// Runs the command.
pub fn backtest(args: &BacktestArgs) -> Result<(), Failure> {
    let Ready { mut told, cube, weights, middles, cases } = args.cube.ready("backtest")?;
    let mut methods = vec![Method::Counts, Method::GiStar, Method::SpaceTimeGi { back: args.back }];
    if let Some(radius) = args.radius {
        if cases.is_empty() {
            return Err(Failure::usage(
                "--radius needs dated points (--cell); counts have no place within their cell",
            ));
        }
        methods.push(Method::Kernel { radius });
    }
    told.by("train", args.train).by("season", args.season).by("radius", args.radius).by("back", args.back);
    told.by("fractions", args.fractions.clone());
    let of = Backtest {
        cube: &cube,
        weights: &weights,
        middles: &middles,
        cases: &cases,
        areas: None,
        train: args.train,
        season: args.season,
        fractions: &args.fractions,
    };
    let (windows, ranking) = tested(&of, &methods).map_err(Failure::data)?;
    let found = sinks(&cases, args.pile, &mut told);
    told.print(json!({"ranking": ranking, "windows": windows, "piles": found}))
}

/// The points on which cases pile up, with a warning.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a number of cases")]
fn sinks(cases: &[(PlaneXY, u32)], share: f64, told: &mut Told) -> Vec<Pile> {
    let at: Vec<PlaneXY> = cases.iter().map(|(at, _)| *at).collect();
    let least = (share.clamp(0.0, 1.0) * at.len() as f64).ceil() as usize;
    let mut found = piles(&at, least.max(2));
    found.truncate(20);
    if let Some(first) = found.first() {
        let percent = first.share * 100.0;
        told.warn(
            "piles",
            &format!("有重合点：最多的一点 ({:.1}, {:.1}) 有 {} 件（{percent:.2}%），可能是无法定位的地址。", first.x, first.y, first.count),
            &format!("Cases pile up on points: ({:.1}, {:.1}) holds {} ({percent:.2} %), perhaps addresses that were not found; methods may be praised for these alone.", first.x, first.y, first.count),
        );
    }
    found
}
