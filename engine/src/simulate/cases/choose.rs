//! Draws by weight, and draws of exactly so many.

use crate::simulate::SplitMix64;

/// Things with weights.
#[derive(Debug, Clone, Default)]
pub struct Weighted {
    cumulative: Vec<f64>,
}

impl Weighted {
    /// Weights in order; what is negative or not finite counts as zero.
    pub fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        let cumulative = weights
            .into_iter()
            .map(|weight| {
                sum += if weight.is_finite() { weight.max(0.0) } else { 0.0 };
                sum
            })
            .collect();
        Self { cumulative }
    }

    /// Whether nothing can be drawn.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cumulative.last().is_none_or(|&sum| sum <= 0.0)
    }

    /// A position, by weight. O(log n).
    pub fn draw(&self, random: &mut SplitMix64) -> usize {
        let wanted = random.unit() * self.cumulative.last().copied().unwrap_or(0.0);
        self.cumulative.partition_point(|&sum| sum <= wanted).min(self.cumulative.len().saturating_sub(1))
    }
}

/// Marks exactly `wanted` of `count` things, every choice equally likely (all, if fewer are there).
///
/// # References
/// J. S. Vitter: Faster methods for random sampling, Communications of the ACM 27(7), 1984, doi:10.1145/358105.893
/// (algorithm S, selection sampling).
///
/// # Complexity
/// O(count).
pub fn exactly(wanted: usize, count: usize, random: &mut SplitMix64) -> Vec<bool> {
    let mut left = wanted.min(count);
    (0..count)
        .map(|at| {
            let take = random.unit() * ((count - at) as f64) < left as f64;
            left -= usize::from(take);
            take
        })
        .collect()
}

#[cfg(test)]
#[path = "choose_tests.rs"]
mod tests;
