//! `gridward import`: a table of cases with their past into a store.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use gridward::cases::Past;
use gridward::crs::Datum;
use gridward::desk::PastEntries;
use gridward::frames::pasts::{FIELDS, InstantReader, PastColumns, PastField, PastReader};
use gridward::frames::{Batch, CsvOptions, Pending, Reject, RejectsWriter, open_table_with};
use gridward::ids::SourceCode;
use gridward::store::PublishedKind;
use serde::Serialize;

use crate::bulk::{self, Maker};
use crate::failure::Failure;
use crate::in_order::in_order;
use crate::output::{self, Format};
use crate::store::StoreArgs;

/// Bytes of text at once: a case with its history takes ten times as many in memory, and some batches are under way.
const BLOCK_BYTES: usize = 4 << 20;

/// Lines that are printed one by one; all of them stand in the file of --rejects.
const SHOWN: u64 = 20;

/// Cases that were handled elsewhere, with owner, history and chain: CSV, CSV.gz, Parquet or a spreadsheet
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Columns with the names of the export are recognised; others are named with --column FIELD=COLUMN. A value that cannot be\n\
used is listed and the rest of its row goes on; a row without identity or instant of report is not taken. All or nothing is written.\n\n\
Example:\n  gridward import --store city.gpkg --district my-city --cases calls.csv.gz --column id=CALL_NO --column reported_at=OPENED \\\n      --column class=TYPE --datum gcj02 --source hotline-12345 --rejects rejects.csv"
)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,

    /// The table
    #[arg(long, value_name = "FILE")]
    cases: PathBuf,

    /// Which column holds a field, as FIELD=COLUMN; repeatable
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = pair)]
    column: Vec<(String, String)>,

    /// The datum of coordinates in rows that name none; needed where there are coordinates and no datum column
    #[arg(long)]
    datum: Option<Datum>,

    /// The source of rows that name none
    #[arg(long, default_value = "")]
    source: String,

    /// The cases are invented
    #[arg(long)]
    synthetic: bool,

    /// Collects what could not be used
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,

    /// The form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct Document {
    cases: usize,
    events: u64,
    rejects: u64,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let names = || FIELDS.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(", ");
    let (field, column) = text.split_once('=').ok_or("write FIELD=COLUMN")?;
    if FIELDS.iter().any(|(_, name)| *name == field) {
        Ok((field.into(), column.into()))
    } else {
        Err(format!("there is no field {field}; the fields are {}", names()))
    }
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let options = CsvOptions { block_bytes: BLOCK_BYTES, ..CsvOptions::default() };
    let mut table = open_table_with(&args.cases, &options).map_err(Failure::data)?;
    let columns = PastColumns::of(table.columns(), &args.column).map_err(Failure::data)?;
    let stated = columns.get(PastField::Lon).is_some();
    let tagged = columns.get(PastField::Datum).is_some();
    if stated && !tagged && args.datum.is_none() {
        return Err(Failure::usage(
            "--datum is needed: the coordinates say nothing of theirs, and a wrong guess is 483 m in Shanghai",
        ));
    }
    let mut filling = args.store.fill()?;
    let world = Arc::clone(&filling.world);
    let calendar = world.of_kind(PublishedKind::Calendar).last().map_or(0, |version| version.number);
    let zone = world.calendar(calendar).map_err(Failure::data)?.zone().clone();
    let reader = PastReader {
        columns,
        instants: InstantReader::new(zone),
        datum: args.datum.clone(),
        source: SourceCode::new(&args.source),
        synthetic: args.synthetic,
    };
    let file = args.cases.display().to_string();
    let mut rejects = Rejects::new(args, file)?;
    let written = bulk::write(&mut filling.store, &world, |intake| {
        let maker = intake.maker();
        let next = || table.next_pending().map_err(Failure::data);
        let work = |pending: Pending| made(pending().map_err(Failure::data)?, &reader, maker);
        in_order(rayon::current_num_threads(), next, work, |(made, rejected)| {
            intake.put(made)?;
            rejected.iter().try_for_each(|reject| rejects.add(reject))
        })
    })?;
    filling.end()?;
    let rejects = rejects.end()?;
    let document = Document { cases: written.cases, events: written.events, rejects };
    match args.format {
        Format::Json => output::json(&document)?,
        Format::Text => {
            let Document { cases, events, rejects } = document;
            output::text_out(&format!(
                "{cases} cases, {events} events, {rejects} values or rows rejected\n"
            ))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The entries of a batch, and what of it could not be used.
fn made(
    mut batch: Batch,
    reader: &PastReader,
    maker: Maker<'_>,
) -> Result<(PastEntries, Vec<Reject>), Failure> {
    let read = reader.read(&mut batch).map_err(Failure::data)?;
    let (rows, pasts): (Vec<usize>, Vec<Past>) = read.into_iter().unzip();
    let made = maker.make(pasts)?;
    for (at, id, refusal) in &made.refused {
        if let Some(&row) = rows.get(*at) {
            batch.reject(row, "id", id.as_str(), &refusal.to_string());
        }
    }
    Ok((made, batch.rejects))
}

/// Where rejects go: to a file if one is named, and the first ones to the person.
struct Rejects {
    file: String,
    writer: Option<RejectsWriter>,
    fields: BTreeMap<String, u64>,
    count: u64,
}

impl Rejects {
    fn new(args: &Args, file: String) -> Result<Self, Failure> {
        let writer = args.rejects.as_deref().map(RejectsWriter::create).transpose().map_err(Failure::data)?;
        Ok(Self { file, writer, fields: BTreeMap::new(), count: 0 })
    }

    fn add(&mut self, reject: &Reject) -> Result<(), Failure> {
        self.count += 1;
        *self.fields.entry(reject.field.clone()).or_default() += 1;
        if let Some(writer) = &mut self.writer {
            writer.write(&self.file, reject).map_err(Failure::data)?;
        }
        if self.count <= SHOWN {
            eprintln!("gridward: {}", reject.message(&self.file));
        }
        Ok(())
    }

    fn end(mut self) -> Result<u64, Failure> {
        if self.count > SHOWN {
            let fields: Vec<_> =
                self.fields.iter().map(|(field, count)| format!("{field} {count}")).collect();
            eprintln!("gridward: {} rejects in all, by field: {}", self.count, fields.join(", "));
        }
        if let Some(writer) = &mut self.writer {
            writer.finish().map_err(Failure::data)?;
        }
        Ok(self.count)
    }
}
