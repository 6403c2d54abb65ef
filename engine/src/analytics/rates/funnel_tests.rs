use super::*;

#[test]
fn a_funnel_closes_as_more_are_exposed() {
    let population = [100.0, 1_000.0, 10_000.0, 100_000.0];
    let places = Exposed::new(&population.map(|exposed| exposed * 0.02), &population).unwrap();
    let widths: Vec<f64> =
        funnel(&places).places.iter().map(|place| place.limits_95.upper - place.limits_95.lower).collect();
    assert!(widths.windows(2).all(|pair| pair[1] < pair[0]), "{widths:?}");
}

#[test]
fn places_far_from_the_common_rate_are_outside() {
    let places = Exposed::new(&[10.0, 10.0, 100.0, 0.0], &[1_000.0; 4]).unwrap();
    let outside: Vec<i8> = funnel(&places).places.iter().map(|place| place.outside).collect();
    assert_eq!(outside, [-2, -2, 2, -2]);
}

#[test]
fn no_case_and_nobody_exposed_are_told() {
    assert!(Exposed::new(&[0.0, 0.0], &[1.0, 1.0]).unwrap_err().to_string().contains("no case"));
    assert!(
        Exposed::new(&[1.0, 0.0], &[1.0, 0.0])
            .unwrap_err()
            .to_string()
            .starts_with("row 1: the exposure is 0")
    );
    assert!(Exposed::new(&[1.0, f64::NAN], &[1.0, 1.0]).is_err());
}
