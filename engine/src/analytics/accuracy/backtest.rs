//! Rolling back-tests (滚动回测): which map would have told, time after time, where the next cases came?

use rayon::prelude::*;
use serde::Serialize;

use super::measures::{Accuracy, AccuracyError, accuracy, hit_rate_curve};
use super::scores::kernel_scores;
use crate::analytics::autocorrelation::{Values, ValuesError, gi};
use crate::analytics::emerging::{Cube, CubeError, NullOf, Reference, space_time_gi};
use crate::analytics::weights::Weights;
use crate::measure::PlaneXY;

/// A way to rank cells from what is known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// The plain baseline: the counts of one season ago where the cube reaches back so far, otherwise of the last known step.
    Baseline,
    /// Counts of all steps that are trained on.
    Counts,
    /// Kernel density of their cases.
    Kernel {
        /// Where the kernel ends, in the unit of the plane.
        radius: f64,
    },
    /// z of Gi* of their counts.
    GiStar,
    /// z of space-time Gi* in the last known step.
    SpaceTimeGi {
        /// Steps it looks back.
        back: usize,
    },
}

/// What a back-test is of.
#[derive(Debug, Clone, Copy)]
pub struct Backtest<'a> {
    /// Counts by cell and step.
    pub cube: &'a Cube,
    /// Who is near whom.
    pub weights: &'a Weights,
    /// Middles of cells.
    pub middles: &'a [PlaneXY],
    /// Where cases are, with their steps.
    pub cases: &'a [(PlaneXY, u32)],
    /// Areas of cells; without them all are equal.
    pub areas: Option<&'a [f64]>,
    /// Steps that are trained on.
    pub train: usize,
    /// Steps of a season, such as 12 of a month each; 0 for none.
    pub season: usize,
    /// Shares of the area that are judged.
    pub fractions: &'a [f64],
}

/// One step that was forecast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Window {
    /// The step.
    pub step: usize,
    /// The step that the baseline took its counts from.
    pub baseline_step: usize,
    /// Cases that came in it.
    pub cases: f64,
    /// What each method reached, in the order of the methods.
    pub scores: Vec<WindowScore>,
}

/// What one method reached in one step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WindowScore {
    /// The method.
    pub method: Method,
    /// At each fraction.
    pub at: Vec<Accuracy>,
    /// The area under the curve of hits against area.
    pub under_curve: f64,
}

/// A method over all steps, at one fraction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MethodRecord {
    /// The share of the area.
    pub fraction: f64,
    /// 1 for the best mean PAI.
    pub rank: usize,
    /// The method.
    pub method: Method,
    /// The mean PAI.
    pub mean_pai: f64,
    /// The mean PEI.
    pub mean_pei: f64,
    /// The mean hit rate.
    pub mean_hit_rate: f64,
    /// The mean of PAI less the baseline's.
    pub gain: f64,
    /// Steps in which it was better than the baseline.
    pub better: usize,
    /// Steps in which it was worse.
    pub worse: usize,
    /// The chance of so uneven a record if neither were better (two-sided sign test); 1 where no step decides.
    pub p_sign: f64,
}

