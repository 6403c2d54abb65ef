//! Against the definition, summed directly in doubles; and the properties that make tiles agree.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::crs::metric::{local_scale, ring_area};
use crate::crs::{LatticePoint, STEPS_PER_DEGREE};
use crate::measure::{LonLat, Metres};

const WEST: i32 = 1_213_000_000;
const SOUTH: i32 = 310_000_000;

fn lattice(metres: f64) -> Lattice {
    Lattice::new(Bandwidth::new(Metres(metres)).unwrap(), 31.0)
}

fn address(z: u32, x: u32, y: u32) -> TileAddress {
    TileAddress::new(z, x, y).unwrap()
}

fn sources(cases: &[LatticePoint]) -> Sources {
    Sources::new(&cases.iter().map(|at| Source { at: *at, weight: WHOLE }).collect::<Vec<_>>())
}

/// Places in a square of some 9 km, some on one spot.
fn cases() -> impl Strategy<Value = Vec<LatticePoint>> {
    let place = (0..1_000_000, 0..1_000_000).prop_map(|(x, y)| LatticePoint { x: WEST + x, y: SOUTH + y });
    (vec(place, 0..40), 0..4_usize).prop_map(|(mut cases, sink)| {
        let more: Vec<_> = cases.iter().take(1).copied().cycle().take(sink * cases.len().min(1)).collect();
        cases.extend(more);
        cases
    })
}

/// The centre of a pixel of the world, in degrees.
fn centre(address: TileAddress, column: usize, row: usize) -> (f64, f64) {
    let pixels = 2.0_f64.powi(i32::from(address.zoom()) + 9);
    let share = |tile: u32, pixel: usize| (f64::from(tile) * 512.0 + pixel as f64 + 0.5) / pixels;
    let lon = (share(address.x(), column) - 0.5) * 360.0;
    let lat = ((0.5 - share(address.y(), row)) * std::f64::consts::TAU).sinh().atan().to_degrees();
    (lon, lat)
}

/// The definition, cases per km²; and how many cases lie within reach of the approximation.
fn direct(cases: &[LatticePoint], radius: f64, (lon, lat): (f64, f64)) -> (f64, f64) {
    let scale = local_scale(lat);
    let distances = cases.iter().map(|case| {
        let (x, y) = case.degrees();
        let (dx, dy) = ((x - lon) * scale.east_m_per_degree, (y - lat) * scale.north_m_per_degree);
        (dx * dx + dy * dy) / (radius * radius)
    });
    let weight = |far: f64| if far < 1.0 { (1.0 - far) * (1.0 - far) } else { 0.0 };
    let peak = 3.0e6 / (std::f64::consts::PI * radius * radius);
    let (sum, near) =
        distances.fold((0.0, 0.0), |(sum, near), far| (sum + weight(far), near + f64::from(far < 1.9)));
    (sum * peak, near)
}

