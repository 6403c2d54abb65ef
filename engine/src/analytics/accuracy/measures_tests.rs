use proptest::prelude::*;

use super::*;

#[test]
fn equal_areas_change_nothing() {
    let (score, test) = ([3.0, 1.0, 2.0, 0.0], [1.0, 4.0, 2.0, 0.0]);
    let without = accuracy(&score, &score, &test, None, 0.5).unwrap();
    assert_eq!(accuracy(&score, &score, &test, Some(&[2.0; 4]), 0.5).unwrap(), without);
    assert_eq!((without.selected.as_slice(), without.hit_rate), ([0, 2].as_slice(), 3.0 / 7.0));
    assert_eq!(without.pei, 3.0 / 6.0);
}

#[test]
fn a_large_cell_does_not_win_by_its_size() {
    let found = accuracy(&[10.0, 5.0], &[0.0; 2], &[1.0, 1.0], Some(&[9.0, 1.0]), 0.1).unwrap();
    assert_eq!((found.selected.as_slice(), found.rri, found.train_hit_rate), ([1].as_slice(), None, None));
    assert!((found.pai - 5.0).abs() < 1e-12);
}

#[test]
fn what_cannot_be_judged_is_named() {
    let text = |error: AccuracyError| error.to_string();
    assert!(text(accuracy(&[1.0], &[1.0], &[0.0], None, 0.5).unwrap_err()).contains("longer time"));
    assert!(text(accuracy(&[f64::NAN], &[1.0], &[1.0], None, 0.5).unwrap_err()).contains("cell 0"));
    assert!(text(accuracy(&[1.0], &[-1.0], &[1.0], None, 0.5).unwrap_err()).contains("earlier count is -1"));
    assert!(text(accuracy(&[1.0], &[1.0], &[1.0], None, 5.0).unwrap_err()).contains("0.05"));
    assert!(
        text(accuracy(&[1.0, 2.0], &[1.0], &[1.0], None, 0.5).unwrap_err()).contains("2 scores, 1 earlier")
    );
}

proptest! {
    #[test]
    fn no_choice_beats_the_best(rows in prop::collection::vec((0..9_u8, 0..9_u8), 2..40), fraction in 0.01..1.0_f64) {
        let (score, test): (Vec<f64>, Vec<f64>) = rows.iter().map(|(a, b)| (f64::from(*a), f64::from(*b))).unzip();
        prop_assume!(test.iter().sum::<f64>() > 0.0);
        let found = accuracy(&score, &score, &test, None, fraction).unwrap();
        prop_assert!(found.pei <= 1.0 + 1e-12);
        let (curve, under) = hit_rate_curve(&score, &test, None).unwrap();
        prop_assert!((0.0..=1.0).contains(&under));
        let at = curve[found.cells];
        prop_assert!((at[1] - found.hit_rate).abs() < 1e-9 && (at[0] - found.area_share).abs() < 1e-9);
    }
}
