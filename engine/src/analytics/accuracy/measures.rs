//! PAI, PEI, RRI and the curve of hits against area.

use serde::Serialize;

/// How well the first cells of a ranking caught what came (命中率与面积).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accuracy {
    /// The share of the cells that was asked for.
    pub fraction: f64,
    /// How many cells that is.
    pub cells: usize,
    /// The cells, the highest first.
    pub selected: Vec<usize>,
    /// The share of later cases that fell into them, n/N.
    pub hit_rate: f64,
    /// Their share of the area, a/A.
    pub area_share: f64,
    /// Prediction accuracy index (预测准确指数): hit rate by area share; 1 is what blind choice gives.
    #[serde(rename = "PAI")]
    pub pai: f64,
    /// Prediction efficiency index (预测效率指数): PAI by the best that as many cells could have.
    #[serde(rename = "PEI")]
    pub pei: f64,
    /// PAI of the cells with most later cases.
    #[serde(rename = "max_PAI")]
    pub max_pai: f64,
    /// Recapture rate index (再捕获率指数): hit rate later by hit rate before, in the same cells; `None` where nothing was before.
    #[serde(rename = "RRI")]
    pub rri: Option<f64>,
    /// The share of earlier cases in these cells; `None` where there was none at all.
    pub train_hit_rate: Option<f64>,
}

/// Why accuracy cannot be told.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AccuracyError {
    /// Lists of other lengths.
    #[error(
        "{scores} scores, {train} earlier and {test} later counts, {areas} areas; one of each for each cell is needed"
    )]
    Count {
        /// Scores.
        scores: usize,
        /// Earlier counts.
        train: usize,
        /// Later counts.
        test: usize,
        /// Areas.
        areas: usize,
    },
    /// A number that is none.
    #[error("cell {cell}: {what} is {value}; {right} is needed")]
    Number {
        /// The cell.
        cell: usize,
        /// What it is.
        what: &'static str,
        /// What stands there.
        value: f64,
        /// What would be right.
        right: &'static str,
    },
    /// A share that is none.
    #[error("fraction is {0}; a share above 0 and at most 1 is needed, such as 0.05")]
    Fraction(f64),
    /// Nothing came.
    #[error("no case came in the time that is tested; take a longer time, or more cells")]
    NothingCame,
}

/// Accuracy of the first cells of a ranking by `score`, ties by the lower number.
///
/// `areas` in any unit; without them all cells are equally large. Equal cells: k = round(fraction × cells), at least 1. Cells of unequal area are
/// ranked by score for each unit of area, and taken while their area stays within the fraction, at least 1; the best possible choice is made in
/// the same way from later cases.
///
/// # Errors
/// [`AccuracyError`].
///
/// # Complexity
/// O(n log n).
///
/// # References
/// S. Chainey, L. Tompson, S. Uhlig, 2008, doi:10.1057/palgrave.sj.8350066 (PAI); J. Hunt, "Do crime hot spots move?", 2016 (PEI); N. Levine, 2008,
/// doi:10.1057/sj.2008.15 (RRI).
pub fn accuracy(
    score: &[f64],
    train: &[f64],
    test: &[f64],
    areas: Option<&[f64]>,
    fraction: f64,
) -> Result<Accuracy, AccuracyError> {
    let all: f64 = checked(score, train, test, areas)?;
    if !(fraction > 0.0 && fraction <= 1.0) {
        return Err(AccuracyError::Fraction(fraction));
    }
    let order = ranking(score, areas);
    let cells = depth(&order, areas, fraction);
    let selected: Vec<usize> = order.into_iter().take(cells).collect();
    let of =
        |values: &[f64], cells: &[usize]| -> f64 { cells.iter().filter_map(|cell| values.get(*cell)).sum() };
    let share = |cells: &[usize]| {
        areas.map_or(cells.len() as f64 / score.len() as f64, |areas| {
            of(areas, cells) / areas.iter().sum::<f64>()
        })
    };
    let index = |cells: &[usize]| of(test, cells) / all / share(cells);
    let best = ranking(test, areas);
    let best_depth = depth(&best, areas, fraction);
    let best: Vec<usize> = best.into_iter().take(best_depth).collect();
    let (hit_rate, pai, max_pai) = (of(test, &selected) / all, index(&selected), index(&best));
    let before: f64 = train.iter().sum();
    let train_hit_rate = (before > 0.0).then(|| of(train, &selected) / before);
    Ok(Accuracy {
        fraction,
        cells,
        hit_rate,
        area_share: share(&selected),
        pai,
        pei: pai / max_pai,
        max_pai,
        rri: train_hit_rate.filter(|before| *before > 0.0).map(|before| hit_rate / before),
        train_hit_rate,
        selected,
    })
}

