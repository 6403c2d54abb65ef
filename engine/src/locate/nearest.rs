//! How far is the nearest border, and who is beyond it? A packed tree of eights over border segments.
//!
//! Borders lie in the order of a space-filling curve, eight to a leaf, eight leaves to a node, and so on; there are no
//! pointers. Coordinates of eight siblings stand side by side, so that all eight are measured by vector instructions.

use smallvec::SmallVec;

use super::border::Border;
use super::curve::hilbert;
use super::eight::{Eight, FAN, StepMetres, to_segment};
use crate::crs::LatticePoint;

/// [`FAN`] as numbers of borders are counted.
const FAN_U32: u32 = 8;

/// Boxes are passed over only when farther by this share, so that rounding never hides a border that is equally near.
const SLACK: f64 = 1.0 + 1e-5;

/// Below this, whether a place lies on a border is asked of exact arithmetic.
const ON_BORDER_M2: f64 = 1e-4;

/// The borders nearest to a place: all that are equally near.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Nearest {
    /// Squared distance in m², exactly 0 on the border.
    pub squared_m2: f64,
    /// The borders at that distance; two at most corners, more where several meet.
    pub borders: SmallVec<[u32; 4]>,
}

/// Up to eight of the borders nearest to some middle, with their ends side by side.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// No border listed from here on is nearer to the middle, in metres.
    pub from_m: f32,
    numbers: [u32; FAN],
    ends: Eight,
}

/// Not a border, where a block is not full.
const NO_BORDER: u32 = u32::MAX;

/// Leaves that a group of places shares, with their boxes side by side.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    numbers: Vec<u32>,
    boxes: Vec<Eight>,
}

impl Leaves {
    pub fn len(&self) -> usize {
        self.numbers.len()
    }
}

/// Borders in an implicit tree of fan-out 8 over a space-filling order.
#[derive(Debug, Clone)]
pub struct BorderTree {
    borders: Vec<Border>,
    leaves: Vec<Eight>,
    /// Boxes of the children of each node, level by level from the parents of leaves up to the root.
    levels: Vec<Vec<Eight>>,
}

impl BorderTree {
    /// The tree over borders, in any order; equal input gives an equal tree.
    ///
    /// # Complexity
    /// O(n log n) time, 24 + 16 + 16/7 bytes a border.
    #[must_use]
    pub fn build(borders: &[Border]) -> Self {
        let mut keyed: Vec<(u64, Border)> = borders.iter().map(|&e| (hilbert(middle(&e)), e)).collect();
        keyed.sort_unstable_by_key(|(key, e)| (*key, e.a, e.b));
        let borders: Vec<Border> = keyed.into_iter().map(|(_, e)| e).collect();
        let ends: Vec<[i32; 4]> = borders.iter().map(|e| [e.a.x, e.a.y, e.b.x, e.b.y]).collect();
        let mut boxes: Vec<[i32; 4]> = ends
            .chunks(FAN)
            .map(|leaf| around(leaf.iter().map(|&[ax, ay, bx, by]| [ax.min(bx), ay, ax.max(bx), by])))
            .collect();
        let mut levels = Vec::new();
        while boxes.len() > 1 {
            levels.push(boxes.chunks(FAN).map(Eight::of).collect());
            boxes = boxes.chunks(FAN).map(|group| around(group.iter().copied())).collect();
        }
        Self { borders, leaves: ends.chunks(FAN).map(Eight::of).collect(), levels }
    }

