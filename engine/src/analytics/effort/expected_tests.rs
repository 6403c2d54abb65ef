use proptest::prelude::*;

use super::*;

fn hours(amount: &[f64]) -> Exposure {
    Exposure { name: "patrol_hours".to_owned(), amount: amount.to_vec() }
}

#[test]
fn more_patrol_with_more_cases_is_no_more_trouble() {
    let found = expected_by_exposure(&[40, 20], &hours(&[200.0, 100.0]), 1.0).unwrap();
    assert!(
        found
            .iter()
            .all(|cell| (cell.ratio.unwrap() - 1.0).abs() < 1e-12 && (cell.shrunk - 1.0).abs() < 1e-12)
    );
    let found = expected_by_exposure(&[40, 20], &hours(&[200.0, 100.0]), 0.0).unwrap();
    assert!((found[0].ratio.unwrap() - 4.0 / 3.0).abs() < 1e-12);
    assert!(found[0].p_greater.unwrap() < 0.05 && found[1].p_lesser.unwrap() < 0.05);
}

#[test]
fn what_has_no_exposure_is_named() {
    let text = |error: EffortError| error.to_string();
    assert!(
        text(expected_by_exposure(&[1, 2], &hours(&[0.0, 1.0]), 1.0).unwrap_err())
            .contains("cell 0: 1 cases")
    );
    assert!(
        text(expected_by_exposure(&[0, 0], &hours(&[0.0, 0.0]), 1.0).unwrap_err()).contains("0 in all cells")
    );
    assert!(text(expected_by_exposure(&[0], &hours(&[f64::NAN]), 1.0).unwrap_err()).contains("finite"));
    assert!(text(expected_by_exposure(&[0], &hours(&[1.0]), 2.0).unwrap_err()).contains("from 0"));
    let nothing = expected_by_exposure(&[0, 0], &hours(&[0.0, 4.0]), 1.0).unwrap();
    assert!(nothing.iter().all(|cell| cell.ratio.is_none()));
}

proptest! {
    #[test]
    fn as_many_are_expected_as_came_and_both_tails_make_one(
        rows in prop::collection::vec((0..40_u32, 0.1..9.0_f64), 2..30), elasticity in 0.0..1.0_f64,
    ) {
        let (observed, amount): (Vec<u32>, Vec<f64>) = rows.into_iter().unzip();
        let found = expected_by_exposure(&observed, &hours(&amount), elasticity).unwrap();
        let expected: f64 = found.iter().map(|cell| cell.expected).sum();
        prop_assert!((expected - f64::from(observed.iter().sum::<u32>())).abs() < 1e-9);
        for cell in found {
            if let (Some(greater), Some(lesser)) = (cell.p_greater, cell.p_lesser) {
                prop_assert!((greater + lesser - 1.0).abs() < 1e-9);
            }
            prop_assert!(cell.shrunk.is_finite());
        }
    }
}
