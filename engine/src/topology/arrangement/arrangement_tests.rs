use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::topology::predicates::{cross, on_segment};

fn ring(points: &[(i64, i64)]) -> Vec<Point> {
    points.iter().map(|&(x, y)| Point::new(x, y)).collect()
}

fn shape(rings: &[&[(i64, i64)]]) -> Shape {
    let polygons = rings.iter().map(|r| Polygon { exterior: ring(r), interiors: vec![] }).collect();
    Shape { polygons }
}

fn build(shapes: &[Shape]) -> Arrangement {
    Arrangement::build(shapes).unwrap().0
}

fn covers(faces: &Arrangement) -> Vec<Vec<u32>> {
    faces.faces().map(|f| faces.face_cover(f).to_vec()).collect()
}

/// Even-odd over all rings; the caller keeps away from borders.
fn covered(shape: &Shape, p: Point) -> bool {
    let mut inside = false;
    for ring in shape.rings() {
        for (i, &b) in ring.iter().enumerate() {
            let a = ring[(i + ring.len() - 1) % ring.len()];
            if (a.y <= p.y) != (b.y <= p.y) {
                let (low, high) = if a.y < b.y { (a, b) } else { (b, a) };
                inside ^= cross(low, high, p) < 0;
            }
        }
    }
    inside
}

/// Whether p is further than a few steps from every border.
fn clear(shapes: &[Shape], p: Point) -> bool {
    shapes.iter().flat_map(Shape::rings).all(|ring| {
        (0..ring.len()).all(|i| {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            let length = ((b.x - a.x) as f64).hypot((b.y - a.y) as f64);
            length == 0.0 || cross(a, b, p).abs() as f64 / length > 8.0
        })
    })
}

#[test]
fn nothing_has_one_face() {
    let faces = build(&[]);
    assert_eq!((faces.face_count(), faces.edge_count()), (1, 0));
    assert_eq!(faces.finder().face_at(Point::new(3, 4)), FaceId::UNBOUNDED);
    assert_eq!(faces.face_polygon(FaceId::UNBOUNDED), Polygon::default());
}

#[test]
fn two_neighbours_share_one_edge_and_nothing_is_added() {
    let shapes =
        [shape(&[&[(0, 0), (2, 0), (2, 2), (0, 2)]]), shape(&[&[(2, 2), (2, 0), (4, 0), (4, 2), (2, 2)]])];
    let (faces, report) = Arrangement::build(&shapes).unwrap();
    assert_eq!(report, NodingReport { rounds: 1, added: vec![] });
    assert_eq!(covers(&faces), [vec![], vec![0], vec![1]]);
    let shared = EdgeId(3);
    assert_eq!(faces.edge_shapes(shared), [0, 1]);
    let Edge { a, b, left, right } = faces.edge(shared);
    assert_eq!((a, b), (Point::new(2, 0), Point::new(2, 2)));
    assert_eq!((faces.face_cover(left), faces.face_cover(right)), (&[0][..], &[1][..]));
}

#[test]
fn a_hole_an_island_in_it_and_a_far_neighbour_nest_rightly() {
    let ringed = Shape::from(Polygon {
        exterior: ring(&[(0, 0), (10, 0), (10, 10), (0, 10)]),
        interiors: vec![ring(&[(2, 2), (8, 2), (8, 8), (2, 8)])],
    });
    let shapes =
        [ringed, shape(&[&[(4, 4), (6, 4), (6, 6), (4, 6)]]), shape(&[&[(20, 5), (22, 5), (22, 7)]])];
    let faces = build(&shapes);
    assert_eq!(covers(&faces), [vec![], vec![0], vec![], vec![1], vec![2]]);
    let gap = faces.face_polygon(FaceId(2));
    assert_eq!(gap.interiors, [ring(&[(4, 4), (4, 6), (6, 6), (6, 4)])]);
    assert_eq!(faces.face_twice_area(FaceId(2)), 2 * (36 - 4));
    assert_eq!(faces.face_polygon(FaceId::UNBOUNDED).interiors.len(), 2);
    assert_eq!(faces.outline(|face| face.0 == 1), shapes[0].clone().turned());
}

impl Shape {
    /// Rings as the arrangement gives them: exterior counter-clockwise, holes clockwise, from the lowest point.
    fn turned(mut self) -> Self {
        for polygon in &mut self.polygons {
            for hole in &mut polygon.interiors {
                hole[1..].reverse();
            }
        }
        self
    }
}

#[test]
fn a_bow_tie_covers_both_wings_and_its_crossing_is_reported() {
    let (faces, report) = Arrangement::build(&[shape(&[&[(0, 0), (4, 4), (4, 0), (0, 4)]])]).unwrap();
    assert_eq!(covers(&faces), [vec![], vec![0], vec![0]]);
    let places: Vec<Point> = report.added.iter().map(|v| v.at).collect();
    assert_eq!(places, [Point::new(2, 2); 2]);
    assert_eq!(report.most_moved_steps(), 0.0);
}

