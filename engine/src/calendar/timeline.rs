//! All working time in a row: which instant is how much working time away.

/// A stretch of working time, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    start: i64,
    end: i64,
    /// Working time before it.
    before: i64,
}

/// A working day, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Workday {
    midnight: i64,
    end: i64,
}

/// Working spans and working days in order of time, with sums of the working time before each.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Timeline {
    spans: Vec<Span>,
    workdays: Vec<Workday>,
}

impl Timeline {
    /// Adds a working day after all others; `spans` in order.
    pub(super) fn push(&mut self, midnight: i64, spans: impl Iterator<Item = (i64, i64)>) {
        let mut end = midnight;
        for (start, stop) in spans.filter(|(start, stop)| start < stop) {
            self.spans.push(Span { start, end: stop, before: self.total() });
            end = stop;
        }
        self.workdays.push(Workday { midnight, end });
    }

    fn total(&self) -> i64 {
        self.spans.last().map_or(0, |last| last.before + (last.end - last.start))
    }

    /// The last instant with working time.
    pub(super) fn horizon(&self) -> i64 {
        self.spans.last().map_or(0, |last| last.end)
    }

    /// Working milliseconds before an instant. O(log days).
    pub(super) fn worked_before(&self, at: i64) -> i64 {
        let index = self.spans.partition_point(|span| span.start < at);
        let span = index.checked_sub(1).and_then(|index| self.spans.get(index));
        span.map_or(0, |span| span.before + (at.min(span.end) - span.start))
    }

    /// The first instant with so much working time before it; `None` past the horizon. O(log days).
    pub(super) fn instant_of(&self, worked: i64) -> Option<i64> {
        let index = self.spans.partition_point(|span| span.before < worked);
        let Some(span) = index.checked_sub(1).and_then(|index| self.spans.get(index)) else {
            return self.spans.first().map(|span| span.start);
        };
        Some(span.start + (worked - span.before)).filter(|&at| at <= span.end)
    }

    /// Whether an instant lies in working time; the end of a span does not.
    pub(super) fn is_working(&self, at: i64) -> bool {
        let index = self.spans.partition_point(|span| span.start <= at);
        index.checked_sub(1).and_then(|index| self.spans.get(index)).is_some_and(|span| at < span.end)
    }

    /// How many working days have begun by an instant, the one of the instant among them. O(log days).
    pub(super) fn days_begun(&self, at: i64) -> usize {
        self.workdays.partition_point(|day| day.midnight <= at)
    }

    /// How many working days have ended by an instant, one that ends at it among them. O(log days).
    pub(super) fn days_ended(&self, at: i64) -> usize {
        self.workdays.partition_point(|day| day.end <= at)
    }

    /// The end of the n-th working day, from 0; `None` past the horizon.
    pub(super) fn day_end(&self, index: usize) -> Option<i64> {
        self.workdays.get(index).map(|day| day.end)
    }
}
