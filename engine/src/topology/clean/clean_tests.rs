use proptest::prelude::*;

use super::{CleanError, CleanOptions, MergeStrategy, RepairKind, clean, insert_missing_vertices};
use crate::topology::arcs::SharedArcs;
use crate::topology::arrangement::Arrangement;
use crate::topology::shape::{Point, Polygon, Shape};
use crate::topology::wiggly_for_tests::{assert_is_coverage, pictures};
use crate::topology::wkt_for_tests::{PLANE, STEPS, all_normalised, shape_of};

#[test]
fn options_out_of_range_are_refused() {
    let refused = clean(&[], &CleanOptions { snap_m: -1.0, ..CleanOptions::new(PLANE) }).unwrap_err();
    assert_eq!(refused, CleanError::Distance { option: "snapping distance", metres: -1.0 });
}

#[test]
fn an_overlap_is_reported_with_its_shapes_area_and_keeper() {
    let west = shape_of("POLYGON ((0 0, 6 0, 6 4, 0 4, 0 0))");
    let east = shape_of("POLYGON ((5 0, 9 0, 9 4, 5 4, 5 0))");
    let options = CleanOptions { overlaps: MergeStrategy::MinArea, ..CleanOptions::new(PLANE) };
    let (cleaned, report) = clean(&[west, east], &options).unwrap();
    let [repair] = report.repairs.as_slice() else { panic!("one repair, not {:?}", report.repairs) };
    assert_eq!((repair.kind, repair.cells.as_slice()), (RepairKind::OverlapGiven { to: 1 }, &[0, 1][..]));
    assert_eq!((repair.area_m2, repair.place), (4.0, Point::new(50_000_000, 0)));
    let areas: Vec<i128> = cleaned.iter().map(Shape::twice_area).collect();
    assert_eq!(areas, [40, 32].map(|area| area * 100_000_000_000_000));
}

#[test]
fn a_gap_is_filled_up_to_the_width_and_not_beyond() {
    let frame = shape_of("POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (2 2, 2 3, 8 3, 8 2, 2 2))");
    let fill = |width: f64| {
        let options = CleanOptions { gap_width_m: width, ..CleanOptions::new(PLANE) };
        clean(std::slice::from_ref(&frame), &options).unwrap()
    };
    let (kept, report) = fill(0.9);
    assert_eq!((kept[0].polygons[0].interiors.len(), report.repairs.len()), (1, 0));
    let (filled, report) = fill(1.0);
    assert_eq!(filled[0].polygons[0].interiors.len(), 0);
    assert_eq!(report.repairs[0].kind, RepairKind::GapFilled { to: 0 });
}

#[test]
fn a_shape_that_another_one_swallows_is_reported_as_emptied() {
    let square = shape_of("POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))");
    let (cleaned, report) = clean(&[square.clone(), square], &CleanOptions::new(PLANE)).unwrap();
    assert!(cleaned[1].polygons.is_empty());
    let kinds: Vec<RepairKind> = report.repairs.iter().map(|repair| repair.kind).collect();
    assert_eq!(kinds, [RepairKind::OverlapGiven { to: 0 }, RepairKind::ShapeEmptied]);
}

#[test]
fn a_snapped_vertex_is_reported_with_its_way() {
    let upper = shape_of("POLYGON ((0 5, 9 5, 9 9, 0 9, 0 5))");
    let lower = shape_of("POLYGON ((0 0, 9 0, 9 4.97, 0 5, 0 0))");
    let options = CleanOptions { snap_m: 0.1, ..CleanOptions::new(PLANE) };
    let (cleaned, report) = clean(&[upper, lower], &options).unwrap();
    let kind = RepairKind::VertexMoved { to: Point::new(90_000_000, 49_700_000), moved_m: 0.03 };
    assert_eq!((report.repairs[0].kind, report.repairs[0].cells.as_slice()), (kind, &[0][..]));
    assert_eq!(SharedArcs::build(&cleaned).unwrap().arc_count(), 3);
}

