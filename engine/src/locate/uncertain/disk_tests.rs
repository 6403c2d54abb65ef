//! The quick sum over near borders against the plain one over all of them.

use proptest::prelude::*;

use super::*;
use crate::locate::LocatorOptions;
use crate::locate::mesh_for_tests::{cells, mesh, trying_places};

const CORNER: (i64, i64) = (1_213_000_000, 310_000_000);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn near_borders_say_what_all_borders_say(
        seed in 0u64..1000, radius in 0.1f64..400.0, flat in 0.05f64..1.0, turned in -180.0f64..180.0,
    ) {
        let borders = mesh(5, 15_000, 4, CORNER, seed);
        let options = LocatorOptions { gap_width: Metres(0.0) };
        let layer = Locator::build(cells(&borders, 25), options).unwrap().0;
        for p in trying_places(layer.tree.borders(), 60, seed) {
            let (lon, lat) = p.degrees();
            let centre = LonLat::new(lon, lat).unwrap();
            let axes = (Metres(radius), Metres(radius * flat));
            let to_disk = |q: LatticePoint| {
                let scale = layer.scales.at(p.y);
                let (sin, cos) = turned.to_radians().sin_cos();
                let east = (f64::from(q.x) - f64::from(p.x)) * scale.east;
                let north = (f64::from(q.y) - f64::from(p.y)) * scale.north;
                ((east * cos - north * sin) / axes.1.0, (east * sin + north * cos) / axes.0.0)
            };
            let quick = shares(&layer, centre, axes, turned);
            for cell in 0..25 {
                let found = quick.iter().find(|(other, _)| *other == cell).map_or(0.0, |(_, share)| *share);
                let plain = by_all_borders(&layer, cell, to_disk);
                prop_assert!((found - plain).abs() < 1e-9, "cell {cell} at {p:?}: {found}, not {plain}");
            }
        }
    }
}
