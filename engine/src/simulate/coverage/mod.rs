//! A nested coverage inside an outline: towns, communities and responsibility grids, all made of unit grids.
//!
//! The outline is filled with a triangle mesh; triangles are gathered into unit grids by repeated cutting
//! (recursive bisection, M. J. Berger, S. H. Bokhari 1987, doi:10.1109/TC.1987.1676942), unit grids into everything
//! else. As every border is a chain of mesh edges on the lattice, the layers are valid and nested by construction.

mod border;
mod divide;
mod graph;
mod group;
mod mesh;
mod plane;
mod publish;
mod reach;
mod smooth;
mod spec;

pub use spec::{
    CommunitySpec, CoverageError, CoverageReport, CoverageSpec, GeneratedCoverage, GeneratedLayer, TownSpec,
};

use self::divide::{Division, divide, whole};
use self::graph::Graph;
use self::mesh::{Mesh, NONE};
use self::plane::Plane;
use crate::simulate::SplitMix64;

/// A unit grid's border is this many mesh edges per square root of its mesh points, measured on generated coverages.
const BORDER_EDGES: f64 = 4.9;

/// How often the number of cells is corrected; the last time takes the best number found.
const ATTEMPTS: u32 = 6;

/// Everything known before codes are given.
struct Ground {
    plane: Plane,
    mesh: Mesh,
    division: Division,
    graph: Graph,
    town_of: Vec<u32>,
    phase_of: Vec<u32>,
}

/// Fills an outline with a nested, valid, synthetic coverage.
///
/// Layers: `district` and `town` over the whole outline; `community`, `responsibility-grid` and `unit-grid` over the
/// covered part. Borders are shared vertex for vertex between neighbours and between layers. Added vertices on long
/// outline edges lie within half a lattice step (6 mm) of the edge.
///
/// # Errors
/// [`CoverageError`] when the outline is not sound, a number makes no sense, or there are too few cells for the groups.
///
/// # Complexity
/// O(t log n) for t mesh triangles and n cells. Measured times stand in the user guide.
///
/// # Example
/// ```
/// use gridward::simulate::coverage::{CoverageSpec, generate};
/// use gridward::topology::{Point, Polygon, Shape};
/// let corners = [(0, 0), (300_000, 0), (300_000, 200_000), (0, 200_000)]; // 3.3 km by 2.2 km
/// let exterior = corners.map(|(x, y)| Point::new(1_213_800_000 + x, 311_000_000 + y)).to_vec();
/// let outline = Shape::from(Polygon { exterior, interiors: Vec::new() });
/// let coverage = generate(&CoverageSpec::new(outline, 35_000.0, 7))?;
/// assert_eq!(coverage.report.units, 181);
/// # Ok::<(), gridward::simulate::coverage::CoverageError>(())
/// ```
pub fn generate(spec: &CoverageSpec) -> Result<GeneratedCoverage, CoverageError> {
    check(spec)?;
    let (low, high) = spec.outline.bounds().ok_or(CoverageError::Outline { reason: "has no vertices" })?;
    let plane = Plane::over(low, high);
    let random = SplitMix64::new(spec.seed);
    let mesh_points = f64::from(spec.vertices_per_unit) / BORDER_EDGES;
    let spacing_m = (spec.unit_area_m2 / (mesh_points * mesh_points) / 0.866).sqrt();
    let mesh = Mesh::fill(&spec.outline, &plane, spacing_m, &mut random.fork(1))?;
    let ground = settle(spec, plane, mesh, &random)?;
    publish::publish(spec, &ground, &random)
}

