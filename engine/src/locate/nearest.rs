//! How far is the nearest border, and who is beyond it? A packed tree over border segments.

use smallvec::SmallVec;

use super::border::{Border, FaceClass};
use crate::crs::LatticePoint;

/// Children of a node, and borders of a leaf.
const FAN: usize = 8;

/// A box on the lattice.
#[derive(Debug, Clone, Copy)]
struct Extent {
    x_min: i32,
    y_min: i32,
    x_max: i32,
    y_max: i32,
}

/// Metres of one lattice step east and north at some latitude.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepMetres {
    /// Metres of one step east.
    pub east: f64,
    /// Metres of one step north.
    pub north: f64,
}

/// The borders nearest to a place: all that are equally near, by rising index.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Nearest {
    /// Squared distance in m², exactly 0 on the border.
    pub squared_m2: f64,
    /// The borders at that distance; two at most corners, more where several meet.
    pub borders: SmallVec<[u32; 4]>,
}

/// Boxes are passed over only when farther by this share, so that rounding never hides a border that is equally near.
const SLACK: f64 = 1.0 + 1e-9;

/// Borders in an implicit tree of fan-out 8 over a space-filling order.
#[derive(Debug, Clone)]
pub struct BorderTree {
    borders: Vec<Border>,
    /// Levels from the leaves' boxes up to the root; level `l` begins at `levels[l]` in `boxes`.
    boxes: Vec<Extent>,
    levels: Vec<usize>,
}

impl BorderTree {
    /// The tree over borders, in any order; equal input gives an equal tree.
    ///
    /// # Complexity
    /// O(n log n) time, 20 + 20/7 bytes a border.
    #[must_use]
    pub fn build(borders: &[Border]) -> Self {
        let mut keyed: Vec<(u64, Border)> = borders.iter().map(|&e| (z_order(middle(&e)), e)).collect();
        keyed.sort_unstable_by_key(|(key, e)| (*key, e.a, e.b));
        let borders: Vec<Border> = keyed.into_iter().map(|(_, e)| e).collect();
        let mut boxes: Vec<Extent> = borders.chunks(FAN).map(|leaf| around(leaf.iter().map(extent))).collect();
        let mut levels = vec![0, boxes.len()];
        while levels[levels.len() - 1] - levels[levels.len() - 2] > 1 {
            let below = levels[levels.len() - 2]..levels[levels.len() - 1];
            let above: Vec<Extent> =
                boxes[below].chunks(FAN).map(|group| around(group.iter().copied())).collect();
            boxes.extend(above);
            levels.push(boxes.len());
        }
        Self { borders, boxes, levels }
    }

    /// Memory held, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.borders.len() * size_of::<Border>() + self.boxes.len() * size_of::<Extent>()
    }

    /// All borders, in the tree's order.
    #[must_use]
    pub fn borders(&self) -> &[Border] {
        &self.borders
    }

    /// The borders nearest to a position in the plane of `scale` for which `counts` is true; `None` without any. The
    /// hint, a border found for a place nearby, saves time and changes nothing.
    ///
    /// # Complexity
    /// O(log n) in the mean.
    pub(crate) fn nearest(
        &self,
        p: LatticePoint,
        scale: StepMetres,
        hint: Option<u32>,
        counts: impl Fn(&Border) -> bool,
    ) -> Option<Nearest> {
        let hinted = hint.and_then(|h| self.borders.get(h as usize)).filter(|e| counts(e));
        let bound = hinted.map_or(f64::INFINITY, |e| squared_distance(e, p, scale));
        let mut found = Nearest { squared_m2: f64::INFINITY, borders: SmallVec::new() };
        self.descend(p, scale, bound, |index, border, bound| {
            let d = squared_distance(border, p, scale);
            if d > bound || !counts(border) {
                return bound;
            }
            if d < found.squared_m2 {
                found.squared_m2 = d;
                found.borders.clear();
            }
            if d == found.squared_m2 {
                found.borders.push(index);
            }
            d
        });
        found.borders.sort_unstable();
        (!found.borders.is_empty()).then_some(found)
    }

    /// Calls `visit` with the two classes of every border at most the root of `squared_m2` away, and its squared
    /// distance in m².
    ///
    /// # Complexity
    /// O(log n + borders met).
    pub(crate) fn within(
        &self,
        p: LatticePoint,
        scale: StepMetres,
        squared_m2: f64,
        mut visit: impl FnMut(FaceClass, FaceClass, f64),
    ) {
        self.descend(p, scale, squared_m2, |_, border, bound| {
            let d = squared_distance(border, p, scale);
            if d <= bound {
                visit(border.left, border.right, d);
            }
            bound
        });
    }

    /// Walks every leaf that may hold a border within the root of `bound`, the nearest boxes first; `visit` returns the
    /// bound from then on.
    fn descend(
        &self,
        p: LatticePoint,
        scale: StepMetres,
        mut bound: f64,
        mut visit: impl FnMut(u32, &Border, f64) -> f64,
    ) {
        let mut stack: SmallVec<[(f64, u32, u32); 64]> = SmallVec::new();
        #[expect(clippy::cast_possible_truncation, reason = "a tree has fewer than twelve levels")]
        stack.push((0.0, self.levels.len() as u32 - 2, 0));
        while let Some((nearest, level, node)) = stack.pop() {
            if nearest > bound * SLACK {
                continue;
            }
            let first = node * FAN as u32;
            if level == 0 {
                let leaf = self.borders.iter().skip(first as usize).take(FAN);
                for (index, border) in (first..).zip(leaf) {
                    bound = visit(index, border, bound);
                }
                continue;
            }
            let below = &self.boxes[self.levels[level as usize - 1]..self.levels[level as usize]];
            let open = stack.len();
            for (child, extent) in (first..).zip(below.iter().skip(first as usize).take(FAN)) {
                let d = extent.squared_distance(p, scale);
                if d <= bound * SLACK {
                    let place = open + stack[open..].partition_point(|&(other, ..)| other > d);
                    stack.insert(place, (d, level - 1, child));
                }
            }
        }
    }
}

