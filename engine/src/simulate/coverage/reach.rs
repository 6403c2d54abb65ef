//! Which town each cell belongs to, and which cells are covered since which plan.

use super::graph::Graph;
use super::group::{Growth, even_groups};
use super::mesh::NONE;
use super::plane::Plane;
use super::spec::{CoverageError, CoverageSpec};
use crate::crs::LatticePoint;
use crate::simulate::{SplitMix64, smooth_noise};
use crate::topology::Point;

/// A covered group of one town smaller than this joins what surrounds it.
const SMALLEST_GROUP: usize = 8;

/// The towns' seats in metres.
pub(super) fn seats(spec: &CoverageSpec, plane: &Plane) -> Vec<(f64, f64)> {
    let steps = spec.towns.iter().map(|town| LatticePoint::nearest(town.seat));
    steps.map(|p| plane.metres(Point::new(i64::from(p.x), i64::from(p.y)))).collect()
}

/// The town of each cell, and each town's seat cell.
pub(super) fn towns(
    spec: &CoverageSpec,
    graph: &Graph,
    plane: &Plane,
    random: &mut SplitMix64,
) -> Result<(Vec<u32>, Vec<u32>), CoverageError> {
    let all: Vec<u32> = (0_u32..).take(graph.len()).collect();
    let mut town_of = vec![NONE; graph.len()];
    let mut starts = Vec::new();
    if spec.towns.is_empty() {
        let largest = graph.groups(|_| Some(0)).into_iter().max_by_key(Vec::len).unwrap_or_default();
        let groups = even_groups(graph, &graph.areas_m2, &largest, spec.town_count as usize, random);
        for (town, group) in (0_u32..).zip(&groups) {
            starts.push(middle(graph, group));
            for cell in group {
                town_of[*cell as usize] = town;
            }
        }
    } else {
        for (town, seat) in spec.towns.iter().zip(seats(spec, plane)) {
            let start = nearest(graph, &all, seat);
            if starts.contains(&start) {
                let reason = "lies in the same unit grid as another seat";
                return Err(CoverageError::Seat { code: town.code.clone(), reason });
            }
            starts.push(start);
        }
        let shares = spec.towns.iter().map(|town| town.share).collect();
        let growth = Growth { graph, weights: &graph.areas_m2, shares, fixed: true, rounds: 40 };
        town_of = growth.grow(&all, starts.clone());
    }
    // Islands without a seat belong to the town whose cell is nearest.
    let reached: Vec<u32> = all.iter().copied().filter(|cell| town_of[*cell as usize] != NONE).collect();
    for group in graph.groups(|cell| (town_of[cell as usize] == NONE).then_some(0)) {
        let town = town_of[nearest(graph, &reached, graph.centres[group[0] as usize]) as usize];
        for cell in group {
            town_of[cell as usize] = town;
        }
    }
    Ok((town_of, starts))
}

fn nearest(graph: &Graph, cells: &[u32], (x, y): (f64, f64)) -> u32 {
    let distance = |cell: &u32| {
        let (cx, cy) = graph.centres[*cell as usize];
        ((cx - x) * (cx - x) + (cy - y) * (cy - y)).to_bits()
    };
    cells.iter().copied().min_by_key(distance).unwrap_or(0)
}

fn middle(graph: &Graph, group: &[u32]) -> u32 {
    let (mut x, mut y, mut area) = (0.0, 0.0, 0.0);
    for cell in group {
        let (weight, centre) = (graph.areas_m2[*cell as usize], graph.centres[*cell as usize]);
        (x, y, area) = (x + weight * centre.0, y + weight * centre.1, area + weight);
    }
    nearest(graph, group, (x / area, y / area))
}

/// The plan in which each cell is covered first; [`NONE`] outside of the coverage.
///
/// A town is covered outwards from its seat, and along the ways from seat to seat, so that the coverage hangs together.
pub(super) fn phases(
    spec: &CoverageSpec,
    graph: &Graph,
    town_of: &[u32],
    seat_cells: &[u32],
    seed: u64,
) -> Vec<u32> {
    if spec.covered_m2.is_empty() {
        return vec![0; graph.len()];
    }
    let costs = costs(spec, graph, town_of, seat_cells, seed);
    let mut order: Vec<u32> = (0_u32..).take(graph.len()).collect();
    order.sort_by_key(|cell| (costs[*cell as usize].to_bits(), *cell));
    let mut wanted = spec.covered_m2.clone();
    let mut best = (f64::INFINITY, Vec::new());
    for _ in 0..8 {
        let mut phase_of = vec![NONE; graph.len()];
        let (mut sum, mut phase) = (0.0, 0);
        for cell in &order {
            while wanted.get(phase).is_some_and(|limit| sum >= *limit) {
                phase += 1;
            }
            if phase == wanted.len() {
                break;
            }
            sum += graph.areas_m2[*cell as usize];
            phase_of[*cell as usize] = u32::try_from(phase).unwrap_or(NONE);
        }
        tidy(graph, town_of, &mut phase_of);
        let got = covered_m2(graph, &phase_of, wanted.len());
        let mut miss = 0.0_f64;
        for ((wanted, goal), got) in wanted.iter_mut().zip(&spec.covered_m2).zip(&got) {
            miss = miss.max((got - goal).abs() / goal);
            *wanted += goal - got;
        }
        if miss < best.0 {
            best = (miss, phase_of);
        }
    }
    best.1
}

