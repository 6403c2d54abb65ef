//! Tile addresses, their sides and the road back.

use proptest::prelude::*;

use super::*;

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).unwrap()
}

#[test]
fn an_address_outside_of_its_level_is_refused_with_the_range() {
    assert_eq!(Tile::new(3, 8, 0).unwrap_err().to_string(), "x is 8; at zoom level 3 it runs from 0 to 7");
    assert_eq!(Tile::new(31, 0, 0), Err(TileError::Zoom { z: 31 }));
    assert!(Tile::new(30, (1 << 30) - 1, 0).is_ok());
}

#[test]
fn the_whole_world_has_no_parent_and_the_deepest_tile_no_children() {
    assert_eq!(Tile::new(0, 0, 0).unwrap().parent(), None);
    assert_eq!(Tile::new(MAX_ZOOM, 5, 5).unwrap().children(), None);
}

#[test]
fn the_poles_and_the_antimeridian_fall_into_the_outermost_tiles() {
    assert_eq!(Tile::showing(at(180.0, -90.0), 4).unwrap(), Tile::new(4, 15, 15).unwrap());
    assert_eq!(Tile::showing(at(-180.0, 90.0), 4).unwrap(), Tile::new(4, 0, 0).unwrap());
}

proptest! {
    #[test]
    fn a_place_lies_within_the_tile_that_shows_it(lon in -180.0..180.0, lat in -85.0..85.0, z in 0_u8..=24) {
        let place = at(lon, lat);
        let tile = Tile::showing(place, z).unwrap();
        let position = tile.position(place, 4096.0);
        prop_assert!((0.0..4096.0).contains(&position.x) && (0.0..4096.0).contains(&position.y));
        let [west, south, east, north] = tile.bounds_degrees();
        prop_assert!(west <= lon && lon < east && south < lat + 1e-12 && lat - 1e-12 <= north);
    }

    #[test]
    fn the_parent_of_the_tile_that_shows_a_place_shows_it_one_level_up(lon in -180.0..180.0, lat in -89.0..89.0, z in 1_u8..=24) {
        let place = at(lon, lat);
        let tile = Tile::showing(place, z).unwrap();
        prop_assert_eq!(tile.parent().unwrap(), Tile::showing(place, z - 1).unwrap());
        prop_assert!(tile.parent().unwrap().children().unwrap().contains(&tile));
    }

    #[test]
    fn neighbouring_tiles_share_their_sides_to_the_lattice_step(z in 1_u8..=24, share_x in 0.0..1.0, share_y in 0.0..1.0) {
        let last = (1_u32 << z) - 1;
        let (x, y) = (whole(share_x * f64::from(last), last - 1), whole(share_y * f64::from(last), last - 1));
        let here = Tile::new(z, x, y).unwrap().bounds_lattice();
        prop_assert_eq!(here.max.x, Tile::new(z, x + 1, y).unwrap().bounds_lattice().min.x);
        prop_assert_eq!(here.min.y, Tile::new(z, x, y + 1).unwrap().bounds_lattice().max.y);
        prop_assert!(here.contains(here.min) && !here.contains(here.max));
    }

    #[test]
    fn four_children_cover_their_parent_on_the_lattice(lon in -179.0..179.0, lat in -84.0..84.0, z in 0_u8..=22) {
        let tile = Tile::showing(at(lon, lat), z).unwrap();
        let children = tile.children().unwrap().map(Tile::bounds_lattice);
        let position = LatticePoint::nearest(at(lon, lat));
        let holding = children.iter().filter(|bounds| bounds.contains(position)).count();
        prop_assert_eq!(usize::from(tile.bounds_lattice().contains(position)), holding);
    }

    #[test]
    fn web_mercator_metres_come_back(lon in -180.0..180.0, lat in -85.0..85.0) {
        let [x, y] = from_web_mercator_m(to_web_mercator_m(at(lon, lat))).unwrap();
        prop_assert!((x - lon).abs() < 1e-12 && (y - lat).abs() < 1e-12);
    }
}
