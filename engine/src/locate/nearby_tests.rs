use super::*;
use crate::locate::mesh_for_tests::{Random, mesh, trying_places};

/// A corner in Shanghai, and one beside the origin, where coordinates change their sign.
const CORNERS: [(i64, i64); 2] = [(1_213_000_000, 310_000_000), (-40_000, -30_000)];

#[test]
fn the_net_finds_what_the_tree_finds() {
    for corner in CORNERS {
        for (side, step, parts) in [(3, 50, 1), (9, 40, 2), (12, 30_000, 9), (40, 9_000, 3)] {
            let borders = mesh(side, step, parts, corner, 5);
            let tree = BorderTree::build(&borders);
            let (net, scales) = (Nearby::over(&tree), Scales::over(&borders));
            let mut random = Random(17);
            let span = side * step;
            let anywhere = (0..4_000).map(|_| {
                let (x, y) = (random.below(3 * span) - span, random.below(3 * span) - span);
                crate::locate::mesh_for_tests::at(corner.0 + x, corner.1 + y)
            });
            for p in trying_places(&borders, 4_000, 3).into_iter().chain(anywhere) {
                let alone = tree.nearest(p, scales.at(p.y), |_| true).unwrap();
                let shared = net.nearest(&tree, &scales, p).unwrap();
                assert_eq!(alone.squared_m2.to_bits(), shared.squared_m2.to_bits(), "at {p:?}");
                let sorted = |nearest: &Nearest| {
                    let mut borders = nearest.borders.to_vec();
                    borders.sort_unstable();
                    borders
                };
                assert_eq!(sorted(&alone), sorted(&shared), "at {p:?}");
            }
        }
    }
}

#[test]
fn a_layer_without_borders_has_no_nearest_one() {
    let tree = BorderTree::build(&[]);
    let net = Nearby::over(&tree);
    assert_eq!(net.nearest(&tree, &Scales::over(&[]), LatticePoint { x: 0, y: 0 }), None);
}