#[test]
fn a_spike_and_a_ring_without_area_leave_no_edge() {
    let spiked = shape(&[&[(0, 0), (4, 0), (9, 0), (4, 0), (4, 4)], &[(20, 0), (25, 5)]]);
    let faces = build(&[spiked]);
    assert_eq!((faces.edge_count(), faces.face_count()), (3, 2));
}

#[test]
fn a_face_that_touches_itself_becomes_simple_rings() {
    // The hole touches the exterior at (4, 0).
    let pinched = Shape::from(Polygon {
        exterior: ring(&[(0, 0), (4, 0), (8, 0), (8, 8), (0, 8)]),
        interiors: vec![ring(&[(4, 0), (6, 4), (2, 4)])],
    });
    let faces = build(&[pinched]);
    let covered = faces.faces().find(|&f| faces.face_cover(f) == [0]).unwrap();
    let polygon = faces.face_polygon(covered);
    assert_eq!(polygon.exterior, ring(&[(0, 0), (4, 0), (8, 0), (8, 8), (0, 8)]));
    assert_eq!(polygon.interiors, [ring(&[(2, 4), (6, 4), (4, 0)])]);
    assert_eq!(polygon.twice_area(), faces.face_twice_area(covered));
}

#[test]
fn coordinates_beyond_the_limit_are_refused_with_the_shape_and_the_corner() {
    let far = COORDINATE;
    let error = Arrangement::build(&[shape(&[]), shape(&[&[(0, 0), (far, 0), (0, 5)]])]).unwrap_err();
    assert_eq!(error, ArrangementError::OutOfRange { shape: 1, x: far, y: 0 });
}

const COORDINATE: i64 = (1 << 61) + 1;

fn soups(size: i64, most: usize) -> impl Strategy<Value = Vec<Shape>> {
    let point = (0..=size, 0..=size).prop_map(|(x, y)| Point::new(x, y));
    let polygon =
        (prop::collection::vec(point.clone(), 0..8), prop::option::of(prop::collection::vec(point, 1..5)))
            .prop_map(|(exterior, hole)| Polygon { exterior, interiors: hole.into_iter().collect() });
    prop::collection::vec(
        prop::collection::vec(polygon, 0..3).prop_map(|polygons| Shape { polygons }),
        0..most,
    )
}

fn scaled(shapes: &[Shape], factor: i64) -> Vec<Shape> {
    let mut shapes = shapes.to_vec();
    for polygon in shapes.iter_mut().flat_map(|s| &mut s.polygons) {
        for p in polygon.exterior.iter_mut().chain(polygon.interiors.iter_mut().flatten()) {
            *p = Point::new(p.x * factor, p.y * factor);
        }
    }
    shapes
}

/// Corner-turning rings: every crossing is a lattice point.
fn rectilinear() -> impl Strategy<Value = Vec<Shape>> {
    let part = (0..20i64, 0..20i64, 1..9i64, 1..9i64, 1..9i64, 1..9i64, any::<bool>()).prop_map(
        |(x, y, w, h, v, g, flip)| {
            let mut exterior = ring(&[
                (x, y),
                (x + w + v, y),
                (x + w + v, y + h),
                (x + w, y + h),
                (x + w, y + h + g),
                (x, y + h + g),
            ]);
            if flip {
                exterior.reverse();
            }
            Shape::from(Polygon { exterior, interiors: vec![] })
        },
    );
    prop::collection::vec(part, 1..12)
}

