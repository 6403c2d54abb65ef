//! Removing vertices one by one, the smallest triangle first.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use super::SimplifyOptions;
use super::vertex_grid::VertexGrid;
use crate::topology::arcs::{NONE, SharedArcs};
use crate::topology::predicates::cross;

/// The area at which a vertex goes that never goes.
pub(super) const NEVER: f64 = f64::INFINITY;

/// The state of a run over all arcs at once.
pub(super) struct Elimination<'a> {
    arcs: &'a SharedArcs,
    half_x_scale: f64,
    limit_area: f64,
    /// Neighbours of a step along its arc among the steps that are left.
    before: Vec<u32>,
    after: Vec<u32>,
    arc_of: Vec<u32>,
    /// The step of a vertex that may go; none for nodes and fixed borders.
    step_of: Vec<u32>,
    /// Bits of the area of a vertex's triangle; an entry of the queue with another area is out of date.
    area_bits: Vec<u64>,
    /// Steps left in each arc.
    left: Vec<u32>,
    grid: VertexGrid<'a>,
    /// Vertices held back, by the vertex in their triangle.
    waiting: HashMap<u32, Vec<u32>>,
    /// Ends of the arcs that have become a single segment, lower first.
    straight: HashSet<(u32, u32)>,
    queue: BinaryHeap<Reverse<(u64, u32)>>,
    gone_at: Vec<f64>,
}

impl<'a> Elimination<'a> {
    /// Every vertex that may go, queued by the area of its triangle up to a limit in square steps.
    pub(super) fn new(arcs: &'a SharedArcs, options: &SimplifyOptions, limit_area: f64) -> Self {
        let steps = arcs.step_count();
        let mut run = Self {
            arcs,
            half_x_scale: options.x_scale * 0.5,
            limit_area,
            before: vec![NONE; steps],
            after: vec![NONE; steps],
            arc_of: vec![NONE; steps],
            step_of: vec![NONE; arcs.points().len()],
            area_bits: vec![0; arcs.points().len()],
            left: vec![0; arcs.arc_count()],
            grid: VertexGrid::new(arcs),
            waiting: HashMap::new(),
            straight: HashSet::new(),
            queue: BinaryHeap::new(),
            gone_at: vec![NEVER; steps],
        };
        for arc in 0..arcs.arc_count() {
            run.link(arc, options.keep_outer_border);
        }
        let mut entries = Vec::new();
        for &vertex in arcs.vertices() {
            entries.extend(run.entry(vertex));
        }
        run.queue = BinaryHeap::from(entries);
        run
    }

    /// The area in square steps at which each step goes, never falling in the order of removal; [`NEVER`] if it stays.
    pub(super) fn run(mut self) -> Vec<f64> {
        let mut level = 0.0_f64;
        while let Some(Reverse((bits, vertex))) = self.queue.pop() {
            let step = self.step_of[vertex as usize];
            if step == NONE || self.area_bits[vertex as usize] != bits || self.is_needed(vertex, step) {
                continue;
            }
            level = level.max(f64::from_bits(bits));
            self.gone_at[step as usize] = level;
            self.remove(vertex, step);
        }
        self.gone_at
    }

    fn link(&mut self, arc: usize, keep_outer_border: bool) {
        let Some(sides) = self.arcs.sides(arc) else { return };
        let range = self.arcs.step_range(arc);
        let vertices = self.arcs.vertices();
        self.left[arc] = number(range.len());
        if range.len() == 2 && !sides.is_ring {
            self.straight.insert(ends(vertices[range.start], vertices[range.end - 1]));
        }
        let is_fixed = keep_outer_border && (sides.left.is_none() || sides.right.is_none());
        for step in range.clone() {
            let (is_first, is_last) = (step == range.start, step + 1 == range.end);
            self.arc_of[step] = number(arc);
            self.before[step] = number(if is_first { range.end - 1 } else { step - 1 });
            self.after[step] = number(if is_last { range.start } else { step + 1 });
            if !is_fixed && (sides.is_ring || !(is_first || is_last)) {
                self.step_of[vertices[step] as usize] = number(step);
            }
        }
    }

    /// Notes the area of a vertex's triangle; a queue entry when it may go at all.
    fn entry(&mut self, vertex: u32) -> Option<Reverse<(u64, u32)>> {
        let step = self.step_of[vertex as usize];
        if step == NONE {
            return None;
        }
        let [a, b, c] = self.corner(step).map(|vertex| self.arcs.point(vertex));
        let area = cross(a, b, c).unsigned_abs() as f64 * self.half_x_scale;
        self.area_bits[vertex as usize] = area.to_bits();
        (area <= self.limit_area).then_some(Reverse((area.to_bits(), vertex)))
    }

    /// The vertices before, at and after a step.
    fn corner(&self, step: u32) -> [u32; 3] {
        let vertices = self.arcs.vertices();
        [self.before[step as usize], step, self.after[step as usize]].map(|step| vertices[step as usize])
    }

    /// Whether the coverage would break without the vertex; if another vertex is in the way, it waits for that one.
    fn is_needed(&mut self, vertex: u32, step: u32) -> bool {
        let [before, _, after] = self.corner(step);
        let arc = self.arc_of[step as usize] as usize;
        // What is left must be three segments for a closed arc, one segment for an open one.
        let is_ring = self.arcs.sides(arc).is_some_and(|sides| sides.is_ring);
        let range = self.arcs.step_range(arc);
        let vertices = self.arcs.vertices();
        let (start, end) = (vertices[range.start], vertices[range.end - 1]);
        let least = if is_ring {
            3
        } else if start == end {
            4
        } else {
            2
        };
        if self.left[arc] <= least {
            return true;
        }
        if least == 2 && self.left[arc] == 3 && self.straight.contains(&ends(start, end)) {
            return true;
        }
        if let Some(blocker) = self.grid.vertex_within([before, vertex, after]) {
            self.waiting.entry(blocker).or_default().push(vertex);
            return true;
        }
        false
    }

    fn remove(&mut self, vertex: u32, step: u32) {
        let arc = self.arc_of[step as usize] as usize;
        let (before, after) = (self.before[step as usize], self.after[step as usize]);
        self.after[before as usize] = after;
        self.before[after as usize] = before;
        self.step_of[vertex as usize] = NONE;
        self.grid.remove(vertex);
        self.left[arc] -= 1;
        let vertices = self.arcs.vertices();
        let (before, after) = (vertices[before as usize], vertices[after as usize]);
        if self.left[arc] == 2 {
            self.straight.insert(ends(before, after));
        }
        let waiting = self.waiting.remove(&vertex).unwrap_or_default();
        for freed in [before, after].into_iter().chain(waiting) {
            if let Some(entry) = self.entry(freed) {
                self.queue.push(entry);
            }
        }
    }
}

fn ends(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}

/// A count of steps or arcs; there are fewer than 2^32.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(NONE)
}
