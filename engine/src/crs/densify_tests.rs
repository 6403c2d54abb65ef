//! Densified edges stay on the true line, and are the same from either end.

use proptest::prelude::*;

use super::*;
use crate::crs::Datum;

fn zone() -> Converter {
    Datum::Epsg(4549).converter().unwrap()
}

fn pair(x: f64, y: f64) -> StatedPair {
    StatedPair { x, y }
}

/// The largest distance in lattice steps between the true line and the chords, at many spots of the line.
fn worst_steps(converter: &Converter, from: StatedPair, to: StatedPair, places: &[LonLat]) -> f64 {
    let mut worst = 0.0_f64;
    for i in 0..=4000 {
        let t = f64::from(i) / 4000.0;
        let on = converter.place(pair(from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t)).unwrap();
        let nearest = places.windows(2).map(|edge| {
            let within = |low: f64, high: f64, value: f64| {
                (low.min(high) - 1e-9..=low.max(high) + 1e-9).contains(&value)
            };
            let beside = within(edge[0].lon(), edge[1].lon(), on.lon())
                || within(edge[0].lat(), edge[1].lat(), on.lat());
            if beside { off_chord_steps(edge[0], edge[1], on) } else { f64::INFINITY }
        });
        worst = worst.max(nearest.fold(f64::INFINITY, f64::min));
    }
    worst
}

#[test]
fn a_long_border_of_the_plane_gets_vertices_and_a_short_one_none() {
    let long = [pair(620_000.0, 3_440_000.0), pair(640_000.0, 3_440_500.0)];
    let places = densify_line(&zone(), &long).unwrap();
    assert!(places.len() > 10, "{}", places.len());
    assert!(worst_steps(&zone(), long[0], long[1], &places) <= 0.5);
    let short = [pair(631_000.0, 3_440_000.0), pair(631_188.0, 3_440_010.0)];
    assert_eq!(densify_line(&zone(), &short).unwrap().len(), 2);
}

#[test]
fn an_edge_across_the_central_meridian_which_bends_both_ways_stays_within_half_a_step() {
    let edge = [pair(480_000.0, 3_430_000.0), pair(520_000.0, 3_450_000.0)];
    let places = densify_line(&zone(), &edge).unwrap();
    assert!(worst_steps(&zone(), edge[0], edge[1], &places) <= 0.5);
}

#[test]
fn degrees_need_no_vertices_but_shifted_degrees_do() {
    let edge = [pair(121.30, 31.05), pair(121.42, 31.10)];
    assert_eq!(densify_line(&Datum::Wgs84.converter().unwrap(), &edge).unwrap().len(), 2);
    let gcj = Datum::Gcj02.converter().unwrap();
    let places = densify_line(&gcj, &edge).unwrap();
    assert!(places.len() > 2);
    assert!(worst_steps(&gcj, edge[0], edge[1], &places) <= 0.5);
}

#[test]
fn a_ring_is_closed_once_whether_or_not_its_first_vertex_is_repeated() {
    let mut ring =
        vec![pair(620_000.0, 3_430_000.0), pair(640_000.0, 3_430_000.0), pair(640_000.0, 3_450_000.0)];
    let open = densify_ring(&zone(), &ring).unwrap();
    ring.push(ring[0]);
    let closed = densify_ring(&zone(), &ring).unwrap();
    assert_eq!(open, closed);
    assert_ne!(open.first(), open.last());
    assert!(densify_ring(&zone(), &[]).unwrap().is_empty());
    assert_eq!(densify_ring(&zone(), &ring[..1]).unwrap().len(), 1);
}

#[test]
fn an_edge_that_leaves_the_plane_is_an_error() {
    assert!(densify_line(&zone(), &[pair(620_000.0, 3_430_000.0), pair(9e9, 3_430_000.0)]).is_err());
}

proptest! {
    #[test]
    fn either_direction_of_travel_gives_the_same_vertices(
        ax in 600_000.0..660_000.0, ay in 3_420_000.0..3_460_000.0, dx in -20_000.0..20_000.0, dy in -20_000.0..20_000.0,
    ) {
        let (a, b) = (pair(ax, ay), pair(ax + dx, ay + dy));
        let there = densify_line(&zone(), &[a, b]).unwrap();
        let mut back = densify_line(&zone(), &[b, a]).unwrap();
        back.reverse();
        prop_assert_eq!(there, back);
    }

    #[test]
    fn chords_stay_within_half_a_step(
        ax in 600_000.0..660_000.0, ay in 3_420_000.0..3_460_000.0, dx in -8000.0..8000.0, dy in -8000.0..8000.0,
    ) {
        let (a, b) = (pair(ax, ay), pair(ax + dx, ay + dy));
        let places = densify_line(&zone(), &[a, b]).unwrap();
        prop_assert!(worst_steps(&zone(), a, b, &places) <= 0.5);
    }
}
