//! Shares of polygons and arc bands: the exact overlay of the location with the cells that it meets.

use super::{Location, LocationError, Shares};
use crate::crs::LatticePoint;
use crate::locate::border::Border;
use crate::locate::faces::{chained, point};
use crate::locate::locator::Locator;
use crate::measure::LonLat;
use crate::topology::{Arrangement, Polygon, Shape};

/// Degrees of arc for one chord of an arc band; its corners lie out so far that the area is kept.
const CHORD_DEGREES: f64 = 2.0;

/// Shares of a polygon or an arc band.
pub(super) fn shares(locator: &Locator, location: &Location) -> Result<Shares, LocationError> {
    let ring = match location {
        Location::Polygon(corners) => corners.iter().map(|&c| LatticePoint::nearest(c)).collect(),
        Location::ArcBand { centre, inner, outer, start_degrees, opening_degrees } => {
            arc_band(locator, *centre, (inner.0, outer.0), (*start_degrees, *opening_degrees))
        }
        _ => Vec::new(),
    };
    let (Some(low), Some(high)) = (corner(&ring, i32::min), corner(&ring, i32::max)) else {
        return Err(LocationError::Empty);
    };
    let cells = locator.reference.in_box(low, high);
    let exterior = ring.iter().map(|&p| point(p)).collect();
    let region = Shape { polygons: vec![Polygon { exterior, interiors: Vec::new() }] };
    let shapes: Vec<Shape> =
        std::iter::once(region).chain(cells.iter().map(|&cell| cell_shape(locator, cell))).collect();
    let (faces, _) = Arrangement::build(&shapes)?;
    let mut whole = 0.0;
    let mut of_cells = vec![0.0; cells.len()];
    for face in faces.faces() {
        let [0, covering @ ..] = faces.face_cover(face) else { continue };
        #[expect(clippy::cast_precision_loss, reason = "a share needs no more than a double's digits")]
        let area = faces.face_twice_area(face) as f64;
        whole += area;
        for &shape in covering {
            of_cells[shape as usize - 1] += area;
        }
    }
    if whole <= 0.0 {
        return Err(LocationError::Empty);
    }
    Ok(cells.into_iter().zip(of_cells).map(|(cell, area)| (cell, area / whole)).collect())
}

/// The mean of a polygon's corners.
pub(super) fn middle(corners: &[LonLat]) -> Option<LonLat> {
    #[expect(clippy::cast_precision_loss, reason = "few corners")]
    let n = corners.len() as f64;
    let sum = corners.iter().fold((0.0, 0.0), |sum, c| (sum.0 + c.lon(), sum.1 + c.lat()));
    LonLat::new(sum.0 / n, sum.1 / n).ok()
}

/// The corners of an arc band in lattice steps: the outer arc clockwise, the inner one back.
fn arc_band(
    locator: &Locator,
    centre: LonLat,
    (inner, outer): (f64, f64),
    (start, opening): (f64, f64),
) -> Vec<LatticePoint> {
    let p = LatticePoint::nearest(centre);
    let scale = locator.scales.at(p.y);
    let chords = (opening / CHORD_DEGREES).ceil().max(1.0);
    let half = (opening / chords).to_radians() / 2.0;
    let keep_area = (2.0 * half / (2.0 * half).sin()).sqrt();
    let at = |radius_m: f64, degrees: f64| {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let radius_m = radius_m * keep_area;
        #[expect(clippy::cast_possible_truncation, reason = "saturates at the end of the lattice")]
        let step = |origin: i32, metres: f64, scale: f64| (f64::from(origin) + metres / scale).round() as i32;
        LatticePoint { x: step(p.x, radius_m * sin, scale.east), y: step(p.y, radius_m * cos, scale.north) }
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 180")]
    let count = chords as u32;
    let arc = |radius_m: f64| (0..=count).map(move |k| at(radius_m, start + opening * f64::from(k) / chords));
    let mut ring: Vec<LatticePoint> = arc(outer).collect();
    if inner > 0.0 {
        ring.extend(arc(inner).rev());
    } else {
        ring.push(p);
    }
    ring
}

/// A cell's shape, put together again from its borders.
fn cell_shape(locator: &Locator, cell: u32) -> Shape {
    let borders = locator.tree.borders();
    let own: Vec<Border> =
        locator.reference.borders_of(cell).iter().filter_map(|&i| borders.get(i as usize).copied()).collect();
    chained(&own)
}

fn corner(ring: &[LatticePoint], pick: fn(i32, i32) -> i32) -> Option<LatticePoint> {
    ring.iter().copied().reduce(|a, b| LatticePoint { x: pick(a.x, b.x), y: pick(a.y, b.y) })
}
