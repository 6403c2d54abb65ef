//! `gridward rules prove`: does every place, class and time have exactly one owner?

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Subcommand, ValueEnum};
use gridward::grid::{District, Layer, Plan};
use gridward::ids::{CellIndex, LayerName, PlanNumber, RulesVersion};
use gridward::rules::prove::{BoxReport, FindingReport, Proof, ProofReport, prove};
use gridward::rules::{BoundRules, RuleSet};
use gridward::store::{GeoPackageReader, PublishedKind};
use gridward::topology::Shape;
use gridward::topology::arcs::SharedArcs;
use gridward::topology::union::dissolve;
use gridward::vector_io::{
    FieldKind, FieldValue, OutFeature, OutField, OutLayer, RawGeometry, geojson_bytes,
};
use serde::Serialize;

use super::generate::in_degrees;
use crate::failure::Failure;
use crate::output;
use crate::store;

/// The routing table of a district
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Prove(ProveArgs),
}

/// Proves that every place, class, kind, grade, time, source and component owner has exactly one responsible unit
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Found are: combinations without an owner (no rule matches, or the winning rule names a unit that does\n\
not exist there), with two owners (rules that tie), rules that never fire and what beats them, units\n\
that receive nothing, accepted holes that are none any more. GeoJSON has one feature a finding, the\n\
ground that it is about. Exit code 1 when plan and rules may not be published.\n\n\
Examples:\n  gridward rules prove --district grid-definitions/minhang --format text\n  gridward rules prove --store city.gpkg --format geojson > holes.geojson"
)]
pub struct ProveArgs {
    /// The district's folder: what stands there, published or not
    #[arg(long, value_name = "DIR", required_unless_present = "store")]
    district: Option<PathBuf>,

    /// A store: what is published in it
    #[arg(long, value_name = "FILE.gpkg", conflicts_with = "district")]
    store: Option<PathBuf>,

    /// The rules by their number in the store; without it those in force
    #[arg(long, value_name = "N", requires = "store")]
    rules: Option<u32>,

    /// The plan by its number; without it the folder's last one, or the one in force in the store
    #[arg(long, value_name = "N")]
    plan: Option<u32>,

    /// The form of the answer
    #[arg(long, value_enum, default_value_t = ProofFormat::Text)]
    format: ProofFormat,
}

/// The form of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ProofFormat {
    /// Lines for people
    Text,
    /// One JSON document
    Json,
    /// A table, one row a box of combinations
    Csv,
    /// The ground of each finding
    Geojson,
}

