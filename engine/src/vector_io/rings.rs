//! From rings as they stand in a file to polygons, with one line for each thing that is not as it should be.

use geo::{Coord, LineString, MultiPolygon, Polygon};

use super::Fault;

/// What is said of a ring whose last position is not its first.
pub(super) const NOT_CLOSED: &str = "not closed";

/// Polygons of one feature: rings in order, the first of each polygon its exterior.
///
/// A ring that is not closed is closed; a ring of fewer than four positions encloses nothing and is left out. Both are
/// told. Positions are kept exactly; a feature with a number that is not finite is given up.
pub(super) fn polygons(
    shapes: Vec<Vec<Vec<Coord<f64>>>>,
    faults: &mut Vec<Fault>,
) -> Option<MultiPolygon<f64>> {
    let mut parts = Vec::with_capacity(shapes.len());
    for rings in shapes {
        let mut rings = rings.into_iter().enumerate();
        let Some((_, exterior)) = rings.next() else { continue };
        let Some(exterior) = ring(exterior, 1, faults) else { continue };
        let interiors = rings.filter_map(|(i, r)| ring(r, i + 1, faults)).collect();
        parts.push(Polygon::new(exterior, interiors));
    }
    if parts.is_empty() {
        if faults.iter().all(|f| f.kept) {
            faults.push(Fault::dropped("geometry", "empty", "a polygon with at least one ring"));
        }
        return None;
    }
    Some(MultiPolygon::new(parts))
}

fn ring(mut positions: Vec<Coord<f64>>, number: usize, faults: &mut Vec<Fault>) -> Option<LineString<f64>> {
    let field = format!("ring {number}");
    if positions.first() != positions.last() {
        let first = positions.first().copied()?;
        positions.push(first);
        faults.push(Fault::repaired(&field, NOT_CLOSED, "the first position again at the end; it was added"));
    }
    if positions.len() < 4 {
        let value = format!("{} positions", positions.len());
        faults.push(Fault::repaired(
            &field,
            &value,
            "at least 4, the last equal to the first; the ring was left out",
        ));
        return None;
    }
    Some(LineString::new(positions))
}