impl Extent {
    fn squared_distance(&self, p: LatticePoint, scale: StepMetres) -> f64 {
        let gap = |low: i32, at: i32, high: i32| {
            f64::from(low) - f64::from(at.min(low)) + f64::from(at.max(high)) - f64::from(high)
        };
        let (x, y) = (gap(self.x_min, p.x, self.x_max) * scale.east, gap(self.y_min, p.y, self.y_max) * scale.north);
        x * x + y * y
    }
}

/// Squared distance in m² from a position to a segment, in the plane of `scale`. Exactly 0 on the segment; the same
/// bits from every segment whose nearest point is the same end.
#[inline]
fn squared_distance(border: &Border, p: LatticePoint, scale: StepMetres) -> f64 {
    let east = |x: i32| (f64::from(x) - f64::from(p.x)) * scale.east;
    let north = |y: i32| (f64::from(y) - f64::from(p.y)) * scale.north;
    let (ax, ay) = (east(border.a.x), north(border.a.y));
    let (bx, by) = (east(border.b.x), north(border.b.y));
    let (dx, dy) = (bx - ax, by - ay);
    let along = -(ax * dx + ay * dy);
    let length = dx * dx + dy * dy;
    if along <= 0.0 {
        return ax * ax + ay * ay;
    }
    if along >= length {
        return bx * bx + by * by;
    }
    let cross = ax * dy - ay * dx;
    let squared = cross * cross / length;
    if squared < ON_BORDER_M2 && border.side(p) == 0 { 0.0 } else { squared }
}

/// Below this, whether a place lies on a border is asked of exact arithmetic.
const ON_BORDER_M2: f64 = 1e-4;

fn extent(border: &Border) -> Extent {
    Extent {
        x_min: border.a.x.min(border.b.x),
        y_min: border.a.y,
        x_max: border.a.x.max(border.b.x),
        y_max: border.b.y,
    }
}

fn around(extents: impl Iterator<Item = Extent>) -> Extent {
    let empty = Extent { x_min: i32::MAX, y_min: i32::MAX, x_max: i32::MIN, y_max: i32::MIN };
    extents.fold(empty, |all, e| Extent {
        x_min: all.x_min.min(e.x_min),
        y_min: all.y_min.min(e.y_min),
        x_max: all.x_max.max(e.x_max),
        y_max: all.y_max.max(e.y_max),
    })
}

/// The middle of a border.
fn middle(border: &Border) -> LatticePoint {
    LatticePoint { x: border.a.x.midpoint(border.b.x), y: border.a.y.midpoint(border.b.y) }
}

/// A position's number on the Z-order curve (Morton 1966).
pub(super) fn z_order(p: LatticePoint) -> u64 {
    let lifted = |v: i32| u64::from(v.cast_unsigned() ^ 0x8000_0000);
    spread(lifted(p.x)) | spread(lifted(p.y)) << 1
}

/// The low 32 bits, one to every second bit.
fn spread(v: u64) -> u64 {
    let v = (v | v << 16) & 0x0000_FFFF_0000_FFFF;
    let v = (v | v << 8) & 0x00FF_00FF_00FF_00FF;
    let v = (v | v << 4) & 0x0F0F_0F0F_0F0F_0F0F;
    let v = (v | v << 2) & 0x3333_3333_3333_3333;
    (v | v << 1) & 0x5555_5555_5555_5555
}