fn tile_of(cases: &[LatticePoint], zoom: u32) -> TileAddress {
    let (lon, lat) = cases.first().copied().unwrap_or(LatticePoint { x: WEST, y: SOUTH }).degrees();
    let place = LonLat::new(lon, lat).unwrap();
    let tile = crate::crs::Tile::showing(place, u8::try_from(zoom).unwrap()).unwrap();
    address(zoom, tile.x(), tile.y())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_pixel_is_what_the_definition_says_within_a_hundredth_of_each_case(cases in cases(), metres in 60.0..900.0_f64, zoom in 9..17_u32) {
        let address = tile_of(&cases, zoom);
        let found = DensityTile::compute(&sources(&cases), &lattice(metres), address);
        let one = 3.0e6 / (std::f64::consts::PI * metres * metres);
        for at in (0..SIDE_PX * SIDE_PX).step_by(1237) {
            let (expected, near) = direct(&cases, metres, centre(address, at % SIDE_PX, at / SIDE_PX));
            let value = f64::from(found.values()[at]);
            let allowed = one * (0.01 * near + LEAST_SHARE) + 1e-9;
            prop_assert!((value - expected).abs() <= allowed, "{value} instead of {expected} at {at}, {near} near");
        }
    }

    #[test]
    fn cases_in_any_order_and_any_number_too_far_away_give_the_same_bits(cases in cases(), zoom in 9..15_u32) {
        let (address, here) = (tile_of(&cases, zoom), lattice(300.0));
        let mut other: Vec<_> = cases.iter().rev().copied().collect();
        let (low, high) = here.reach(address);
        other.extend([LatticePoint { x: high.x + 1, y: low.y }, LatticePoint { x: low.x, y: low.y - 1 }]);
        let [one, two] = [&cases, &other].map(|cases| DensityTile::compute(&sources(cases), &here, address));
        prop_assert_eq!(one, two);
    }

    #[test]
    fn a_pixel_has_the_same_bits_wherever_its_tile_begins(cases in cases(), zoom in 8..15_u32, dx in 0..512_i64, dy in 0..512_i64) {
        let (address, here) = (tile_of(&cases, zoom), lattice(300.0));
        let sources = sources(&cases);
        let first = [address.x(), address.y()].map(|tile| i64::from(tile) << 9);
        let tile = DensityTile::compute(&sources, &here, address);
        let pixels = Pixels::from_pixel(address.world(), address.zoom(), [first[0] + dx, first[1] + dy]);
        let moved = DensityTile::at_pixels(&sources, &here, address.zoom(), &pixels);
        let (dx, dy) = (usize::try_from(dx).unwrap(), usize::try_from(dy).unwrap());
        for row in dy..SIDE_PX {
            let whole = &tile.values()[row * SIDE_PX + dx..(row + 1) * SIDE_PX];
            let part = &moved.values()[(row - dy) * SIDE_PX..(row - dy + 1) * SIDE_PX - dx];
            prop_assert!(whole.iter().zip(part).all(|(a, b)| a.to_bits() == b.to_bits()));
        }
    }

    #[test]
    fn what_lies_within_reach_is_enough_and_its_print_tells_it(cases in cases(), zoom in 9..16_u32) {
        let (address, here) = (tile_of(&cases, zoom), lattice(250.0));
        let (low, high) = here.reach(address);
        let near = |case: &&LatticePoint| (low.x..=high.x).contains(&case.x) && (low.y..=high.y).contains(&case.y);
        let near: Vec<_> = cases.iter().rev().filter(near).copied().collect();
        let [all, near] = [&cases, &near].map(|cases| sources(cases));
        prop_assert_eq!(DensityTile::compute(&all, &here, address), DensityTile::compute(&near, &here, address));
        prop_assert_eq!(all.print_within(low, high), near.print_within(low, high));
        if let Some(one) = near.iter().next() {
            let more: Vec<_> = near.iter().chain([one]).copied().collect();
            prop_assert_ne!(Sources::new(&more).print_within(low, high), near.print_within(low, high));
        }
    }

    #[test]
    fn zooming_never_changes_what_a_spot_is_worth(cases in cases(), zoom in 10..17_u32) {
        // Centres of coarse pixels are corners of four fine ones; the surface bends little between them.
        let (here, sources) = (lattice(400.0), sources(&cases));
        let coarse = tile_of(&cases, zoom);
        let fine = address(zoom + 1, coarse.x() * 2, coarse.y() * 2);
        let one = here.bandwidth().peak_per_km2();
        let bend = (67_000.0 / 2.0_f64.powi(i32::try_from(zoom).unwrap()) / 400.0).powi(2);
        let [coarse, fine] = [coarse, fine].map(|address| DensityTile::compute(&sources, &here, address));
        for at in (0..SIDE_PX * SIDE_PX / 4).step_by(97) {
            let (row, column) = (at / 256, at % 256);
            let of = |r: usize, c: usize| f64::from(fine.values()[(2 * row + r) * SIDE_PX + 2 * column + c]);
            let mean = (of(0, 0) + of(0, 1) + of(1, 0) + of(1, 1)) / 4.0;
            let value = f64::from(coarse.values()[row * SIDE_PX + column]);
            let allowed = one * (cases.len() as f64 * bend + 2.0 * LEAST_SHARE) + if here.is_coarse(u8::try_from(zoom).unwrap()) { 0.02 * one } else { 0.0 };
            prop_assert!((value - mean).abs() <= allowed, "{value} and {mean}");
        }
    }
}

fn scattered(count: i32) -> Vec<LatticePoint> {
    (0..count)
        .map(|n| LatticePoint { x: WEST + n * 7919 % 1_000_003, y: SOUTH + n * 104_729 % 999_983 })
        .collect()
}

#[test]
fn the_mass_of_all_tiles_is_the_number_of_cases() {
    let cases = sources(&scattered(200));
    for metres in [150.0, 400.0, 2000.0] {
        let here = lattice(metres);
        let mut mass = 0.0;
        for x in 3427..=3431 {
            for y in 1674..=1679 {
                let address = address(12, x, y);
                let tile = DensityTile::compute(&cases, &here, address);
                for (row, values) in tile.values().chunks(SIDE_PX).enumerate() {
                    let sum: f64 = values.iter().map(|value| f64::from(*value)).sum();
                    mass += sum * pixel_km2(address, row);
                }
            }
        }
        assert!((mass / 200.0 - 1.0).abs() < 2e-3, "{mass} at {metres} m");
    }
}

