//! The classes of a layer's faces: which cells a face belongs to, and the named rule that resolves a fault.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use super::border::{Border, FaceClass, OUTSIDE};
use crate::crs::LatticePoint;
use crate::topology::{Arrangement, Edge, FaceId, Point, Polygon, Ring, Shape};

/// A face that not exactly one cell covers, and is not simply outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Several cells cover it, by rising index: the first, which has the lowest code, owns it.
    Overlap(Vec<u32>),
    /// No cell covers it, and it is a sliver between these cells, by rising index: the nearest owns it.
    Gap(Vec<u32>),
}

/// The faults of a layer; class `cells + k` is `faults[k]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct FaceClasses {
    cells: u32,
    faults: Vec<Fault>,
}

/// What a class tells of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    Cell(u32),
    Overlap(&'a [u32]),
    Gap(&'a [u32]),
    Outside,
}

impl FaceClasses {
    /// The classes of an arrangement's faces: `classes[face]` beside the table. Shapes of one cell count as one.
    /// `is_sliver` is asked once for each bounded face that nothing covers.
    pub fn of(
        arrangement: &Arrangement,
        cells: u32,
        cell_of_shape: &[u32],
        mut is_sliver: impl FnMut(FaceId) -> bool,
    ) -> (Self, Vec<FaceClass>) {
        let mut table = Self { cells, faults: Vec::new() };
        let mut overlaps: BTreeMap<Vec<u32>, FaceClass> = BTreeMap::new();
        let mut classes = Vec::with_capacity(arrangement.face_count());
        for face in arrangement.faces() {
            let cover = distinct(arrangement.face_cover(face), cell_of_shape);
            let class = match cover.as_slice() {
                [] if face == FaceId::UNBOUNDED || !is_sliver(face) => OUTSIDE,
                [] => table.add(Fault::Gap(neighbours(arrangement, face, cell_of_shape))),
                [cell] => *cell,
                several => *overlaps
                    .entry(several.to_vec())
                    .or_insert_with(|| table.add(Fault::Overlap(several.to_vec()))),
            };
            classes.push(class);
        }
        (table, classes)
    }

    fn add(&mut self, fault: Fault) -> FaceClass {
        self.faults.push(fault);
        let number = u32::try_from(self.faults.len() - 1).unwrap_or(u32::MAX);
        self.cells.saturating_add(number).min(super::border::NO_LOCATION - 1)
    }

    /// The meaning of a class.
    pub fn kind(&self, class: FaceClass) -> Kind<'_> {
        if class < self.cells {
            return Kind::Cell(class);
        }
        match self.faults.get((class - self.cells) as usize) {
            Some(Fault::Overlap(cells)) => Kind::Overlap(cells),
            Some(Fault::Gap(cells)) => Kind::Gap(cells),
            None => Kind::Outside,
        }
    }

    /// The cells that cover a face of this class.
    pub fn cover(&self, class: FaceClass) -> impl Iterator<Item = u32> + '_ {
        let (one, many): (Option<u32>, &[u32]) = match self.kind(class) {
            Kind::Cell(cell) => (Some(cell), &[]),
            Kind::Overlap(cells) => (None, cells),
            Kind::Gap(_) | Kind::Outside => (None, &[]),
        };
        one.into_iter().chain(many.iter().copied())
    }

    /// Number of faulty classes.
    pub fn fault_count(&self) -> usize {
        self.faults.len()
    }
}

/// The cells of some shapes, each once, by rising index.
fn distinct(shapes: &[u32], cell_of_shape: &[u32]) -> SmallVec<[u32; 4]> {
    let mut cells: SmallVec<[u32; 4]> =
        shapes.iter().filter_map(|&shape| cell_of_shape.get(shape as usize).copied()).collect();
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// The cells beside a face, by rising index.
fn neighbours(arrangement: &Arrangement, face: FaceId, cell_of_shape: &[u32]) -> Vec<u32> {
    let shapes: Vec<u32> = arrangement
        .face_edges(face)
        .flat_map(|(edge, _)| arrangement.edge_shapes(edge).iter().copied())
        .collect();
    distinct(&shapes, cell_of_shape).into_vec()
}

/// The borders between faces of different class.
pub(crate) fn borders(arrangement: &Arrangement, classes: &[FaceClass]) -> Vec<Border> {
    let class = |face: FaceId| classes.get(face.index()).copied().unwrap_or(OUTSIDE);
    arrangement
        .edges()
        .filter(|e| class(e.left) != class(e.right))
        .filter_map(|Edge { a, b, left, right }| {
            Border::new(lattice(a)?, lattice(b)?, class(left), class(right))
        })
        .collect()
}

/// For each cell the segments on whose two sides its cover differs.
pub(crate) fn borders_of_cells(borders: &[Border], classes: &FaceClasses, cells: usize) -> Vec<Vec<u32>> {
    let mut own = vec![Vec::new(); cells];
    for (index, border) in (0u32..).zip(borders) {
        let (left, right) = (|| classes.cover(border.left), || classes.cover(border.right));
        let changed =
            left().filter(|c| right().all(|d| d != *c)).chain(right().filter(|c| left().all(|d| d != *c)));
        for cell in changed {
            if let Some(list) = own.get_mut(cell as usize) {
                list.push(index);
            }
        }
    }
    own
}

fn lattice(p: Point) -> Option<LatticePoint> {
    Some(LatticePoint { x: i32::try_from(p.x).ok()?, y: i32::try_from(p.y).ok()? })
}

pub(crate) fn point(p: LatticePoint) -> Point {
    Point { x: i64::from(p.x), y: i64::from(p.y) }
}

/// Borders chained to closed rings. Which rings is free, for what they cover is judged even-odd.
pub(crate) fn chained(own: &[Border]) -> Shape {
    let mut ends: Vec<(LatticePoint, usize)> =
        own.iter().enumerate().flat_map(|(i, e)| [(e.a, i), (e.b, i)]).collect();
    ends.sort_unstable();
    let mut used = vec![false; own.len()];
    let mut polygons = Vec::new();
    for first in 0..own.len() {
        let mut ring = Ring::new();
        let mut next = (!used[first]).then_some((first, own[first].a));
        while let Some((border, from)) = next {
            used[border] = true;
            ring.push(point(from));
            let to = if own[border].a == from { own[border].b } else { own[border].a };
            let around = ends.partition_point(|&(p, _)| p < to);
            let onward = ends[around..].iter().take_while(|&&(p, _)| p == to).find(|&&(_, i)| !used[i]);
            next = onward.map(|&(_, i)| (i, to));
        }
        if ring.len() > 2 {
            polygons.push(Polygon { exterior: ring, interiors: Vec::new() });
        }
    }
    Shape { polygons }
}
