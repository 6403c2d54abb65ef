use super::*;

#[test]
fn two_heaps_of_different_density_are_two_clusters_and_a_lone_place_is_noise() {
    let mut places: Vec<PlaneXY> =
        (0..25).map(|at| PlaneXY { x: f64::from(at % 5) * 0.1, y: f64::from(at / 5) * 0.1 }).collect();
    places.extend((0..25).map(|at| PlaneXY { x: 20.0 + f64::from(at % 5), y: f64::from(at / 5) }));
    places.push(PlaneXY { x: 200.0, y: 200.0 });
    let found = hdbscan(&places, 5, 5).unwrap();
    assert!(found[..25].iter().all(|label| *label == found[0]) && found[0] >= 0);
    assert!(found[25..50].iter().all(|label| *label == found[25]) && found[25] >= 0);
    assert_ne!(found[0], found[25]);
    assert_eq!(found[50], -1);
}

#[test]
fn coincident_places_are_a_cluster_and_what_cannot_be_asked_is_said() {
    let mut places = vec![PlaneXY { x: 1.0, y: 1.0 }; 10];
    places.extend(vec![PlaneXY { x: 5.0, y: 1.0 }; 10]);
    let found = hdbscan(&places, 5, 5).unwrap();
    assert_eq!(found.iter().filter(|label| **label == found[0]).count(), 10);
    assert!(hdbscan(&places, 1, 5).is_err());
    assert!(hdbscan(&places, 5, 21).is_err());
    assert!(hdbscan(&[], 5, 1).is_err());
}
