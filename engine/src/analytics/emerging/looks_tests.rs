use super::*;

fn board(side: u32) -> Weights {
    let squares: Vec<Vec<Vec<(u32, u32)>>> = (0..side * side)
        .map(|at| (at % side, at / side))
        .map(|(x, y)| vec![vec![(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]])
        .collect();
    crate::analytics::weights::contiguity(&squares, crate::analytics::weights::Contiguity::Queen).unwrap()
}

#[test]
fn half_of_all_cells_are_hot_once_in_half_a_year_of_noise() {
    let level = Level::try_from(0.05).unwrap();
    let found = repeated_looks(&board(20), &[1.0; 400], 26, 4, level, Streams::new(1)).unwrap();
    // 1 - 0.975^26 = 0.48 by the normal law; counts lean to the right.
    assert!((0.40..0.62).contains(&found.cells_hot_once), "{found:?}");
    assert_eq!(found.any_hot, 1.0);
    assert!(found.cells_hot_once_corrected < 0.15, "{found:?}");
    let once = repeated_looks(&board(20), &[1.0; 400], 1, 20, level, Streams::new(1)).unwrap();
    assert!(once.cells_hot_once < 0.06 && once.alpha_each > found.alpha_each, "{once:?}");
}

#[test]
fn what_cannot_be_expected_is_named() {
    let level = Level::try_from(0.05).unwrap();
    let mut expected = [1.0; 9];
    expected[4] = f64::NAN;
    let error = repeated_looks(&board(3), &expected, 2, 2, level, Streams::new(1)).unwrap_err();
    assert!(error.to_string().contains("cell 4"), "{error}");
    assert!(repeated_looks(&board(3), &[1.0; 9], 0, 2, level, Streams::new(1)).is_err());
}

#[test]
fn poisson_numbers_have_their_mean_and_variance() {
    let mut stream = Streams::new(2).of(0);
    for mean in [0.3, 4.0, 75.0] {
        let draws: Vec<f64> = (0..20_000).map(|_| poisson(&mut stream, mean)).collect();
        let found = draws.iter().sum::<f64>() / 2e4;
        let variance = draws.iter().map(|draw| (draw - found).powi(2)).sum::<f64>() / 2e4;
        assert!((found - mean).abs() < 5.0 * (mean / 2e4).sqrt(), "{mean}: {found}");
        assert!((variance / mean - 1.0).abs() < 0.08, "{mean}: {variance}");
    }
}
