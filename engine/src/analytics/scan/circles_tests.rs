use super::*;
use crate::analytics::chance::Streams;
use crate::analytics::scan::Rates;

pub(super) fn settings(share: f64, ties: Ties) -> Settings {
    Settings {
        share,
        radius: None,
        ties,
        rates: Rates::High,
        most: 5,
        overlapping: false,
        draws: 0,
        streams: Streams::new(1),
    }
}

fn row(count: u32) -> Vec<PlaneXY> {
    (0..count).map(|x| PlaneXY { x: x.into(), y: 0.0 }).collect()
}

#[test]
fn places_equally_far_enter_together_or_one_by_one() {
    let of = |ties| {
        let circles = Circles::new(&row(5), &[1.0; 5], &settings(0.6, ties)).unwrap();
        circles.around(2).collect::<Vec<_>>()
    };
    assert_eq!(of(Ties::Together), [(2, true), (1, false), (3, true)]);
    assert_eq!(of(Ties::ByNumber), [(2, true), (1, true), (3, true)]);
}

#[test]
fn circles_stop_at_the_share_and_at_the_radius() {
    let small = Circles::new(&row(5), &[1.0; 5], &settings(0.5, Ties::Together)).unwrap();
    assert_eq!(small.around(2).collect::<Vec<_>>(), [(2, true)]);
    let near = Settings { radius: Some(1.0), ..settings(1.0, Ties::Together) };
    let near = Circles::new(&row(5), &[1.0; 5], &near).unwrap();
    assert_eq!(near.around(0).collect::<Vec<_>>(), [(0, true), (1, true)]);
    assert_eq!(near.count(), 2 + 2 + 2 + 2 + 2);
}

#[test]
fn what_cannot_be_scanned_says_what_would_be_right() {
    let wrong = |places: &[PlaneXY], share| {
        Circles::new(places, &vec![1.0; places.len()], &settings(share, Ties::Together))
            .unwrap_err()
            .to_string()
    };
    assert!(wrong(&row(5), 1.5).contains("such as 0.5"));
    assert!(wrong(&row(5), f64::NAN).contains("such as 0.5"));
    assert!(wrong(&row(5), 0.1).contains("no circle"));
    assert!(wrong(&[PlaneXY { x: f64::NAN, y: 0.0 }], 0.5).contains("place 0"));
}