/// The share of later cases in the first cells against their share of the area, cell by cell, from (0, 0) to (1, 1); and the area under it: 0.5 is
/// what blind choice gives.
///
/// # Errors
/// [`AccuracyError`].
///
/// # Complexity
/// O(n log n).
pub fn hit_rate_curve(
    score: &[f64],
    test: &[f64],
    areas: Option<&[f64]>,
) -> Result<(Vec<[f64; 2]>, f64), AccuracyError> {
    let all = checked(score, test, test, areas)?;
    let whole = areas.map_or(score.len() as f64, |areas| areas.iter().sum());
    let (mut area, mut hits, mut under) = (0.0, 0.0, 0.0);
    let mut curve = vec![[0.0, 0.0]];
    for cell in ranking(score, areas) {
        let (width, height) = (size(areas, cell) / whole, test.get(cell).copied().unwrap_or(0.0) / all);
        under += width * (hits + height / 2.0);
        area += width;
        hits += height;
        curve.push([area, hits]);
    }
    Ok((curve, under))
}

fn size(areas: Option<&[f64]>, cell: usize) -> f64 {
    areas.map_or(1.0, |areas| areas.get(cell).copied().unwrap_or(0.0))
}

/// Cells by score, for each unit of area; ties by the lower number.
fn ranking(score: &[f64], areas: Option<&[f64]>) -> Vec<usize> {
    let by: Vec<f64> = score.iter().enumerate().map(|(cell, score)| score / size(areas, cell)).collect();
    let mut order: Vec<usize> = (0..score.len()).collect();
    let at = |cell: usize| by.get(cell).copied().unwrap_or(f64::NEG_INFINITY);
    order.sort_by(|a, b| at(*b).total_cmp(&at(*a)).then(a.cmp(b)));
    order
}

/// How many of the first cells make up a fraction.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to the number of cells")]
fn depth(order: &[usize], areas: Option<&[f64]>, fraction: f64) -> usize {
    let Some(areas) = areas else {
        return ((fraction * order.len() as f64).round() as usize).clamp(1, order.len().max(1));
    };
    let allowed = fraction * areas.iter().sum::<f64>() * (1.0 + 1e-12);
    let mut sum = 0.0;
    let within = order.iter().take_while(|cell| {
        sum += size(Some(areas), **cell);
        sum <= allowed
    });
    within.count().max(1)
}

/// Checks all lists; the number of later cases.
fn checked(score: &[f64], train: &[f64], test: &[f64], areas: Option<&[f64]>) -> Result<f64, AccuracyError> {
    let n = score.len();
    let given = areas.map_or(n, <[f64]>::len);
    if train.len() != n || test.len() != n || given != n {
        return Err(AccuracyError::Count { scores: n, train: train.len(), test: test.len(), areas: given });
    }
    let check = |what, right, list: &[f64], good: fn(f64) -> bool| {
        let bad = list.iter().enumerate().find(|(_, value)| !good(**value));
        bad.map_or(Ok(()), |(cell, value)| Err(AccuracyError::Number { cell, what, value: *value, right }))
    };
    check("the score", "a finite number", score, f64::is_finite)?;
    let count = |value: f64| value.is_finite() && value >= 0.0;
    check("the earlier count", "a number from 0 on", train, count)?;
    check("the later count", "a number from 0 on", test, count)?;
    check("the area", "a number above 0", areas.unwrap_or(&[]), |value| value.is_finite() && value > 0.0)?;
    let all: f64 = test.iter().sum();
    if all > 0.0 { Ok(all) } else { Err(AccuracyError::NothingCame) }
}

#[cfg(test)]
#[path = "measures_tests.rs"]
mod tests;
