//! One run: period by period, stream by stream, handed over in order of time.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::choose::{Weighted, exactly};
use super::clock::{Clock, Rhythm};
use super::course::{Course, NEVER, close_exactly, decide_before, rewards};
use super::places::{Drawn, Places, PlanGround};
use super::spec::{Period, SimulationSpec, StreamTotals};
use crate::cases::{Intake, Past, PrivateText, Satisfaction, StatedPlace};
use crate::crs::{Datum, StatedPair};
use crate::ids::{CaseId, ClassCode, SourceCode};
use crate::measure::{LonLat, Metres};
use crate::simulate::SplitMix64;

/// Seconds of a limit that nobody states.
const USUAL_LIMIT_S: f64 = 5.0 * 86_400.0;
/// Cases that are handed over at once.
const BATCH: usize = 8_192;

/// A filing condition that may be drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConditionChoice {
    /// Its number.
    pub number: u8,
    /// Its limit in seconds of the wall clock, about.
    pub limit_s: f64,
}

/// A minor class that may be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassChoice {
    /// Its code; empty for cases that nobody classified.
    pub code: ClassCode,
    /// Its weight in its stream.
    pub weight: f64,
    /// Its conditions, each equally likely.
    pub conditions: Vec<ConditionChoice>,
}

/// A source that may be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceChoice {
    /// Its code.
    pub code: SourceCode,
    /// Its weight in its stream.
    pub weight: f64,
    /// The datum in which it states places; `None` where it knows words only.
    pub datum: Option<Datum>,
    /// The radius of uncertainty that it states.
    pub accuracy: Option<Metres>,
    /// Whether it says an address where it knows no pair.
    pub words: bool,
    /// Whether its places come from a geocoder.
    pub geocoded: bool,
    /// Whether its reporters are people from outside, who are called back.
    pub public: bool,
}

/// A stream with everything resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamScene {
    /// Its classes.
    pub classes: Vec<ClassChoice>,
    /// Its sources.
    pub sources: Vec<SourceChoice>,
    /// Whether its cases lie inside the coverage.
    pub inside: bool,
}

/// Everything that a run draws from.
pub struct Scene<'a> {
    /// What it must look like.
    pub spec: &'a SimulationSpec,
    /// The district's time zone.
    pub zone: &'a TimeZone,
    /// The ground of each plan, in order of time.
    pub grounds: &'a [PlanGround<'a>],
    /// The streams, in the order of the specification.
    pub streams: &'a [StreamScene],
    /// The address that a person would say for a place.
    pub address: &'a (dyn Fn(LonLat) -> Option<String> + Sync),
}

/// Why nothing can be simulated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SimulateError {
    /// A date cannot be read.
    #[error("period {period}: {field} is {value}; a date such as 2012-01-01 is needed")]
    Date {
        /// The period.
        period: String,
        /// The field.
        field: &'static str,
        /// Its value.
        value: String,
    },
    /// Totals contradict each other.
    #[error("period {period}, stream {stream}: {found}; received ≥ filed ≥ closed ≥ rewarded is needed")]
    Totals {
        /// The period.
        period: String,
        /// The stream.
        stream: String,
        /// What stands there.
        found: String,
    },
    /// A stream names what the rules do not have.
    #[error("simulation.json, stream {stream}: there is no {what} {code}; name one of the district's")]
    Unknown {
        /// The stream.
        stream: String,
        /// Class or source.
        what: &'static str,
        /// The code.
        code: String,
    },
    /// A stream has nothing to draw.
    #[error("stream {stream}: no {what} with a weight; name one in simulation.json")]
    Empty {
        /// The stream.
        stream: String,
        /// What is missing.
        what: &'static str,
    },
}

/// A case before it has a place.
struct Draft {
    stream: usize,
    class: usize,
    condition: usize,
    source: usize,
    filed: bool,
    course: Course,
    reward_fen: Option<u32>,
}

