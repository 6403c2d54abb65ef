//! The null of conditional permutation (条件置换): a place keeps its value, all others are exchanged.

use rayon::prelude::*;

use super::values::{Values, ValuesError};
use crate::analytics::chance::{Stream, Streams, TIE, Tails, halves};
use crate::analytics::weights::{Row, Weights};

/// How the null is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Null {
    /// Draws for each place.
    pub draws: u32,
    /// Where randomness comes from; each place has its own stream.
    pub streams: Streams,
}

/// The tails of Σⱼ wᵢⱼ xⱼ of each place; `None` for islands. They are those of Gi and of Gi* (which keeps the place fixed as well), and of local
/// Moran's I, mirrored where the place lies below the mean.
///
/// Every place draws for itself: no table of draws is shared, so p-values of different places depend on each other by the data alone.
///
/// # Errors
/// [`ValuesError`] where values and weights do not fit.
///
/// # Complexity
/// O(pairs × draws) on all threads; the same result at any number of them.
pub fn lag_tails(values: &Values, weights: &Weights, null: Null) -> Result<Vec<Option<Tails>>, ValuesError> {
    values.fits(weights)?;
    let x = values.x();
    // Counts fit in half the memory without a loss: more of a map stays near the processor.
    let narrow: Option<Vec<f32>> = x.iter().map(|value| exactly_half(*value)).collect();
    let place = |at: usize| {
        let row = weights.row(at);
        let observed = || match row.same() {
            // Unscaled: scaling does not change which sum is higher.
            Some(_) => row.neighbours.iter().filter_map(|other| x.get(*other as usize)).sum(),
            None => row.lag(x),
        };
        (!row.neighbours.is_empty()).then(|| {
            if let Some(x) = &narrow {
                let value = |place: u32| x.get(place as usize).copied().map_or(0.0, f64::from);
                conditional(null, at, &row, x.len(), observed(), value)
            } else {
                let value = |place: u32| x.get(place as usize).copied().unwrap_or(0.0);
                conditional(null, at, &row, x.len(), observed(), value)
            }
        })
    };
    Ok((0..weights.len()).into_par_iter().map(place).collect())
}

/// The number in half as many bits, if nothing is lost by it.
#[expect(clippy::cast_possible_truncation, reason = "compared with what it was")]
fn exactly_half(value: f64) -> Option<f32> {
    let half = value as f32;
    (f64::from(half).to_bits() == value.to_bits()).then_some(half)
}

/// The tails of Σ w f over neighbours that are drawn from all `n` places but `at`, against what was observed (unscaled where all weights
/// are one); `value` gives f of a place.
pub(super) fn conditional(
    null: Null,
    at: usize,
    row: &Row<'_>,
    n: usize,
    observed: f64,
    value: impl Fn(u32) -> f64 + Copy,
) -> Tails {
    let tie = TIE * observed.abs();
    let mut count = Count { low: observed - tie, high: observed + tie, ge: 0, le: 0 };
    let urn = Urn::new(n, at);
    let mut stream = null.streams.of(at as u64);
    let k = row.neighbours.len();
    if row.same().is_none() || k * 4 > n {
        let weights: Vec<f64> = row.same().map_or_else(|| row.weights().collect(), |_| vec![1.0; k]);
        let mut deck: Vec<u32> = (0..urn.all).filter(|place| *place != urn.without).collect();
        for _ in 0..null.draws {
            deal(&mut stream, &mut deck, k);
            count.add(deck.iter().zip(&weights).map(|(place, weight)| weight * value(*place)).sum());
        }
        return count.tails(null.draws);
    }
    match k {
        1 => hands::<1>(null, &mut stream, urn, value, &mut count),
        2 => hands::<2>(null, &mut stream, urn, value, &mut count),
        3 => hands::<3>(null, &mut stream, urn, value, &mut count),
        4 => hands::<4>(null, &mut stream, urn, value, &mut count),
        5 => hands::<5>(null, &mut stream, urn, value, &mut count),
        6 => hands::<6>(null, &mut stream, urn, value, &mut count),
        7 => hands::<7>(null, &mut stream, urn, value, &mut count),
        8 => hands::<8>(null, &mut stream, urn, value, &mut count),
        9 => hands::<9>(null, &mut stream, urn, value, &mut count),
        10 => hands::<10>(null, &mut stream, urn, value, &mut count),
        _ => wide(null, &mut stream, urn, k, value, &mut count),
    }
    count.tails(null.draws)
}

