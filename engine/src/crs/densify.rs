//! Lines that are straight in a stated system, written as lines that are straight in lon/lat.
//!
//! A plane's straight line bends in lon/lat. Such an edge gets vertices until its lon/lat chords stay within half a lattice step of it. What is inserted depends on the two ends alone
//! and not on the direction of travel, so that two cells that share an edge keep sharing every vertex.

use super::datum::{Converter, CoordinateError, StatedPair};
use crate::measure::LonLat;

/// The farthest a chord may lie from the true line, in lattice steps: half a step, less what three probes can overlook
/// (an S-shaped line peaks at 0.21 of its length and is probed at 0.25, where it shows 97 % of the peak).
const TOLERANCE_STEPS: f64 = 0.48;

/// Splits of one edge into halves; 2^20 pieces bring an edge of the Earth's size down to 40 m.
const MAX_DEPTH: u32 = 20;

/// The places of a line's vertices, with the vertices between them that keep it straight in its own system.
///
/// Systems in which straight is straight in lon/lat get no vertex more.
///
/// # Errors
/// [`CoordinateError`] when a vertex, or a spot between two, is no place of the system.
///
/// # Complexity
/// O(vertices out), four conversions each.
pub fn densify_line(converter: &Converter, line: &[StatedPair]) -> Result<Vec<LonLat>, CoordinateError> {
    let mut places = Vec::with_capacity(line.len());
    let Some(&first) = line.first() else { return Ok(places) };
    places.push(converter.place(first)?);
    for edge in line.windows(2) {
        if let &[from, to] = edge {
            push_edge(converter, from, to, &mut places)?;
        }
    }
    Ok(places)
}

/// As [`densify_line`], for a ring whose last vertex joins the first; neither end is repeated in the result.
///
/// # Errors
/// As [`densify_line`].
pub fn densify_ring(converter: &Converter, ring: &[StatedPair]) -> Result<Vec<LonLat>, CoordinateError> {
    let (Some(&first), Some(&last)) = (ring.first(), ring.last()) else { return Ok(Vec::new()) };
    let open =
        if ring.len() > 1 && first == last { ring.get(..ring.len() - 1).unwrap_or_default() } else { ring };
    let mut places = densify_line(converter, open)?;
    if let Some(&end) = open.last().filter(|_| open.len() > 1) {
        push_edge(converter, end, first, &mut places)?;
        places.pop();
    }
    Ok(places)
}

/// Adds what follows `from` up to and including `to`.
fn push_edge(
    converter: &Converter,
    from: StatedPair,
    to: StatedPair,
    places: &mut Vec<LonLat>,
) -> Result<(), CoordinateError> {
    if converter.keeps_lines() {
        places.push(converter.place(to)?);
        return Ok(());
    }
    let backward = (to.x, to.y) < (from.x, from.y);
    let (low, high) = if backward { (to, from) } else { (from, to) };
    let ends = [
        End { stated: low, place: converter.place(low)? },
        End { stated: high, place: converter.place(high)? },
    ];
    let mut between = Vec::new();
    split(converter, ends, 0, &mut between)?;
    if backward {
        between.reverse();
    }
    places.append(&mut between);
    let [low_end, high_end] = ends;
    places.push(if backward { low_end.place } else { high_end.place });
    Ok(())
}

#[derive(Clone, Copy)]
struct End {
    stated: StatedPair,
    place: LonLat,
}

/// Adds the vertices strictly between two ends, in order from the first.
fn split(
    converter: &Converter,
    ends: [End; 2],
    depth: u32,
    between: &mut Vec<LonLat>,
) -> Result<(), CoordinateError> {
    let [a, b] = ends;
    let middle = end_at(converter, midway(a.stated, b.stated))?;
    let quarters = [
        converter.place(midway(a.stated, middle.stated))?,
        middle.place,
        converter.place(midway(middle.stated, b.stated))?,
    ];
    if depth >= MAX_DEPTH
        || quarters.iter().all(|&place| off_chord_steps(a.place, b.place, place) <= TOLERANCE_STEPS)
    {
        return Ok(());
    }
    split(converter, [a, middle], depth + 1, between)?;
    between.push(middle.place);
    split(converter, [middle, b], depth + 1, between)
}

fn end_at(converter: &Converter, stated: StatedPair) -> Result<End, CoordinateError> {
    Ok(End { stated, place: converter.place(stated)? })
}

fn midway(a: StatedPair, b: StatedPair) -> StatedPair {
    StatedPair { x: 0.5 * (a.x + b.x), y: 0.5 * (a.y + b.y) }
}

/// Distance of a place from the straight lon/lat line between two others, in lattice steps of latitude.
fn off_chord_steps(a: LonLat, b: LonLat, place: LonLat) -> f64 {
    let squeeze = place.lat().to_radians().cos();
    let (ux, uy) = ((b.lon() - a.lon()) * squeeze, b.lat() - a.lat());
    let (vx, vy) = ((place.lon() - a.lon()) * squeeze, place.lat() - a.lat());
    let length = ux.hypot(uy);
    let off = if length > 0.0 { (ux * vy - uy * vx).abs() / length } else { vx.hypot(vy) };
    off * super::STEPS_PER_DEGREE
}

#[cfg(test)]
#[path = "densify_tests.rs"]
mod tests;
