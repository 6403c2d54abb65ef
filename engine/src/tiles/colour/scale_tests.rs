use super::*;

#[test]
fn a_value_at_a_break_belongs_to_the_class_that_begins_there() {
    let scale = Scale::new(vec![1.0, 2.0, 5.0], Ramp::Cividis).unwrap();
    let classes: Vec<usize> =
        [-1.0, 0.99, 1.0, 1.5, 2.0, 4.99, 5.0, 1e9].map(|value| scale.class(value)).into();
    assert_eq!(classes, [0, 0, 1, 1, 2, 2, 3, 3]);
    assert_eq!((scale.colour(0), scale.colour(3)), (Ramp::Cividis.at(0.0), Ramp::Cividis.at(1.0)));
}

#[test]
fn a_scale_up_to_a_value_has_round_breaks_and_never_too_many() {
    assert_eq!(Scale::up_to(0.0, Ramp::Grey).breaks(), [1.0]);
    assert_eq!(Scale::up_to(7.0, Ramp::Grey).breaks(), [1.0, 2.0, 5.0]);
    let many = Scale::up_to(3e6, Ramp::Grey);
    assert_eq!((many.breaks().len(), many.breaks()[0], many.breaks()[8]), (9, 5000.0, 2e6));
}

#[test]
fn breaks_that_do_not_rise_are_refused() {
    assert_eq!(Scale::new(vec![], Ramp::Grey), Err(ScaleError::Number(0)));
    assert_eq!(Scale::new(vec![0.0; 16], Ramp::Grey), Err(ScaleError::Number(16)));
    assert_eq!(
        Scale::new(vec![2.0, 2.0], Ramp::Grey).unwrap_err().to_string(),
        "breaks must rise; 2 stands after 2"
    );
    assert!(Scale::new(vec![f64::NAN], Ramp::Grey).is_err());
}
