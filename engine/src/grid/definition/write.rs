//! Layers to TopoJSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::grid::Layer;
use crate::topology::{Point, Ring};

/// Layers as one TopoJSON document, every border stored once, exact on the lattice.
///
/// Each layer becomes an object; a cell's properties are `code`, `name`, `name_en`, one for each parent layer, and
/// `begin`, the plan number given with the layer for each of its cells. The layers must share their borders vertex
/// for vertex, as those of a plan do.
///
/// # Complexity
/// O(n log n) in the number of vertices.
#[must_use]
pub fn write_topojson(layers: &[(&Layer, &[u32])]) -> String {
    let arcs = Arcs::new(layers);
    let mut text = String::from(
        "{\"type\":\"Topology\",\"transform\":{\"scale\":[1e-7,1e-7],\"translate\":[0,0]},\n\"objects\":{",
    );
    for (at, (layer, begins)) in layers.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(
            text,
            "{comma}\n{}:{{\"type\":\"GeometryCollection\",\"geometries\":[",
            quoted(layer.name().as_str())
        );
        for (at, cell) in layer.cells().iter().enumerate() {
            let _ = write!(
                text,
                "{}\n{{\"properties\":{{\"code\":{}",
                if at == 0 { "" } else { "," },
                quoted(cell.code.as_str())
            );
            if let Some(name) = &cell.name {
                let _ = write!(text, ",\"name\":{}", quoted(&name.zh));
                if !name.en.is_empty() {
                    let _ = write!(text, ",\"name_en\":{}", quoted(&name.en));
                }
            }
            for (parent, code) in cell.parents.iter() {
                let _ = write!(text, ",{}:{}", quoted(parent.as_str()), quoted(code.as_str()));
            }
            if let Some(begin) = begins.get(at) {
                let _ = write!(text, ",\"begin\":{begin}");
            }
            let polygons: Vec<String> = cell
                .shape
                .polygons
                .iter()
                .map(|polygon| {
                    list(polygon.rings().map(|ring| list(arcs.numbers(ring).iter().map(ToString::to_string))))
                })
                .collect();
            let _ = match polygons.as_slice() {
                [one] => write!(text, "}},\"type\":\"Polygon\",\"arcs\":{one}}}"),
                many => {
                    write!(text, "}},\"type\":\"MultiPolygon\",\"arcs\":{}}}", list(many.iter().cloned()))
                }
            };
        }
        text.push_str("]}");
    }
    text.push_str("},\n\"arcs\":[");
    for (at, arc) in arcs.arcs.iter().enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        let mut before = Point::new(0, 0);
        let deltas = arc.iter().map(|vertex| {
            let p = arcs.point(*vertex);
            let delta = format!("[{},{}]", p.x - before.x, p.y - before.y);
            before = p;
            delta
        });
        text.push_str(&list(deltas));
    }
    text.push_str("]}\n");
    text
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// All borders of some layers, cut where they meet.
struct Arcs {
    /// Ordered, so that a vertex's number is its place.
    points: Vec<Point>,
    arcs: Vec<Vec<usize>>,
    /// First step from an end of an arc → its number, −n−1 when walked backwards.
    by_first_step: BTreeMap<(usize, usize), i64>,
    is_end: Vec<bool>,
}

impl Arcs {
    fn new(layers: &[(&Layer, &[u32])]) -> Self {
        let rings = || layers.iter().flat_map(|(layer, _)| layer.cells()).flat_map(|cell| cell.shape.rings());
        let mut points: Vec<Point> = rings().flatten().copied().collect();
        points.sort_unstable();
        points.dedup();
        let mut arcs = Self {
            is_end: vec![false; points.len()],
            points,
            arcs: Vec::new(),
            by_first_step: BTreeMap::new(),
        };
        let mut around: Vec<Vec<usize>> = vec![Vec::new(); arcs.points.len()];
        for ring in rings() {
            for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                let (a, b) = (arcs.vertex(*a), arcs.vertex(*b));
                around[a].push(b);
                around[b].push(a);
            }
        }
        for list in &mut around {
            list.sort_unstable();
            list.dedup();
        }
        for (end, list) in arcs.is_end.iter_mut().zip(&around) {
            *end = list.len() != 2;
        }
        let mut visited = vec![false; arcs.points.len()];
        for vertex in (0..around.len()).filter(|vertex| around[*vertex].len() != 2) {
            arcs.follow(vertex, &around, &mut visited);
        }
        // What is left are rings that meet nothing; each begins at its lowest point.
        for vertex in 0..around.len() {
            if around[vertex].len() == 2 && !visited[vertex] {
                arcs.is_end[vertex] = true;
                arcs.follow(vertex, &around, &mut visited);
            }
        }
        arcs
    }

    /// All arcs from an end that are not known yet.
    fn follow(&mut self, start: usize, around: &[Vec<usize>], visited: &mut [bool]) {
        for first in &around[start] {
            if self.by_first_step.contains_key(&(start, *first)) {
                continue;
            }
            let mut arc = vec![start];
            let (mut before, mut here) = (start, *first);
            while !self.is_end[here] {
                visited[here] = true;
                arc.push(here);
                let next = around[here].iter().copied().find(|next| *next != before).unwrap_or(start);
                (before, here) = (here, next);
            }
            visited[here] = true;
            arc.push(here);
            let number = i64::try_from(self.arcs.len()).unwrap_or(i64::MAX);
            self.by_first_step.insert((start, *first), number);
            self.by_first_step.entry((here, before)).or_insert(-1 - number);
            self.arcs.push(arc);
        }
    }

    fn vertex(&self, p: Point) -> usize {
        self.points.binary_search(&p).unwrap_or(0)
    }

    fn point(&self, vertex: usize) -> Point {
        self.points[vertex]
    }

    /// The arcs of a ring.
    fn numbers(&self, ring: &Ring) -> Vec<i64> {
        let mut vertices: Vec<usize> = ring.iter().map(|p| self.vertex(*p)).collect();
        let Some(start) = vertices.iter().position(|vertex| self.is_end[*vertex]) else { return Vec::new() };
        vertices.rotate_left(start);
        let mut numbers = Vec::new();
        let mut at = 0;
        while at < vertices.len() {
            let step = (vertices[at], vertices[(at + 1) % vertices.len()]);
            let Some(number) = self.by_first_step.get(&step) else { return numbers };
            numbers.push(*number);
            let arc = usize::try_from(if *number < 0 { -1 - *number } else { *number }).unwrap_or(0);
            at += self.arcs[arc].len() - 1;
        }
        numbers
    }
}