/// Covered area by plan, each with what the plans before it cover.
pub(super) fn covered_m2(graph: &Graph, phase_of: &[u32], phases: usize) -> Vec<f64> {
    let mut areas = vec![0.0; phases];
    for (area, phase) in graph.areas_m2.iter().zip(phase_of) {
        for sum in areas.iter_mut().skip(*phase as usize) {
            *sum += area;
        }
    }
    areas
}

/// How far each cell is from its own town's seat, in metres stretched by noise; ways between seats count as near.
fn costs(spec: &CoverageSpec, graph: &Graph, town_of: &[u32], seat_cells: &[u32], seed: u64) -> Vec<f64> {
    let step = |from: u32, to: u32| {
        let (x, y) = graph.centres[to as usize];
        let stretch = 1.0 + 0.45 * smooth_noise(seed, x / 1800.0, y / 1800.0);
        (town_of[from as usize] == town_of[to as usize]).then(|| graph.distance_m(from, to) * stretch)
    };
    let mut sources: Vec<(u32, f64)> = seat_cells.iter().map(|cell| (*cell, 0.0)).collect();
    let (from_seat, before) = graph.ways(&sources, step);
    let covered = spec.covered_m2.first().copied().unwrap_or(0.0);
    let seats = f64::from(u32::try_from(seat_cells.len()).unwrap_or(u32::MAX));
    let nearness_m = 0.5 * (covered / (seats * 3.0)).sqrt();
    for (a, b) in links(graph, town_of, &from_seat, seat_cells.len()) {
        for end in [a, b] {
            let mut at = Some(end);
            while let Some(cell) = at {
                sources.push((cell, nearness_m.min(from_seat[cell as usize])));
                at = before[cell as usize];
            }
        }
    }
    let (costs, _) = graph.ways(&sources, step);
    // Islands that no way reaches come last, by their distance to a seat.
    costs.iter().map(|cost| if cost.is_finite() { *cost } else { 1e9 }).collect()
}

/// The cheapest crossings of town borders that join all towns: a minimum spanning tree (Kruskal 1956,
/// doi:10.1090/S0002-9939-1956-0078686-7).
fn links(graph: &Graph, town_of: &[u32], from_seat: &[f64], towns: usize) -> Vec<(u32, u32)> {
    let mut crossings = Vec::new();
    for cell in (0_u32..).take(graph.len()) {
        for next in graph.neighbours[cell as usize].iter().filter(|next| **next > cell) {
            if town_of[cell as usize] != town_of[*next as usize] {
                let cost =
                    from_seat[cell as usize] + from_seat[*next as usize] + graph.distance_m(cell, *next);
                if cost.is_finite() {
                    crossings.push((cost.to_bits(), cell, *next));
                }
            }
        }
    }
    crossings.sort_unstable();
    let mut set_of: Vec<usize> = (0..towns).collect();
    let mut links = Vec::new();
    for (_, a, b) in crossings {
        let (one, other) = (set_of[town_of[a as usize] as usize], set_of[town_of[b as usize] as usize]);
        if one != other {
            links.push((a, b));
            set_of.iter_mut().filter(|set| **set == other).for_each(|set| *set = one);
        }
    }
    links
}

/// Small groups of one town and plan join the largest group of the same town beside them.
fn tidy(graph: &Graph, town_of: &[u32], phase_of: &mut [u32]) {
    for _ in 0..3 {
        let groups = graph.groups(|cell| Some((town_of[cell as usize], phase_of[cell as usize])));
        let mut group_of = vec![0; graph.len()];
        for (at, group) in groups.iter().enumerate() {
            for cell in group {
                group_of[*cell as usize] = at;
            }
        }
        for group in groups.iter().filter(|group| group.len() < SMALLEST_GROUP) {
            let town = town_of[group[0] as usize];
            let beside = group.iter().flat_map(|cell| &graph.neighbours[*cell as usize]);
            let others = beside.filter(|next| {
                town_of[**next as usize] == town && group_of[**next as usize] != group_of[group[0] as usize]
            });
            let largest =
                others.max_by_key(|next| (groups[group_of[**next as usize]].len(), u32::MAX - **next));
            if let Some(largest) = largest.copied() {
                let phase = phase_of[largest as usize];
                for cell in group {
                    phase_of[*cell as usize] = phase;
                }
            }
        }
    }
}
