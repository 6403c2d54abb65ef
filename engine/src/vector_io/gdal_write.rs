//! GeoPackage, Shapefile, `FlatGeobuf` and KML out, through GDAL.

use std::fs;
use std::path::Path;

use gdal::errors::GdalError;
use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
use gdal::vector::{
    Feature, FieldDefn, Geometry, LayerAccess, LayerOptions, OGRFieldType, OGRwkbGeometryType,
};
use gdal::{Dataset, DriverManager};

use super::gdal_log::Session;
use super::wkb::write_wkb;
use super::{FieldKind, FieldValue, OutLayer, RawGeometry, WriteError};

/// Writes a layer. All is made in a folder beside the target and moved when it is whole: a Shapefile is many files.
pub(super) fn write(path: &Path, driver: &str, layer: &OutLayer) -> Result<Vec<String>, WriteError> {
    let file = path.display().to_string();
    let io = |source| WriteError::Io { file: file.clone(), source };
    let session = Session::begin();
    let folder = super::write::partial_name(path);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(io)?;
    }
    fs::create_dir(&folder).map_err(io)?;
    let target = folder.join(path.file_name().unwrap_or_default());
    let outcome = fill(&target, driver, layer).map_err(|e| session.detail(&e)).and_then(|()| {
        let said = session.take();
        let failure = said.iter().find(|(failure, _)| *failure).map(|(_, message)| message.clone());
        failure.map_or_else(|| Ok(said.into_iter().map(|(_, message)| message).collect()), Err)
    });
    let moved = outcome.map_err(|detail| WriteError::Gdal { file: file.clone(), detail }).and_then(|notes| {
        for entry in fs::read_dir(&folder).map_err(io)? {
            let entry = entry.map_err(io)?;
            fs::rename(entry.path(), path.with_file_name(entry.file_name())).map_err(io)?;
        }
        Ok(notes)
    });
    // The folder is ours and its failure to go away is worth no error of its own.
    let _ = fs::remove_dir_all(&folder);
    moved
}

fn fill(target: &Path, driver: &str, layer: &OutLayer) -> Result<(), GdalError> {
    // The moment of writing is no part of a layer: the same layer must be the same bytes.
    gdal::config::set_thread_local_config_option("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z")?;
    let driver_used = DriverManager::get_driver_by_name(driver)
        .or_else(|e| if driver == "LIBKML" { DriverManager::get_driver_by_name("KML") } else { Err(e) })?;
    let mut dataset = driver_used.create_vector_only(target)?;
    if driver == "GPKG" {
        let transaction = dataset.start_transaction()?;
        let mut transaction = transaction;
        put(&mut transaction, driver, layer)?;
        transaction.commit()?;
    } else {
        put(&mut dataset, driver, layer)?;
    }
    dataset.flush_cache()?;
    dataset.close()
}

fn put(dataset: &mut Dataset, driver: &str, layer: &OutLayer) -> Result<(), GdalError> {
    let srs = match layer.crs.as_str() {
        "" => None,
        // The same datum in the order of axes that every one of these formats stores.
        "OGC:CRS84" => Some(SpatialRef::from_epsg(4326)?),
        name => Some(SpatialRef::from_definition(name)?),
    };
    let srs = srs.map(|mut s| {
        s.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        s
    });
    let encoding: &[&str] = &["ENCODING=UTF-8"];
    let options = (driver == "ESRI Shapefile").then_some(encoding);
    let ty = geometry_type(layer);
    let out = dataset.create_layer(LayerOptions { name: &layer.name, srs: srs.as_ref(), ty, options })?;
    for (place, field) in layer.fields.iter().enumerate() {
        let kind = match field.kind {
            FieldKind::Text => OGRFieldType::OFTString,
            FieldKind::Integer => OGRFieldType::OFTInteger64,
            FieldKind::Real => OGRFieldType::OFTReal,
        };
        let definition = FieldDefn::new(&field.name, kind)?;
        if driver == "ESRI Shapefile" && field.kind == FieldKind::Text {
            definition.set_width(i32::try_from(longest(layer, place).clamp(1, 254)).unwrap_or(254));
        }
        definition.add_to_layer(&out)?;
    }
    for from in &layer.features {
        let mut feature = Feature::new(out.defn())?;
        for (place, value) in from.values.iter().enumerate() {
            match value {
                FieldValue::Missing => feature.set_field_null(place)?,
                FieldValue::Text(text) => feature.set_field_string(place, text)?,
                FieldValue::Integer(number) => feature.set_field_integer64(place, *number)?,
                FieldValue::Real(number) => feature.set_field_double(place, *number)?,
            }
        }
        feature.set_geometry(Geometry::from_wkb(&write_wkb(&from.geometry))?)?;
        feature.create(&out)?;
    }
    Ok(())
}

/// Bytes of the longest text of a field.
fn longest(layer: &OutLayer, place: usize) -> usize {
    let lengths = layer.features.iter().filter_map(|f| match f.values.get(place) {
        Some(FieldValue::Text(text)) => Some(text.len()),
        _ => None,
    });
    lengths.max().unwrap_or(0)
}

/// The one kind of geometry that all features have.
fn geometry_type(layer: &OutLayer) -> OGRwkbGeometryType::Type {
    let kind = |geometry: &RawGeometry| match geometry {
        RawGeometry::Polygons(_) => OGRwkbGeometryType::wkbMultiPolygon,
        RawGeometry::Lines(_) => OGRwkbGeometryType::wkbMultiLineString,
        RawGeometry::Points(_) => OGRwkbGeometryType::wkbMultiPoint,
    };
    let mut kinds = layer.features.iter().map(|f| kind(&f.geometry));
    let first = kinds.next().unwrap_or(OGRwkbGeometryType::wkbMultiPolygon);
    if kinds.all(|k| k == first) { first } else { OGRwkbGeometryType::wkbUnknown }
}
