//! One pass over the cases, counted by period, class and source.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::definition::{Measure, ReportSpec, Selection};
use crate::cases::{CaseHead, Stage};
use crate::desk::{CodeTable, Codes};
use crate::ids::{ClassCode, SourceCode};
use crate::rules::RuleSet;

/// Counts of every measure, in the order of [`Measure::ALL`]; rewards in fen.
type Counts = [u64; Measure::ALL.len()];

/// All cases, counted.
#[derive(Debug, Clone)]
pub struct Tallies {
    periods: Vec<Period>,
}

#[derive(Debug, Clone)]
struct Period {
    name: String,
    from: Timestamp,
    until: Timestamp,
    days: i32,
    first_day: Date,
    counts: BTreeMap<(u16, u16), Counts>,
}

/// Why a report cannot be computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TallyError {
    /// A date cannot be read.
    #[error("report.json, {place}: {value} is no date; write one such as 2012-01-01")]
    Date {
        /// The period or figure.
        place: String,
        /// Its value.
        value: String,
    },
    /// A figure names what does not exist.
    #[error("report.json, figure {figure}: there is no {what} {name}")]
    Unknown {
        /// The figure.
        figure: String,
        /// Period, class, source or layer.
        what: &'static str,
        /// The name.
        name: String,
    },
}

impl Tallies {
    /// No cases yet.
    ///
    /// # Errors
    /// [`TallyError::Date`].
    pub fn new(spec: &ReportSpec, zone: &TimeZone) -> Result<Self, TallyError> {
        let mut periods = Vec::new();
        for (name, period) in &spec.periods {
            let day = |text: &String| {
                text.parse::<Date>()
                    .map_err(|_| TallyError::Date { place: name.clone(), value: text.clone() })
            };
            let (from, until) = (day(&period.from)?, day(&period.until)?);
            let instant = |day: Date| {
                let midnight = zone.to_timestamp(day.at(0, 0, 0, 0));
                midnight.map_err(|_| TallyError::Date { place: name.clone(), value: day.to_string() })
            };
            periods.push(Period {
                name: name.clone(),
                from: instant(from)?,
                until: instant(until)?,
                days: until.since(from).map_or(0, |span| span.get_days()),
                first_day: from,
                counts: BTreeMap::new(),
            });
        }
        Ok(Self { periods })
    }

    /// Takes a case. O(periods).
    pub fn add(&mut self, head: &CaseHead) {
        for period in &mut self.periods {
            if head.reported_at < period.from || head.reported_at >= period.until {
                continue;
            }
            let counts = period.counts.entry((head.class, head.source)).or_insert([0; Measure::ALL.len()]);
            for (count, measure) in counts.iter_mut().zip(Measure::ALL) {
                *count += amount(head, measure, period.until);
            }
        }
    }

    /// The sum of a selection in a period; rewards in yuan. `codes` tells what the rows' positions mean.
    ///
    /// # Errors
    /// [`TallyError::Unknown`] for a period, class or source that does not exist.
    pub fn sum(
        &self,
        figure: &str,
        selection: &Selection,
        period: &str,
        rules: &RuleSet,
        codes: &Codes,
    ) -> Result<f64, TallyError> {
        let unknown =
            |what, name: &str| TallyError::Unknown { figure: figure.into(), what, name: name.into() };
        let period = self.period(figure, period)?;
        let mut classes = Vec::new();
        for code in &selection.classes {
            if code.is_empty() {
                classes.push(CodeTable::<ClassCode>::NONE);
                continue;
            }
            let node = rules.classes.index_of(&ClassCode::new(code)).ok_or_else(|| unknown("class", code))?;
            let nodes = rules.classes.descendants(node).into_iter().chain([node]);
            let named = nodes.filter_map(|node| Some(&rules.classes.get(node)?.code));
            classes.extend(named.map(|code| codes.classes.position(code)));
        }
        let mut sources = Vec::new();
        for code in &selection.sources {
            let code = SourceCode::new(code);
            rules.sources.index_of(&code).ok_or_else(|| unknown("source", code.as_str()))?;
            sources.push(codes.sources.position(&code));
        }
        let at = Measure::ALL.iter().position(|&measure| measure == selection.measure).unwrap_or(0);
        let chosen = period.counts.iter().filter(|((class, source), _)| {
            (classes.is_empty() || classes.contains(class))
                && (sources.is_empty() || sources.contains(source))
        });
        let sum: u64 = chosen.filter_map(|(_, counts)| counts.get(at)).sum();
        Ok(if selection.measure == Measure::RewardYuan { sum as f64 / 100.0 } else { sum as f64 })
    }

    /// Days of a period, and its first one.
    ///
    /// # Errors
    /// [`TallyError::Unknown`].
    pub fn days(&self, figure: &str, period: &str) -> Result<(i32, Date), TallyError> {
        self.period(figure, period).map(|period| (period.days, period.first_day))
    }

    fn period(&self, figure: &str, name: &str) -> Result<&Period, TallyError> {
        self.periods.iter().find(|period| period.name == name).ok_or_else(|| TallyError::Unknown {
            figure: figure.into(),
            what: "period",
            name: name.into(),
        })
    }
}

/// What a case adds to a measure of a period that ends at an instant.
fn amount(head: &CaseHead, measure: Measure, end: Timestamp) -> u64 {
    let before = |at: Option<Timestamp>| at.is_some_and(|at| at < end);
    let filed = before(head.filed_at);
    let closed = filed && head.stage == Stage::Closed && before(head.ended_at);
    let handled = before(head.handled_at);
    let should = filed && (handled || closed || before(head.due_at));
    let deferred = should && !closed && head.stage == Stage::Suspended;
    let on_time = match (head.handled_at, head.due_at) {
        (Some(handled), Some(due)) => handled <= due,
        _ => true,
    };
    let late = match (head.handled_at.filter(|&at| at < end), head.due_at) {
        (Some(handled), Some(due)) => handled > due,
        (None, Some(due)) => due < end && !closed,
        (_, None) => false,
    };
    match measure {
        Measure::Received => 1,
        Measure::Filed => u64::from(filed),
        Measure::Closed => u64::from(closed),
        Measure::Open => u64::from(filed && !closed),
        Measure::NotFiled => u64::from(head.stage == Stage::NotFiled && before(head.ended_at)),
        Measure::ShouldClose => u64::from(should),
        Measure::Deferred => u64::from(deferred),
        Measure::ShouldCloseNotDeferred => u64::from(should && !deferred),
        Measure::ClosedOfShould => u64::from(closed && should && !deferred),
        Measure::ClosedOnTime => u64::from(closed && on_time),
        Measure::Overdue => u64::from(filed && late),
        Measure::Rewarded => u64::from(closed && head.reward_fen > 0),
        Measure::RewardYuan => {
            if closed {
                u64::from(head.reward_fen)
            } else {
                0
            }
        }
    }
}
