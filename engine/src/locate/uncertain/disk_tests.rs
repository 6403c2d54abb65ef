//! Shares by the borders that a disk meets are the shares by all borders of the cells.

use proptest::prelude::*;

use super::*;
use crate::locate::mesh_for_tests::{cells, mesh};
use crate::locate::{LocatorOptions, NO_CELL};

/// Shares, by the circle's whole borders.
fn by_all(locator: &Locator, centre: LonLat, (major, minor): (f64, f64), orientation_degrees: f64) -> Shares {
    let p = LatticePoint::nearest(centre);
    let scale = locator.scales.at(p.y);
    let (sin, cos) = orientation_degrees.to_radians().sin_cos();
    let to_disk = |q: LatticePoint| {
        let east = (f64::from(q.x) - f64::from(p.x)) * scale.east;
        let north = (f64::from(q.y) - f64::from(p.y)) * scale.north;
        ((east * cos - north * sin) / minor, (east * sin + north * cos) / major)
    };
    let mut near = Vec::new();
    locator.tree.borders_within(p, scale, major * major, |border, _| near.push(*border));
    around_all(locator, p, &near, to_disk)
}

proptest! {
    #[test]
    fn near_borders_are_enough(
        seed in 0u64..50, x in -9_000i64..80_000, y in -9_000i64..80_000, major in 0.5f64..900.0, flat in 0.05f64..1.0, turn in 0.0f64..180.0,
    ) {
        let borders = mesh(5, 15_000, 4, (1_213_000_000, 310_000_000), seed);
        let options = LocatorOptions { gap_width: Metres(0.0) };
        let locator = Locator::build(cells(&borders, 25), options).unwrap().0;
        let centre = LonLat::new((1_213_000_000 + x) as f64 / 1e7, (310_000_000 + y) as f64 / 1e7).unwrap();
        let axes = (major, major * flat);
        let quick = shares(&locator, centre, (Metres(axes.0), Metres(axes.1)), turn);
        let whole = by_all(&locator, centre, axes, turn);
        let of = |list: &Shares, cell| list.iter().find(|(own, _)| *own == cell).map_or(0.0, |(_, share)| *share);
        for (cell, _) in quick.iter().chain(&whole) {
            prop_assert!(*cell != NO_CELL);
            let (a, b) = (of(&quick, *cell), of(&whole, *cell));
            prop_assert!((a - b).abs() < 1e-9, "cell {cell}: {a} and {b}");
        }
    }
}
