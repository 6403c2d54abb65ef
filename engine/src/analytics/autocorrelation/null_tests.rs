use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::counts::exact_by_counting;
use super::super::gi::gi;
use super::*;

/// A square board, each place with those around it; `extra` places without neighbours.
fn board(side: u32, extra: u32) -> Weights {
    let near = |at: u32| -> Vec<u32> {
        if at >= side * side {
            return Vec::new();
        }
        let (x, y) = (at % side, at / side);
        let all = (y.saturating_sub(1)..=(y + 1).min(side - 1))
            .flat_map(|y| (x.saturating_sub(1)..=(x + 1).min(side - 1)).map(move |x| y * side + x));
        all.filter(|other| *other != at).collect()
    };
    Weights::binary((0..side * side + extra).map(near).collect()).unwrap()
}

fn noise(n: usize, seed: u64, most: u32) -> Values {
    let mut stream = Streams::new(seed).of(0);
    Values::new((0..n).map(|_| f64::from(stream.below(most))).collect()).unwrap()
}

/// A board on which one place has neighbours, so that only that is asked.
fn one_of(side: u32, place: usize) -> Weights {
    let board = board(side, 0);
    let only = |at| if at == place { board.row(at).neighbours.to_vec() } else { Vec::new() };
    Weights::binary((0..board.len()).map(only).collect()).unwrap()
}

fn null(draws: u32, seed: u64) -> Null {
    Null { draws, streams: Streams::new(seed) }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let (values, weights) = (noise(402, 1, 50), board(20, 2));
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| lag_tails(&values, &weights, null(199, 7)).unwrap())
    };
    let alone = with(1);
    assert_eq!(alone, with(3));
    assert_eq!((alone[400], alone[401]), (None, None));
    assert_ne!(alone, lag_tails(&values, &weights, null(199, 8)).unwrap());
}

#[test]
fn draws_agree_with_counting_every_set() {
    let (values, weights) = (noise(64, 3, 6), board(8, 0));
    let exact = exact_by_counting(&values, &weights).unwrap().unwrap();
    let drawn = lag_tails(&values, &weights, null(9_999, 5)).unwrap();
    for (exact, drawn) in exact.iter().zip(&drawn) {
        let (exact, drawn) = (exact.unwrap(), drawn.unwrap());
        for (p, found) in [(exact.p_greater(), drawn.p_greater()), (exact.p_lesser(), drawn.p_lesser())] {
            let allowed = 4.5 * (p * (1.0 - p) / 9_999.0).sqrt() + 2e-4;
            assert!((p - found).abs() <= allowed, "{p} {found}");
        }
    }
}

#[test]
fn the_variance_of_draws_is_that_of_the_moments() {
    // The z-score of Gi is the distance in standard deviations of exactly this null.
    let (values, weights) = (noise(400, 11, 1_000), board(20, 0));
    let analytic = gi(&values, &weights, false).unwrap();
    let tails = lag_tails(&values, &weights, null(4_999, 2)).unwrap();
    let far = analytic.iter().zip(&tails).map(|(gi, tails)| {
        let normal = crate::analytics::chance::upper_normal(gi.z.unwrap());
        (normal - tails.unwrap().p_greater()).abs()
    });
    assert!(far.fold(0.0, f64::max) < 0.05);
}

#[test]
fn many_neighbours_are_dealt_from_a_deck() {
    let n = 60_u32;
    let lists =
        (0..n).map(|at| (0..n).filter(|other| *other != at && (at + other) % 2 == 0).collect()).collect();
    let (weights, values) = (Weights::binary(lists).unwrap(), noise(60, 4, 9));
    let exact = exact_by_counting(&values, &weights).unwrap().unwrap();
    let drawn = lag_tails(&values, &weights, null(4_999, 6)).unwrap();
    for (exact, drawn) in exact.iter().zip(&drawn) {
        let (p, found) = (exact.unwrap().p_greater(), drawn.unwrap().p_greater());
        assert!((p - found).abs() <= 4.5 * (p * (1.0 - p) / 4_999.0).sqrt() + 4e-4, "{p} {found}");
    }
}

/// The largest gap between the p-values' distribution and a level one, times the root of their number (Kolmogorov, Smirnov).
fn gap(mut p: Vec<f64>) -> f64 {
    p.sort_by(f64::total_cmp);
    let n = p.len() as f64;
    let gap =
        p.iter().enumerate().map(|(at, p)| (p - at as f64 / n).abs().max((p - (at as f64 + 1.0) / n).abs()));
    gap.fold(0.0, f64::max) * n.sqrt()
}

#[test]
fn p_values_of_noise_are_level() {
    // One place of each map, so that p-values are independent.
    let weights = one_of(10, 44);
    let p = |seed| {
        lag_tails(&noise(100, seed, 100_000), &weights, null(999, seed)).unwrap()[44].unwrap().p_greater()
    };
    let found = gap((0..400).map(p).collect());
    assert!(found < 1.95, "{found}");
}

#[test]
fn p_values_of_sparse_counts_never_promise_too_much() {
    // Where most counts are 0, p-values come in steps: at each step the share at or below it must not exceed it.
    let weights = one_of(10, 44);
    let sparse = |seed| {
        let mut stream = Streams::new(seed).of(9);
        let x: Vec<f64> = (0..100).map(|_| f64::from(u8::from(stream.below(20) == 0))).collect();
        Values::new(x).ok()
    };
    let tails = |seed| Some(lag_tails(&sparse(seed)?, &weights, null(499, seed)).unwrap()[44].unwrap());
    let tails: Vec<Tails> = (0..600).filter_map(tails).collect();
    for level in [0.01, 0.05, 0.1, 0.3] {
        for p in [Tails::p_greater, Tails::p_lesser, Tails::p_two_sided] {
            let share = tails.iter().filter(|tails| p(tails) <= level).count() as f64 / tails.len() as f64;
            let noise = 4.0 * (level * (1.0 - level) / tails.len() as f64).sqrt();
            assert!(share <= level + noise, "{share} at {level}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn hands_hold_different_places_and_not_the_one_left_out(seed: u64, n in 8..40_u32, without in 0..8_usize) {
        let mut stream = Streams::new(seed).of(0);
        let mut deck: Vec<u32> = (0..n).collect();
        deal(&mut stream, &mut deck, 5);
        let hand: BTreeSet<u32> = deck[..5].iter().copied().collect();
        prop_assert_eq!(hand.len(), 5);
        let (hand, good) = draw::<5>(&mut stream, Urn::new(n as usize, without));
        let different: BTreeSet<u32> = hand.iter().copied().filter(|place| *place as usize != without && *place < n).collect();
        prop_assert!(!good || different.len() == 5);
    }
}

#[test]
fn every_pair_of_places_is_drawn_equally_often() {
    let mut stream = Streams::new(3).of(0);
    let urn = Urn::new(6, 2);
    let mut often = std::collections::BTreeMap::new();
    let mut hands = 0;
    while hands < 20_000 {
        if let (hand, true) = draw::<2>(&mut stream, urn) {
            *often.entry(hand).or_insert(0_u32) += 1;
            hands += 1;
        }
    }
    assert_eq!(often.len(), 20);
    let chi: f64 = often.values().map(|count| (f64::from(*count) - 1_000.0).powi(2) / 1_000.0).sum();
    assert!(chi < 19.0 + 5.0 * 38.0_f64.sqrt(), "{chi}");
}
