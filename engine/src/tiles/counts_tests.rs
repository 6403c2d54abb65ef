//! Counts in tiles of every kind against a loop over all cases, for tiles and filters drawn by lot: 320 pairs, and 10,000 where
//! `GRIDWARD_FULL` is set. Tiles are read by a decoder that shares nothing with the encoder.

use std::collections::{BTreeMap, BTreeSet};

use h3o::LatLng;
use jiff::Timestamp;

use super::figures::{CellOf, Measure, Period, Tallies};
use super::flow::{FlowEnd, FlowQuestion, FlowTiles, Flows};
use super::h3::{HexFigures, HexIndex, HexQuestion, HexResolution};
use super::mvt::{DecodedLayer, DecodedValue, Value, decode};
use super::points::{PointQuestion, PointTile, PointWords};
use super::*;
use crate::cases::CaseHead;
use crate::cases::columns::by_lot_for_tests::{BEGIN, drawn, drawn_filter, holds, many, overdue, second};
use crate::cases::columns::{Chunk, Filter, LiveColumns};
use crate::crs::LatticePoint;
use crate::grid::{Cell, Layer, LayerRole, Parents, Title};
use crate::ids::{CellCode, LayerName};
use crate::measure::LonLat;
use crate::simulate::SplitMix64;
use crate::topology::{Point, Polygon, Shape};

const CASES: u32 = 4000;
/// Groups of units in flows.
const GROUPS: u16 = 7;

/// A district of a hundred squares, in whose cells the cases of plan 1 lie; those of plan 2 do not know where they lie.
struct District {
    heads: Vec<CaseHead>,
    live: LiveColumns,
    tiles: CellTiles,
    hexes: BTreeMap<u8, HexIndex>,
    now: Timestamp,
}

/// The square of a place, by division.
fn square(place: LonLat) -> usize {
    let at = LatticePoint::nearest(place);
    usize::try_from((at.x - 1_213_000_000) / 100_000 * 10 + (at.y - 310_000_000) / 100_000).unwrap()
}

fn squares() -> Layer {
    let cell = |number: i64| {
        let (x, y) = (1_213_000_000 + number / 10 * 100_000, 310_000_000 + number % 10 * 100_000);
        let at = |dx: i64, dy: i64| Point { x: x + dx * 100_000, y: y + dy * 100_000 };
        let exterior = vec![at(0, 0), at(1, 0), at(1, 1), at(0, 1)];
        Cell {
            code: CellCode::new(&format!("{number:03}")),
            name: None,
            parents: Parents::default(),
            shape: Shape { polygons: vec![Polygon { exterior, interiors: vec![] }] },
        }
    };
    let (name, role) = (LayerName::new("unit-grid"), LayerRole::UnitGrid);
    Layer::new(name, Title::default(), role, (0..100).map(cell).collect()).unwrap()
}

impl District {
    fn new(seed: u64) -> Self {
        let mut random = SplitMix64::new(seed);
        let mut heads = many(CASES, seed);
        for head in heads.iter_mut().filter(|head| head.plan == 2) {
            head.cells = vec![0, 1, u32::try_from(random.next_u64() % 100).unwrap()];
        }
        let mut live = LiveColumns::build(seed, heads[..3000].iter().cloned()).unwrap();
        for head in &heads[3000..] {
            live.apply(head).unwrap();
        }
        // Some cases change after the index of hexagons was made for the first time.
        let early: Vec<HexIndex> =
            HexResolution::ALL.iter().map(|size| HexIndex::of(live.now(), *size, None)).collect();
        for _ in 0..200 {
            let number = u32::try_from(random.next_u64() % u64::from(CASES)).unwrap();
            let head = CaseHead { plan: 1, ..drawn(number, &mut random) };
            live.apply(&head).unwrap();
            heads[number as usize] = head;
        }
        let index = |before: &HexIndex| {
            let now = HexIndex::of(live.now(), before.resolution(), Some(before));
            (now.resolution().number(), now)
        };
        let hexes = early.iter().map(index).collect();
        Self {
            heads,
            tiles: CellTiles::build(&squares()).unwrap(),
            hexes,
            now: second(BEGIN + 20_000_000),
            live,
        }
    }

    fn chosen<'a>(&'a self, filter: &'a Filter) -> impl Iterator<Item = &'a CaseHead> {
        self.heads.iter().filter(|head| holds(filter, head))
    }

    /// A tile with a place in it, and a filter.
    fn pair(&self, random: &mut SplitMix64) -> (TileAddress, Filter) {
        let zoom = u8::try_from(8 + random.next_u64() % 11).unwrap();
        let place = |n: u64| self.heads[usize::try_from(n % u64::from(CASES)).unwrap()].place;
        let place = place(random.next_u64()).unwrap_or(LonLat::new(121.35, 31.05).unwrap());
        let (x, y) = tile_of(place, zoom);
        // One in four has no condition: small tiles would hardly ever have a case otherwise.
        let filter =
            if random.next_u64().is_multiple_of(4) { Filter::default() } else { drawn_filter(random) };
        (TileAddress::new(u32::from(zoom), x, y).unwrap(), filter)
    }
}

