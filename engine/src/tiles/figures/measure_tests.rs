use super::*;

const HERE: Exposure = Exposure { area_km2: 2.0, residents: Some(4000.0), patrol_hours: Some(50.0) };
const MONTH: Period = Period { days: 30.0, before_days: Some(30.0) };

fn tally(cases: u32) -> Tally {
    Tally { cases, judged: cases / 2, late: cases / 4 }
}

fn value(measure: Measure, now: u32, before: u32) -> f64 {
    match measure.figure(tally(now), tally(before), &HERE, MONTH) {
        Figure::Value(value) => value,
        Figure::Missing(why) => panic!("{why:?}"),
    }
}

#[test]
fn each_measure_has_its_denominator() {
    assert_eq!(value(Measure::Count, 40, 10), 40.0);
    assert_eq!(value(Measure::PerKm2, 40, 10), 20.0);
    assert_eq!(value(Measure::PerThousand, 40, 10), 10.0);
    assert_eq!(value(Measure::PerPatrol, 40, 10), 80.0);
    assert_eq!(value(Measure::OverdueShare, 40, 10), 50.0);
    assert_eq!(value(Measure::Change, 40, 10), 300.0);
    assert!((value(Measure::ZScore, 40, 10) - 30.0 / 50_f64.sqrt()).abs() < 1e-12);
}

#[test]
fn without_a_denominator_there_is_no_figure_and_it_is_not_zero() {
    let nothing = Exposure { area_km2: 2.0, residents: None, patrol_hours: Some(0.0) };
    let figure =
        |measure: Measure, now, before, period| measure.figure(tally(now), tally(before), &nothing, period);
    assert_eq!(figure(Measure::PerThousand, 4, 4, MONTH), Figure::Missing(Missing::NoExposure));
    assert_eq!(figure(Measure::PerPatrol, 4, 4, MONTH), Figure::Missing(Missing::NoExposure));
    assert_eq!(figure(Measure::OverdueShare, 1, 4, MONTH), Figure::Missing(Missing::NothingJudged));
    assert_eq!(figure(Measure::Change, 4, 0, MONTH), Figure::Missing(Missing::NothingBefore));
    assert_eq!(figure(Measure::ZScore, 0, 0, MONTH), Figure::Missing(Missing::NothingBefore));
    let alone = Period { days: 30.0, before_days: None };
    assert_eq!(figure(Measure::ZScore, 4, 4, alone), Figure::Missing(Missing::NothingBefore));
}

#[test]
fn periods_of_different_lengths_are_compared_by_the_day() {
    let period = Period { days: 30.0, before_days: Some(90.0) };
    let figure = |measure: Measure| measure.figure(tally(40), tally(120), &HERE, period);
    assert_eq!((figure(Measure::Change), figure(Measure::ZScore)), (Figure::Value(0.0), Figure::Value(0.0)));
}

#[test]
fn a_measure_is_found_by_its_name_and_has_words_and_a_scale() {
    for measure in Measure::ALL {
        assert_eq!(measure.name().parse::<Measure>(), Ok(measure));
        assert!(!measure.title().zh.is_empty() && !measure.unit().en.is_empty());
        let scale = measure.scale(1000.0);
        assert_eq!(scale.ramp().is_two_sided(), measure.compares());
    }
    assert!("density".parse::<Measure>().is_err());
}
