//! Shares of circles and ellipses: exact by Green's theorem on the unit disk.

use std::f64::consts::PI;

use smallvec::SmallVec;

use super::Shares;
use crate::crs::LatticePoint;
use crate::locate::border::Border;
use crate::locate::locator::Locator;
use crate::measure::{LonLat, Metres};

/// Shares of the ellipse with half axes (major, minor), its long axis `orientation_degrees` clockwise from north.
pub(super) fn shares(
    locator: &Locator,
    centre: LonLat,
    (major, minor): (Metres, Metres),
    orientation_degrees: f64,
) -> Shares {
    let p = LatticePoint::nearest(centre);
    let scale = locator.scales.at(p.y);
    let (sin, cos) = orientation_degrees.to_radians().sin_cos();
    let to_disk = |q: LatticePoint| {
        let east = (f64::from(q.x) - f64::from(p.x)) * scale.east;
        let north = (f64::from(q.y) - f64::from(p.y)) * scale.north;
        ((east * cos - north * sin) / minor.0, (east * sin + north * cos) / major.0)
    };
    // A cell's boundary is closed: seen from the centre, the whole of it turns once around a centre within the cell and not at all
    // around another one. So only borders that the disk meets need to be looked at, each for what it takes of its own turn.
    let mut areas: SmallVec<[(u32, f64); 8]> = locator.cover_at(p).map(|cell| (cell, PI)).collect();
    let mut on_border = false;
    locator.tree.within(p, scale, major.0 * major.0, |border, _| {
        on_border |= border.holds(p);
        let missing = missing(border, p, to_disk);
        for (class, missing) in [(border.left, missing), (border.right, -missing)] {
            for cell in locator.classes.cover(class) {
                match areas.iter_mut().find(|(known, _)| *known == cell) {
                    Some((_, area)) => *area += missing,
                    None => areas.push((cell, missing)),
                }
            }
        }
    });
    areas.sort_unstable_by_key(|(cell, _)| *cell);
    if on_border {
        // From there the border turns by half a circle this way or that: all borders are summed up instead.
        return areas.into_iter().map(|(cell, _)| (cell, by_all_borders(locator, cell, to_disk))).collect();
    }
    areas.into_iter().map(|(cell, area)| (cell, (area / PI).max(0.0))).collect()
}

/// The share of a cell, summed over all of its borders.
fn by_all_borders(locator: &Locator, cell: u32, to_disk: impl Fn(LatticePoint) -> (f64, f64)) -> f64 {
    let own =
        locator.reference.borders_of(cell).iter().filter_map(|&i| locator.tree.borders().get(i as usize));
    let area: f64 = own
        .map(|e| {
            let area = swept(to_disk(e.a), to_disk(e.b));
            // The map to the disk keeps turns, so a cell to the left of a → b is swept positively.
            if locator.classes.cover(e.left).any(|c| c == cell) { area } else { -area }
        })
        .sum();
    (area / PI).max(0.0)
}

/// By how much the area swept along a border is smaller in the disk's sector than the whole sector; its sign is that of the area added.
fn missing(border: &Border, p: LatticePoint, to_disk: impl Fn(LatticePoint) -> (f64, f64)) -> f64 {
    let (a, b) = (to_disk(border.a), to_disk(border.b));
    // The turn's sign is exact, so that it agrees with the cell that the centre was found in.
    let whole = sector(a, b).abs();
    let whole = if border.side(p) < 0 { -whole } else { whole };
    swept(a, b) - whole
}

/// Signed area that the unit disk shares with the triangle (origin, p, q).
fn swept(p: (f64, f64), q: (f64, f64)) -> f64 {
    let d = (q.0 - p.0, q.1 - p.1);
    let (a, b, c) = (dot(d, d), dot(p, d), dot(p, p) - 1.0);
    let discriminant = b * b - a * c;
    if a == 0.0 {
        return 0.0;
    }
    if discriminant <= 0.0 {
        return sector(p, q);
    }
    let root = discriminant.sqrt();
    let (enter, leave) = ((-b - root) / a, (-b + root) / a);
    if enter >= 1.0 || leave <= 0.0 {
        return sector(p, q);
    }
    let at = |t: f64| (p.0 + d.0 * t, p.1 + d.1 * t);
    let (u, v) = (at(enter.max(0.0)), at(leave.min(1.0)));
    let before = if enter > 0.0 { sector(p, u) } else { 0.0 };
    let after = if leave < 1.0 { sector(v, q) } else { 0.0 };
    before + 0.5 * cross(u, v) + after
}

/// Signed area of the unit disk's sector from p to q.
fn sector(p: (f64, f64), q: (f64, f64)) -> f64 {
    0.5 * cross(p, q).atan2(dot(p, q))
}

fn dot(p: (f64, f64), q: (f64, f64)) -> f64 {
    p.0 * q.0 + p.1 * q.1
}

fn cross(p: (f64, f64), q: (f64, f64)) -> f64 {
    p.0 * q.1 - p.1 * q.0
}

#[cfg(test)]
#[path = "disk_tests.rs"]
mod tests;
