use jiff::civil::date;

use super::*;

#[test]
fn months_begin_where_the_calendar_says() {
    let steps = CivilSteps::new(date(2018, 1, 1), StepUnit::Month, 1, 8).unwrap();
    assert_eq!(steps.of(date(2018, 2, 28)), Some(1));
    assert_eq!(steps.of(date(2018, 3, 1)), Some(2));
    assert_eq!(steps.of(date(2017, 12, 31)), None);
    assert_eq!(steps.of(date(2018, 9, 1)), None);
    // From the 31st: each month's last day where it has no 31st, and no drift.
    let ends = CivilSteps::new(date(2018, 1, 31), StepUnit::Month, 1, 3).unwrap();
    assert_eq!(ends.edges()[1..3], [date(2018, 2, 28), date(2018, 3, 31)]);
}

#[test]
fn a_step_that_is_known_in_part_is_named() {
    let steps = CivilSteps::new(date(2018, 1, 1), StepUnit::Week, 1, 4).unwrap();
    assert_eq!(steps.partial(date(2018, 1, 25)), Some(LastStep { step: 3, known_days: 3, days: 7 }));
    assert_eq!(steps.partial(date(2018, 1, 29)), None);
    assert_eq!(steps.partial(date(2018, 1, 22)), None);
    let numbered = NumberedSteps::new(0.0, 10.0, 4).unwrap();
    assert_eq!(numbered.partial(35.0), Some((3, 0.5)));
    assert_eq!(
        (numbered.of(-0.1), numbered.of(0.0), numbered.of(39.9), numbered.of(40.0)),
        (None, Some(0), Some(3), None)
    );
}

#[test]
fn steps_that_are_none_are_refused_in_words() {
    for error in [
        CivilSteps::new(date(2018, 1, 1), StepUnit::Day, 0, 8).unwrap_err(),
        CivilSteps::new(date(2018, 1, 1), StepUnit::Day, 1, 1).unwrap_err(),
        CivilSteps::new(date(9990, 1, 1), StepUnit::Year, 1, 100).unwrap_err(),
        NumberedSteps::new(0.0, f64::NAN, 5).unwrap_err(),
    ] {
        assert!(error.to_string().len() > 20, "{error}");
    }
}
