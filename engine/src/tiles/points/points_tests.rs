use proptest::prelude::*;

use super::lattice::Lattice;
use super::*;
use crate::cases::columns::by_lot_for_tests::{many, second};
use crate::cases::columns::{Columns, Filter, LiveColumns};
use crate::crs::LatticePoint;
use crate::measure::LonLat;
use crate::tiles::address::{TileAddress, WorldPoint};
use crate::tiles::mvt::{DecodedValue, Window, decode};
use crate::topology::Point;

fn points(columns: &Columns, filter: &Filter, address: TileAddress) -> PointTile {
    let asked = PointQuestion { filter, sees: &|_, _| true, now: second(1_350_000_000) };
    PointTile::of(columns, &asked, address)
}

fn drawn(tile: &PointTile) -> Vec<u8> {
    let words = PointWords {
        id: &|number| Some(format!("case-{number}")),
        class: &|_| None,
        time: &|second| second.to_string(),
    };
    tile.render(&words)
}

proptest! {
    #[test]
    fn a_place_is_in_the_cell_of_its_position(x in 1_000_000_000..1_400_000_000_i32, y in -800_000_000..800_000_000_i32, zoom in 4..=18_u8, side in 0..6_u32) {
        let side = 1 << side;
        let grid = WorldPoint::of(Point { x: x.into(), y: y.into() }).on_grid(zoom);
        let (column, row) = (u32::try_from(grid.x / 4096).unwrap(), u32::try_from(grid.y / 4096).unwrap());
        let address = TileAddress::new(zoom.into(), column, row).unwrap();
        let lattice = Lattice::of(address, side);
        let step = 4096 / i64::from(side);
        let wanted = (grid.y % 4096 / step) * i64::from(side) + grid.x % 4096 / step;
        prop_assert_eq!(i64::try_from(lattice.cell(LatticePoint { x, y })).unwrap(), wanted);
        let (low, high) = lattice.corners().unwrap();
        prop_assert!(low.x <= x && x <= high.x && low.y <= y && y <= high.y);
        // The corners are the last places that the tile owns.
        let window = Window::new(column, row, 0);
        let owns = |x: i32, y: i32| window.owns(WorldPoint::of(Point { x: x.into(), y: y.into() }).on_grid(zoom));
        prop_assert!(owns(low.x, low.y) && owns(high.x, high.y));
        prop_assert!(!owns(low.x - 1, y) && !owns(high.x + 1, y) && !owns(x, low.y - 1) && !owns(x, high.y + 1));
    }
}

#[test]
fn clusters_of_all_tiles_of_a_zoom_add_up_to_all_cases() {
    let live = LiveColumns::build(1, many(5000, 8)).unwrap();
    let placed = live.now().count(&Filter {
        within: Some((LatticePoint { x: 0, y: 0 }, LatticePoint { x: 1_800_000_000, y: 850_000_000 })),
        ..Filter::default()
    });
    for zoom in [4_u8, 10, 13] {
        let at = |x, y| WorldPoint::of(Point { x, y }).on_grid(zoom);
        let (low, high) = (at(1_213_000_000, 311_000_000), at(1_214_000_000, 310_000_000));
        let mut sum = 0;
        for column in low.x / 4096..=high.x / 4096 {
            for row in low.y / 4096..=high.y / 4096 {
                let address = TileAddress::new(
                    zoom.into(),
                    u32::try_from(column).unwrap(),
                    u32::try_from(row).unwrap(),
                );
                sum += points(live.now(), &Filter::default(), address.unwrap()).cases();
            }
        }
        assert_eq!(sum, placed, "zoom {zoom}");
    }
}

#[test]
fn too_many_single_cases_stand_in_small_clusters_and_none_is_lost() {
    let mut heads = many(5000, 9);
    for (n, head) in (0_u32..).zip(&mut heads) {
        head.place = LonLat::new(121.35 + f64::from(n % 50) * 1e-5, 31.05 + f64::from(n / 50) * 1e-5).ok();
    }
    let live = LiveColumns::build(1, heads.clone()).unwrap();
    let grid = WorldPoint::of(Point { x: 1_213_502_000, y: 310_502_000 }).on_grid(15);
    let (column, row) = (u32::try_from(grid.x / 4096).unwrap(), u32::try_from(grid.y / 4096).unwrap());
    let address = TileAddress::new(15, column, row).unwrap();
    let crowded = points(live.now(), &Filter::default(), address);
    let layers = decode(&drawn(&crowded));
    let features = &layers[0].features;
    assert!(features.len() > 1 && features.len() <= 1024);
    assert!(features.iter().all(|feature| feature.attributes["crowded"] == DecodedValue::Flag(true)));
    let sum = |key: &str| -> i64 {
        let number =
            |value: &DecodedValue| if let DecodedValue::Whole(n) = value { *n } else { panic!("{value:?}") };
        features.iter().map(|feature| number(&feature.attributes[key])).sum()
    };
    assert_eq!(sum("cases"), 5000);
    let few = LiveColumns::build(1, heads[..4000].iter().cloned()).unwrap();
    let single = decode(&drawn(&points(few.now(), &Filter::default(), address)));
    assert_eq!(single[0].features.len(), 4000);
    assert_eq!(single[0].features[7].text("id"), "case-7");
}

#[test]
fn the_same_cases_in_another_order_give_the_same_bytes() {
    let heads = many(3000, 10);
    let built = LiveColumns::build(1, heads.clone()).unwrap();
    let mut pushed = LiveColumns::new(2);
    heads.iter().for_each(|head| pushed.apply(head).unwrap());
    for zoom in [9_u8, 14, 16] {
        let grid = WorldPoint::of(Point { x: 1_213_500_000, y: 310_500_000 }).on_grid(zoom);
        let (column, row) = (u32::try_from(grid.x / 4096).unwrap(), u32::try_from(grid.y / 4096).unwrap());
        let address = TileAddress::new(zoom.into(), column, row).unwrap();
        let bytes = |live: &LiveColumns| drawn(&points(live.now(), &Filter::default(), address));
        assert_eq!(bytes(&built), bytes(&pushed));
        assert!(!bytes(&built).is_empty());
    }
}
