//! Segments sorted into horizontal strips: candidate pairs and rays without a test of everything against everything.
//!
//! The strips are quantiles of the segments' heights, so clustered or far-off data does not spoil them. Inside a strip
//! the segments stand by their west end. n short segments cost O(n log n), n long parallel ones at most O(n^1.5).

use rayon::prelude::*;

use super::predicates::orientation;
use super::shape::Point;
use std::cmp::Ordering;

/// A segment as indexes of its ends in a sorted list of nodes: `lo < hi`, so `lo` is the western (or lower) end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Segment {
    pub lo: u32,
    pub hi: u32,
}

impl Segment {
    /// Both ends.
    #[inline]
    pub fn ends(self, nodes: &[Point]) -> (Point, Point) {
        (nodes[self.lo as usize], nodes[self.hi as usize])
    }
}

/// Segments by strip; `segments` must be sorted by `lo`.
pub(crate) struct Strips {
    /// Lower limits of all strips but the first.
    cuts: Vec<i64>,
    /// First and last strip of each segment.
    spans: Vec<(u16, u16)>,
    offsets: Vec<usize>,
    items: Vec<u32>,
}

struct Boxed {
    min_x: i64,
    max_x: i64,
    min_y: i64,
    max_y: i64,
    segment: u32,
    first: u16,
}

const MOST_STRIPS: usize = 4096;

impl Strips {
    pub fn build(nodes: &[Point], segments: &[Segment]) -> Self {
        let mut count = (segments.len() as f64).sqrt() as usize;
        count = count.clamp(1, MOST_STRIPS);
        loop {
            let cuts = quantiles(nodes, segments, count);
            let spans: Vec<(u16, u16)> = segments
                .par_iter()
                .map(|s| {
                    let (a, b) = s.ends(nodes);
                    (strip_of(&cuts, a.y.min(b.y)), strip_of(&cuts, a.y.max(b.y)))
                })
                .collect();
            let copies: usize = spans.iter().map(|&(first, last)| usize::from(last - first) + 1).sum();
            if copies > 4 * segments.len() + 1024 && count > 1 {
                count = (count / 4).max(1);
                continue;
            }
            let mut offsets = vec![0usize; cuts.len() + 2];
            for &(first, last) in &spans {
                for strip in first..=last {
                    offsets[usize::from(strip) + 1] += 1;
                }
            }
            for i in 1..offsets.len() {
                offsets[i] += offsets[i - 1];
            }
            let mut next = offsets.clone();
            let mut items = vec![0u32; copies];
            for (segment, &(first, last)) in (0u32..).zip(&spans) {
                for strip in first..=last {
                    let place = &mut next[usize::from(strip)];
                    items[*place] = segment;
                    *place += 1;
                }
            }
            return Self { cuts, spans, offsets, items };
        }
    }

    fn strip(&self, strip: usize) -> &[u32] {
        &self.items[self.offsets[strip]..self.offsets[strip + 1]]
    }

    /// Calls `test` once for each pair of segments whose boxes meet, and gathers what it reports, in a fixed order.
    ///
    /// With `fresh` only pairs with at least one marked segment are tested.
    pub fn pairs<T: Send>(
        &self,
        nodes: &[Point],
        segments: &[Segment],
        fresh: Option<&[bool]>,
        test: impl Fn(u32, u32, &mut Vec<T>) + Sync,
    ) -> Vec<T> {
        let of_strip = |strip: usize| {
            let mut found = Vec::new();
            let items = self.strip(strip);
            if fresh.is_some_and(|fresh| !items.iter().any(|&s| fresh[s as usize])) {
                return found;
            }
            let boxes: Vec<Boxed> = items.iter().map(|&s| self.boxed(nodes, segments, s)).collect();
            for (i, a) in boxes.iter().enumerate() {
                for b in &boxes[i + 1..] {
                    if b.min_x > a.max_x {
                        break;
                    }
                    let apart = b.min_y > a.max_y || b.max_y < a.min_y;
                    if apart || usize::from(a.first.max(b.first)) != strip {
                        continue;
                    }
                    if fresh.is_none_or(|f| f[a.segment as usize] || f[b.segment as usize]) {
                        test(a.segment, b.segment, &mut found);
                    }
                }
            }
            found
        };
        let parts: Vec<Vec<T>> = (0..self.offsets.len() - 1).into_par_iter().map(of_strip).collect();
        parts.into_iter().flatten().collect()
    }

