use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::prelude::*;

use super::hex::{Hex, cell_of};
use super::*;
use crate::cases::columns::by_lot_for_tests::{drawn, many};
use crate::cases::columns::{Filter, LiveColumns};
use crate::crs::{LatticePoint, Tile};
use crate::simulate::SplitMix64;
use crate::tiles::address::{TileAddress, WorldPoint};
use crate::tiles::figures::{Measure, Period};
use crate::tiles::mvt::{DecodedValue, decode};

fn question(filter: &Filter, least: u32) -> HexQuestion<'_> {
    HexQuestion {
        measure: Measure::Count,
        filter,
        before: None,
        period: Period { days: 30.0, before_days: None },
        least,
        now: Timestamp::UNIX_EPOCH,
    }
}

fn figures(live: &LiveColumns, resolution: HexResolution, least: u32) -> HexFigures {
    let index = HexIndex::of(live.now(), resolution, None);
    HexFigures::count(&index, live.now(), &question(&Filter::default(), least))
}

fn tile_of(x: i32, y: i32, zoom: u8) -> TileAddress {
    let at = WorldPoint::of(crate::topology::Point { x: x.into(), y: y.into() }).on_grid(zoom);
    TileAddress::new(zoom.into(), u32::try_from(at.x / 4096).unwrap(), u32::try_from(at.y / 4096).unwrap())
        .unwrap()
}

#[test]
fn a_tile_at_the_equator_holds_at_most_four_thousand_hexagons_of_its_zoom_and_twenty_six_thousand_of_any() {
    for zoom in 4..=18_u8 {
        let side_km = 40_075.017 / f64::from(1_u32 << zoom) * (4096.0 + 128.0) / 4096.0;
        let hexes = |size: HexResolution| side_km * side_km / size.mean_area_km2();
        if zoom >= 8 {
            assert!(hexes(HexResolution::of_zoom(zoom)) < 4000.0, "zoom {zoom}");
        }
        for size in HexResolution::ALL.into_iter().filter(|size| (7..=zoom).contains(&size.least_zoom())) {
            assert!(hexes(size) < 27_500.0, "zoom {zoom}, resolution {}", size.number());
        }
        assert!(HexResolution::of_zoom(zoom).least_zoom() <= zoom);
    }
}

#[test]
fn a_resolution_is_read_from_its_number() {
    assert_eq!("9".parse::<HexResolution>().map(HexResolution::number), Ok(9));
    for wrong in ["", "5", "11", "09", "auto"] {
        assert!(wrong.parse::<HexResolution>().is_err());
    }
}

#[test]
fn neighbours_share_their_corners_to_the_bit_and_ids_are_safe_in_a_browser() {
    for size in HexResolution::ALL {
        let middle = cell_of(LatticePoint { x: 1_213_800_000, y: 311_100_000 }, size).unwrap();
        let ring: Vec<h3o::CellIndex> = middle.grid_disk(3);
        let hexes: Vec<Hex> = ring.into_iter().map(Hex::new).collect();
        let ids: BTreeSet<u64> = hexes.iter().map(Hex::id).collect();
        assert_eq!(ids.len(), hexes.len());
        assert!(ids.iter().all(|id| *id < 1 << 53));
        // A corner inside of the patch belongs to three hexagons: 37 hexagons have 96 corners, not 222.
        let corners: BTreeSet<WorldPoint> = hexes.iter().flat_map(|hex| hex.outline.clone()).collect();
        assert_eq!(corners.len(), 96, "resolution {}", size.number());
    }
}

#[test]
fn a_hexagon_is_the_same_feature_in_all_tiles_that_show_it() {
    let live = LiveColumns::build(1, many(3000, 3)).unwrap();
    let figures = figures(&live, HexResolution::ALL[2], 1);
    let mut seen: BTreeMap<u64, BTreeMap<String, DecodedValue>> = BTreeMap::new();
    let mut twice = 0;
    for x in 0..6 {
        for y in 0..6 {
            let address = tile_of(1_213_000_000 + x * 200_000, 310_000_000 + y * 200_000, 12);
            for layer in decode(&figures.render(address, &figures.hexes_in(address))) {
                for feature in layer.features {
                    let id = feature.id.unwrap();
                    let before = seen.insert(id, feature.attributes.clone());
                    twice += usize::from(before.is_some());
                    assert!(before.is_none_or(|before| before == feature.attributes));
                }
            }
        }
    }
    assert!(twice > 20, "borders of tiles cut hexagons");
    assert_eq!(seen.len(), figures.shown.cells.len());
}

