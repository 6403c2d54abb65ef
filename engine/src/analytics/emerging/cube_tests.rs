use super::*;

#[test]
fn cases_and_counts_make_the_same_cube() {
    let cube = Cube::from_cases(3, 2, &[(0, 0), (2, 1), (2, 1)]).unwrap();
    assert_eq!(cube, Cube::from_counts(&[vec![1, 0], vec![0, 0], vec![0, 2]]).unwrap());
    assert_eq!(cube.occupied(), [0, 2]);
    assert_eq!(cube.sums(1, 2), [0.0, 0.0, 2.0]);
}

#[test]
fn what_is_no_cube_is_named() {
    let text = |error: CubeError| error.to_string();
    assert!(text(Cube::from_counts(&[vec![1, 2], vec![1]]).unwrap_err()).contains("cell 1: 1 steps"));
    assert!(text(Cube::from_counts(&[vec![1, 2]]).unwrap_err()).contains("at least 2 cells"));
    assert!(text(Cube::from_cases(3, 2, &[(0, 2)]).unwrap_err()).contains("case 0: cell 0, step 2"));
    assert!(text(Cube::empty(usize::MAX, 3).unwrap_err()).contains("larger cells"));
}
