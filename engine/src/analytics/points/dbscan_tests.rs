use super::*;

fn line(xs: &[f64]) -> Vec<PlaneXY> {
    xs.iter().map(|x| PlaneXY { x: *x, y: 0.0 }).collect()
}

#[test]
fn a_place_exactly_as_far_is_near_and_a_lone_one_is_noise() {
    let found = dbscan(&line(&[0.0, 1.0, 2.0, 50.0, 9.0, 10.0, 11.0]), 1.0, 3, None).unwrap();
    assert_eq!(found.labels, [0, 0, 0, -1, 1, 1, 1]);
    assert_eq!(found.core, [false, true, false, false, false, true, false]);
}

#[test]
fn places_far_apart_in_time_are_not_near() {
    let places = line(&[0.0, 0.5, 1.0, 0.2, 0.7, 0.9]);
    let times = [0.0, 1.0, 2.0, 100.0, 101.0, 102.0];
    let found = dbscan(&places, 1.0, 3, Some((&times, 5.0))).unwrap();
    assert_eq!(found.labels, [0, 0, 0, 1, 1, 1]);
    assert_eq!(dbscan(&places, 1.0, 3, None).unwrap().n_clusters, 1);
}

#[test]
fn what_cannot_be_asked_is_said() {
    let places = line(&[0.0, f64::NAN]);
    assert_eq!(dbscan(&places, 0.0, 3, None), Err(ClustersError::Distance(0.0)));
    assert_eq!(dbscan(&places, 1.0, 0, None), Err(ClustersError::Least));
    assert_eq!(dbscan(&places, 1.0, 3, None), Err(ClustersError::Place(1)));
    assert!(dbscan(&places[..1], 1.0, 3, Some((&[], 1.0))).is_err());
    assert_eq!(dbscan(&[], 1.0, 3, None).unwrap().n_clusters, 0);
}
