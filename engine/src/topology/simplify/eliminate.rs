//! Removing vertices one by one, the smallest triangle first.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use super::SimplifyOptions;
use super::vertex_columns::VertexColumns;
use crate::topology::arcs::{NONE, SharedArcs};
use crate::topology::predicates::cross;

/// The area at which a vertex goes that never goes.
pub(super) const NEVER: f64 = f64::INFINITY;

/// A step among the steps of its arc that are left.
#[derive(Clone, Copy)]
struct Step {
    vertex: u32,
    before: u32,
    after: u32,
    arc: u32,
}

#[derive(Clone, Copy)]
struct Vertex {
    /// Bits of the area of its triangle; an entry of the queue with another area is out of date.
    area_bits: u64,
    /// The step of a vertex that may go; none for nodes, fixed borders and what has gone.
    step: u32,
    /// Whether others wait for it to go.
    is_awaited: bool,
}

/// The state of a run over all arcs at once.
pub(super) struct Elimination<'a> {
    arcs: &'a SharedArcs,
    half_x_scale: f64,
    limit_area: f64,
    steps: Vec<Step>,
    vertices: Vec<Vertex>,
    /// Steps left in each arc.
    left: Vec<u32>,
    columns: VertexColumns<'a>,
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
            steps: arcs
                .vertices()
                .iter()
                .map(|&vertex| Step { vertex, before: NONE, after: NONE, arc: NONE })
                .collect(),
            vertices: vec![Vertex { area_bits: 0, step: NONE, is_awaited: false }; arcs.points().len()],
            left: vec![0; arcs.arc_count()],
            columns: VertexColumns::new(arcs),
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
            let Vertex { step, area_bits, .. } = self.vertices[vertex as usize];
            if step == NONE || area_bits != bits || self.is_needed(vertex, step) {
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
            let before = number(if is_first { range.end - 1 } else { step - 1 });
            let after = number(if is_last { range.start } else { step + 1 });
            self.steps[step] = Step { vertex: vertices[step], before, after, arc: number(arc) };
            if !is_fixed && (sides.is_ring || !(is_first || is_last)) {
                self.vertices[vertices[step] as usize].step = number(step);
            }
        }
    }

    /// Notes the area of a vertex's triangle; a queue entry when it may go at all.
    fn entry(&mut self, vertex: u32) -> Option<Reverse<(u64, u32)>> {
        let step = self.vertices[vertex as usize].step;
        if step == NONE {
            return None;
        }
        let [a, b, c] = self.corner(step).map(|vertex| self.arcs.point(vertex));
        let area = cross(a, b, c).unsigned_abs() as f64 * self.half_x_scale;
        self.vertices[vertex as usize].area_bits = area.to_bits();
        (area <= self.limit_area).then_some(Reverse((area.to_bits(), vertex)))
    }

    /// The vertices before, at and after a step.
    fn corner(&self, step: u32) -> [u32; 3] {
        let Step { vertex, before, after, .. } = self.steps[step as usize];
        [self.steps[before as usize].vertex, vertex, self.steps[after as usize].vertex]
    }

    /// Whether the coverage would break without the vertex; if another vertex is in the way, it waits for that one.
    fn is_needed(&mut self, vertex: u32, step: u32) -> bool {
        let [before, _, after] = self.corner(step);
        let arc = self.steps[step as usize].arc as usize;
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
        if let Some(blocker) = self.columns.vertex_within([before, vertex, after]) {
            self.vertices[blocker as usize].is_awaited = true;
            self.waiting.entry(blocker).or_default().push(vertex);
            return true;
        }
        false
    }

    fn remove(&mut self, vertex: u32, step: u32) {
        let Step { before, after, arc, .. } = self.steps[step as usize];
        self.steps[before as usize].after = after;
        self.steps[after as usize].before = before;
        self.vertices[vertex as usize].step = NONE;
        self.columns.remove(vertex);
        self.left[arc as usize] -= 1;
        let (before, after) = (self.steps[before as usize].vertex, self.steps[after as usize].vertex);
        if self.left[arc as usize] == 2 {
            self.straight.insert(ends(before, after));
        }
        self.queue_again(before);
        self.queue_again(after);
        if self.vertices[vertex as usize].is_awaited {
            for freed in self.waiting.remove(&vertex).unwrap_or_default() {
                self.queue_again(freed);
            }
        }
    }

    fn queue_again(&mut self, vertex: u32) {
        if let Some(entry) = self.entry(vertex) {
            self.queue.push(entry);
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
