//! Layers of polygons in and out: GeoJSON by our own hand, every other GIS format through GDAL (feature `gdal`); and grids of numbers out.
//!
//! What is read stays as it was written: attributes are text, coordinates are the file's own numbers in its own
//! coordinate system. Bad features cost one line each ([`Problem`]), the rest goes on.

mod error;
mod geojson_read;
mod geojson_write;
#[cfg(feature = "sqlite")]
mod geopackage_write;
mod geotiff_write;
mod import;
mod json_cursor;
mod layer_spec;
mod lonlat;
mod nested_positions;
mod of_shape;
mod rings;
mod to_lonlat;
mod wkb;
mod write;

#[cfg(feature = "gdal")]
mod dbf_encoding;
#[cfg(feature = "gdal")]
mod gdal_log;
#[cfg(feature = "gdal")]
mod gdal_lonlat;
#[cfg(feature = "gdal")]
mod gdal_read;
#[cfg(feature = "gdal")]
mod gdal_write;

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use geo::{Coord, MultiLineString, MultiPoint, MultiPolygon};

pub use error::{ReadError, WriteError};
pub use geojson_read::read_geojson;
pub use geojson_write::geojson_bytes;
#[cfg(feature = "sqlite")]
pub use geopackage_write::{GeoPackageNotes, geopackage_bytes};
pub use geotiff_write::{RasterGrid, geotiff_bytes};
pub use import::{CellImport, CheckInput, check_input, import_cells, import_outline};
pub use layer_spec::{FileSpec, LayerSpec, LayerSpecError};
pub use to_lonlat::to_lonlat;
pub use wkb::{WkbError, read_wkb, write_wkb};
pub use write::{FieldKind, FieldValue, OutFeature, OutField, OutLayer, write_layer};

#[cfg(all(test, feature = "gdal"))]
mod gdal_tests;
#[cfg(test)]
mod geojson_tests;
#[cfg(test)]
mod wkb_tests;

/// A layer as it stands in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct RawLayer {
    /// The file, with `#SUBLAYER` where one was named.
    pub source: String,
    /// The coordinate system that the file states.
    pub crs: RawCrs,
    /// Names of the attributes, in the file's order.
    pub fields: Vec<String>,
    /// Features with a usable geometry, in the file's order.
    pub features: Vec<RawFeature>,
    /// What is not as it should be, in the file's order.
    pub problems: Vec<Problem>,
}

/// The coordinate system that a file states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawCrs {
    /// An authority's code (`EPSG:4490`, `OGC:CRS84`) where there is one, else the file's own words (WKT or PROJ).
    Known(String),
    /// The file does not say; whoever gives the file has to.
    Missing,
}

/// A feature as it stands in a file.
#[derive(Debug, Clone, PartialEq)]
pub struct RawFeature {
    /// Its place in the file, 1-based, features without a usable geometry counted.
    pub number: usize,
    /// Its attributes as text, as written, one for each of the layer's fields.
    pub attributes: Vec<Option<String>>,
    /// Its geometry.
    pub geometry: RawGeometry,
}

/// A geometry in the file's own coordinates; always of the "multi" kind.
#[derive(Debug, Clone, PartialEq)]
pub enum RawGeometry {
    /// Polygons, their rings closed.
    Polygons(MultiPolygon<f64>),
    /// Lines.
    Lines(MultiLineString<f64>),
    /// Points.
    Points(MultiPoint<f64>),
}

/// One thing in a file that is not as it should be: where, what, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file.
    pub file: String,
    /// The feature, 1-based; 0 when the file as a whole is meant.
    pub feature: usize,
    /// The attribute or part of the geometry.
    pub field: String,
    /// What was found.
    pub value: String,
    /// What would be right, and what was done.
    pub right: String,
    /// Is the feature among the layer's features all the same?
    pub kept: bool,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.feature > 0 {
            write!(f, ", feature {}", self.feature)?;
        }
        write!(f, ": {} is {}; needed: {}", self.field, self.value, self.right)
    }
}

