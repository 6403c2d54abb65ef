//! Which datum are these coordinates really in? Tries the usual mistakes on the data and says which reading fits, and how surely.
//!
//! A datum mistake moves every case by the same few hundred metres, so it shows in how many cases land where they should:
//! in the cell that was recorded with them, or at least in the coverage. The readings are compared pairwise on the places
//! where they disagree, so cases far from any border, and records that are wrong anyway, favour nobody.

use std::collections::BTreeMap;
use std::fmt;

use rayon::prelude::*;

use super::datum::{Converter, Datum, StatedPair};
use super::gcj02::{Bd09, Gcj02};
use crate::measure::LonLat;

/// From this confidence on, a verdict is given.
pub const SURE: f64 = 0.999;

/// A way to read stated pairs.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Reading {
    /// In the datum that was declared.
    AsDeclared,
    /// The numbers (or, in a plane, the degrees behind them) are really in this datum.
    Really(Datum),
    /// The numbers were WGS 84 once, and somebody removed from them a shift of this datum that was not there.
    Overcorrected(Datum),
    /// The two columns are swapped.
    SwappedAxes,
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsDeclared => f.write_str("as declared"),
            Self::Really(datum) => write!(f, "really {datum}"),
            Self::Overcorrected(datum) => {
                write!(f, "WGS 84 from which a {datum} shift was removed by mistake")
            }
            Self::SwappedAxes => f.write_str("with the two columns swapped"),
        }
    }
}

impl Reading {
    /// The readings worth trying for a declared datum, the declared one first.
    #[must_use]
    pub fn candidates(declared: &Datum) -> Vec<Self> {
        let mut readings = vec![Self::AsDeclared];
        readings.extend(match declared {
            Datum::Gcj02 => vec![Self::Really(Datum::Wgs84), Self::Really(Datum::Bd09)],
            Datum::Bd09 => vec![Self::Really(Datum::Wgs84), Self::Really(Datum::Gcj02)],
            Datum::Wgs84 | Datum::Cgcs2000 | Datum::Epsg(_) | Datum::Local(_) => vec![
                Self::Really(Datum::Gcj02),
                Self::Really(Datum::Bd09),
                Self::Overcorrected(Datum::Gcj02),
                Self::Overcorrected(Datum::Bd09),
            ],
        });
        readings.push(Self::SwappedAxes);
        readings
    }

    /// The place of a pair under this reading; `None` where it has none.
    #[must_use]
    pub fn place(&self, converter: &Converter, stated: StatedPair) -> Option<LonLat> {
        let degrees = || match converter.datum() {
            Datum::Gcj02 | Datum::Bd09 => LonLat::new(stated.x, stated.y).ok(),
            _ => converter.place(stated).ok(),
        };
        match self {
            Self::AsDeclared => converter.place(stated).ok(),
            Self::SwappedAxes => converter.place(StatedPair { x: stated.y, y: stated.x }).ok(),
            Self::Really(Datum::Gcj02) => {
                Some(Gcj02::new(degrees()?.lon(), degrees()?.lat()).ok()?.to_wgs84())
            }
            Self::Really(Datum::Bd09) => Some(Bd09::new(degrees()?.lon(), degrees()?.lat()).ok()?.to_wgs84()),
            Self::Really(_) => degrees(),
            Self::Overcorrected(Datum::Bd09) => {
                let shown = Bd09::from_wgs84(degrees()?);
                LonLat::new(shown.lon(), shown.lat()).ok()
            }
            Self::Overcorrected(_) => {
                let shown = Gcj02::from_wgs84(degrees()?);
                LonLat::new(shown.lon(), shown.lat()).ok()
            }
        }
    }
}

/// What was asked of each place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Whether it lands in the cell recorded with it.
    RecordedCell,
    /// Only whether it lands in the coverage.
    Coverage,
}

/// How one reading fared.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The reading.
    pub reading: Reading,
    /// Distinct places that land where they should.
    pub fitting: usize,
    /// Distinct places that fit under the best reading and not under this one.
    pub lost_to_best: usize,
    /// Distinct places that fit under this reading and not under the best.
    pub won_from_best: usize,
    /// The chance of so lopsided a count if this reading were as good as the best (one-sided exact sign test); 1 for the best
    /// itself, and for a reading that puts every case where the best does.
    pub p_value: f64,
}

/// What the detector says.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Conclusion {
    /// The declared datum fits, and the usual mistakes do not.
    DeclaredHolds,
    /// Another reading fits better than the declared one.
    WrongDatum(Reading),
    /// No reading wins clearly.
    Undecided,
    /// No reading puts most places where they should be: another layer, or a datum that is not among those tried.
    NothingFits,
}

