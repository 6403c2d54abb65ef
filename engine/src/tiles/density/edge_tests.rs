use super::*;
use crate::measure::Metres;
use crate::tiles::TileAddress;
use crate::tiles::density::{Bandwidth, DensityTile, OUTSIDE, SIDE_PX, WHOLE};
use crate::topology::{Point, Polygon, Shape};

const WEST: i32 = 1_213_000_000;
const SOUTH: i32 = 310_000_000;

/// Some 3.8 by 4.4 km with a bay and a slanting side.
fn district() -> Outline {
    let ring = [
        (0, 0),
        (400_000, 0),
        (430_000, 200_000),
        (400_000, 400_000),
        (250_000, 400_000),
        (250_000, 250_000),
        (150_000, 250_000),
        (150_000, 400_000),
        (0, 400_000),
    ];
    let exterior = ring.iter().map(|(x, y)| Point::new(i64::from(WEST) + x, i64::from(SOUTH) + y)).collect();
    Outline::around([&Shape { polygons: vec![Polygon { exterior, interiors: vec![] }] }])
}

fn lattice(metres: f64) -> Lattice {
    Lattice::new(Bandwidth::new(Metres(metres)).unwrap(), 31.0)
}

fn place(x: i32, y: i32) -> LatticePoint {
    LatticePoint { x: WEST + x, y: SOUTH + y }
}

/// Everywhere, crowded at the borders, some outside.
fn cases() -> Sources {
    let place = |n: i32| match n % 4 {
        0 => place(n * 7919 % 430_000, n * 104_729 % 400_000),
        1 => place(n * 7919 % 150_000, 399_000),
        2 => place(500, n * 104_729 % 400_000),
        _ => place(n * 7919 % 460_000 - 20_000, n * 104_729 % 440_000 - 20_000),
    };
    Sources::new(&(0..800).map(|n| Source { at: place(n), weight: WHOLE }).collect::<Vec<_>>())
}

#[test]
fn what_of_a_kernel_lies_inside_is_known_at_straight_sides_and_corners() {
    let (outline, lattice) = (district(), lattice(300.0));
    let shares = EdgeShares::of(&outline, &lattice);
    let share = |x, y| shares.share(&outline, place(x, y));
    assert_eq!(share(200_000, 120_000), Some(1.0));
    assert_eq!(share(-1, 200_000), None);
    assert_eq!(share(200_000, 300_000), None, "in the bay");
    assert_eq!(share(900_000, 200_000), None);
    for (x, y, expected) in [(1, 200_000, 0.5), (200_000, 1, 0.5), (1, 1, 0.25)] {
        let found = share(x, y).unwrap();
        assert!((found - expected).abs() < 0.01, "{found} instead of {expected}");
    }
}

#[test]
fn corrected_density_inside_has_exactly_the_mass_of_the_cases_inside() {
    let (outline, cases) = (district(), cases());
    let inside = cases.iter().filter(|source| outline.holds(source.at)).count();
    assert!((600..800).contains(&inside));
    for metres in [100.0, 300.0, 1000.0] {
        let lattice = lattice(metres);
        let corrected = EdgeShares::of(&outline, &lattice).correct(&outline, &cases);
        assert_eq!(corrected.len(), inside);
        let (low, high) = outline.corners();
        let window = lattice.window(low, high, [1, 1]);
        let mass = |sources: &Sources| {
            let field = Field::compute(sources, &lattice, window);
            let covered = covered(&outline, &lattice, window);
            let rows = (window.first[1]..).zip(covered.chunks(window.size[0]));
            rows.map(|(row, covered)| {
                let sum = field
                    .row(row)
                    .unwrap()
                    .iter()
                    .zip(covered)
                    .map(|(value, share)| f64::from(value * share))
                    .sum::<f64>();
                sum * node_km2(&lattice, row)
            })
            .sum::<f64>()
        };
        let found = mass(&corrected);
        assert!((found / inside as f64 - 1.0).abs() < 1e-4, "{found} instead of {inside} at {metres} m");
        // Without the correction much is lost beyond the borders.
        assert!(mass(&cases) < found * 0.97);
    }
}

#[test]
fn pixels_inside_hold_the_mass_as_well_and_those_outside_say_so() {
    let (outline, cases, lattice) = (district(), cases(), lattice(300.0));
    let corrected = EdgeShares::of(&outline, &lattice).correct(&outline, &cases);
    let inside = corrected.len() as f64;
    let mut mass = 0.0;
    for (x, y) in (13711..=13715).flat_map(|x| (6701..=6708).map(move |y| (x, y))) {
        let address = TileAddress::new(14, x, y).unwrap();
        let tile = DensityTile::compute(&corrected, &lattice, address).cut(&outline, address);
        let pixels = super::super::Pixels::of(address);
        for (lat, values) in pixels.lat.iter().zip(tile.values().chunks(SIDE_PX)) {
            let scale = local_scale(lat / STEPS_PER_DEGREE);
            let degrees = 360.0 / f64::from(1 << 23);
            let north = degrees * (lat / STEPS_PER_DEGREE).to_radians().cos() * scale.north_m_per_degree;
            let km2 = degrees * scale.east_m_per_degree * north / 1e6;
            for (lon, value) in pixels.lon.iter().zip(values) {
                assert_eq!(outline.holds_steps(*lon, *lat), value.to_bits() != OUTSIDE.to_bits());
                mass += f64::from(value.max(0.0)) * km2;
            }
        }
    }
    assert!((mass / inside - 1.0).abs() < 5e-3, "{mass} instead of {inside}");
}
