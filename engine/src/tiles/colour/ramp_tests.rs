use super::super::sight_for_tests::{WITHOUT_ONE_CONE, distance, lab, light, seen};
use super::*;

fn lightness(ramp: Ramp, share: f64) -> f64 {
    lab(light(ramp.at(share)))[0]
}

#[test]
fn lightness_rises_all_the_way_or_from_both_ends_to_the_middle() {
    let steps: Vec<f64> = (0..=64).map(|n| f64::from(n) / 64.0).collect();
    for ramp in Ramp::ALL {
        for pair in steps.windows(2) {
            let rises = lightness(ramp, pair[1]) > lightness(ramp, pair[0]);
            let wanted = !ramp.is_two_sided() || pair[1] <= 0.5;
            assert_eq!(rises, wanted, "{ramp:?} at {}", pair[0]);
        }
    }
}

#[test]
fn nine_classes_can_be_told_apart_whatever_cone_is_missing() {
    for ramp in Ramp::ALL.into_iter().filter(|ramp| !ramp.is_two_sided()) {
        let classes: Vec<[f64; 3]> = (0..9).map(|n| light(ramp.at(f64::from(n) / 8.0))).collect();
        for pair in classes.windows(2) {
            assert!(distance(pair[0], pair[1]) > 7.0, "{ramp:?}");
            for cone in WITHOUT_ONE_CONE {
                let apart = distance(seen(pair[0], cone), seen(pair[1], cone));
                assert!(apart > 6.0, "{ramp:?}: {apart}");
            }
        }
    }
}

#[test]
fn the_two_sides_of_change_can_be_told_apart_whatever_cone_is_missing() {
    for share in [0.0, 0.1, 0.2, 0.3] {
        let (less, more) = (light(Ramp::Vik.at(share)), light(Ramp::Vik.at(1.0 - share)));
        for cone in WITHOUT_ONE_CONE {
            let apart = distance(seen(less, cone), seen(more, cone));
            assert!(apart > 15.0, "{share}: {apart}");
        }
    }
}

#[test]
fn a_ramp_is_found_by_its_name_and_others_are_named() {
    for ramp in Ramp::ALL {
        assert_eq!(ramp.name().parse::<Ramp>(), Ok(ramp));
    }
    let fault = "jet".parse::<Ramp>().unwrap_err();
    assert_eq!(
        fault.to_string(),
        "there is no colour ramp “jet”; there are cividis, viridis, batlow, vik, grey"
    );
}

#[test]
fn beyond_its_ends_a_ramp_has_the_colours_of_its_ends() {
    for ramp in Ramp::ALL {
        assert_eq!((ramp.at(-3.0), ramp.at(f64::NAN)), (ramp.at(0.0), ramp.at(0.0)));
        assert_eq!(ramp.at(7.0), ramp.at(1.0));
    }
}
