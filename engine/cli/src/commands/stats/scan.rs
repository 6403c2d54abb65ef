//! `gridward stats` scan, st-scan.

use std::collections::BTreeMap;

use gridward::analytics::chance::Streams;
use gridward::analytics::scan::{Cluster, Rates, Settings, SpaceTime, Span, Ties, poisson, space_time};
use serde_json::{Map, Value, json};

use super::input::{InputArgs, Places};
use super::told::Told;
use crate::failure::Failure;

/// What every scan is told.
#[derive(Debug, clap::Args)]
pub struct WindowArgs {
    /// The largest share of the population (st-scan: of the cases) in one circle
    #[arg(long, value_name = "SHARE", default_value_t = 0.5)]
    max_share: f64,

    /// The largest radius of a circle, in the plane's unit
    #[arg(long, value_name = "M")]
    max_radius: Option<f64>,

    /// The largest area of a circle, in square kilometres (of a plane in metres)
    #[arg(long, value_name = "KM2", conflicts_with = "max_radius")]
    max_area: Option<f64>,

    /// Places equally far from a centre enter its circle together or by-number, one after another
    #[arg(long, value_name = "HOW", default_value = "together", value_parser = parse_ties)]
    ties: Ties,

    /// Windows with high rates, low ones, or both
    #[arg(long, value_name = "WHICH", default_value = "high", value_parser = parse_rates)]
    rates: Rates,

    /// How many windows are told at most
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    most: u16,

    /// Told windows may share places; otherwise each next one shares none with those before
    #[arg(long)]
    overlapping: bool,

    /// Replicas of the null; 0 for no p-values
    #[arg(long, value_name = "N", default_value_t = 999, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    draws: u32,

    /// The seed of the replicas
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

fn parse_ties(text: &str) -> Result<Ties, String> {
    serde_json::from_value(text.into()).map_err(|_| format!("{text:?}; right are together, by-number"))
}

fn parse_rates(text: &str) -> Result<Rates, String> {
    serde_json::from_value(text.into()).map_err(|_| format!("{text:?}; right are high, low, both"))
}

fn parse_span(text: &str) -> Result<Span, String> {
    serde_json::from_value(text.into()).map_err(|_| format!("{text:?}; right are prospective, retrospective"))
}

/// Where is the rate higher than elsewhere? Circles of every size, cases against a population
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward stats scan --input stations.geojson --cases fights --population residents --draws 9999 --seed 1"
)]
pub struct ScanArgs {
    #[command(flatten)]
    input: InputArgs,

    /// The column of cases; several are added up
    #[arg(long, value_name = "COLUMN", required = true, value_delimiter = ',')]
    cases: Vec<String>,

    /// The column of population, or of whatever cases are in proportion to; several are added up
    #[arg(long, value_name = "COLUMN", required = true, value_delimiter = ',')]
    population: Vec<String>,

    #[command(flatten)]
    windows: WindowArgs,
}

/// Where are there more cases since when? Cylinders of circle and time, cases against their own margins
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The input has one row for each place and step of time with a count, or one row for each case. Rows at the same spot are one place.\n\nExample:\n  gridward stats st-scan --input cases.csv --time day --max-duration 28 --max-area 10 --cycle 7 --draws 999 --seed 1"
)]
pub struct SpaceTimeArgs {
    #[command(flatten)]
    input: InputArgs,

    /// The column of time: whole steps, such as days from any day on
    #[arg(long, value_name = "COLUMN")]
    time: String,

    /// The column of cases in a row; otherwise each row is one case
    #[arg(long, value_name = "COLUMN")]
    cases: Option<String>,

    /// The first step; otherwise the earliest in the file
    #[arg(long, value_name = "STEP", allow_hyphen_values = true)]
    from: Option<i64>,

    /// The last step; otherwise the latest in the file
    #[arg(long, value_name = "STEP", allow_hyphen_values = true)]
    to: Option<i64>,

    /// prospective: windows that reach the last step; retrospective: all
    #[arg(long, value_name = "WHICH", default_value = "prospective", value_parser = parse_span)]
    span: Span,

    /// The longest window, in steps
    #[arg(long, value_name = "STEPS", default_value_t = 28)]
    max_duration: usize,

    /// Steps of a cycle that is not to alarm, such as 7 for the days of the week; 1 for none
    #[arg(long, value_name = "STEPS", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=366))]
    cycle: u16,

    #[command(flatten)]
    windows: WindowArgs,
}

