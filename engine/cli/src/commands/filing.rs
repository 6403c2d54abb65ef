//! `gridward filing`: the nine-column sheet of classes and conditions (立案标准表), in and out of a district's folder.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Subcommand, ValueEnum};
use gridward::cases::filing::{FilingNote, FilingRow, FilingSheet, FilingTables};
use gridward::frames::{raw_rows, write_raw_rows};
use gridward::ids::{RulesVersion, UnitCode};
use gridward::rules::definition::rule_files;
use gridward::rules::{ClassNature, RuleSet};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{self, Format};

/// The trade's sheet of classes with filing conditions, closing conditions and limits (nine columns, .csv or .xlsx)
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Import(ImportArgs),
    Export(ExportArgs),
}

/// A sheet into classes.csv and conditions.csv of a district's folder
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A class of the sheet gets the sheet's name, department and conditions; what the sheet does not say (English names, kinds, domain,\n\
sensitivity, lead, grades) stays. Classes that the sheet does not have stay. A bad row is one line, the others go in.\n\n\
Example:\n  gridward filing import standard.xlsx --nature event --district my-city --out draft"
)]
pub struct ImportArgs {
    /// The sheet
    sheet: PathBuf,

    /// The district's folder
    #[arg(long, value_name = "DIR")]
    district: PathBuf,

    /// What the sheet's classes are
    #[arg(long, value_enum)]
    nature: Nature,

    /// Where the two tables go; without it, into the district's folder itself
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// The form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// The classes of a district's folder as a sheet
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward filing export events.xlsx --nature event --district grid-definitions/minhang"
)]
pub struct ExportArgs {
    /// The sheet; .xlsx, or .csv in UTF-8
    sheet: PathBuf,

    /// The district's folder
    #[arg(long, value_name = "DIR")]
    district: PathBuf,

    /// Which classes
    #[arg(long, value_enum)]
    nature: Nature,

    /// The title in the first row
    #[arg(long, default_value = "立案、处置与结案标准")]
    title: String,
}

/// What classes are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Nature {
    /// 部件
    Component,
    /// 事件
    Event,
    /// 诉求
    Appeal,
    /// 隐患
    Hazard,
    /// 矛盾纠纷
    Mediation,
}

impl From<Nature> for ClassNature {
    fn from(nature: Nature) -> Self {
        match nature {
            Nature::Component => Self::Component,
            Nature::Event => Self::Event,
            Nature::Appeal => Self::Appeal,
            Nature::Hazard => Self::Hazard,
            Nature::Mediation => Self::Mediation,
        }
    }
}

#[derive(Serialize)]
struct Document {
    rows: usize,
    rejects: usize,
    warnings: usize,
    new_classes: usize,
    new_conditions: usize,
    gone_conditions: usize,
    notes: Vec<String>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    match &args.command {
        Command::Import(args) => import(args),
        Command::Export(args) => export(args),
    }
}

fn import(args: &ImportArgs) -> Result<ExitCode, Failure> {
    let sheet = FilingSheet::read(&raw_rows(&args.sheet).map_err(Failure::data)?);
    let file = args.sheet.display();
    let tell = |notes: &[FilingNote]| notes.iter().for_each(|note| eprintln!("gridward: {file}: {note}"));
    tell(&sheet.faults);
    tell(&sheet.warnings);
    if sheet.rows.is_empty() {
        return Err(Failure::data(format!("{file}: no row can be used")));
    }
    let folder = rule_files(&args.district).map_err(Failure::data)?;
    let rules = RuleSet::from_files(&folder, RulesVersion(0)).map_err(Failure::data)?;
    let unit = |name: &str| {
        let named = rules.units.all().iter().find(|unit| unit.name.zh == name || unit.code.as_str() == name);
        named.map(|unit| unit.code.clone())
    };
    let tables =
        FilingTables::merge(&sheet.rows, args.nature.into(), &folder, &unit).map_err(Failure::data)?;
    let mut after = folder;
    after.insert("classes.csv".into(), tables.classes.clone());
    after.insert("conditions.csv".into(), tables.conditions.clone());
    RuleSet::from_files(&after, RulesVersion(0)).map_err(|faults| {
        Failure::data(format!(
            "with the sheet in it the folder would have faults, so nothing is written:\n{faults}"
        ))
    })?;
    let out = args.out.as_deref().unwrap_or(&args.district);
    std::fs::create_dir_all(out).map_err(|fault| Failure::data(format!("{}: {fault}", out.display())))?;
    write(out, "classes.csv", &tables.classes)?;
    write(out, "conditions.csv", &tables.conditions)?;
    let document = Document {
        rows: sheet.rows.len(),
        rejects: sheet.faults.len(),
        warnings: sheet.warnings.len(),
        new_classes: tables.new_classes,
        new_conditions: tables.new_conditions,
        gone_conditions: tables.gone_conditions,
        notes: tables.notes,
    };
    match args.format {
        Format::Json => output::json(&document)?,
        Format::Text => output::text_out(&text_of(&document, out))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn text_of(document: &Document, out: &Path) -> String {
    let mut text = format!(
        "{}: {} rows taken, {} rejected; {} classes and {} conditions are new, {} conditions are gone\n",
        out.display(),
        document.rows,
        document.rejects,
        document.new_classes,
        document.new_conditions,
        document.gone_conditions
    );
    for note in &document.notes {
        text.push_str(note);
        text.push('\n');
    }
    text
}

/// Beside, then over it: the table is the old one or the new one, never half of one.
fn write(folder: &Path, name: &str, content: &[u8]) -> Result<(), Failure> {
    let (file, part) = (folder.join(name), folder.join(format!("{name}.part")));
    let written = std::fs::write(&part, content).and_then(|()| std::fs::rename(&part, &file));
    written.map_err(|fault| Failure::data(format!("{}: {fault}", file.display())))
}

fn export(args: &ExportArgs) -> Result<ExitCode, Failure> {
    let rules = RuleSet::load(&args.district, RulesVersion(0)).map_err(Failure::data)?;
    let name = |code: &UnitCode| {
        let unit = rules.units.index_of(code).and_then(|at| rules.units.get(at));
        unit.map_or_else(|| code.to_string(), |unit| unit.name.zh.clone())
    };
    let rows = FilingRow::of_classes(&rules.classes, args.nature.into(), &name);
    write_raw_rows(&args.sheet, &FilingRow::sheet(&args.title, &rows)).map_err(Failure::data)?;
    output::text_out(&format!("{}: {} rows\n", args.sheet.display(), rows.len()))?;
    Ok(ExitCode::SUCCESS)
}
