use super::*;
use crate::topology::shape::Polygon;

fn shape(points: &[(i64, i64)]) -> Shape {
    Polygon { exterior: points.iter().map(|&(x, y)| Point::new(x, y)).collect(), interiors: vec![] }.into()
}

#[test]
fn a_neighbours_corner_on_a_long_edge_is_added_there_and_nothing_moves() {
    let shapes = [shape(&[(0, 0), (10, 0), (10, 10), (0, 10)]), shape(&[(10, 3), (20, 3), (20, 8), (10, 8)])];
    let noded = Noded::of(&shapes).unwrap();
    let report = NodingReport::of(&noded, &report::Chains::of(&noded));
    let added: Vec<(u32, Point)> = report.added.iter().map(|v| (v.shape, v.at)).collect();
    assert_eq!(added, [(0, Point::new(10, 3)), (0, Point::new(10, 8))]);
    assert_eq!(report.most_moved_steps(), 0.0);
    assert_eq!(noded.rounds, 2);
}

#[test]
fn a_crossing_off_the_lattice_bends_both_borders_by_less_than_a_step() {
    let shapes = [shape(&[(0, 0), (7, 3), (0, 3)]), shape(&[(0, 2), (7, 0), (7, 9)])];
    let noded = Noded::of(&shapes).unwrap();
    let report = NodingReport::of(&noded, &report::Chains::of(&noded));
    assert!(report.most_moved_steps() > 0.0 && report.most_moved_steps() < 1.0, "{report:?}");
}

#[test]
fn the_input_segments_along_an_edge_are_known() {
    let shapes = [shape(&[(0, 0), (4, 0), (4, 4)]), shape(&[(0, 0), (2, 0), (2, -5)])];
    let noded = Noded::of(&shapes).unwrap();
    let short = noded.edges.iter().position(|e| e.ends(&noded.nodes) == (Point::new(0, 0), Point::new(2, 0)));
    let owners: Vec<u32> = noded
        .sources(short.unwrap())
        .iter()
        .flat_map(|&s| noded.borders.owners(s as usize))
        .map(|owner| owner.shape)
        .collect();
    assert_eq!(owners, [1, 0]);
}
