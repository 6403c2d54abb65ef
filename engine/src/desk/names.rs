//! Place names of a version of the rules, as the assigner asks for them.

use serde::Deserialize;

use super::error::EditionError;
use crate::assign::{NamedPlace, PlaceNames};
use crate::grid::Title;
use crate::measure::LonLat;

/// The names of `places.csv`.
#[derive(Debug, Clone)]
pub(super) struct Names(Vec<NamedPlace>);

#[derive(Deserialize)]
struct Row {
    name_zh: String,
    name_en: String,
    kind: String,
    lon: f64,
    lat: f64,
}

impl Names {
    pub(super) fn read(text: &str) -> Result<Self, EditionError> {
        let wrong = |fault: String| EditionError::new("places.csv", &fault);
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let rows = reader.deserialize::<Row>().map(|row| {
            let row = row.map_err(|error| wrong(error.to_string()))?;
            let place = LonLat::new(row.lon, row.lat).map_err(|error| wrong(error.to_string()))?;
            let name = Title { zh: row.name_zh, en: row.name_en };
            Ok(NamedPlace { name, kind: row.kind, place, confidence: 1.0 })
        });
        rows.collect::<Result<Vec<_>, _>>().map(Self)
    }
}

impl PlaceNames for Names {
    fn find(&self, address: &str, most: usize) -> Vec<NamedPlace> {
        let found = self.0.iter().filter(|place| address.contains(place.name.zh.as_str()));
        found.take(most).cloned().collect()
    }
}
