//! Every format but GeoJSON, through GDAL: GeoPackage, Shapefile, KML, File Geodatabase, DXF, `FlatGeobuf`, `MapInfo` and more.

use std::path::{Path, PathBuf};

use gdal::errors::GdalError;
use gdal::spatial_ref::SpatialRef;
use gdal::vector::{Feature, Layer, LayerAccess};
use gdal::{Dataset, DatasetOptions, GdalOpenFlags};

use super::gdal_log::Session;
use super::{Fault, RawCrs, RawFeature, RawGeometry, RawLayer, ReadError, dbf_encoding, wkb};

/// The geometry type of a layer that has none.
const NO_GEOMETRY: u32 = 100;

/// Reads a layer through GDAL.
pub(super) fn read(path: &Path, sublayer: Option<&str>) -> Result<RawLayer, ReadError> {
    let file = path.display().to_string();
    let source = sublayer.map_or_else(|| file.clone(), |name| format!("{file}#{name}"));
    let session = Session::begin();
    let failed = |e: GdalError| ReadError::Gdal { file: file.clone(), detail: session.detail(&e) };
    let dataset = open(path).map_err(failed)?;
    let is_dxf = dataset.driver().short_name() == "DXF";
    let mut layer = choose(&dataset, &file, sublayer, is_dxf)?;
    if let (true, Some(name)) = (is_dxf, sublayer)
        && layer.name() != name
    {
        let quoted = name.replace('\'', "''");
        layer.set_attribute_filter(&format!("Layer = '{quoted}'")).map_err(failed)?;
    }
    let mut raw = RawLayer {
        source,
        crs: layer.spatial_ref().map_or(RawCrs::Missing, |srs| crs(&srs)),
        fields: layer.defn().fields().map(|field| field.name()).collect(),
        features: Vec::new(),
        problems: Vec::new(),
    };
    for (index, feature) in layer.features().enumerate() {
        take(&mut raw, index + 1, &feature, is_dxf).map_err(failed)?;
    }
    for (failure, message) in session.take() {
        if failure {
            return Err(ReadError::Gdal { file, detail: message });
        }
        raw.problems
            .push(Fault::repaired("file", &message, "a file without this warning").at(&raw.source, 0));
    }
    if raw.features.is_empty() && raw.problems.is_empty() {
        return Err(ReadError::Empty { file });
    }
    Ok(raw)
}

/// A dataset, read-only.
fn open(path: &Path) -> Result<Dataset, GdalError> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let mut options: Vec<&str> = Vec::new();
    if matches!(extension.as_str(), "shp" | "dbf") {
        options.extend(dbf_encoding::option(path));
    }
    let path = if extension == "zip" { Path::new("/vsizip/").join(absolute(path)) } else { path.to_owned() };
    let open_flags = GdalOpenFlags::GDAL_OF_READONLY | GdalOpenFlags::GDAL_OF_VECTOR;
    let open_options = (!options.is_empty()).then_some(options.as_slice());
    Dataset::open_ex(&path, DatasetOptions { open_flags, open_options, ..DatasetOptions::default() })
}

/// The path in the form that may follow `/vsizip/`.
fn absolute(path: &Path) -> PathBuf {
    let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    full.strip_prefix("/").map(Path::to_owned).unwrap_or(full)
}

/// The layer asked for, or the only one that has geometries.
fn choose<'d>(
    dataset: &'d Dataset,
    file: &str,
    sublayer: Option<&str>,
    is_dxf: bool,
) -> Result<Layer<'d>, ReadError> {
    let mut layers: Vec<Layer<'d>> = dataset.layers().collect();
    let known = layers.iter().map(LayerAccess::name).collect::<Vec<_>>().join(", ");
    let place = if let Some(name) = sublayer {
        layers.iter().position(|l| l.name() == name).or((is_dxf && !layers.is_empty()).then_some(0))
    } else {
        let drawn = |l: &Layer<'d>| l.defn().geometry_type() != NO_GEOMETRY;
        match layers.iter().filter(|l| drawn(l)).count() {
            1 => layers.iter().position(drawn),
            0 => return Err(ReadError::Empty { file: file.to_owned() }),
            _ => return Err(ReadError::ChooseSublayer { file: file.to_owned(), known }),
        }
    };
    match place {
        Some(place) => Ok(layers.swap_remove(place)),
        None => Err(ReadError::NoSublayer {
            file: file.to_owned(),
            name: sublayer.unwrap_or_default().to_owned(),
            known,
        }),
    }
}

/// The system as an authority's code where GDAL knows one, else as WKT. GDAL's "undefined" systems are no systems.
fn crs(srs: &SpatialRef) -> RawCrs {
    let name = srs.name().unwrap_or_default();
    let lower = name.to_lowercase();
    if srs.is_local() || lower.starts_with("undefined") || lower == "unknown" {
        return RawCrs::Missing;
    }
    if let (Some(authority), Ok(code)) = (srs.auth_name(), srs.auth_code()) {
        return RawCrs::Known(format!("{}:{code}", authority.to_uppercase()));
    }
    if lower.contains("crs84") || lower.contains("crs 84") {
        return RawCrs::Known("OGC:CRS84".to_owned());
    }
    let mut guess = srs.clone();
    if guess.auto_identify_epsg().is_ok()
        && let Ok(code) = guess.auth_code()
    {
        return RawCrs::Known(format!("EPSG:{code}"));
    }
    srs.to_wkt().ok().filter(|wkt| !wkt.is_empty()).map_or(RawCrs::Missing, RawCrs::Known)
}

fn take(raw: &mut RawLayer, number: usize, feature: &Feature<'_>, is_dxf: bool) -> Result<(), GdalError> {
    let mut attributes = Vec::with_capacity(raw.fields.len());
    for field in 0..raw.fields.len() {
        // GDAL gives an unset field as an empty text.
        attributes.push(feature.field_as_string(field)?.filter(|text| !text.is_empty()));
    }
    let mut faults = Vec::new();
    let geometry = match feature.geometry() {
        None => {
            faults.push(Fault::dropped("geometry", "missing", "a polygon; the feature was left out"));
            None
        }
        Some(geometry) => match wkb::parse(&geometry.iso_wkb()?, &mut faults) {
            Ok(geometry) => geometry,
            Err(error) => {
                faults.push(Fault::dropped("geometry", &geometry.geometry_name(), &error.to_string()));
                None
            }
        },
    };
    let geometry = match geometry {
        Some(RawGeometry::Lines(lines)) if is_dxf => match wkb::closed_lines_as_polygons(&lines) {
            Some(polygons) => Some(RawGeometry::Polygons(polygons)),
            None => Some(RawGeometry::Lines(lines)),
        },
        other => other,
    };
    raw.problems.extend(faults.into_iter().map(|fault| fault.at(&raw.source, number)));
    if let Some(geometry) = geometry {
        raw.features.push(RawFeature { number, attributes, geometry });
    }
    Ok(())
}