/// Why there is no back-test.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BacktestError {
    /// Too few steps.
    #[error(
        "train is {train} of {steps} steps; at least 1, and at most all but one, so that a step is left to test"
    )]
    Train {
        /// Steps that are trained on.
        train: usize,
        /// Steps there are.
        steps: usize,
    },
    /// A kernel without width.
    #[error("the kernel's radius is {0}; a finite number above 0 is needed")]
    Radius(f64),
    /// Lists that do not fit.
    #[error("{cells} cells, {middles} middles, weights of {weights}; one of each for each cell is needed")]
    Count {
        /// Cells.
        cells: usize,
        /// Middles.
        middles: usize,
        /// Rows of the weights.
        weights: usize,
    },
    /// No step with a case is left.
    #[error("no case in any step after the first {0}; nothing can be tested")]
    Nothing(usize),
    /// What the measures say.
    #[error(transparent)]
    Accuracy(#[from] AccuracyError),
    /// What Gi* says.
    #[error(transparent)]
    Values(#[from] ValuesError),
    /// What the cube says.
    #[error(transparent)]
    Cube(#[from] CubeError),
}

/// Forecasts each step after the first `train` from the `train` steps before it by each method and the baseline (which is always first), and ranks
/// methods by their mean PAI. Nothing of the step itself or later is looked at. Steps without a case are left out.
///
/// # Errors
/// [`BacktestError`].
///
/// # Complexity
/// O(steps × methods × their cost) on all threads; the same result at any number of them.
pub fn backtest(
    of: &Backtest<'_>,
    methods: &[Method],
) -> Result<(Vec<Window>, Vec<MethodRecord>), BacktestError> {
    let (steps, cells) = (of.cube.steps(), of.cube.cells());
    if of.train == 0 || of.train >= steps {
        return Err(BacktestError::Train { train: of.train, steps });
    }
    if of.middles.len() != cells || of.weights.len() != cells {
        return Err(BacktestError::Count { cells, middles: of.middles.len(), weights: of.weights.len() });
    }
    let mut all = vec![Method::Baseline];
    all.extend(methods.iter().filter(|method| **method != Method::Baseline));
    let tested: Vec<usize> =
        (of.train..steps).filter(|step| of.cube.sums(*step, step + 1).iter().sum::<f64>() > 0.0).collect();
    if tested.is_empty() {
        return Err(BacktestError::Nothing(of.train));
    }
    let windows: Vec<Window> =
        tested.into_par_iter().map(|step| window(of, &all, step)).collect::<Result<_, BacktestError>>()?;
    let mut records = Vec::new();
    for (at, fraction) in of.fractions.iter().enumerate() {
        records.extend(ranked(&windows, &all, at, *fraction));
    }
    Ok((windows, records))
}

fn window(of: &Backtest<'_>, methods: &[Method], step: usize) -> Result<Window, BacktestError> {
    let from = step - of.train;
    let baseline_step = if of.season > 0 && step >= of.season { step - of.season } else { step - 1 };
    let (train, test) = (of.cube.sums(from, step), of.cube.sums(step, step + 1));
    let score = |method: &Method| -> Result<WindowScore, BacktestError> {
        let score = scored(of, *method, from, step, baseline_step)?;
        let judge = |fraction: &f64| accuracy(&score, &train, &test, of.areas, *fraction);
        let at = of.fractions.iter().map(judge).collect::<Result<_, _>>()?;
        let (_, under_curve) = hit_rate_curve(&score, &test, of.areas)?;
        Ok(WindowScore { method: *method, at, under_curve })
    };
    let scores = methods.iter().map(score).collect::<Result<_, _>>()?;
    Ok(Window { step, baseline_step, cases: test.iter().sum(), scores })
}

/// The score of each cell by a method that knows steps `from..step`.
fn scored(
    of: &Backtest<'_>,
    method: Method,
    from: usize,
    step: usize,
    baseline_step: usize,
) -> Result<Vec<f64>, BacktestError> {
    let counts = of.cube.sums(from, step);
    let varies = |values: &[f64]| {
        values.iter().any(|value| value.to_bits() != values.first().map_or(0, |first| first.to_bits()))
    };
    match method {
        Method::Baseline => Ok(of.cube.sums(baseline_step, baseline_step + 1)),
        Method::Kernel { radius } => {
            if !(radius > 0.0 && radius.is_finite()) {
                return Err(BacktestError::Radius(radius));
            }
            let known = |(_, at): &&(PlaneXY, u32)| (from..step).contains(&(*at as usize));
            let points: Vec<PlaneXY> = of.cases.iter().filter(known).map(|(place, _)| *place).collect();
            let density = kernel_scores(of.middles, &points, radius);
            // Scores are for whole cells, densities for a unit of area.
            Ok(density.iter().enumerate().map(|(cell, density)| density * size(of.areas, cell)).collect())
        }
        Method::GiStar if varies(&counts) => {
            let z = gi(&Values::new(counts)?, of.weights, true)?;
            Ok(z.into_iter().map(|gi| gi.z.unwrap_or(0.0)).collect())
        }
        Method::SpaceTimeGi { back } if varies(&counts) && of.train > 1 => {
            let rows: Vec<Vec<u32>> = (0..of.cube.cells())
                .map(|cell| of.cube.row(cell).get(from..step).unwrap_or(&[]).to_vec())
                .collect();
            let known = Cube::from_counts(&rows)?;
            let bins = space_time_gi(&known, of.weights, back, Reference::Entire, NullOf::Normal)?;
            let last = bins.z.chunks(of.train).map(|row| row.last().copied().flatten().unwrap_or(0.0));
            Ok(last.collect())
        }
        // Where nothing varies, no cell comes before another but by its number.
        Method::Counts | Method::GiStar | Method::SpaceTimeGi { .. } => Ok(counts),
    }
}

fn size(areas: Option<&[f64]>, cell: usize) -> f64 {
    areas.and_then(|areas| areas.get(cell)).copied().unwrap_or(1.0)
}

fn ranked(windows: &[Window], methods: &[Method], at: usize, fraction: f64) -> Vec<MethodRecord> {
    let of = |method: usize| {
        windows.iter().filter_map(move |window| window.scores.get(method).and_then(|score| score.at.get(at)))
    };
    let n = windows.len() as f64;
    let record = |(number, method): (usize, &Method)| {
        let gains = || of(number).zip(of(0)).map(|(own, plain)| own.pai - plain.pai);
        let (better, worse) =
            (gains().filter(|gain| *gain > 1e-12).count(), gains().filter(|gain| *gain < -1e-12).count());
        MethodRecord {
            fraction,
            rank: 0,
            method: *method,
            mean_pai: of(number).map(|own| own.pai).sum::<f64>() / n,
            mean_pei: of(number).map(|own| own.pei).sum::<f64>() / n,
            mean_hit_rate: of(number).map(|own| own.hit_rate).sum::<f64>() / n,
            gain: gains().sum::<f64>() / n,
            better,
            worse,
            p_sign: sign_test(better, worse),
        }
    };
    let mut records: Vec<MethodRecord> = methods.iter().enumerate().map(record).collect();
    records.sort_by(|a, b| b.mean_pai.total_cmp(&a.mean_pai));
    (1..).zip(&mut records).for_each(|(rank, record)| record.rank = rank);
    records
}

/// Twice the chance of at most the smaller number of heads.
fn sign_test(better: usize, worse: usize) -> f64 {
    let (n, least) = (better + worse, better.min(worse));
    let (mut term, mut sum) = (0.5_f64.powf(n as f64), 0.0);
    for heads in 0..=least {
        sum += term;
        term *= (n - heads) as f64 / (heads + 1) as f64;
    }
    (2.0 * sum).min(1.0)
}

#[cfg(test)]
#[path = "backtest_tests.rs"]
mod tests;
