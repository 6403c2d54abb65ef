//! The layer's shapes at each zoom: details that nobody can see are left out, on both sides of a border alike.

use std::sync::OnceLock;

use super::address::{MAX_ZOOM, MIN_ZOOM, WorldMap, WorldPoint};
use super::cells::CellTilesError;
use crate::crs::{STEPS_PER_DEGREE, metres_per_pixel};
use crate::topology::arcs::SharedArcs;
use crate::topology::simplify::ArcScales;
use crate::topology::{Polygon, Shape};

/// From this zoom on nothing is left out: a step of the tile's grid is 13 cm.
const FULL_ZOOM: u8 = 16;

/// A vertex goes when its triangle is smaller than a square of this side, in pixels of a tile 512 pixels wide.
const TOLERANCE_PX: f64 = 0.5;

/// Metres of a lattice step to the north, within 0.5 % everywhere; it sets a tolerance and measures nothing.
const METRES_PER_STEP: f64 = 111_200.0 / STEPS_PER_DEGREE;

/// Shapes and borders of all zooms, each made when first asked for.
#[derive(Debug)]
pub(super) struct Levels {
    arcs: SharedArcs,
    scales: ArcScales,
    middle_lat: f64,
    world: WorldMap,
    coarse: Vec<OnceLock<Level>>,
    full: Level,
}

/// What is drawn at one zoom.
#[derive(Debug)]
pub(super) struct Level {
    /// Polygons of each cell, each a list of rings, the outer one first.
    pub cells: Vec<Vec<Vec<Vec<WorldPoint>>>>,
    /// Each border once; a closed one ends where it began.
    pub borders: Vec<Vec<WorldPoint>>,
}

impl Levels {
    pub(super) fn build(shapes: &[Shape], middle_lat: f64, world: WorldMap) -> Result<Self, CellTilesError> {
        let arcs = SharedArcs::build(shapes)?;
        let scales = ArcScales::compute(&arcs, middle_lat.to_radians().cos(), false)?;
        let full = Level::of(&arcs, &scales, -1.0, world);
        let coarse = (MIN_ZOOM..FULL_ZOOM).map(|_| OnceLock::new()).collect();
        Ok(Self { arcs, scales, middle_lat, world, coarse, full })
    }

    /// How the world is laid out.
    pub(super) const fn world(&self) -> WorldMap {
        self.world
    }

    /// What is drawn at a zoom.
    pub(super) fn at(&self, zoom: u8) -> &Level {
        let slot = zoom.min(MAX_ZOOM).checked_sub(MIN_ZOOM).and_then(|at| self.coarse.get(usize::from(at)));
        slot.map_or(&self.full, |slot| {
            slot.get_or_init(|| Level::of(&self.arcs, &self.scales, self.area(zoom), self.world))
        })
    }

    /// The area of triangles that nobody sees at a zoom, in square steps to the north.
    fn area(&self, zoom: u8) -> f64 {
        let side = TOLERANCE_PX * metres_per_pixel(self.middle_lat, zoom, 512.0) / METRES_PER_STEP;
        side * side
    }

    /// All vertices.
    pub(super) fn finest(&self) -> &Level {
        &self.full
    }

    /// Whether a border has a cell on one side only.
    pub(super) fn is_outer(&self, border: u32) -> bool {
        let sides = usize::try_from(border).ok().and_then(|arc| self.arcs.sides(arc));
        sides.is_some_and(|sides| sides.left.is_none() || sides.right.is_none())
    }
}

impl Level {
    fn of(arcs: &SharedArcs, scales: &ArcScales, area: f64, world: WorldMap) -> Self {
        let on_world = |place| WorldPoint::of_world(world, place);
        let rings = |polygon: &Polygon| {
            let rings = std::iter::once(&polygon.exterior).chain(&polygon.interiors);
            rings.map(|ring| ring.iter().map(|&p| on_world(p)).collect()).collect()
        };
        let cell = |shape| scales.shape(arcs, shape, area).polygons.iter().map(rings).collect();
        let border = |arc| {
            let mut line: Vec<_> = scales.positions(arcs, arc, area).map(on_world).collect();
            if arcs.sides(arc).is_some_and(|sides| sides.is_ring) {
                line.extend(line.first().copied());
            }
            line
        };
        Self {
            cells: (0..arcs.shape_count()).map(cell).collect(),
            borders: (0..arcs.arc_count()).map(border).collect(),
        }
    }
}
