//! `gridward generate`: a nested, valid, synthetic coverage inside an outline.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gridward::crs::Datum;
use gridward::grid::Title;
use gridward::simulate::coverage::CoverageReport;
use gridward::simulate::district::{DistrictSpec, PlanSpec, generate_district};
use gridward::topology::Shape;
use gridward::vector_io::{FileSpec, import_outline, read_layer};

use crate::failure::Failure;
use crate::output::{self, Format};

/// A nested, valid, synthetic coverage inside an outline: towns, communities, responsibility grids, unit grids
#[derive(Debug, clap::Args)]
#[command(after_help = "Writes a district's folder: district.json, layers/coverage.topojson (all layers, borders shared vertex for vertex),\n\
layers/streets.geojson. Everything in it is marked synthetic. Equal flags give equal bytes on every machine.\n\nExample:\n  gridward generate --outline district.geojson --unit-area 35000 --seed 7 --out demo\n  gridward check demo/layers/coverage.topojson#unit-grid --code code")]
pub struct Args {
    /// The outline as FILE[#SUBLAYER]
    #[arg(long, value_name = "FILE[#SUBLAYER]", required_unless_present = "spec")]
    outline: Option<String>,

    /// The outline's datum, where its file does not say or says wrongly
    #[arg(long, value_name = "DATUM")]
    datum: Option<Datum>,

    /// A district's specification in JSON, in place of the flags below; files it names lie beside it
    #[arg(long, value_name = "FILE", conflicts_with = "outline")]
    spec: Option<PathBuf>,

    /// The folder to write
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Wanted mean area of a unit grid in m²
    #[arg(long, value_name = "M2", default_value_t = 35_274.0)]
    unit_area: f64,

    /// Unit grids in a community, in the mean
    #[arg(long, value_name = "N", default_value_t = 9.0)]
    units_per_community: f64,

    /// Number of towns
    #[arg(long, value_name = "N", default_value_t = 6)]
    towns: u32,

    /// Number of responsibility grids; 0 for none
    #[arg(long, value_name = "N", default_value_t = 0)]
    responsibility_grids: u32,

    /// Area to cover in km², grown from the towns' seats; the whole outline where it is not given
    #[arg(long, value_name = "KM2")]
    covered: Option<f64>,

    /// Vertices on the border of a unit grid, in the mean
    #[arg(long, value_name = "N", default_value_t = 40)]
    vertices: u32,

    /// The six digits of the county in the codes
    #[arg(long, value_name = "CODE", default_value = "990000")]
    county: String,

    /// The seed: another one gives another coverage
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// The form of the summary
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (spec, outline, towns) = match (&args.spec, &args.outline) {
        (Some(file), _) => from_spec(file)?,
        (None, Some(outline)) => (spec(args), read_outline(&FileSpec::parse(outline), args.datum.as_ref())?, Vec::new()),
        (None, None) => return Err(Failure::usage("--outline FILE or --spec FILE is needed")),
    };
    let (files, report) = generate_district(&spec, outline, towns).map_err(Failure::data)?;
    for file in &files {
        let path = args.out.join(file.path);
        let failed = |error: std::io::Error| Failure::data(format!("{}: {error}", path.display()));
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
        fs::write(&path, &file.text).map_err(failed)?;
    }
    match args.format {
        Format::Json => output::json(&report)?,
        Format::Text => output::text_out(&text(&report, &args.out))?,
    }
    Ok(ExitCode::SUCCESS)
}

type Wanted = (DistrictSpec, Shape, Vec<gridward::simulate::coverage::TownSpec>);

fn from_spec(file: &Path) -> Result<Wanted, Failure> {
    let read = |path: &Path| fs::read_to_string(path).map_err(|error| Failure::data(format!("{}: {error}", path.display())));
    let wrong = |path: &Path, error: serde_json::Error| Failure::data(format!("{}: {error}", path.display()));
    let spec: DistrictSpec = serde_json::from_str(&read(file)?).map_err(|error| wrong(file, error))?;
    let beside = file.parent().unwrap_or(Path::new("."));
    let outline = read_outline(&FileSpec { path: beside.join(&spec.outline), sublayer: None }, None)?;
    let towns = match spec.towns.as_ref().map(|name| beside.join(name)) {
        Some(path) => serde_json::from_str(&read(&path)?).map_err(|error| wrong(&path, error))?,
        None => Vec::new(),
    };
    Ok((spec, outline, towns))
}

fn spec(args: &Args) -> DistrictSpec {
    DistrictSpec {
        name: Title::new("示例区", "Example District"),
        county_code: args.county.clone(),
        zone: "Asia/Shanghai".to_owned(),
        outline: args.outline.clone().unwrap_or_default(),
        towns: None,
        town_count: args.towns,
        plans: args.covered.map(|covered_km2| PlanSpec { number: 1, valid_from: "2010-01-01".to_owned(), covered_km2 }).into_iter().collect(),
        unit_area_m2: args.unit_area,
        units_per_community: args.units_per_community,
        responsibility_grids: args.responsibility_grids,
        vertices_per_unit: args.vertices,
        size_contrast: 3.0,
        smoothing_rounds: 6,
        seed: args.seed,
    }
}

fn read_outline(file: &FileSpec, datum: Option<&Datum>) -> Result<Shape, Failure> {
    let raw = read_layer(&file.path, file.sublayer.as_deref()).map_err(Failure::data)?;
    let (outline, problems) = import_outline(raw, datum).map_err(Failure::data)?;
    for problem in problems {
        eprintln!("{problem}");
    }
    Ok(outline)
}

fn text(report: &CoverageReport, out: &Path) -> String {
    let [least, mean, most] = report.unit_area_m2;
    format!(
        "{}: {} unit grids ({least:.0} to {most:.0} m², mean {mean:.0}), {} communities, {} responsibility grids, {:.2} km² covered\n",
        out.display(),
        report.units,
        report.communities,
        report.responsibility_grids,
        report.covered_m2.last().copied().unwrap_or_default() / 1e6
    )
}
