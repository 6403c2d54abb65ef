//! Rings that became improper on a tile's grid are made proper: the format wants no ring that crosses or touches itself.
//!
//! Two things spoil rings: the window joins parts that it cut asunder along its rim, and rounding to the grid brings
//! close vertices together. Both are rare, so every cell is tested and few are mended.

use super::mvt::{TilePoint, TilePolygon};
use crate::topology::{Arrangement, Point, Polygon, Shape};

/// The same area as polygons whose rings neither cross nor touch themselves or one another along a line.
///
/// What is proper comes back unchanged. Where borders crossed, the crossing becomes a vertex of the grid.
///
/// # Complexity
/// O(n log n) for n vertices of an ordinary cell, O(n²) at worst.
pub(super) fn mended(polygons: Vec<TilePolygon>) -> Vec<TilePolygon> {
    if is_proper(&polygons) {
        return polygons;
    }
    let shape = Shape { polygons: polygons.iter().map(to_polygon).collect() };
    match Arrangement::build(&[shape]) {
        Ok((faces, _)) => {
            let outline = faces.outline(|face| !faces.face_cover(face).is_empty());
            outline.polygons.iter().filter_map(to_tile).collect()
        }
        // Positions of a tile are far too small for the limits of an arrangement.
        Err(_) => polygons,
    }
}

fn to_polygon(polygon: &TilePolygon) -> Polygon {
    let ring = |ring: &Vec<TilePoint>| ring.iter().map(|p| Point::new(p.x.into(), p.y.into())).collect();
    Polygon { exterior: ring(&polygon.exterior), interiors: polygon.interiors.iter().map(ring).collect() }
}

fn to_tile(polygon: &Polygon) -> Option<TilePolygon> {
    let point = |p: &Point| Some(TilePoint { x: i32::try_from(p.x).ok()?, y: i32::try_from(p.y).ok()? });
    let ring = |ring: &Vec<Point>| ring.iter().map(point).collect::<Option<Vec<_>>>();
    let interiors = polygon.interiors.iter().map(ring).collect::<Option<Vec<_>>>();
    Some(TilePolygon { exterior: ring(&polygon.exterior)?, interiors: interiors? })
}

/// A side of a ring, its western end first, and its place in the ring.
struct Side {
    low: TilePoint,
    high: TilePoint,
    ring: usize,
    at: usize,
    count: usize,
}

/// Whether no two sides meet but neighbours of one ring at their common end.
pub(super) fn is_proper(polygons: &[TilePolygon]) -> bool {
    let rings = polygons.iter().flat_map(|p| std::iter::once(&p.exterior).chain(&p.interiors));
    let mut sides = Vec::new();
    for (ring, points) in rings.enumerate() {
        for (at, (&a, &b)) in points.iter().zip(points.iter().cycle().skip(1)).enumerate() {
            sides.push(Side { low: a.min(b), high: a.max(b), ring, at, count: points.len() });
        }
    }
    sides.sort_by_key(|side| (side.low, side.high, side.ring, side.at));
    sides.iter().enumerate().all(|(i, side)| {
        let near = sides.iter().skip(i + 1).take_while(|other| other.low.x <= side.high.x);
        near.into_iter().all(|other| !clash(side, other))
    })
}

fn clash(a: &Side, b: &Side) -> bool {
    let (a_top, a_bottom) = (a.low.y.min(a.high.y), a.low.y.max(a.high.y));
    let (b_top, b_bottom) = (b.low.y.min(b.high.y), b.low.y.max(b.high.y));
    if a_bottom < b_top || b_bottom < a_top || !meet(a, b) {
        return false;
    }
    let neighbours = a.ring == b.ring && ((a.at + 1) % a.count == b.at || (b.at + 1) % b.count == a.at);
    // Neighbours meet at their common end; more than that is a side that turns back on itself.
    !neighbours || overlap(a, b)
}

fn cross(o: TilePoint, a: TilePoint, b: TilePoint) -> i64 {
    let difference = |p: TilePoint| (i64::from(p.x) - i64::from(o.x), i64::from(p.y) - i64::from(o.y));
    let ((ax, ay), (bx, by)) = (difference(a), difference(b));
    ax * by - ay * bx
}

/// Whether two closed sides have a place in common; their boxes do.
fn meet(a: &Side, b: &Side) -> bool {
    let sides =
        |s: &Side, t: &Side| cross(s.low, s.high, t.low).signum() * cross(s.low, s.high, t.high).signum();
    sides(a, b) <= 0 && sides(b, a) <= 0 && a.low.x.max(b.low.x) <= a.high.x.min(b.high.x)
}

/// Whether two sides lie on one line and share more than an end.
fn overlap(a: &Side, b: &Side) -> bool {
    let in_line = cross(a.low, a.high, b.low) == 0 && cross(a.low, a.high, b.high) == 0;
    in_line && a.low.max(b.low) < a.high.min(b.high)
}

#[cfg(test)]
mod tests {
    use super::super::mvt::doubled_area;
    use super::*;

    fn polygon(points: &[(i32, i32)]) -> Vec<TilePolygon> {
        let exterior = points.iter().map(|&(x, y)| TilePoint { x, y }).collect();
        vec![TilePolygon { exterior, interiors: vec![] }]
    }

    fn area(polygons: &[TilePolygon]) -> i64 {
        polygons
            .iter()
            .map(|p| {
                doubled_area(&p.exterior).abs()
                    - p.interiors.iter().map(|r| doubled_area(r).abs()).sum::<i64>()
            })
            .sum()
    }

    #[test]
    fn a_proper_ring_comes_back_unchanged() {
        let square = polygon(&[(0, 0), (9, 0), (9, 9), (0, 9)]);
        assert!(is_proper(&square));
        assert_eq!(mended(square.clone()), square);
    }

    #[test]
    fn parts_joined_along_the_rim_fall_asunder() {
        // Two teeth that hang from the rim at y = 0, joined there by a bridge without width.
        let comb = polygon(&[(0, 0), (0, 50), (10, 50), (10, 0), (40, 0), (40, 50), (50, 50), (50, 0)]);
        assert!(!is_proper(&comb));
        let parts = mended(comb.clone());
        assert_eq!((parts.len(), area(&parts)), (2, area(&comb)));
        assert!(is_proper(&parts));
    }

    #[test]
    fn a_ring_that_crosses_itself_becomes_two() {
        let bow = polygon(&[(0, 0), (10, 10), (10, 0), (0, 10)]);
        assert!(!is_proper(&bow));
        let parts = mended(bow);
        assert_eq!((parts.len(), area(&parts)), (2, 100));
    }

    #[test]
    fn a_ring_pinched_at_a_vertex_becomes_two() {
        let pinched = polygon(&[(0, 0), (10, 0), (5, 5), (10, 10), (0, 10), (5, 5)]);
        assert!(!is_proper(&pinched));
        assert_eq!(mended(pinched).len(), 2);
    }
}