/// Draws all cases in order of report and hands them over in batches.
///
/// # Errors
/// [`SimulateError`] before anything is handed over.
///
/// # Complexity
/// O(n log n) for n cases of a period; about 2 µs a case.
pub fn simulate(
    scene: &Scene<'_>,
    seed: u64,
    sink: &mut dyn FnMut(Vec<Past>),
) -> Result<usize, SimulateError> {
    check(scene)?;
    let root = SplitMix64::new(seed);
    let mut places = Places::new(scene.grounds, &scene.spec.places, &mut root.fork(1));
    let mut total = 0;
    for (at, period) in (0_u64..).zip(&scene.spec.periods) {
        let random = root.fork(100 + at);
        let mut drafts = drafts(scene, period, &random)?;
        drafts.sort_by_key(|draft| (draft.course.reported, draft.stream));
        let mut random = random.fork(2);
        let mut batch = Vec::with_capacity(BATCH);
        for (number, draft) in (1_usize..).zip(&drafts) {
            let id = CaseId::new(&format!("SYN-{}-{number:06}", period.name));
            batch.extend(finish(scene, id, draft, &mut places, &mut random));
            if batch.len() == BATCH {
                sink(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
            }
        }
        if !batch.is_empty() {
            sink(batch);
        }
        total += drafts.len();
    }
    Ok(total)
}

fn check(scene: &Scene<'_>) -> Result<(), SimulateError> {
    for (stream, ready) in scene.spec.streams.iter().zip(scene.streams) {
        let empty = |what| SimulateError::Empty { stream: stream.name.clone(), what };
        if Weighted::new(ready.classes.iter().map(|class| class.weight)).is_empty() {
            return Err(empty("class"));
        }
        if Weighted::new(ready.sources.iter().map(|source| source.weight)).is_empty() {
            return Err(empty("source"));
        }
    }
    for period in &scene.spec.periods {
        dates(period)?;
        for (stream, totals) in scene.spec.streams.iter().zip(&period.streams) {
            let closed = totals.closed.unwrap_or(totals.filed);
            let rewarded = totals.rewarded.unwrap_or(0);
            if totals.filed > totals.received || closed > totals.filed || rewarded > closed {
                let found = format!(
                    "received {}, filed {}, closed {closed}, rewarded {rewarded}",
                    totals.received, totals.filed
                );
                return Err(SimulateError::Totals {
                    period: period.name.clone(),
                    stream: stream.name.clone(),
                    found,
                });
            }
        }
    }
    Ok(())
}

fn dates(period: &Period) -> Result<(Date, Date), SimulateError> {
    let read = |field, text: &String| {
        text.parse().map_err(|_| SimulateError::Date {
            period: period.name.clone(),
            field,
            value: text.clone(),
        })
    };
    Ok((read("from", &period.from)?, read("until", &period.until)?))
}

fn drafts(scene: &Scene<'_>, period: &Period, random: &SplitMix64) -> Result<Vec<Draft>, SimulateError> {
    let (from, until) = dates(period)?;
    let end = scene.zone.to_timestamp(until.at(0, 0, 0, 0)).map_or(NEVER, Timestamp::as_second);
    let spec = scene.spec;
    let rhythm = Rhythm { months: &spec.months, weekdays: &spec.weekdays, hours: &spec.hours };
    let clock = Clock::new(from, until, scene.zone, rhythm);
    let mut drafts = Vec::new();
    let mut ranges = Vec::new();
    for (stream, (ready, totals)) in scene.streams.iter().zip(&period.streams).enumerate() {
        let begin = drafts.len();
        let mut random = random.fork(10 + stream as u64);
        draw_stream(stream, ready, totals, &clock, spec, &mut random, &mut drafts);
        ranges.push(begin..drafts.len());
    }
    let mut random = random.fork(3);
    let mut courses: Vec<Course> = drafts.iter().map(|draft| draft.course).collect();
    decide_before(end, &mut courses, &mut random);
    let (mut shared, mut left) = (Vec::new(), period.closed as usize);
    for (range, totals) in ranges.iter().zip(&period.streams) {
        let filed: Vec<usize> =
            range.clone().filter(|&at| drafts.get(at).is_some_and(|draft| draft.filed)).collect();
        match totals.closed {
            Some(closed) => {
                close_group(&filed, closed as usize, end, &mut courses, &mut random);
                left = left.saturating_sub(closed as usize);
            }
            None => shared.extend(filed),
        }
    }
    close_group(&shared, left, end, &mut courses, &mut random);
    for (draft, course) in drafts.iter_mut().zip(courses) {
        draft.course = course;
    }
    for (range, totals) in ranges.into_iter().zip(&period.streams) {
        reward(drafts.get_mut(range).unwrap_or_default(), totals, end, &mut random);
    }
    Ok(drafts)
}

fn draw_stream(
    stream: usize,
    ready: &StreamScene,
    totals: &StreamTotals,
    clock: &Clock,
    spec: &SimulationSpec,
    random: &mut SplitMix64,
    drafts: &mut Vec<Draft>,
) {
    let classes = Weighted::new(ready.classes.iter().map(|class| class.weight));
    let sources = Weighted::new(ready.sources.iter().map(|source| source.weight));
    let received = totals.received as usize;
    let filed = exactly(totals.filed as usize, received, random);
    for filed in filed {
        let class = classes.draw(random);
        let conditions = ready.classes.get(class).map_or(&[][..], |class| &class.conditions);
        let condition = super::places::below(conditions.len().max(1), random);
        let limit_s = conditions.get(condition).map_or(USUAL_LIMIT_S, |condition| condition.limit_s);
        let course = Course::draw(clock.draw(random), limit_s, &spec.course, random);
        let source = sources.draw(random);
        drafts.push(Draft { stream, class, condition, source, filed, course, reward_fen: None });
    }
}

fn close_group(group: &[usize], wanted: usize, end: i64, courses: &mut [Course], random: &mut SplitMix64) {
    let mut own: Vec<Course> = group.iter().filter_map(|&at| courses.get(at).copied()).collect();
    close_exactly(wanted, end, &mut own, random);
    for (&at, course) in group.iter().zip(own) {
        if let Some(place) = courses.get_mut(at) {
            *place = course;
        }
    }
}

fn reward(drafts: &mut [Draft], totals: &StreamTotals, end: i64, random: &mut SplitMix64) {
    let Some(rewarded) = totals.rewarded.map(|count| count as usize).filter(|&count| count > 0) else {
        return;
    };
    let closed: Vec<usize> = (0..drafts.len())
        .filter(|&at| drafts.get(at).is_some_and(|draft| draft.filed && draft.course.closed < end))
        .collect();
    let chosen = exactly(rewarded, closed.len(), random);
    let amounts = rewards(totals.reward_fen.unwrap_or(0), rewarded.min(closed.len()), random);
    let winners = closed.iter().zip(chosen).filter_map(|(&at, chosen)| chosen.then_some(at));
    for (at, amount) in winners.zip(amounts) {
        if let Some(draft) = drafts.get_mut(at) {
            draft.reward_fen = Some(amount);
        }
    }
}

fn finish(
    scene: &Scene<'_>,
    id: CaseId,
    draft: &Draft,
    places: &mut Places<'_>,
    random: &mut SplitMix64,
) -> Option<Past> {
    let stream = scene.streams.get(draft.stream)?;
    let class = stream.classes.get(draft.class)?;
    let source = stream.sources.get(draft.source)?;
    let course = draft.course;
    let drawn = places.draw(course.reported, &class.code, stream.inside, source.geocoded, random);
    let place = stated(scene, drawn, source);
    let condition = class.conditions.get(draft.condition).map(|condition| condition.number);
    let called = source.public && random.unit() < scene.spec.course.visit_share;
    let content = random.unit() < scene.spec.course.satisfied_share;
    let reasons = &scene.spec.course.not_filed_reasons;
    let reason = reasons.get(super::places::below(reasons.len().max(1), random)).cloned().unwrap_or_default();
    let intake = Intake {
        id,
        class: class.code.clone(),
        condition,
        kind: None,
        place,
        reported_at: instant(course.reported)?,
        source: source.code.clone(),
        grade: None,
        text: None,
        reporter: None,
        synthetic: true,
    };
    let mut past = Past::new(intake);
    if draft.filed {
        past.filed_at = instant(course.decided);
        past.dispatched_at = past.filed_at;
        past.handled_at = instant(course.handled);
        past.closed_at = instant(course.closed);
        past.reworks = course.reworks;
        past.reward_fen = draft.reward_fen;
        let answer = if content { Satisfaction::Satisfied } else { Satisfaction::Dissatisfied };
        past.satisfaction = (called && past.closed_at.is_some()).then_some(answer);
    } else {
        past.not_filed = Some((instant(course.decided)?, reason));
    }
    Some(past)
}

fn stated(scene: &Scene<'_>, drawn: Drawn, source: &SourceChoice) -> StatedPlace {
    let (Drawn::At(place) | Drawn::Sink(place)) = drawn else { return StatedPlace::default() };
    let pair = source.datum.as_ref().and_then(|datum| datum.converter().ok()?.stated(place));
    match (pair, &source.datum) {
        (Some(pair), Some(datum)) => StatedPlace {
            pair: Some(StatedPair { x: seven(pair.x), y: seven(pair.y) }),
            datum: Some(datum.clone()),
            accuracy: source.accuracy,
            ..StatedPlace::default()
        },
        _ => {
            StatedPlace { address: (scene.address)(place).map(PrivateText::Words), ..StatedPlace::default() }
        }
    }
}

/// To seven decimals, as sources state degrees.
fn seven(value: f64) -> f64 {
    (value * 1e7).round() / 1e7
}

fn instant(second: i64) -> Option<Timestamp> {
    if second == NEVER {
        return None;
    }
    Timestamp::from_second(second).ok().and_then(|at| at.checked_add(Span::new()).ok())
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
