//! A tile is named exactly when its bytes are others than before the event.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::grid::{Cell, LayerRole, Parents, Title};
use crate::ids::{CellCode, LayerName};
use crate::measure::Metres;
use crate::tiles::density::{Bandwidth, DensityTile, Source, Sources, WHOLE};
use crate::tiles::figures::{Basis, Exposure, Groups, Measure, Period, Tallies, Tally};
use crate::topology::{Polygon, Shape};

const COLUMNS: usize = 5;
const CORNER: (i64, i64) = (1_213_800_000, 311_100_000);

/// Five by five crooked cells of some 300 m.
fn board() -> Layer {
    let at = |i: usize, j: usize| {
        let crooked = i64::try_from((i * 7 + j * 13) % 5).unwrap() * 1500;
        let [i, j] = [i, j].map(|n| i64::try_from(n).unwrap() * 30_000);
        Point::new(CORNER.0 + i + crooked, CORNER.1 + j - crooked)
    };
    let cell = |i: usize, j: usize| Cell {
        code: CellCode::new(&format!("{i}{j}")),
        name: None,
        parents: Parents::default(),
        shape: Shape {
            polygons: vec![Polygon {
                exterior: vec![at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)],
                interiors: vec![],
            }],
        },
    };
    let cells =
        (0..COLUMNS).flat_map(|i| (0..COLUMNS).map(move |j| (i, j))).map(|(i, j)| cell(i, j)).collect();
    Layer::new(LayerName::new("unit-grid"), Title::default(), LayerRole::UnitGrid, cells).unwrap()
}

fn shown(counts: &[u32], least: u32) -> Shown {
    let tallies: Vec<Tally> =
        counts.iter().map(|cases| Tally { cases: *cases, judged: 0, late: 0 }).collect();
    let exposures = vec![Exposure::default(); tallies.len()];
    let parents = vec![(0..25_u32).map(|cell| cell / 5).collect::<Vec<_>>()];
    let basis = Basis {
        measure: Measure::Count,
        period: Period { days: 0.0, before_days: None },
        exposures: &exposures,
        groups: &Groups::of_at_least(least, &[counts], &parents),
    };
    Shown::new(&Tallies::of(tallies), None, &basis)
}

/// What the server's tiles say of a cell.
fn marks(shown: &Shown, cell: u32) -> Vec<(&'static str, Value<'static>)> {
    let cell = &shown.cells[cell as usize];
    let class = cell.class.map_or(99, i64::from);
    let (merged, value) = (cell.merged, if let Figure::Value(value) = cell.figure { value } else { -1.0 });
    vec![
        ("cases", Value::Whole(cell.cases.into())),
        ("value", Value::Number(value)),
        ("class", Value::Whole(class)),
        ("merged", Value::Whole(merged.level.into())),
        ("group", Value::Whole(merged.group.into())),
        ("withheld", Value::Flag(merged.withheld)),
    ]
}

fn around(zoom: u8) -> Vec<TileAddress> {
    let reach = 20_000_000 >> zoom.min(14);
    between(
        Point::new(CORNER.0 - reach, CORNER.1 - reach),
        Point::new(CORNER.0 + 150_000 + reach, CORNER.1 + 150_000 + reach),
        zoom,
        0,
    )
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_tile_is_named_when_its_bytes_change_and_only_then(
        counts in vec(0..9_u32, 25), event in (0..25_usize, 0..25_usize), least in 1..5_u32, zoom in 10..17_u8,
    ) {
        let (layer, mut after) = (board(), counts.clone());
        let tiles = CellTiles::build(&layer).unwrap();
        // A case comes, or goes from one cell to another.
        after[event.0] += 1;
        after[event.1] = after[event.1].saturating_sub(1);
        let (before, after) = (shown(&counts, least), shown(&after, least));
        let changed = Changed::between(&before, &after);
        let named: BTreeSet<TileAddress> = tiles_showing(&tiles, &layer, &changed.cells, zoom).unwrap().into_iter().collect();
        for address in around(zoom) {
            let differs = tiles.render_marked(address, |cell| marks(&before, cell)) != tiles.render_marked(address, |cell| marks(&after, cell));
            prop_assert_eq!(named.contains(&address), differs, "{:?}", address);
        }
        prop_assert_eq!(changed.is_empty(), named.is_empty() && !changed.scale);
    }

    #[test]
    fn a_tile_of_density_is_named_when_its_values_change(
        place in (0..2_000_000_i32, 0..2_000_000_i32), metres in 60.0..900.0_f64, zoom in 11..15_u8,
    ) {
        let place = LatticePoint { x: 1_213_000_000 + place.0, y: 310_000_000 + place.1 };
        let lattice = Lattice::new(Bandwidth::new(Metres(metres)).unwrap(), 31.0);
        let named = tiles_within(place, &lattice, zoom).unwrap();
        let (x, y) = (i64::from(place.x), i64::from(place.y));
        let reach = 10_000_000 >> (zoom - 6);
        let near = between(Point::new(x - reach, y - reach), Point::new(x + reach, y + reach), zoom, 4096).unwrap();
        prop_assert!(named.iter().all(|address| near.contains(address)));
        let sources = Sources::new(&[Source { at: place, weight: WHOLE }]);
        for address in near {
            let differs = DensityTile::compute(&sources, &lattice, address).peak() > 0.0;
            prop_assert!(named.contains(&address) || !differs, "{:?} is left out", address);
        }
    }
}

#[test]
fn a_place_changes_one_tile_or_its_neighbours() {
    let lattice = Lattice::new(Bandwidth::new(Metres(300.0)).unwrap(), 31.0);
    let place = LatticePoint { x: 1_213_850_000, y: 311_150_000 };
    assert_eq!(tiles_within(place, &lattice, 8).unwrap().len(), 1);
    assert!((1..=4).contains(&tiles_within(place, &lattice, 13).unwrap().len()));
    let layer = board();
    let tiles = CellTiles::build(&layer).unwrap();
    let all: Vec<u32> = (0..25).collect();
    assert!(tiles_showing(&tiles, &layer, &all, 18).unwrap().len() > 100);
    assert_eq!(tiles_showing(&tiles, &layer, &[77], 14), Some(vec![]));
}