/// Divides and assigns until the number of covered cells fits the wanted mean area.
fn settle(
    spec: &CoverageSpec,
    plane: Plane,
    mesh: Mesh,
    random: &SplitMix64,
) -> Result<Ground, CoverageError> {
    let seats = reach::seats(spec, &plane);
    let weights = weights(spec, &mesh, &seats, random);
    let total_m2: f64 = mesh.areas_m2.iter().sum();
    if let Some(last) = spec.covered_m2.last().filter(|last| **last > total_m2) {
        return Err(CoverageError::Setting {
            field: "covered_m2",
            value: last.to_string(),
            wanted: "it must not be larger than the outline",
        });
    }
    let partial = !spec.covered_m2.is_empty();
    let covered_m2 = spec.covered_m2.last().copied().unwrap_or(total_m2);
    let wanted = (covered_m2 / spec.unit_area_m2).round().max(1.0);
    let mut cells = (total_m2 / spec.unit_area_m2).round().max(1.0);
    let mut best = (f64::INFINITY, cells);
    let mut original = Some(mesh);
    for attempt in 0..ATTEMPTS {
        let Some(mut mesh) = original.take() else { break };
        let last = !partial || attempt + 1 == ATTEMPTS;
        if last {
            cells = best.1;
        }
        let division = divide(&mesh, &weights, whole(cells), whole(cells / 400.0).max(12), &random.fork(2));
        let rough = Graph::new(&mesh, &division.cell_of, division.count);
        let (town_of, starts) = reach::towns(spec, &rough, &plane, &mut random.fork(3))?;
        let phase_of = reach::phases(spec, &rough, &town_of, &starts, random.fork(4).next_u64());
        let covered =
            f64::from(u32::try_from(phase_of.iter().filter(|p| **p != NONE).count()).unwrap_or(u32::MAX));
        let miss = (covered / wanted - 1.0).abs();
        if !last && miss > 0.004 {
            if miss < best.0 {
                best = (miss, cells);
            }
            cells = (cells * wanted / covered).round();
            original = Some(mesh);
            continue;
        }
        smooth::smooth(&mut mesh, &division.cell_of, &plane, spec.smoothing_rounds);
        let graph = Graph::new(&mesh, &division.cell_of, division.count);
        return Ok(Ground { plane, mesh, division, graph, town_of, phase_of });
    }
    Err(CoverageError::Outline { reason: "cannot be divided" })
}

/// How many cells a triangle counts for, up to a factor: more beside a seat than far from all.
fn weights(spec: &CoverageSpec, mesh: &Mesh, seats: &[(f64, f64)], random: &SplitMix64) -> Vec<f64> {
    let seed = random.fork(5).next_u64();
    let far_m = 4500.0;
    let size = |(x, y): (f64, f64)| {
        let nearest = seats
            .iter()
            .map(|(sx, sy)| (x - sx) * (x - sx) + (y - sy) * (y - sy))
            .fold(far_m * far_m, f64::min)
            .sqrt();
        let rural = if seats.is_empty() { 0.5 } else { nearest / far_m };
        let noise = 1.0 + 0.35 * smooth_noise_at(seed, x, y);
        (1.0 + (spec.size_contrast - 1.0) * rural) * noise
    };
    mesh.areas_m2.iter().zip(&mesh.centres).map(|(area, centre)| area / size(*centre)).collect()
}

fn smooth_noise_at(seed: u64, x: f64, y: f64) -> f64 {
    crate::simulate::smooth_noise(seed, x / 900.0, y / 900.0)
}

fn check(spec: &CoverageSpec) -> Result<(), CoverageError> {
    let fail = |field, value: String, wanted| Err(CoverageError::Setting { field, value, wanted });
    if !(spec.unit_area_m2 >= 10.0 && spec.unit_area_m2 <= 1e10) {
        return fail("unit_area_m2", spec.unit_area_m2.to_string(), "10 to 1e10 m² are possible");
    }
    if !(12..=2000).contains(&spec.vertices_per_unit) {
        return fail("vertices_per_unit", spec.vertices_per_unit.to_string(), "12 to 2000 are possible");
    }
    if !(spec.size_contrast >= 0.1 && spec.size_contrast <= 100.0) {
        return fail("size_contrast", spec.size_contrast.to_string(), "0.1 to 100 are possible");
    }
    if !(spec.units_per_community >= 1.0 && spec.units_per_community <= 999.0) {
        return fail("units_per_community", spec.units_per_community.to_string(), "1 to 999 are possible");
    }
    if spec.towns.is_empty() && !(1..=99).contains(&spec.town_count) {
        return fail("town_count", spec.town_count.to_string(), "1 to 99 are possible");
    }
    if spec.towns.iter().any(|town| !(town.share > 0.0 && town.share.is_finite())) {
        return fail("share", "not positive".into(), "every town needs a positive share");
    }
    let rising = spec.covered_m2.iter().scan(0.0, |before, area| {
        let fits = *area > *before;
        *before = *area;
        Some(fits)
    });
    if !rising.into_iter().all(|fits| fits) {
        return fail("covered_m2", format!("{:?}", spec.covered_m2), "areas must rise from plan to plan");
    }
    Ok(())
}

#[cfg(test)]
#[path = "coverage_tests.rs"]
mod tests;
