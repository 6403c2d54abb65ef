//! `places.csv`: `name_zh,name_en,kind,lon,lat,layer,cell,synthetic`.

use csv::StringRecord;

use super::Gazetteer;
use super::entry::{PlaceEntry, PlaceKind};
use crate::grid::Title;
use crate::ids::{CellCode, LayerName};
use crate::measure::LonLat;
use crate::rules::definition::{RuleFault, RuleFaults};

/// The columns, in any order.
pub const PLACE_COLUMNS: [&str; 8] =
    ["name_zh", "name_en", "kind", "lon", "lat", "layer", "cell", "synthetic"];
/// Names that a district may have.
const MOST_NAMES: usize = 1_000_000;

impl Gazetteer {
    /// A gazetteer from the content of `places.csv`; a byte-order mark is taken.
    ///
    /// # Errors
    /// Everything that is wrong, with file and line.
    ///
    /// # Complexity
    /// That of [`Gazetteer::new`].
    pub fn read(file: &str, bytes: &[u8]) -> Result<Self, RuleFaults> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let at = format!("byte {}", error.valid_up_to());
            RuleFaults(vec![RuleFault::whole(file, "encoding", &at, "text in UTF-8 is needed")])
        })?;
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let columns = columns(file, &reader.headers().cloned().unwrap_or_default())?;
        let (mut entries, mut faults) = (Vec::new(), Vec::new());
        for record in reader.records() {
            match record {
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    faults.push(RuleFault::new(file, line, "row", "", &error.to_string()));
                }
                Ok(record) => match entry(file, &columns, &record) {
                    Ok(entry) => entries.push(entry),
                    Err(fault) => faults.push(fault),
                },
            }
            if entries.len() > MOST_NAMES {
                let found = format!("more than {MOST_NAMES}");
                faults.push(RuleFault::whole(file, "rows", &found, "fewer names are needed"));
                break;
            }
        }
        if faults.is_empty() { Ok(Self::new(entries)) } else { Err(RuleFaults(faults)) }
    }
}

fn columns(file: &str, headers: &StringRecord) -> Result<Vec<usize>, RuleFaults> {
    let mut faults = Vec::new();
    let mut columns = Vec::new();
    for name in PLACE_COLUMNS {
        match headers.iter().position(|header| header.trim() == name) {
            Some(column) => columns.push(column),
            None => faults.push(RuleFault::new(file, 1, name, "", "a column of this name is needed")),
        }
    }
    if faults.is_empty() { Ok(columns) } else { Err(RuleFaults(faults)) }
}

fn entry(file: &str, columns: &[usize], record: &StringRecord) -> Result<PlaceEntry, RuleFault> {
    let line = record.position().map_or(0, csv::Position::line);
    let field = |name: &str| {
        let nth = PLACE_COLUMNS.iter().position(|&column| column == name);
        let column = nth.and_then(|nth| columns.get(nth)).copied();
        column.and_then(|column| record.get(column)).unwrap_or("").trim()
    };
    let fault = |name: &str, wanted: &str| RuleFault::new(file, line, name, field(name), wanted);
    if field("name_zh").is_empty() {
        return Err(fault("name_zh", "a name is needed"));
    }
    if let Some(name) = ["name_zh", "name_en"].into_iter().find(|name| field(name).chars().count() > 60) {
        return Err(fault(name, "at most 60 characters are taken"));
    }
    let kind = PlaceKind::named(field("kind")).ok_or_else(|| {
        let known: Vec<&str> = PlaceKind::ALL.iter().map(|kind| kind.as_str()).collect();
        fault("kind", &format!("one of {} is needed", known.join(", ")))
    })?;
    let number = |name: &str| {
        field(name).parse::<f64>().map_err(|_| fault(name, "degrees as a decimal number are needed"))
    };
    let place =
        LonLat::new(number("lon")?, number("lat")?).map_err(|error| fault("lon", &error.to_string()))?;
    let cell = match (field("layer"), field("cell")) {
        ("", "") => None,
        ("", _) => return Err(fault("layer", "a cell needs its layer")),
        (_, "") => return Err(fault("cell", "a layer needs its cell")),
        (layer, cell) => Some((LayerName::new(layer), CellCode::new(cell))),
    };
    let synthetic = match field("synthetic") {
        "true" => true,
        "false" | "" => false,
        _ => return Err(fault("synthetic", "true or false is needed")),
    };
    let is_lane = kind == PlaceKind::Street && field("name_zh").ends_with('弄');
    let kind = if is_lane { PlaceKind::Lane } else { kind };
    Ok(PlaceEntry { name: Title::new(field("name_zh"), field("name_en")), kind, place, cell, synthetic })
}
