//! Exact geometric decisions on integer points.

use std::cmp::Ordering;

use super::shape::Point;

/// Twice the signed area of the triangle (a, b, c): positive when it turns left.
///
/// Exact for coordinates within [`COORDINATE_LIMIT`](super::COORDINATE_LIMIT): differences fit 63 bits, each product
/// 125, and one widening multiplication of the machine makes it, so that no shortcut for short segments is needed.
#[inline]
#[must_use]
pub fn cross(a: Point, b: Point, c: Point) -> i128 {
    i128::from(b.x - a.x) * i128::from(c.y - a.y) - i128::from(b.y - a.y) * i128::from(c.x - a.x)
}

/// Which side of the line a→b holds c: `Greater` left, `Less` right, `Equal` on the line.
#[inline]
#[must_use]
pub fn orientation(a: Point, b: Point, c: Point) -> Ordering {
    cross(a, b, c).cmp(&0)
}

/// Whether p lies on the closed segment a–b.
#[must_use]
pub fn on_segment(a: Point, b: Point, p: Point) -> bool {
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    low <= p && p <= high && cross(a, b, p) == 0
}

/// Whether p lies strictly between a and b, for p known to lie on their line.
#[inline]
#[must_use]
pub(crate) fn strictly_between(low: Point, high: Point, p: Point) -> bool {
    low < p && p < high
}

/// Where p is to a simple ring: `Greater` inside, `Equal` on it, `Less` outside.
///
/// # Complexity
/// O(n).
#[must_use]
pub fn locate(ring: &[Point], p: Point) -> Ordering {
    let Some(&last) = ring.last() else { return Ordering::Less };
    let (mut from, mut inside) = (last, false);
    for &to in ring {
        if on_segment(from, to, p) {
            return Ordering::Equal;
        }
        if (from.y <= p.y) != (to.y <= p.y) {
            let (low, high) = if from.y < to.y { (from, to) } else { (to, from) };
            inside ^= orientation(low, high, p) == Ordering::Less;
        }
        from = to;
    }
    if inside { Ordering::Greater } else { Ordering::Less }
}

/// The lattice point nearest to the place where segments a–b and c–d cross properly; halves go up on both axes.
///
/// Exact: the crossing is a rational number with a denominator of up to 126 bits, and the rounding is decided on that
/// number, so the answer depends neither on the order of the segments nor on that of their ends.
/// `None` when the segments do not cross at one inner point.
#[must_use]
pub fn crossing(a: Point, b: Point, c: Point, d: Point) -> Option<Point> {
    let (from_c, from_d) = (cross(a, b, c), cross(a, b, d));
    let (to_a, to_b) = (cross(c, d, a), cross(c, d, b));
    let splits = |s: i128, t: i128| (s > 0 && t < 0) || (s < 0 && t > 0);
    if !splits(from_c, from_d) || !splits(to_a, to_b) {
        return None;
    }
    // The crossing divides a→b in the ratio |to_a| : |to_b|.
    let part = to_a.unsigned_abs();
    let whole = part + to_b.unsigned_abs();
    Some(Point { x: divided(a.x, b.x, part, whole), y: divided(a.y, b.y, part, whole) })
}

/// `from + (to - from) · part / whole`, rounded to nearest, halves up; `part < whole < 2^127`.
fn divided(from: i64, to: i64, part: u128, whole: u128) -> i64 {
    let span = to.abs_diff(from);
    let (quotient, rest) = multiply_divide(span, part, whole);
    let twice = rest << 1;
    // quotient < span ≤ 2^62, so the sums stay in range.
    let steps = i64::try_from(quotient).unwrap_or(i64::MAX);
    if to >= from {
        from + steps + i64::from(twice >= whole)
    } else {
        from - steps - i64::from(twice > whole)
    }
}

/// Quotient and rest of `factor · part / whole` with `part < whole ≤ 2^126`, by Horner's rule over the bits of `factor`
/// when the product does not fit 128 bits.
fn multiply_divide(factor: u64, part: u128, whole: u128) -> (u64, u128) {
    if let Some(product) = u128::from(factor).checked_mul(part) {
        return (u64::try_from(product / whole).unwrap_or(u64::MAX), product % whole);
    }
    let (mut quotient, mut rest) = (0u64, 0u128);
    for bit in (0..u64::BITS - factor.leading_zeros()).rev() {
        rest <<= 1;
        quotient <<= 1;
        if rest >= whole {
            rest -= whole;
            quotient += 1;
        }
        if factor >> bit & 1 == 1 {
            rest += part;
            if rest >= whole {
                rest -= whole;
                quotient += 1;
            }
        }
    }
    (quotient, rest)
}

#[cfg(test)]
#[path = "predicates_tests.rs"]
mod tests;
