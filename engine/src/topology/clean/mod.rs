//! Repair on import: what must change so that these shapes tile the plane?
//!
//! Borders that run within the snapping distance of one another are pulled together, everything is cut where it meets,
//! and each face that no shape or several shapes cover is given to one of them. Every change is listed.

mod borders;
mod merge;
mod missing;
mod report;
mod snap;

pub use missing::insert_missing_vertices;
pub use report::{Repair, RepairKind, RepairReport};

use super::arrangement::Arrangement;
use super::assemble::{AssembleError, assemble};
use super::ground::Ground;
use super::noding::ArrangementError;
use super::shape::Shape;

/// Which of the shapes that cover a face keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MergeStrategy {
    /// The one with the longest border along the face, as far as faces are given away already.
    #[default]
    LongestBorder,
    /// The one with the largest area.
    MaxArea,
    /// The one with the smallest area.
    MinArea,
    /// The one that stands first in the input.
    MinIndex,
}

/// How far a repair may go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CleanOptions {
    /// What a lattice step measures.
    pub ground: Ground,
    /// Vertices and borders this close are the same, in metres.
    pub snap_m: f64,
    /// Gaps whose largest inscribed circle has at most this diameter are filled, in metres.
    pub gap_width_m: f64,
    /// Who gets an overlap. A gap always goes to the neighbour with the longest border along it.
    pub overlaps: MergeStrategy,
}

impl CleanOptions {
    /// Overlaps are resolved, gaps and near misses are left.
    #[must_use]
    pub fn new(ground: Ground) -> Self {
        Self { ground, snap_m: 0.0, gap_width_m: 0.0, overlaps: MergeStrategy::default() }
    }
}

/// Why shapes could not be repaired.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CleanError {
    /// A distance is negative or not a number.
    #[error("the {option} is {metres} m: give zero or a positive number")]
    Distance {
        /// Which one.
        option: &'static str,
        /// The value that was given.
        metres: f64,
    },
    /// The borders could not be cut where they meet.
    #[error(transparent)]
    Arrangement(#[from] ArrangementError),
    /// The repaired faces did not become polygons.
    #[error(transparent)]
    Assemble(#[from] AssembleError),
}

/// Repaired shapes: one for each shape of the input, empty where nothing was left of it, and what was done.
///
/// The result has no overlap and shares its borders vertex for vertex; every vertex where borders met is kept. A shape
/// covers a place even-odd, so spikes and lines without area vanish. Among equals the shape with the lower index gets
/// a face; faces are judged from west to east. Vertices move only when snapping is asked for.
///
/// # Errors
/// [`CleanError`] for options out of range and for input that cannot be cut on this lattice.
///
/// # Complexity
/// O(n log n) for n vertices, and the search for the largest circle in each gap whose width is in doubt.
pub fn clean(shapes: &[Shape], options: &CleanOptions) -> Result<(Vec<Shape>, RepairReport), CleanError> {
    check(options)?;
    let mut report = RepairReport::default();
    let snapped = snap::snap(shapes, options, &mut report);
    let (faces, noding) = Arrangement::build(&snapped)?;
    report.noding = noding;
    let owners = merge::owners(&faces, shapes.len(), options, &mut report);
    let cleaned = assemble(&borders::chains(&faces, &owners), shapes.len())?;
    for (index, (before, after)) in (0..).zip(shapes.iter().zip(&cleaned)) {
        if after.polygons.is_empty() && !before.polygons.is_empty() {
            report.add_emptied(index, before, options.ground);
        }
    }
    Ok((cleaned, report))
}

fn check(options: &CleanOptions) -> Result<(), CleanError> {
    let distances = [("snapping distance", options.snap_m), ("largest gap width", options.gap_width_m)];
    match distances.into_iter().find(|(_, metres)| !(*metres >= 0.0 && metres.is_finite())) {
        Some((option, metres)) => Err(CleanError::Distance { option, metres }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod clean_tests;
#[cfg(test)]
mod golden_tests;
