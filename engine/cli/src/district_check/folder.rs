//! A district's folder as far as it can be read.

use std::collections::BTreeMap;
use std::path::Path;

use gridward::analytics::definition::{ColoursFile, IndicatorsFile, parse_colours, parse_indicators};
use gridward::calendar::WorkCalendar;
use gridward::grid::{District, Plan};
use gridward::ids::RulesVersion;
use gridward::rules::RuleSet;
use gridward::rules::definition::FolderFiles;

use super::Count;
use super::finding::Findings;
use super::json_lines::JsonLines;
use super::names::{
    ACCEPTED, CALENDAR, CLASSES, COLOURS, COMPONENTS, CONDITIONS, DISTRICT, DOCUMENTS, EXPOSURE, FILES,
    INDICATORS, PLACES, RULES, SETTINGS, SOURCES, TABLES, UNITS,
};
use super::table::Table;

/// A district's folder: everything that could be read, and where it stands.
#[derive(Debug)]
pub struct Folder {
    /// Layers and plans.
    pub district: Option<District>,
    /// Units, classes, sources, routing table, settings: rows that are wrong are left out.
    pub rules: RuleSet,
    /// Working time.
    pub calendar: Option<WorkCalendar>,
    /// Indicators and scores.
    pub indicators: Option<IndicatorsFile>,
    /// Colours of warning.
    pub colours: Option<ColoursFile>,
    files: FolderFiles,
    tables: BTreeMap<&'static str, Table>,
    documents: BTreeMap<&'static str, JsonLines>,
}

impl Folder {
    /// Reads a folder; what is wrong with single files is found here.
    pub fn read(path: &Path) -> (Self, Findings) {
        let mut findings = Findings::default();
        let mut files = FolderFiles::new();
        for name in FILES {
            match std::fs::read(path.join(name)) {
                Ok(bytes) => drop(files.insert(name.into(), bytes)),
                // A list of accepted holes is not needed; tables and settings that are missing are named by their reader.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                    if [CALENDAR, INDICATORS, COLOURS, PLACES, COMPONENTS].contains(&name) {
                        findings.push(name, 0, "the file is missing");
                    }
                }
                Err(error) => findings.push(name, 0, format!("the file cannot be read ({error})")),
            }
        }
        let bytes = |name: &str| files.get(name).map(Vec::as_slice).unwrap_or_default();
        let text =
            |name: &str| String::from_utf8_lossy(bytes(name)).trim_start_matches('\u{feff}').to_owned();
        let tables = TABLES.map(|name| (name, Table::of_bytes(bytes(name)))).into();
        let documents: BTreeMap<_, _> = DOCUMENTS.map(|name| (name, JsonLines::of_text(&text(name)))).into();
        let lines = |name: &str| documents.get(name).unwrap_or(&NOWHERE);
        let (rules, faults) = RuleSet::read(&files, RulesVersion(1));
        for fault in &faults {
            findings.push_fault(fault, lines(SETTINGS));
        }
        let has = |name: &str| files.contains_key(name);
        let district = kept(District::load(path), DISTRICT, path, &mut findings, lines(DISTRICT));
        let streets = district.as_ref().and_then(|district| Some(district.base_map()?.streets.clone()));
        if let Some(streets) = streets.filter(|streets| !path.join(streets).is_file()) {
            let line = lines(DISTRICT).at("base_map.streets");
            findings.push(DISTRICT, line, format!("streets is “{streets}”; the folder has no such file"));
        }
        let calendar = has(CALENDAR)
            .then(|| gridward::calendar::definition::parse(&text(CALENDAR), &path.join(CALENDAR)))
            .and_then(|read| kept(read, CALENDAR, path, &mut findings, lines(CALENDAR)));
        let indicators = has(INDICATORS)
            .then(|| parse_indicators(&text(INDICATORS), &path.join(INDICATORS)))
            .and_then(|read| kept(read, INDICATORS, path, &mut findings, lines(INDICATORS)));
        let colours = has(COLOURS)
            .then(|| parse_colours(&text(COLOURS), &path.join(COLOURS)))
            .and_then(|read| kept(read, COLOURS, path, &mut findings, lines(COLOURS)));
        let folder = Self { district, rules, calendar, indicators, colours, files, tables, documents };
        (folder, findings)
    }

    /// Whether the folder has a file.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// The content of a file; empty without it.
    pub fn bytes(&self, name: &str) -> &[u8] {
        self.files.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// A table as it stands.
    pub fn table(&self, name: &'static str) -> &Table {
        self.tables.get(name).unwrap_or(&EMPTY)
    }

    /// The lines of a JSON file.
    pub fn lines(&self, name: &'static str) -> &JsonLines {
        self.documents.get(name).unwrap_or(&NOWHERE)
    }

    /// The plan that begins last.
    pub fn newest_plan(&self) -> Option<&Plan> {
        self.district.as_ref()?.plans().plans().last().map(AsRef::as_ref)
    }

    /// How much there is of everything.
    pub fn counts(&self) -> Vec<Count> {
        let rows = |name| self.table(name).rows().count();
        vec![
            Count {
                of: "plans",
                number: self.district.as_ref().map_or(0, |district| district.plans().plans().len()),
            },
            Count { of: "units", number: rows(UNITS) },
            Count { of: "sources", number: rows(SOURCES) },
            Count { of: "classes", number: rows(CLASSES) },
            Count { of: "classes for cases", number: self.rules.classes.leaves().count() },
            Count { of: "conditions", number: rows(CONDITIONS) },
            Count { of: "rules", number: rows(RULES) },
            Count { of: "accepted holes", number: rows(ACCEPTED) },
            Count {
                of: "years",
                number: self.calendar.as_ref().map_or(0, |calendar| calendar.years().len()),
            },
            Count {
                of: "indicators",
                number: self.indicators.as_ref().map_or(0, |file| file.indicators.len()),
            },
            Count { of: "places", number: rows(PLACES) },
            Count { of: "components", number: rows(COMPONENTS) },
            Count { of: "cells with residents or patrols", number: rows(EXPOSURE) },
        ]
    }
}

static NOWHERE: JsonLines = JsonLines::EMPTY;
static EMPTY: Table = Table::EMPTY;

fn kept<T>(
    read: Result<T, gridward::grid::definition::DefinitionErrors>,
    name: &str,
    path: &Path,
    findings: &mut Findings,
    lines: &JsonLines,
) -> Option<T> {
    match read {
        Ok(read) => Some(read),
        Err(errors) if errors.0.is_empty() => {
            findings.push(name, 0, "the file cannot be read");
            None
        }
        Err(errors) => {
            findings.push_errors(&errors, path, lines);
            None
        }
    }
}
