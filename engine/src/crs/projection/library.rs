//! Projections and datum shifts by proj4rs.

use std::fmt::Write as _;

use proj4rs::Proj;
use proj4rs::transform::transform;

use super::ProjectionError;
use super::parameters::Parameters;
use crate::measure::{LonLat, PlaneXY};

#[derive(Clone)]
pub(super) struct Library {
    system: Proj,
    wgs84: Proj,
    /// Degrees between Greenwich and the system's prime meridian; only geographic systems use it.
    meridian_degrees: f64,
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Library").field("projection", &self.system.projname()).finish_non_exhaustive()
    }
}

/// Degrees east of Greenwich of the prime meridians that PROJ names (EPSG database).
const PRIME_MERIDIANS: [(&str, f64); 14] = [
    ("greenwich", 0.0),
    ("lisbon", -9.131_906_111_111_1),
    ("paris", 2.337_229_166_666_7),
    ("bogota", -74.080_916_666_666_7),
    ("madrid", -3.687_938_888_888_9),
    ("rome", 12.452_333_333_333_3),
    ("bern", 7.439_583_333_333_3),
    ("jakarta", 106.807_719_444_444_4),
    ("ferro", -17.666_666_666_666_7),
    ("brussels", 4.367_975),
    ("stockholm", 18.058_277_777_777_8),
    ("athens", 23.716_337_5),
    ("oslo", 10.722_916_666_666_7),
    ("copenhagen", 12.577_88),
];

impl Library {
    pub(super) fn build(parameters: &Parameters<'_>, name: &str) -> Result<Self, ProjectionError> {
        let unsupported = |error: proj4rs::errors::Error| ProjectionError::Unsupported {
            projection: name.to_owned(),
            reason: error.to_string(),
        };
        let meridian_degrees = match parameters.get("pm") {
            None => 0.0,
            Some(pm) => match PRIME_MERIDIANS.iter().find(|(known, _)| *known == pm) {
                Some((_, degrees)) => *degrees,
                None => parameters.number("pm", 0.0)?,
            },
        };
        // proj4rs reads +k but not +k_0, and adds a prime meridian's degrees to radians: both are rewritten here.
        let mut text = String::new();
        for (key, value) in &parameters.0 {
            let (key, value) = match (*key, *value) {
                ("pm" | "no_defs" | "type" | "wktext", _) | ("axis", "neu") => continue,
                ("lon_0", _) if meridian_degrees != 0.0 => continue,
                ("k_0", value) => ("k", value),
                ("axis", "swu") => ("axis", "wsu"),
                other => other,
            };
            text.push_str(" +");
            text.push_str(key);
            if !value.is_empty() {
                text.push('=');
                text.push_str(value);
            }
        }
        if meridian_degrees != 0.0 {
            let _ = write!(text, " +lon_0={}", parameters.number("lon_0", 0.0)? + meridian_degrees);
        }
        let system = Proj::from_proj_string(text.trim()).map_err(unsupported)?;
        let wgs84 = Proj::from_proj_string("+proj=longlat +datum=WGS84").map_err(unsupported)?;
        if !system.has_inverse() || !system.has_forward() {
            return Err(ProjectionError::Unsupported {
                projection: name.to_owned(),
                reason: "it has no inverse here".to_owned(),
            });
        }
        Ok(Self { system, wgs84, meridian_degrees })
    }

    pub(super) fn is_geographic(&self) -> bool {
        self.system.is_latlong()
    }

    /// Longitude and latitude in WGS 84 degrees.
    pub(super) fn degrees(&self, pair: PlaneXY) -> Option<[f64; 2]> {
        let mut at = (pair.x, pair.y, 0.0);
        if self.system.is_latlong() {
            at = ((pair.x + self.meridian_degrees).to_radians(), pair.y.to_radians(), 0.0);
        }
        transform(&self.system, &self.wgs84, &mut at).ok()?;
        Some([at.0.to_degrees(), at.1.to_degrees()])
    }

    /// The pair whose place is the given one. A datum shift leaves a height, which a pair cannot carry; dropping it moves the
    /// way back by up to a millimetre, so the pair is corrected by what the way back misses.
    pub(super) fn pair(&self, place: LonLat) -> Option<PlaneXY> {
        let (mut lon, mut lat) = (place.lon(), place.lat());
        let mut pair = self.direct(lon, lat)?;
        for _ in 0..2 {
            let [back_lon, back_lat] = self.degrees(pair)?;
            let (miss_lon, miss_lat) = (place.lon() - back_lon, place.lat() - back_lat);
            // Farther off lies the antimeridian, or a projection without a true inverse: no correction is better.
            if miss_lon.abs().max(miss_lat.abs()) > 1e-6 {
                break;
            }
            (lon, lat) = (lon + miss_lon, lat + miss_lat);
            pair = self.direct(lon, lat)?;
        }
        Some(pair)
    }

    fn direct(&self, lon: f64, lat: f64) -> Option<PlaneXY> {
        let mut at = (lon.to_radians(), lat.to_radians(), 0.0);
        transform(&self.wgs84, &self.system, &mut at).ok()?;
        let pair = if self.system.is_latlong() {
            PlaneXY { x: at.0.to_degrees() - self.meridian_degrees, y: at.1.to_degrees() }
        } else {
            PlaneXY { x: at.0, y: at.1 }
        };
        (pair.x.is_finite() && pair.y.is_finite()).then_some(pair)
    }
}
