//! One layer's answers: raster for the cell, packed tree for distances, reference for proofs and faults.

use std::sync::Arc;

use super::answer::{NO_CELL, Placement, Status};
use super::batch::SpatialOrder;
use super::border::{Border, FaceClass, NO_LOCATION, OUTSIDE};
use super::faces::{self, FaceClasses, Kind};
use super::nearby::{Nearby, Square};
use super::nearest::{BorderTree, Nearest};
use super::own_numbers::{ImportedCell, OwnNumbers};
use super::raster::{BorderRaster, Found, RasterError};
use super::reference::Reference;
use super::scale::Scales;
use crate::crs::LatticePoint;
use crate::ids::{CellCode, CellIndex};
use crate::measure::{LonLat, Metres};
use crate::topology::{Arrangement, ArrangementError, FaceId, LatticeError, NodingReport, Shape};

/// Most pixels of a layer's raster; about 20 MB with the lists of 500,000 borders.
const PIXELS_MOST: usize = 1 << 20;

/// Pixels for each border, before the limit.
const PIXELS_A_BORDER: usize = 24;

/// How a layer is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocatorOptions {
    /// A bounded face that no cell covers is a gap, resolved to the nearest cell, up to this width (twice the radius
    /// of the largest inscribed circle); wider, it is a hole on purpose and `outside`.
    pub gap_width: Metres,
}

impl Default for LocatorOptions {
    fn default() -> Self {
        Self { gap_width: Metres(0.25) }
    }
}

