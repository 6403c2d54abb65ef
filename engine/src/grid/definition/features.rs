//! What both file forms come down to: shapes with properties.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::error::{DefinitionError, syntax};
use super::{geojson, topojson};
use crate::topology::Shape;

/// A feature of either file form.
pub(super) struct Feature {
    pub(super) properties: Map<String, Value>,
    pub(super) shape: Shape,
}

/// A fault of one feature: its place, field, value, and what would be right.
pub(super) struct Fault {
    pub(super) place: String,
    pub(super) field: String,
    pub(super) value: String,
    pub(super) wanted: String,
}

impl Fault {
    pub(super) fn new(place: &str, field: &str, value: impl ToString, wanted: &str) -> Self {
        let value = value.to_string();
        let value = if value.chars().count() > 80 {
            value.chars().take(77).chain("...".chars()).collect()
        } else {
            value
        };
        Self { place: place.into(), field: field.into(), value, wanted: wanted.into() }
    }

    pub(super) fn at(self, file: &Path) -> DefinitionError {
        let Self { place, field, value, wanted } = self;
        DefinitionError::Value { file: file.into(), place, field, value, wanted }
    }
}

/// The features of a file; faulty ones are left out and listed.
pub(super) fn read(
    file: &Path,
    object: Option<&str>,
    errors: &mut Vec<DefinitionError>,
) -> Option<Vec<Feature>> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(source) => {
            errors.push(DefinitionError::Read { file: PathBuf::from(file), source });
            return None;
        }
    };
    let mut faults = Vec::new();
    let topology = file.extension().is_some_and(|extension| extension == "topojson");
    let features = if topology {
        topojson::features(&text, object, &mut faults)
    } else {
        geojson::features(&text, &mut faults)
    };
    errors.extend(faults.into_iter().map(|fault| fault.at(file)));
    match features {
        Ok(features) => Some(features),
        Err(error) => {
            errors.push(syntax(file.into(), &error));
            None
        }
    }
}
