//! What is wrong with a coverage (拓扑检查): typed defects with their place and size, judged exactly.
//!
//! | kind | definition |
//! |---|---|
//! | gap | a bounded face that no cell covers; not "a hole of the union", which misses gaps between cells that touch at points |
//! | overlap | a face that two or more cells cover |
//! | unmatched edge | see [`edges`] |
//! | invalid ring | see [`rings`] |
//! | duplicate code | a code on more than one feature |
//! | sequence overflow | more codes under one prefix than its sequence has numbers (where a rule is given) |
//! | outside parent | a face of a cell outside of the parent that holds the largest part of the cell |
//! | not covered | a face of a parent that no cell covers and that is no gap |
//!
//! The width of a face is the diameter of its largest circle, so whether a gap counts as narrow changes once as a
//! threshold grows, and never back.

pub mod codes;
pub mod edges;
mod faces;
mod parents;
mod record;
pub mod rings;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::arrangement::{Arrangement, FaceId};
use super::ground::Ground;
use super::noding::{ArrangementError, Chains, Noded};
use super::shape::{Point, Polygon, Shape};

pub use faces::contained_pairs;
pub use record::{CellName, DefectRecord, Geometry};
pub use rings::{RingFault, RingFaultKind, ring_faults};

/// One feature of the layer under check.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CheckFeature {
    /// Its code, if the layer has codes.
    pub code: Option<String>,
    /// What it covers, even-odd.
    pub shape: Shape,
    /// The first positions of rings that the file does not close; the shape has them closed.
    pub unclosed: Vec<Point>,
}

/// What to check against.
#[derive(Debug, Clone, Copy)]
pub struct CheckOptions<'a> {
    /// The lattice of the shapes, and what it measures.
    pub ground: Ground,
    /// Outlines that must hold the cells and be covered by them: a district, or all of its communities. On the same
    /// lattice as the cells.
    pub parents: &'a [CheckFeature],
    /// Edges along gaps and gores up to this width count as unmatched; 0 for none.
    pub gap_width_m: f64,
    /// How far a reported width may fall short, relative.
    pub width_tolerance: f64,
    /// How many features may stand under one prefix of the code, where the code system says so.
    pub sequence: Option<SequenceRule>,
}

/// The room that a code system leaves under a prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SequenceRule {
    /// Characters of the prefix: 12 in the national code of a unit grid, its community's code.
    pub prefix: usize,
    /// Numbers that the sequence has: 999 in the national code.
    pub most: usize,
}

impl CheckOptions<'_> {
    /// Plain check: no parents, no narrow gaps, widths to a millionth.
    #[must_use]
    pub const fn new(ground: Ground) -> Self {
        Self { ground, parents: &[], gap_width_m: 0.0, width_tolerance: 1e-6, sequence: None }
    }
}

/// The kinds of defect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefectKind {
    /// 缝隙: a bounded face that no cell covers.
    Gap,
    /// 重叠: a face that two or more cells cover.
    Overlap,
    /// 边界不匹配: borders meet without being shared edge for edge.
    UnmatchedEdge,
    /// 无效环: a feature that is no valid polygon.
    InvalidRing,
    /// 重码: a code on more than one feature.
    DuplicateCode,
    /// 超号: more features under one prefix of the code than its sequence has numbers.
    SequenceOverflow,
    /// 越界: part of a cell outside of its parent.
    OutsideParent,
    /// 未覆盖: part of a parent without a cell.
    NotCovered,
}

/// One defect.
#[derive(Debug, Clone, PartialEq)]
pub struct Defect {
    /// What is wrong.
    pub kind: DefectKind,
    /// Positions of the features concerned, in the input; for a gap the neighbours.
    pub features: Vec<u32>,
    /// Positions of the parents concerned.
    pub parents: Vec<u32>,
    /// Area in square metres; 0 for lines and points.
    pub area_m2: f64,
    /// Diameter of the largest circle inside, in metres; 0 for lines and points.
    pub width_m: f64,
    /// Half the perimeter of a face (the length of a sliver), the length of lines, in metres.
    pub length_m: f64,
    /// A place inside the face or on the line; `None` for a feature without geometry.
    pub place: Option<Point>,
    /// Where it is.
    pub geometry: DefectGeometry,
    /// One line for people.
    pub note: String,
}

