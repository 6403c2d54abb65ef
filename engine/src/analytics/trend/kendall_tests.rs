use proptest::prelude::*;

use super::super::pettitt;
use super::*;

fn series(values: &[f64]) -> Series {
    Series::new(&values.iter().copied().map(Some).collect::<Vec<_>>()).unwrap()
}

proptest! {
    #[test]
    fn a_mirrored_series_has_the_mirrored_trend(values in prop::collection::vec(0_u8..6, 4..40)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let mirrored: Vec<f64> = values.iter().map(|value| -value).collect();
        let (one, other) = (mann_kendall(&series(&values)), mann_kendall(&series(&mirrored)));
        prop_assert_eq!(one.s, -other.s);
        prop_assert!((one.variance - other.variance).abs() < 1e-9);
        prop_assert!((one.sen_slope + other.sen_slope).abs() < 1e-12);
        prop_assert!(one.p.is_finite() && one.z.is_finite());
    }
}

#[test]
fn equal_numbers_have_no_trend() {
    let flat = series(&[3.0; 9]);
    let found = mann_kendall(&flat);
    assert!(flat.is_flat());
    assert_eq!((found.s, found.variance, found.z, found.p, found.sen_slope), (0, 0.0, 0.0, 1.0, 0.0));
    assert_eq!(pettitt(&flat).p, 1.0);
}

#[test]
fn a_season_is_no_trend() {
    let values: Vec<f64> = (0..48).map(|month| f64::from(month % 12)).collect();
    assert_eq!(seasonal_mann_kendall(&series(&values), 12).unwrap().s, 0);
    let risen: Vec<f64> = (0..48).map(|month| f64::from(month % 12) + f64::from(month / 12)).collect();
    let found = seasonal_mann_kendall(&series(&risen), 12).unwrap();
    assert_eq!(found.s, 72);
    assert!((found.sen_slope - 1.0 / 12.0).abs() < 1e-12);
    assert!(seasonal_mann_kendall(&series(&risen), 30).is_err());
}

#[test]
fn gaps_count_as_time_that_went_by() {
    let gaps = Series::new(&[Some(0.0), None, Some(2.0), Some(3.0), None, Some(5.0)]).unwrap();
    assert_eq!(gaps.missing(), 2);
    assert!((mann_kendall(&gaps).sen_slope - 1.0).abs() < 1e-12);
    assert!(Series::new(&[Some(1.0), None, None]).unwrap_err().to_string().starts_with("1 numbers"));
}

#[test]
fn a_jump_is_found_where_it_is() {
    let values: Vec<f64> =
        (0..30).map(|step| if step < 12 { 1.0 } else { 5.0 } + f64::from(step % 3) * 0.1).collect();
    let found = pettitt(&series(&values));
    assert_eq!(found.step, 12);
    assert!(found.p < 0.001 && found.after - found.before > 3.9);
}
