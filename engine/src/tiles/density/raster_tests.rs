use super::*;
use crate::crs::LatticePoint;
use crate::tiles::density::{Bandwidth, Source, WHOLE};

const WEST: i32 = 1_213_000_000;
const SOUTH: i32 = 310_000_000;

fn some(count: i32) -> (Sources, Lattice) {
    let at = |number: i32| LatticePoint {
        x: WEST + number * 7_919 % 400_000,
        y: SOUTH + number * 104_729 % 400_000,
    };
    let places: Vec<Source> = (0..count).map(|number| Source { at: at(number), weight: WHOLE }).collect();
    (Sources::new(&places), Lattice::new(Bandwidth::new(Metres(400.0)).unwrap(), 31.0))
}

const BOUNDS: [f64; 4] = [121.3, 31.0, 121.34, 31.04];

#[test]
fn pixels_are_at_most_as_long_as_asked() {
    for (side, zoom) in [(20.0, 12), (19.2, 12), (19.0, 13), (5.0, 14), (300.0, 9), (0.3, 18)] {
        assert_eq!(zoom_of_pixels(Metres(side)).unwrap(), zoom, "{side}");
    }
    for side in [0.0, -1.0, 0.01, f64::NAN, 1e9] {
        let error = zoom_of_pixels(Metres(side)).unwrap_err().to_string();
        assert!(error.contains("m are possible"), "{error}");
    }
}

#[test]
fn the_grid_holds_the_pixels_of_tiles_and_every_case_once() {
    let (sources, lattice) = some(500);
    let rate = Rate::over(30.0);
    let raster = DensityRaster::compute((&sources, &lattice), None, BOUNDS, rate, 13).unwrap();
    assert_eq!(raster.values.len(), raster.columns * raster.rows);
    assert!(raster.west <= BOUNDS[0] && raster.north >= BOUNDS[3]);
    // The mass: cases per km² times the ground of a pixel.
    let mut mass = 0.0;
    for (row, line) in raster.values.chunks(raster.columns).enumerate() {
        let lat = raster.north - (row as f64 + 0.5) * raster.pixel_degrees;
        let scale = local_scale(lat);
        let km2 = raster.pixel_degrees.powi(2) * scale.east_m_per_degree * scale.north_m_per_degree / 1e6;
        mass += line.iter().map(|value| f64::from(*value)).sum::<f64>() * km2;
    }
    assert!((mass / 500.0 - 1.0).abs() < 0.005, "{mass}");
    // A pixel is the tile's own, bit for bit.
    let address = TileAddress::on_world(WorldMap::Degrees, 13, 6856, 1342).unwrap();
    let tile = DensityTile::compute(&sources, &lattice, address).into_rates(rate);
    let [west, _, _, north] = address.bounds_degrees();
    let pixel = |from: f64, to: f64| ((to - from) / raster.pixel_degrees).round() as i64;
    let (left, top) = (pixel(raster.west, west), pixel(north, raster.north));
    let mut compared = 0;
    for (row, line) in tile.chunks(SIDE_PX).enumerate() {
        for (column, value) in line.iter().enumerate() {
            let (x, y) = (left + column as i64, top + row as i64);
            if (0..raster.columns as i64).contains(&x) && (0..raster.rows as i64).contains(&y) {
                assert_eq!(
                    raster.values[y as usize * raster.columns + x as usize].to_bits(),
                    value.to_bits()
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 10_000, "{compared}");
}

#[test]
fn too_many_pixels_are_told() {
    let (sources, lattice) = some(3);
    let error =
        DensityRaster::compute((&sources, &lattice), None, [121.0, 31.0, 122.0, 32.0], Rate::over(1.0), 18);
    assert!(error.unwrap_err().to_string().contains("take larger ones"));
}