/// Why a layer cannot be searched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LocatorError {
    /// The borders could not be noded.
    #[error(transparent)]
    Arrangement(#[from] ArrangementError),
    /// The borders do not fit the raster.
    #[error(transparent)]
    Raster(#[from] RasterError),
    /// The file's numbers fit no lattice.
    #[error(transparent)]
    OwnNumbers(#[from] LatticeError),
}

/// Which cell of one layer holds a place. Immutable, shareable between threads.
#[derive(Debug, Clone)]
pub struct Locator {
    codes: Arc<[CellCode]>,
    pub(super) classes: FaceClasses,
    pub(super) raster: BorderRaster,
    pub(super) tree: BorderTree,
    nearby: Arc<Nearby>,
    pub(super) reference: Reference,
    pub(super) scales: Scales,
    pub(super) own: Option<Arc<OwnNumbers>>,
}

/// What is read first about a place in a layer.
pub(crate) struct Ahead<'a> {
    found: Found,
    square: Option<&'a Square>,
}

impl Locator {
    /// The locator of features given as (code, shape on the 1e-7 degree lattice), in any order. Cells are ordered by
    /// code; features with one code are parts of one cell, and cover what any of them covers.
    ///
    /// Returns what noding added or moved beside it: nothing for a published plan, whose borders are shared vertex
    /// for vertex.
    ///
    /// # Errors
    /// [`LocatorError`] for borders beyond the lattice.
    ///
    /// # Complexity
    /// O(n log n) in the number of vertices.
    pub fn build(
        mut features: Vec<(CellCode, Shape)>,
        options: LocatorOptions,
    ) -> Result<(Self, NodingReport), LocatorError> {
        features.sort_by(|a, b| a.0.cmp(&b.0));
        let mut codes: Vec<CellCode> = Vec::with_capacity(features.len());
        let mut cell_of_shape = Vec::with_capacity(features.len());
        let mut shapes = Vec::with_capacity(features.len());
        for (code, shape) in features {
            if codes.last() != Some(&code) {
                codes.push(code);
            }
            cell_of_shape.push(u32::try_from(codes.len() - 1).unwrap_or(u32::MAX));
            shapes.push(shape);
        }
        let (arrangement, report) = Arrangement::build(&shapes)?;
        Ok((Self::of_arrangement(codes, &cell_of_shape, &arrangement, options)?, report))
    }

    /// The locator of a file's features. As [`Self::build`], but places within 6 cm of a border are judged on the file's own
    /// numbers, exactly, where the lattice would decide by its rounding.
    ///
    /// # Errors
    /// As [`Self::build`].
    pub fn build_imported(
        mut features: Vec<ImportedCell>,
        options: LocatorOptions,
    ) -> Result<(Self, NodingReport), LocatorError> {
        features.sort_by(|a, b| a.code.cmp(&b.code));
        let codes: Vec<CellCode> = features.iter().map(|feature| feature.code.clone()).collect();
        let (shapes, rings): (Vec<_>, Vec<_>) =
            features.into_iter().map(|feature| ((feature.code, feature.shape), feature.rings)).unzip();
        let (mut locator, report) = Self::build(shapes, options)?;
        let cell = |code| locator.codes.binary_search(code).ok().and_then(|cell| u32::try_from(cell).ok());
        let cells = codes.iter().map(|code| cell(code).unwrap_or(NO_CELL)).collect();
        locator.own = Some(Arc::new(OwnNumbers::new(&rings, cells)?));
        Ok((locator, report))
    }

    /// The locator of an arrangement whose shape `i` is part of the cell `codes[cell_of_shape[i]]`; codes rise.
    fn of_arrangement(
        codes: Vec<CellCode>,
        cell_of_shape: &[u32],
        arrangement: &Arrangement,
        options: LocatorOptions,
    ) -> Result<Self, LocatorError> {
        let cells = u32::try_from(codes.len()).unwrap_or(u32::MAX);
        let is_sliver = |face: FaceId| super::scale::face_width(arrangement, face).0 <= options.gap_width.0;
        let (classes, of_faces) = FaceClasses::of(arrangement, cells, cell_of_shape, is_sliver);
        let tree = BorderTree::build(&faces::borders(arrangement, &of_faces));
        let borders = tree.borders();
        let pixels = (borders.len() * PIXELS_A_BORDER).min(PIXELS_MOST);
        let raster = BorderRaster::build(borders, pixels)?;
        let of_cells = faces::borders_of_cells(borders, &classes, codes.len());
        let reference = Reference::build(borders, &of_cells);
        let scales = Scales::over(borders);
        let nearby = Arc::new(Nearby::over(&tree));
        Ok(Self { codes: codes.into(), classes, raster, tree, nearby, reference, scales, own: None })
    }

    /// The codes of the cells, rising; a cell's index is its position here.
    #[must_use]
    pub fn codes(&self) -> &[CellCode] {
        &self.codes
    }

    /// The code of a cell index; `None` for [`NO_CELL`].
    #[must_use]
    pub fn code(&self, cell: u32) -> Option<&CellCode> {
        self.codes.get(cell as usize)
    }

    /// Memory of the point-location structure (raster and lists) in bytes.
    #[must_use]
    pub fn raster_bytes(&self) -> usize {
        self.raster.bytes()
    }

    /// Memory of all search structures in bytes, before anybody asks about single places.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.raster.bytes() + self.tree.bytes() + self.nearby.bytes() + self.reference.bytes()
    }

    /// Number of kinds of faulty face: overlaps by the cells that overlap, slivers one by one. 0 for a valid layer.
    #[must_use]
    pub fn fault_count(&self) -> usize {
        self.classes.fault_count()
    }

    /// The cell of each place in degrees (WGS 84), [`NO_CELL`] outside or for what is no place. Exact by the half-open rule.
    ///
    /// The three slices have the same length (the shortest counts).
    ///
    /// # Complexity
    /// One memory load a place, and one of 16 bytes for each border in its pixel.
    pub fn cells_of(&self, lon: &[f64], lat: &[f64], cells: &mut [u32]) {
        if self.own.is_some() {
            let placed = self.place_all(&SpatialOrder::of(lon, lat));
            cells.iter_mut().zip(placed.cells).for_each(|(cell, placed)| *cell = placed);
            return;
        }
        let mut on_line = Vec::new();
        self.raster.find_each(lon, lat, cells, |i, p| on_line.push((i, p)));
        for (i, p) in on_line {
            if cells[i] == OUTSIDE {
                cells[i] = self.touching_cell(p).unwrap_or(OUTSIDE);
            }
        }
        let count = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
        if self.classes.fault_count() == 0 {
            for cell in cells.iter_mut() {
                *cell = if *cell < count { *cell } else { NO_CELL };
            }
            return;
        }
        for (cell, (&lon, &lat)) in cells.iter_mut().zip(lon.iter().zip(lat)) {
            if *cell >= count {
                *cell = LonLat::new(lon, lat).map_or(NO_CELL, |place| {
                    let p = LatticePoint::nearest(place);
                    self.owner(p, *cell, false).map_or(NO_CELL, |(cell, _)| cell)
                });
            }
        }
    }

    /// The cell of one place. Exact, as [`Self::cells_of`].
    #[must_use]
    pub fn cell_of(&self, place: LonLat) -> Option<CellIndex> {
        if self.own.is_some() {
            return Some(self.place(place).cell).filter(|&cell| cell != NO_CELL).map(CellIndex);
        }
        let p = LatticePoint::nearest(place);
        let found = self.raster.find(p);
        self.owner(p, found.class, found.on_line).map(|(cell, _)| CellIndex(cell))
    }

    /// Whether any cell covers a place, on the lattice; quicker than asking which.
    #[must_use]
    pub fn covers(&self, place: LonLat) -> bool {
        !matches!(self.classes.kind(self.raster.find(LatticePoint::nearest(place)).class), Kind::Outside)
    }

    /// The cell of one place by the reference structure only: slower, and independent of the raster.
    #[must_use]
    pub fn cell_by_reference(&self, place: LonLat) -> Option<CellIndex> {
        let p = LatticePoint::nearest(place);
        let first = |cells: Vec<u32>| cells.first().copied().map(CellIndex);
        first(self.reference.covering(self.tree.borders(), p))
            .or_else(|| first(self.reference.touching(self.tree.borders(), p)))
    }

    /// Cell, status, border distance and rival of one place.
    ///
    /// # Complexity
    /// O(log borders).
    #[must_use]
    pub fn place(&self, place: LonLat) -> Placement {
        let p = LatticePoint::nearest(place);
        self.refined(place, p, self.place_at(p))
    }

    /// What is read first about a place. A caller with several layers takes this from all of them before it goes on, so that the
    /// machine waits for their memory at once and not one by one.
    pub(crate) fn ahead(&self, place: LonLat) -> Ahead<'_> {
        let p = LatticePoint::nearest(place);
        Ahead { found: self.raster.find(p), square: self.nearby.square(&self.tree, &self.scales, p) }
    }

    /// As [`Self::place`], what is read first being here.
    pub(crate) fn place_ahead(&self, place: LonLat, ahead: &Ahead<'_>) -> Placement {
        let p = LatticePoint::nearest(place);
        let nearest = self.nearby.nearest_in(&self.tree, &self.scales, p, ahead.square);
        self.refined(place, p, self.place_found(p, ahead.found, nearest.as_ref()))
    }

    /// As [`Self::place`] on the lattice.
    pub(super) fn place_at(&self, p: LatticePoint) -> Placement {
        self.place_beside(p, self.nearby.nearest(&self.tree, &self.scales, p).as_ref())
    }

    /// As [`Self::place_at`], the nearest borders being known.
    pub(super) fn place_beside(&self, p: LatticePoint, nearest: Option<&Nearest>) -> Placement {
        self.place_found(p, self.raster.find(p), nearest)
    }

    fn place_found(&self, p: LatticePoint, found: Found, nearest: Option<&Nearest>) -> Placement {
        let owner = self.owner(p, found.class, found.on_line);
        let (cell, status) = owner.unwrap_or((NO_CELL, Status::Outside));
        let Some(nearest) = nearest else {
            return Placement { cell, status, border_m: f64::NAN, rival: NO_CELL };
        };
        let rival = self.rival(p, cell, found.class, nearest);
        Placement { cell, status, border_m: nearest.squared_m2.sqrt(), rival }
    }

    /// The cells that cover a position.
    pub(super) fn cover_at(&self, p: LatticePoint) -> impl Iterator<Item = u32> + '_ {
        self.classes.cover(self.raster.find(p).class)
    }

    /// The owner of a position whose face has a class, and by which rule.
    fn owner(&self, p: LatticePoint, class: FaceClass, on_line: bool) -> Option<(u32, Status)> {
        match self.classes.kind(class) {
            Kind::Cell(cell) => Some((cell, Status::Inside)),
            Kind::Overlap(cells) => cells.first().map(|&cell| (cell, Status::OverlapResolved)),
            Kind::Gap(cells) => self.nearest_of(p, cells).map(|cell| (cell, Status::GapResolved)),
            Kind::Outside if class == NO_LOCATION || !on_line => None,
            Kind::Outside => self.touching_cell(p).map(|cell| (cell, Status::Edge)),
        }
    }

    /// The touching cell with the lowest code, for a position on the outer border.
    fn touching_cell(&self, p: LatticePoint) -> Option<u32> {
        self.reference.touching(self.tree.borders(), p).first().copied()
    }

    /// The cell, of some, whose border is nearest; the lowest code among equals.
    fn nearest_of(&self, p: LatticePoint, cells: &[u32]) -> Option<u32> {
        let beside = |e: &Border| {
            self.classes.cover(e.left).chain(self.classes.cover(e.right)).filter(|c| cells.contains(c)).min()
        };
        let nearest = self.tree.nearest(p, self.scales.at(p.y), |e| beside(e).is_some())?;
        nearest.borders.iter().filter_map(|&i| beside(self.tree.borders().get(i as usize)?)).min()
    }

    /// The cell beyond the nearest border: the lowest code among those beside the nearest borders, the owner left out.
    fn rival(&self, p: LatticePoint, owner: u32, class: FaceClass, nearest: &Nearest) -> u32 {
        if let Kind::Overlap(cells) = self.classes.kind(class) {
            return cells.iter().copied().find(|&c| c != owner).unwrap_or(NO_CELL);
        }
        let sides = || {
            let borders = nearest.borders.iter().filter_map(|&i| self.tree.borders().get(i as usize));
            borders.flat_map(|e| [e.left, e.right])
        };
        let direct = sides().flat_map(|side| self.classes.cover(side)).filter(|&c| c != owner).min();
        let beyond_gap = || {
            let gaps = sides().filter_map(|side| match self.classes.kind(side) {
                Kind::Gap(cells) => Some(cells.iter().copied().filter(|&c| c != owner)),
                _ => None,
            });
            let cells: Vec<u32> = gaps.flatten().collect();
            if cells.is_empty() { None } else { self.nearest_of(p, &cells) }
        };
        direct.or_else(beyond_gap).unwrap_or(NO_CELL)
    }
}
