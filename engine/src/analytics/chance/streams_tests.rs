use super::*;

#[test]
fn a_stream_depends_on_seed_and_number_alone() {
    let take = |seed, number| -> Vec<u64> {
        let mut stream = Streams::new(seed).of(number);
        (0..8).map(|_| stream.bits()).collect()
    };
    assert_eq!(take(7, 3), take(7, 3));
    assert_ne!(take(7, 3), take(7, 4));
    assert_ne!(take(7, 3), take(8, 3));
    assert_ne!(take(7, 3), take(3, 7));
}

#[test]
fn numbers_below_a_bound_come_equally_often() {
    let mut stream = Streams::new(1).of(0);
    for end in [1_u32, 2, 3, 7, 10, 97] {
        let mut counts = vec![0_u32; end as usize];
        let draws = 20_000 * end;
        (0..draws).for_each(|_| counts[stream.below(end) as usize] += 1);
        let chi: f64 = counts.iter().map(|count| (f64::from(*count) - 20_000.0).powi(2) / 20_000.0).sum();
        let free = f64::from(end) - 1.0;
        assert!(chi <= free + 5.0 * (2.0 * free).sqrt() + 1e-9, "{end}: {chi}");
    }
    assert_eq!(stream.below(0), 0);
}

#[test]
fn every_order_of_four_comes_equally_often() {
    let mut counts = std::collections::BTreeMap::new();
    for number in 0..24_000 {
        let mut list = [0, 1, 2, 3];
        Streams::new(5).of(number).shuffle(&mut list);
        *counts.entry(list).or_insert(0_u32) += 1;
    }
    assert_eq!(counts.len(), 24);
    let chi: f64 = counts.values().map(|count| (f64::from(*count) - 1000.0).powi(2) / 1000.0).sum();
    assert!(chi < 23.0 + 5.0 * 46.0_f64.sqrt(), "{chi}");
}

#[test]
fn units_fill_the_interval() {
    let mut stream = Streams::new(9).of(1);
    let draws: Vec<f64> = (0..100_000).map(|_| stream.unit()).collect();
    assert!(draws.iter().all(|draw| (0.0..1.0).contains(draw)));
    let mean = draws.iter().sum::<f64>() / 1e5;
    assert!((mean - 0.5).abs() < 5.0 / (12.0e5_f64).sqrt(), "{mean}");
}
