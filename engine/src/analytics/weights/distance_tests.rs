use proptest::prelude::*;

use super::*;

fn places() -> impl Strategy<Value = Vec<PlaneXY>> {
    // Whole numbers: many are equally far, and some lie on one another.
    prop::collection::vec((0..8_i32, 0..8_i32), 1..40)
        .prop_map(|at| at.into_iter().map(|(x, y)| PlaneXY { x: f64::from(x), y: f64::from(y) }).collect())
}

fn far(a: PlaneXY, b: PlaneXY) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

proptest! {
    #[test]
    fn the_nearest_are_those_of_sorting_all(places in places(), k in 0..9_usize) {
        let weights = nearest(&places, k).unwrap();
        for (at, place) in places.iter().enumerate() {
            let mut others: Vec<usize> = (0..places.len()).filter(|other| *other != at).collect();
            others.sort_by(|a, b| far(*place, places[*a]).total_cmp(&far(*place, places[*b])).then(a.cmp(b)));
            let mut right: Vec<u32> = others.into_iter().take(k).map(|other| other as u32).collect();
            right.sort_unstable();
            prop_assert_eq!(weights.row(at).neighbours, right);
        }
    }

    #[test]
    fn a_band_holds_whoever_is_exactly_as_far(places in places(), reach in 0..5_u8) {
        let reach = f64::from(reach);
        let weights = band(&places, reach).unwrap();
        for (at, place) in places.iter().enumerate() {
            let inside = |other: &usize| *other != at && far(*place, places[*other]) <= reach;
            let right: Vec<u32> = (0..places.len()).filter(inside).map(|other| other as u32).collect();
            prop_assert_eq!(weights.row(at).neighbours, right);
        }
    }

    #[test]
    fn the_largest_nearest_leaves_no_island(places in places()) {
        prop_assume!(places.len() > 1);
        let reach = largest_nearest(&places).unwrap();
        prop_assert!(band(&places, reach).unwrap().islands().is_empty());
        prop_assert!(reach == 0.0 || !band(&places, reach * (1.0 - 1e-9)).unwrap().islands().is_empty());
    }
}
