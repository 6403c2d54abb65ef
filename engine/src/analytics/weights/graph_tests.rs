use proptest::prelude::*;

use super::*;

fn lists(n: usize) -> impl Strategy<Value = Vec<Vec<(u32, f64)>>> {
    let row = prop::collection::btree_map(0..u32::try_from(n).unwrap(), 0.1..3.0_f64, 0..n);
    prop::collection::vec(row, n).prop_map(|rows| {
        let without = |(at, row): (usize, std::collections::BTreeMap<u32, f64>)| {
            row.into_iter().filter(|(neighbour, _)| *neighbour as usize != at).collect()
        };
        rows.into_iter().enumerate().map(without).collect()
    })
}

#[test]
fn faults_name_the_row_and_what_would_be_right() {
    let fault = |lists| Weights::binary(lists).unwrap_err().to_string();
    assert!(fault(vec![vec![5], vec![]]).contains("row 0: neighbour 5; there are 2 rows"));
    assert!(fault(vec![vec![], vec![1]]).contains("row 1: is a neighbour of itself"));
    assert!(fault(vec![vec![1, 1], vec![]]).contains("stands twice"));
    for weight in [-1.0, 0.0, f64::NAN, f64::INFINITY] {
        let error = Weights::weighted(vec![vec![(1, weight)], vec![]]).unwrap_err();
        assert!(error.to_string().contains("a finite number above 0"), "{error}");
    }
}

#[test]
fn islands_stay_islands_when_rows_are_standardised() {
    let weights = Weights::binary(vec![vec![1, 2], vec![0], vec![], vec![]]).unwrap();
    assert_eq!(weights.islands(), [2, 3]);
    let standardised = weights.standardised();
    assert_eq!(standardised.islands(), [2, 3]);
    assert_eq!(standardised.row(0).sum(), 1.0);
    assert_eq!(standardised.row(3).sum(), 0.0);
    assert_eq!(weights.row(9).neighbours, [] as [u32; 0]);
}

proptest! {
    #[test]
    fn sums_are_those_of_the_whole_matrix(lists in lists(7)) {
        let weights = Weights::weighted(lists.clone()).unwrap();
        let mut matrix = [[0.0; 7]; 7];
        for (i, list) in lists.iter().enumerate() {
            for (j, weight) in list {
                matrix[i][*j as usize] = *weight;
            }
        }
        let (mut s0, mut s1, mut s2) = (0.0, 0.0, 0.0);
        for (i, row) in matrix.iter().enumerate() {
            let column = matrix.map(|row| row[i]);
            s0 += row.iter().sum::<f64>();
            s1 += row.iter().zip(&column).map(|(weight, back)| (weight + back).powi(2) / 2.0).sum::<f64>();
            s2 += (row.iter().sum::<f64>() + column.iter().sum::<f64>()).powi(2);
        }
        let sums = weights.sums();
        for (found, right) in [(sums.s0, s0), (sums.s1, s1), (sums.s2, s2)] {
            prop_assert!((found - right).abs() <= 1e-12 * right.abs().max(1.0));
        }
        prop_assert_eq!(weights.transposed().transposed(), weights);
    }

    #[test]
    fn rows_add_up_to_one_when_standardised(lists in lists(6)) {
        for row in Weights::weighted(lists).unwrap().standardised().rows() {
            prop_assert!(row.neighbours.is_empty() || (row.sum() - 1.0).abs() < 1e-12);
        }
    }
}
