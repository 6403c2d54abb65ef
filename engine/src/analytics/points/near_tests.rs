use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn the_same_places_are_near_as_when_all_are_measured(
        places in prop::collection::vec((0_i32..60, 0_i32..9), 1..80), reach in 0_u8..20,
    ) {
        let places: Vec<PlaneXY> =
            places.into_iter().map(|(x, y)| PlaneXY { x: f64::from(x) / 3.0, y: f64::from(y) / 3.0 }).collect();
        let reach = f64::from(reach) / 3.0;
        let near = Near::new(&places, reach);
        for at in &places {
            let mut found = Vec::new();
            near.within(*at, |row, _| found.push(row));
            found.sort_unstable();
            let far = |other: &PlaneXY| ((other.x - at.x).powi(2) + (other.y - at.y).powi(2)).sqrt();
            let right: Vec<usize> = (0..places.len()).filter(|row| far(&places[*row]) <= reach).collect();
            prop_assert_eq!(found, right);
        }
    }
}
