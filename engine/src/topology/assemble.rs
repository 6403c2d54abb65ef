//! Polygons from borders: which rings bound the area of each owner?
//!
//! Borders come as chains of positions with an owner on either side. Rings are traced with the owner's area on the
//! left, at every node along the same wedge of it, and cut where they touch themselves, so that polygons are simple:
//! no ring passes a position twice, holes may touch their shell at single positions.

mod nesting;

use std::cmp::Ordering;
use std::collections::HashMap;

use super::predicates::{cross, orientation};
use super::shape::{Point, Ring, Shape};
use nesting::{Loose, nest};

/// A piece of border: positions from node to node, both ends included, and the owner on either side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BorderChain {
    /// The positions; a closed chain repeats its first position at the end.
    pub points: Vec<Point>,
    /// The owner to the left; `None` where nobody owns.
    pub left: Option<u32>,
    /// The owner to the right.
    pub right: Option<u32>,
}

/// Why borders do not bound an area.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssembleError {
    /// A border ends at a place where no other border of the owner goes on.
    #[error(
        "the border of shape {owner} does not close at ({}, {}): the shapes overlap or do not share their vertices there; \
         clean the coverage first", place.x, place.y
    )]
    OpenBorder {
        /// Index of the owner.
        owner: u32,
        /// The end of the border.
        place: Point,
    },
    /// A hole has no polygon around it.
    #[error(
        "a hole of shape {owner} at ({}, {}) lies outside all of its polygons: the shapes overlap there; \
         clean the coverage first", place.x, place.y
    )]
    LooseHole {
        /// Index of the owner.
        owner: u32,
        /// A position of the hole.
        place: Point,
    },
}

/// One shape for each owner from 0 to `owners` − 1, empty for those without a border.
///
/// Chains with the same owner on both sides are left out. Outer rings run counter-clockwise, holes clockwise; each ring
/// starts at its lowest position, and polygons and holes are in the order of those. Chains may meet at their ends only.
///
/// # Errors
/// [`AssembleError`] when the chains are not the borders of a subdivision of the plane.
///
/// # Complexity
/// O(n + m log m) for n positions on m chains, and for each owner (polygons × holes) comparisons of bounding boxes.
pub fn assemble(chains: &[BorderChain], owners: usize) -> Result<Vec<Shape>, AssembleError> {
    let halves = Halves::new(chains);
    let mut pieces: Vec<Vec<Loose>> = Vec::new();
    pieces.resize_with(owners, Vec::new);
    let mut used = vec![false; halves.halves.len()];
    for start in 0..used.len() {
        let Some(owner) = halves.halves[start].owner else { continue };
        if used[start] {
            continue;
        }
        let ring = halves.trace(start, &mut used)?;
        let group = pieces.get(owner as usize).map_or(0, std::vec::Vec::len);
        if let Some(loose) = pieces.get_mut(owner as usize) {
            loose.extend(cut_at_touches(ring).into_iter().map(|ring| Loose::new(ring, group)));
        }
    }
    pieces.into_iter().zip(0..).map(|(loose, owner)| nest(loose, owner)).collect()
}

/// A chain in one of its directions, with the owner to its left.
struct Half<'a> {
    chain: &'a BorderChain,
    reversed: bool,
    owner: Option<u32>,
    /// Place of this half's start in the order around nodes.
    spoke: usize,
}

struct Halves<'a> {
    halves: Vec<Half<'a>>,
    /// Halves by the node they start at, counter-clockwise around each.
    spokes: Vec<usize>,
    /// First and past-the-last spoke of the node, for each spoke.
    fans: Vec<(usize, usize)>,
}

