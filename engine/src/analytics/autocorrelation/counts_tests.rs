use proptest::prelude::*;

use super::*;

/// Every set of `k` of the others, one by one.
fn brute(x: &[f64], at: usize, k: usize, observed: f64) -> (f64, f64, f64) {
    let others: Vec<f64> =
        x.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, value)| *value).collect();
    let (mut ge, mut le, mut all) = (0.0, 0.0, 0.0);
    for set in 0..1_u32 << others.len() {
        if set.count_ones() as usize == k {
            let sum: f64 = others
                .iter()
                .enumerate()
                .filter(|(bit, _)| set >> bit & 1 == 1)
                .map(|(_, value)| value)
                .sum();
            ge += f64::from(u8::from(sum >= observed));
            le += f64::from(u8::from(sum <= observed));
            all += 1.0;
        }
    }
    (ge, le, all)
}

#[test]
fn what_cannot_be_tabled_is_left_to_draws() {
    let weights = Weights::binary(vec![vec![1], vec![0], vec![3], vec![2]]).unwrap();
    let found = |x| exact_by_counting(&Values::new(x).unwrap(), &weights).unwrap();
    assert!(found(vec![0.5, 1.0, 2.0, 3.0]).is_none());
    assert!(found(vec![-1.0, 1.0, 2.0, 3.0]).is_none());
    assert!(found(vec![0.0, 1.0, 2.0, 3.0]).is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn it_equals_counting_set_by_set(x in prop::collection::vec(0..6_u8, 8..11)) {
        let x: Vec<f64> = x.into_iter().map(f64::from).collect();
        let n = x.len() as u32;
        // Rows of one to four neighbours, and an island.
        let near = |at: u32| (1..=at % 5).map(|step| (at + step) % n).collect::<Vec<u32>>();
        let weights = Weights::binary((0..n).map(near).collect()).unwrap();
        let Ok(values) = Values::new(x.clone()) else { return Ok(()) };
        let found = exact_by_counting(&values, &weights).unwrap().unwrap();
        for (at, tails) in found.into_iter().enumerate() {
            let neighbours = weights.row(at).neighbours;
            if neighbours.is_empty() {
                prop_assert_eq!(tails, None);
                continue;
            }
            let observed = neighbours.iter().map(|other| x[*other as usize]).sum();
            let (ge, le, all) = brute(&x, at, neighbours.len(), observed);
            prop_assert_eq!(tails, Some(Tails::whole(ge, le, all)));
        }
    }
}
