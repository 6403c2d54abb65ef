//! `gridward stats` moran, geary, general-g, joins, distances, gi, local-moran, local-geary, local-joins.

use gridward::analytics::autocorrelation::{
    self as statistics, Divisor, Null, Values, exact_by_counting, exact_by_enumeration, lag_tails,
};
use gridward::analytics::chance::{
    Level, Streams, Tails, benjamini_hochberg, bonferroni, hot_spot_bins, two_sided_normal,
};
use gridward::analytics::weights::Weights;
use serde_json::{Map, Value, json};

use super::input::InputArgs;
use super::neighbours::NeighbourArgs;
use super::told::Told;
use crate::failure::Failure;

/// One figure for the whole map
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward stats moran --input cells.geojson --value cases --weights queen --row-standardised"
)]
pub struct GlobalArgs {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    neighbours: NeighbourArgs,

    /// The column of values
    #[arg(long, value_name = "COLUMN")]
    value: String,
}

/// A figure for each place, with p-values
#[derive(Debug, clap::Args)]
#[command(
    after_help = "p-values: `p_z` from the moments (normal), `p` from conditional permutation with draws of its own for each place, or exact.\n\nExample:\n  gridward stats gi --input cells.geojson --value cases --star --weights queen --draws 999 --seed 1"
)]
pub struct LocalArgs {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    neighbours: NeighbourArgs,

    /// The column of values
    #[arg(long, value_name = "COLUMN")]
    value: String,

    /// Gi*: the place counts among its neighbours
    #[arg(long)]
    star: bool,

    /// Draws of the null for each place; 0 for none
    #[arg(long, value_name = "N", default_value_t = 999)]
    draws: u32,

    /// The seed of the draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// No draws: every set of neighbours is counted, by convolution for whole numbers, one by one for few places
    #[arg(long)]
    exact: bool,

    /// The share of false discoveries, or the chance of one with --bonferroni, that is allowed
    #[arg(long, value_name = "ALPHA", default_value_t = 0.05)]
    alpha: f64,

    /// The mean square of local Moran is divided by n, not by n - 1
    #[arg(long)]
    divide_by_n: bool,
}

/// Moran's I at growing distances: at which scale are like values together?
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward stats distances --input cells.geojson --value cases --from 500 --step 250 --count 10"
)]
pub struct DistancesArgs {
    #[command(flatten)]
    input: InputArgs,

    /// The column of values
    #[arg(long, value_name = "COLUMN")]
    value: String,

    /// The first distance, in the plane's unit; otherwise the shortest that leaves no island
    #[arg(long, value_name = "M")]
    from: Option<f64>,

    /// How much each is longer than the one before; otherwise the mean distance to the nearest place
    #[arg(long, value_name = "M")]
    step: Option<f64>,

    /// How many distances
    #[arg(long, value_name = "N", default_value_t = 10)]
    count: u32,
}

struct Ready {
    told: Told,
    values: Values,
    weights: Weights,
}

fn ready(method: &str, input: &InputArgs, neighbours: &NeighbourArgs, value: &str) -> Result<Ready, Failure> {
    let places = input.read()?;
    let mut told = Told::new(method, &places);
    told.by("value", value);
    let values = Values::new(places.numbers(value)?).map_err(Failure::data)?;
    let weights = neighbours.make(&places, &mut told)?;
    Ok(Ready { told, values, weights })
}

impl GlobalArgs {
    fn ready(&self, method: &str) -> Result<Ready, Failure> {
        ready(method, &self.input, &self.neighbours, &self.value)
    }
}

/// Moran's I.
pub fn moran(args: &GlobalArgs) -> Result<(), Failure> {
    let Ready { told, values, weights } = args.ready("moran")?;
    told.print(statistics::moran(&values, &weights).map_err(Failure::data)?)
}

/// Geary's C.
pub fn geary(args: &GlobalArgs) -> Result<(), Failure> {
    let Ready { told, values, weights } = args.ready("geary")?;
    told.print(statistics::geary(&values, &weights).map_err(Failure::data)?)
}

/// General G.
pub fn general_g(args: &GlobalArgs) -> Result<(), Failure> {
    let Ready { told, values, weights } = args.ready("general-g")?;
    told.print(statistics::general_g(&values, &weights).map_err(Failure::data)?)
}

