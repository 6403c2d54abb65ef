//! `gridward check`: is this layer a valid coverage?

use std::path::PathBuf;
use std::process::ExitCode;

use gridward::topology::defects::{self, CheckFeature, CheckOptions, DefectKind, DefectRecord, SequenceRule};
use gridward::vector_io::{CheckInput, FileSpec, RawLayer, check_input, read_layer};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{self, Format};

/// Gaps, overlaps, unmatched edges, invalid rings, duplicate codes: every defect with place and size
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Judged on the file's own coordinates, before anything is snapped. Gaps are always listed; they make a layer invalid\n\
only with --within or --no-gaps. Exit code 1 when the layer is not valid.\n\nExample:\n  gridward check wards.geojson --code WARD --format text"
)]
pub struct Args {
    /// The layer as FILE[#SUBLAYER]
    #[arg(value_name = "FILE[#SUBLAYER]")]
    file: String,

    /// The field with the cells' codes
    #[arg(long, value_name = "FIELD")]
    code: Option<String>,

    /// Outlines that must hold the cells and be covered by them, as FILE[#SUBLAYER]
    #[arg(long, value_name = "FILE[#SUBLAYER]")]
    within: Option<String>,

    /// The coordinates are a plane in their own unit
    #[arg(long)]
    planar: bool,

    /// A gap makes the layer invalid
    #[arg(long)]
    no_gaps: bool,

    /// Edges along gaps up to this width, in metres, count as unmatched
    #[arg(long, value_name = "M", default_value_t = 0.0)]
    gap_width: f64,

    /// The form of the answer
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
}

#[derive(Serialize)]
struct Document {
    valid: bool,
    cells: usize,
    area_m2: f64,
    defects: Vec<DefectRecord>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let layer = read(&args.file)?;
    let outlines = args.within.as_deref().map(read).transpose()?;
    let input = check_input(layer, args.code.as_deref(), outlines, args.planar).map_err(Failure::data)?;
    for problem in &input.problems {
        eprintln!("{problem}");
    }
    let CheckInput { ground, features, parents, .. } = &input;
    let sequence = national_sequence(features);
    let options =
        CheckOptions { parents, gap_width_m: args.gap_width, sequence, ..CheckOptions::new(*ground) };
    let report = defects::check(features, options).map_err(Failure::data)?;
    let unreadable = input.problems.iter().any(|problem| !problem.kept);
    let document = Document {
        valid: report.is_valid(args.no_gaps || args.within.is_some()) && !unreadable,
        cells: report.cells,
        area_m2: report.area_m2,
        defects: report
            .defects
            .iter()
            .map(|defect| defect.record(features, parents, ground.lattice))
            .collect(),
    };
    match args.format {
        Format::Json => output::json(&document)?,
        Format::Text => output::text_out(&text(&document))?,
    }
    Ok(if document.valid { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The rule of the national code of a unit grid (twelve digits of its community, then 001 to 999), where at least nine of ten codes
/// have its form.
fn national_sequence(features: &[CheckFeature]) -> Option<SequenceRule> {
    let codes = || features.iter().filter_map(|feature| feature.code.as_deref());
    let digits = |code: &&str| code.len() >= 15 && code.bytes().all(|b| b.is_ascii_digit());
    let national = codes().filter(|code| code.len() == 15).filter(digits).count();
    (national > 0 && national * 10 >= codes().count() * 9).then_some(SequenceRule { prefix: 12, most: 999 })
}

fn read(spec: &str) -> Result<RawLayer, Failure> {
    let FileSpec { path, sublayer } = FileSpec::parse(spec);
    let path: PathBuf = path;
    read_layer(&path, sublayer.as_deref()).map_err(Failure::data)
}

fn text(document: &Document) -> String {
    let mut text = format!(
        "{}: {} cells, {:.6} km²\n",
        if document.valid { "valid" } else { "NOT valid" },
        document.cells,
        document.area_m2 / 1e6
    );
    let kinds = [
        (DefectKind::InvalidRing, "invalid rings"),
        (DefectKind::DuplicateCode, "duplicate codes"),
        (DefectKind::SequenceOverflow, "prefixes with too many codes"),
        (DefectKind::Overlap, "overlaps"),
        (DefectKind::UnmatchedEdge, "unmatched edges"),
        (DefectKind::Gap, "gaps"),
        (DefectKind::OutsideParent, "parts outside of a parent"),
        (DefectKind::NotCovered, "parts of a parent not covered"),
    ];
    for (kind, title) in kinds {
        let found: Vec<&DefectRecord> =
            document.defects.iter().filter(|defect| defect.kind == kind).collect();
        if found.is_empty() {
            continue;
        }
        let area: f64 = found.iter().map(|defect| defect.area_m2).sum();
        text.push_str(&format!("{}: {title}, {area:.2} m² together\n", found.len()));
        for defect in found {
            let place = defect.place.map_or(String::new(), |[x, y]| format!(" at {x:.7}, {y:.7}"));
            text.push_str(&format!(
                "  {}{place}: area {:.4} m², width {:.3} m, length {:.2} m\n",
                defect.note, defect.area_m2, defect.width_m, defect.length_m
            ));
        }
    }
    text
}
