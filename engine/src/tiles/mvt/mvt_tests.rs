use proptest::prelude::*;

use super::decode::{DecodedValue, decode};
use super::*;

fn tp(x: i32, y: i32) -> TilePoint {
    TilePoint { x, y }
}

fn gp(x: i64, y: i64) -> GridPoint {
    GridPoint { x, y }
}

fn square(low: i32, high: i32) -> Vec<TilePoint> {
    vec![tp(low, low), tp(low, high), tp(high, high), tp(high, low)]
}

#[test]
fn a_tile_without_features_has_no_bytes() {
    assert!(tile_bytes(&[LayerWriter::new("cells")]).is_empty());
}

#[test]
fn the_example_of_the_specification_is_encoded_byte_for_byte() {
    // Specification 2.1, 4.3.5.6: a square of 10 and a square with a hole.
    let mut layer = LayerWriter::new("a");
    layer.add_polygons(
        None,
        &[],
        &[
            TilePolygon { exterior: vec![tp(0, 0), tp(10, 0), tp(10, 10), tp(0, 10)], interiors: vec![] },
            TilePolygon {
                exterior: vec![tp(11, 11), tp(20, 11), tp(20, 20), tp(11, 20)],
                interiors: vec![vec![tp(13, 13), tp(13, 17), tp(17, 17), tp(17, 13)]],
            },
        ],
    );
    let bytes = tile_bytes(&[layer]);
    let expected = [
        9, 0, 0, 26, 20, 0, 0, 20, 19, 0, 15, 9, 22, 2, 26, 18, 0, 0, 18, 17, 0, 15, 9, 4, 13, 26, 0, 8, 8,
        0, 0, 7, 15,
    ];
    assert!(bytes.windows(expected.len()).any(|window| window == expected), "{bytes:?}");
}

#[test]
fn keys_and_values_are_written_once_and_codes_stay_text() {
    let mut layer = LayerWriter::new("cells");
    let shape = TilePolygon { exterior: square(0, 100), interiors: vec![] };
    for (id, code) in [(0, "0310112"), (1, "9007199254740993")] {
        let attributes = [("code", Value::Text(code)), ("synthetic", Value::Flag(true))];
        assert!(layer.add_polygons(Some(id), &attributes, std::slice::from_ref(&shape)));
    }
    let layers = decode(&tile_bytes(&[layer]));
    assert_eq!((layers[0].version, layers[0].extent), (2, 4096));
    assert_eq!(layers[0].keys, ["code", "synthetic"]);
    assert_eq!(layers[0].values.len(), 3);
    assert_eq!(layers[0].features[1].text("code"), "9007199254740993");
    assert_eq!(layers[0].features[1].attributes["synthetic"], DecodedValue::Flag(true));
    assert_eq!(layers[0].features[1].id, Some(1));
}

#[test]
fn numbers_of_every_kind_come_back() {
    let mut layer = LayerWriter::new("points");
    let attributes =
        [("min", Value::Whole(i64::MIN)), ("max", Value::Whole(i64::MAX)), ("half", Value::Number(-0.5))];
    assert!(layer.add_points(None, &attributes, &[tp(-64, 4160), tp(0, 0)]));
    let feature = decode(&tile_bytes(&[layer]))[0].features[0].clone();
    assert_eq!(feature.attributes["min"], DecodedValue::Whole(i64::MIN));
    assert_eq!(feature.attributes["max"], DecodedValue::Whole(i64::MAX));
    assert_eq!(feature.attributes["half"], DecodedValue::Number(-0.5));
    assert_eq!(feature.paths, [(vec![tp(-64, 4160)], false), (vec![tp(0, 0)], false)]);
}

#[test]
fn rings_are_turned_closed_once_and_rid_of_repeats() {
    let mut layer = LayerWriter::new("cells");
    let mut exterior = square(0, 100);
    exterior.insert(1, exterior[0]);
    exterior.push(exterior[0]);
    assert!(doubled_area(&exterior) < 0, "given the wrong way round");
    let hole = vec![tp(10, 10), tp(20, 10), tp(20, 20)];
    layer.add_polygons(None, &[], &[TilePolygon { exterior, interiors: vec![hole] }]);
    let feature = decode(&tile_bytes(&[layer]))[0].features[0].clone();
    assert_eq!(feature.paths.len(), 2);
    assert_eq!(feature.paths[0].0.len(), 4);
    assert!(feature.paths.iter().all(|(_, closed)| *closed));
    assert_eq!(doubled_area(&feature.paths[0].0), 20_000);
    assert_eq!(doubled_area(&feature.paths[1].0), -100);
}

#[test]
fn what_has_no_area_or_length_is_not_written() {
    let mut layer = LayerWriter::new("cells");
    let flat = TilePolygon { exterior: vec![tp(0, 0), tp(5, 5), tp(9, 9)], interiors: vec![] };
    assert!(!layer.add_polygons(None, &[], &[flat]));
    assert!(!layer.add_lines(None, &[], &[vec![tp(3, 3), tp(3, 3)]]));
    assert!(!layer.add_points(None, &[], &[]));
    assert_eq!(layer.feature_count(), 0);
}