#[test]
fn rates_are_per_true_area_and_the_sum_is_whole() {
    let live = LiveColumns::build(1, many(2000, 4)).unwrap();
    let index = HexIndex::of(live.now(), HexResolution::ALL[3], None);
    let filter = Filter::default();
    let asked = HexQuestion { measure: Measure::PerKm2, ..question(&filter, 1) };
    let rates = HexFigures::count(&index, live.now(), &asked);
    for (code, shown) in rates.codes().zip(&rates.shown.cells) {
        let cell: h3o::CellIndex = code.parse().unwrap();
        let wanted = f64::from(shown.cases) / cell.area_km2();
        let crate::tiles::figures::Figure::Value(found) = shown.figure else { panic!("no value") };
        assert!((found / wanted - 1.0).abs() < 1e-9);
    }
    assert_eq!(rates.shown.total.cases + rates.shown.elsewhere.cases, 2000);
    assert!(rates.codes().is_sorted());
}

#[test]
fn a_tile_of_the_same_hexagons_has_the_same_fingerprint_whatever_happened_elsewhere() {
    let heads = many(3000, 6);
    let mut live = LiveColumns::build(1, heads).unwrap();
    let size = HexResolution::ALL[4];
    let (here, there) = (tile_of(1_213_050_000, 310_050_000, 15), tile_of(1_213_900_000, 310_900_000, 15));
    let print = |live: &LiveColumns, at: TileAddress| {
        let figures = figures(live, size, 1);
        figures.fingerprint(&figures.hexes_in(at))
    };
    let before = (print(&live, here), print(&live, there));
    let mut head = drawn(3000, &mut SplitMix64::new(1));
    head.place = crate::measure::LonLat::new(121.305, 31.005).ok();
    live.apply(&head).unwrap();
    assert_ne!(print(&live, here), before.0);
    assert_eq!(print(&live, there), before.1);
}

#[test]
fn tiles_lie_where_their_cases_are() {
    let address = tile_of(1_213_500_000, 310_500_000, 12);
    let [west, south, east, north] = Tile::new(12, address.x(), address.y()).unwrap().bounds_degrees();
    assert!(west < 121.35 && 121.35 < east && south < 31.05 && 31.05 < north);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn an_index_that_followed_is_as_one_made_anew(seed in any::<u64>(), merge in any::<bool>()) {
        let mut random = SplitMix64::new(seed);
        let mut live = LiveColumns::build(seed, many(6000, seed)).unwrap();
        let size = HexResolution::ALL[3];
        let mut index = HexIndex::of(live.now(), size, None);
        for number in 6000..6300_u32 {
            live.apply(&drawn(number, &mut random)).unwrap();
            live.apply(&drawn(number % 97 * 61, &mut random)).unwrap();
            if number % 100 == 0 {
                index = HexIndex::of(live.now(), size, Some(&index));
            }
        }
        if merge {
            live.merge();
        }
        index = HexIndex::of(live.now(), size, Some(&index));
        let told = |index: HexIndex| {
            let filter = Filter::default();
            let figures = HexFigures::count(&index, live.now(), &question(&filter, 1));
            let codes: Vec<String> = figures.codes().map(str::to_owned).collect();
            (codes, figures.shown)
        };
        prop_assert_eq!(told(index), told(HexIndex::of(live.now(), size, None)));
    }

    #[test]
    fn no_group_of_hexagons_is_small_and_none_is_lost(seed in any::<u64>(), least in 2..30_u32, count in 1..3000_u32) {
        let live = LiveColumns::build(seed, many(count, seed)).unwrap();
        let shown = figures(&live, HexResolution::ALL[2], least).shown;
        let groups: BTreeMap<(u8, u32), u32> =
            shown.cells.iter().map(|cell| ((cell.merged.level, cell.merged.group), cell.cases)).collect();
        let sum: u32 = groups.values().sum();
        prop_assert!(groups.values().all(|cases| *cases == 0 || *cases >= least));
        prop_assert!(sum == shown.total.cases || shown.total.cases < least);
    }
}
