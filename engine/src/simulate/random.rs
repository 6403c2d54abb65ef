//! Random numbers that are the same on every machine.

/// A generator of 64-bit numbers, equal for equal seeds on every machine.
///
/// # References
/// G. L. Steele, D. Lea, C. H. Flood: Fast splittable pseudorandom number generators, OOPSLA 2014,
/// doi:10.1145/2660193.2660195.
///
/// # Example
/// ```
/// let mut random = gridward::simulate::SplitMix64::new(1_234_567);
/// assert_eq!(random.next_u64(), 6_457_827_717_110_365_317);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitMix64(u64);

const GOLDEN_GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

impl SplitMix64 {
    /// The generator with a seed; every seed is good.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number, uniform over all 64-bit numbers.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN_GAMMA);
        mix(self.0)
    }

    /// The next number in 0 ≤ x < 1, a multiple of 2^-53.
    pub fn unit(&mut self) -> f64 {
        fraction(self.next_u64())
    }

    /// The next number in low ≤ x < high.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// A generator of its own, so that one part's draws do not shift another's.
    #[must_use]
    pub fn fork(&self, tag: u64) -> Self {
        Self(mix(self.0 ^ mix(tag.wrapping_add(GOLDEN_GAMMA))))
    }
}

fn mix(state: u64) -> u64 {
    let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
fn fraction(bits: u64) -> f64 {
    (bits >> 11) as f64 / 9_007_199_254_740_992.0
}

/// Smooth noise in −1 ≤ n ≤ 1 at a place in a plane; changes over a distance of about 1.
///
/// Random values on the integer lattice of the plane, joined by a cubic blend (value noise).
#[must_use]
pub fn smooth_noise(seed: u64, x: f64, y: f64) -> f64 {
    let (west, south) = (x.floor(), y.floor());
    let (u, v) = (blend(x - west), blend(y - south));
    let corner = |dx: f64, dy: f64| {
        let (i, j) = (lattice_bits(west + dx), lattice_bits(south + dy));
        2.0 * fraction(mix(mix(seed ^ i.wrapping_mul(GOLDEN_GAMMA)) ^ j)) - 1.0
    };
    let low = corner(0.0, 0.0) + (corner(1.0, 0.0) - corner(0.0, 0.0)) * u;
    let high = corner(0.0, 1.0) + (corner(1.0, 1.0) - corner(0.0, 1.0)) * u;
    low + (high - low) * v
}

fn blend(t: f64) -> f64 {
    t * t * (3.0 - 2.0 * t)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the value is a small integer; `as` saturates beyond 2^63"
)]
fn lattice_bits(whole: f64) -> u64 {
    (whole as i64).cast_unsigned()
}

#[cfg(test)]
#[path = "random_tests.rs"]
mod tests;