#[test]
fn a_ring_around_the_whole_window_becomes_the_window() {
    let window = Window::new(3, 5, 64);
    let far = vec![
        gp(-1_000_000, -1_000_000),
        gp(2_000_000, -1_000_000),
        gp(2_000_000, 2_000_000),
        gp(-1_000_000, 2_000_000),
    ];
    let ring = window.ring(&far).unwrap();
    assert_eq!(doubled_area(&ring), 2 * 4224 * 4224);
    assert_eq!(ring.len(), 4);
}

#[test]
fn a_ring_beyond_a_corner_leaves_nothing() {
    let window = Window::new(0, 0, 0);
    assert_eq!(window.ring(&[gp(-100, -1), gp(-1, -100), gp(-100, -100)]), None);
    // Both sides are crossed, the window is not.
    assert_eq!(window.ring(&[gp(-100, 50), gp(50, -100), gp(-100, -100)]), None);
}

#[test]
fn a_spike_is_cut_off() {
    let window = Window::new(0, 0, 0);
    let ring = window.ring(&[gp(0, 0), gp(10, 0), gp(10, 30), gp(10, 10), gp(0, 10)]).unwrap();
    assert_eq!(ring, [tp(0, 0), tp(10, 0), tp(10, 10), tp(0, 10)]);
}

#[test]
fn a_line_that_leaves_and_returns_becomes_two_parts() {
    let window = Window::new(0, 0, 0);
    let parts = window.line(&[gp(10, 10), gp(10, -10), gp(20, -10), gp(20, 10)]);
    assert_eq!(parts, [vec![tp(10, 10), tp(10, 0)], vec![tp(20, 0), tp(20, 10)]]);
}

#[test]
fn a_place_belongs_to_exactly_one_tile() {
    let (left, right) = (Window::new(0, 0, 64), Window::new(1, 0, 64));
    assert!(!left.owns(gp(4096, 7)) && right.owns(gp(4096, 7)));
    assert_eq!(left.point(gp(4096, 7)), Some(tp(4096, 7)));
}

/// Star-shaped rings around (0, 0): simple by construction.
fn star() -> impl Strategy<Value = Vec<GridPoint>> {
    prop::collection::vec(20.0_f64..6000.0, 5..40).prop_map(|radii| {
        let count = radii.len() as f64;
        radii
            .iter()
            .enumerate()
            .map(|(i, r)| {
                let angle = i as f64 / count * std::f64::consts::TAU;
                gp(2048 + (r * angle.cos()) as i64, 2048 + (r * angle.sin()) as i64)
            })
            .collect()
    })
}

/// The area of the same ring inside the window, by strips in floating point: slow, independent.
fn area_inside(ring: &[GridPoint], low: f64, high: f64) -> f64 {
    let strips = 4224;
    let width = (high - low) / f64::from(strips);
    let mut total = 0.0;
    for strip in 0..strips {
        let x = low + (f64::from(strip) + 0.5) * width;
        let mut cuts = Vec::new();
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            let (ax, bx) = (a.x as f64, b.x as f64);
            if (ax < x) != (bx < x) {
                let t = (x - ax) / (bx - ax);
                cuts.push((a.y as f64 + t * (b.y - a.y) as f64).clamp(low, high));
            }
        }
        cuts.sort_by(f64::total_cmp);
        total += cuts.chunks_exact(2).map(|pair| pair[1] - pair[0]).sum::<f64>() * width;
    }
    total
}

proptest! {
    #[test]
    fn the_decoded_area_is_the_area_inside_the_window(ring in star()) {
        let window = Window::new(0, 0, 64);
        let expected = area_inside(&ring, -64.0, 4160.0);
        let exterior = window.ring(&ring);
        prop_assume!(exterior.is_some());
        let mut layer = LayerWriter::new("cells");
        layer.add_polygons(None, &[], &[TilePolygon { exterior: exterior.unwrap(), interiors: vec![] }]);
        let feature = decode(&tile_bytes(&[layer]))[0].features[0].clone();
        let area = doubled_area(&feature.paths[0].0) as f64 / 2.0;
        prop_assert!(area > 0.0);
        // Cut ends are rounded to the grid: half a step along each edge, and the strips are not exact either.
        prop_assert!((area - expected).abs() <= 20_000.0 + expected * 0.002, "{area} for {expected}");
    }

    #[test]
    fn a_cut_does_not_depend_on_the_direction_of_the_edge(
        a in (-9000_i64..9000, -9000_i64..9000), b in (-9000_i64..9000, -9000_i64..9000),
    ) {
        let window = Window::new(0, 0, 64);
        let there = window.line(&[gp(a.0, a.1), gp(b.0, b.1)]);
        let mut back = window.line(&[gp(b.0, b.1), gp(a.0, a.1)]);
        for part in &mut back {
            part.reverse();
        }
        prop_assert_eq!(there, back);
    }

    #[test]
    fn any_line_stays_in_the_window(
        line in prop::collection::vec((-(1_i64 << 40)..(1_i64 << 40), -9000_i64..9000), 2..20),
    ) {
        let window = Window::new(0, 0, 64);
        let line: Vec<_> = line.into_iter().map(|(x, y)| gp(x, y)).collect();
        for part in window.line(&line) {
            prop_assert!(part.len() >= 2);
            prop_assert!(part.iter().all(|p| (-64..=4160).contains(&p.x) && (-64..=4160).contains(&p.y)));
        }
    }
}