/// The detector's answer: the conclusion, how sure it is, and every reading's standing.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// What is concluded.
    pub conclusion: Conclusion,
    /// The reading that fits best; the declared one where several are equal.
    pub best: Reading,
    /// One less the sum of the rivals' p-values, at least 0: how sure it is that the best reading is the best of those tried.
    pub confidence: f64,
    /// The datum that was declared.
    pub declared: Datum,
    /// What was asked of each place.
    pub evidence: Evidence,
    /// Cases given.
    pub cases: usize,
    /// Distinct stated pairs among them; each has one vote, so that a thousand cases at one counter count once.
    pub places: usize,
    /// Every reading tried, the declared one first.
    pub standings: Vec<Standing>,
}

/// Judges by the cell recorded with every case: `in_recorded_cell(case, place)` says whether a place lies in the case's cell.
///
/// # Complexity
/// O(n · readings) membership tests, in parallel, and O(n log n) for the distinct places. The result does not depend on threads.
///
/// # References
/// Q. `McNemar`: Note on the sampling error of the difference between correlated proportions, Psychometrika 12, 1947,
/// doi 10.1007/BF02295996 (here exact, one-sided, with Bonferroni's sum over the rivals).
#[must_use]
pub fn judge_by_recorded_cell(
    converter: &Converter,
    stated: &[StatedPair],
    in_recorded_cell: impl Fn(usize, LonLat) -> bool + Sync,
) -> Verdict {
    judge(converter, stated, Evidence::RecordedCell, in_recorded_cell)
}

/// Judges by the coverage alone: `covered(place)` says whether a place lies in it. Weaker: only cases near its border tell.
///
/// It presumes that (almost) all cases belong inside. A reading therefore wins only when it brings at least 95 % of the places
/// inside and loses at most one for every ten that it wins: cases that spill over one border would look like a shift as
/// well, but undoing that shift would push others out over the opposite border.
#[must_use]
pub fn judge_by_coverage(
    converter: &Converter,
    stated: &[StatedPair],
    covered: impl Fn(LonLat) -> bool + Sync,
) -> Verdict {
    judge(converter, stated, Evidence::Coverage, |_, place| covered(place))
}

fn judge(
    converter: &Converter,
    stated: &[StatedPair],
    evidence: Evidence,
    fits: impl Fn(usize, LonLat) -> bool + Sync,
) -> Verdict {
    let readings = Reading::candidates(converter.datum());
    let row = |(case, pair): (usize, &StatedPair)| {
        let place = |reading: &Reading| reading.place(converter, *pair);
        let places: Vec<Option<LonLat>> = readings.iter().map(place).collect();
        let fitting = places.iter().map(|at| at.is_some_and(|at| fits(case, at))).collect();
        let as_declared = places.iter().map(|at| Some(at) == places.first()).collect();
        Row { fitting, as_declared }
    };
    let rows: Vec<Row> = stated.par_iter().enumerate().with_min_len(512).map(row).collect();
    let ballots = ballots(stated, &rows, readings.len());
    let fitting = |r: usize| ballots.iter().filter(|ballot| ballot.get(r) == Some(&true)).count();
    let counts: Vec<usize> = (0..readings.len()).map(fitting).collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    let best = counts.iter().position(|&count| count == most).unwrap_or(0);
    // A reading that moves nothing (outside China, for instance) is no rival of the declared one.
    let same_as_declared = |r: usize| rows.iter().all(|row| row.as_declared.get(r) == Some(&true));
    let mut doubt = 0.0;
    let mut standings = Vec::with_capacity(readings.len());
    for (r, reading) in readings.iter().enumerate() {
        let differs = |mine: bool| {
            move |ballot: &&Vec<bool>| ballot.get(r) == Some(&mine) && ballot.get(best) == Some(&!mine)
        };
        let won = ballots.iter().filter(differs(true)).count();
        let lost = ballots.iter().filter(differs(false)).count();
        let rival = r != best && !(same_as_declared(r) && same_as_declared(best));
        let p_value = if rival { sign_test(lost, won) } else { 1.0 };
        if rival {
            doubt += p_value;
        }
        standings.push(Standing {
            reading: reading.clone(),
            fitting: counts.get(r).copied().unwrap_or(0),
            lost_to_best: lost,
            won_from_best: won,
            p_value,
        });
    }
    let confidence = (1.0 - doubt).max(0.0);
    Verdict {
        conclusion: conclude(evidence, ballots.len(), best, confidence, &standings),
        best: readings.get(best).cloned().unwrap_or(Reading::AsDeclared),
        confidence,
        declared: converter.datum().clone(),
        evidence,
        cases: stated.len(),
        places: ballots.len(),
        standings,
    }
}

/// One case: per reading, whether it fits and whether it stands where the declared reading puts it.
struct Row {
    fitting: Vec<bool>,
    as_declared: Vec<bool>,
}

