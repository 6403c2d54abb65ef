use super::*;

#[test]
fn a_rising_series_has_all_pairs_and_a_flat_one_has_none() {
    let rising = mann_kendall(&[1.0, 2.0, 3.0, 4.0, 5.0]);
    assert_eq!((rising.s, rising.variance), (10, 5.0 * 4.0 * 15.0 / 18.0));
    let flat = mann_kendall(&[2.0; 6]);
    assert_eq!((flat.s, flat.variance, flat.z, flat.p), (0, 0.0, 0.0, 1.0));
}

#[test]
fn ties_count_for_neither_side() {
    let tied = mann_kendall(&[1.0, 1.0, 2.0, 2.0]);
    assert_eq!(tied.s, 4);
    assert_eq!(tied.variance, (4.0 * 3.0 * 13.0 - 2.0 * 2.0 * 9.0) / 18.0);
}
