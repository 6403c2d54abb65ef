//! The same answers at any number of threads and in any order of cells, from the program itself.

use std::fmt::Write as _;

use gridward::ids::CellCode;
use gridward::locate::{Locator, LocatorOptions, NO_CELL};
use gridward::measure::{LonLat, Metres};
use gridward::simulate::SplitMix64;
use gridward::simulate::coverage::{CoverageSpec, generate};
use gridward::topology::{Point, Polygon, Shape};

use crate::support::{full, gridward, reference, said, text};

const CORNER: (i64, i64) = (1_213_000_000, 310_000_000);

fn below(random: &mut SplitMix64, n: i64) -> i64 {
    (random.next_u64() % n.unsigned_abs()).cast_signed()
}

fn rectangle(x: i64, y: i64, width: i64, height: i64) -> Shape {
    let corners = [(0, 0), (width, 0), (width, height), (0, height)];
    let exterior = corners.map(|(dx, dy)| Point::new(CORNER.0 + x + dx, CORNER.1 + y + dy)).to_vec();
    Polygon { exterior, interiors: Vec::new() }.into()
}

/// A valid coverage of some hundred cells, with a hole and an island.
fn coverage() -> Vec<(CellCode, Shape)> {
    let mut outline = rectangle(0, 0, 400_000, 300_000);
    outline.polygons[0]
        .interiors
        .push(rectangle(150_000, 100_000, 60_000, 50_000).polygons[0].exterior.clone());
    outline.polygons.extend(rectangle(450_000, 20_000, 80_000, 90_000).polygons);
    let coverage = generate(&CoverageSpec::new(outline, 25_000.0, 3)).unwrap();
    let layer = &coverage.layers.last().unwrap().layer;
    layer.cells().iter().map(|cell| (cell.code.clone(), cell.shape.clone())).collect()
}

/// Shapes of any quality: bow-ties, slivers, holes, overlaps, repeated corners, far apart.
fn soup(seed: u64) -> Vec<(CellCode, Shape)> {
    let mut random = SplitMix64::new(seed);
    let shape = |random: &mut SplitMix64, i: i64| {
        let (x, y) = (below(random, 3_000), below(random, 3_000));
        let reach = [40, 900, 5, 3_000][usize::try_from(i % 4).unwrap()];
        let far = if i == 11 { 900_000_000 } else { 0 };
        let ring = |random: &mut SplitMix64| -> Vec<Point> {
            (0..3 + i % 5)
                .map(|_| {
                    Point::new(CORNER.0 - far + x + below(random, reach), CORNER.1 + y + below(random, reach))
                })
                .collect()
        };
        Shape { polygons: vec![Polygon { exterior: ring(random), interiors: vec![ring(random)] }] }
    };
    (0..12).map(|i| (CellCode::new(&format!("{i:02}")), shape(&mut random, i))).collect()
}

/// Compares all ways to ask with the reference at places of which a third are vertices, on borders, or a step off.
fn compare(cells: Vec<(CellCode, Shape)>, places: usize, seed: u64) -> usize {
    let corners: Vec<Point> = cells.iter().flat_map(|(_, shape)| shape.rings().flatten().copied()).collect();
    let edges: Vec<(Point, Point)> = (cells.iter().flat_map(|(_, shape)| shape.rings()))
        .flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)))
        .collect();
    let (x, y) = corners
        .iter()
        .filter(|p| p.x > CORNER.0 - 1_000_000)
        .fold(((i64::MAX, i64::MIN), (i64::MAX, i64::MIN)), |(x, y), p| {
            ((x.0.min(p.x), x.1.max(p.x)), (y.0.min(p.y), y.1.max(p.y)))
        });
    let (locator, _) = Locator::build(cells, LocatorOptions { gap_width: Metres(0.0) }).unwrap();
    let mut differing = 0;
    let mut random = SplitMix64::new(seed);
    let block = 1 << 16;
    for _ in 0..places.div_ceil(block) {
        let at = |random: &mut SplitMix64, k: usize| {
            let (a, b) = edges[usize::try_from(below(random, edges.len() as i64)).unwrap()];
            let (dx, dy, t) = (below(random, 3) - 1, below(random, 3) - 1, below(random, 65));
            match k % 12 {
                0 => a,
                1 => Point::new(a.x + dx, a.y + dy),
                2 => Point::new(a.x + (b.x - a.x) * t / 64, a.y + (b.y - a.y) * t / 64),
                3 => Point::new(a.x + (b.x - a.x) * t / 64 + dx, a.y + (b.y - a.y) * t / 64 + dy),
                _ => Point::new(
                    x.0 - 50 + below(random, x.1 - x.0 + 100),
                    y.0 - 50 + below(random, y.1 - y.0 + 100),
                ),
            }
        };
        let (lon, lat): (Vec<f64>, Vec<f64>) =
            (0..block).map(|k| at(&mut random, k)).map(|p| (p.x as f64 / 1e7, p.y as f64 / 1e7)).unzip();
        let mut found = vec![0; block];
        locator.cells_of(&lon, &lat, &mut found);
        for (i, &cell) in found.iter().enumerate() {
            let expected =
                locator.cell_by_reference(LonLat::new(lon[i], lat[i]).unwrap()).map_or(NO_CELL, |c| c.0);
            differing += usize::from(cell != expected);
        }
    }
    differing
}

#[test]
fn the_raster_gives_the_cells_of_the_reference_at_millions_of_places() {
    let places = if full() { 200_000_000 } else { 10_000_000 };
    let threads: Vec<_> = (0..2u64)
        .map(|half| {
            std::thread::spawn(move || {
                let mut differing = compare(coverage(), places / 4, half + 1);
                for seed in 0..25 {
                    differing += compare(soup(seed + 100 * half), places / 100, seed);
                }
                differing
            })
        })
        .collect();
    let differing: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    println!("{differing} differences at {places} places");
    assert_eq!(differing, 0);
}

#[test]
fn assign_writes_the_same_bytes_at_one_and_at_many_threads_and_for_shuffled_cells() {
    let Some(reference) = reference() else { return };
    let data = reference.join("data");
    let folder = tempfile::tempdir().unwrap();
    let layer = std::fs::read_to_string(data.join("dc/single-member-district-2013.geojson")).unwrap();
    let mut reversed: serde_json::Value = serde_json::from_str(&layer).unwrap();
    reversed["features"].as_array_mut().unwrap().reverse();
    let shuffled = folder.path().join("reversed.geojson");
    std::fs::write(&shuffled, reversed.to_string()).unwrap();
    let original = data.join("dc/single-member-district-2013.geojson");
    let mut outputs = Vec::new();
    for (file, threads) in [(&original, "1"), (&original, "2"), (&original, "5"), (&shuffled, "3")] {
        let out = folder.path().join(format!("{}.csv", outputs.len()));
        let mut layer = String::from("smd=");
        write!(layer, "{}:SMD_ID", text(file)).unwrap();
        let cases = data.join("dc/crime_2016_jul_aug.csv.gz");
        let output = gridward(&[
            "assign",
            "--layer",
            &layer,
            "--cases",
            text(&cases),
            "--lon",
            "lon",
            "--lat",
            "lat",
            "--datum",
            "wgs84",
            "--threads",
            threads,
            "--out",
            text(&out),
        ]);
        assert!(output.status.success(), "{}", said(&output));
        outputs.push(std::fs::read(out).unwrap());
    }
    assert!(outputs.windows(2).all(|pair| pair[0] == pair[1]));
}
