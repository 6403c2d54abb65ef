//! The space-time permutation scan (时空置换扫描): no population is needed, cases are their own denominators.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::bounds::{Bounds, LANES, LaneBounds};
use super::circles::Circles;
use super::lanes::{Lanes, replicas, walk};
use super::poisson::{chosen, told, total};
use super::settings::{Rates, ScanError, Settings};
use super::windows::{Cluster, Found, Slice};
use crate::analytics::chance::Stream;
use crate::measure::PlaneXY;

/// Which windows of time are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Span {
    /// Those that reach to the last step: what goes on now (前瞻).
    Prospective,
    /// All of them: what ever happened (回顾).
    Retrospective,
}

/// Cases by place and step of time.
#[derive(Debug, Clone, Copy)]
pub struct SpaceTime<'a> {
    /// Where each place stands.
    pub places: &'a [PlaneXY],
    /// The place and the step of each case, both from 0 on.
    pub cases: &'a [(u32, u32)],
    /// How many steps there are.
    pub steps: usize,
    /// Which windows of time.
    pub span: Span,
    /// The longest window, in steps.
    pub longest: usize,
    /// Steps of a week or of any other cycle (7 for days): cases are exchanged among the same days of it only, so that neither busy days nor
    /// places that are busy on them alarm. 1 for none.
    pub cycle: usize,
}

/// What a scan of space and time found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SpaceTimeScan {
    /// All cases.
    pub total_cases: u64,
    /// Cylinders that were looked at.
    pub n_windows: usize,
    /// The best windows, the best first.
    pub clusters: Vec<Cluster>,
    /// How many scans, one at each step, bring one such alarm by chance: 1 / p for each cluster; of prospective scans with replicas.
    pub recurrence_intervals: Vec<Option<f64>>,
    /// The best ratio of each replica, the lowest first.
    pub null_max: Vec<f64>,
}

/// Cylinders of a circle and a span of time against what the margins give: (cases of the circle at all times) × (cases of the span at all
/// places) / all cases. Under the null each case keeps its place and gets the time of another.
///
/// # Errors
/// [`ScanError`].
///
/// # Complexity
/// O(n² log n) for the order of neighbours, then O(circles × spans × draws) with sixteen replicas side by side, on all threads; the same
/// result at any number of them. A prospective scan has as many spans as the longest window has steps.
///
/// # References
/// M. Kulldorff, R. Heffernan, J. Hartman, R. Assunção, F. Mostashari, "A space-time permutation scan statistic for disease outbreak
/// detection", 2005, doi:10.1371/journal.pmed.0020059; M. Kulldorff, "Prospective time periodic geographical disease surveillance using a
/// scan statistic", 2001, doi:10.1111/1467-985X.00186.
pub fn space_time(data: &SpaceTime<'_>, settings: &Settings) -> Result<SpaceTimeScan, ScanError> {
    let all = f64::from(total(data.cases.len() as u64)?);
    let board = Board::new(data)?;
    let circles = Circles::new(data.places, &board.by_place(), settings)?;
    let mut null_max = board.null(&circles, settings);
    null_max.sort_by(f64::total_cmp);
    let best = |taken: &[bool]| {
        let end = |end| {
            let mut best: Option<Found> = None;
            board.spans(end, |steps, expected, counts| {
                let slice = Slice { expected, counts, all, steps: Some(steps), rates: settings.rates };
                best = Found::better(best, slice.best(&circles, taken));
            });
            best
        };
        let rows: Vec<Option<Found>> = board.ends().into_par_iter().map(end).collect();
        rows.into_iter().fold(None, Found::better)
    };
    let leading = || {
        let end = |end| {
            let mut leading = Vec::new();
            board.spans(end, |steps, expected, counts| {
                let slice = Slice { expected, counts, all, steps: Some(steps), rates: settings.rates };
                leading.extend(slice.leading(&circles));
            });
            leading
        };
        let rows: Vec<Vec<Found>> = board.ends().into_par_iter().map(end).collect();
        rows.into_iter().flatten().collect()
    };
    let found = chosen(&circles, data.places.len(), settings, best, leading);
    let clusters: Vec<Cluster> =
        found.iter().map(|found| told(found, &circles, data.places, all, &null_max)).collect();
    let prospective = data.span == Span::Prospective;
    Ok(SpaceTimeScan {
        total_cases: data.cases.len() as u64,
        n_windows: circles.count() * board.ends().map(|end| board.starts(end).count()).sum::<usize>(),
        recurrence_intervals: clusters
            .iter()
            .map(|cluster| cluster.p.filter(|_| prospective).map(|p| 1.0 / p))
            .collect(),
        clusters,
        null_max,
    })
}

