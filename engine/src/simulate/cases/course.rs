//! How cases are handled: the course of each is drawn, then the printed totals are met to the case.

use super::choose::exactly;
use super::clock::whole;
use super::places::below;
use super::spec::CourseSpec;
use crate::simulate::SplitMix64;

/// A case's course in seconds since 1970; `i64::MAX` for what never happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// When it was reported.
    pub reported: i64,
    /// When it was filed or refused.
    pub decided: i64,
    /// When its handling ended.
    pub handled: i64,
    /// When it was closed.
    pub closed: i64,
    /// How often it came back.
    pub reworks: u8,
}

/// What never happens.
pub const NEVER: i64 = i64::MAX;

/// Positive numbers with median 1 and a long tail: the square root of the odds of an even draw.
fn skewed(random: &mut SplitMix64) -> f64 {
    let even = random.unit().min(0.999);
    (even / (1.0 - even)).sqrt()
}

impl Course {
    /// The course of a filed case that ends when it ends.
    pub fn draw(reported: i64, limit_s: f64, spec: &CourseSpec, random: &mut SplitMix64) -> Self {
        let decided = reported + 60 + whole(spec.filing_minutes * 60.0 * skewed(random));
        let mut handled = decided + 60 + whole(limit_s * spec.handling_share * skewed(random));
        let reworks = u8::from(random.unit() < spec.rework_share);
        handled += i64::from(reworks) * (3_600 + whole(limit_s * 0.2 * skewed(random)));
        let closed = handled + 60 + whole(spec.closing_minutes * 60.0 * skewed(random));
        Self { reported, decided, handled, closed, reworks }
    }
}

/// Moves decisions before the end of their period, so that it counts them.
pub fn decide_before(end: i64, courses: &mut [Course], random: &mut SplitMix64) {
    for course in courses.iter_mut().filter(|course| course.decided >= end) {
        let late = course.decided - (end - 1);
        course.decided = between(course.reported, end - 1, random);
        course.handled = (course.handled - late).max(course.decided);
        course.closed = (course.closed - late).max(course.handled);
    }
}

/// Meets a printed total: exactly `wanted` of the courses are closed before `end`.
///
/// Where too many would still be open, those that would end first are ended in time; where too few would be, as many as are
/// missing are drawn by lot and linger. Of what is open at the end, half is closed in the following months.
///
/// # Complexity
/// O(n log n).
pub fn close_exactly(wanted: usize, end: i64, courses: &mut [Course], random: &mut SplitMix64) {
    let mut order: Vec<usize> = (0..courses.len()).collect();
    order.sort_by_key(|&at| courses.get(at).map_or(NEVER, |course| course.closed));
    let closed = order.partition_point(|&at| courses.get(at).is_some_and(|course| course.closed < end));
    let hastened = order.get(closed..wanted.max(closed).min(order.len())).unwrap_or(&[]);
    for &at in hastened {
        if let Some(course) = courses.get_mut(at) {
            course.handled = between(course.decided, end - 1, random);
            course.closed = between(course.handled, end - 1, random);
        }
    }
    let surplus = closed.saturating_sub(wanted);
    let lingering = exactly(surplus, closed, random);
    for (&at, _) in order.iter().zip(&lingering).filter(|&(_, &lingers)| lingers) {
        if let Some(course) = courses.get_mut(at) {
            let months = random.unit() < 0.5;
            course.handled = if months { end + whole(random.unit() * 120.0 * 86_400.0) } else { NEVER };
            course.closed = if months { course.handled + 3_600 } else { NEVER };
        }
    }
}

/// An instant from a first to a last second, both included.
fn between(first: i64, last: i64, random: &mut SplitMix64) -> i64 {
    let span = usize::try_from((last - first).max(0)).unwrap_or(0);
    first + i64::try_from(below(span + 1, random)).unwrap_or(0)
}

/// Splits a sum of fen into so many rewards, whole multiples of 10 yuan where the sum allows it.
pub fn rewards(sum_fen: u64, count: usize, random: &mut SplitMix64) -> Vec<u32> {
    const STEP: u64 = 1_000;
    let Some(mean) = sum_fen.checked_div(count as u64) else { return Vec::new() };
    let mut amounts: Vec<u64> = (0..count)
        .map(|_| {
            u64::midpoint(mean, below(usize::try_from(mean).unwrap_or(0) + 1, random) as u64) / STEP * STEP
        })
        .collect();
    let mut left = sum_fen.saturating_sub(amounts.iter().sum());
    while left > 0 && count > 0 {
        let part = left.min(STEP);
        if let Some(amount) = amounts.get_mut(below(count, random)) {
            *amount += part;
            left -= part;
        }
    }
    amounts.into_iter().map(|amount| u32::try_from(amount).unwrap_or(u32::MAX)).collect()
}

#[cfg(test)]
#[path = "course_tests.rs"]
mod tests;