/// Draws against what was observed; within the tie both sides count.
struct Count {
    low: f64,
    high: f64,
    ge: u32,
    le: u32,
}

impl Count {
    #[inline]
    fn add(&mut self, drawn: f64) {
        self.ge += u32::from(drawn >= self.low);
        self.le += u32::from(drawn <= self.high);
    }

    fn tails(&self, draws: u32) -> Tails {
        Tails::sampled(self.ge, self.le, draws)
    }
}

/// All places but one.
#[derive(Clone, Copy)]
struct Urn {
    all: u32,
    without: u32,
    /// 2³² mod `all`: below it a product of a draw would make some places come more often.
    uneven: u32,
}

impl Urn {
    fn new(n: usize, without: usize) -> Self {
        let [all, without] = [n, without].map(|number| u32::try_from(number).unwrap_or(u32::MAX));
        Self { all, without, uneven: all.wrapping_neg() % all.max(1) }
    }
}

/// Counts hands of K different places. Kept free of branches, for it runs a billion times for a map.
fn hands<const K: usize>(
    null: Null,
    stream: &mut Stream,
    urn: Urn,
    value: impl Fn(u32) -> f64 + Copy,
    count: &mut Count,
) {
    for _ in 0..null.draws {
        let hand = loop {
            let (hand, good) = draw::<K>(stream, urn);
            if good {
                break hand;
            }
        };
        count.add(hand.iter().map(|place| value(*place)).sum());
    }
}

/// Counts hands of `k` different places, where `k` is large, as around a bin of a space-time cube. A place that the hand holds already is drawn
/// again; a mark for each of 4,096 groups of places says when that must be looked up.
fn wide(
    null: Null,
    stream: &mut Stream,
    urn: Urn,
    k: usize,
    value: impl Fn(u32) -> f64 + Copy,
    count: &mut Count,
) {
    const GROUPS: usize = 4096;
    let mut marks = [0_u32; GROUPS];
    let mut hand: Vec<u32> = Vec::with_capacity(k + 1);
    for draw in 1..=null.draws {
        hand.clear();
        let mut sum = 0.0;
        while hand.len() < k {
            let bits = stream.bits();
            for half in [bits >> 32, bits & 0xFFFF_FFFF] {
                let [place, low] = halves(half * u64::from(urn.all));
                let Some(mark) = marks.get_mut(place as usize % GROUPS) else { continue };
                let seen = *mark == draw && hand.contains(&place);
                if hand.len() == k || low < urn.uneven || place == urn.without || seen {
                    continue;
                }
                *mark = draw;
                hand.push(place);
                sum += value(place);
            }
        }
        count.add(sum);
    }
}

/// K places, and whether they may stand: each place as likely as any other (Lemire 2019, as in [`Stream::below`]), none twice, and not the
/// one that is left out. A hand that may not is thrown away as a whole, so that all good ones stay equally likely.
#[inline]
fn draw<const K: usize>(stream: &mut Stream, urn: Urn) -> ([u32; K], bool) {
    let mut hand = [0; K];
    let mut bad = false;
    for pair in hand.chunks_mut(2) {
        let bits = stream.bits();
        for (place, half) in pair.iter_mut().zip([bits >> 32, bits & 0xFFFF_FFFF]) {
            let [high, low] = halves(half * u64::from(urn.all));
            *place = high;
            bad |= low < urn.uneven;
            bad |= high == urn.without;
        }
    }
    let mut same = 0;
    for (at, place) in hand.iter().enumerate() {
        same = hand.iter().skip(at + 1).fold(same, |same, other| same | u32::from(other == place));
    }
    (hand, !bad && same == 0)
}

/// Deals `k` cards to the front of a deck: any order before gives each hand the same chance.
fn deal(stream: &mut Stream, deck: &mut [u32], k: usize) {
    let count = u32::try_from(deck.len()).unwrap_or(u32::MAX);
    for (place, left) in (0..k.min(deck.len())).zip((1..=count).rev()) {
        deck.swap(place, place + stream.below(left) as usize);
    }
}

#[cfg(test)]
#[path = "null_tests.rs"]
mod tests;