/// Cases sorted by the day of the cycle, with their margins.
struct Board<'a> {
    data: &'a SpaceTime<'a>,
    /// Cases of each place and step; steps one after another.
    counts: Vec<u32>,
    /// Cases of each step.
    by_step: Vec<u32>,
    /// For each day of the cycle, the places of its cases.
    strata: Vec<Vec<u32>>,
    /// For each day of the cycle, the share of its cases at each place, times their number.
    shares: Vec<Vec<f64>>,
}

/// Steps times places that are held in memory, for each replica that is scanned.
const MOST: usize = 4_000_000;

impl<'a> Board<'a> {
    fn new(data: &'a SpaceTime<'a>) -> Result<Self, ScanError> {
        let (places, steps, longest) = (data.places.len(), data.steps, data.longest);
        if longest == 0 || longest >= steps {
            return Err(ScanError::Duration { longest, steps });
        }
        if places.saturating_mul(steps) > MOST {
            return Err(ScanError::TooLong { steps, places });
        }
        let cycle = data.cycle.clamp(1, steps);
        let mut counts = vec![0; places * steps];
        let mut by_step = vec![0; steps];
        let mut strata = vec![Vec::new(); cycle];
        let mut shares = vec![vec![0.0; places]; cycle];
        for (case, (place, step)) in data.cases.iter().copied().enumerate() {
            let (at, when) = (place as usize, step as usize);
            let outside = || ScanError::Outside { case, place, step, places, steps };
            if at >= places {
                return Err(outside());
            }
            *by_step.get_mut(when).ok_or_else(outside)? += 1;
            *counts.get_mut(when * places + at).ok_or_else(outside)? += 1;
            strata.get_mut(when % cycle).ok_or_else(outside)?.push(place);
            *shares.get_mut(when % cycle).and_then(|row| row.get_mut(at)).ok_or_else(outside)? += 1.0;
        }
        // The order of the rows of a file must not change what is drawn.
        strata.iter_mut().for_each(|stratum| stratum.sort_unstable());
        Ok(Self { data, counts, by_step, strata, shares })
    }

