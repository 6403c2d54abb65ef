//! `gridward assign`: the owning cell of every case.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use gridward::frames::{AssignLayer, RejectsWriter, assign_batch, create_table, open_table, pipeline};
use serde::Serialize;

use super::datum::{self, Sample};
use crate::cases::CaseArgs;
use crate::failure::Failure;
use crate::layers::LayerArgs;
use crate::output::{self, Format};
use crate::progress::Progress;

/// The owning cell of every case of a table, in every layer
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Tables are CSV, CSV.gz, Parquet or .xlsx by extension. All input columns come out unchanged and in order; each layer adds\n\
NAME, NAME_status, NAME_border_m and NAME_rival. A row without a usable place is written as no-location.\n\nExample:\n  gridward assign --layer ward=wards.geojson:WARD --cases calls.csv --lon lon --lat lat --datum wgs84 --out owned.parquet"
)]
pub struct Args {
    #[command(flatten)]
    layers: LayerArgs,

    #[command(flatten)]
    table: CaseArgs,

    /// The table to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// Where to write what could not be used: file, row, line, field, value, reason, record
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,

    /// Threads; all cores by default. The result is the same
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,

    /// The form of the summary
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct Summary {
    rows: u64,
    rejected: u64,
    layers: Vec<String>,
    out: String,
    datum_warning: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let stated = args.table.stated()?;
    let same = |a: &PathBuf, b: &PathBuf| {
        a == b
            || std::fs::canonicalize(a).ok().is_some_and(|a| std::fs::canonicalize(b).is_ok_and(|b| a == b))
    };
    if same(&args.table.cases, &args.out) {
        return Err(Failure::usage("--out is the table of cases itself; name another file"));
    }
    let threads =
        args.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global().map_err(Failure::data)?;
    let layers: Vec<AssignLayer> =
        args.layers.open()?.into_iter().map(|(name, locator)| AssignLayer::new(name, locator)).collect();
    let mut reader = open_table(&args.table.cases).map_err(Failure::data)?;
    for column in [&args.table.lon, &args.table.lat] {
        if !reader.columns().contains(column) {
            let known = reader.columns().join(", ");
            return Err(Failure::data(format!(
                "{}: there is no column {column:?}; it has: {known}",
                args.table.cases.display()
            )));
        }
    }
    for note in reader.notes() {
        eprintln!("{}: {note}", args.table.cases.display());
    }
    let mut writer = create_table(&args.out).map_err(Failure::data)?;
    let mut rejects =
        args.rejects.as_deref().map(RejectsWriter::create).transpose().map_err(Failure::data)?;
    let (sample, progress) = (Sample::default(), Progress::start("assign"));
    let name = args.table.cases.display().to_string();
    let totals = pipeline(
        reader.as_mut(),
        writer.as_mut(),
        rejects.as_mut().map(|rejects| (rejects, name.as_str())),
        threads,
        |batch| {
            sample.take(&batch, &stated);
            let rows = batch.len();
            let assigned = assign_batch(batch, &stated, &layers);
            progress.add(rows);
            assigned
        },
    );
    progress.end();
    let totals = totals.map_err(Failure::data)?;
    if let Some(mut rejects) = rejects {
        rejects.finish().map_err(Failure::data)?;
    }
    let datum_warning = datum::coverage_warning(&sample, &stated, &layers);
    let summary = Summary {
        rows: totals.rows,
        rejected: totals.rejects,
        layers: args.layers.layers.iter().map(|spec| spec.name.to_string()).collect(),
        out: args.out.display().to_string(),
        datum_warning,
    };
    report(args, &summary)?;
    Ok(ExitCode::SUCCESS)
}

fn report(args: &Args, summary: &Summary) -> Result<(), Failure> {
    if let Some(warning) = &summary.datum_warning {
        eprintln!("WARNING {warning}");
    }
    if args.format == Format::Json {
        return output::json(summary);
    }
    let hint = match (&args.rejects, summary.rejected) {
        (None, 1..) => " (--rejects FILE lists them)",
        _ => "",
    };
    output::text_out(&format!(
        "{} rows written to {}, {} rejected{hint}\n",
        summary.rows, summary.out, summary.rejected
    ))
}