#[test]
fn positions_beyond_the_lattice_are_refused() {
    let exterior = vec![Point::new(i64::MAX, 0), Point::new(0, 5), Point::new(i64::MIN, 9)];
    let far = Shape::from(Polygon { exterior, interiors: vec![] });
    let options = CleanOptions { snap_m: 5.0, ..CleanOptions::new(PLANE) };
    assert!(matches!(clean(&[far], &options), Err(CleanError::Arrangement(_))));
}

/// Shapes of any form: rings of random positions that cross themselves and each other.
fn scribbles() -> impl Strategy<Value = Vec<Shape>> {
    let ring = prop::collection::vec((0_i64..60, 0_i64..60).prop_map(|(x, y)| Point::new(x, y)), 3..7);
    let shape = ring.prop_map(|exterior| Shape::from(Polygon { exterior, interiors: vec![] }));
    prop::collection::vec(shape, 1..7)
}

fn strategies() -> impl Strategy<Value = MergeStrategy> {
    prop::sample::select(vec![
        MergeStrategy::LongestBorder,
        MergeStrategy::MaxArea,
        MergeStrategy::MinArea,
        MergeStrategy::MinIndex,
    ])
}

proptest! {
    #[test]
    fn whatever_is_cleaned_becomes_a_coverage_of_the_same_area(
        shapes in scribbles(), overlaps in strategies(), snap in 0_u32..4, gap in 0_u32..9,
    ) {
        let (snap_m, gap_width_m) = (f64::from(snap) / STEPS, f64::from(gap) / STEPS);
        let options = CleanOptions { snap_m, gap_width_m, overlaps, ..CleanOptions::new(PLANE) };
        let (cleaned, report) = clean(&shapes, &options).unwrap();
        prop_assert_eq!(cleaned.len(), shapes.len());
        assert_is_coverage(&cleaned);
        let (faces, noding) = Arrangement::build(&cleaned).unwrap();
        prop_assert!(noding.added.is_empty());
        prop_assert!(faces.faces().all(|face| faces.face_cover(face).len() < 2));
        if snap == 0 {
            let (before, _) = Arrangement::build(&shapes).unwrap();
            let covered = |faces: &Arrangement| -> i128 {
                let covered = faces.faces().filter(|&face| !faces.face_cover(face).is_empty());
                covered.map(|face| faces.face_twice_area(face)).sum()
            };
            let is_filled = |kind: RepairKind| matches!(kind, RepairKind::GapFilled { .. });
            let filled: f64 =
                report.repairs.iter().filter(|repair| is_filled(repair.kind)).map(|repair| repair.area_m2).sum();
            let filled = (filled * 2.0 * STEPS * STEPS).round() as i128;
            prop_assert_eq!(covered(&before) + filled, covered(&faces));
        }
    }

    #[test]
    fn a_coverage_comes_out_as_it_went_in(picture in pictures(), overlaps in strategies()) {
        let shapes = picture.shapes();
        let options = CleanOptions { snap_m: 1.0 / STEPS, overlaps, ..CleanOptions::new(PLANE) };
        let (cleaned, report) = clean(&shapes, &options).unwrap();
        prop_assert_eq!(all_normalised(&cleaned), all_normalised(&shapes));
        prop_assert_eq!(report.repairs, vec![]);
    }

    #[test]
    fn inserted_vertices_change_no_face(shapes in scribbles()) {
        let (filled, report) = insert_missing_vertices(&shapes).unwrap();
        let (before, _) = Arrangement::build(&shapes).unwrap();
        let (after, again) = Arrangement::build(&filled).unwrap();
        prop_assert!(again.added.is_empty());
        prop_assert_eq!(before.edges().collect::<Vec<_>>(), after.edges().collect::<Vec<_>>());
        let vertices = |shapes: &[Shape]| shapes.iter().flat_map(Shape::rings).map(Vec::len).sum::<usize>();
        prop_assert!(vertices(&filled) >= vertices(&shapes) && report.rounds > 0);
    }
}
