//! Times of several shuffles side by side, so that one look at a pair serves them all.

/// Shuffles side by side.
pub(super) const LANES: usize = 16;

/// Thresholds that are counted in one walk over the pairs.
pub(super) const AT_ONCE: usize = 5;

/// Pairs that are counted before small tallies could overflow.
const SAFE: usize = 65_535;

/// A time that can be compared.
pub(super) trait Clock: Copy + Default + Send + Sync {
    /// What counts pairs: as wide as the time, so that both fill the same register.
    type Tally: Copy + Default + std::ops::AddAssign + From<bool> + Into<u64>;

    /// Whether two times are at most a span apart.
    fn within(self, other: Self, span: Self) -> bool;
}

impl Clock for u16 {
    type Tally = u16;

    #[inline]
    fn within(self, other: Self, span: Self) -> bool {
        self.abs_diff(other) <= span
    }
}

impl Clock for f64 {
    type Tally = u64;

    #[inline]
    fn within(self, other: Self, span: Self) -> bool {
        (self - other).abs() <= span
    }
}

/// Times of a case in each lane.
pub(super) type Lanes<T> = [T; LANES];

/// How many pairs lie within each span of time, for each lane.
pub(super) fn count<T: Clock>(
    pairs: &[[u32; 2]],
    times: &[Lanes<T>],
    spans: [T; AT_ONCE],
) -> [[u64; LANES]; AT_ONCE] {
    let mut all = [[0_u64; LANES]; AT_ONCE];
    for pairs in pairs.chunks(SAFE) {
        let mut tallies = [[T::Tally::default(); LANES]; AT_ONCE];
        for [a, b] in pairs {
            let (Some(a), Some(b)) = (times.get(*a as usize), times.get(*b as usize)) else { continue };
            for (tally, span) in tallies.iter_mut().zip(spans) {
                for ((tally, a), b) in tally.iter_mut().zip(a).zip(b) {
                    *tally += T::Tally::from(a.within(*b, span));
                }
            }
        }
        for (all, tally) in all.iter_mut().zip(tallies) {
            all.iter_mut().zip(tally).for_each(|(all, tally)| *all += tally.into());
        }
    }
    all
}

/// Times as whole numbers from their first on, where they and all spans are whole and small enough: in half hours, days or whatever unit
/// they are stated in.
pub(super) fn whole(times: &[f64], spans: &[f64]) -> Option<(Vec<u16>, Vec<u16>)> {
    let first = times.iter().copied().fold(f64::INFINITY, f64::min);
    let small = |number: f64| {
        let fits = number.fract() == 0.0 && (0.0..=65_535.0).contains(&number);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
        fits.then_some(number as u16)
    };
    let times = times.iter().map(|time| (first.fract() == 0.0).then(|| small(time - first)).flatten());
    let times: Vec<u16> = times.collect::<Option<_>>()?;
    // A span that is longer than all times holds every pair.
    let spans = spans.iter().map(|span| small(span.floor().min(65_535.0))).collect::<Option<_>>()?;
    Some((times, spans))
}