/// A problem before it is known where.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    field: String,
    value: String,
    right: String,
    kept: bool,
}

impl Fault {
    fn dropped(field: &str, value: &str, right: &str) -> Self {
        Self { kept: false, ..Self::repaired(field, value, right) }
    }

    fn repaired(field: &str, value: &str, right: &str) -> Self {
        let value = value.chars().take(80).collect();
        Self { field: field.to_owned(), value, right: right.to_owned(), kept: true }
    }

    fn at(self, file: &str, feature: usize) -> Problem {
        let Self { field, value, right, kept } = self;
        Problem { file: file.to_owned(), feature, field, value, right, kept }
    }
}

impl RawLayer {
    /// The place of a field among the layer's fields.
    #[must_use]
    pub fn field_index(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| f == name)
    }
}

impl RawFeature {
    /// An attribute's text by its field's place.
    #[must_use]
    pub fn attribute(&self, index: usize) -> Option<&str> {
        self.attributes.get(index).and_then(Option::as_deref)
    }
}

impl RawGeometry {
    /// All positions, in order.
    #[must_use]
    pub fn positions(&self) -> Box<dyn Iterator<Item = Coord<f64>> + '_> {
        match self {
            Self::Polygons(polygons) => Box::new(polygons.iter().flat_map(|p| {
                std::iter::once(p.exterior()).chain(p.interiors()).flat_map(|r| r.coords().copied())
            })),
            Self::Lines(lines) => Box::new(lines.iter().flat_map(|l| l.coords().copied())),
            Self::Points(points) => Box::new(points.iter().map(|p| p.0)),
        }
    }
}

/// GDAL's own names for files in archives and in memory, which the operating system does not know. The ones that go to
/// the network are left out on purpose.
const ARCHIVES: [&str; 4] = ["/vsizip/", "/vsitar/", "/vsigzip/", "/vsimem/"];

/// Reads a layer from a file. GeoJSON (also gzipped) is read here; everything else through GDAL.
///
/// # Errors
/// [`ReadError`] when the file as a whole cannot be read; bad features are in [`RawLayer::problems`].
///
/// # Complexity
/// Linear in the file's size; the layer is held in memory.
pub fn read_layer(path: &Path, sublayer: Option<&str>) -> Result<RawLayer, ReadError> {
    let name = path.display().to_string();
    if ARCHIVES.iter().any(|a| name.starts_with(a)) {
        return read_foreign(path, &name, sublayer);
    }
    let metadata = std::fs::metadata(path).map_err(|e| ReadError::io(&name, e))?;
    if metadata.is_file() && metadata.len() == 0 {
        return Err(ReadError::Empty { file: name });
    }
    let lower = name.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|e| lower.ends_with(e));
    if metadata.is_file() && ends(&[".geojson", ".json", ".geojsonl", ".geojsons"]) {
        let bytes = std::fs::read(path).map_err(|e| ReadError::io(&name, e))?;
        return read_geojson(&name, &bytes);
    }
    if metadata.is_file() && ends(&[".geojson.gz", ".json.gz"]) {
        let file = File::open(path).map_err(|e| ReadError::io(&name, e))?;
        let mut bytes = Vec::new();
        flate2::read::MultiGzDecoder::new(std::io::BufReader::new(file))
            .read_to_end(&mut bytes)
            .map_err(|e| ReadError::io(&name, e))?;
        return read_geojson(&name, &bytes);
    }
    read_foreign(path, &name, sublayer)
}

#[cfg(feature = "gdal")]
fn read_foreign(path: &Path, _: &str, sublayer: Option<&str>) -> Result<RawLayer, ReadError> {
    gdal_read::read(path, sublayer)
}

#[cfg(not(feature = "gdal"))]
fn read_foreign(_: &Path, name: &str, _: Option<&str>) -> Result<RawLayer, ReadError> {
    Err(ReadError::NeedsGdal { file: name.to_owned() })
}