/// Join counts.
pub fn joins(args: &GlobalArgs) -> Result<(), Failure> {
    let Ready { told, values, weights } = args.ready("joins")?;
    told.print(statistics::join_counts(&values, &weights).map_err(Failure::data)?)
}

/// Moran's I at growing distances.
pub fn distances(args: &DistancesArgs) -> Result<(), Failure> {
    let places = args.input.read()?;
    let mut told = Told::new("distances", &places);
    let values = Values::new(places.numbers(&args.value)?).map_err(Failure::data)?;
    let profile = statistics::distance_profile(&values, &places.at, args.from, args.step, args.count)
        .map_err(Failure::data)?;
    told.by("value", args.value.as_str()).by("statistic", "moran").by("weights", "band");
    told.print(json!({"distances": profile.distances, "peak": profile.peak}))
}

impl LocalArgs {
    fn ready(&self, method: &str) -> Result<Ready, Failure> {
        let mut ready = ready(method, &self.input, &self.neighbours, &self.value)?;
        if self.exact {
            ready.told.by("null", "exact");
        } else if self.draws > 0 {
            ready.told.by("null", "conditional permutation").by("draws", self.draws).by("seed", self.seed);
        }
        Ok(ready)
    }

    fn null(&self) -> Null {
        Null { draws: self.draws, streams: Streams::new(self.seed) }
    }

    fn tails(&self, values: &Values, weights: &Weights) -> Result<Option<Vec<Option<Tails>>>, Failure> {
        if !self.exact {
            let drawn = (self.draws > 0).then(|| lag_tails(values, weights, self.null()));
            return drawn.transpose().map_err(Failure::data);
        }
        let counted = exact_by_counting(values, weights).map_err(Failure::data)?;
        let found = match counted {
            Some(found) => Some(found),
            None => exact_by_enumeration(values, weights).map_err(Failure::data)?,
        };
        let none = "--exact is for whole numbers from 0 on, or for few places, with weights that are equal in each row; leave it out to draw";
        found.map(Some).ok_or_else(|| Failure::usage(none))
    }

    /// p-values of tails, with what may be believed of them.
    fn judged(&self, tails: &[Option<Tails>]) -> Result<Map<String, Value>, Failure> {
        let level = Level::try_from(self.alpha).map_err(Failure::usage)?;
        let each = |of: fn(&Tails) -> f64| -> Vec<Option<f64>> {
            tails.iter().map(|tails| tails.as_ref().map(of)).collect()
        };
        let p = each(Tails::p_two_sided);
        let mut told = Map::new();
        told.insert("ge".to_owned(), json!(each(|tails| tails.ge)));
        told.insert("le".to_owned(), json!(each(|tails| tails.le)));
        told.insert("p_greater".to_owned(), json!(each(Tails::p_greater)));
        told.insert("p_lesser".to_owned(), json!(each(Tails::p_lesser)));
        told.insert("fdr".to_owned(), json!(benjamini_hochberg(&p, level)));
        told.insert("bonferroni".to_owned(), json!(bonferroni(&p, level)));
        told.insert("p".to_owned(), json!(p));
        Ok(told)
    }
}

/// Gi and Gi*.
pub fn gi(args: &LocalArgs) -> Result<(), Failure> {
    let level = Level::try_from(args.alpha).map_err(Failure::usage)?;
    let Ready { mut told, values, weights } = args.ready(if args.star { "gi-star" } else { "gi" })?;
    told.by("star", args.star).by("alpha", args.alpha);
    if weights.rows().any(|row| row.same().is_none() && !row.neighbours.is_empty())
        && args.neighbours.row_standardised
        && args.star
    {
        return Err(Failure::usage(
            "--star with weights that differ: leave --row-standardised out, z does not change with it",
        ));
    }
    let found = statistics::gi(&values, &weights, args.star).map_err(Failure::data)?;
    let z: Vec<Option<f64>> = found.iter().map(|gi| gi.z).collect();
    let p_z: Vec<Option<f64>> = z.iter().map(|z| z.map(two_sided_normal)).collect();
    let mut result =
        args.tails(&values, &weights)?.map_or_else(|| Ok(Map::new()), |tails| args.judged(&tails))?;
    sparse(&mut told, &values);
    if let Some(p) = result.get("p").and_then(|p| serde_json::from_value::<Vec<Option<f64>>>(p.clone()).ok())
    {
        result.insert("bin_fdr".to_owned(), json!(hot_spot_bins(&z, &p, true)));
        result.insert("bin".to_owned(), json!(hot_spot_bins(&z, &p, false)));
    }
    result.insert("G".to_owned(), json!(found.iter().map(|gi| gi.g).collect::<Vec<_>>()));
    result.insert("bin_z".to_owned(), json!(hot_spot_bins(&z, &p_z, false)));
    result.insert("bin_z_fdr".to_owned(), json!(hot_spot_bins(&z, &p_z, true)));
    result.insert("fdr_z".to_owned(), json!(benjamini_hochberg(&p_z, level)));
    result.insert("bonferroni_z".to_owned(), json!(bonferroni(&p_z, level)));
    result.insert("p_z".to_owned(), json!(p_z));
    result.insert("z".to_owned(), json!(z));
    told.print(result)
}

