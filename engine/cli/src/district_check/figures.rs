//! The years to simulate and the report to print, where a folder has them: they can be read, and name what the district has.

use std::path::Path;

use gridward::analytics::report::ReportSpec;
use gridward::ids::{ClassCode, SourceCode};
use gridward::simulate::cases::SimulationSpec;
use serde::de::DeserializeOwned;

use super::finding::Findings;
use super::folder::Folder;
use super::json_lines::JsonLines;
use super::names::{REPORT, SIMULATION};

/// Reads both files, and holds the classes and sources of the simulation against the district's.
pub fn check(path: &Path, folder: &Folder, findings: &mut Findings) {
    let _: Option<(ReportSpec, String)> = read(path, REPORT, findings);
    let Some((spec, text)) = read::<SimulationSpec>(path, SIMULATION, findings) else { return };
    let lines = JsonLines::of_text(&text);
    let line = |value: &str| lines.holding(value).unwrap_or(0);
    let streams = spec.streams.iter();
    let classes = spec.class_weights.keys().chain(streams.clone().flat_map(|stream| &stream.classes));
    for code in classes {
        if folder.rules.classes.index_of(&ClassCode::new(code)).is_none() {
            findings.push(
                SIMULATION,
                line(code),
                format!("class {code} is not in classes.csv; name one of it"),
            );
        }
    }
    for weight in streams.flat_map(|stream| &stream.sources) {
        if folder.rules.sources.index_of(&SourceCode::new(&weight.source)).is_none() {
            let message = format!("source {} is not in sources.csv; name one of it", weight.source);
            findings.push(SIMULATION, line(&weight.source), message);
        }
    }
}

/// The file, where there is one that can be read, with its text.
fn read<T: DeserializeOwned>(path: &Path, name: &str, findings: &mut Findings) -> Option<(T, String)> {
    let text = match std::fs::read_to_string(path.join(name)) {
        Ok(text) => text,
        Err(error) => {
            if error.kind() != std::io::ErrorKind::NotFound {
                findings.push(name, 0, format!("the file cannot be read ({error})"));
            }
            return None;
        }
    };
    match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(value) => Some((value, text)),
        Err(error) => {
            findings.push(name, u64::try_from(error.line()).unwrap_or(0), format!("{error}; see its schema"));
            None
        }
    }
}
