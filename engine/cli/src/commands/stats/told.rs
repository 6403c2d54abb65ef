//! How an answer is told: what was asked, of what, by which seed, with which warnings, and what came out.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::input::Places;
use crate::failure::Failure;
use crate::output;

/// An answer that is being made.
pub struct Told {
    document: Map<String, Value>,
    parameters: Map<String, Value>,
    warnings: Vec<Value>,
}

impl Told {
    /// An answer of a method about a file.
    pub fn new(method: &str, places: &Places) -> Self {
        let mut told = Self::of_rows(method, &places.source, places.len());
        if places.looks_like_degrees {
            told.warn(
                "degrees",
                "坐标像是经纬度：距离以度计，东西与南北的一度并不等长。",
                "The coordinates look like degrees: distances are in degrees, and a degree is not as long to the east as to the north. Leave --planar out.",
            );
        }
        told
    }

    /// An answer of a method about rows.
    pub fn of_rows(method: &str, source: &str, n: usize) -> Self {
        let mut document = Map::new();
        document.insert("method".to_owned(), method.into());
        document.insert("engine".to_owned(), concat!("gridward ", env!("CARGO_PKG_VERSION")).into());
        document.insert("source".to_owned(), source.into());
        document.insert("n".to_owned(), n.into());
        Self { document, parameters: Map::new(), warnings: Vec::new() }
    }

    /// Says by which parameter.
    pub fn by(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        self.parameters.insert(name.to_owned(), value.into());
        self
    }

    /// Warns, in both languages.
    pub fn warn(&mut self, code: &str, zh: &str, en: &str) -> &mut Self {
        self.warnings.push(json!({"code": code, "zh": zh, "en": en}));
        self
    }

    /// Prints the answer with its result.
    pub fn print(mut self, result: impl Serialize) -> Result<(), Failure> {
        self.document.insert("parameters".to_owned(), self.parameters.into());
        self.document.insert("warnings".to_owned(), self.warnings.into());
        self.document.insert("result".to_owned(), serde_json::to_value(result).map_err(Failure::data)?);
        output::json(&self.document)
    }
}
