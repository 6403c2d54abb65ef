//! Random numbers (随机数) that depend on the seed, the cell and the replica, and on nothing else.

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A seed, from which every cell and every replica gets a stream of its own.
///
/// The same seed gives the same result at any number of threads, in any order of work and on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams(u64);

impl Streams {
    /// Streams of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The seed.
    #[must_use]
    pub fn seed(self) -> u64 {
        self.0
    }

    /// Streams for one part of a piece of work, unlike those of every other part.
    #[must_use]
    pub fn part(self, part: u64) -> Self {
        Self(mixed(self.0, part))
    }

    /// The stream of a cell, a replica or whatever else is numbered. O(1).
    #[must_use]
    pub fn of(self, number: u64) -> Stream {
        Stream { source: Xoshiro256PlusPlus::seed_from_u64(mixed(self.0, number)), spare: None }
    }
}

/// Spreads two numbers over all bits, so that neighbours have nothing in common.
///
/// # References
/// S. Vigna, D. Stafford: the finaliser of `SplitMix64`, in Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
/// 2014, doi:10.1145/2660193.2660195.
fn mixed(seed: u64, number: u64) -> u64 {
    let mut bits = seed ^ number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// One stream of random numbers (xoshiro256++).
///
/// # References
/// D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", 2021, doi:10.1145/3460772.
#[derive(Debug, Clone)]
pub struct Stream {
    source: Xoshiro256PlusPlus,
    spare: Option<u32>,
}

impl Stream {
    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.source.next_u64()
    }

    /// 32 random bits: one half of 64, then the other.
    #[inline]
    pub fn half(&mut self) -> u32 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        let [first, second] = halves(self.source.next_u64());
        self.spare = Some(second);
        first
    }

    /// A whole number from 0 up to but not including `end`, each equally often; 0 for an empty range.
    ///
    /// # References
    /// D. Lemire, "Fast random integer generation in an interval", 2019, doi:10.1145/3230636.
    #[inline]
    pub fn below(&mut self, end: u32) -> u32 {
        loop {
            let wide = u64::from(self.half()) * u64::from(end);
            let [high, low] = halves(wide);
            if low >= end || low >= end.wrapping_neg() % end.max(1) {
                return high;
            }
        }
    }

    /// A number from 0 up to but not including 1, in steps of 2⁻⁵³.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are a double's")]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Puts a list into a random order, each order equally likely (Fisher and Yates). O(n).
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            let place = self.below(u32::try_from(end + 1).unwrap_or(u32::MAX));
            list.swap(end, place as usize);
        }
    }
}

/// The upper and the lower half.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a half is what is wanted")]
pub(in crate::analytics) fn halves(bits: u64) -> [u32; 2] {
    [(bits >> 32) as u32, bits as u32]
}

#[cfg(test)]
#[path = "streams_tests.rs"]
mod tests;
