//! `gridward export`: cases of a store as a table or a layer of points.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gridward::cases::CaseState;
use gridward::desk::{EXTRACT_COLUMNS, World, extract};
use gridward::frames::{Batch, TableFormat, create_table};
use gridward::measure::LonLat;
use gridward::store::{PublishedKind, StoreReader};
use gridward::vector_io::{FieldKind, FieldValue, OutFeature, OutField, OutLayer, RawGeometry, write_layer};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::failure::Failure;
use crate::output;
use crate::progress::Progress;
use crate::store::{self, StoreArgs};

/// Rows of one batch of a table.
const BATCH: usize = 8192;

/// Cases as a table (CSV, CSV.gz, Parquet, .xlsx) or as points (.geojson, .gpkg, .fgb), with owner, deadline and stage
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Times are in the district's zone, codes are text. Words of people (texts, addresses) come only with --words.\nThe columns up to `synthetic` are those that `gridward import` reads.\n\nExample:\n  gridward export --store demo.gpkg --out 2012.parquet --from 2012-01-01T00:00:00+08:00 --until 2013-01-01T00:00:00+08:00"
)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,

    /// The file; its extension names the format
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// Cases reported from this instant on
    #[arg(long, value_name = "INSTANT")]
    from: Option<Timestamp>,

    /// Cases reported before this instant
    #[arg(long, value_name = "INSTANT")]
    until: Option<Timestamp>,

    /// With what people said and the addresses that they gave
    #[arg(long)]
    words: bool,
}

type Row = (Vec<Option<String>>, Option<LonLat>);

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let store = args.store.open()?;
    let world = store::world(&store)?;
    let mut sink = Sink::new(&args.out)?;
    let count = rows(args, &store, &zone(&world)?, &mut |rows| sink.take(rows))?;
    sink.end()?;
    output::text_out(&format!("{}: {count} cases\n", args.out.display()))?;
    Ok(ExitCode::SUCCESS)
}

fn zone(world: &World) -> Result<TimeZone, Failure> {
    let calendar = world.of_kind(PublishedKind::Calendar).last().map_or(0, |version| version.number);
    Ok(world.calendar(calendar).map_err(Failure::data)?.zone().clone())
}

fn rows(
    args: &Args,
    store: &dyn StoreReader,
    zone: &TimeZone,
    sink: &mut dyn FnMut(Vec<Row>) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    let mut wanted = Vec::new();
    store
        .heads(&mut |heads| {
            let inside = heads.iter().filter(|head| {
                args.from.is_none_or(|from| head.reported_at >= from)
                    && args.until.is_none_or(|until| head.reported_at < until)
            });
            wanted.extend(inside.map(|head| (head.number, head.place)));
            Ok(())
        })
        .map_err(Failure::data)?;
    let progress = Progress::start("cases");
    for part in wanted.chunks(BATCH) {
        let mut rows = Vec::with_capacity(part.len());
        for &(number, place) in part {
            let events = store.history(number).map_err(Failure::data)?;
            if let Some(state) = CaseState::replay(&events).map_err(Failure::data)? {
                rows.push((extract(&state, place, args.words, zone), place));
            }
        }
        progress.add(rows.len());
        sink(rows)?;
    }
    progress.end();
    Ok(wanted.len())
}

/// Where rows go: a table in batches, or a layer at once.
enum Sink {
    Table(Box<dyn gridward::frames::TableWriter>, u64),
    Layer(PathBuf, OutLayer),
}

impl Sink {
    fn new(out: &Path) -> Result<Self, Failure> {
        if TableFormat::of(out).is_ok() {
            return Ok(Self::Table(create_table(out).map_err(Failure::data)?, 1));
        }
        let field = |name: &&str| OutField { name: (*name).to_owned(), kind: FieldKind::Text };
        let fields = EXTRACT_COLUMNS.iter().map(field).collect();
        Ok(Self::Layer(
            out.into(),
            OutLayer { name: "cases".into(), crs: "OGC:CRS84".into(), fields, features: Vec::new() },
        ))
    }

    fn take(&mut self, rows: Vec<Row>) -> Result<(), Failure> {
        match self {
            Self::Table(writer, first) => {
                let count = rows.len() as u64;
                let batch = Batch::of_texts(*first, &EXTRACT_COLUMNS, rows.into_iter().map(|(row, _)| row))
                    .map_err(Failure::data)?;
                *first += count;
                writer.write_batch(batch).map_err(Failure::data)
            }
            Self::Layer(_, layer) => {
                let placed = rows.into_iter().filter_map(|(row, place)| Some((row, place?)));
                layer.features.extend(placed.map(|(row, place)| {
                    OutFeature {
                        values: row
                            .into_iter()
                            .map(|value| value.map_or(FieldValue::Missing, FieldValue::Text))
                            .collect(),
                        geometry: RawGeometry::Points(geo::MultiPoint(vec![geo::Point::new(
                            place.lon(),
                            place.lat(),
                        )])),
                    }
                }));
                Ok(())
            }
        }
    }

    fn end(self) -> Result<(), Failure> {
        match self {
            Self::Table(mut writer, _) => writer.finish().map_err(Failure::data),
            Self::Layer(out, layer) => {
                for note in write_layer(&out, &layer).map_err(Failure::data)? {
                    eprintln!("gridward: {note}");
                }
                Ok(())
            }
        }
    }
}