/// The tile that owns a place: its position on the zoom's grid, from the formulas of Web Mercator.
fn tile_of(place: LonLat, zoom: u8) -> (u32, u32) {
    let side = f64::from(1 << zoom) * 4096.0;
    let (x, lat) = (place.lon() / 360.0 + 0.5, place.lat().to_radians());
    let y = 0.5 - lat.tan().asinh() / std::f64::consts::TAU;
    let tile = |share: f64| ((share * side).round() / 4096.0).floor() as u32;
    (tile(x), tile(y))
}

fn whole(layer: &DecodedLayer, feature: usize, key: &str) -> Option<i64> {
    match layer.features[feature].attributes.get(key) {
        Some(DecodedValue::Whole(number)) => Some(*number),
        None => None,
        other => panic!("{key} is {other:?}"),
    }
}

/// Code and cases of each feature of a tile's only layer.
fn counts(tile: &[u8], name: &str) -> BTreeMap<String, i64> {
    let layers = decode(tile);
    let Some(layer) = layers.first() else { return BTreeMap::new() };
    assert_eq!((layer.name.as_str(), layers.len(), layer.version), (name, 1, 2));
    let of = |at: usize| (layer.features[at].text("code").to_owned(), whole(layer, at, "cases").unwrap());
    let found: BTreeMap<_, _> = (0..layer.features.len()).map(of).collect();
    assert_eq!(found.len(), layer.features.len(), "a code comes once");
    found
}

/// How often each name comes among chosen cases.
fn tally<K: Ord>(names: impl Iterator<Item = K>) -> BTreeMap<K, i64> {
    let mut sums = BTreeMap::new();
    names.for_each(|name| *sums.entry(name).or_insert(0) += 1);
    sums
}

/// Each feature has the count of the loop, and none that a chosen place in the tile lies in is missing.
fn agree(
    found: &BTreeMap<String, i64>,
    wanted: &BTreeMap<String, i64>,
    inside: &BTreeSet<String>,
    what: &str,
) {
    for (code, cases) in found {
        assert_eq!(*cases, wanted.get(code).copied().unwrap_or(0), "{what}, {code}");
    }
    for code in inside {
        assert!(found.contains_key(code), "{what}: {code} is missing");
    }
}

fn cells_agree(district: &District, address: TileAddress, filter: &Filter) {
    let locate = |at: LatticePoint| {
        let (lon, lat) = at.degrees();
        u32::try_from(square(LonLat::new(lon, lat).unwrap())).ok()
    };
    let of = CellOf { plan: 1, layer: 2, cells: 100, locate: &locate };
    let counted = Tallies::count(district.live.now(), filter, &of, district.now);
    let cases = |cell: u32| Value::Whole(counted.cells()[cell as usize].cases.into());
    let tile = district.tiles.render_marked(address, |cell| vec![("cases", cases(cell))]);
    let cell_of = |head: &CaseHead| match head.plan {
        1 => Some(format!("{:03}", head.cells[2])),
        _ => head.place.map(|place| format!("{:03}", square(place))),
    };
    let wanted = tally(district.chosen(filter).filter_map(cell_of));
    let here = |head: &&CaseHead| {
        head.place.is_some_and(|place| tile_of(place, address.zoom()) == (address.x(), address.y()))
    };
    let located = |head: &CaseHead| head.place.map(|place| format!("{:03}", square(place)));
    let inside = district.chosen(filter).filter(here).filter_map(located).collect();
    agree(&counts(&tile, "cells"), &wanted, &inside, "cells");
    let sum: u32 = counted.cells().iter().map(|tally| tally.cases).sum();
    assert_eq!((sum + counted.elsewhere().cases) as usize, district.chosen(filter).count(), "none is lost");
}

fn hexes_agree(district: &District, address: TileAddress, filter: &Filter, random: &mut SplitMix64) {
    let auto = random.next_u64().is_multiple_of(2);
    let any = HexResolution::ALL[usize::try_from(random.next_u64() % 5).unwrap()];
    let size = if auto { HexResolution::of_zoom(address.zoom()) } else { any };
    let asked = HexQuestion {
        measure: Measure::Count,
        filter,
        before: None,
        period: Period { days: 0.0, before_days: None },
        least: 1,
        now: district.now,
    };
    let figures = HexFigures::count(&district.hexes[&size.number()], district.live.now(), &asked);
    let tile = figures.render(address, &figures.hexes_in(address));
    let hex = |head: &CaseHead| {
        let place = LatticePoint::nearest(head.place?).degrees();
        let resolution = h3o::Resolution::try_from(size.number()).unwrap();
        Some(LatLng::new(place.1, place.0).unwrap().to_cell(resolution).to_string())
    };
    let here = |head: &&CaseHead| {
        head.place.is_some_and(|place| tile_of(place, address.zoom()) == (address.x(), address.y()))
    };
    let inside = district.chosen(filter).filter(here).filter_map(hex).collect();
    let found = counts(&tile, "cells");
    agree(&found, &tally(district.chosen(filter).filter_map(hex)), &inside, "hexagons");
    assert!(found.values().all(|cases| *cases > 0), "empty hexagons are not drawn");
}