    fn by_place(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.data.places.len()];
        for row in &self.shares {
            sums.iter_mut().zip(row).for_each(|(sum, own)| *sum += own);
        }
        sums
    }

    /// The steps after the last of a window.
    fn ends(&self) -> std::ops::RangeInclusive<usize> {
        match self.data.span {
            Span::Prospective => self.data.steps..=self.data.steps,
            Span::Retrospective => 1..=self.data.steps,
        }
    }

    /// The first steps of windows that end before `end`, the latest first.
    fn starts(&self, end: usize) -> impl Iterator<Item = usize> + use<> {
        (end.saturating_sub(self.data.longest)..end).rev()
    }

    /// The first step that any window holds.
    fn first(&self) -> usize {
        match self.data.span {
            Span::Prospective => self.data.steps - self.data.longest,
            Span::Retrospective => 0,
        }
    }

    /// What each case of a step's day of the cycle brings to what is expected of the step.
    fn factor(&self, step: usize) -> (usize, f64) {
        let stratum = step % self.strata.len();
        let all = self.strata.get(stratum).map_or(0, Vec::len);
        let own = self.by_step.get(step).copied().map_or(0.0, f64::from);
        (stratum, if all == 0 { 0.0 } else { own / all as f64 })
    }

    /// Adds what is expected of a step.
    fn add_expected(&self, step: usize, expected: &mut [f64]) {
        let (stratum, factor) = self.factor(step);
        for (sum, own) in expected.iter_mut().zip(self.shares.get(stratum).into_iter().flatten()) {
            *sum += own * factor;
        }
    }

    /// Visits the spans that end before `end`, with what is expected and what was counted at each place.
    fn spans(&self, end: usize, mut visit: impl FnMut((usize, usize), &[f64], &[u32])) {
        let places = self.data.places.len();
        let (mut expected, mut counts) = (vec![0.0; places], vec![0; places]);
        for start in self.starts(end) {
            self.add_expected(start, &mut expected);
            let row = self.counts.get(start * places..(start + 1) * places).unwrap_or_default();
            counts.iter_mut().zip(row).for_each(|(sum, own)| *sum += own);
            visit((start, end), &expected, &counts);
        }
    }

    /// The least and the most that a window expects, at most.
    fn reach(&self, circles: &Circles) -> (f64, f64) {
        let factors = (self.first()..self.data.steps).map(|step| self.factor(step).1);
        let least = factors.clone().filter(|factor| *factor > 0.0).fold(f64::INFINITY, f64::min);
        let most: f64 = factors.fold(0.0, f64::max) * self.data.longest.div_ceil(self.strata.len()) as f64;
        (least, circles.highest(&self.by_place()) * most)
    }

    fn null(&self, circles: &Circles, settings: &Settings) -> Vec<f64> {
        let (least, most) = self.reach(circles);
        // Without a case in any window there is nothing that a replica could find either.
        if settings.draws == 0 || !least.is_finite() {
            return vec![0.0; settings.draws as usize];
        }
        let all = self.data.cases.len() as f64;
        let bounds = Bounds::new(least, most, all, settings.rates);
        let expected: Vec<Vec<f64>> = match self.data.span {
            Span::Prospective => self.expected_of(self.data.steps),
            Span::Retrospective => Vec::new(),
        };
        replicas(settings.draws, &bounds, |first, lanes| {
            let rows = self.drawn(first, settings);
            for end in self.ends() {
                let own = if expected.is_empty() { self.expected_of(end) } else { Vec::new() };
                let expected = if expected.is_empty() { &own } else { &expected };
                self.scan(circles, expected, &rows, end, settings.rates, lanes);
            }
        })
    }

    /// What is expected in each span that ends before `end`, the shortest first.
    fn expected_of(&self, end: usize) -> Vec<Vec<f64>> {
        let mut sums = vec![0.0; self.data.places.len()];
        let each = self.starts(end).map(|step| {
            self.add_expected(step, &mut sums);
            sums.clone()
        });
        each.collect()
    }

    fn scan(
        &self,
        circles: &Circles,
        expected: &[Vec<f64>],
        rows: &[Lanes],
        end: usize,
        rates: Rates,
        lanes: &mut LaneBounds<'_>,
    ) {
        let places = self.data.places.len();
        let all = self.data.cases.len() as f64;
        let mut counts: Vec<Lanes> = vec![[0; LANES]; places];
        for (step, expected) in self.starts(end).zip(expected) {
            let at = (step - self.first()) * places;
            for (sums, own) in counts.iter_mut().zip(rows.get(at..at + places).unwrap_or_default()) {
                sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
            }
            walk(circles, expected, &counts, all, rates, lanes);
        }
    }

    /// The cases of sixteen replicas, by step from the first that matters and by place.
    fn drawn(&self, first: u64, settings: &Settings) -> Vec<Lanes> {
        let places = self.data.places.len();
        let mut rows: Vec<Lanes> = vec![[0; LANES]; (self.data.steps - self.first()) * places];
        for (lane, number) in (0..LANES).zip(first..) {
            let mut stream = settings.streams.of(number);
            for (day, stratum) in self.strata.iter().enumerate() {
                let mut left = stratum.clone();
                for step in (self.first()..self.data.steps).filter(|step| step % self.strata.len() == day) {
                    let at = (step - self.first()) * places;
                    for _ in 0..self.by_step.get(step).copied().unwrap_or(0) {
                        let Some(place) = take(&mut left, &mut stream) else { break };
                        let row = rows.get_mut(at + place as usize).and_then(|row| row.get_mut(lane));
                        row.into_iter().for_each(|count| *count += 1);
                    }
                }
            }
        }
        rows
    }
}

/// Takes one out, each as likely as any other.
#[inline]
fn take(left: &mut Vec<u32>, stream: &mut Stream) -> Option<u32> {
    let count = u32::try_from(left.len()).unwrap_or(u32::MAX);
    (count > 0).then(|| left.swap_remove(stream.below(count) as usize))
}

#[cfg(test)]
#[path = "permutation_tests.rs"]
mod tests;
