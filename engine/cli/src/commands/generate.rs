//! `gridward generate`: a nested, valid, synthetic coverage inside an outline.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gridward::crs::Datum;
use gridward::grid::definition::District;
use gridward::grid::{Cell, Layer, Title};
use gridward::simulate::coverage::{CoverageReport, generate};
use gridward::simulate::district::{DistrictSpec, PlanSpec, generate_district};
use gridward::topology::{Lattice, Polygon, Ring, Shape};
use gridward::vector_io::{
    FieldKind, FieldValue, FileSpec, OutFeature, OutField, OutLayer, RawGeometry, import_outline, read_layer,
    write_layer,
};

use crate::failure::Failure;
use crate::output::{self, Format};

/// Endings of files that hold one layer.
const LAYER_FILES: [&str; 5] = ["geojson", "gpkg", "fgb", "shp", "kml"];

/// A nested, valid, synthetic coverage inside an outline: towns, communities, responsibility grids, unit grids
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Writes a district's folder: district.json, layers/coverage.topojson (all layers, borders shared vertex for vertex),\n\
layers/streets.geojson. Everything in it is marked synthetic. Equal flags give equal bytes on every machine.\n\nExample:\n  gridward generate --outline district.geojson --unit-area 35000 --seed 7 --out demo\n  gridward check demo/layers/coverage.topojson#unit-grid --code code"
)]
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

    /// The folder to write; or one file (.geojson, .gpkg, .fgb, .shp, .kml) for the unit grids alone
    #[arg(long, value_name = "DIR|FILE")]
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

    /// Write each layer of the last plan as NAME.geojson beside the folder's own files as well
    #[arg(long)]
    geojson: bool,

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
        (None, Some(outline)) => {
            (spec(args), read_outline(&FileSpec::parse(outline), args.datum.as_ref())?, Vec::new())
        }
        (None, None) => return Err(Failure::usage("--outline FILE or --spec FILE is needed")),
    };
    if args
        .out
        .extension()
        .is_some_and(|ending| LAYER_FILES.iter().any(|known| ending.eq_ignore_ascii_case(known)))
    {
        let coverage = generate(&spec.coverage(outline, towns)).map_err(Failure::data)?;
        if let Some(units) = coverage.layers.last() {
            write(&units.layer, &args.out)?;
        }
        return report(args, &coverage.report);
    }
    let (files, reached) = generate_district(&spec, outline, towns).map_err(Failure::data)?;
    for file in &files {
        let path = args.out.join(file.path);
        let failed = |error: std::io::Error| Failure::data(format!("{}: {error}", path.display()));
        path.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
        fs::write(&path, &file.text).map_err(failed)?;
    }
    if args.geojson {
        write_geojson(&args.out)?;
    }
    report(args, &reached)
}

fn report(args: &Args, reached: &CoverageReport) -> Result<ExitCode, Failure> {
    match args.format {
        Format::Json => output::json(reached)?,
        Format::Text => output::text_out(&text(reached, &args.out))?,
    }
    Ok(ExitCode::SUCCESS)
}

type Wanted = (DistrictSpec, Shape, Vec<gridward::simulate::coverage::TownSpec>);

fn from_spec(file: &Path) -> Result<Wanted, Failure> {
    let read = |path: &Path| {
        fs::read_to_string(path).map_err(|error| Failure::data(format!("{}: {error}", path.display())))
    };
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
        plans: vec![PlanSpec { number: 1, valid_from: "2010-01-01".to_owned(), covered_km2: args.covered }],
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

/// Writes the layers of a district's last plan one by one.
fn write_geojson(folder: &Path) -> Result<(), Failure> {
    let district = District::load(folder).map_err(Failure::data)?;
    let Some(plan) = district.plans().plans().last() else { return Ok(()) };
    for layer in plan.layers().values() {
        write(layer, &folder.join(format!("{}.geojson", layer.name())))?;
    }
    Ok(())
}

/// Writes one layer: code, name, and that it is synthetic.
fn write(layer: &Layer, file: &Path) -> Result<(), Failure> {
    let field = |name: &str| OutField { name: name.to_owned(), kind: FieldKind::Text };
    let feature = |cell: &Cell| {
        let name = cell.name.as_ref().map_or(FieldValue::Missing, |name| FieldValue::Text(name.zh.clone()));
        let values = vec![FieldValue::Text(cell.code.to_string()), name, FieldValue::Text("true".to_owned())];
        OutFeature { values, geometry: RawGeometry::Polygons(in_degrees(&cell.shape)) }
    };
    let out = OutLayer {
        name: layer.name().to_string(),
        crs: "OGC:CRS84".to_owned(),
        fields: vec![field("code"), field("name"), field("synthetic")],
        features: layer.cells().iter().map(feature).collect(),
    };
    for note in write_layer(file, &out).map_err(Failure::data)? {
        eprintln!("{note}");
    }
    Ok(())
}

/// A shape of a plan's lattice in degrees.
pub fn in_degrees(shape: &Shape) -> geo::MultiPolygon<f64> {
    let lattice = Lattice::PLAN;
    let ring =
        |ring: &Ring| geo::LineString::from_iter(ring.iter().map(|&p| geo::Coord::from(lattice.place(p))));
    let part = |p: &Polygon| geo::Polygon::new(ring(&p.exterior), p.interiors.iter().map(ring).collect());
    geo::MultiPolygon::from_iter(shape.polygons.iter().map(part))
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
