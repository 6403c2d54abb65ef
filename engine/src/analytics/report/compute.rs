//! From counts to printed lines.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::definition::{Figure, FigureKind, ReportSpec, Selection};
use super::tally::{Tallies, TallyError};
use crate::desk::Codes;
use crate::grid::Title;
use crate::rules::{RuleSet, UnitKind};

/// Areas and numbers of cells, asked by layer and day.
pub trait Ground {
    /// The area of a layer on a day in km²; `None` where there is no such layer.
    fn area_km2(&self, layer: &str, on: Date) -> Option<f64>;
    /// The number of its cells.
    fn cells(&self, layer: &str, on: Date) -> Option<usize>;
    /// The layer whose area is the coverage.
    fn coverage(&self) -> String;
}

/// How a computed figure stands to the printed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It rounds to the print.
    Agrees,
    /// It does not.
    Differs,
    /// Nothing is printed for it.
    NotPrinted,
    /// Nothing can be computed for it.
    NotComputed,
}

/// One line of a report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The figure's identity.
    pub id: String,
    /// What it is called.
    pub title: Title,
    /// What was computed.
    pub value: Option<f64>,
    /// `percent`, `cases`, `yuan`, `km2`, `per-day`, ….
    pub unit: &'static str,
    /// What was counted.
    pub numerator: Option<f64>,
    /// Out of what.
    pub denominator: Option<f64>,
    /// By which definition.
    pub definition: Option<String>,
    /// What the publication prints.
    pub printed: Option<f64>,
    /// Decimals of the print.
    pub decimals: u8,
    /// Whether they agree.
    pub verdict: Verdict,
    /// What a reader should know.
    pub note: Option<String>,
}

/// Computes every figure.
///
/// # Errors
/// [`TallyError`] where a figure names what does not exist.
pub fn report(
    spec: &ReportSpec,
    tallies: &Tallies,
    rules: &RuleSet,
    codes: &Codes,
    ground: &dyn Ground,
) -> Result<Vec<Line>, TallyError> {
    let sheet = Sheet { tallies, rules, codes, ground };
    spec.figures.iter().map(|figure| sheet.line(figure)).collect()
}

struct Sheet<'a> {
    tallies: &'a Tallies,
    rules: &'a RuleSet,
    codes: &'a Codes,
    ground: &'a dyn Ground,
}

/// Value, unit, numerator, denominator.
type Computed = (Option<f64>, &'static str, Option<f64>, Option<f64>);

impl Sheet<'_> {
    fn line(&self, figure: &Figure) -> Result<Line, TallyError> {
        let (value, unit, numerator, denominator) = self.compute(figure)?;
        let verdict = match (value, figure.printed) {
            (None, _) => Verdict::NotComputed,
            (Some(_), None) => Verdict::NotPrinted,
            (Some(value), Some(printed)) => {
                let scale =
                    [1.0, 10.0, 100.0, 1000.0].get(usize::from(figure.decimals)).copied().unwrap_or(1.0);
                let same = ((value * scale).round() - (printed * scale).round()).abs() < 0.5;
                if same { Verdict::Agrees } else { Verdict::Differs }
            }
        };
        Ok(Line {
            id: figure.id.clone(),
            title: figure.title.clone(),
            value,
            unit,
            numerator,
            denominator,
            definition: figure.definition.clone(),
            printed: figure.printed,
            decimals: figure.decimals,
            verdict,
            note: figure.note.clone(),
        })
    }

    fn compute(&self, figure: &Figure) -> Result<Computed, TallyError> {
        let sum =
            |of: &Selection, period: &str| self.tallies.sum(&figure.id, of, period, self.rules, self.codes);
        let days = |period: &str| self.tallies.days(&figure.id, period);
        let unknown =
            |what, name: &str| TallyError::Unknown { figure: figure.id.clone(), what, name: name.into() };
        let share = |unit, scale: f64, of: f64, over: f64| {
            ((over != 0.0).then(|| of / over * scale), unit, Some(of), Some(over))
        };
        Ok(match &figure.kind {
            FigureKind::Count { of, period } => (Some(sum(of, period)?), "cases", None, None),
            FigureKind::Growth { of, period, base } => {
                let (now, then) = (sum(of, period)?, sum(of, base)?);
                let growth = (then != 0.0).then(|| (now / then - 1.0) * 100.0);
                (growth, "percent", Some(now), Some(then))
            }
            FigureKind::Rate { of, over, period } => {
                share("percent", 100.0, sum(of, period)?, sum(over, period)?)
            }
            FigureKind::Mean { of, over, period } => share("mean", 1.0, sum(of, period)?, sum(over, period)?),
            FigureKind::Remainder { of, parts, period } => {
                let whole = sum(of, period)?;
                let mut rest = whole;
                for part in parts {
                    rest -= sum(part, period)?;
                }
                (Some(rest), "cases", Some(whole - rest), Some(whole))
            }
            FigureKind::PerDay { of, period } => {
                share("per-day", 1.0, sum(of, period)?, f64::from(days(period)?.0))
            }
            FigureKind::PerKm2Year { of, period } => {
                let (length, first) = days(period)?;
                let layer = self.ground.coverage();
                let km2 = self.ground.area_km2(&layer, first).ok_or_else(|| unknown("layer", &layer))?;
                share("per-km2-year", 1.0, sum(of, period)?, km2 * f64::from(length) / year_days(first))
            }
            FigureKind::PerCell { of, period, layer } => {
                let cells =
                    self.ground.cells(layer, days(period)?.1).ok_or_else(|| unknown("layer", layer))?;
                share("per-cell", 1.0, sum(of, period)?, cells as f64)
            }
            FigureKind::AreaKm2 { layer, on } => {
                let day = on
                    .parse()
                    .map_err(|_| TallyError::Date { place: figure.id.clone(), value: on.clone() })?;
                (
                    Some(self.ground.area_km2(layer, day).ok_or_else(|| unknown("layer", layer))?),
                    "km2",
                    None,
                    None,
                )
            }
            FigureKind::Units { kinds } => (Some(self.units(&figure.id, kinds)?), "units", None, None),
            FigureKind::PrintedOnly => (None, "printed", None, None),
        })
    }

    fn units(&self, figure: &str, kinds: &[String]) -> Result<f64, TallyError> {
        let names: BTreeMap<&str, UnitKind> = [
            ("district", UnitKind::District),
            ("department", UnitKind::Department),
            ("sub-centre", UnitKind::SubCentre),
            ("workstation", UnitKind::Workstation),
            ("patrol-team", UnitKind::PatrolTeam),
            ("community-team", UnitKind::CommunityTeam),
            ("maintainer", UnitKind::Maintainer),
        ]
        .into();
        let mut count = 0_usize;
        for kind in kinds {
            let wanted = names.get(kind.as_str()).copied();
            let wanted = wanted.ok_or_else(|| TallyError::Unknown {
                figure: figure.into(),
                what: "kind of unit",
                name: kind.clone(),
            })?;
            count += self.rules.units.all().iter().filter(|unit| unit.kind == wanted).count();
        }
        Ok(count as f64)
    }
}

fn year_days(day: Date) -> f64 {
    f64::from(day.days_in_year())
}
