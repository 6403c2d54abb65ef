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
        let key = |found: &Self| (found.steps.map(|(from, to)| (to - from, from)), found.size, found.centre);
        key(self) < key(other)
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
    /// Visits the windows of a centre, up to the first place that is taken.
    pub(super) fn visit(
        &self,
        circles: &Circles,
        centre: usize,
        taken: &[bool],
        mut visit: impl FnMut(Found),
    ) {
        let (mut cases, mut expected) = (0_u32, 0.0);
        for (at, (place, end)) in circles.around(centre).enumerate() {
            let place = place as usize;
            if taken.get(place).copied().unwrap_or(false) {
                return;
            }
            cases += self.counts.get(place).copied().unwrap_or(0);
            expected += self.expected.get(place).copied().unwrap_or(0.0);
            if end && self.rates.admits(cases.into(), expected) {
                let llr = log_likelihood_ratio(cases.into(), expected, self.all);
                if llr > 0.0 {
                    visit(Found { llr, centre, size: at + 1, cases, expected, steps: self.steps });
                }
            }
        }
    }

    /// The best window that holds no place that is taken.
    pub(super) fn best(&self, circles: &Circles, taken: &[bool]) -> Option<Found> {
        let centre = |centre| {
            let mut best: Option<Found> = None;
            self.visit(circles, centre, taken, |found| best = Found::better(best, Some(found)));
            best
        };
        (0..circles.centres()).into_par_iter().map(centre).reduce(|| None, Found::better)
    }

    /// The best `most` windows of each centre. A set of places is one window of a centre at most: the best sets are all among them.
    pub(super) fn leading(&self, circles: &Circles, most: usize) -> Vec<Found> {
        let centre = |centre| {
            let mut all: Vec<Found> = Vec::new();
            self.visit(circles, centre, &[], |found| all.push(found));
            foremost(&mut all, most);
            all
        };
        let rows: Vec<Vec<Found>> = (0..circles.centres()).into_par_iter().map(centre).collect();
        rows.into_iter().flatten().collect()
    }
}

/// Leaves the best `most`, best first.
pub(super) fn foremost(all: &mut Vec<Found>, most: usize) {
    let key = |found: &Found| (found.steps.map(|(from, to)| (to - from, from)), found.size, found.centre);
    all.sort_by(|a, b| b.llr.total_cmp(&a.llr).then_with(|| key(a).cmp(&key(b))));
    all.truncate(most);
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
