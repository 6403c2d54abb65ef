//! What a code or a name stands for on the ground: the register of components, and the seam to place names.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::grid::Title;
use crate::ids::{ClassCode, ComponentCode, UnitCode};
use crate::measure::LonLat;

/// A registered component (部件): where it stands and whose it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// Its class, if the register says it.
    pub class: Option<ClassCode>,
    /// Where it stands.
    pub place: Option<LonLat>,
    /// Who owns it (权属单位).
    pub owner: Option<UnitCode>,
}

/// The register of components (部件普查表), by code.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ComponentRegister(BTreeMap<ComponentCode, Component>);

/// Why a register cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// The file is no table of this form.
    #[error("{file}: {fault}; columns code,class,lon,lat,owner,synthetic in UTF-8 are needed")]
    Table {
        /// The file.
        file: String,
        /// What the reader said.
        fault: String,
    },
    /// A row holds a wrong value.
    #[error("{file}, line {line}: {field} is “{value}”; {right}")]
    Row {
        /// The file.
        file: String,
        /// The line, from 1 with the header.
        line: u64,
        /// The column.
        field: &'static str,
        /// What stands there.
        value: String,
        /// What would be right.
        right: &'static str,
    },
}

#[derive(Deserialize)]
struct Row {
    code: String,
    #[serde(default)]
    class: String,
    #[serde(default)]
    lon: String,
    #[serde(default)]
    lat: String,
    #[serde(default)]
    owner: String,
}

impl ComponentRegister {
    /// A register from its entries.
    #[must_use]
    pub fn new(components: impl IntoIterator<Item = (ComponentCode, Component)>) -> Self {
        Self(components.into_iter().collect())
    }

    /// Reads `components.csv`.
    ///
    /// # Errors
    /// [`RegisterError`] with file, line and column of the first fault.
    ///
    /// # Complexity
    /// O(n log n).
    pub fn read(file: &Path, text: &str) -> Result<Self, RegisterError> {
        let name = file.display().to_string();
        let table = |fault: csv::Error| RegisterError::Table { file: name.clone(), fault: fault.to_string() };
        let mut components = BTreeMap::new();
        let mut rows = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let headers = rows.headers().map_err(table)?.clone();
        for record in rows.records() {
            let record = record.map_err(table)?;
            let line = record.position().map_or(0, csv::Position::line);
            let row: Row = record.deserialize(Some(&headers)).map_err(table)?;
            let wrong = |field, value: &str, right| RegisterError::Row {
                file: name.clone(),
                line,
                field,
                value: value.into(),
                right,
            };
            if row.code.trim().is_empty() {
                return Err(wrong("code", &row.code, "each component has a code of its own"));
            }
            let place = place_of(&row).map_err(|field| {
                let value = if field == "lon" { &row.lon } else { &row.lat };
                wrong(field, value, "degrees in WGS 84 are needed, or neither lon nor lat")
            })?;
            let text = |value: &str| Some(value.trim().to_owned()).filter(|value| !value.is_empty());
            let component = Component {
                class: text(&row.class).map(|code| ClassCode::new(&code)),
                place,
                owner: text(&row.owner).map(|code| UnitCode::new(&code)),
            };
            if components.insert(ComponentCode::new(row.code.trim()), component).is_some() {
                return Err(wrong("code", &row.code, "it stands twice in the register; a code is unique"));
            }
        }
        Ok(Self(components))
    }

    /// A component. O(log n).
    #[must_use]
    pub fn get(&self, code: &ComponentCode) -> Option<&Component> {
        self.0.get(code)
    }

    /// How many components it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn place_of(row: &Row) -> Result<Option<LonLat>, &'static str> {
    let (lon, lat) = (row.lon.trim(), row.lat.trim());
    if lon.is_empty() && lat.is_empty() {
        return Ok(None);
    }
    let lon: f64 = lon.parse().map_err(|_| "lon")?;
    let lat: f64 = lat.parse().map_err(|_| "lat")?;
    LonLat::new(lon, lat).map(Some).map_err(|_| if lat.abs() > 90.0 { "lat" } else { "lon" })
}

/// A place that an address may mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NamedPlace {
    /// Its name.
    pub name: Title,
    /// What it is: `community`, `road`, `poi`.
    pub kind: String,
    /// Where it is.
    pub place: LonLat,
    /// How sure it is that the address means it, 0 to 1.
    pub confidence: f32,
}

/// A look-up of place names. Deterministic: the same words give the same places.
pub trait PlaceNames: Send + Sync {
    /// The places that an address may mean, the likeliest first, at most so many.
    fn find(&self, address: &str, most: usize) -> Vec<NamedPlace>;
}

#[cfg(test)]
#[path = "register_tests.rs"]
mod tests;
