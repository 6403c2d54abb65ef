//! Where two segments meet so that one of them must be cut.

use std::cmp::Ordering;

use crate::topology::predicates::{crossing, orientation, strictly_between};
use crate::topology::shape::Point;
use crate::topology::strips::Segment;

/// Reports (segment, place) for every cut that the pair s, t makes necessary: none when they share a whole end or
/// nothing at all.
pub(super) fn cuts(nodes: &[Point], edges: &[Segment], s: u32, t: u32, found: &mut Vec<(u32, Point)>) {
    let (first, second) = (edges[s as usize], edges[t as usize]);
    let (a, b) = first.ends(nodes);
    let (c, d) = second.ends(nodes);
    if first.lo == second.lo || first.hi == second.hi || first.lo == second.hi || first.hi == second.lo {
        if first.lo == second.lo && orientation(a, b, d) == Ordering::Equal {
            found.push(if b < d { (t, b) } else { (s, d) });
        } else if first.hi == second.hi && orientation(a, b, c) == Ordering::Equal {
            found.push(if a > c { (t, a) } else { (s, c) });
        }
        return;
    }
    let (of_c, of_d) = (orientation(a, b, c), orientation(a, b, d));
    if of_c == of_d && of_c != Ordering::Equal {
        return;
    }
    let (of_a, of_b) = (orientation(c, d, a), orientation(c, d, b));
    if of_a == of_b && of_a != Ordering::Equal {
        return;
    }
    let touches = [(of_c, s, (a, b), c), (of_d, s, (a, b), d), (of_a, t, (c, d), a), (of_b, t, (c, d), b)];
    let mut touching = false;
    for (side, cut, (low, high), p) in touches {
        if side == Ordering::Equal {
            touching = true;
            if strictly_between(low, high, p) {
                found.push((cut, p));
            }
        }
    }
    if touching {
        return;
    }
    if let Some(x) = crossing(a, b, c, d) {
        if x != a && x != b {
            found.push((s, x));
        }
        if x != c && x != d {
            found.push((t, x));
        }
    }
}
