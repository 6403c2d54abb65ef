//! Combinations of cells, kept once: many cases lie in the same cells of all layers.

use std::hash::Hasher;

use smallvec::SmallVec;

/// The owning cells of a place, layer by layer, in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CellSet {
    /// The plan whose cells these are.
    pub plan: u32,
    /// The cell in each layer of the plan, coarse to fine; [`crate::locate::NO_CELL`] where there is none.
    pub cells: SmallVec<[u32; 6]>,
}

/// A quick hash for lists of cells: indexes that this program made, not words of strangers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CellHasher(u64);

impl Hasher for CellHasher {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut word = [0; 8];
            word.iter_mut().zip(part).for_each(|(to, from)| *to = *from);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    fn write_u64(&mut self, number: u64) {
        // The odd number is 2^64 over the golden ratio (Knuth 1998, The Art of Computer Programming 3, 6.4).
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}
