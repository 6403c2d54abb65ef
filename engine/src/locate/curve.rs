//! The Hilbert curve: an order of the plane in which neighbours in the list are neighbours in space.

use crate::crs::LatticePoint;

/// For each of the four turns of the curve and each quadrant (x bit, y bit): the quadrant's rank, and the turn in it.
const QUADRANTS: [[(u64, u8); 4]; 4] = [
    [(0, 1), (1, 0), (3, 3), (2, 0)],
    [(0, 0), (3, 2), (1, 1), (2, 1)],
    [(2, 2), (3, 1), (1, 2), (0, 3)],
    [(2, 3), (1, 3), (3, 0), (0, 2)],
];

/// A position's number on the Hilbert curve over the whole lattice.
///
/// # References
/// D. Hilbert: Ueber die stetige Abbildung einer Linie auf ein Flächenstück, 1891, doi 10.1007/BF01199431.
pub(crate) fn hilbert(p: LatticePoint) -> u64 {
    let lifted = |v: i32| v.cast_unsigned() ^ 0x8000_0000;
    let (x, y) = (lifted(p.x), lifted(p.y));
    let (mut rank, mut turn) = (0u64, 0u8);
    for bit in (0..32).rev() {
        let quadrant = (x >> bit & 1) << 1 | (y >> bit & 1);
        let (own, next) = QUADRANTS[usize::from(turn & 3)][(quadrant & 3) as usize];
        rank = rank << 2 | own;
        turn = next;
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_follow_one_another_stand_side_by_side() {
        let mut ranked: Vec<(u64, i32, i32)> =
            (-16..16).flat_map(|x| (-16..16).map(move |y| (hilbert(LatticePoint { x, y }), x, y))).collect();
        ranked.sort_unstable();
        for quarter in ranked.chunks(256) {
            for pair in quarter.windows(2) {
                assert_eq!(pair[0].0 + 1, pair[1].0);
                assert_eq!((pair[0].1 - pair[1].1).abs() + (pair[0].2 - pair[1].2).abs(), 1, "{pair:?}");
            }
        }
    }
}
