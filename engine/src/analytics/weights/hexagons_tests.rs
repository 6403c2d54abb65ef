use h3o::{LatLng, Resolution};

use super::*;

#[test]
fn a_disk_of_hexagons_knows_its_neighbours() {
    let centre = LatLng::new(31.1, 121.4).unwrap().to_cell(Resolution::Nine);
    let cells: Vec<CellIndex> = centre.grid_disk(2);
    let one = hexagons(&cells, 1).unwrap();
    let two = hexagons(&cells, 2).unwrap();
    let at = cells.iter().position(|cell| *cell == centre).unwrap();
    assert_eq!((cells.len(), one.row(at).neighbours.len(), two.row(at).neighbours.len()), (19, 6, 18));
    assert!(one.is_symmetric() && two.is_symmetric());
}