impl WindowArgs {
    fn settings(&self, told: &mut Told) -> Settings {
        let of_area = self.max_area.map(|km2| (km2 * 1e6 / std::f64::consts::PI).sqrt());
        let radius = self.max_radius.or(of_area);
        told.by("max_share", self.max_share)
            .by("max_radius", radius)
            .by("max_area_km2", self.max_area)
            .by("ties", json!(self.ties))
            .by("rates", json!(self.rates))
            .by("overlapping", self.overlapping)
            .by("B", self.draws)
            .by("seed", self.seed);
        Settings {
            share: self.max_share,
            radius,
            ties: self.ties,
            rates: self.rates,
            most: self.most.into(),
            overlapping: self.overlapping,
            draws: self.draws,
            streams: Streams::new(self.seed),
        }
    }
}

/// The scan of counts with a population.
pub fn scan(args: &ScanArgs) -> Result<(), Failure> {
    let places = args.input.read()?;
    let mut told = Told::new("poisson-scan", &places);
    told.by("cases", args.cases.clone()).by("population", args.population.clone());
    told.by("null", "multinomial, the number of cases held");
    let settings = args.windows.settings(&mut told);
    let cases = sum(&places, &args.cases)?;
    let counts =
        (1..).zip(&cases).map(|(row, cases)| count(&places.source, row, &args.cases.join("+"), *cases));
    let counts: Vec<u32> = counts.collect::<Result<_, _>>()?;
    let population = sum(&places, &args.population)?;
    let found = poisson(&places.at, &counts, &population, &settings).map_err(Failure::data)?;
    let clusters: Vec<Value> = found
        .clusters
        .iter()
        .zip(&found.populations)
        .map(|(cluster, people)| {
            let mut row = common(cluster, places.names.as_deref());
            row.insert("centre_index".to_owned(), json!(cluster.centre));
            row.insert("population".to_owned(), json!(people));
            row.into()
        })
        .collect();
    told.print(json!({
        "total_cases": found.total_cases,
        "total_population": found.total_population,
        "n_windows": found.n_windows,
        name(&args.windows): clusters,
        "null_max_LLR_quantiles": quantiles(&found.null_max),
    }))
}

fn name(windows: &WindowArgs) -> &'static str {
    if windows.overlapping { "top_windows" } else { "clusters_non_overlapping" }
}

/// Rows at the same spot are one place; each case goes to its place and step.
struct Cases {
    at: Vec<gridward::measure::PlaneXY>,
    names: Option<Vec<String>>,
    cases: Vec<(u32, u32)>,
    first: i64,
    steps: usize,
    outside: u64,
}

/// Steps and cases that are read at most.
const MOST_STEPS: i64 = 100_000;
const MOST_CASES: usize = 20_000_000;

fn cases_of(args: &SpaceTimeArgs, places: &Places) -> Result<Cases, Failure> {
    let times = places.numbers(&args.time)?;
    let rows = (1..).zip(&times).map(|(row, time)| step(&places.source, row, &args.time, *time));
    let times: Vec<i64> = rows.collect::<Result<_, _>>()?;
    let first = args.from.or(times.iter().min().copied()).unwrap_or(0);
    let last = args.to.or(times.iter().max().copied()).unwrap_or(0);
    let steps = last.saturating_sub(first).saturating_add(1);
    if !(1..=MOST_STEPS).contains(&steps) {
        return Err(Failure::usage(format!(
            "steps from {first} to {last} are {steps}; from 1 to {MOST_STEPS} can be scanned, give --from and --to"
        )));
    }
    let counts = match &args.cases {
        Some(column) => {
            let numbers = places.numbers(column)?;
            let rows = (1..).zip(numbers).map(|(row, number)| count(&places.source, row, column, number));
            rows.collect::<Result<Vec<u32>, _>>()?
        }
        None => vec![1; places.len()],
    };
    let mut spots = BTreeMap::new();
    let mut read = Cases {
        at: Vec::new(),
        names: places.names.as_ref().map(|_| Vec::new()),
        cases: Vec::new(),
        first,
        steps: usize::try_from(steps).unwrap_or(0),
        outside: 0,
    };
    for (row, ((place, time), count)) in places.at.iter().zip(times).zip(counts).enumerate() {
        // Adding 0 makes -0 and 0 the same spot.
        let spot = ((place.x + 0.0).to_bits(), (place.y + 0.0).to_bits());
        let number = *spots.entry(spot).or_insert_with(|| {
            read.at.push(*place);
            let own = places.names.as_ref().and_then(|names| names.get(row));
            read.names.iter_mut().for_each(|names| names.extend(own.cloned()));
            u32::try_from(read.at.len() - 1).unwrap_or(u32::MAX)
        });
        let Some(step) =
            time.checked_sub(first).and_then(|step| u32::try_from(step).ok()).filter(|_| time <= last)
        else {
            read.outside += u64::from(count);
            continue;
        };
        if read.cases.len().saturating_add(count as usize) > MOST_CASES {
            let source = &places.source;
            return Err(Failure::data(format!(
                "{source}: more than {MOST_CASES} cases; scan a shorter time"
            )));
        }
        read.cases.extend(std::iter::repeat_n((number, step), count as usize));
    }
    Ok(read)
}

