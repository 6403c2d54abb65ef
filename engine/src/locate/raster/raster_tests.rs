//! The raster against the reference, on partitions of every scale and at the places that break point-in-polygon tests.

use super::BorderRaster;
use crate::crs::LatticePoint;
use crate::locate::border::{Border, NO_LOCATION, OUTSIDE};
use crate::locate::mesh_for_tests::{at, by_cell, mesh, trying_places};
use crate::locate::reference::Reference;

fn expected(reference: &Reference, borders: &[Border], p: LatticePoint) -> u32 {
    match reference.covering(borders, p).as_slice() {
        [] => OUTSIDE,
        [one] => *one,
        many => panic!("a partition covers {p:?} by {many:?}"),
    }
}

fn agree(borders: &[Border], cells: usize, pixels: usize, places: usize, seed: u64) {
    let raster = BorderRaster::build(borders, pixels).unwrap();
    let reference = Reference::build(borders, &by_cell(borders, cells));
    let places = trying_places(borders, places, seed);
    let (lon, lat): (Vec<f64>, Vec<f64>) = places.iter().map(|p| p.degrees()).unzip();
    let mut classes = vec![0; places.len()];
    let mut on_line = vec![false; places.len()];
    raster.find_each(&lon, &lat, &mut classes, |i, p| {
        assert_eq!(p, places[i]);
        on_line[i] = true;
    });
    for ((p, class), on_line) in places.iter().zip(classes).zip(on_line) {
        assert_eq!(class, expected(&reference, borders, *p), "at {p:?} with {pixels} pixels");
        assert_eq!(raster.find(*p).class, class);
        assert!(on_line || borders.iter().all(|e| !e.holds(*p)), "on a border unseen at {p:?}");
    }
}

#[test]
fn every_place_has_the_class_that_the_reference_gives() {
    for (n, pixels) in [1, 7, 100, 3_000, 50_000].into_iter().enumerate() {
        for (m, step) in [5, 33, 2_000, 150_000].into_iter().enumerate() {
            let parts = [1, 2, 5, 9][(n + m) % 4].min(step / 3);
            let borders = mesh(7, step, parts, (1_213_000_000, 310_000_000), (n * 10 + m) as u64);
            agree(&borders, 49, pixels, 4_000, 99);
        }
    }
}

#[test]
fn borders_too_long_for_narrow_entries_are_as_exact() {
    let borders = mesh(5, 90_000_000, 3, (-500_000_000, -200_000_000), 5);
    agree(&borders, 25, 500, 6_000, 1);
    agree(&borders, 25, 200_000, 6_000, 2);
}

#[test]
fn a_place_that_is_none_is_told_so() {
    let borders = mesh(2, 1_000, 1, (0, 0), 1);
    let raster = BorderRaster::build(&borders, 100).unwrap();
    let lon = [f64::NAN, f64::INFINITY, 200.0, 0.0, 1e300, 0.000_05];
    let lat = [0.0, 0.0, 0.0, 91.0, 0.0, f64::NAN];
    let mut classes = [0; 6];
    raster.find_each(&lon, &lat, &mut classes, |_, _| {});
    assert_eq!(classes, [NO_LOCATION; 6]);
}

#[test]
fn a_layer_without_borders_is_outside_everywhere() {
    let raster = BorderRaster::build(&[], 100).unwrap();
    assert_eq!(raster.find(at(0, 0)).class, OUTSIDE);
    assert_eq!(raster.find(at(5, 5)).class, OUTSIDE);
}