fn components(faces: &Arrangement) -> usize {
    let mut parent: Vec<usize> = (0..faces.nodes().len()).collect();
    fn root(parent: &mut [usize], mut i: usize) -> usize {
        while parent[i] != i {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }
        i
    }
    for edge in 0..faces.edge_count() as u32 {
        let (a, b) = faces.edge_nodes(EdgeId(edge));
        let (a, b) = (root(&mut parent, a as usize), root(&mut parent, b as usize));
        parent[a] = b;
    }
    (0..parent.len()).filter(|&i| parent[i] == i && faces.edges_at(i as u32).len() > 0).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn edges_meet_only_at_their_ends(shapes in soups(9, 6)) {
        let faces = build(&shapes);
        let edges: Vec<Edge> = faces.edges().collect();
        for (i, e) in edges.iter().enumerate() {
            for f in &edges[..i] {
                prop_assert!(crate::topology::predicates::crossing(e.a, e.b, f.a, f.b).is_none());
                for (p, g) in [(e.a, f), (e.b, f), (f.a, e), (f.b, e)] {
                    prop_assert!(p == g.a || p == g.b || !on_segment(g.a, g.b, p));
                }
            }
        }
    }

    #[test]
    fn sides_differ_by_the_shapes_of_the_edge_and_eulers_formula_holds(shapes in soups(12, 7)) {
        let faces = build(&shapes);
        for (i, edge) in faces.edges().enumerate() {
            let left: BTreeSet<u32> = faces.face_cover(edge.left).iter().copied().collect();
            let right: BTreeSet<u32> = faces.face_cover(edge.right).iter().copied().collect();
            let between: Vec<u32> = left.symmetric_difference(&right).copied().collect();
            prop_assert_eq!(&between[..], faces.edge_shapes(EdgeId(i as u32)));
        }
        let nodes = (0..faces.nodes().len() as u32).filter(|&n| faces.edges_at(n).len() > 0).count();
        prop_assert_eq!(nodes + faces.face_count(), faces.edge_count() + 1 + components(&faces));
    }

    #[test]
    fn the_cover_at_any_clear_place_is_the_even_odd_count(
        soup in soups(12, 7),
        places in prop::collection::vec((-1.0..13.0f64, -1.0..13.0f64), 40),
    ) {
        let factor = 1i64 << 30;
        let shapes = scaled(&soup, factor);
        let faces = build(&shapes);
        let finder = faces.finder();
        for (x, y) in places {
            let p = Point::new((x * factor as f64) as i64, (y * factor as f64) as i64);
            if clear(&shapes, p) {
                let expected: Vec<u32> =
                    (0u32..).zip(&shapes).filter(|(_, s)| covered(s, p)).map(|(i, _)| i).collect();
                prop_assert_eq!(faces.face_cover(finder.face_at(p)), &expected[..]);
            }
        }
    }

    #[test]
    fn face_polygons_have_the_faces_area_and_hold_no_other_face(shapes in soups(12, 7)) {
        let faces = build(&shapes);
        let mut total = 0;
        for face in faces.faces().skip(1) {
            let polygon = faces.face_polygon(face);
            prop_assert_eq!(polygon.twice_area(), faces.face_twice_area(face));
            prop_assert!(polygon.twice_area() > 0);
            total += faces.face_twice_area(face);
        }
        let around: i128 =
            faces.face_polygon(FaceId::UNBOUNDED).interiors.iter().map(|r| crate::topology::shape::twice_signed_area(r).abs()).sum();
        prop_assert_eq!(total, around);
    }

    #[test]
    fn areas_add_up_exactly_where_no_rounding_is_needed(shapes in rectilinear()) {
        let (faces, report) = Arrangement::build(&shapes).unwrap();
        prop_assert_eq!(report.most_moved_steps(), 0.0);
        let covered: i128 =
            faces.faces().map(|f| faces.face_twice_area(f) * faces.face_cover(f).len() as i128).sum();
        prop_assert_eq!(covered, shapes.iter().map(Shape::twice_area).sum::<i128>());
        for (i, shape) in (0u32..).zip(&shapes) {
            let again = faces.outline(|f| faces.face_cover(f).contains(&i));
            prop_assert_eq!(again.twice_area(), shape.twice_area());
            prop_assert_eq!(again.polygons.len(), 1);
        }
    }

    #[test]
    fn an_outline_covers_what_its_faces_cover(shapes in soups(12, 7)) {
        let faces = build(&shapes);
        let outline = faces.outline(|f| faces.face_cover(f).len() % 2 == 1);
        let area: i128 =
            faces.faces().filter(|&f| faces.face_cover(f).len() % 2 == 1).map(|f| faces.face_twice_area(f)).sum();
        prop_assert_eq!(outline.twice_area(), area);
        let (again, report) = Arrangement::build(std::slice::from_ref(&outline)).unwrap();
        prop_assert!(report.added.is_empty());
        prop_assert_eq!(again.outline(|f| again.face_cover(f) == [0]), outline);
    }

    #[test]
    fn the_order_of_shapes_changes_only_their_numbers(shapes in soups(12, 7)) {
        let faces = build(&shapes);
        let turned: Vec<Shape> = shapes.iter().rev().cloned().collect();
        let other = build(&turned);
        prop_assert!(faces.edges().eq(other.edges()));
        for face in faces.faces() {
            let mut cover: Vec<u32> =
                other.face_cover(face).iter().map(|&s| shapes.len() as u32 - 1 - s).collect();
            cover.sort_unstable();
            prop_assert_eq!(&cover[..], faces.face_cover(face));
        }
    }

    #[test]
    fn noding_twice_adds_nothing(shapes in soups(12, 7)) {
        let faces = build(&shapes);
        let pieces: Vec<Shape> = (0..shapes.len() as u32)
            .map(|i| faces.outline(|f| faces.face_cover(f).contains(&i)))
            .collect();
        let (again, report) = Arrangement::build(&pieces).unwrap();
        prop_assert!(report.added.is_empty());
        prop_assert!(again.edges().eq(faces.edges()));
    }
}
