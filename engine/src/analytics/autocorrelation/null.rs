//! The null of conditional permutation (条件置换): a place keeps its value, all others are exchanged.

use rayon::prelude::*;

use super::values::{Values, ValuesError};
use crate::analytics::chance::{Stream, Streams, TIE, Tails};
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
    let place = |at: usize| {
        let row = weights.row(at);
        let observed = || match row.same() {
            // Unscaled: scaling does not change which sum is higher.
            Some(_) => row.neighbours.iter().filter_map(|other| x.get(*other as usize)).sum(),
            None => row.lag(x),
        };
        (!row.neighbours.is_empty()).then(|| conditional(null, at, &row, x, observed(), |other| other))
    };
    Ok((0..weights.len()).into_par_iter().map(place).collect())
}

/// The tails of Σ w f(x) over neighbours that are drawn from all others, against what was observed (unscaled where all weights are one).
pub(super) fn conditional(
    null: Null,
    at: usize,
    row: &Row<'_>,
    x: &[f64],
    observed: f64,
    value: impl Fn(f64) -> f64 + Copy,
) -> Tails {
    let mut stream = null.streams.of(at as u64);
    let k = row.neighbours.len();
    let tie = TIE * observed.abs();
    let (low, high) = (observed - tie, observed + tie);
    let (mut ge, mut le) = (0, 0);
    let mut count = |drawn: f64| {
        ge += u32::from(drawn >= low);
        le += u32::from(drawn <= high);
    };
    let others = Others { count: u32::try_from(x.len() - 1).unwrap_or(u32::MAX), without: at };
    let own: Option<Vec<f64>> = row.same().is_none().then(|| row.weights().collect());
    let sum = |drawn: &[u32]| -> f64 {
        let values = drawn.iter().map(|other| value(x.get(others.place(*other)).copied().unwrap_or(0.0)));
        match &own {
            None => values.sum(),
            Some(own) => own.iter().zip(values).map(|(weight, value)| weight * value).sum(),
        }
    };
    if k <= FEW && k * 4 <= x.len() {
        let mut drawn = [0; FEW];
        for _ in 0..null.draws {
            let drawn = drawn.get_mut(..k).unwrap_or(&mut []);
            draw_few(&mut stream, others.count, drawn);
            count(sum(drawn));
        }
    } else {
        let mut deck: Vec<u32> = (0..others.count).collect();
        for _ in 0..null.draws {
            draw_many(&mut stream, &mut deck, k);
            count(sum(deck.get(..k).unwrap_or(&deck)));
        }
    }
    Tails::sampled(ge, le, null.draws)
}

/// Up to so many neighbours are drawn one by one, each again while it is drawn already; more are dealt from a deck.
const FEW: usize = 16;

/// All places but one.
#[derive(Clone, Copy)]
struct Others {
    count: u32,
    without: usize,
}

impl Others {
    #[inline]
    fn place(self, number: u32) -> usize {
        let number = number as usize;
        number + usize::from(number >= self.without)
    }
}

/// Fills a list with different numbers below `count`.
#[inline]
fn draw_few(stream: &mut Stream, count: u32, drawn: &mut [u32]) {
    loop {
        drawn.iter_mut().for_each(|place| *place = stream.below(count));
        if all_different(drawn) {
            return;
        }
    }
}

#[inline]
fn all_different(drawn: &[u32]) -> bool {
    let mut twice = false;
    for (at, number) in drawn.iter().enumerate() {
        twice |= drawn.iter().skip(at + 1).any(|other| other == number);
    }
    !twice
}

/// Deals `k` cards to the front of a deck: any order before gives each hand the same chance.
fn draw_many(stream: &mut Stream, deck: &mut [u32], k: usize) {
    let count = u32::try_from(deck.len()).unwrap_or(u32::MAX);
    for (place, left) in (0..k.min(deck.len())).zip((1..=count).rev()) {
        deck.swap(place, place + stream.below(left) as usize);
    }
}

#[cfg(test)]
#[path = "null_tests.rs"]
mod tests;
