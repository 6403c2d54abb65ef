//! From the file's own coordinates to places, feature by feature.

use std::fmt::Display;

use geo::{Coord, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

use super::{Fault, RawCrs, RawFeature, RawGeometry, RawLayer};
use crate::measure::{LonLat, PlaneXY};

impl RawCrs {
    /// The EPSG code, where the system is named by one. `OGC:CRS84` is 4326 with longitude first, as all layers are here.
    #[must_use]
    pub fn epsg(&self) -> Option<u32> {
        match self {
            Self::Missing => None,
            Self::Known(name) if name.eq_ignore_ascii_case("OGC:CRS84") => Some(4326),
            Self::Known(name) => name.strip_prefix("EPSG:").and_then(|code| code.parse().ok()),
        }
    }
}

impl RawLayer {
    /// The layer in degrees, converted line by line, so that `line` may put positions between those it is given (a
    /// straight edge of a plane is no straight edge in degrees). A feature that has no place is left out and told.
    ///
    /// # Complexity
    /// Linear in the positions that `line` returns.
    #[must_use]
    pub fn into_lonlat<E: Display>(mut self, line: impl Fn(&[PlaneXY]) -> Result<Vec<LonLat>, E>) -> Self {
        let convert = |positions: &mut dyn Iterator<Item = Coord<f64>>| {
            let stated: Vec<PlaneXY> = positions.map(|c| PlaneXY { x: c.x, y: c.y }).collect();
            match line(&stated) {
                Ok(places) => {
                    Ok(places.into_iter().map(|p| Coord { x: p.lon(), y: p.lat() }).collect::<Vec<_>>())
                }
                Err(error) => Err(whose_fault(&stated, &line, &error)),
            }
        };
        let mut features = Vec::with_capacity(self.features.len());
        for feature in std::mem::take(&mut self.features) {
            let RawFeature { number, attributes, geometry } = feature;
            match convert_geometry(&geometry, &convert) {
                Ok(geometry) => features.push(RawFeature { number, attributes, geometry }),
                Err(fault) => self.problems.push(fault.at(&self.source, number)),
            }
        }
        self.features = features;
        self.crs = RawCrs::Known("OGC:CRS84".to_owned());
        self
    }

    /// The layer as it is, its numbers taken as degrees; features with numbers that are no degrees are left out and told
    /// (feet or metres called degrees, longitude and latitude swapped).
    #[must_use]
    pub fn into_degrees(self) -> Self {
        self.into_lonlat(|line| line.iter().map(|p| LonLat::new(p.x, p.y)).collect::<Result<Vec<_>, _>>())
    }
}

/// The first position that has no place by itself, with the reason.
fn whose_fault<E: Display>(
    stated: &[PlaneXY],
    line: &impl Fn(&[PlaneXY]) -> Result<Vec<LonLat>, E>,
    error: &E,
) -> Fault {
    for position in stated {
        if let Err(error) = line(std::slice::from_ref(position)) {
            let value = format!("[{}, {}]", position.x, position.y);
            return Fault::dropped("coordinates", &value, &format!("a place on Earth ({error})"));
        }
    }
    Fault::dropped("coordinates", "a line", &format!("places on Earth ({error})"))
}

type Converted = Result<Vec<Coord<f64>>, Fault>;

fn convert_geometry(
    geometry: &RawGeometry,
    convert: &impl Fn(&mut dyn Iterator<Item = Coord<f64>>) -> Converted,
) -> Result<RawGeometry, Fault> {
    let line = |l: &LineString<f64>| convert(&mut l.coords().copied()).map(LineString::new);
    Ok(match geometry {
        RawGeometry::Polygons(polygons) => {
            let mut parts = Vec::with_capacity(polygons.0.len());
            for polygon in polygons {
                let interiors = polygon.interiors().iter().map(line).collect::<Result<Vec<_>, _>>()?;
                parts.push(Polygon::new(line(polygon.exterior())?, interiors));
            }
            RawGeometry::Polygons(MultiPolygon::new(parts))
        }
        RawGeometry::Lines(lines) => {
            RawGeometry::Lines(MultiLineString::new(lines.iter().map(line).collect::<Result<Vec<_>, _>>()?))
        }
        RawGeometry::Points(points) => {
            let mut places = Vec::with_capacity(points.0.len());
            for point in points {
                places.extend(convert(&mut std::iter::once(point.0))?.into_iter().map(Point));
            }
            RawGeometry::Points(MultiPoint::new(places))
        }
    })
}
