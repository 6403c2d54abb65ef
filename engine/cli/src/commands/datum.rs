//! `gridward datum`: in which datum are these cases really?

use std::process::ExitCode;
use std::sync::Mutex;

use gridward::crs::StatedPair;
use gridward::crs::detect::{Conclusion, Verdict, judge_by_coverage, judge_by_recorded_cell};
use gridward::frames::{AssignLayer, Batch, StatedColumns, open_table};
use gridward::measure::LonLat;
use serde::Serialize;

use crate::cases::CaseArgs;
use crate::failure::Failure;
use crate::layers::LayerArgs;
use crate::output::{self, Format};

/// Cases looked at, at most.
const SAMPLE_MOST: usize = 20_000;

/// Tells in which datum cases really are, and how sure that is
#[derive(Debug, clap::Args)]
#[command(
    after_help = "With --recorded, the column that holds each case's cell as it was recorded, the answer is far surer: the first --layer is asked.\n\nExample:\n  gridward datum --layer town=towns.geojson:code --cases pois.csv --lon lon --lat lat --datum wgs84 --recorded town"
)]
pub struct Args {
    #[command(flatten)]
    layers: LayerArgs,

    #[command(flatten)]
    table: CaseArgs,

    /// The column with the recorded cell's code
    #[arg(long, value_name = "COLUMN")]
    recorded: Option<String>,

    /// The form of the answer
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
}

#[derive(Serialize)]
struct Document {
    declared: String,
    conclusion: String,
    confidence: f64,
    cases: usize,
    places: usize,
    readings: Vec<Reading>,
}

#[derive(Serialize)]
struct Reading {
    reading: String,
    fitting: usize,
    p_value: f64,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let stated = args.table.stated()?;
    let layers = args.layers.open()?;
    let mut reader = open_table(&args.table.cases).map_err(Failure::data)?;
    let (mut pairs, mut recorded) = (Vec::new(), Vec::new());
    while pairs.len() < SAMPLE_MOST {
        let Some(batch) = reader.next_batch().map_err(Failure::data)? else { break };
        let (xs, ys) = (
            batch.numbers(&args.table.lon).map_err(Failure::data)?,
            batch.numbers(&args.table.lat).map_err(Failure::data)?,
        );
        let cells: Vec<Option<String>> = match &args.recorded {
            Some(column) => {
                batch.text(column).map_err(Failure::data)?.iter().map(|c| c.map(str::to_owned)).collect()
            }
            None => vec![None; batch.len()],
        };
        for ((&x, &y), cell) in xs.values.iter().zip(&ys.values).zip(cells) {
            if x.is_finite() && y.is_finite() && (args.recorded.is_none() || cell.is_some()) {
                pairs.push(StatedPair { x, y });
                recorded.push(cell.unwrap_or_default());
            }
        }
    }
    let Some((_, locator)) = layers.first() else { return Err(Failure::usage("a --layer is needed")) };
    let code = |place: LonLat| locator.cell_of(place).and_then(|cell| locator.code(cell.0));
    let verdict = if args.recorded.is_some() {
        judge_by_recorded_cell(&stated.converter, &pairs, |case, place| {
            code(place).is_some_and(|code| recorded.get(case).is_some_and(|stated| code.as_str() == stated))
        })
    } else {
        judge_by_coverage(&stated.converter, &pairs, |place| {
            layers.iter().all(|(_, layer)| layer.covers(place))
        })
    };
    let document = document(&verdict);
    match args.format {
        Format::Json => output::json(&document)?,
        Format::Text => output::text_out(&format!(
            "declared {}, {} ({:.4} sure, {} cases at {} places)\n",
            document.declared, document.conclusion, document.confidence, document.cases, document.places
        ))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn document(verdict: &Verdict) -> Document {
    Document {
        declared: verdict.declared.to_string(),
        conclusion: in_words(&verdict.conclusion),
        confidence: verdict.confidence,
        cases: verdict.cases,
        places: verdict.places,
        readings: verdict
            .standings
            .iter()
            .map(|s| Reading { reading: s.reading.to_string(), fitting: s.fitting, p_value: s.p_value })
            .collect(),
    }
}

fn in_words(conclusion: &Conclusion) -> String {
    match conclusion {
        Conclusion::DeclaredHolds => "as declared".to_owned(),
        Conclusion::WrongDatum(reading) => reading.to_string(),
        Conclusion::NothingFits => "nothing fits".to_owned(),
        _ => "undecided".to_owned(),
    }
}

/// Stated pairs put aside while cases are assigned.
#[derive(Default)]
pub struct Sample(Mutex<Vec<StatedPair>>);

impl Sample {
    /// Takes pairs of a batch until there are enough.
    pub fn take(&self, batch: &Batch, stated: &StatedColumns) {
        let Ok(mut pairs) = self.0.lock() else { return };
        let room = SAMPLE_MOST.saturating_sub(pairs.len());
        if room == 0 {
            return;
        }
        let (Ok(xs), Ok(ys)) = (batch.numbers(&stated.lon), batch.numbers(&stated.lat)) else { return };
        let usable = xs.values.iter().zip(&ys.values).filter(|(x, y)| x.is_finite() && y.is_finite());
        let step = (xs.values.len() / room).max(1);
        pairs.extend(usable.step_by(step).take(room).map(|(&x, &y)| StatedPair { x, y }));
    }
}

/// A warning when another datum brings the sampled cases into the layers far better than the stated one.
pub fn coverage_warning(sample: &Sample, stated: &StatedColumns, layers: &[AssignLayer]) -> Option<String> {
    let pairs = sample.0.lock().ok()?;
    let covered = |place| layers.iter().all(|layer| layer.locator().covers(place));
    let verdict = judge_by_coverage(&stated.converter, &pairs, covered);
    match &verdict.conclusion {
        Conclusion::WrongDatum(reading) => Some(format!(
            "wrong datum? The cases fit the layers better {reading} than as {}; `gridward datum` tells more",
            verdict.declared
        )),
        _ => None,
    }
}
