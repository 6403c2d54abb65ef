//! Cells as a graph: how large each is, where, and which stand side by side.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::mesh::{Mesh, NONE};

/// A cell's size, middle and neighbours.
pub(super) struct Graph {
    pub(super) areas_m2: Vec<f64>,
    pub(super) centres: Vec<(f64, f64)>,
    pub(super) neighbours: Vec<Vec<u32>>,
}

impl Graph {
    pub(super) fn new(mesh: &Mesh, cell_of: &[u32], count: u32) -> Self {
        let count = count as usize;
        let mut graph = Self {
            areas_m2: vec![0.0; count],
            centres: vec![(0.0, 0.0); count],
            neighbours: vec![Vec::new(); count],
        };
        for (triangle, cell) in cell_of.iter().enumerate() {
            let (area, (x, y)) = (mesh.areas_m2[triangle], mesh.centres[triangle]);
            let at = *cell as usize;
            graph.areas_m2[at] += area;
            graph.centres[at].0 += area * x;
            graph.centres[at].1 += area * y;
            for next in mesh.neighbours[triangle] {
                if next != NONE && cell_of[next as usize] != *cell {
                    graph.neighbours[at].push(cell_of[next as usize]);
                }
            }
        }
        for at in 0..count {
            let area = graph.areas_m2[at];
            graph.centres[at] = (graph.centres[at].0 / area, graph.centres[at].1 / area);
            graph.neighbours[at].sort_unstable();
            graph.neighbours[at].dedup();
        }
        graph
    }

    pub(super) fn len(&self) -> usize {
        self.areas_m2.len()
    }

    pub(super) fn distance_m(&self, a: u32, b: u32) -> f64 {
        let ((ax, ay), (bx, by)) = (self.centres[a as usize], self.centres[b as usize]);
        ((ax - bx) * (ax - bx) + (ay - by) * (ay - by)).sqrt()
    }

    /// The connected groups of cells that share a value; `value` says which, `None` leaves a cell out.
    pub(super) fn groups<T: PartialEq>(&self, value: impl Fn(u32) -> Option<T>) -> Vec<Vec<u32>> {
        let mut seen = vec![false; self.len()];
        let mut groups = Vec::new();
        for start in (0_u32..).take(self.len()) {
            let Some(wanted) = value(start).filter(|_| !seen[start as usize]) else { continue };
            seen[start as usize] = true;
            let mut group = vec![start];
            let mut at = 0;
            while at < group.len() {
                for next in &self.neighbours[group[at] as usize] {
                    if !seen[*next as usize] && value(*next).as_ref() == Some(&wanted) {
                        seen[*next as usize] = true;
                        group.push(*next);
                    }
                }
                at += 1;
            }
            groups.push(group);
        }
        groups
    }

    /// Costs of the cheapest ways from sources, and the cell before on each way; `step` is the cost from cell to cell.
    pub(super) fn ways(
        &self,
        sources: &[(u32, f64)],
        step: impl Fn(u32, u32) -> Option<f64>,
    ) -> (Vec<f64>, Vec<Option<u32>>) {
        let mut costs = vec![f64::INFINITY; self.len()];
        let mut before = vec![None; self.len()];
        let mut waiting = BinaryHeap::new();
        for (cell, cost) in sources {
            if *cost < costs[*cell as usize] {
                costs[*cell as usize] = *cost;
                waiting.push(Reverse((cost.to_bits(), *cell)));
            }
        }
        while let Some(Reverse((bits, cell))) = waiting.pop() {
            let cost = f64::from_bits(bits);
            if cost > costs[cell as usize] {
                continue;
            }
            for next in &self.neighbours[cell as usize] {
                let Some(more) = step(cell, *next) else { continue };
                if cost + more < costs[*next as usize] {
                    costs[*next as usize] = cost + more;
                    before[*next as usize] = Some(cell);
                    waiting.push(Reverse(((cost + more).to_bits(), *next)));
                }
            }
        }
        (costs, before)
    }
}
