//! What is measured (指标), in which unit, by which denominator.

use std::str::FromStr;

use super::tally::Tally;
use crate::grid::Title;
use crate::tiles::colour::{Ramp, Scale};

/// What a map of cells shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Measure {
    /// Cases.
    #[default]
    Count,
    /// Cases per km² and 30 days.
    PerKm2,
    /// Cases per 1,000 residents and 30 days.
    PerThousand,
    /// Cases per 100 hours of patrol.
    PerPatrol,
    /// Late ones among those that can be judged, in percent.
    OverdueShare,
    /// More or fewer than in the period before, in percent of it.
    Change,
    /// The same in standard deviations of a difference of two Poisson counts.
    ZScore,
}

/// A name that no measure has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no measure “{0}”; there are count, per-km2, per-thousand, per-patrol, overdue-share, change, z-score"
)]
pub struct UnknownMeasure(pub String);

/// What stands below the line, for one cell; `None` where it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Exposure {
    /// Area in km².
    pub area_km2: f64,
    /// Residents.
    pub residents: Option<f64>,
    /// Hours of patrol in the period.
    pub patrol_hours: Option<f64>,
}

/// Lengths of the period and of the one before, in days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Period {
    /// Days that are shown.
    pub days: f64,
    /// Days of the period before; `None` without one.
    pub before_days: Option<f64>,
}

/// Why a cell has no figure: never drawn as zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missing {
    /// Nobody lives there, no patrol went there, or it is not known.
    NoExposure,
    /// No case can be judged yet.
    NothingJudged,
    /// There was none in the period before, or there is no such period.
    NothingBefore,
}

impl Missing {
    /// The word used in tiles and answers.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoExposure => "no-exposure",
            Self::NothingJudged => "nothing-judged",
            Self::NothingBefore => "nothing-before",
        }
    }
}

/// A cell's figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// A number in the measure's unit.
    Value(f64),
    /// None, for a reason.
    Missing(Missing),
}

impl Measure {
    /// All measures.
    pub const ALL: [Self; 7] = [
        Self::Count,
        Self::PerKm2,
        Self::PerThousand,
        Self::PerPatrol,
        Self::OverdueShare,
        Self::Change,
        Self::ZScore,
    ];

    /// Its name in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::PerKm2 => "per-km2",
            Self::PerThousand => "per-thousand",
            Self::PerPatrol => "per-patrol",
            Self::OverdueShare => "overdue-share",
            Self::Change => "change",
            Self::ZScore => "z-score",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn title(self) -> Title {
        match self {
            Self::Count => Title::new("案件数", "Cases"),
            Self::PerKm2 => Title::new("案件密度", "Cases by area"),
            Self::PerThousand => Title::new("千人案件数", "Cases by residents"),
            Self::PerPatrol => Title::new("巡查发案率", "Cases by patrol"),
            Self::OverdueShare => Title::new("超时率", "Overtime rate"),
            Self::Change => Title::new("较上期变化", "Change against the period before"),
            Self::ZScore => Title::new("较上期变化（标准差）", "Change in standard deviations"),
        }
    }

    /// The unit of its values.
    #[must_use]
    pub fn unit(self) -> Title {
        match self {
            Self::Count => Title::new("件", "cases"),
            Self::PerKm2 => Title::new("件/平方公里·30天", "cases per km² and 30 days"),
            Self::PerThousand => Title::new("件/千人·30天", "cases per 1,000 residents and 30 days"),
            Self::PerPatrol => Title::new("件/百巡查小时", "cases per 100 hours of patrol"),
            Self::OverdueShare => Title::new("%（占可评判案件）", "% of the cases that can be judged"),
            Self::Change => Title::new("%（较上期）", "% of the period before"),
            Self::ZScore => Title::new("标准差", "standard deviations"),
        }
    }

    /// Whether a period before is needed.
    #[must_use]
    pub const fn compares(self) -> bool {
        matches!(self, Self::Change | Self::ZScore)
    }

    /// The figure of a cell: `now` counts the period, `before` the one before it.
    ///
    /// # References
    /// The difference of two Poisson counts: J. Przyborowski, H. Wilenski (1940), doi:10.1093/biomet/31.3-4.313; here in its
    /// normal form, with the longer period brought to the length of the shorter one's days.
    #[must_use]
    pub fn figure(self, now: Tally, before: Tally, exposure: &Exposure, period: Period) -> Figure {
        let cases = f64::from(now.cases);
        let by = |below: Option<f64>, times: f64| match below {
            Some(below) if below > 0.0 => Figure::Value(cases * times / below),
            _ => Figure::Missing(Missing::NoExposure),
        };
        match self {
            Self::Count => Figure::Value(cases),
            Self::PerKm2 => by(Some(exposure.area_km2 * period.days), 30.0),
            Self::PerThousand => by(exposure.residents.map(|residents| residents * period.days), 30_000.0),
            Self::PerPatrol => by(exposure.patrol_hours, 100.0),
            Self::OverdueShare if now.judged == 0 => Figure::Missing(Missing::NothingJudged),
            Self::OverdueShare => Figure::Value(f64::from(now.late) * 100.0 / f64::from(now.judged)),
            Self::Change | Self::ZScore => self.against(cases, before, period),
        }
    }

    fn against(self, cases: f64, before: Tally, period: Period) -> Figure {
        let Some(share) = period.before_days.filter(|days| *days > 0.0).map(|days| period.days / days) else {
            return Figure::Missing(Missing::NothingBefore);
        };
        let (raw, expected) = (f64::from(before.cases), f64::from(before.cases) * share);
        let below = if self == Self::Change { expected } else { (cases + raw * share * share).sqrt() };
        if below <= 0.0 {
            return Figure::Missing(Missing::NothingBefore);
        }
        let difference = cases - expected;
        Figure::Value(if self == Self::Change { difference * 100.0 / below } else { difference / below })
    }

    /// The scale that is declared for it: the same for all layers, periods and viewers. Counts have none, because they grow
    /// with the period and the cell: theirs goes up to the largest of the whole layer.
    #[must_use]
    pub fn scale(self, largest: f64) -> Scale {
        let breaks = |breaks: &[f64], ramp| {
            Scale::new(breaks.to_vec(), ramp).unwrap_or_else(|_| Scale::up_to(largest, ramp))
        };
        match self {
            Self::Count => Scale::up_to(largest, Ramp::default()),
            Self::PerKm2 | Self::PerPatrol => {
                breaks(&[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0], Ramp::default())
            }
            Self::PerThousand => breaks(&[0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0], Ramp::default()),
            Self::OverdueShare => breaks(&[1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 50.0], Ramp::default()),
            Self::Change => breaks(&[-50.0, -25.0, -10.0, 10.0, 25.0, 50.0, 100.0], Ramp::Vik),
            Self::ZScore => breaks(&[-2.58, -1.96, -1.65, 1.65, 1.96, 2.58], Ramp::Vik),
        }
    }
}

impl FromStr for Measure {
    type Err = UnknownMeasure;

    fn from_str(name: &str) -> Result<Self, UnknownMeasure> {
        Self::ALL
            .into_iter()
            .find(|known| known.name() == name)
            .ok_or_else(|| UnknownMeasure(name.to_owned()))
    }
}

#[cfg(test)]
#[path = "measure_tests.rs"]
mod tests;
