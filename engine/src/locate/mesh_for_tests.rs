//! A valid partition for tests: a mesh of quadrilaterals whose corners were shaken and whose sides are wiggly.

use super::border::{Border, OUTSIDE};
use super::faces::chained;
use crate::crs::LatticePoint;
use crate::ids::CellCode;
use crate::topology::Shape;

/// `SplitMix64` (Steele, Lea, Flood 2014, doi 10.1145/2660193.2660195).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: i64) -> i64 {
        (self.next() % n.unsigned_abs()).cast_signed()
    }
}

pub fn at(x: i64, y: i64) -> LatticePoint {
    LatticePoint { x: i32::try_from(x).unwrap(), y: i32::try_from(y).unwrap() }
}

/// Borders of `side` × `side` cells of about `step` lattice steps from `corner` on; every tenth cell or so is a hole.
/// Each side has `parts` segments that wander about the straight line within a narrow wedge at either end, so none can cross.
pub fn mesh(side: i64, step: i64, parts: i64, corner: (i64, i64), seed: u64) -> Vec<Border> {
    let mut random = Random(seed);
    let shake = (step / 8).max(1);
    let node: Vec<Vec<(i64, i64)>> = (0..=side)
        .map(|j| {
            (0..=side)
                .map(|i| {
                    let (dx, dy) = (random.below(2 * shake + 1) - shake, random.below(2 * shake + 1) - shake);
                    (corner.0 + i * step + dx, corner.1 + j * step + dy)
                })
                .collect()
        })
        .collect();
    let hole: Vec<bool> = (0..side * side).map(|_| random.below(10) == 0).collect();
    let class = |i: i64, j: i64| {
        if i < 0 || j < 0 || i >= side || j >= side || hole[usize::try_from(j * side + i).unwrap()] {
            OUTSIDE
        } else {
            u32::try_from(j * side + i).unwrap()
        }
    };
    let mut borders = Vec::new();
    let mut line = |random: &mut Random, p: (i64, i64), q: (i64, i64), left: u32, right: u32| {
        let along_x = (q.0 - p.0).abs() > (q.1 - p.1).abs();
        let mut last = at(p.0, p.1);
        for k in 1..=parts {
            let (mut x, mut y) = (p.0 + (q.0 - p.0) * k / parts, p.1 + (q.1 - p.1) * k / parts);
            if k < parts {
                let room = (k.min(parts - k) * step / parts / 3).min(shake);
                let wiggle = random.below(2 * room + 1) - room;
                if along_x { y += wiggle } else { x += wiggle }
            }
            if left != right {
                borders.extend(Border::new(last, at(x, y), left, right));
            }
            last = at(x, y);
        }
    };
    let n = |i: i64, j: i64| node[usize::try_from(j).unwrap()][usize::try_from(i).unwrap()];
    for j in 0..=side {
        for i in 0..=side {
            if i < side {
                line(&mut random, n(i, j), n(i + 1, j), class(i, j), class(i, j - 1));
            }
            if j < side {
                line(&mut random, n(i, j), n(i, j + 1), class(i - 1, j), class(i, j));
            }
        }
    }
    borders
}

/// The positions of the borders of each cell.
pub fn by_cell(borders: &[Border], cells: usize) -> Vec<Vec<u32>> {
    let mut own = vec![Vec::new(); cells];
    for (index, e) in (0u32..).zip(borders) {
        for class in [e.left, e.right] {
            if let Some(list) = own.get_mut(class as usize) {
                list.push(index);
            }
        }
    }
    own
}

/// The mesh as cells with shapes; the code of cell 7 is `0007`.
pub fn cells(borders: &[Border], cells: usize) -> Vec<(CellCode, Shape)> {
    let shape = |own: &Vec<u32>| chained(&own.iter().map(|&i| borders[i as usize]).collect::<Vec<_>>());
    by_cell(borders, cells)
        .iter()
        .enumerate()
        .map(|(i, own)| (CellCode::new(&format!("{i:05}")), shape(own)))
        .collect()
}

/// Places that try the rules: vertices, points on borders, one step off, corners of pixels, and anywhere.
pub fn trying_places(borders: &[Border], count: usize, seed: u64) -> Vec<LatticePoint> {
    let mut random = Random(seed);
    let bounds =
        borders.iter().flat_map(|e| [e.a, e.b]).fold((i32::MAX, i32::MIN, i32::MAX, i32::MIN), |b, p| {
            (b.0.min(p.x), b.1.max(p.x), b.2.min(p.y), b.3.max(p.y))
        });
    let anywhere = |random: &mut Random, lo: i32, hi: i32| {
        let margin = (i64::from(hi) - i64::from(lo)) / 20 + 3;
        i64::from(lo) - margin + random.below(i64::from(hi) - i64::from(lo) + 2 * margin)
    };
    (0..count)
        .map(|k| {
            let e = &borders[usize::try_from(random.below(borders.len() as i64)).unwrap()];
            let (dx, dy) = (random.below(3) - 1, random.below(3) - 1);
            let t = random.below(17);
            match k % 6 {
                0 => e.a,
                1 => at(i64::from(e.a.x) + dx, i64::from(e.a.y) + dy),
                2 => at(
                    i64::from(e.a.x) + (i64::from(e.b.x) - i64::from(e.a.x)) * t / 16 + dx,
                    i64::from(e.a.y) + (i64::from(e.b.y) - i64::from(e.a.y)) * t / 16 + dy,
                ),
                3 => at(i64::from(e.a.x), anywhere(&mut random, bounds.2, bounds.3)),
                _ => at(anywhere(&mut random, bounds.0, bounds.1), anywhere(&mut random, bounds.2, bounds.3)),
            }
        })
        .collect()
}
