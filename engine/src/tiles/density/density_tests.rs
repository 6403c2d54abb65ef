//! Against the definition, summed directly in doubles; and the properties that make tiles agree.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::crs::STEPS_PER_DEGREE;
use crate::crs::metric::ring_area;
use crate::measure::LonLat;

const WEST: i32 = 1_213_000_000;
const SOUTH: i32 = 310_000_000;

fn bandwidth(metres: f64) -> Bandwidth {
    Bandwidth::new(Metres(metres)).unwrap()
}

fn address(z: u32, x: u32, y: u32) -> TileAddress {
    TileAddress::new(z, x, y).unwrap()
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

/// The definition, cases per km².
fn direct(cases: &[LatticePoint], bandwidth: Bandwidth, (lon, lat): (f64, f64)) -> f64 {
    let scale = local_scale(lat);
    let radius = bandwidth.metres().0;
    let weight = |case: &LatticePoint| {
        let (x, y) = case.degrees();
        let (dx, dy) = ((x - lon) * scale.east_m_per_degree, (y - lat) * scale.north_m_per_degree);
        let rest = 1.0 - (dx * dx + dy * dy) / (radius * radius);
        if rest > 0.0 { rest * rest } else { 0.0 }
    };
    cases.iter().map(weight).sum::<f64>() * 3.0e6 / (std::f64::consts::PI * radius * radius)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_pixel_is_what_the_definition_says(cases in cases(), metres in 60.0..900.0_f64, zoom in 10..16_u32) {
        let bandwidth = bandwidth(metres);
        let middle = cases.first().copied().unwrap_or(LatticePoint { x: WEST, y: SOUTH });
        let (lon, lat) = middle.degrees();
        let tile = crate::crs::Tile::showing(LonLat::new(lon, lat).unwrap(), u8::try_from(zoom).unwrap()).unwrap();
        let address = address(zoom, tile.x(), tile.y());
        let found = DensityTile::compute(&cases, bandwidth, address);
        let one = 3.0e6 / (std::f64::consts::PI * metres * metres);
        // Places are rounded to a three-hundredth of the bandwidth at the worst: a weight moves by no more than 1.6 of that.
        let allowed = one * cases.len() as f64 * 0.005 + 1e-9;
        for at in (0..SIDE_PX * SIDE_PX).step_by(1237) {
            let expected = direct(&cases, bandwidth, centre(address, at % SIDE_PX, at / SIDE_PX));
            let value = f64::from(found.values()[at]);
            prop_assert!((value - expected).abs() <= allowed, "{value} instead of {expected} at {at}");
        }
    }

    #[test]
    fn cases_in_any_order_and_any_number_too_far_away_give_the_same_bits(cases in cases(), zoom in 11..15_u32) {
        let address = tile_of(&cases, zoom);
        let here = bandwidth(300.0);
        let mut other: Vec<_> = cases.iter().rev().copied().collect();
        let (low, high) = reach(address, here);
        other.extend([LatticePoint { x: high.x + 1, y: low.y }, LatticePoint { x: low.x, y: low.y - 1 }]);
        prop_assert_eq!(DensityTile::compute(&cases, here, address), DensityTile::compute(&other, here, address));
    }

    #[test]
    fn a_pixel_has_the_same_bits_wherever_its_tile_begins(cases in cases(), zoom in 11..15_u32, dx in 0..512_i64, dy in 0..512_i64) {
        let (address, here) = (tile_of(&cases, zoom), bandwidth(300.0));
        let first = [address.x(), address.y()].map(|tile| i64::from(tile) << 9);
        let tile = DensityTile::compute(&cases, here, address);
        let moved = DensityTile::from_pixel(&cases, here, address.zoom(), [first[0] + dx, first[1] + dy]);
        let (dx, dy) = (usize::try_from(dx).unwrap(), usize::try_from(dy).unwrap());
        for row in dy..SIDE_PX {
            let whole = &tile.values()[row * SIDE_PX + dx..(row + 1) * SIDE_PX];
            let part = &moved.values()[(row - dy) * SIDE_PX..(row - dy + 1) * SIDE_PX - dx];
            prop_assert!(whole.iter().zip(part).all(|(a, b)| a.to_bits() == b.to_bits()));
        }
    }

    #[test]
    fn what_lies_within_reach_is_enough(cases in cases(), zoom in 12..16_u32) {
        let (address, here) = (tile_of(&cases, zoom), bandwidth(250.0));
        let (low, high) = reach(address, here);
        let near = |case: &&LatticePoint| (low.x..=high.x).contains(&case.x) && (low.y..=high.y).contains(&case.y);
        let near: Vec<_> = cases.iter().filter(near).copied().collect();
        prop_assert_eq!(DensityTile::compute(&cases, here, address), DensityTile::compute(&near, here, address));
    }
}

fn tile_of(cases: &[LatticePoint], zoom: u32) -> TileAddress {
    let (lon, lat) = cases.first().copied().unwrap_or(LatticePoint { x: WEST, y: SOUTH }).degrees();
    let place = LonLat::new(lon, lat).unwrap();
    let tile = crate::crs::Tile::showing(place, u8::try_from(zoom).unwrap()).unwrap();
    address(zoom, tile.x(), tile.y())
}

fn scattered(count: i32) -> Vec<LatticePoint> {
    (0..count)
        .map(|n| LatticePoint { x: WEST + n * 7919 % 1_000_003, y: SOUTH + n * 104_729 % 999_983 })
        .collect()
}

#[test]
fn the_mass_of_all_tiles_is_the_number_of_cases() {
    let cases = scattered(200);
    for metres in [150.0, 400.0, 2000.0] {
        let here = bandwidth(metres);
        let mut mass = 0.0;
        for x in 3427..=3431 {
            for y in 1674..=1679 {
                let address = address(12, x, y);
                let tile = DensityTile::compute(&cases, here, address);
                for (row, values) in tile.values().chunks(SIDE_PX).enumerate() {
                    let sum: f64 = values.iter().map(|value| f64::from(*value)).sum();
                    mass += sum * pixel_km2(address, row);
                }
            }
        }
        assert!((mass / 200.0 - 1.0).abs() < 2e-3, "{mass} at {metres} m");
    }
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
fn a_pixel_of_a_coarse_zoom_is_between_those_around_it_of_a_fine_one() {
    // Zooming does not change what a number means: centres of coarse pixels are corners of four fine ones.
    let cases = scattered(300);
    let here = bandwidth(500.0);
    let coarse = DensityTile::compute(&cases, here, address(12, 3429, 1676));
    let fine = DensityTile::compute(&cases, here, address(13, 6858, 3352));
    for (row, column) in [(0, 0), (17, 93), (200, 201), (255, 255)] {
        let at = |r: usize, c: usize| fine.values()[r * SIDE_PX + c];
        let around = [
            at(2 * row, 2 * column),
            at(2 * row, 2 * column + 1),
            at(2 * row + 1, 2 * column),
            at(2 * row + 1, 2 * column + 1),
        ];
        let mean = around.iter().sum::<f32>() / 4.0;
        let value = coarse.values()[row * SIDE_PX + column];
        assert!((value - mean).abs() <= 0.02 * coarse.peak(), "{value} and {mean}");
    }
}

#[test]
fn a_lone_case_has_its_peak_where_it_stands_and_nothing_beyond_the_bandwidth() {
    let case = LatticePoint { x: WEST + 500_000, y: SOUTH + 500_000 };
    let address = tile_of(&[case], 14);
    let here = bandwidth(200.0);
    let tile = DensityTile::compute(&[case], here, address);
    let peak = 3.0e6 / (std::f64::consts::PI * 200.0 * 200.0);
    assert!((f64::from(tile.peak()) / peak - 1.0).abs() < 1e-3);
    let [west, south, east, north] = address.bounds_degrees();
    assert!(west < f64::from(case.x) / STEPS_PER_DEGREE && f64::from(case.x) / STEPS_PER_DEGREE < east);
    assert!(south < f64::from(case.y) / STEPS_PER_DEGREE && f64::from(case.y) / STEPS_PER_DEGREE < north);
    let filled = tile.values().iter().filter(|value| **value > 0.0).count() as f64;
    let disk = std::f64::consts::PI * 200.0 * 200.0 / pixel_km2(address, 256) / 1e6;
    assert!((filled / disk - 1.0).abs() < 0.02, "{filled} pixels instead of {disk}");
}

#[test]
fn lengths_that_are_no_bandwidth_are_refused_with_the_range() {
    for metres in [0.0, 24.9, 10_001.0, f64::NAN, -5.0] {
        let fault = Bandwidth::new(Metres(metres)).unwrap_err();
        assert!(fault.to_string().ends_with("25 to 10000 m are taken"));
    }
}
