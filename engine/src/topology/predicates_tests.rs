use proptest::prelude::*;

use super::*;

fn p(x: i64, y: i64) -> Point {
    Point::new(x, y)
}

#[test]
fn orientation_is_exact_at_the_largest_coordinates() {
    let far = 1i64 << 61;
    assert_eq!(orientation(p(-far, -far), p(far, far), p(0, 0)), Ordering::Equal);
    assert_eq!(orientation(p(-far, -far), p(far, far), p(0, 1)), Ordering::Greater);
    assert_eq!(orientation(p(-far, -far), p(far, far), p(1, 0)), Ordering::Less);
}

#[test]
fn a_crossing_at_half_a_step_rounds_up_on_both_axes() {
    assert_eq!(crossing(p(0, 0), p(1, 1), p(0, 1), p(1, 0)), Some(p(1, 1)));
    assert_eq!(crossing(p(0, 0), p(-1, -1), p(0, -1), p(-1, 0)), Some(p(0, 0)));
}

#[test]
fn touching_and_parallel_segments_do_not_cross() {
    assert_eq!(crossing(p(0, 0), p(4, 0), p(2, 0), p(2, 5)), None);
    assert_eq!(crossing(p(0, 0), p(4, 0), p(1, 0), p(6, 0)), None);
    assert_eq!(crossing(p(0, 0), p(4, 0), p(0, 1), p(4, 1)), None);
}

#[test]
fn the_bitwise_division_agrees_with_the_direct_one() {
    for (factor, part, whole) in [(7u64, 3u128, 10u128), (u64::MAX >> 1, 999, 1000), (1, 0, 5), (0, 4, 5)] {
        let product = u128::from(factor) * part;
        assert_eq!(multiply_divide(factor, part, whole), ((product / whole) as u64, product % whole));
        // Scaling both numbers leaves the quotient and forces the bitwise branch.
        let shift = 120 - (128 - whole.leading_zeros());
        let (quotient, rest) = multiply_divide(factor, part << shift, whole << shift);
        assert_eq!((u128::from(quotient), rest), (product / whole, (product % whole) << shift));
    }
}

proptest! {
    #[test]
    fn a_crossing_does_not_depend_on_order_and_is_within_half_a_step(
        v in prop::array::uniform8(-(1i64 << 60)..(1i64 << 60)),
    ) {
        let [a, b, c, d] = [p(v[0], v[1]), p(v[2], v[3]), p(v[4], v[5]), p(v[6], v[7])];
        let found = crossing(a, b, c, d);
        for other in [crossing(b, a, c, d), crossing(c, d, a, b), crossing(d, c, b, a)] {
            prop_assert_eq!(found, other);
        }
        if let Some(x) = found {
            // Distance to the line a–b in max norm is at most half a step: |cross| ≤ (|dx| + |dy|) / 2.
            let reach = i128::from((b.x - a.x).abs()) + i128::from((b.y - a.y).abs());
            prop_assert!(2 * cross(a, b, x).abs() <= reach);
        }
    }
}
