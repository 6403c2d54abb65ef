use super::*;
use crate::grid::{Cell, LayerRole, Parents, Title};
use crate::ids::{CellCode, LayerName};
use crate::locate::LocatorOptions;
use crate::topology::{Polygon, Shape};

/// Four squares of some 950 m, and one of four metres in the corner of the last.
fn layer() -> (Layer, Locator) {
    let square = |x: i64, y: i64, side: i64| {
        let corner =
            |dx: i64, dy: i64| Point::new(1_213_000_000 + x + dx * side, 310_000_000 + y + dy * side);
        let exterior = vec![corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)];
        Shape { polygons: vec![Polygon { exterior, interiors: vec![] }] }
    };
    let shapes = [
        square(0, 0, 100_000),
        square(100_000, 0, 100_000),
        square(0, 100_000, 100_000),
        square(100_000, 100_000, 100_000),
        square(200_010, 10, 400),
    ];
    let cells = shapes.into_iter().zip('A'..).map(|(shape, code)| Cell {
        code: CellCode::new(&code.to_string()),
        name: None,
        parents: Parents::default(),
        shape,
    });
    let title = Title::new("格", "cells");
    let layer = Layer::new(LayerName::new("unit-grid"), title, LayerRole::UnitGrid, cells.collect()).unwrap();
    let cells = layer.cells().iter().map(|cell| (cell.code.clone(), cell.shape.clone())).collect();
    let (locator, _) = Locator::build(cells, LocatorOptions::default()).unwrap();
    (layer, locator)
}

#[test]
fn a_groups_cases_lie_evenly_on_its_cells_and_are_all_there() {
    let (layer, locator) = layer();
    let grounds = Grounds::of(&layer, &locator);
    let spread =
        grounds.spread(&[Group { cases: 10, cells: vec![0, 2] }, Group { cases: 70_000, cells: vec![4] }]);
    assert_eq!(spread.weight(), (10 + 70_000) * u64::from(WHOLE));
    let of = |cell: u32| {
        spread
            .iter()
            .filter(|source| {
                let (lon, lat) = source.at.degrees();
                locator.cell_of(crate::measure::LonLat::new(lon, lat).unwrap()).map(|found| found.0)
                    == Some(cell)
            })
            .map(|source| u64::from(source.weight))
            .sum::<u64>()
    };
    assert_eq!([of(1), of(3)], [0, 0]);
    assert_eq!(of(0) + of(2), 10 * u64::from(WHOLE));
    assert!((of(0) as f64 / of(2) as f64 - 1.0).abs() < 0.05, "by their areas");
    assert_eq!(of(4), 70_000 * u64::from(WHOLE), "in a cell too small for the pattern");
    let weights: Vec<u32> =
        spread.iter().map(|source| source.weight).filter(|weight| *weight < 5000).collect();
    assert!(weights.iter().max().unwrap() - weights.iter().min().unwrap() <= 1);
}

#[test]
fn groups_without_ground_or_cases_show_nothing() {
    let (layer, locator) = layer();
    let grounds = Grounds::of(&layer, &locator);
    assert!(grounds.spread(&[Group { cases: 0, cells: vec![0] }]).is_empty());
    assert!(grounds.spread(&[Group { cases: 5, cells: vec![99] }]).is_empty());
}
