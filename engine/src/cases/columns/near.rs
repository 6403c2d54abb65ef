//! What else was reported near here: the search for duplicates (重复案件).

use jiff::Timestamp;

use super::row::{NO_PLACE, parts};
use super::snapshot::Columns;
use crate::crs::LatticePoint;
use crate::crs::metric::{SEMI_MAJOR_M, distance};
use crate::ids::CaseNumber;
use crate::measure::{LonLat, Metres};

/// A case near a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The case.
    pub number: CaseNumber,
    /// How far away.
    pub distance: Metres,
}

impl Columns {
    /// Cases of a class that were reported at an instant or later, at most so far from a place; the nearest first, then by
    /// number. To the second.
    ///
    /// # Complexity
    /// O(chunks + rows of the chunks that the circle's box touches): a few thousand rows of the sorted part, and of the rest
    /// those chunks whose time fits.
    #[must_use]
    pub fn near(&self, place: LonLat, radius: Metres, class: u16, since: Timestamp) -> Vec<Near> {
        let (since, _) = parts(since);
        let (low, high) = around(place, radius.0);
        let mut found = Vec::new();
        for chunk in self.chunks() {
            let summary = &chunk.summary;
            if summary.reported.1 < since
                || summary.lon.1 < low.x
                || high.x < summary.lon.0
                || summary.lat.1 < low.y
                || high.y < summary.lat.0
            {
                continue;
            }
            // One column decides about nearly all rows; the others are looked at for the few that are left.
            let same = chunk.class().iter().enumerate().filter(|(_, its)| **its == class);
            for (row, _) in same {
                let at = |column: &[i32]| column.get(row).copied().unwrap_or(NO_PLACE);
                let (x, y) = (at(chunk.lon()), at(chunk.lat()));
                let inside = low.x <= x && x <= high.x && low.y <= y && y <= high.y && x != NO_PLACE;
                if !inside || chunk.reported_at().get(row).is_none_or(|reported| *reported < since) {
                    continue;
                }
                let Some(&number) = chunk.number().get(row) else { continue };
                let (lon, lat) = LatticePoint { x, y }.degrees();
                let Ok(other) = LonLat::new(lon, lat) else { continue };
                let distance = distance(place, other);
                if distance.0 <= radius.0 {
                    found.push(Near { number: CaseNumber(number), distance });
                }
            }
        }
        found.sort_by(|a, b| a.distance.0.total_cmp(&b.distance.0).then(a.number.cmp(&b.number)));
        found
    }
}

/// A box that holds every place at most so many metres away; near the poles and the date line it is cut off there.
fn around(place: LonLat, radius_m: f64) -> (LatticePoint, LatticePoint) {
    // A degree of latitude is shortest at the equator, 110,574 m; two per mille less, for rounding and curvature.
    let dlat = radius_m / (SEMI_MAJOR_M.to_radians() * 0.99);
    let widest = (place.lat().abs() + dlat).min(89.9).to_radians().cos();
    let dlon = dlat / widest;
    let corner = |lon: f64, lat: f64| {
        LonLat::new(lon.clamp(-180.0, 180.0), lat.clamp(-90.0, 90.0))
            .map_or(LatticePoint { x: NO_PLACE, y: NO_PLACE }, LatticePoint::nearest)
    };
    (corner(place.lon() - dlon, place.lat() - dlat), corner(place.lon() + dlon, place.lat() + dlat))
}
