use super::*;
use crate::analytics::chance::Streams;

fn at(x: f64, y: f64) -> PlaneXY {
    PlaneXY { x, y }
}

fn even(count: usize) -> Pattern {
    let mut stream = Streams::new(3).of(0);
    let places: Vec<PlaneXY> = (0..count).map(|_| at(stream.unit() * 10.0, stream.unit() * 8.0)).collect();
    Pattern::new(&places, at(0.0, 0.0), at(10.0, 8.0)).unwrap()
}

#[test]
fn even_chance_has_a_pair_correlation_of_one_and_k_of_a_disc() {
    let pattern = even(1500);
    for correction in [Correction::Translate, Correction::Isotropic] {
        for g in pair_correlation(&pattern, correction, &[0.8, 1.2, 2.0], 0.2).unwrap() {
            assert!((g - 1.0).abs() < 0.05, "{correction:?} {g}");
        }
    }
    for correction in [Correction::Border, Correction::Translate, Correction::Isotropic] {
        let k = ripley(&pattern, correction, &[1.0]).unwrap()[0].unwrap();
        assert!((k / PI - 1.0).abs() < 0.05, "{correction:?} {k}");
    }
}

#[test]
fn a_circle_around_a_corner_has_a_quarter_inside() {
    let pattern = even(2);
    assert!((pattern.arc_inside(at(0.0, 0.0), 2.0) - 0.25).abs() < 1e-12);
    assert!((pattern.arc_inside(at(5.0, 0.0), 2.0) - 0.5).abs() < 1e-12);
    assert!((pattern.arc_inside(at(5.0, 4.0), 2.0) - 1.0).abs() < 1e-12);
}

#[test]
fn what_cannot_be_asked_is_said() {
    let pattern = even(20);
    assert!(matches!(ripley(&pattern, Correction::None, &[2.0, 1.0]), Err(PatternError::Distances(_))));
    assert!(matches!(ripley(&pattern, Correction::None, &[5.0]), Err(PatternError::Far { .. })));
    assert!(Pattern::new(&[at(0.0, 0.0)], at(0.0, 0.0), at(1.0, 1.0)).is_err());
    assert!(Pattern::new(&[at(0.0, 0.0), at(f64::NAN, 0.0)], at(0.0, 0.0), at(1.0, 1.0)).is_err());
    assert!(matches!(
        pair_correlation(&pattern, Correction::Border, &[1.0], 0.1),
        Err(PatternError::NoBorder)
    ));
}
