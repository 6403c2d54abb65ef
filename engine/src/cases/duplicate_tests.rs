//! What is offered as the same.

use proptest::prelude::*;

use super::super::Stage;
use super::super::state_for_tests::minute;
use super::{DuplicateSearch, Sighting};
use crate::ids::CaseNumber;
use crate::measure::LonLat;
use crate::rules::settings::DuplicateWindow;

const SEARCH: DuplicateSearch = DuplicateSearch { window: DuplicateWindow { metres: 50, hours: 24 } };
/// Metres of a degree of latitude at 31.11 degrees.
const DEGREE_M: f64 = 110_871.0;

fn sighting(number: u32, north_m: f64, minutes: i64) -> Sighting {
    let place = LonLat::new(121.38, 31.11 + north_m / DEGREE_M).unwrap();
    Sighting { number: CaseNumber(number), class: 3, place, at: minute(minutes), stage: Stage::Handling }
}

fn numbers(new: Sighting, candidates: &[Sighting]) -> Vec<u32> {
    SEARCH.among(&new, candidates.iter().copied()).iter().map(|similar| similar.number.0).collect()
}

#[test]
fn the_same_class_within_fifty_metres_and_a_day_is_offered_and_nothing_else() {
    let day = 24 * 60;
    let candidates = [
        sighting(1, 49.9, -day),
        sighting(2, 50.1, 0),
        sighting(3, 10.0, -day - 1),
        sighting(4, 10.0, day),
        Sighting { class: 4, ..sighting(5, 0.0, 0) },
        Sighting { stage: Stage::Void, ..sighting(6, 0.0, 0) },
        sighting(9, 0.0, 0),
    ];
    assert_eq!(numbers(sighting(9, 0.0, 0), &candidates), [4, 1]);
}

#[test]
fn open_ones_come_first_then_the_nearer_then_the_closer_in_time() {
    let candidates = [
        Sighting { stage: Stage::Closed, ..sighting(1, 0.0, 0) },
        sighting(2, 20.0, 0),
        sighting(3, 10.0, -30),
        sighting(4, 10.0, -5),
        sighting(5, 10.0, 5),
    ];
    assert_eq!(numbers(sighting(9, 0.0, 0), &candidates), [4, 5, 3, 2, 1]);
    let found = SEARCH.among(&sighting(9, 0.0, 0), candidates);
    assert!((found[0].distance.0 - 10.0).abs() < 0.01);
    assert_eq!(found[0].earlier.as_mins(), 5);
}

proptest! {
    #[test]
    fn the_box_and_the_span_hold_everything_that_is_offered(
        lon in 73.0..135.0f64, lat in -80.0..80.0f64, east in -0.01..0.01f64, north in -0.01..0.01f64, minutes in -3000i64..3000,
    ) {
        let at = |lon, lat, number, minutes| Sighting {
            place: LonLat::new(lon, lat).unwrap(), ..sighting(number, 0.0, minutes)
        };
        let (new, other) = (at(lon, lat, 1, 0), at(lon + east / 10.0, lat + north / 10.0, 2, minutes));
        if !SEARCH.among(&new, [other]).is_empty() {
            let [[west, south], [e, n]] = SEARCH.reach(new.place);
            prop_assert!((west..=e).contains(&other.place.lon()) && (south..=n).contains(&other.place.lat()));
            let (from, until) = SEARCH.span(new.at);
            prop_assert!((from..=until).contains(&other.at));
            prop_assert_eq!(SEARCH.among(&other, [new]).len(), 1);
        }
    }
}
