//! What a repair changed.

use super::super::ground::Ground;
use super::super::noding::NodingReport;
use super::super::shape::{Point, Shape};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum RepairKind {
    /// A vertex was moved onto another one.
    VertexMoved {
        /// Where it went.
        to: Point,
        /// How far, in metres.
        moved_m: f64,
    },
    /// A border was led through a vertex that it missed narrowly.
    BorderBent {
        /// How far it was from the vertex, in metres.
        moved_m: f64,
    },
    /// An area that several shapes covered was left to one.
    OverlapGiven {
        /// The shape that kept it.
        to: u32,
    },
    /// An area that no shape covered was given to one.
    GapFilled {
        /// The shape that got it.
        to: u32,
    },
    /// Nothing is left of a shape.
    ShapeEmptied,
}

/// One repair.
#[derive(Debug, Clone, PartialEq)]
pub struct Repair {
    /// What was done.
    pub kind: RepairKind,
    /// The shapes concerned, ascending: those with the vertex or border, those that overlapped, those around the gap.
    pub cells: Vec<u32>,
    /// The area that changed hands, in square metres; 0 for a single vertex.
    pub area_m2: f64,
    /// A vertex of what was changed, before the change.
    pub place: Point,
}

/// All repairs, first the vertices, then the borders, overlaps, gaps and emptied shapes, each from west to east.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RepairReport {
    /// One entry for each change.
    pub repairs: Vec<Repair>,
    /// The vertices that borders got where they met, after snapping.
    pub noding: NodingReport,
}

impl RepairReport {
    pub(super) fn add(&mut self, kind: RepairKind, mut cells: Vec<u32>, area_m2: f64, place: Point) {
        cells.sort_unstable();
        cells.dedup();
        self.repairs.push(Repair { kind, cells, area_m2, place });
    }

    pub(super) fn add_emptied(&mut self, shape: u32, before: &Shape, ground: Ground) {
        let Some(place) = before.rings().flatten().min().copied() else { return };
        let area_m2 = before.polygons.iter().map(|polygon| ground.area_m2(polygon)).sum();
        self.add(RepairKind::ShapeEmptied, vec![shape], area_m2, place);
    }
}
