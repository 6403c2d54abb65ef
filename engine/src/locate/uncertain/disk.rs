//! Shares of circles and ellipses: exact by Green's theorem on the unit disk.

use std::collections::BTreeSet;
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
    let mut near: SmallVec<[Border; 8]> = SmallVec::new();
    let mut on_border = false;
    locator.tree.borders_within(p, scale, major.0 * major.0, |border, squared_m2| {
        near.push(*border);
        on_border |= squared_m2 == 0.0;
    });
    if on_border {
        return around_all(locator, p, &near, to_disk);
    }
    // Seen from the centre, the borders of a cell turn once around it if the cell holds it and not at all otherwise; a border
    // beyond the disk sweeps just its turn. What is left are the borders that reach into the disk.
    let mut swept_of: SmallVec<[(u32, f64); 8]> = locator.cover_at(p).map(|cell| (cell, PI)).collect();
    for border in &near {
        let (a, b) = (to_disk(border.a), to_disk(border.b));
        let beyond_turn = swept(a, b) - sector(a, b);
        let (left, right) = (locator.classes.cover(border.left), locator.classes.cover(border.right));
        let signed = left.map(|cell| (cell, beyond_turn)).chain(right.map(|cell| (cell, -beyond_turn)));
        for (cell, area) in signed {
            match swept_of.iter_mut().find(|(known, _)| *known == cell) {
                Some((_, sum)) => *sum += area,
                None => swept_of.push((cell, area)),
            }
        }
    }
    swept_of.sort_unstable_by_key(|&(cell, _)| cell);
    swept_of.into_iter().map(|(cell, area)| (cell, (area / PI).max(0.0))).collect()
}

/// Shares by all borders of the cells met, for a centre on a border: seen from there, a turn has no side.
fn around_all(
    locator: &Locator,
    p: LatticePoint,
    near: &[Border],
    to_disk: impl Fn(LatticePoint) -> (f64, f64),
) -> Shares {
    let mut met: BTreeSet<u32> = locator.cover_at(p).collect();
    for border in near {
        met.extend(locator.classes.cover(border.left).chain(locator.classes.cover(border.right)));
    }
    let share = |cell: u32| {
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
    };
    met.into_iter().map(|cell| (cell, share(cell))).collect()
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
