//! Parts that figures have in common, as they are sent.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::response::Response;
use gridward::analytics::figures::{CaseTally, Period, PeriodError, Step, withhold};
use gridward::cases::columns::Filter;
use jiff::Timestamp;
use serde::Serialize;

use crate::figures::Question;
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::routes::district::Bilingual;

/// Periods of a series whose step is not asked for.
const SUITING: i64 = 120;

/// Cases reported in one period; null where they are too few to be told, or would tell of another period's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct PeriodPart {
    /// Its first instant.
    #[schema(example = "2012-01-02T00:00:00+08:00")]
    pub from: String,
    /// The first one after it.
    pub to: String,
    pub cases: Option<u64>,
    /// Those that can be judged by their deadline.
    pub judged: Option<u64>,
    /// Those of them that were not handled by it.
    pub overdue: Option<u64>,
    /// Those that are closed by now.
    pub closed: Option<u64>,
}

/// Cases by period, one after the other.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SeriesPart {
    /// hour, day, week or month; for everybody month or quarter.
    #[schema(value_type = String, example = "week")]
    pub step: &'static str,
    pub periods: Vec<PeriodPart>,
}

/// What is counted.
pub fn unit() -> Bilingual {
    Bilingual { zh: "件".into(), en: "cases".into() }
}

/// The step asked for, or one that suits the time.
///
/// # Errors
/// 400 for a step that there is not.
pub fn step(asked: Option<&str>, time: Period) -> Result<Step, Problem> {
    match asked {
        None => Ok(Step::suiting(time.to.duration_since(time.from), SUITING)),
        Some(name) => name.parse().map_err(|fault: PeriodError| wrong_step(&fault)),
    }
}

/// A step that cannot be, as a problem.
pub fn wrong_step(fault: &PeriodError) -> Problem {
    let right = match fault {
        PeriodError::TooMany { .. } => "a longer step, or from and to nearer to each other",
        _ => "hour, day, week or month",
    };
    Problem::parameter("step", fault.to_string(), right)
}

/// The time that a filter asks for, with the ends of the cases where it is open.
pub fn time(filter: &Filter, known: Option<Period>) -> Option<Period> {
    let from = filter.from.or(known.map(|known| known.from))?;
    let to = filter.to.or(known.map(|known| known.to))?;
    Some(Period { from, to: to.max(from) })
}

/// Counts by period as they may be told, and whether their sum may not.
pub fn periods(question: &Question, periods: &[Period], tallies: &[CaseTally]) -> (Vec<PeriodPart>, bool) {
    let counts: Vec<u64> = tallies.iter().map(|tally| tally.cases).collect();
    let withheld = withhold(&counts, question.least.into());
    let told = (0..).zip(periods.iter().zip(tallies)).map(|(at, (period, tally))| {
        let cases = withheld.of(at, tally.cases);
        let part = |part: u64| cases.and_then(|cases| part_of(part, cases, question.least));
        PeriodPart {
            cases,
            judged: part(tally.judged),
            overdue: part(tally.overdue),
            closed: part(tally.closed),
            ..named(question, *period)
        }
    });
    (told.collect(), withheld.total)
}

/// A period without counts.
pub fn named(question: &Question, period: Period) -> PeriodPart {
    let local = |at: Timestamp| question.snapshot.local(at);
    PeriodPart { from: local(period.from), to: local(period.to), ..PeriodPart::default() }
}

/// Some of a told number of cases: told where neither they nor the others are few.
pub fn part_of(part: u64, whole: u64, least: u32) -> Option<u64> {
    let few = |count: u64| (1..u64::from(least)).contains(&count);
    (!few(part) && !few(whole.saturating_sub(part))).then_some(part)
}

/// Counts on a thread that may take its time, so that those who wait for microseconds are not held up.
///
/// # Errors
/// A fault inside the server; what `count` finds wrong.
pub async fn counted<T: Send + 'static>(
    count: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let counted = tokio::task::spawn_blocking(count).await;
    counted.map_err(|_| Problem::new(Kind::Internal, "the figures could not be counted"))?
}

/// Answers from what `make` gives, or with 304 and without work where the caller has it.
///
/// # Errors
/// As [`counted`].
pub async fn answered(
    kind: &str,
    question: Question,
    headers: &HeaderMap,
    make: impl FnOnce(&Question) -> Result<Vec<u8>, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let tag = ETag::new(&format!("{kind}-{}", question.key));
    if tag.is_held(headers) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Private));
    }
    let question = Arc::new(question);
    let body = counted(move || make(&question)).await?;
    Ok(full(&tag, Coding::Identity, Keep::Private, "application/json", body))
}

/// As JSON; our own shapes always are.
pub fn bytes(answer: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(answer).unwrap_or_default()
}

/// The parameters of figures: those of the conditions, and some more.
pub fn read(uri: &axum::http::Uri, more: &[&'static str]) -> Result<Parameters, Problem> {
    let conditions = crate::dispatch::conditions::PARAMETERS.iter().chain(&["plan", "as_of"]);
    let known: Vec<&str> = conditions.chain(more).copied().collect();
    Parameters::read(uri, &known)
}
