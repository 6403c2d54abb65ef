//! One owner for each face.

use std::collections::BTreeMap;

use super::{CleanOptions, MergeStrategy, RepairKind, RepairReport};
use crate::topology::arrangement::{Arrangement, Edge, FaceId};
use crate::topology::inscribed::largest_inscribed_circle;
use crate::topology::shape::Point;

/// The relative error of a gap's width.
const WIDTH_TOLERANCE: f64 = 1e-6;

/// A gap whose area is this much more than girth and radius allow is wide, whatever the metric of the ellipsoid does.
const WIDE: f64 = 1.01;

/// The owner of each face, `None` for the unbounded one and for gaps that stay.
pub(super) fn owners(
    faces: &Arrangement,
    shapes: usize,
    options: &CleanOptions,
    report: &mut RepairReport,
) -> Vec<Option<u32>> {
    let mut merge = Merge { faces, options, owners: Vec::new(), twice_areas: vec![0; shapes] };
    for face in faces.faces() {
        let owner = if let [only] = faces.face_cover(face) { Some(*only) } else { None };
        merge.owners.push(None);
        if let Some(owner) = owner {
            merge.give(face, owner);
        }
    }
    merge.settle_overlaps(report);
    merge.fill_gaps(report);
    merge.owners
}

struct Merge<'a> {
    faces: &'a Arrangement,
    options: &'a CleanOptions,
    owners: Vec<Option<u32>>,
    /// Twice the area of the faces that each shape owns.
    twice_areas: Vec<i128>,
}

impl Merge<'_> {
    /// Faces from west to east; one that has no border with any of its claimants' own faces yet waits for its neighbours.
    fn settle_overlaps(&mut self, report: &mut RepairReport) {
        let mut open: Vec<FaceId> =
            self.faces.faces().filter(|&face| self.faces.face_cover(face).len() > 1).collect();
        let mut is_stuck = false;
        let mut given = Vec::new();
        while !open.is_empty() {
            let count = open.len();
            let mut waiting = Vec::new();
            for face in open {
                match self.claimant(face, is_stuck) {
                    Some(owner) => {
                        is_stuck = false;
                        self.give(face, owner);
                        given.push((face, owner));
                    }
                    None => waiting.push(face),
                }
            }
            is_stuck = waiting.len() == count;
            open = waiting;
        }
        given.sort_unstable();
        for (face, to) in given {
            let cells = self.faces.face_cover(face).to_vec();
            self.report(report, RepairKind::OverlapGiven { to }, cells, face);
        }
    }

    fn claimant(&self, face: FaceId, is_stuck: bool) -> Option<u32> {
        let cover = self.faces.face_cover(face);
        let area = |shape: &u32| self.twice_areas.get(*shape as usize).copied().unwrap_or(0);
        match self.options.overlaps {
            MergeStrategy::MinIndex => cover.first().copied(),
            MergeStrategy::MinArea => cover.iter().copied().min_by_key(area),
            MergeStrategy::MaxArea => cover.iter().copied().min_by_key(|shape| -area(shape)),
            MergeStrategy::LongestBorder if is_stuck => cover.first().copied(),
            MergeStrategy::LongestBorder => {
                longest(self.borders(face).into_iter().filter(|(shape, _)| cover.contains(shape)))
            }
        }
    }

    fn fill_gaps(&mut self, report: &mut RepairReport) {
        if self.options.gap_width_m == 0.0 {
            return;
        }
        for face in self.faces.faces() {
            let is_gap = face != FaceId::UNBOUNDED && self.faces.face_cover(face).is_empty();
            if !is_gap || self.is_wide(face) {
                continue;
            }
            let borders = self.borders(face);
            let cells: Vec<u32> = borders.keys().copied().collect();
            if let Some(to) = longest(borders) {
                self.give(face, to);
                self.report(report, RepairKind::GapFilled { to }, cells, face);
            }
        }
    }

    /// Whether a gap is too wide to be filled. The circle is searched only where area and girth leave a doubt.
    fn is_wide(&self, face: FaceId) -> bool {
        let CleanOptions { ground, gap_width_m, .. } = *self.options;
        let polygon = self.faces.face_polygon(face);
        let radius_m = gap_width_m * 0.5;
        let area_m2 = ground.area_m2(&polygon);
        if area_m2 < std::f64::consts::PI * radius_m * radius_m {
            return false;
        }
        // Without holes, the area is at most the girth times the radius of the largest circle.
        if polygon.interiors.is_empty() && area_m2 > WIDE * radius_m * ground.perimeter_m(&polygon) {
            return true;
        }
        let near = polygon.exterior.first().copied().unwrap_or(Point::new(0, 0));
        largest_inscribed_circle(&polygon, ground.metres_per_step(near), WIDTH_TOLERANCE)
            .is_some_and(|circle| circle.radius_m > radius_m)
    }

    fn give(&mut self, face: FaceId, owner: u32) {
        self.owners[face.index()] = Some(owner);
        if let Some(area) = self.twice_areas.get_mut(owner as usize) {
            *area += self.faces.face_twice_area(face);
        }
    }

    /// Length in metres of the border along a face of each shape that owns a face beside it.
    fn borders(&self, face: FaceId) -> BTreeMap<u32, f64> {
        let mut lengths_m = BTreeMap::new();
        let mut metres_per_step = None;
        for (edge, is_left) in self.faces.face_edges(face) {
            let Edge { a, b, left, right } = self.faces.edge(edge);
            let beside = if is_left { right } else { left };
            if let Some(owner) = self.owners.get(beside.index()).copied().flatten() {
                let (east_m, north_m) =
                    *metres_per_step.get_or_insert_with(|| self.options.ground.metres_per_step(a));
                let (dx, dy) = ((b.x - a.x) as f64 * east_m, (b.y - a.y) as f64 * north_m);
                *lengths_m.entry(owner).or_insert(0.0) += (dx * dx + dy * dy).sqrt();
            }
        }
        lengths_m
    }

    fn report(&self, report: &mut RepairReport, kind: RepairKind, cells: Vec<u32>, face: FaceId) {
        let ends = self.faces.face_edges(face).map(|(edge, _)| self.faces.edge(edge).a);
        let place = ends.min().unwrap_or(Point::new(0, 0));
        let area_m2 = self.options.ground.area_m2(&self.faces.face_polygon(face));
        report.add(kind, cells, area_m2, place);
    }
}

/// The shape with the longest border; the first of equals.
fn longest(borders: impl IntoIterator<Item = (u32, f64)>) -> Option<u32> {
    let mut best: Option<(u32, f64)> = None;
    for (shape, length) in borders {
        if best.is_none_or(|(_, most)| length > most) {
            best = Some((shape, length));
        }
    }
    best.map(|(shape, _)| shape)
}
