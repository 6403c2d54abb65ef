//! Reading a PROJ string, and judging what can be done with it.

use super::ProjectionError;
use crate::crs::transverse_mercator::{Ellipsoid, TransverseMercatorParameters};

/// The parameters of a PROJ string, in order; later ones win.
pub(super) struct Parameters<'a>(pub(super) Vec<(&'a str, &'a str)>);

impl<'a> Parameters<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, ProjectionError> {
        let pairs: Option<Vec<_>> = text
            .split_whitespace()
            .map(|token| token.strip_prefix('+').map(|t| t.split_once('=').unwrap_or((t, ""))))
            .collect();
        match pairs {
            Some(pairs) if pairs.iter().any(|(key, value)| *key == "proj" && !value.is_empty()) => {
                Ok(Self(pairs))
            }
            _ => Err(ProjectionError::NotAProjString { text: text.to_owned() }),
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a str> {
        self.0.iter().rev().find(|(k, _)| *k == key).map(|(_, value)| *value)
    }

    pub(super) fn number(&self, key: &str, default: f64) -> Result<f64, ProjectionError> {
        let Some(value) = self.get(key) else { return Ok(default) };
        match value.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(ProjectionError::NotANumber { key: key.to_owned(), value: value.to_owned() }),
        }
    }
}

/// Web Mercator has a sphere's formula on WGS 84 latitudes, which PROJ strings write in two ways.
pub(super) fn is_web_mercator(parameters: &Parameters<'_>, name: &str) -> bool {
    let same_axes = parameters.get("a").is_some() && parameters.get("a") == parameters.get("b");
    let centred = parameters.get("lon_0").is_none_or(|lon| lon.parse() == Ok(0.0));
    name == "webmerc"
        || (name == "merc" && same_axes && centred && parameters.get("nadgrids") == Some("@null"))
}

pub(super) fn unit_metres(parameters: &Parameters<'_>) -> Result<f64, ProjectionError> {
    Ok(match parameters.get("units") {
        Some("us-ft") => 1200.0 / 3937.0,
        Some("ft") => 0.3048,
        Some("km") => 1000.0,
        _ => parameters.number("to_meter", 1.0)?,
    })
}

/// The ellipsoid, where the datum is equal to WGS 84 to within plate motion.
pub(super) fn modern_ellipsoid(parameters: &Parameters<'_>) -> Option<Ellipsoid> {
    let zero_shift = parameters
        .get("towgs84")
        .is_none_or(|shift| shift.split(',').all(|part| part.trim().parse::<f64>() == Ok(0.0)));
    if !zero_shift || parameters.get("nadgrids").is_some() || parameters.get("R").is_some() {
        return None;
    }
    match (parameters.get("datum"), parameters.get("ellps")) {
        (Some("WGS84"), _) | (None, Some("WGS84")) => Some(Ellipsoid::WGS84),
        (Some("NAD83"), _) | (None, Some("GRS80")) => Some(Ellipsoid::GRS80),
        _ => None,
    }
}

/// Parameters for our own transverse Mercator, where the projection is one and its unit is one that we know.
pub(super) fn our_parameters(
    parameters: &Parameters<'_>,
    name: &str,
    ellipsoid: Ellipsoid,
) -> Result<Option<TransverseMercatorParameters>, ProjectionError> {
    let known_unit = matches!(parameters.get("units"), None | Some("m" | "us-ft" | "ft" | "km"));
    if !known_unit || parameters.get("approx").is_some() || parameters.get("gamma").is_some() {
        return Ok(None);
    }
    match name {
        "tmerc" | "etmerc" => Ok(Some(TransverseMercatorParameters {
            ellipsoid,
            central_meridian_degrees: parameters.number("lon_0", 0.0)?,
            origin_latitude_degrees: parameters.number("lat_0", 0.0)?,
            scale: parameters.number("k_0", parameters.number("k", 1.0)?)?,
            false_east_m: parameters.number("x_0", 0.0)?,
            false_north_m: parameters.number("y_0", 0.0)?,
        })),
        "utm" => {
            let zone = parameters.number("zone", f64::NAN)?;
            if !(1.0..=60.0).contains(&zone) || zone.fract() != 0.0 {
                let value = parameters.get("zone").unwrap_or("(none)").to_owned();
                return Err(ProjectionError::NotANumber { key: "zone".to_owned(), value });
            }
            Ok(Some(TransverseMercatorParameters {
                ellipsoid,
                central_meridian_degrees: 6.0 * zone - 183.0,
                origin_latitude_degrees: 0.0,
                scale: 0.9996,
                false_east_m: 500_000.0,
                false_north_m: if parameters.get("south").is_some() { 1e7 } else { 0.0 },
            }))
        }
        _ => Ok(None),
    }
}

/// A missing datum shift must not pass for a zero one.
pub(super) fn require_shift(
    parameters: &Parameters<'_>,
    modern: Option<Ellipsoid>,
) -> Result<(), ProjectionError> {
    let datum = parameters.get("datum");
    if let Some(grid) = parameters.get("nadgrids").filter(|grid| *grid != "@null") {
        let named = datum.or(parameters.get("ellps")).unwrap_or("this datum").to_owned();
        return Err(ProjectionError::NeedsGrid { datum: named, grid: grid.to_owned() });
    }
    if datum == Some("NAD27") && parameters.get("towgs84").is_none() {
        return Err(ProjectionError::NeedsGrid { datum: "NAD27".to_owned(), grid: "conus".to_owned() });
    }
    let stated =
        datum.is_some() || parameters.get("towgs84").is_some() || parameters.get("nadgrids").is_some();
    if modern.is_none() && !stated {
        let ellipsoid = match (parameters.get("ellps"), parameters.get("a"), parameters.get("R")) {
            (Some(name), _, _) => format!("the ellipsoid {name}"),
            (None, Some(axis), _) | (None, None, Some(axis)) => format!("the ellipsoid of radius {axis} m"),
            (None, None, None) => "an unnamed ellipsoid".to_owned(),
        };
        return Err(ProjectionError::UnknownShift { ellipsoid });
    }
    Ok(())
}