/// Where a defect is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DefectGeometry {
    /// Nowhere in particular.
    None,
    /// At points.
    Points(Vec<Point>),
    /// Along lines.
    Lines(Vec<Vec<Point>>),
    /// A face.
    Face(Polygon),
}

/// What a check found.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckReport {
    /// The number of features.
    pub cells: usize,
    /// The area covered by at least one cell, in square metres.
    pub area_m2: f64,
    /// Every defect, by kind, then by place.
    pub defects: Vec<Defect>,
    /// Overlaps, parts outside of a parent and parts not covered that are narrower than the spacing of the input's own
    /// numbers. They are not listed: no corner in such a file can be placed better. An overlap among them has unmatched
    /// edges, which are listed. Gaps are always listed.
    pub below_spacing: usize,
}

impl CheckReport {
    /// Whether the layer is valid. Gaps, parts outside of a parent and parts of it not covered count when `complete`.
    #[must_use]
    pub fn is_valid(&self, complete: bool) -> bool {
        use DefectKind::{Gap, NotCovered, OutsideParent};
        self.defects.iter().all(|d| !complete && matches!(d.kind, Gap | NotCovered | OutsideParent))
    }

    /// The number of defects of a kind.
    #[must_use]
    pub fn count(&self, kind: DefectKind) -> usize {
        self.defects.iter().filter(|defect| defect.kind == kind).count()
    }
}

/// Everything that the single checks look at.
pub(crate) struct Coverage<'a> {
    pub shapes: Vec<&'a Shape>,
    pub noded: Noded,
    pub chains: Chains,
    pub faces: Arrangement,
    /// For each edge of `faces` its number in `noded`.
    pub kept: Vec<u32>,
}

impl<'a> Coverage<'a> {
    pub fn of(shapes: Vec<&'a Shape>) -> Result<Self, ArrangementError> {
        let noded = Noded::of(&shapes)?;
        let chains = Chains::of(&noded);
        let (faces, kept) = Arrangement::of(&noded);
        Ok(Self { shapes, noded, chains, faces, kept })
    }
}

/// Checks a layer of cells.
///
/// # Errors
/// [`ArrangementError`] when coordinates are too large or rounding does not settle; on the lattice of
/// [`Lattice::covering`](super::Lattice::covering) neither happens.
///
/// # Complexity
/// O(n log n) in corners, and O(m) cells of m corners for the width of each faulty face.
pub fn check(features: &[CheckFeature], options: CheckOptions<'_>) -> Result<CheckReport, ArrangementError> {
    let coverage = Coverage::of(features.iter().map(|feature| &feature.shape).collect())?;
    let mut defects = faces::gaps_and_overlaps(&coverage, options);
    defects.extend(edges::unmatched_edges(&coverage, options));
    defects.extend(rings::invalid_rings(features, &coverage));
    defects.extend(codes::duplicate_codes(features, &coverage, options));
    defects.extend(codes::overfull_prefixes(features, &coverage, options));
    if !options.parents.is_empty() {
        defects.extend(parents::against_parents(features, &coverage, options)?);
    }
    let all = defects.len();
    defects.retain(|defect| defect.kind == DefectKind::Gap || !is_below_spacing(defect, options.ground));
    let below_spacing = all - defects.len();
    defects.sort_by(|a, b| (a.kind, a.place, &a.features).cmp(&(b.kind, b.place, &b.features)));
    let faces = &coverage.faces;
    let covered: Vec<FaceId> = faces.faces().filter(|&face| !faces.face_cover(face).is_empty()).collect();
    let areas: Vec<f64> =
        covered.par_iter().map(|&face| options.ground.area_m2(&faces.face_polygon(face))).collect();
    Ok(CheckReport {
        cells: features.len(),
        area_m2: areas.iter().fold(0.0, |sum, area| sum + area),
        defects,
        below_spacing,
    })
}

/// Whether a face is narrower than what the input's numbers can tell apart.
fn is_below_spacing(defect: &Defect, ground: Ground) -> bool {
    let (DefectGeometry::Face(_), Some(place)) = (&defect.geometry, defect.place) else { return false };
    let (east_m, north_m) = ground.metres_per_step(place);
    defect.width_m < ground.lattice.spacing() * ground.lattice.steps_per_unit() * east_m.max(north_m)
}

#[cfg(test)]
#[path = "defects_tests.rs"]
mod tests;