#[test]
fn the_mass_at_the_nodes_is_the_number_of_cases_to_seven_digits() {
    let cases = sources(&scattered(500));
    let here = lattice(300.0);
    let corner = |at: LatticePoint| [f64::from(at.x), f64::from(at.y)];
    let (low, high) =
        cases.box_within(LatticePoint { x: 0, y: 0 }, LatticePoint { x: i32::MAX, y: i32::MAX }).unwrap();
    let window = here.window(corner(low), corner(high), [12, 12]);
    let field = Field::compute(&cases, &here, window);
    let mut mass = 0.0;
    for row in window.first[1]..window.first[1] + i64::try_from(window.size[1]).unwrap() {
        let scale = local_scale(here.latitude(row));
        let [east, north] = here.step.map(|step| step as f64 / STEPS_PER_DEGREE);
        let km2 = east * scale.east_m_per_degree * north * scale.north_m_per_degree / 1e6;
        mass += field.row(row).unwrap().iter().map(|value| f64::from(*value)).sum::<f64>() * km2;
    }
    // Rows of other latitudes have other metres: a hundred-thousandth.
    assert!((mass / 500.0 - 1.0).abs() < 2e-5, "{mass}");
}

/// The area of a pixel, from the area of a ring on the ellipsoid.
fn pixel_km2(address: TileAddress, row: usize) -> f64 {
    let (lon, lat) = centre(address, 0, row);
    let half_lon = 180.0 / 2.0_f64.powi(i32::from(address.zoom()) + 9);
    let half_lat = half_lon * lat.to_radians().cos();
    let corner = |dx: f64, dy: f64| LonLat::new(lon + dx * half_lon, lat + dy * half_lat).unwrap();
    let ring = [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
    ring_area(&ring).magnitude().0 / 1e6
}

#[test]
fn a_lone_case_has_its_peak_where_it_stands_and_nothing_beyond_the_bandwidth() {
    let case = LatticePoint { x: WEST + 500_000, y: SOUTH + 500_000 };
    let address = tile_of(&[case], 14);
    let tile = DensityTile::compute(&sources(&[case]), &lattice(200.0), address);
    let peak = 3.0e6 / (std::f64::consts::PI * 200.0 * 200.0);
    assert!((f64::from(tile.peak()) / peak - 1.0).abs() < 1e-2);
    let filled = tile.values().iter().filter(|value| **value > 0.0).count() as f64;
    let disk = std::f64::consts::PI * 200.0 * 200.0 / pixel_km2(address, 256) / 1e6;
    // Values below half a hundredth are none: the rim, a fourteenth of the disk.
    assert!((0.9..1.02).contains(&(filled / disk)), "{filled} pixels instead of {disk}");
}

#[test]
fn a_weight_counts_as_so_many_cases_at_its_place() {
    let case = LatticePoint { x: WEST + 500_000, y: SOUTH + 500_000 };
    for zoom in [8, 13] {
        let (address, here) = (tile_of(&[case], zoom), lattice(300.0));
        let thrice = Sources::new(&[Source { at: case, weight: 3 * WHOLE }]);
        assert_eq!(thrice.weight(), 3 * u64::from(WHOLE));
        let one = DensityTile::compute(&thrice, &here, address);
        assert_eq!(one, DensityTile::compute(&sources(&[case; 3]), &here, address));
    }
}

#[test]
fn lengths_that_are_no_bandwidth_are_refused_with_the_range() {
    for metres in [0.0, 49.9, 10_001.0, f64::NAN, -5.0] {
        let fault = Bandwidth::new(Metres(metres)).unwrap_err();
        assert!(fault.to_string().ends_with("50 to 10000 m are taken"));
    }
}

#[test]
fn a_picture_in_degrees_is_the_same_density_at_evenly_spaced_latitudes() {
    let address = TileAddress::at_level(crate::tiles::WorldMap::Degrees, 11, 3428, 670).unwrap();
    let pixels = Pixels::of(address);
    let [west, south, east, north] = address.bounds_degrees();
    let side = (east - west) / SIDE_PX as f64;
    for (at, (lon, lat)) in pixels.lon.iter().zip(&pixels.lat).enumerate() {
        let half = at as f64 + 0.5;
        assert!(
            (lon / 1e7 - (west + half * side)).abs() < 1e-7
                && (lat / 1e7 - (north - half * side)).abs() < 1e-7
        );
    }
    assert!((north - south - (east - west)).abs() < 1e-12, "squares in degrees");
}
