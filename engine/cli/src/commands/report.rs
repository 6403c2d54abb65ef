//! `gridward report`: the figures of a period, held against what a publication prints.

use std::process::ExitCode;

use gridward::analytics::report::{Ground, Line, ReportSpec, Tallies, Verdict, report};
use gridward::assign::LocatedPlan;
use gridward::desk::World;
use gridward::grid::LayerRole;
use gridward::store::{PublishedKind, StoreReader};
use gridward::topology;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{self, Format};
use crate::store::{self, StoreArgs};

/// The figures of the district's report, each rate with its denominator, beside what a publication prints
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The figures stand in the district's report.json. A figure that does not round to its print is marked, not hidden.\n\nExample:\n  gridward report --district grid-definitions/minhang --store demo.gpkg"
)]
pub struct Args {
    #[command(flatten)]
    store: StoreArgs,

    /// The form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Serialize)]
struct Document {
    source: String,
    /// Whether any case is invented, and how many of them are.
    synthetic: bool,
    synthetic_cases: u64,
    cases: u64,
    figures: Vec<Line>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let folder = args.store.district.clone().ok_or_else(|| Failure::usage("--district DIR is needed"))?;
    let file = folder.join("report.json");
    let wrong = |fault: &dyn std::fmt::Display| Failure::data(format!("{}: {fault}", file.display()));
    let text = std::fs::read_to_string(&file).map_err(|fault| wrong(&fault))?;
    let spec: ReportSpec = serde_json::from_str(&text).map_err(|fault| wrong(&fault))?;
    let store = args.store.open()?;
    let world = store::world(&store)?;
    let newest = |kind| world.of_kind(kind).last().map_or(0, |version| version.number);
    let rules = world.rules(newest(PublishedKind::Rules)).map_err(Failure::data)?;
    let calendar = world.calendar(newest(PublishedKind::Calendar)).map_err(Failure::data)?;
    let mut tallies = Tallies::new(&spec, calendar.zone()).map_err(Failure::data)?;
    let (mut cases, mut synthetic_cases) = (0, 0);
    store
        .heads(&mut |heads| {
            for head in &heads {
                tallies.add(head);
                cases += 1;
                synthetic_cases += u64::from(head.is_synthetic());
            }
            Ok(())
        })
        .map_err(Failure::data)?;
    let ground = Plans { world: &world, zone: calendar.zone() };
    let figures = report(&spec, &tallies, &rules.set, world.codes(), &ground).map_err(Failure::data)?;
    let synthetic = synthetic_cases > 0;
    let document = Document { source: spec.source, synthetic, synthetic_cases, cases, figures };
    match args.format {
        Format::Json => output::json(&document)?,
        Format::Text => output::text_out(&text_of(&document))?,
    }
    Ok(ExitCode::SUCCESS)
}

struct Plans<'a> {
    world: &'a World,
    zone: &'a TimeZone,
}

impl Plans<'_> {
    fn plan(&self, on: Date) -> Option<std::sync::Arc<LocatedPlan>> {
        let at = self.zone.to_timestamp(on.at(0, 0, 0, 0)).ok()?;
        let version = self.world.one_as_of(PublishedKind::Plan, at, jiff::Timestamp::MAX)?;
        self.world.plan(version.number).ok()
    }
}

impl Ground for Plans<'_> {
    fn area_km2(&self, layer: &str, on: Date) -> Option<f64> {
        let plan = self.plan(on)?;
        let layer = plan.plan().layer(&gridward::ids::LayerName::new(layer))?;
        let parts = layer.cells().iter().flat_map(|cell| &cell.shape.polygons);
        Some(parts.map(|part| topology::Ground::PLAN.area_m2(part)).sum::<f64>() / 1e6)
    }

    fn cells(&self, layer: &str, on: Date) -> Option<usize> {
        let plan = self.plan(on)?;
        Some(plan.plan().layer(&gridward::ids::LayerName::new(layer))?.cells().len())
    }

    fn coverage(&self) -> String {
        let plan = self
            .world
            .of_kind(PublishedKind::Plan)
            .last()
            .and_then(|version| self.world.plan(version.number).ok());
        let finest = plan.as_ref().and_then(|plan| {
            plan.layers()
                .iter()
                .find(|layer| layer.layer().role() == LayerRole::UnitGrid)
                .map(|layer| layer.layer().name().to_string())
        });
        finest.unwrap_or_default()
    }
}

fn text_of(document: &Document) -> String {
    let mut out = String::new();
    if document.synthetic {
        let Document { synthetic_cases, cases, .. } = document;
        out.push_str(&format!("合成数据 {synthetic_cases} of {cases} cases are synthetic.\n"));
    }
    for line in &document.figures {
        let mark = match line.verdict {
            Verdict::Agrees => "=",
            Verdict::Differs => "≠",
            Verdict::NotPrinted => " ",
            Verdict::NotComputed => "·",
        };
        let decimals =
            if line.unit == "cases" || line.unit == "units" { 0 } else { usize::from(line.decimals.max(2)) };
        let value = line.value.map_or_else(|| "-".into(), |value| format!("{value:.decimals$}"));
        let printed = line
            .printed
            .map_or_else(|| "-".into(), |value| format!("{value:.0$}", usize::from(line.decimals)));
        let parts = line
            .numerator
            .zip(line.denominator)
            .map_or_else(String::new, |(of, over)| format!("  [{of:.0} / {over:.0}]"));
        let definition =
            line.definition.as_deref().map_or_else(String::new, |definition| format!("  {{{definition}}}"));
        out.push_str(&format!(
            "{:<4}{mark} {value:>12} {:<12} printed {printed:>10}{parts}{definition}  {} {}\n",
            line.id, line.unit, line.title.zh, line.title.en
        ));
        if let (Verdict::Differs, Some(note)) = (line.verdict, &line.note) {
            out.push_str(&format!("      {note}\n"));
        }
    }
    out
}