#[derive(Serialize)]
struct Document {
    plan: u32,
    #[serde(flatten)]
    report: ProofReport,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let Command::Prove(args) = &args.command;
    let Subject { plan, routing, rules } = subject(args)?;
    let bound = BoundRules::bind(rules, plan.layers(), &routing);
    let proof = prove(&bound);
    let report = ProofReport::new(&proof, &bound);
    let publishable = report.publishable;
    let PlanNumber(number) = plan.number();
    match args.format {
        ProofFormat::Text => output::text_out(&format!("plan {number}, {}", report.to_text(12)))?,
        ProofFormat::Json => output::json(&Document { plan: number, report })?,
        ProofFormat::Csv => output::text_out(&table(&report))?,
        ProofFormat::Geojson => {
            let layer = plan.layer(&routing).ok_or_else(|| {
                Failure::data(format!("plan {number} has no layer {routing}; GeoJSON needs its cells"))
            })?;
            let features = geojson(&proof, &report, &bound, layer)?;
            output::text_out(&String::from_utf8_lossy(&features))?;
        }
    }
    Ok(if publishable { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// What is proved.
struct Subject {
    plan: Arc<Plan>,
    routing: LayerName,
    rules: Arc<RuleSet>,
}

fn subject(args: &ProveArgs) -> Result<Subject, Failure> {
    if let Some(file) = &args.store {
        return published(args, file);
    }
    let folder = args.district.as_deref().unwrap_or(Path::new("."));
    let district = District::load(folder).map_err(Failure::data)?;
    let plan = plan(&district, args.plan, folder)?;
    let rules = RuleSet::load(folder, RulesVersion(1)).map_err(Failure::data)?;
    Ok(Subject { plan, routing: district.routing_layer().clone(), rules: Arc::new(rules) })
}

/// Versions that are published in a store; reading goes on beside a server.
fn published(args: &ProveArgs, file: &Path) -> Result<Subject, Failure> {
    let reader = GeoPackageReader::open(file).map_err(Failure::data)?;
    let world = store::world(&reader)?;
    let now = store::now();
    let number = |kind, asked: Option<u32>| {
        let in_force = || world.one_as_of(kind, now, now).map(|version| version.number);
        asked.or_else(in_force).ok_or_else(|| {
            Failure::data(format!(
                "{}: no {} is in force; name one by its number",
                file.display(),
                kind.as_str()
            ))
        })
    };
    let located = world.plan(number(PublishedKind::Plan, args.plan)?).map_err(Failure::data)?;
    let edition = world.rules(number(PublishedKind::Rules, args.rules)?).map_err(Failure::data)?;
    let routing = located.routing_name().clone();
    Ok(Subject { plan: Arc::clone(located.plan()), routing, rules: Arc::clone(&edition.set) })
}

fn plan(district: &District, number: Option<u32>, folder: &Path) -> Result<Arc<Plan>, Failure> {
    let plans = district.plans();
    let found = match number {
        Some(number) => plans.by_number(PlanNumber(number)),
        None => plans.plans().last(),
    };
    found.cloned().ok_or_else(|| {
        let numbers: Vec<String> = plans.plans().iter().map(|plan| plan.number().0.to_string()).collect();
        let wanted = number.map_or_else(String::new, |number| format!("plan {number}: "));
        Failure::data(format!("{}: {wanted}the plans are {}", folder.display(), numbers.join(", ")))
    })
}

/// One row a box.
fn table(report: &ProofReport) -> String {
    let mut text = String::from(
        "finding,fault,rules,accepted_by,reason,place,class,kind,grade,slot,source,owner,cells,classes,combinations\n",
    );
    for (at, finding) in report.findings.iter().enumerate() {
        for one in &finding.boxes {
            text.push_str(&row(at + 1, finding, one));
        }
    }
    text
}

fn row(number: usize, finding: &FindingReport, one: &BoxReport) -> String {
    let list = |items: &[String]| items.join(";");
    let fields = [
        number.to_string(),
        finding.fault.clone(),
        list(&finding.rules),
        finding.accepted_by.clone().unwrap_or_default(),
        finding.reason.clone().unwrap_or_default(),
        list(&one.places),
        list(&one.classes),
        list(&one.kinds),
        list(&one.grades),
        list(&one.times),
        list(&one.sources),
        list(&one.owners),
        one.cells.to_string(),
        one.class_count.to_string(),
        one.combinations.to_string(),
    ];
    let quoted = |field: &String| {
        if field.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.clone()
        }
    };
    let mut line = fields.iter().map(quoted).collect::<Vec<_>>().join(",");
    line.push('\n');
    line
}

/// One feature a finding: its cells, dissolved.
fn geojson(
    proof: &Proof,
    report: &ProofReport,
    bound: &BoundRules,
    layer: &Layer,
) -> Result<Vec<u8>, Failure> {
    let shapes: Vec<Shape> = layer.cells().iter().map(|cell| cell.shape.clone()).collect();
    let arcs = SharedArcs::build(&shapes).map_err(Failure::data)?;
    let field = |name: &str, kind| OutField { name: name.into(), kind };
    let fields = vec![
        field("finding", FieldKind::Integer),
        field("fault", FieldKind::Text),
        field("fault_zh", FieldKind::Text),
        field("rules", FieldKind::Text),
        field("classes", FieldKind::Text),
        field("accepted_by", FieldKind::Text),
        field("cells", FieldKind::Integer),
        field("combinations", FieldKind::Integer),
        field("synthetic", FieldKind::Integer),
    ];
    let mut features = Vec::with_capacity(proof.findings.len());
    for ((finding, words), number) in proof.findings.iter().zip(&report.findings).zip(1i64..) {
        let cells = finding.cells(bound);
        let mut group_of = vec![None; shapes.len()];
        for CellIndex(cell) in &cells {
            group_of.get_mut(*cell as usize).into_iter().for_each(|group| *group = Some(0));
        }
        let ground = dissolve(&arcs, &group_of, 1).map_err(Failure::data)?.pop().unwrap_or_default();
        let whole = |count: u64| FieldValue::Integer(i64::try_from(count).unwrap_or(i64::MAX));
        features.push(OutFeature {
            values: vec![
                FieldValue::Integer(number),
                FieldValue::Text(words.fault.clone()),
                FieldValue::Text(finding.fault.as_zh().into()),
                FieldValue::Text(words.rules.join(";")),
                FieldValue::Text(classes(words)),
                words.accepted_by.clone().map_or(FieldValue::Missing, FieldValue::Text),
                whole(u64::try_from(cells.len()).unwrap_or(u64::MAX)),
                whole(words.combinations),
                FieldValue::Integer(i64::from(layer.synthetic())),
            ],
            geometry: RawGeometry::Polygons(in_degrees(&ground)),
        });
    }
    Ok(geojson_bytes(&OutLayer { name: "rules-prove".into(), crs: "OGC:CRS84".into(), fields, features }))
}

/// The classes of all boxes, each once; empty where some box has all.
fn classes(finding: &FindingReport) -> String {
    if finding.boxes.iter().any(|one| one.classes.is_empty()) {
        return String::new();
    }
    let all: std::collections::BTreeSet<&String> =
        finding.boxes.iter().flat_map(|one| &one.classes).collect();
    all.into_iter().cloned().collect::<Vec<_>>().join(";")
}
