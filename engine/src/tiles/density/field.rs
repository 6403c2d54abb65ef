//! The density at the nodes of a window: masses, each with the kernel around it.

use rayon::prelude::*;

use super::lattice::{Lattice, Window};
use super::mass::Mass;
use super::sources::Sources;
use super::taps::Taps;
use super::wide::{Wide, widest};

/// Nodes that are summed side by side.
const LANES: usize = 64;

/// Rows of nodes that one thread computes at a time.
const ROWS_AT_ONCE: usize = 16;

/// Cases per km² at nodes.
#[derive(Debug)]
pub(super) struct Field {
    pub window: Window,
    /// Row by row from the south.
    values: Vec<f32>,
}

impl Field {
    /// The density at every node of a window. Each node's sum is taken in one order, so that it has the same bits in every
    /// window that holds it.
    ///
    /// # Complexity
    /// O(places in reach + nodes · nodes in a bandwidth squared).
    pub fn compute(sources: &Sources, lattice: &Lattice, window: Window) -> Self {
        let around = lattice.half_widths(window);
        let mass = Mass::collect(sources, lattice, window.grown(around));
        Self::spread(&mass, lattice, window, around)
    }

    /// The kernel around every node's mass; the masses reach `around` nodes farther than the window.
    pub fn spread(mass: &Mass, lattice: &Lattice, window: Window, around: [i64; 2]) -> Self {
        let [columns, _] = window.size;
        let [pad, up] = around.map(|nodes| usize::try_from(nodes).unwrap_or(0));
        let mut values = vec![0.0_f32; columns * window.size[1]];
        let bands = values.par_chunks_mut((columns * ROWS_AT_ONCE).max(1)).enumerate();
        bands.for_each(|(band, values)| {
            let mut fold: Vec<Fold> = Vec::new();
            for (row, values) in values.chunks_mut(columns.max(1)).enumerate() {
                let row = band * ROWS_AT_ONCE + row;
                let taps = Taps::of(lattice, window.first[1] + i64::try_from(row).unwrap_or(0));
                folded(mass, row + up, taps.rows.len(), &mut fold);
                if fold.iter().any(|row| !row.sums.is_empty()) {
                    widest(NodeSums { taps: &taps, fold: &fold, pad, values });
                }
            }
        });
        Self { window, values }
    }

    /// A row by its number in the lattice; `None` outside of the window.
    pub fn row(&self, row: i64) -> Option<&[f32]> {
        let at = usize::try_from(row - self.window.first[1]).ok()?;
        let columns = self.window.size[0];
        self.values.get(at * columns..(at + 1) * columns)
    }
}

/// Two rows of masses, as far above a row as below it, added up.
#[derive(Debug, Default)]
struct Fold {
    /// None where both are zero; otherwise with room to read beyond the end.
    sums: Vec<f32>,
    /// Whether each [`LANES`] of them hold anything.
    any: Vec<bool>,
}

impl Fold {
    /// Whether nothing stands from one place to another.
    fn is_zero(&self, from: usize, to: usize) -> bool {
        let parts = self.any.get(from / LANES..to.div_ceil(LANES).min(self.any.len()));
        parts.is_none_or(|parts| parts.iter().all(|any| !any))
    }
}

/// Adds a row to another.
struct Added<'a> {
    sums: &'a mut [f32],
    more: &'a [f32],
}

impl Wide for Added<'_> {
    type Made = ();

    #[expect(clippy::inline_always, reason = "compiled with wide registers only where it is inlined")]
    #[inline(always)]
    fn run(self) {
        for (sum, more) in self.sums.iter_mut().zip(self.more) {
            *sum += more;
        }
    }
}

/// The rows around a row, folded.
fn folded(mass: &Mass, row: usize, rows: usize, fold: &mut Vec<Fold>) {
    fold.resize_with(rows, Fold::default);
    let stored = |row: Option<usize>| {
        let begin = row.map(|row| row * mass.stride);
        begin.and_then(|begin| mass.values.get(begin..begin + mass.stride)).unwrap_or_default()
    };
    for (dy, Fold { sums, any }) in fold.iter_mut().enumerate() {
        let (above, below) = (stored(Some(row + dy)), stored(row.checked_sub(dy).filter(|_| dy > 0)));
        sums.clear();
        sums.extend_from_slice(above);
        widest(Added { sums, more: below });
        any.clear();
        any.extend(sums.chunks(LANES).map(|part| part.iter().any(|sum| *sum != 0.0)));
        if any.contains(&true) {
            sums.resize(mass.stride + LANES, 0.0);
        } else {
            sums.clear();
        }
    }
}

/// All taps of a row of nodes: two windows of each row run apart, east and west, and meet in the middle with half a tap.
struct NodeSums<'a> {
    taps: &'a Taps,
    fold: &'a [Fold],
    pad: usize,
    values: &'a mut [f32],
}

impl Wide for NodeSums<'_> {
    type Made = ();

    #[expect(clippy::inline_always, reason = "compiled with wide registers only where it is inlined")]
    #[inline(always)]
    fn run(self) {
        for (block, values) in self.values.chunks_mut(LANES).enumerate() {
            let begin = block * LANES + self.pad;
            let mut sums = [0.0_f32; LANES];
            for (taps, row) in self.taps.rows.iter().zip(self.fold) {
                let Some(farthest) = taps.len().checked_sub(1) else { continue };
                if row.is_zero(begin.saturating_sub(farthest), begin + LANES + farthest) {
                    continue;
                }
                for (dx, tap) in taps.iter().enumerate() {
                    let lanes =
                        |from: usize| row.sums.get(from..).and_then(|lanes| lanes.first_chunk::<LANES>());
                    let (Some(east), Some(west)) = (lanes(begin + dx), lanes(begin.wrapping_sub(dx))) else {
                        continue;
                    };
                    for ((sum, a), b) in sums.iter_mut().zip(east).zip(west) {
                        *sum += tap * (a + b);
                    }
                }
            }
            values.copy_from_slice(sums.get(..values.len()).unwrap_or_default());
        }
    }
}
