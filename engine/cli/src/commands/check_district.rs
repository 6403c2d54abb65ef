//! `gridward check-district`: does a district's folder make sense as a whole?

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::district_check::{self, Report};
use crate::failure::Failure;
use crate::output::{self, Format};

/// A district's folder as a whole: every file, every reference between files, and the proof that every case has one owner
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit code 1 when anything is wrong; each fault is one line with file and line.\n\nExample:\n  gridward check-district grid-definitions/minhang"
)]
pub struct Args {
    /// The folder with district.json
    #[arg(value_name = "DIR", required_unless_present = "write_schemas")]
    folder: Option<PathBuf>,

    /// The form of the answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Writes the schema of every file of a folder into DIR instead
    #[arg(long, value_name = "DIR", hide = true)]
    write_schemas: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    if let Some(target) = &args.write_schemas {
        return write_schemas(target);
    }
    let Some(folder) = &args.folder else { return Err(Failure::usage("a folder is needed")) };
    if !folder.is_dir() {
        return Err(Failure::data(format!(
            "{}: no such folder; name the one with district.json",
            folder.display()
        )));
    }
    let report = district_check::check(folder);
    match args.format {
        Format::Json => output::json(&report)?,
        Format::Text => output::text_out(&text(folder, &report))?,
    }
    Ok(if report.valid { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn write_schemas(target: &Path) -> Result<ExitCode, Failure> {
    std::fs::create_dir_all(target)
        .map_err(|error| Failure::data(format!("{}: {error}", target.display())))?;
    for (name, text) in district_check::schemas::texts() {
        let path = target.join(name);
        std::fs::write(&path, text).map_err(|error| Failure::data(format!("{}: {error}", path.display())))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn text(folder: &Path, report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        text.push_str(&format!("{finding}\n"));
    }
    let counts: Vec<String> =
        report.counts.iter().map(|count| format!("{} {}", count.number, count.of)).collect();
    let verdict = match report.findings.len() {
        0 => "consistent".into(),
        1 => "NOT consistent, 1 fault".into(),
        faults => format!("NOT consistent, {faults} faults"),
    };
    text.push_str(&format!("{}: {verdict}; {}\n", folder.display(), counts.join(", ")));
    text
}
