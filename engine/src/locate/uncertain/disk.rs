//! Shares of circles and ellipses: exact by Green's theorem on the unit disk.

use std::collections::BTreeSet;
use std::f64::consts::PI;

use super::Shares;
use crate::crs::LatticePoint;
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
    let mut met: BTreeSet<u32> = locator.cover_at(p).collect();
    locator.tree.within(p, scale, major.0 * major.0, |left, right, _| {
        met.extend(locator.classes.cover(left).chain(locator.classes.cover(right)));
    });
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
