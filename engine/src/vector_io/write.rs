//! Layers out: what a layer to be written is, and which format writes it.

use std::fs;
use std::path::{Path, PathBuf};

use super::{RawGeometry, RawLayer, WriteError, geojson_write};

/// A layer to be written, in one coordinate system.
#[derive(Debug, Clone, PartialEq)]
pub struct OutLayer {
    /// The layer's name.
    pub name: String,
    /// The coordinate system: `OGC:CRS84`, `EPSG:4490`, or WKT.
    pub crs: String,
    /// The attributes.
    pub fields: Vec<OutField>,
    /// The features, in order.
    pub features: Vec<OutFeature>,
}

/// An attribute of a layer to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutField {
    /// Its name.
    pub name: String,
    /// What its values are.
    pub kind: FieldKind,
}

/// What the values of an attribute are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text; codes are always text.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Real,
}

/// A feature to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct OutFeature {
    /// One value for each of the layer's fields.
    pub values: Vec<FieldValue>,
    /// The geometry, in the layer's coordinate system.
    pub geometry: RawGeometry,
}

/// A value of an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// No value.
    Missing,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
}

impl From<&RawLayer> for OutLayer {
    /// The same layer, all attributes as text.
    fn from(raw: &RawLayer) -> Self {
        let fields =
            raw.fields.iter().map(|name| OutField { name: name.clone(), kind: FieldKind::Text }).collect();
        let features = raw.features.iter().map(|feature| OutFeature {
            values: (feature.attributes.iter())
                .map(|v| v.as_ref().map_or(FieldValue::Missing, |text| FieldValue::Text(text.clone())))
                .collect(),
            geometry: feature.geometry.clone(),
        });
        let name = Path::new(&raw.source).file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let crs = match &raw.crs {
            super::RawCrs::Known(crs) => crs.clone(),
            super::RawCrs::Missing => String::new(),
        };
        Self { name, crs, fields, features: features.collect() }
    }
}

/// Writes a layer in the format that the extension names: .geojson, and with the feature `gdal` .gpkg, .shp, .fgb and
/// .kml. The file takes its name when it is whole. What the format could not keep (a Shapefile's field names of more than
/// ten bytes) is returned, one line each.
///
/// # Errors
/// [`WriteError`].
///
/// # Complexity
/// Linear in the positions.
pub fn write_layer(path: &Path, layer: &OutLayer) -> Result<Vec<String>, WriteError> {
    let file = path.display().to_string();
    for (i, feature) in layer.features.iter().enumerate() {
        if feature.values.len() != layer.fields.len() {
            let (found, expected) = (feature.values.len(), layer.fields.len());
            return Err(WriteError::Values { file, feature: i + 1, found, expected });
        }
    }
    if path.is_dir() {
        return Err(WriteError::Exists { file });
    }
    match path.extension().unwrap_or_default().to_string_lossy().to_lowercase().as_str() {
        "geojson" | "json" => {
            let partial = partial_name(path);
            let io = |source| WriteError::Io { file: file.clone(), source };
            fs::write(&partial, geojson_write::geojson_bytes(layer)).map_err(io)?;
            fs::rename(&partial, path).map_err(io)?;
            Ok(Vec::new())
        }
        "gpkg" => write_foreign(path, &file, "GPKG", layer),
        "shp" => write_foreign(path, &file, "ESRI Shapefile", layer),
        "fgb" => write_foreign(path, &file, "FlatGeobuf", layer),
        "kml" => write_foreign(path, &file, "LIBKML", layer),
        _ => Err(WriteError::UnknownFormat { file }),
    }
}

pub(super) fn partial_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    path.with_file_name(name)
}

#[cfg(feature = "gdal")]
fn write_foreign(path: &Path, _: &str, driver: &str, layer: &OutLayer) -> Result<Vec<String>, WriteError> {
    super::gdal_write::write(path, driver, layer)
}

#[cfg(not(feature = "gdal"))]
fn write_foreign(_: &Path, file: &str, _: &str, _: &OutLayer) -> Result<Vec<String>, WriteError> {
    Err(WriteError::NeedsGdal { file: file.to_owned() })
}
