//! Edges along narrow uncovered ground: closed gaps, and gores that are open to the outside.

use super::{Judge, Unmatched, uncovered_side};
use crate::topology::arrangement::FaceId;
use crate::topology::defects::CheckOptions;
use crate::topology::inscribed::largest_inscribed_circle;
use crate::topology::shape::Point;

/// A segment that one shape draws, with uncovered ground at one side, in metres from a common origin.
struct Shore {
    of: Unmatched,
    face: FaceId,
    a: [f64; 2],
    b: [f64; 2],
}

pub(super) fn along_narrow_ground(judge: &Judge, options: CheckOptions<'_>) -> Vec<Unmatched> {
    let coverage = judge.coverage();
    let narrow: Vec<bool> = coverage.faces.faces().map(|face| is_narrow_gap(judge, face, options)).collect();
    let mut shores = shores(judge, options);
    let mut found: Vec<Unmatched> =
        shores.iter().filter(|shore| narrow[shore.face.index()]).map(|shore| shore.of).collect();
    shores.sort_by(|s, t| s.a[0].min(s.b[0]).total_cmp(&t.a[0].min(t.b[0])));
    for (i, s) in shores.iter().enumerate() {
        let east = s.a[0].max(s.b[0]) + options.gap_width_m;
        let near = shores[i + 1..].iter().take_while(|t| t.a[0].min(t.b[0]) <= east);
        for t in near.filter(|t| t.face == s.face && t.of.shape != s.of.shape) {
            if face_each_other(s, t, options.gap_width_m) {
                found.extend([s.of, t.of]);
            }
        }
    }
    found
}

fn is_narrow_gap(judge: &Judge, face: FaceId, options: CheckOptions<'_>) -> bool {
    let faces = &judge.coverage().faces;
    if face == FaceId::UNBOUNDED || !faces.face_cover(face).is_empty() {
        return false;
    }
    let polygon = faces.face_polygon(face);
    let Some(&near) = polygon.exterior.first() else { return false };
    largest_inscribed_circle(&polygon, options.ground.metres_per_step(near), options.width_tolerance)
        .is_some_and(|circle| 2.0 * circle.radius_m <= options.gap_width_m)
}

fn shores(judge: &Judge, options: CheckOptions<'_>) -> Vec<Shore> {
    let coverage = judge.coverage();
    let Some(&origin) = coverage.noded.nodes.first() else { return Vec::new() };
    let (east_m, north_m) = options.ground.metres_per_step(origin);
    let metres = |p: Point| [(p.x - origin.x) as f64 * east_m, (p.y - origin.y) as f64 * north_m];
    let mut shores = Vec::new();
    for (source, segment) in (0u32..).zip(&coverage.noded.borders.segments) {
        if let &[shape] = judge.odd_owners(source).as_slice() {
            let face = judge.edges_along(source).find_map(|edge| uncovered_side(coverage, edge));
            let (a, b) = segment.ends(&coverage.noded.nodes);
            let shore = |face| Shore { of: Unmatched { shape, source }, face, a: metres(a), b: metres(b) };
            shores.extend(face.map(shore));
        }
    }
    shores
}

/// Whether two segments run side by side, at most `width_m` apart, for longer than `width_m`.
fn face_each_other(s: &Shore, t: &Shore, width_m: f64) -> bool {
    let length = (s.b[0] - s.a[0]).hypot(s.b[1] - s.a[1]);
    let along = [(s.b[0] - s.a[0]) / length, (s.b[1] - s.a[1]) / length];
    // Each end of t as (along s, off s).
    let seen = |p: [f64; 2]| {
        let off = [p[0] - s.a[0], p[1] - s.a[1]];
        [off[0] * along[0] + off[1] * along[1], off[1] * along[0] - off[0] * along[1]]
    };
    let (from, to) = (seen(t.a), seen(t.b));
    let (low, high) = if from[0] <= to[0] { (from, to) } else { (to, from) };
    let (start, end) = (low[0].max(0.0), high[0].min(length));
    if end - start <= width_m {
        return false;
    }
    let off_at = |at: f64| low[1] + (high[1] - low[1]) * (at - low[0]) / (high[0] - low[0]);
    off_at(start).abs() <= width_m && off_at(end).abs() <= width_m
}
