//! Places near borders of an imported layer, judged on the file's own numbers.
//!
//! A file's borders and the places of its cases often agree to far less than a lattice step: borders are street
//! centrelines, and cases are geocoded onto them. Within a few steps of a border the lattice would decide by its own
//! rounding; here the file's numbers decide, on a power-of-two lattice that holds them exactly.

use std::collections::BTreeSet;

use super::answer::{NO_CELL, Placement, Status};
use super::border::OUTSIDE;
use super::locator::Locator;
use crate::crs::LatticePoint;
use crate::ids::CellCode;
use crate::measure::LonLat;
use crate::topology::{Lattice, LatticeError, Point, Ring, Shape, predicates};

/// Places nearer to a border than this are judged on the file's own numbers, in square metres: 6 cm, some four times
/// what rounding border and place to the 1e-7 degree lattice can move them.
pub(super) const NEAR_M2: f64 = 0.06 * 0.06;

/// A feature of a file: its cell's code, its shape on the 1e-7 degree lattice, and its rings in the file's own degrees.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedCell {
    /// The code.
    pub code: CellCode,
    /// The shape in lattice steps.
    pub shape: Shape,
    /// The same rings as (lon, lat) in degrees.
    pub rings: Vec<Vec<[f64; 2]>>,
}

/// The shapes of a layer on a lattice of the file's own numbers.
#[derive(Debug, Clone)]
pub(super) struct OwnNumbers {
    lattice: Lattice,
    /// Cells of the shapes, rising.
    cells: Vec<u32>,
    shapes: Vec<Vec<Ring>>,
}

/// How a place stands to a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    /// The cell covers it by the half-open rule.
    pub covered: bool,
    /// It lies exactly on the cell's border.
    pub on_border: bool,
}

impl OwnNumbers {
    /// Rings in degrees of some shapes, with the cell of each, rising.
    pub(super) fn new(shapes: &[Vec<Vec<[f64; 2]>>], cells: Vec<u32>) -> Result<Self, LatticeError> {
        let lattice = Lattice::covering(shapes.iter().flatten().flatten().flatten().copied())?;
        let rings = |shape: &Vec<Vec<[f64; 2]>>| {
            shape.iter().map(|ring| lattice.ring(ring.iter().copied())).collect()
        };
        Ok(Self { lattice, cells, shapes: shapes.iter().map(rings).collect::<Result<_, _>>()? })
    }

    /// How a place stands to a cell, exactly; covered where any of the cell's shapes covers it. O(vertices of the cell).
    pub(super) fn standing(&self, place: LonLat, cell: u32) -> Standing {
        let mut standing = Standing { covered: false, on_border: false };
        let Ok(p) = self.lattice.point(place.lon(), place.lat()) else { return standing };
        let first = self.cells.partition_point(|&c| c < cell);
        for (_, shape) in self.cells.iter().zip(&self.shapes).skip(first).take_while(|&(&c, _)| c == cell) {
            let mut crossings = 0u32;
            for ring in shape {
                let next = ring.iter().cycle().skip(1);
                for (&a, &b) in ring.iter().zip(next) {
                    let (low, high) = if (a.y, a.x) < (b.y, b.x) { (a, b) } else { (b, a) };
                    if p.y < low.y || p.y > high.y {
                        continue;
                    }
                    standing.on_border |= predicates::on_segment(low, high, p);
                    crossings += u32::from(crossed_left_of(low, high, p));
                }
            }
            standing.covered |= crossings % 2 == 1;
        }
        standing
    }
}

/// Whether a ray to the left from just above-right of p crosses the segment from its lower to its upper end.
fn crossed_left_of(low: Point, high: Point, p: Point) -> bool {
    low.y <= p.y && p.y < high.y && predicates::cross(low, high, p) <= 0
}

impl Locator {
    /// A placement near a border, judged on the file's own numbers; any other, and any of a published plan, as it is.
    pub(super) fn refined(&self, place: LonLat, p: LatticePoint, found: Placement) -> Placement {
        let Some(own) = self.own.as_deref().filter(|_| found.border_m * found.border_m < NEAR_M2) else {
            return found;
        };
        let (cells, at_outside) = self.beside(p);
        let standings: Vec<(u32, Standing)> =
            cells.iter().map(|&cell| (cell, own.standing(place, cell))).collect();
        let first =
            |holds: fn(&Standing) -> bool| standings.iter().find(|(_, s)| holds(s)).map(|&(cell, _)| cell);
        let covering = standings.iter().filter(|(_, s)| s.covered).count();
        let (cell, status) = match (first(|s| s.covered), first(|s| s.on_border)) {
            (Some(cell), _) if covering == 1 => (cell, Status::Inside),
            (Some(cell), _) => (cell, Status::OverlapResolved),
            (None, touching) if !at_outside => {
                let nearest = Some(found.cell).filter(|&cell| cell != NO_CELL);
                (touching.or(nearest).unwrap_or(NO_CELL), Status::GapResolved)
            }
            (None, Some(cell)) => (cell, Status::Edge),
            (None, None) => (NO_CELL, Status::Outside),
        };
        let beyond = [found.rival, found.cell].into_iter().chain(cells).find(|&c| c != cell && c != NO_CELL);
        Placement { cell, status, border_m: found.border_m, rival: beyond.unwrap_or(NO_CELL) }
    }

    /// The cells that cover a place near a border, or on whose border it lies, judged as [`Self::refined`] does.
    pub(super) fn meeting_near(&self, place: LonLat, p: LatticePoint) -> Option<Vec<u32>> {
        let own = self.own.as_deref()?;
        let met = |cell: &u32| {
            let standing = own.standing(place, *cell);
            standing.covered || standing.on_border
        };
        Some(self.beside(p).0.into_iter().filter(met).collect())
    }

    /// The cells at a position or within reach of the lattice's rounding, rising, and whether outside is as near.
    fn beside(&self, p: LatticePoint) -> (Vec<u32>, bool) {
        let mut cells: BTreeSet<u32> = self.cover_at(p).collect();
        let mut at_outside = false;
        self.tree.within(p, self.scales.at(p.y), NEAR_M2, |border, _| {
            cells.extend(self.classes.cover(border.left).chain(self.classes.cover(border.right)));
            at_outside |= border.left == OUTSIDE || border.right == OUTSIDE;
        });
        (cells.into_iter().collect(), at_outside)
    }
}
