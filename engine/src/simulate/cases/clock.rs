//! When cases come in: season, weekday and hour, drawn by the hour and exact to the second.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::simulate::SplitMix64;

/// The hours of a period with the weights of their cases.
#[derive(Debug, Clone)]
pub struct Clock {
    starts: Vec<i64>,
    cumulative: Vec<f64>,
}

/// Relative weights of months, weekdays and hours.
#[derive(Debug, Clone, Copy)]
pub struct Rhythm<'a> {
    /// January to December.
    pub months: &'a [f64; 12],
    /// Monday to Sunday.
    pub weekdays: &'a [f64; 7],
    /// 0 to 23 o'clock.
    pub hours: &'a [f64; 24],
}

impl Clock {
    /// The hours from a day until before another. O(hours).
    #[must_use]
    pub fn new(from: Date, until: Date, zone: &TimeZone, rhythm: Rhythm<'_>) -> Self {
        let (mut starts, mut cumulative, mut sum) = (Vec::new(), Vec::new(), 0.0);
        let mut day = from;
        while day < until {
            let month = weight(rhythm.months, usize::from(day.month().unsigned_abs()) - 1);
            let weekday =
                weight(rhythm.weekdays, usize::from(day.weekday().to_monday_zero_offset().unsigned_abs()));
            let midnight = zone.to_timestamp(day.at(0, 0, 0, 0)).map_or(0, Timestamp::as_second);
            for (hour, share) in (0_i64..).zip(rhythm.hours) {
                sum += month * weekday * share.max(0.0);
                starts.push(midnight + hour * 3600);
                cumulative.push(sum);
            }
            let Ok(next) = day.checked_add(Span::new().days(1)) else { break };
            day = next;
        }
        Self { starts, cumulative }
    }

    /// An instant of the period, in seconds since 1970. O(log hours).
    pub fn draw(&self, random: &mut SplitMix64) -> i64 {
        let total = self.cumulative.last().copied().unwrap_or(0.0);
        let wanted = random.unit() * total;
        let hour =
            self.cumulative.partition_point(|&sum| sum <= wanted).min(self.starts.len().saturating_sub(1));
        let start = self.starts.get(hour).copied().unwrap_or(0);
        start + whole(random.unit() * 3600.0)
    }
}

fn weight<const N: usize>(weights: &[f64; N], at: usize) -> f64 {
    weights.get(at).copied().unwrap_or(0.0).max(0.0)
}

/// The whole part of a small number that is not negative.
#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, and the numbers are small")]
pub(super) fn whole(value: f64) -> i64 {
    value as i64
}