/// One ballot a distinct stated pair, in the order of the pairs' bits: a reading has its vote if most of the pair's cases fit.
fn ballots(stated: &[StatedPair], rows: &[Row], readings: usize) -> Vec<Vec<bool>> {
    let mut sums: BTreeMap<(u64, u64), (usize, Vec<usize>)> = BTreeMap::new();
    for (pair, row) in stated.iter().zip(rows) {
        let (cases, fitting) =
            sums.entry((pair.x.to_bits(), pair.y.to_bits())).or_insert_with(|| (0, vec![0; readings]));
        *cases += 1;
        for (sum, fits) in fitting.iter_mut().zip(&row.fitting) {
            *sum += usize::from(*fits);
        }
    }
    sums.into_values().map(|(cases, fitting)| fitting.iter().map(|sum| 2 * sum > cases).collect()).collect()
}

fn conclude(
    evidence: Evidence,
    places: usize,
    best: usize,
    confidence: f64,
    standings: &[Standing],
) -> Conclusion {
    let (Some(winner), Some(declared)) = (standings.get(best), standings.first()) else {
        return Conclusion::Undecided;
    };
    if places == 0 {
        return Conclusion::Undecided;
    }
    if winner.fitting * 2 < places {
        return Conclusion::NothingFits;
    }
    if confidence < SURE {
        return Conclusion::Undecided;
    }
    if best == 0 {
        return Conclusion::DeclaredHolds;
    }
    let spills = winner.fitting * 20 < places * 19 || declared.won_from_best * 10 > declared.lost_to_best;
    if evidence == Evidence::Coverage && spills {
        return Conclusion::Undecided;
    }
    Conclusion::WrongDatum(winner.reading.clone())
}

/// P(X ≥ wins) for X binomial with wins + losses trials of probability ½; 1 without trials.
fn sign_test(wins: usize, losses: usize) -> f64 {
    let (w, l) = (count(wins), count(losses));
    let n = w + l;
    if n == 0.0 {
        return 1.0;
    }
    if w <= l {
        // At least half the mass: the exact value plays no part in any verdict.
        return 1.0;
    }
    // ln C(n, l) − n ln 2, then each next term of the tail is the last times (losses left)/(wins + 1).
    let mut log_term = -n * std::f64::consts::LN_2;
    let mut k = 1.0;
    while k <= l {
        log_term += ((w + k) / k).ln();
        k += 1.0;
    }
    let (mut term, mut sum, mut won) = (1.0, 0.0, w);
    while won <= n && term > 1e-18 * sum {
        sum += term;
        term *= (n - won) / (won + 1.0);
        won += 1.0;
    }
    (log_term.exp() * sum).min(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "counts of cases are far below 2^52")]
fn count(n: usize) -> f64 {
    n as f64
}

impl fmt::Display for Verdict {
    /// One sentence: the conclusion, the shares, and how sure it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |reading: &Reading| {
            let fitting = self.standings.iter().find(|s| s.reading == *reading).map_or(0, |s| s.fitting);
            100.0 * count(fitting) / count(self.places.max(1))
        };
        let whither = match self.evidence {
            Evidence::RecordedCell => "in their recorded cell",
            Evidence::Coverage => "inside the coverage",
        };
        let (declared, places) = (&self.declared, self.places);
        let as_declared = share(&Reading::AsDeclared);
        match &self.conclusion {
            Conclusion::DeclaredHolds => {
                write!(
                    f,
                    "the coordinates are in {declared} as declared: {as_declared:.1} % of {places} places land {whither}"
                )?;
            }
            Conclusion::WrongDatum(reading) => write!(
                f,
                "the coordinates were declared as {declared}, but they are {reading}: then {:.1} % of {places} places land {whither}, as declared only {as_declared:.1} %",
                share(reading)
            )?,
            Conclusion::Undecided => {
                return write!(
                    f,
                    "these {places} places do not settle whether the coordinates are in {declared}: as declared {as_declared:.1} % land {whither}, {} {:.1} % do; more cases near borders would",
                    self.best,
                    share(&self.best)
                );
            }
            Conclusion::NothingFits => {
                return write!(
                    f,
                    "neither {declared} nor any usual mistake fits: at best {:.1} % of {places} places land {whither}; check that the layer belongs to these cases",
                    share(&self.best)
                );
            }
        }
        // Rounded down, so that it never claims more than was found.
        let shown = (self.confidence * 1e4).floor().min(9999.0) / 100.0;
        write!(f, " (confidence {}{shown:.2} %)", if self.confidence >= 0.9999 { "above " } else { "" })
    }
}

#[cfg(test)]
#[path = "detect_tests.rs"]
mod tests;
