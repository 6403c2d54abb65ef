use proptest::prelude::*;

use super::*;

fn all_orders(list: &[f64]) -> Vec<Vec<f64>> {
    if list.len() < 2 {
        return vec![list.to_vec()];
    }
    let mut all = Vec::new();
    for at in 0..list.len() {
        let mut rest = list.to_vec();
        let first = rest.remove(at);
        all.extend(all_orders(&rest).into_iter().map(|mut order| {
            order.insert(0, first);
            order
        }));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn mean_and_variance_are_those_of_every_order_of_the_times(
        rows in prop::collection::vec((0_u8..6, 0_u8..6, 0_u8..5), 4..7), half in any::<bool>(),
    ) {
        let places: Vec<PlaneXY> =
            rows.iter().map(|(x, y, _)| PlaneXY { x: f64::from(*x), y: f64::from(*y) }).collect();
        // Halves take the way of doubles, whole numbers the short one.
        let times: Vec<f64> = rows.iter().map(|(_, _, t)| f64::from(*t) + if half { 0.5 } else { 0.0 }).collect();
        prop_assume!(times.iter().any(|time| time.to_bits() != times[0].to_bits()));
        let found = knox(&places, &times, &[1.0, 2.0], &[1.0, 2.0], 0, Streams::new(1)).unwrap();
        for found in found {
            let close = |order: &[f64]| {
                let mut count = 0_u32;
                for i in 0..places.len() {
                    for j in 0..i {
                        let far = ((places[i].x - places[j].x).powi(2) + (places[i].y - places[j].y).powi(2)).sqrt();
                        count += u32::from(far <= found.delta_s && (order[i] - order[j]).abs() <= found.delta_t);
                    }
                }
                f64::from(count)
            };
            prop_assert!((close(&times) - found.x as f64).abs() < 0.5);
            let all: Vec<f64> = all_orders(&times).iter().map(|order| close(order)).collect();
            let mean = all.iter().sum::<f64>() / all.len() as f64;
            let variance = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / all.len() as f64;
            prop_assert!((mean - found.expected).abs() < 1e-9);
            prop_assert!((variance - found.variance).abs() < 1e-9);
        }
    }
}

#[test]
fn what_cannot_be_asked_is_said() {
    let places = [0.0, 1.0, 2.0, 3.0].map(|x| PlaneXY { x, y: 0.0 });
    let ask = |times: &[f64], space: &[f64]| {
        knox(&places, times, space, &[1.0], 9, Streams::new(1)).map(|_| ()).map_err(|fault| fault.to_string())
    };
    assert!(ask(&[1.0, 2.0, 3.0], &[1.0]).unwrap_err().starts_with("3 times for 4 places"));
    assert!(ask(&[1.0, 2.0, 3.0, f64::NAN], &[1.0]).unwrap_err().starts_with("row 3"));
    assert!(ask(&[1.0; 4], &[1.0]).unwrap_err().starts_with("all times are the same"));
    assert!(ask(&[1.0, 2.0, 3.0, 4.0], &[2.0, 1.0]).unwrap_err().starts_with("band 1"));
    assert!(ask(&[1.0, 2.0, 3.0, 4.0], &[]).unwrap_err().starts_with("no band of space"));
    assert!(ask(&[1.0, 2.0, 3.0, 4.0], &[2.0]).is_ok());
}

#[test]
fn any_number_of_threads_gives_the_same_draws() {
    let mut stream = Streams::new(2).of(0);
    let places: Vec<PlaneXY> = (0..300).map(|_| PlaneXY { x: stream.unit(), y: stream.unit() }).collect();
    let times: Vec<f64> = (0..300).map(|_| f64::from(stream.below(60))).collect();
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| knox(&places, &times, &[0.05, 0.1], &[3.0, 9.0], 49, Streams::new(7)).unwrap())
    };
    let halves: Vec<f64> = times.iter().map(|time| time / 2.0).collect();
    assert_eq!(on(1), on(3));
    let other = knox(&places, &halves, &[0.05, 0.1], &[1.5, 4.5], 49, Streams::new(7)).unwrap();
    let p = |all: &[Knox]| all.iter().map(|knox| (knox.x, knox.p_greater)).collect::<Vec<_>>();
    assert_eq!(p(&on(1)), p(&other), "whole numbers and halves count alike");
}
