//! The district that ships with the project: its sums are those of the published figures, its layers are exact
//! partitions, its codes follow the national form, and the folder can be generated again byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use gridward::crs::STEPS_PER_DEGREE;
use gridward::crs::metric::lattice_ring_area;
use gridward::grid::definition::shape_of_geojson;
use gridward::grid::{District, Layer, Plan};
use gridward::ids::{LayerName, PlanNumber};
use gridward::simulate::district::{DistrictSpec, generate_district};
use gridward::topology::{Arrangement, Shape};

fn folder() -> PathBuf {
    crate::support::root().join("grid-definitions/minhang")
}

fn district() -> District {
    District::load(&folder()).unwrap_or_else(|errors| panic!("{errors}"))
}

fn layer<'p>(plan: &'p Plan, name: &str) -> &'p Layer {
    plan.layer(&LayerName::new(name)).unwrap()
}

fn area_km2(layer: &Layer) -> f64 {
    let ring_m2 = |ring: &Vec<gridward::topology::Point>| {
        lattice_ring_area(ring.iter().map(|p| [p.x, p.y]), STEPS_PER_DEGREE).magnitude().0
    };
    let polygons = layer.cells().iter().flat_map(|cell| &cell.shape.polygons);
    polygons.map(|p| ring_m2(&p.exterior) - p.interiors.iter().map(ring_m2).sum::<f64>()).sum::<f64>() / 1e6
}

fn near(got: f64, wanted: f64, share: f64) {
    assert!((got / wanted - 1.0).abs() <= share, "{got} against {wanted}");
}

#[test]
fn counts_and_areas_are_those_of_the_published_figures() {
    let district = district();
    let plan = district.plans().by_number(PlanNumber(2)).unwrap();
    assert_eq!(layer(plan, "town").cells().len(), 13);
    assert_eq!(layer(plan, "community").cells().len(), 521);
    let count = |name| f64::from(u32::try_from(layer(plan, name).cells().len()).unwrap());
    near(count("unit-grid"), 4678.0, 0.02);
    assert!((count("responsibility-grid") - 211.0).abs() <= 5.0);
    for (number, km2) in [(1, 125.0), (2, 165.0)] {
        let plan = district.plans().by_number(PlanNumber(number)).unwrap();
        for name in ["unit-grid", "community", "responsibility-grid"] {
            near(area_km2(layer(plan, name)), km2, 0.01);
        }
        // The outline that the project ships is simplified: 376 km² against about 372.
        near(area_km2(layer(plan, "town")), 372.0, 0.02);
    }
}

#[test]
fn the_second_plan_keeps_every_cell_of_the_first() {
    let district = district();
    let [first, second] = district.plans().plans() else { panic!("two plans") };
    assert_eq!(first.valid_to(), Some(second.valid_from()));
    assert_eq!(second.valid_from().to_string(), "2010-12-31T16:00:00Z");
    for (name, layer) in first.layers() {
        let later = second.layer(name).unwrap();
        assert!(layer.cells().iter().all(|cell| later.find(&cell.code) == Some(cell)), "{name}");
    }
}

#[test]
fn borders_that_are_invented_say_so() {
    for definition in district().layers() {
        assert_eq!(definition.synthetic, definition.name.as_str() != "district", "{}", definition.name);
    }
}

#[test]
fn every_layer_of_every_plan_is_a_partition_and_every_parent_the_sum_of_its_children() {
    let district = district();
    for plan in district.plans().plans() {
        for (name, layer) in plan.layers() {
            let shapes: Vec<Shape> = layer.cells().iter().map(|cell| cell.shape.clone()).collect();
            let (arrangement, _) = Arrangement::build(&shapes).unwrap();
            for face in arrangement.faces().skip(1) {
                let cover = arrangement.face_cover(face);
                assert!(cover.len() < 2, "{name}: cells {cover:?} overlap");
                // Ground without a cell inside a layer must be a whole uncovered region, no sliver.
                let hole = cover.is_empty().then(|| arrangement.face_twice_area(face));
                assert!(
                    hole.is_none_or(|twice| twice > 200_000_000_000),
                    "{name}: a gap of {hole:?} half square steps"
                );
            }
        }
        for (child, parent) in
            [("unit-grid", "community"), ("unit-grid", "responsibility-grid"), ("town", "district")]
        {
            let parent = layer(plan, parent);
            let mut sums = BTreeMap::new();
            for cell in layer(plan, child).cells() {
                let code = cell.parents.get(parent.name()).unwrap();
                *sums.entry(code.clone()).or_insert(0) += cell.shape.twice_area();
            }
            for cell in parent.cells() {
                assert_eq!(sums.get(&cell.code), Some(&cell.shape.twice_area()), "{}", cell.code);
            }
        }
    }
}

#[test]
fn the_coverage_of_each_plan_hangs_together() {
    let district = district();
    for plan in district.plans().plans() {
        let units = layer(plan, "unit-grid");
        let mut beside: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (at, cell) in units.cells().iter().enumerate() {
            for ring in cell.shape.rings() {
                for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                    beside.entry((*a.min(b), *a.max(b))).or_default().push(at);
                }
            }
        }
        let mut neighbours = vec![Vec::new(); units.cells().len()];
        for pair in beside.values().filter(|cells| cells.len() == 2) {
            neighbours[pair[0]].push(pair[1]);
            neighbours[pair[1]].push(pair[0]);
        }
        let mut seen = BTreeSet::from([0]);
        let mut waiting = vec![0];
        while let Some(at) = waiting.pop() {
            waiting.extend(neighbours[at].iter().copied().filter(|next| seen.insert(*next)));
        }
        assert_eq!(seen.len(), units.cells().len(), "plan {}", plan.number().0);
    }
}

#[test]
fn the_folder_is_generated_again_byte_for_byte() {
    let source = folder().join("source");
    let text = |name: &str| std::fs::read_to_string(source.join(name)).unwrap();
    let spec: DistrictSpec = serde_json::from_str(&text("spec.json")).unwrap();
    let outline = shape_of_geojson(&text(&spec.outline)).unwrap();
    let towns = serde_json::from_str(&text(spec.towns.as_deref().unwrap())).unwrap();
    let (files, _) = generate_district(&spec, outline, towns).unwrap();
    for file in files {
        let committed = std::fs::read_to_string(folder().join(file.path)).unwrap();
        assert!(
            committed == file.text,
            "{} differs: run the command in grid-definitions/minhang/README.md",
            file.path
        );
    }
}
