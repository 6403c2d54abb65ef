use super::*;

fn rule() -> UnitColours {
    UnitColours {
        kinds: vec![UnitKind::SubCentre],
        indicator: "handled-on-time-rate".into(),
        days: 30,
        green_at: 95.0,
        red_at: 85.0,
        hysteresis: 1.0,
        least_cases: 10,
        setting: true,
    }
}

#[test]
fn a_value_is_green_from_the_target_on_red_below_the_limit_and_blue_between() {
    let colours = [95.0, 94.9, 85.0, 84.9].map(|value| rule().colour_of(value, 100, false, None));
    assert_eq!(colours, [Colour::Green, Colour::Blue, Colour::Blue, Colour::Red]);
}

#[test]
fn a_colour_falls_at_once_and_rises_only_past_the_hysteresis() {
    assert_eq!(rule().colour_of(94.9, 100, false, Some(Colour::Green)), Colour::Blue);
    assert_eq!(rule().colour_of(95.5, 100, false, Some(Colour::Blue)), Colour::Blue);
    assert_eq!(rule().colour_of(96.0, 100, false, Some(Colour::Blue)), Colour::Green);
    assert_eq!(rule().colour_of(85.5, 100, false, Some(Colour::Red)), Colour::Red);
    assert_eq!(rule().colour_of(86.0, 100, false, Some(Colour::Red)), Colour::Blue);
}

#[test]
fn too_few_cases_are_green() {
    assert_eq!(rule().colour_of(0.0, 9, false, Some(Colour::Red)), Colour::Green);
}

#[test]
fn where_lower_is_better_the_sides_are_exchanged() {
    let rule = UnitColours { green_at: 5.0, red_at: 10.0, ..rule() };
    let colours = [5.0, 7.0, 11.0].map(|value| rule.colour_of(value, 100, true, None));
    assert_eq!(colours, [Colour::Green, Colour::Blue, Colour::Red]);
}
