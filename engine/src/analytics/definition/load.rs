//! From `indicators.json` and `colours.json` to what they define.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::colours::{COLOURS_SCHEMA, ColoursFile};
use super::indicators::{INDICATORS_SCHEMA, IndicatorsFile};
use crate::grid::definition::{DefinitionError, DefinitionErrors, syntax};

/// The name of the file of indicators in a district's folder.
pub const INDICATORS_FILE: &str = "indicators.json";
/// The name of the file of colours in a district's folder.
pub const COLOURS_FILE: &str = "colours.json";

/// Reads the indicators of a district's folder.
///
/// # Errors
/// What is wrong, with file, line and column.
pub fn load_indicators(folder: &Path) -> Result<IndicatorsFile, DefinitionErrors> {
    let file = folder.join(INDICATORS_FILE);
    parse_indicators(&text(&file)?, &file)
}

/// Reads the colours of a district's folder.
///
/// # Errors
/// As [`load_indicators`].
pub fn load_colours(folder: &Path) -> Result<ColoursFile, DefinitionErrors> {
    let file = folder.join(COLOURS_FILE);
    parse_colours(&text(&file)?, &file)
}

/// Indicators from the text of their file; `file` is named in errors.
///
/// # Errors
/// As [`load_indicators`].
pub fn parse_indicators(text: &str, file: &Path) -> Result<IndicatorsFile, DefinitionErrors> {
    parse(text, file, INDICATORS_SCHEMA, |read: &IndicatorsFile| read.schema.clone())
}

/// Colours from the text of their file; `file` is named in errors.
///
/// # Errors
/// As [`load_indicators`].
pub fn parse_colours(text: &str, file: &Path) -> Result<ColoursFile, DefinitionErrors> {
    parse(text, file, COLOURS_SCHEMA, |read: &ColoursFile| read.schema.clone())
}

fn text(file: &Path) -> Result<String, DefinitionErrors> {
    std::fs::read_to_string(file)
        .map_err(|source| DefinitionErrors(vec![DefinitionError::Read { file: file.into(), source }]))
}

fn parse<T: DeserializeOwned>(
    text: &str,
    file: &Path,
    wanted: &str,
    schema: impl Fn(&T) -> String,
) -> Result<T, DefinitionErrors> {
    let read: T = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| DefinitionErrors(vec![syntax(file.into(), &error)]))?;
    let found = schema(&read);
    if found == wanted {
        return Ok(read);
    }
    Err(DefinitionErrors(vec![DefinitionError::Value {
        file: file.into(),
        place: "top level".into(),
        field: "schema".into(),
        value: format!("{found:?}"),
        wanted: format!("{wanted:?} is read by this version"),
    }]))
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
