//! Windows of what was observed: how unlike chance each is, and which are told.

use rayon::prelude::*;
use serde::Serialize;

use super::circles::Circles;
use super::settings::Rates;
use crate::analytics::chance::{TIE, Tails};

/// How much better a rate of its own explains a window than one rate for all (对数似然比): c ln(c/e) + (C - c) ln((C - c)/(C - e)); 0 where
/// nothing, or all, is expected.
///
/// # References
/// M. Kulldorff, "A spatial scan statistic", 1997, doi:10.1080/03610929708831995.
#[must_use]
pub fn log_likelihood_ratio(cases: f64, expected: f64, all: f64) -> f64 {
    if expected <= 0.0 || expected >= all {
        return 0.0;
    }
    let part = |cases: f64, expected: f64| if cases > 0.0 { cases * (cases / expected).ln() } else { 0.0 };
    (part(cases, expected) + part(all - cases, all - expected)).max(0.0)
}

/// A window that is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cluster {
    /// Its log-likelihood ratio.
    #[serde(rename = "LLR")]
    pub llr: f64,
    /// The place in its middle.
    pub centre: usize,
    /// Its places, by number.
    pub members: Vec<u32>,
    /// The distance of the farthest member from the centre, in the plane's unit.
    pub radius: f64,
    /// Its first step of time, and the step after its last; `None` of a scan without time.
    pub steps: Option<(usize, usize)>,
    /// Its cases.
    pub cases: u32,
    /// What chance gives.
    pub expected: f64,
    /// (c/e) / ((C - c)/(C - e)); `None` where all cases lie within.
    pub relative_risk: Option<f64>,
    /// The chance of a best window as good as this; `None` without replicas.
    pub p: Option<f64>,
}

/// A window while the best is sought.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub(super) llr: f64,
    pub(super) centre: usize,
    /// How many places entered.
    pub(super) size: usize,
    pub(super) cases: u32,
    pub(super) expected: f64,
    pub(super) steps: Option<(usize, usize)>,
}

impl Found {
    /// Whether it goes before: the higher ratio; of equals the shorter time, the smaller window, the lower centre.
    fn before(&self, other: &Self) -> bool {
        if (self.llr - other.llr).abs() > TIE * self.llr.max(other.llr) {
            return self.llr > other.llr;
        }
        self.key() < other.key()
    }

    fn key(&self) -> (Option<(usize, usize)>, usize, usize) {
        (self.steps.map(|(from, to)| (to - from, from)), self.size, self.centre)
    }

    pub(super) fn better(a: Option<Self>, b: Option<Self>) -> Option<Self> {
        match (a, b) {
            (Some(a), Some(b)) => Some(if b.before(&a) { b } else { a }),
            (a, b) => a.or(b),
        }
    }

    pub(super) fn members(&self, circles: &Circles) -> Vec<u32> {
        let mut members: Vec<u32> =
            circles.around(self.centre).map(|(place, _)| place).take(self.size).collect();
        members.sort_unstable();
        members
    }
}

/// What is expected and what was counted at each place, in one span of time.
#[derive(Clone, Copy)]
pub(super) struct Slice<'a> {
    pub(super) expected: &'a [f64],
    pub(super) counts: &'a [u32],
    pub(super) all: f64,
    pub(super) steps: Option<(usize, usize)>,
    pub(super) rates: Rates,
}

impl Slice<'_> {
    /// The best window of a centre, up to the first place that is taken.
    fn best_around(&self, circles: &Circles, centre: usize, taken: &[bool]) -> Option<Found> {
        let mut best: Option<Found> = None;
        let (mut cases, mut expected) = (0_u32, 0.0);
        for (at, (place, end)) in circles.around(centre).enumerate() {
            let place = place as usize;
            if taken.get(place).copied().unwrap_or(false) {
                break;
            }
            cases += self.counts.get(place).copied().unwrap_or(0);
            expected += self.expected.get(place).copied().unwrap_or(0.0);
            if !end || !self.rates.admits(cases.into(), expected) {
                continue;
            }
            let llr = log_likelihood_ratio(cases.into(), expected, self.all);
            if llr > 0.0 {
                let own = Found { llr, centre, size: at + 1, cases, expected, steps: self.steps };
                best = Found::better(best, Some(own));
            }
        }
        best
    }

    /// The best window that holds no place that is taken.
    pub(super) fn best(&self, circles: &Circles, taken: &[bool]) -> Option<Found> {
        let centre = |centre| self.best_around(circles, centre, taken);
        // One after another: almost-ties must not depend on how threads share the work.
        let rows: Vec<Option<Found>> = (0..circles.centres()).into_par_iter().map(centre).collect();
        rows.into_iter().fold(None, Found::better)
    }

    /// The best window of each centre.
    pub(super) fn leading(&self, circles: &Circles) -> Vec<Found> {
        let centre = |centre| self.best_around(circles, centre, &[]);
        (0..circles.centres()).into_par_iter().filter_map(centre).collect()
    }
}

/// Puts the best first.
pub(super) fn best_first(all: &mut [Found]) {
    all.sort_by(|a, b| b.llr.total_cmp(&a.llr).then_with(|| a.key().cmp(&b.key())));
}

/// How often the best window of a replica is at least as good.
pub(super) fn p_value(llr: f64, highest: &[f64]) -> Option<f64> {
    let draws = u32::try_from(highest.len()).ok().filter(|draws| *draws > 0)?;
    let low = llr * (1.0 - TIE);
    let ge = u32::try_from(highest.iter().filter(|draw| **draw >= low).count()).unwrap_or(draws);
    Some(Tails::sampled(ge, draws, draws).p_greater())
}

#[cfg(test)]
#[path = "windows_tests.rs"]
mod tests;