    /// Memory held, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let nodes = self.leaves.len() + self.levels.iter().map(Vec::len).sum::<usize>();
        self.borders.len() * size_of::<Border>() + nodes * size_of::<Eight>()
    }

    /// All borders, in the tree's order.
    #[must_use]
    pub fn borders(&self) -> &[Border] {
        &self.borders
    }

    /// The borders nearest to a position in the plane of `scale` for which `counts` is true; `None` without any.
    ///
    /// # Complexity
    /// O(log n) in the mean.
    pub(crate) fn nearest(
        &self,
        p: LatticePoint,
        scale: StepMetres,
        counts: impl Fn(&Border) -> bool,
    ) -> Option<Nearest> {
        self.nearest_up_to(p, scale, f64::INFINITY, counts)
    }

    /// As [`Self::nearest`], where the nearest is known to be at most the root of `bound` away.
    pub(super) fn nearest_up_to(
        &self,
        p: LatticePoint,
        scale: StepMetres,
        bound: f64,
        counts: impl Fn(&Border) -> bool,
    ) -> Option<Nearest> {
        let mut found = Nearest { squared_m2: f64::INFINITY, borders: SmallVec::new() };
        self.descend::<true>(p, scale, bound, |leaf, bound| {
            self.visit_leaf(
                leaf,
                p,
                scale,
                bound,
                |index, border, d, bound| {
                    if counts(border) { found.offer(index, d) } else { bound }
                },
            )
        });
        (!found.borders.is_empty()).then_some(found)
    }

    /// Squared distance in m² from a position to a border of the tree.
    pub(super) fn squared_distance_to(&self, border: u32, p: LatticePoint, scale: StepMetres) -> Option<f64> {
        self.borders.get(border as usize).map(|e| squared_distance(e, p, scale))
    }

    /// The borders nearest to a position, so many at most, the nearest first, and the distance in metres beyond which the others
    /// lie. Distances are told by `told_m` smaller, so that they hold for who looks from elsewhere.
    ///
    /// # Complexity
    /// O(log n + most) in the mean.
    pub(super) fn blocks_around(
        &self,
        p: LatticePoint,
        scale: StepMetres,
        most: usize,
        told_m: impl Fn(f64) -> f32,
    ) -> (Box<[Block]>, f32) {
        let mut nearest: Vec<(f64, u32)> = Vec::with_capacity(most + 1);
        self.descend::<true>(p, scale, f64::INFINITY, |leaf, bound| {
            self.visit_leaf(leaf, p, scale, bound, |index, _, d, bound| {
                let place = nearest.partition_point(|&(other, _)| other <= d);
                nearest.insert(place, (d, index));
                nearest.truncate(most);
                if nearest.len() < most { bound } else { nearest.last().map_or(bound, |&(d, _)| d) }
            })
        });
        let whole = nearest.len() == self.borders.len();
        let last = nearest.last().map_or(f64::INFINITY, |&(d, _)| d);
        let until_m = if whole { f32::INFINITY } else { told_m(last.sqrt()) };
        let blocks = nearest
            .chunks(FAN)
            .map(|eight| self.block(eight, told_m(eight.first().map_or(0.0, |&(d, _)| d.sqrt()))));
        (blocks.collect(), until_m)
    }

    fn block(&self, eight: &[(f64, u32)], from_m: f32) -> Block {
        let ends: SmallVec<[[i32; 4]; FAN]> = eight
            .iter()
            .filter_map(|&(_, index)| self.borders.get(index as usize))
            .map(|e| [e.a.x, e.a.y, e.b.x, e.b.y])
            .collect();
        let numbers = std::array::from_fn(|i| eight.get(i).map_or(NO_BORDER, |&(_, index)| index));
        Block { from_m, numbers, ends: Eight::of(&ends) }
    }

    /// The borders nearest to a position `away_m` from the middle of some blocks, beyond which others lie from `until_m` on.
    pub(super) fn nearest_around(
        &self,
        (blocks, until_m): (&[Block], f32),
        p: LatticePoint,
        scale: StepMetres,
        away_m: f64,
    ) -> Option<Nearest> {
        let mut found = Nearest { squared_m2: f64::INFINITY, borders: SmallVec::new() };
        let settled = |from_m: f32, found: &Nearest| {
            let gap_m = f64::from(from_m) - away_m;
            gap_m > 0.0 && gap_m * gap_m > found.squared_m2
        };
        for block in blocks {
            if settled(block.from_m, &found) {
                return Some(found);
            }
            for (&number, d) in block.numbers.iter().zip(block.ends.squared_distances(p, scale)) {
                if number == NO_BORDER || d > found.squared_m2.max(ON_BORDER_M2) {
                    continue;
                }
                let border = || self.borders.get(number as usize);
                let on_it = d < ON_BORDER_M2 && border().is_some_and(|border| border.holds(p));
                found.offer(number, if on_it { 0.0 } else { d });
            }
        }
        if settled(until_m, &found) {
            return Some(found);
        }
        self.nearest_up_to(p, scale, found.squared_m2, |_| true)
    }

    /// The leaves that hold every border at most `reach_m` from a position, for [`Self::nearest_in`].
    pub(super) fn leaves_within(
        &self,
        p: LatticePoint,
        scale: StepMetres,
        reach_m: f64,
        leaves: &mut Leaves,
    ) {
        leaves.numbers.clear();
        self.descend::<true>(p, scale, reach_m * reach_m, |leaf, bound| {
            leaves.numbers.push(leaf);
            bound
        });
        leaves.boxes.clear();
        let mut group = [[0i32; 4]; FAN];
        for numbers in leaves.numbers.chunks(FAN) {
            for (own, &leaf) in group.iter_mut().zip(numbers) {
                *own = self.leaf_box(leaf);
            }
            leaves.boxes.push(Eight::of(&group[..numbers.len()]));
        }
    }

    /// The borders nearest to a position, which are all in some leaves. The hint, a border found for a place nearby,
    /// saves time and changes nothing.
    pub(super) fn nearest_in(
        &self,
        leaves: &Leaves,
        p: LatticePoint,
        scale: StepMetres,
        hint: Option<u32>,
    ) -> Option<Nearest> {
        let hinted = hint.and_then(|h| self.borders.get(h as usize));
        let mut bound = hinted.map_or(f64::INFINITY, |e| squared_distance(e, p, scale));
        let mut found = Nearest { squared_m2: f64::INFINITY, borders: SmallVec::new() };
        for (boxes, numbers) in leaves.boxes.iter().zip(leaves.numbers.chunks(FAN)) {
            for (&leaf, gap) in numbers.iter().zip(boxes.squared_gaps(p, scale)) {
                if f64::from(gap) <= bound * SLACK {
                    bound = self.visit_leaf(leaf, p, scale, bound, |index, _, d, _| found.offer(index, d));
                }
            }
        }
        (!found.borders.is_empty()).then_some(found)
    }

    fn leaf_box(&self, leaf: u32) -> [i32; 4] {
        let own = self.borders.iter().skip(leaf as usize * FAN).take(FAN);
        around(own.map(|e| [e.a.x.min(e.b.x), e.a.y, e.a.x.max(e.b.x), e.b.y]))
    }

    /// Calls `visit` with every border at most the root of `squared_m2` away, and its squared distance in m².
    ///
    /// # Complexity
    /// O(log n + borders met).
    pub(crate) fn within(
        &self,
        p: LatticePoint,
        scale: StepMetres,
        squared_m2: f64,
        mut visit: impl FnMut(&Border, f64),
    ) {
        self.descend::<false>(p, scale, squared_m2, |leaf, bound| {
            self.visit_leaf(leaf, p, scale, bound, |_, border, d, bound| {
                visit(border, d);
                bound
            })
        });
    }

    /// Visits every leaf whose box may be at most the root of `bound` away, near ones first if that is wanted; the bound is
    /// from then on what `visit` returns.
    fn descend<const NEAR_FIRST: bool>(
        &self,
        p: LatticePoint,
        scale: StepMetres,
        mut bound: f64,
        mut visit: impl FnMut(u32, f64) -> f64,
    ) {
        let mut stack: SmallVec<[(f32, u32, u32); 64]> = SmallVec::new();
        if !self.leaves.is_empty() {
            #[expect(clippy::cast_possible_truncation, reason = "a tree has fewer than twelve levels")]
            stack.push((0.0, self.levels.len() as u32, 0));
        }
        while let Some((nearest, level, node)) = stack.pop() {
            if f64::from(nearest) > bound * SLACK {
                continue;
            }
            let Some(below) = level.checked_sub(1) else {
                bound = visit(node, bound);
                continue;
            };
            let Some(boxes) = self.levels.get(below as usize).and_then(|nodes| nodes.get(node as usize))
            else {
                continue;
            };
            let first = node * FAN_U32;
            let children = if below == 0 { self.leaves.len() } else { self.levels[below as usize - 1].len() };
            let open = stack.len();
            let own = children.saturating_sub(first as usize).min(FAN);
            for (child, &d) in (first..).zip(&boxes.squared_gaps(p, scale)[..own]) {
                if f64::from(d) <= bound * SLACK {
                    let nearer = |&(other, ..): &(f32, u32, u32)| other > d;
                    let place =
                        if NEAR_FIRST { open + stack[open..].partition_point(nearer) } else { stack.len() };
                    stack.insert(place, (d, below, child));
                }
            }
        }
    }

    /// Visits the borders of a leaf that are at most the root of `bound` away: index, border, squared distance and bound,
    /// which is from then on what `visit` returns. Returns the last bound.
    #[inline]
    fn visit_leaf(
        &self,
        leaf: u32,
        p: LatticePoint,
        scale: StepMetres,
        mut bound: f64,
        mut visit: impl FnMut(u32, &Border, f64, f64) -> f64,
    ) -> f64 {
        let Some(ends) = self.leaves.get(leaf as usize) else { return bound };
        let first = leaf * FAN_U32;
        let own = self.borders.iter().skip(first as usize).take(FAN);
        for (index, (border, mut d)) in (first..).zip(own.zip(ends.squared_distances(p, scale))) {
            if d < ON_BORDER_M2 && border.holds(p) {
                d = 0.0;
            }
            if d <= bound {
                bound = visit(index, border, d, bound);
            }
        }
        bound
    }
}

