use super::*;
use crate::topology::Polygon;

const WEST: i64 = 1_213_000_000;
const SOUTH: i64 = 310_000_000;

fn shape(ring: &[(i64, i64)]) -> Shape {
    let exterior = ring.iter().map(|(x, y)| Point::new(WEST + x, SOUTH + y)).collect();
    Shape { polygons: vec![Polygon { exterior, interiors: vec![] }] }
}

fn place(x: i32, y: i32) -> LatticePoint {
    LatticePoint { x: 1_213_000_000 + x, y: 310_000_000 + y }
}

#[test]
fn borders_between_cells_are_none_of_the_outline() {
    let cells = [
        shape(&[(0, 0), (1000, 0), (1000, 500), (1000, 1000), (0, 1000)]),
        shape(&[(1000, 0), (2000, 0), (2000, 1000), (1000, 1000), (1000, 500)]),
    ];
    let outline = Outline::around(&cells);
    let mut crossings = Vec::new();
    outline.crossings(310_000_250.0, &mut crossings);
    assert_eq!(crossings, [1_213_000_000.0, 1_213_002_000.0]);
    let alone = Outline::around([&shape(&[(0, 0), (2000, 0), (2000, 1000), (0, 1000)])]);
    for (x, y, inside) in [
        (1, 1, true),
        (999, 500, true),
        (1000, 500, true),
        (1999, 999, true),
        (-1, 500, false),
        (2001, 1, false),
        (500, -1, false),
        (500, 1000, false),
    ] {
        assert_eq!((outline.holds(place(x, y)), alone.holds(place(x, y))), (inside, inside), "{x} {y}");
    }
}

#[test]
fn a_ring_that_turns_back_is_crossed_as_often_as_it_is() {
    let outline = Outline::around([&shape(&[
        (0, 0),
        (3000, 0),
        (3000, 2000),
        (2000, 2000),
        (2000, 1000),
        (1000, 1000),
        (1000, 2000),
        (0, 2000),
    ])]);
    let mut crossings = Vec::new();
    outline.crossings(310_001_500.0, &mut crossings);
    let found: Vec<f64> = crossings.iter().map(|at| at - 1_213_000_000.0).collect();
    assert_eq!(found, [0.0, 1000.0, 2000.0, 3000.0]);
    assert!(!outline.holds(place(1500, 1500)));
    assert!(outline.holds(place(1500, 500)));
}

#[test]
fn nothing_is_inside_of_no_cells() {
    let outline = Outline::around(&[]);
    assert!(!outline.holds(place(0, 0)));
}