impl<'a> Halves<'a> {
    fn new(chains: &'a [BorderChain]) -> Self {
        let borders = chains.iter().filter(|chain| chain.left != chain.right && chain.points.len() > 1);
        let mut halves: Vec<Half<'a>> = borders
            .flat_map(|chain| [(chain, false, chain.left), (chain, true, chain.right)])
            .map(|(chain, reversed, owner)| Half { chain, reversed, owner, spoke: 0 })
            .collect();
        let mut spokes: Vec<usize> = (0..halves.len()).collect();
        spokes.sort_by(|&a, &b| {
            let ((start_a, to_a), (start_b, to_b)) = (halves[a].first_two(), halves[b].first_two());
            start_a.cmp(&start_b).then_with(|| by_angle(start_a, to_a, to_b)).then(a.cmp(&b))
        });
        let mut fans = Vec::with_capacity(spokes.len());
        while fans.len() < spokes.len() {
            let first = fans.len();
            let node = halves[spokes[first]].first_two().0;
            let count =
                spokes[first..].iter().take_while(|&&half| halves[half].first_two().0 == node).count();
            fans.resize(first + count, (first, first + count));
        }
        for (place, &half) in spokes.iter().enumerate() {
            halves[half].spoke = place;
        }
        Self { halves, spokes, fans }
    }

    /// The ring of one owner from a half on, without repeating its first position.
    fn trace(&self, start: usize, used: &mut [bool]) -> Result<Trace, AssembleError> {
        let mut trace = Trace { points: Vec::new(), nodes: Vec::new() };
        let mut half = start;
        loop {
            used[half] = true;
            let here = &self.halves[half];
            trace.nodes.push(trace.points.len());
            let inner = here.chain.points.len() - 1;
            if here.reversed {
                trace.points.extend(here.chain.points[1..].iter().rev());
            } else {
                trace.points.extend(&here.chain.points[..inner]);
            }
            half = self.next(half, start, used)?;
            if half == start {
                return Ok(trace);
            }
        }
    }

    /// The half that goes on along the same wedge of the owner: the first one clockwise from where we came.
    fn next(&self, half: usize, start: usize, used: &[bool]) -> Result<usize, AssembleError> {
        let twin = half ^ 1;
        let (first, end) = self.fans[self.halves[twin].spoke];
        let place = self.halves[twin].spoke;
        let owner = self.halves[half].owner;
        let clockwise = (first..place).rev().chain((place..end).rev());
        clockwise
            .map(|spoke| self.spokes[spoke])
            .find(|&next| self.halves[next].owner == owner && (!used[next] || next == start))
            .ok_or_else(|| AssembleError::OpenBorder {
                owner: owner.unwrap_or(u32::MAX),
                place: self.halves[twin].first_two().0,
            })
    }
}

impl Half<'_> {
    fn first_two(&self) -> (Point, Point) {
        let points = &self.chain.points;
        let last = points.len() - 1;
        if self.reversed { (points[last], points[last - 1]) } else { (points[0], points[1]) }
    }
}

/// A ring and the indexes at which its chains begin.
struct Trace {
    points: Ring,
    nodes: Vec<usize>,
}

/// The simple rings of a ring that passes some nodes more than once.
fn cut_at_touches(trace: Trace) -> Vec<Ring> {
    let mut nodes: Vec<Point> = trace.nodes.iter().map(|&node| trace.points[node]).collect();
    nodes.sort_unstable();
    nodes.dedup();
    if nodes.len() == trace.nodes.len() {
        return vec![trace.points];
    }
    let mut rings = Vec::new();
    let mut open: Ring = Vec::new();
    let mut place_of: HashMap<Point, usize> = HashMap::new();
    for point in trace.points {
        if let Some(&place) = place_of.get(&point) {
            let ring = open.split_off(place);
            for closed in &ring {
                place_of.remove(closed);
            }
            rings.push(ring);
        }
        place_of.insert(point, open.len());
        open.push(point);
    }
    rings.push(open);
    rings
}

/// Counter-clockwise order of two directions from a node, from due east on.
fn by_angle(node: Point, a: Point, b: Point) -> Ordering {
    let is_lower = |point: Point| (point.y, point.x) < (node.y, node.x);
    is_lower(a).cmp(&is_lower(b)).then_with(|| 0.cmp(&cross(node, a, b)))
}

/// Whether a simple ring runs counter-clockwise: the turn at its lowest position.
fn is_counter_clockwise(ring: &[Point]) -> bool {
    let Some(lowest) = (0..ring.len()).min_by_key(|&place| ring[place]) else { return false };
    let [before, here, after] = [ring.len() - 1, 0, 1].map(|ahead| ring[(lowest + ahead) % ring.len()]);
    orientation(before, here, after).is_gt()
}

#[cfg(test)]
mod assemble_tests;
