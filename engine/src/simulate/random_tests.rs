use super::*;

#[test]
fn the_numbers_are_those_of_the_published_generator() {
    // First outputs for seed 1234567, as listed with the reference implementation of SplitMix64.
    let mut random = SplitMix64::new(1_234_567);
    let first = [
        6_457_827_717_110_365_317_u64,
        3_203_168_211_198_807_973,
        9_817_491_932_198_370_423,
        4_593_380_528_125_082_431,
        16_408_922_859_458_223_821,
    ];
    assert_eq!(first.map(|_| random.next_u64()), first);
}

#[test]
fn unit_numbers_fill_the_interval_evenly() {
    let mut random = SplitMix64::new(1);
    let mean = (0..1_000_000).map(|_| random.unit()).sum::<f64>() / 1e6;
    assert!((mean - 0.5).abs() < 0.0015, "{mean}");
}

#[test]
fn noise_is_bounded_continuous_and_repeatable() {
    for step in 0..1000 {
        let x = f64::from(step) * 0.013 - 6.0;
        let here = smooth_noise(7, x, 1.5);
        assert!(here.abs() <= 1.0);
        assert!((here - smooth_noise(7, x + 1e-6, 1.5)).abs() < 1e-4);
    }
}
