//! What stands below the line of rates (暴露量): residents and patrol hours of cells, from `exposure.csv`.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::layer::Layer;
use super::plan::Plan;
use crate::ids::{CellCode, LayerName};

/// The columns, in any order.
pub const EXPOSURE_COLUMNS: [&str; 5] = ["layer", "cell", "residents", "patrol_hours_week", "synthetic"];

/// Most faults that are told of one file.
const MOST_FAULTS: usize = 100;
/// More people or hours than a cell can have.
const TOO_MUCH: f64 = 1e9;

/// What is known of a cell; `None` for what is not.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct CellExposure {
    /// People who live there (常住人口).
    pub residents: Option<f64>,
    /// Hours of patrol (巡查小时) in a usual week.
    pub patrol_hours_week: Option<f64>,
}

/// Residents and patrol hours by layer and cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Exposures {
    layers: BTreeMap<LayerName, BTreeMap<CellCode, CellExposure>>,
    synthetic: bool,
}

/// One thing that is wrong with the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {field} is “{value}”; {wanted}")]
pub struct ExposureFault {
    /// The line, 1-based; 0 for the file as a whole.
    pub line: u64,
    /// The column.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// What would be right.
    pub wanted: String,
}

impl Exposures {
    /// Reads `exposure.csv`; a byte-order mark is taken. Empty fields are not known, which is not zero.
    ///
    /// # Errors
    /// Everything that is wrong, the first hundred.
    ///
    /// # Complexity
    /// O(n log n).
    pub fn read(bytes: &[u8]) -> Result<Self, Vec<ExposureFault>> {
        let fault = |line: u64, field: &str, value: &str, wanted: &str| ExposureFault {
            line,
            field: field.into(),
            value: value.into(),
            wanted: wanted.into(),
        };
        let text = std::str::from_utf8(bytes).map_err(|error| {
            vec![fault(0, "encoding", &format!("byte {}", error.valid_up_to()), "text in UTF-8 is needed")]
        })?;
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let header = reader.headers().cloned().unwrap_or_default();
        let places = EXPOSURE_COLUMNS.map(|name| header.iter().position(|own| own == name));
        let missing = EXPOSURE_COLUMNS.iter().zip(places).filter(|(_, place)| place.is_none());
        let mut faults: Vec<_> =
            missing.map(|(name, _)| fault(1, name, "", "a column of this name is needed")).collect();
        let mut found = Self::default();
        for record in reader.records().take_while(|_| header.len() >= EXPOSURE_COLUMNS.len()) {
            let taken = match record {
                Ok(record) => found.take(&record, &places),
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    Err(fault(line, "row", "", &error.to_string()))
                }
            };
            faults.extend(taken.err());
            if faults.len() >= MOST_FAULTS {
                break;
            }
        }
        if faults.is_empty() { Ok(found) } else { Err(faults) }
    }

    fn take(&mut self, record: &StringRecord, places: &[Option<usize>; 5]) -> Result<(), ExposureFault> {
        let [layer, cell, residents, patrol, synthetic] =
            places.map(|place| place.and_then(|place| record.get(place)).unwrap_or(""));
        let line = record.position().map_or(0, csv::Position::line);
        let fault = |field: &str, value: &str, wanted: &str| ExposureFault {
            line,
            field: field.into(),
            value: value.into(),
            wanted: wanted.into(),
        };
        let number = |field: &str, value: &str| match value.parse::<f64>() {
            _ if value.is_empty() => Ok(None),
            Ok(number) if (0.0..TOO_MUCH).contains(&number) => Ok(Some(number)),
            _ => Err(fault(field, value, "a number from 0 is needed, or nothing where it is not known")),
        };
        if layer.is_empty() {
            return Err(fault("layer", layer, "the name of a layer is needed"));
        }
        if cell.is_empty() {
            return Err(fault("cell", cell, "the code of a cell is needed"));
        }
        self.synthetic |= match synthetic {
            "true" | "yes" | "1" | "是" => true,
            "false" | "no" | "0" | "否" | "" => false,
            _ => return Err(fault("synthetic", synthetic, "true or false is needed")),
        };
        let known = CellExposure {
            residents: number("residents", residents)?,
            patrol_hours_week: number("patrol_hours_week", patrol)?,
        };
        let cells = self.layers.entry(LayerName::new(layer)).or_default();
        match cells.insert(CellCode::new(cell), known) {
            None => Ok(()),
            Some(_) => Err(fault("cell", cell, "it stands twice in the table; one row a cell is needed")),
        }
    }

    /// Whether a number in it is invented.
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        self.synthetic
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }

    /// What is known of each cell of a layer, by index. A layer without rows of its own has the sums of the finest layer that has
    /// some and whose cells name its cells as parents; where one of these is not known, the sum is not.
    ///
    /// # Complexity
    /// O(cells · log cells).
    #[must_use]
    pub fn of_layer(&self, plan: &Plan, layer: &Layer) -> Vec<CellExposure> {
        if let Some(own) = self.layers.get(layer.name()) {
            let known = |code: &CellCode| own.get(code).copied().unwrap_or_default();
            return layer.cells().iter().map(|cell| known(&cell.code)).collect();
        }
        let below = self
            .layers
            .keys()
            .filter_map(|name| plan.layer(name))
            .filter(|below| below.cells().iter().any(|cell| cell.parents.get(layer.name()).is_some()));
        let Some(finest) = below.max_by_key(|below| below.cells().len()) else {
            return vec![CellExposure::default(); layer.cells().len()];
        };
        let mut sums: Vec<Option<CellExposure>> = vec![None; layer.cells().len()];
        for (cell, known) in finest.cells().iter().zip(self.of_layer(plan, finest)) {
            let parent = cell.parents.get(layer.name()).and_then(|code| layer.index_of(code));
            if let Some(sum) = parent.and_then(|parent| sums.get_mut(parent.0 as usize)) {
                *sum = Some(sum.map_or(known, |sum| sum.with(known)));
            }
        }
        sums.into_iter().map(Option::unwrap_or_default).collect()
    }
}

impl CellExposure {
    fn with(self, more: Self) -> Self {
        let both = |a: Option<f64>, b: Option<f64>| Some(a? + b?);
        Self {
            residents: both(self.residents, more.residents),
            patrol_hours_week: both(self.patrol_hours_week, more.patrol_hours_week),
        }
    }
}

#[cfg(test)]
#[path = "exposure_tests.rs"]
mod tests;
