//! Coordinate systems (坐标参考系) of questions and answers, by the addresses that OGC gives them.
//!
//! Every pair here is x (east) before y (north); what is read and written follows the order of the system's own axes, so
//! EPSG:4326 and EPSG:4490 are latitude before longitude and the Chinese planes north before east.

use gridward::crs::{Converter, Datum, STEPS_PER_DEGREE, StatedPair};
use gridward::measure::LonLat;
use gridward::topology::Point;

use crate::problem::Problem;

/// One system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crs {
    /// WGS 84, longitude before latitude.
    Crs84,
    /// A system of the EPSG database.
    Epsg(u32),
}

/// WGS 84, CGCS2000, and web maps.
const WORLDWIDE: [Crs; 4] = [Crs::Crs84, Crs::Epsg(4326), Crs::Epsg(4490), Crs::Epsg(3857)];

impl Crs {
    /// The address that names it.
    pub fn uri(self) -> String {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84".to_owned(),
            Self::Epsg(code) => format!("http://www.opengis.net/def/crs/EPSG/0/{code}"),
        }
    }

    /// What is offered for a layer between west, south, east and north: the worldwide ones, and the CGCS2000 plane of the 3°
    /// zone that its middle lies in.
    pub fn offered(bounds: Option<[f64; 4]>) -> Vec<Self> {
        let zone = bounds.and_then(|[west, _, east, _]| zone(f64::midpoint(west, east)));
        WORLDWIDE.into_iter().chain(zone).collect()
    }

    /// The system that a parameter names.
    ///
    /// # Errors
    /// A problem with what is offered.
    pub fn read(field: &str, text: &str, offered: &[Self]) -> Result<Self, Problem> {
        let found = offered.iter().copied().find(|crs| crs.uri() == text);
        found.ok_or_else(|| {
            let all: Vec<_> = offered.iter().map(|crs| crs.uri()).collect();
            Problem::parameter(
                field,
                format!("{field} is “{text}”, which is not offered here"),
                all.join(" or "),
            )
        })
    }

    /// Whether north is the first axis.
    pub const fn north_first(self) -> bool {
        !matches!(self, Self::Crs84 | Self::Epsg(3857))
    }

    /// Whether coordinates are degrees.
    pub const fn is_degrees(self) -> bool {
        matches!(self, Self::Crs84 | Self::Epsg(4326 | 4490))
    }

    /// The way from the lattice to this system and back.
    ///
    /// # Errors
    /// A problem for a system that the engine does not know, which none of the offered ones is.
    pub fn road(self) -> Result<Road, Problem> {
        let converter = match self {
            Self::Epsg(code) if !self.is_degrees() => {
                let made = Datum::Epsg(code).converter();
                Some(made.map_err(|fault| Problem::parameter("crs", fault.to_string(), "another system"))?)
            }
            _ => None,
        };
        Ok(Road { crs: self, converter })
    }
}

/// The CGCS2000 plane of 3° zones without zone number, EPSG:4534 (75°E) to EPSG:4554 (135°E).
fn zone(lon: f64) -> Option<Crs> {
    let third = (lon / 3.0).round();
    (25..=45).find(|third_of| f64::from(*third_of) == third).map(|third| Crs::Epsg(4534 + third - 25))
}

/// Converts lattice positions into a system, and stated pairs into places.
#[derive(Debug, Clone)]
pub struct Road {
    pub crs: Crs,
    converter: Option<Converter>,
}

impl Road {
    /// East and north of a lattice position; `None` where the system cannot show it.
    pub fn xy(&self, at: Point) -> Option<[f64; 2]> {
        let (lon, lat) = (degrees(at.x), degrees(at.y));
        let Some(converter) = &self.converter else { return Some([lon, lat]) };
        let pair = converter.stated(LonLat::new(lon, lat).ok()?)?;
        Some([pair.x, pair.y])
    }

    /// Longitude and latitude of a stated pair.
    pub fn place(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        let Some(converter) = &self.converter else { return Some([x, y]) };
        let place = converter.place(StatedPair { x, y }).ok()?;
        Some([place.lon(), place.lat()])
    }

    /// The numbers that are written for a lattice position, in the order of the axes, in units of 10^-[`Self::decimals`]: degrees
    /// as they are on the lattice, lengths to the millimetre.
    pub fn written(&self, at: Point) -> Option<[i64; 2]> {
        let [x, y] = if self.converter.is_some() {
            #[expect(clippy::cast_possible_truncation, reason = "millimetres on Earth fit 36 bits")]
            self.xy(at)?.map(|metres| (metres * 1e3).round() as i64)
        } else {
            [at.x, at.y]
        };
        Some(if self.crs.north_first() { [y, x] } else { [x, y] })
    }

    /// Digits after the point.
    pub const fn decimals(&self) -> u32 {
        if self.converter.is_some() { 3 } else { 7 }
    }
}

#[expect(clippy::cast_precision_loss, reason = "lattice steps of a place on Earth fit 32 bits")]
fn degrees(steps: i64) -> f64 {
    steps as f64 / STEPS_PER_DEGREE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plane_offered_is_the_zone_of_the_layers_middle() {
        let of = |west: f64, east: f64| Crs::offered(Some([west, 31.0, east, 31.2])).last().copied();
        assert_eq!(of(121.25, 121.57), Some(Crs::Epsg(4549)));
        assert_eq!(of(113.0, 114.0), Some(Crs::Epsg(4547)));
        assert_eq!(of(2.0, 3.0), Some(Crs::Epsg(3857)), "no such plane beyond China");
        assert_eq!(Crs::offered(None).len(), 4);
    }

    #[test]
    fn axes_follow_each_system_and_the_plane_meets_its_published_point() {
        let at = Point { x: 1_213_800_000, y: 311_100_000 };
        let written = |crs: Crs| crs.road().unwrap().written(at).unwrap();
        assert_eq!(written(Crs::Crs84), [1_213_800_000, 311_100_000]);
        assert_eq!(written(Crs::Epsg(4326)), [311_100_000, 1_213_800_000]);
        assert_eq!(written(Crs::Epsg(4490)), [311_100_000, 1_213_800_000]);
        // North before east.
        assert_eq!(written(Crs::Epsg(4549)), [3_443_989_334, 631_650_331]);
        let [x, y] = written(Crs::Epsg(3857));
        assert!(x.abs_diff(13_511_959_793) < 10 && (3_640_000_000..3_660_000_000).contains(&y), "{x} {y}");
    }

    #[test]
    fn a_system_that_is_not_offered_is_told_with_those_that_are() {
        let offered = Crs::offered(None);
        let named = |text: &str| Crs::read("crs", text, &offered);
        assert_eq!(named("http://www.opengis.net/def/crs/EPSG/0/4490").unwrap(), Crs::Epsg(4490));
        let line = named("EPSG:4326").unwrap_err().line();
        assert!(line.contains("http://www.opengis.net/def/crs/OGC/1.3/CRS84"), "{line}");
    }
}