    fn boxed(&self, nodes: &[Point], segments: &[Segment], segment: u32) -> Boxed {
        let (a, b) = segments[segment as usize].ends(nodes);
        Boxed {
            min_x: a.x,
            max_x: b.x,
            min_y: a.y.min(b.y),
            max_y: a.y.max(b.y),
            segment,
            first: self.spans[segment as usize].0,
        }
    }

    /// The index for westward rays over segments that do not cross one another.
    pub fn rays(&self, nodes: &[Point], segments: &[Segment]) -> Vec<i64> {
        let mut reach = Vec::with_capacity(self.items.len());
        for strip in 0..self.offsets.len() - 1 {
            let mut east = i64::MIN;
            for &s in self.strip(strip) {
                east = east.max(nodes[segments[s as usize].hi as usize].x);
                reach.push(east);
            }
        }
        reach
    }

    /// The first segment that a ray from `p` to the west meets, just above `p`'s height; horizontal ones are never met.
    ///
    /// A segment through `p` itself counts as met when `closed`. `reach` comes from [`Strips::rays`].
    pub fn first_to_the_west(
        &self,
        nodes: &[Point],
        segments: &[Segment],
        reach: &[i64],
        p: Point,
        closed: bool,
    ) -> Option<u32> {
        let strip = usize::from(strip_of(&self.cuts, p.y));
        let start = self.offsets[strip];
        let items = self.strip(strip);
        let west = items.partition_point(|&s| nodes[segments[s as usize].lo as usize].x <= p.x);
        let mut best: Option<u32> = None;
        for k in (0..west).rev() {
            if best.is_some_and(|b| reach[start + k] < nodes[segments[b as usize].lo as usize].x) {
                break;
            }
            let s = items[k];
            let (low, high) = upward(segments[s as usize].ends(nodes));
            if !(low.y <= p.y && p.y < high.y) {
                continue;
            }
            let side = orientation(low, high, p);
            let met = side == Ordering::Less || (closed && side == Ordering::Equal);
            let further_east = |b: u32| east_of(upward(segments[b as usize].ends(nodes)), (low, high));
            if met && best.is_none_or(further_east) {
                best = Some(s);
            }
        }
        best
    }
}

/// The ends by height.
fn upward((a, b): (Point, Point)) -> (Point, Point) {
    if a.y <= b.y { (a, b) } else { (b, a) }
}

/// Whether `other` lies east of `base` where both have the same height; they share heights and do not cross.
fn east_of(base: (Point, Point), other: (Point, Point)) -> bool {
    let low = if base.0.y >= other.0.y {
        orientation(other.0, other.1, base.0)
    } else {
        orientation(base.0, base.1, other.0).reverse()
    };
    let side = low.then_with(|| {
        if base.1.y <= other.1.y {
            orientation(other.0, other.1, base.1)
        } else {
            orientation(base.0, base.1, other.1).reverse()
        }
    });
    side == Ordering::Greater
}

fn strip_of(cuts: &[i64], y: i64) -> u16 {
    u16::try_from(cuts.partition_point(|&cut| cut <= y)).unwrap_or(u16::MAX)
}

fn quantiles(nodes: &[Point], segments: &[Segment], count: usize) -> Vec<i64> {
    let stride = (segments.len() / (count * 16)).max(1);
    let mut heights: Vec<i64> = segments
        .iter()
        .step_by(stride)
        .map(|s| {
            let (a, b) = s.ends(nodes);
            a.y.min(b.y)
        })
        .collect();
    heights.par_sort_unstable();
    let mut cuts: Vec<i64> =
        (1..count).filter_map(|i| heights.get(i * heights.len() / count).copied()).collect();
    cuts.dedup();
    cuts
}