/// Warns where the normal law is far from what counts do.
fn sparse(told: &mut Told, values: &Values) {
    if values.mean < 5.0 && values.x().iter().all(|value| *value >= 0.0 && value.fract() == 0.0) {
        told.warn(
            "sparse",
            "平均每格不足 5 件：由矩得出的 p_z 不可信，请看置换得出的 p。",
            "Fewer than 5 cases a place on average: p_z from the moments cannot be believed, take p from permutation.",
        );
    }
}

/// Local Moran's I.
pub fn local_moran(args: &LocalArgs) -> Result<(), Failure> {
    let Ready { mut told, values, weights } = args.ready("local-moran")?;
    let divisor = if args.divide_by_n { Divisor::N } else { Divisor::NMinusOne };
    told.by("m2_divisor", json!(divisor)).by("alpha", args.alpha);
    let found = statistics::local_moran(&values, &weights, divisor).map_err(Failure::data)?;
    let tails = args.tails(&values, &weights)?.map(|tails| {
        let above = values.x().iter().map(|value| *value >= values.mean);
        tails
            .into_iter()
            .zip(above)
            .map(|(tails, above)| tails.map(|tails| if above { tails } else { tails.mirrored() }))
            .collect::<Vec<_>>()
    });
    let mut result = tails.map_or_else(|| Ok(Map::new()), |tails| args.judged(&tails))?;
    let column = |of: fn(&statistics::LocalMoran) -> Value| found.iter().map(of).collect::<Vec<Value>>();
    for (name, of) in LOCAL_COLUMNS {
        result.insert(name.to_owned(), column(of).into());
    }
    told.print(result)
}

type Column = (&'static str, fn(&statistics::LocalMoran) -> Value);

const LOCAL_COLUMNS: [Column; 8] = [
    ("I", |place| json!(place.i)),
    ("E_cond", |place| json!(place.conditional.expected)),
    ("V_cond", |place| json!(place.conditional.variance)),
    ("z_cond", |place| json!(place.conditional.z)),
    ("E_total", |place| json!(place.total.expected)),
    ("V_total", |place| json!(place.total.variance)),
    ("z_total", |place| json!(place.total.z)),
    ("quadrant", |place| json!(place.quadrant)),
];

/// Local Geary.
pub fn local_geary(args: &LocalArgs) -> Result<(), Failure> {
    let Ready { mut told, values, weights } = args.ready("local-geary")?;
    told.by("alpha", args.alpha);
    let null = (args.draws > 0).then(|| args.null());
    let found = statistics::local_geary(&values, &weights, null).map_err(Failure::data)?;
    let tails: Vec<Option<Tails>> = found.iter().map(|place| place.tails).collect();
    let mut result = if null.is_some() { args.judged(&tails)? } else { Map::new() };
    result.insert("c".to_owned(), json!(found.iter().map(|place| place.c).collect::<Vec<_>>()));
    told.print(result)
}

/// Black joins of each place.
pub fn local_joins(args: &LocalArgs) -> Result<(), Failure> {
    let Ready { mut told, values, weights } = args.ready("local-joins")?;
    told.by("alpha", args.alpha);
    let found = statistics::local_joins(&values, &weights).map_err(Failure::data)?;
    // Only black places are tested, and only for more joins than chance gives.
    let tails = args.tails(&values, &weights)?;
    let tails: Option<Vec<Option<Tails>>> = tails.map(|tails| {
        tails.into_iter().zip(&found).map(|(tails, joins)| tails.filter(|_| joins.is_some())).collect()
    });
    let mut result = tails.map_or_else(|| Ok(Map::new()), |tails| args.judged(&tails))?;
    result.insert("joins".to_owned(), json!(found));
    told.print(result)
}