impl Nearest {
    /// Takes in a border; returns the least squared distance so far.
    #[inline]
    #[expect(clippy::float_cmp, reason = "borders that share their nearest point have the same bits there")]
    fn offer(&mut self, index: u32, squared_m2: f64) -> f64 {
        if squared_m2 < self.squared_m2 {
            self.squared_m2 = squared_m2;
            self.borders.clear();
        }
        if squared_m2 == self.squared_m2 {
            self.borders.push(index);
        }
        self.squared_m2
    }
}

/// Squared distance in m² from a position to a border, in the plane of `scale`; exactly 0 on it.
fn squared_distance(border: &Border, p: LatticePoint, scale: StepMetres) -> f64 {
    let east = |x: i32| (f64::from(x) - f64::from(p.x)) * scale.east;
    let north = |y: i32| (f64::from(y) - f64::from(p.y)) * scale.north;
    let d = to_segment((east(border.a.x), north(border.a.y)), (east(border.b.x), north(border.b.y)));
    if d < ON_BORDER_M2 && border.holds(p) { 0.0 } else { d }
}

/// The box around boxes.
fn around(boxes: impl Iterator<Item = [i32; 4]>) -> [i32; 4] {
    boxes.fold([i32::MAX, i32::MAX, i32::MIN, i32::MIN], |all, own| {
        [all[0].min(own[0]), all[1].min(own[1]), all[2].max(own[2]), all[3].max(own[3])]
    })
}

/// The middle of a border.
fn middle(border: &Border) -> LatticePoint {
    LatticePoint { x: border.a.x.midpoint(border.b.x), y: border.a.y.midpoint(border.b.y) }
}
