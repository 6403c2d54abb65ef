//! What the colours of the map of rule gaps (规则空缺) mean.

use crate::grid::Title;

/// One colour of the map of rule gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GapStep {
    /// The number that tiles carry; 0 is a cell with nothing but accepted holes.
    pub step: u8,
    /// The largest count of the step, as parts of 1,000 of all combinations of a cell.
    pub most_permille: u64,
    /// `#rrggbb`: darker is worse, told apart also without colour vision.
    pub colour: &'static str,
    zh: &'static str,
    en: &'static str,
}

/// The colours from accepted to nobody's land.
pub const GAP_STEPS: [GapStep; 6] = [
    GapStep {
        step: 0, most_permille: 0, colour: "#8b96a2", zh: "仅有已认可的空缺", en: "accepted only"
    },
    GapStep { step: 1, most_permille: 1, colour: "#fdd9c7", zh: "不超过 0.1 %", en: "up to 0.1 %" },
    GapStep { step: 2, most_permille: 10, colour: "#f9a582", zh: "不超过 1 %", en: "up to 1 %" },
    GapStep { step: 3, most_permille: 100, colour: "#ea6a4c", zh: "不超过 10 %", en: "up to 10 %" },
    GapStep { step: 4, most_permille: 999, colour: "#c22a2c", zh: "超过 10 %", en: "over 10 %" },
    GapStep { step: 5, most_permille: 1000, colour: "#7a0c1e", zh: "全部组合", en: "all of them" },
];

impl GapStep {
    /// The step in words.
    #[must_use]
    pub fn title(&self) -> Title {
        Title::new(self.zh, self.en)
    }

    /// The largest count of the step, of `all` combinations of a cell.
    #[must_use]
    pub const fn most(&self, all: u64) -> u64 {
        // Ten thousand classes by a thousand owners by a thousand others are far below 2^64 / 1,000.
        all.saturating_mul(self.most_permille) / 1000
    }
}

/// The step of a cell of which `open` of `all` combinations have no unit, or several, and were not accepted.
///
/// # Complexity
/// O(1).
#[must_use]
pub fn gap_step(open: u64, all: u64) -> u8 {
    if open == 0 {
        return 0;
    }
    if open >= all {
        return 5;
    }
    let within = |step: &&GapStep| {
        step.step > 0 && open.saturating_mul(1000) <= all.saturating_mul(step.most_permille)
    };
    GAP_STEPS.iter().find(within).map_or(4, |step| step.step.min(4))
}

#[cfg(test)]
#[path = "gap_steps_tests.rs"]
mod tests;
