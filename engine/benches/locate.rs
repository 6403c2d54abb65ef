//! Point location beside geo + rstar on the same coverage and the same places, single-threaded, in CPU time.
//!
//! `cargo bench --workspace --bench locate` prints a table; `docs/benchmarks.md` keeps one with its machine.
//! CPU time is the thread's own (/proc/thread-self/schedstat), so that other work on the machine counts less.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    clippy::allow_attributes,
    missing_docs,
    reason = "a benchmark"
)]

use std::hint::black_box;
use std::time::Instant;

use geo::{BoundingRect, Coord, CoordinatePosition, LineString, Polygon, coordinate_position::CoordPos};
use gridward::ids::CellCode;
use gridward::locate::{Locator, LocatorOptions, NO_CELL, SpatialOrder};
use gridward::measure::LonLat;
use gridward::simulate::SplitMix64;
use gridward::simulate::coverage::{CoverageSpec, generate};
use gridward::topology::{Point, Shape};
use rstar::{AABB, RTree, RTreeObject};

/// The peer: rstar over envelopes, geo's exact point-in-polygon on what it finds.
struct Peer {
    cell: u32,
    polygon: Polygon<f64>,
}

impl RTreeObject for Peer {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        let r = self.polygon.bounding_rect().unwrap();
        AABB::from_corners([r.min().x, r.min().y], [r.max().x, r.max().y])
    }
}

fn cpu_ns() -> u64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or(0)
}

/// A square of 165 km² with about `cells` unit grids of about `vertices` vertices.
fn coverage(cells: u32, vertices: u32) -> Vec<(CellCode, Shape)> {
    let (x, y) = (1_213_000_000, 310_000_000);
    let (width, height) = (1_346_000, 1_158_500);
    let exterior =
        [(0, 0), (width, 0), (width, height), (0, height)].map(|(dx, dy)| Point::new(x + dx, y + dy));
    let mut spec = CoverageSpec::new(
        gridward::topology::Polygon { exterior: exterior.to_vec(), interiors: Vec::new() }.into(),
        165.0e6 / f64::from(cells),
        7,
    );
    (spec.vertices_per_unit, spec.town_count) = (vertices, 13);
    let generated = generate(&spec).unwrap();
    let layer = &generated.layers.last().unwrap().layer;
    layer.cells().iter().map(|cell| (cell.code.clone(), cell.shape.clone())).collect()
}

fn places(cells: &[(CellCode, Shape)], count: usize) -> (Vec<f64>, Vec<f64>) {
    let bounds = cells.iter().filter_map(|(_, shape)| shape.bounds());
    let (low, high) = bounds
        .reduce(|a, b| {
            (Point::new(a.0.x.min(b.0.x), a.0.y.min(b.0.y)), Point::new(a.1.x.max(b.1.x), a.1.y.max(b.1.y)))
        })
        .unwrap();
    let mut random = SplitMix64::new(11);
    let mut at = |low: i64, high: i64| {
        let unit = (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64;
        (low as f64 + unit * (high - low) as f64) / 1e7
    };
    (0..count).map(|_| (at(low.x, high.x), at(low.y, high.y))).unzip()
}

fn peer(cells: &[(CellCode, Shape)]) -> RTree<Peer> {
    let line = |ring: &[Point]| {
        LineString::new(ring.iter().map(|p| Coord { x: p.x as f64 / 1e7, y: p.y as f64 / 1e7 }).collect())
    };
    let mut peers = Vec::new();
    for (cell, (_, shape)) in (0u32..).zip(cells) {
        for polygon in &shape.polygons {
            let interiors = polygon.interiors.iter().map(|ring| line(ring)).collect();
            peers.push(Peer { cell, polygon: Polygon::new(line(&polygon.exterior), interiors) });
        }
    }
    RTree::bulk_load(peers)
}

fn peer_cell(tree: &RTree<Peer>, x: f64, y: f64) -> u32 {
    let holds = |p: &&Peer| p.polygon.coordinate_position(&Coord { x, y }) != CoordPos::Outside;
    let here = AABB::from_point([x, y]);
    tree.locate_in_envelope_intersecting(here).filter(holds).map(|p| p.cell).min().unwrap_or(NO_CELL)
}

/// The least CPU time of five rounds, in nanoseconds for each of `count` places. The kernel counts CPU time in steps of
/// up to 4 ms, so a round repeats the run until it has taken 400 ms.
fn least(count: usize, mut run: impl FnMut()) -> f64 {
    let round = |_| {
        let (start, mut runs) = (cpu_ns(), 0u32);
        while cpu_ns() - start < 400_000_000 {
            run();
            runs += 1;
        }
        (cpu_ns() - start) as f64 / f64::from(runs) / count as f64
    };
    (0..5).map(round).fold(f64::INFINITY, f64::min)
}

fn measure(cells: u32, vertices: u32, count: usize) {
    let layer = coverage(cells, vertices);
    let corners: usize = layer.iter().flat_map(|(_, s)| s.rings()).map(Vec::len).sum();
    let started = (Instant::now(), cpu_ns());
    let (locator, _) = Locator::build(layer.clone(), LocatorOptions::default()).unwrap();
    let build = (started.0.elapsed(), cpu_ns() - started.1);
    let (lon, lat) = places(&layer, count);
    let mut found = vec![0u32; count];
    let ours = least(count, || locator.cells_of(&lon, &lat, black_box(&mut found)));
    let tree = peer(&layer);
    let asked = count / 20;
    let mut differing = 0;
    let theirs = least(asked, || {
        differing = (0..asked).filter(|&i| black_box(peer_cell(&tree, lon[i], lat[i])) != found[i]).count();
    });
    let mut singles: Vec<u64> = (0..20_000)
        .map(|i| {
            let place = LonLat::new(lon[i], lat[i]).unwrap();
            let start = Instant::now();
            for _ in 0..4 {
                black_box(locator.cell_of(black_box(place)));
            }
            u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX) / 4
        })
        .collect();
    singles.sort_unstable();
    let order = SpatialOrder::of(&lon, &lat);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let start = Instant::now();
    let explained = one.install(|| black_box(locator.place_all(&order)).cells.len());
    let explained = start.elapsed().as_nanos() as f64 / explained as f64;
    println!(
        "| {} × {} | {:.1} M/s ({ours:.1} ns) | {:.2} M/s ({theirs:.0} ns) | {:.1} × | {:.0} ms wall | {:.1} MB / {:.1} MB | {} / {} ns | {explained:.0} ns |",
        layer.len(),
        corners / layer.len(),
        1e3 / ours,
        1e3 / theirs,
        theirs / ours,
        build.0.as_secs_f64() * 1e3,
        locator.raster_bytes() as f64 / 1e6,
        locator.bytes() as f64 / 1e6,
        singles[singles.len() / 2],
        singles[singles.len() * 99 / 100]
    );
    println!(
        "  places where geo + rstar says otherwise (borders; it does not round to the lattice): {differing} of {asked}"
    );
}

fn main() {
    println!(
        "| cells × vertices | Gridward | geo + rstar | ratio | build | raster / all | single p50 / p99 | with border distance and rival, 1 thread wall |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    measure(521, 200, 4_000_000);
    measure(16_500, 40, 4_000_000);
}