/// The scan of cases in space and time.
pub fn st_scan(args: &SpaceTimeArgs) -> Result<(), Failure> {
    let places = args.input.read()?;
    let read = cases_of(args, &places)?;
    let mut told = Told::new("space-time-permutation-scan", &places);
    told.by("time", args.time.as_str())
        .by("cases", args.cases.clone())
        .by("span", json!(args.span))
        .by("max_duration_steps", args.max_duration)
        .by("cycle", args.cycle)
        .by("from", read.first)
        .by("steps", read.steps)
        .by("places", read.at.len())
        .by("null", "times exchanged among cases");
    let settings = args.windows.settings(&mut told);
    if read.outside > 0 {
        let count = read.outside;
        told.warn(
            "outside",
            &format!("{count} 件不在所选时段之内，未计入。"),
            &format!("{count} cases lie outside of --from and --to and are left out."),
        );
    }
    if read.steps < 2 * args.max_duration {
        told.warn(
            "short",
            "历史不足最长窗口的两倍：窗口内的案件本身决定了期望。",
            "Less time than twice the longest window: what is expected is made of the very cases that are judged. Give more history.",
        );
    }
    let data = SpaceTime {
        places: &read.at,
        cases: &read.cases,
        steps: read.steps,
        span: args.span,
        longest: args.max_duration,
        cycle: args.cycle.into(),
    };
    let found = space_time(&data, &settings).map_err(Failure::data)?;
    let clusters: Vec<Value> = found
        .clusters
        .iter()
        .zip(&found.recurrence_intervals)
        .map(|(cluster, recurrence)| {
            let mut row = common(cluster, read.names.as_deref());
            row.insert("centre".to_owned(), json!(cluster.centre));
            if let Some((from, to)) = cluster.steps {
                let step = |step: usize| i64::try_from(step).map(|step| read.first + step).ok();
                row.insert("first_step".to_owned(), json!(step(from)));
                row.insert("last_step".to_owned(), json!(step(to).map(|step| step - 1)));
                row.insert("duration_steps".to_owned(), json!(to - from));
            }
            row.insert("recurrence_interval_steps".to_owned(), json!(recurrence));
            row.into()
        })
        .collect();
    let (x, y): (Vec<f64>, Vec<f64>) = read.at.iter().map(|at| (at.x, at.y)).unzip();
    told.print(json!({
        "total_cases": found.total_cases,
        "n_windows": found.n_windows,
        "x": x,
        "y": y,
        name(&args.windows): clusters,
        "null_max_LLR_quantiles": quantiles(&found.null_max),
    }))
}

fn sum(places: &Places, columns: &[String]) -> Result<Vec<f64>, Failure> {
    let mut sums = vec![0.0; places.len()];
    for column in columns {
        sums.iter_mut().zip(places.numbers(column)?).for_each(|(sum, own)| *sum += own);
    }
    Ok(sums)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
fn count(source: &str, row: usize, column: &str, number: f64) -> Result<u32, Failure> {
    if number >= 0.0 && number.fract() == 0.0 && number <= f64::from(u32::MAX) {
        return Ok(number as u32);
    }
    Err(Failure::data(format!(
        "{source}: row {row}: {column} is {number}; a whole number from 0 on is needed"
    )))
}

#[expect(clippy::cast_possible_truncation, reason = "whole and in range")]
fn step(source: &str, row: usize, column: &str, number: f64) -> Result<i64, Failure> {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return Ok(number as i64);
    }
    Err(Failure::data(format!(
        "{source}: row {row}: {column} is {number}; a whole step is needed, such as days from any day on"
    )))
}

fn common(cluster: &Cluster, names: Option<&[String]>) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("LLR".to_owned(), json!(cluster.llr));
    row.insert("members".to_owned(), json!(cluster.members));
    if let Some(names) = names {
        let labels: Vec<&String> = cluster.members.iter().filter_map(|at| names.get(*at as usize)).collect();
        row.insert("member_labels".to_owned(), json!(labels));
    }
    row.insert("radius".to_owned(), json!(cluster.radius));
    row.insert("cases".to_owned(), json!(cluster.cases));
    row.insert("expected".to_owned(), json!(cluster.expected));
    row.insert("relative_risk".to_owned(), json!(cluster.relative_risk));
    row.insert("p".to_owned(), json!(cluster.p));
    row
}

/// The ratio that the best window of a replica reaches in so large a share of them at most.
fn quantiles(sorted: &[f64]) -> Map<String, Value> {
    let shares = [("0.5", 500), ("0.9", 900), ("0.95", 950), ("0.99", 990), ("0.999", 999)];
    let at = |permille: usize| sorted.get((sorted.len() * permille).div_ceil(1000).saturating_sub(1));
    shares.into_iter().filter_map(|(name, share)| Some((name.to_owned(), json!(at(share)?)))).collect()
}
