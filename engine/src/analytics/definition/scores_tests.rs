use super::*;

fn line() -> ScoreLine {
    ScoreLine { indicator: "on-time".into(), points: 50.0, full_at: 70.0, slope: 1.0, floor: 0.0 }
}

#[test]
fn points_are_full_from_the_threshold_on_and_fall_by_the_slope_below_it() {
    assert_eq!(line().points_of(70.0, false), 50.0);
    assert_eq!(line().points_of(99.0, false), 50.0);
    assert_eq!(line().points_of(60.0, false), 40.0);
    assert_eq!(line().points_of(0.0, false), 0.0);
}

#[test]
fn where_lower_is_better_the_points_fall_above_the_threshold() {
    let line = ScoreLine { full_at: 5.0, slope: 2.0, points: 10.0, floor: 2.0, ..line() };
    assert_eq!(line.points_of(3.0, true), 10.0);
    assert_eq!(line.points_of(6.0, true), 8.0);
    assert_eq!(line.points_of(40.0, true), 2.0);
}