fn points_agree(district: &District, address: TileAddress, filter: &Filter) {
    // Cases of every third unit are hidden.
    let sees = |chunk: &Chunk, row: usize| !chunk.unit()[row].is_multiple_of(3);
    let asked = PointQuestion { filter, sees: &sees, now: district.now };
    let points = PointTile::of(district.live.now(), &asked, address);
    let words = PointWords {
        id: &|number| Some(district.heads[number as usize].id.to_string()),
        class: &|class| Some(class.to_string()),
        time: &|second| second.to_string(),
    };
    let seen: Vec<&CaseHead> = district
        .chosen(filter)
        .filter(|head| !head.unit.is_multiple_of(3))
        .filter(|head| {
            head.place.is_some_and(|place| tile_of(place, address.zoom()) == (address.x(), address.y()))
        })
        .collect();
    let late = seen.iter().filter(|head| overdue(head, district.now)).count();
    let layers = decode(&points.render(&words));
    let Some(layer) = layers.first() else {
        assert!(seen.is_empty(), "{} points are missing", seen.len());
        return;
    };
    assert_eq!((layer.name.as_str(), layers.len()), ("points", 1));
    let all = 0..layer.features.len();
    if address.zoom() < 15 {
        let sum = |key: &str| all.clone().map(|at| whole(layer, at, key).unwrap()).sum::<i64>();
        assert_eq!((sum("cases") as usize, sum("overdue") as usize), (seen.len(), late));
        return;
    }
    let ids: Vec<&str> = all.clone().map(|at| layer.features[at].text("id")).collect();
    let mut wanted = seen.clone();
    wanted.sort_by_key(|head| head.number);
    assert_eq!(ids, wanted.iter().map(|head| head.id.as_str()).collect::<Vec<_>>());
    let flags = all.filter(|at| layer.features[*at].attributes["overdue"] == DecodedValue::Flag(true));
    assert_eq!(flags.count(), late);
}

fn flows_agree(district: &District, address: TileAddress, filter: &Filter) {
    let locate = |at: LatticePoint| {
        let (lon, lat) = at.degrees();
        u32::try_from(square(LonLat::new(lon, lat).unwrap())).ok()
    };
    let group_of: Vec<u16> = (0..600).map(|unit| unit % (GROUPS + 1)).collect();
    let asked = FlowQuestion {
        filter,
        from: CellOf { plan: 1, layer: 2, cells: 100, locate: &locate },
        group_of: &group_of,
        groups: GROUPS,
        least: 1,
    };
    let flows = Flows::count(district.live.now(), &asked);
    let pair = |head: &CaseHead| {
        let cell = if head.plan == 1 { head.cells[2] as usize } else { square(head.place?) };
        (group_of[usize::from(head.unit)] < GROUPS).then(|| (cell, group_of[usize::from(head.unit)]))
    };
    let wanted = tally(district.chosen(filter).filter_map(pair));
    let found: BTreeMap<(usize, u16), i64> =
        flows.flows.iter().map(|flow| ((flow.from as usize, flow.to), flow.cases.into())).collect();
    assert_eq!(found, wanted);
    assert_eq!(flows.total(), (u32::try_from(district.chosen(filter).count()).unwrap(), false));
    let end = |code: String, place| FlowEnd { code, name: Title::default(), place };
    let from: Vec<FlowEnd> =
        (0..100).map(|cell| end(cell.to_string(), district.tiles.middle(cell))).collect();
    let to: Vec<FlowEnd> = (0..GROUPS)
        .map(|group| end(group.to_string(), district.tiles.middle(u32::from(group) * 14)))
        .collect();
    let tile = FlowTiles::new(&flows, &from, &to, 100_000, true).render(address);
    for layer in decode(&tile) {
        for at in 0..layer.features.len() {
            let code = |key: &str| layer.features[at].text(key).to_owned();
            let pair = (code("from").parse().unwrap(), code("to").parse().unwrap());
            assert_eq!(whole(&layer, at, "cases"), wanted.get(&pair).copied());
        }
    }
}

#[test]
fn counts_in_tiles_equal_those_of_a_loop_for_every_tile_and_filter() {
    let pairs = if std::env::var_os("GRIDWARD_FULL").is_some() { 10_000 } else { 320 };
    let (mut random, mut district) = (SplitMix64::new(2012), District::new(1));
    for pair in 0..pairs {
        if pair % 1000 == 999 {
            district = District::new(pair);
        }
        let (address, filter) = district.pair(&mut random);
        match pair % 4 {
            0 => cells_agree(&district, address, &filter),
            1 => hexes_agree(&district, address, &filter, &mut random),
            2 => points_agree(&district, address, &filter),
            _ => flows_agree(&district, address, &filter),
        }
    }
}
