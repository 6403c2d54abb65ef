use super::*;

fn square(x: i64, y: i64) -> Vec<Vec<(i64, i64)>> {
    vec![vec![(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]]
}

#[test]
fn a_chessboard_has_eight_neighbours_or_four() {
    let board: Vec<_> = (0..5).flat_map(|y| (0..5).map(move |x| square(x, y))).collect();
    let queen = contiguity(&board, Contiguity::Queen).unwrap();
    let rook = contiguity(&board, Contiguity::Rook).unwrap();
    assert_eq!(queen.row(12).neighbours, [6, 7, 8, 11, 13, 16, 17, 18]);
    assert_eq!(rook.row(12).neighbours, [7, 11, 13, 17]);
    assert_eq!((queen.row(0).neighbours.len(), rook.row(0).neighbours.len()), (3, 2));
    assert!(queen.is_symmetric() && rook.is_symmetric());
}

#[test]
fn a_hole_and_what_fills_it_are_neighbours_and_others_stay_islands() {
    let ring = vec![vec![(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)], vec![(3, 3), (3, 4), (4, 4), (4, 3)]];
    let areas = [ring, square(3, 3), square(20, 20)];
    let rook = contiguity(&areas, Contiguity::Rook).unwrap();
    assert_eq!(rook.row(0).neighbours, [1]);
    assert_eq!(rook.islands(), [2]);
}

#[test]
fn an_area_that_touches_itself_is_no_neighbour_of_itself() {
    let eight = vec![vec![(0, 0), (1, 1), (2, 0)], vec![(0, 2), (1, 1), (2, 2)]];
    assert_eq!(contiguity(&[eight], Contiguity::Queen).unwrap().islands(), [0]);
}
