//! From whatever system a layer states, or is said to have, to lon/lat with straight edges kept straight.

use super::{RawCrs, RawLayer, ReadError};
use crate::crs::{Converter, Datum, StatedPair, densify_line};

/// The layer in degrees of WGS 84. `datum` is what the person says and goes before what the file states; without it the
/// file's own system is used: an EPSG code by [`crate::crs`], anything else (WKT) by GDAL where the feature `gdal` is on.
/// Edges get vertices between their ends until they follow the file's straight line within half a lattice step.
///
/// # Errors
/// [`ReadError::NoCrs`] when neither says; [`ReadError::Crs`] when the system is not understood. Features without a
/// place are left out and told in [`RawLayer::problems`].
///
/// # Complexity
/// Linear in the positions that come out.
pub fn to_lonlat(layer: RawLayer, datum: Option<&Datum>) -> Result<RawLayer, ReadError> {
    if let Some(datum) = datum {
        let converter =
            datum.converter().map_err(|e| not_understood(&layer, &datum.to_string(), &e.to_string()))?;
        return Ok(convert(layer, &converter));
    }
    let RawCrs::Known(system) = layer.crs.clone() else {
        return Err(ReadError::NoCrs { file: layer.source });
    };
    let fault = match layer.crs.epsg().map(|code| Datum::Epsg(code).converter()) {
        Some(Ok(converter)) => return Ok(convert(layer, &converter)),
        Some(Err(error)) => error.to_string(),
        None => "it has no EPSG code".to_owned(),
    };
    foreign(layer, &system, &fault)
}

fn convert(layer: RawLayer, converter: &Converter) -> RawLayer {
    layer.into_lonlat(|line| {
        let stated: Vec<StatedPair> = line.iter().map(|p| StatedPair { x: p.x, y: p.y }).collect();
        densify_line(converter, &stated)
    })
}

fn not_understood(layer: &RawLayer, system: &str, detail: &str) -> ReadError {
    let crs = system.chars().take(60).collect();
    ReadError::Crs { file: layer.source.clone(), crs, detail: detail.to_owned() }
}

#[cfg(not(feature = "gdal"))]
fn foreign(layer: RawLayer, system: &str, fault: &str) -> Result<RawLayer, ReadError> {
    Err(not_understood(&layer, system, fault))
}

#[cfg(feature = "gdal")]
fn foreign(layer: RawLayer, system: &str, _: &str) -> Result<RawLayer, ReadError> {
    use super::gdal_lonlat::Transform;
    let transform = Transform::new(system).map_err(|detail| not_understood(&layer, system, &detail))?;
    Ok(layer.into_lonlat(|line| transform.line(line)))
}

#[cfg(test)]
#[path = "to_lonlat_tests.rs"]
mod tests;
