//! A whole district folder from a specification: outline as given, everything inside it generated.

use serde::{Deserialize, Serialize};

use crate::grid::definition::{BaseMapEntry, DistrictFile, LayerEntry, PlanEntry, SCHEMA, write_topojson};
use crate::grid::{Layer, LayerRole, Title};
use crate::simulate::coverage::{CoverageError, CoverageReport, CoverageSpec, TownSpec, generate};
use crate::simulate::streets::{StreetClass, to_geojson};
use crate::topology::Shape;

/// What a generated district should be like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistrictSpec {
    /// The district's name.
    pub name: Title,
    /// Its code, 6 digits.
    pub county_code: String,
    /// Its IANA time zone.
    pub zone: String,
    /// A GeoJSON file with the outline, relative to the specification.
    pub outline: String,
    /// A JSON file with the towns (a list of [`TownSpec`]), relative to the specification; without it they are invented.
    #[serde(default)]
    pub towns: Option<String>,
    /// How many towns are invented where no file is named.
    #[serde(default = "one")]
    pub town_count: u32,
    /// The plans, in order of time; the covered area rises.
    pub plans: Vec<PlanSpec>,
    /// The wanted mean area of a unit grid in m².
    pub unit_area_m2: f64,
    /// Unit grids in a community, where a town has no list of communities.
    #[serde(default = "nine")]
    pub units_per_community: f64,
    /// Responsibility grids in all.
    pub responsibility_grids: u32,
    /// Vertices on the border of a unit grid of mean area.
    pub vertices_per_unit: u32,
    /// How many times larger a unit grid far from any seat is than one beside it.
    pub size_contrast: f64,
    /// Rounds of border smoothing.
    pub smoothing_rounds: u32,
    /// The seed.
    pub seed: u64,
}

impl DistrictSpec {
    /// What to generate inside the outline.
    #[must_use]
    pub fn coverage(&self, outline: Shape, towns: Vec<TownSpec>) -> CoverageSpec {
        let mut wanted = CoverageSpec::new(outline, self.unit_area_m2, self.seed);
        wanted.name = self.name.clone();
        wanted.county_code.clone_from(&self.county_code);
        wanted.covered_m2 =
            self.plans.iter().map_while(|plan| plan.covered_km2).map(|km2| km2 * 1e6).collect();
        wanted.towns = towns;
        wanted.town_count = self.town_count;
        wanted.units_per_community = self.units_per_community;
        wanted.responsibility_grids = self.responsibility_grids;
        wanted.vertices_per_unit = self.vertices_per_unit;
        wanted.size_contrast = self.size_contrast;
        wanted.smoothing_rounds = self.smoothing_rounds;
        wanted
    }
}

/// A plan of a generated district.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSpec {
    /// The plan's number.
    pub number: u32,
    /// The first day in force.
    pub valid_from: String,
    /// Area to cover by this plan in km², grown from the towns' seats; without it the whole outline.
    #[serde(default)]
    pub covered_km2: Option<f64>,
}

/// A file of a generated district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedFile {
    /// The path in the folder.
    pub path: &'static str,
    /// The content.
    pub text: String,
}

/// The files of a district: `district.json`, `layers/coverage.topojson`, `layers/streets.geojson`; and what was reached.
///
/// # Errors
/// As [`generate`].
pub fn generate_district(
    spec: &DistrictSpec,
    outline: Shape,
    towns: Vec<TownSpec>,
) -> Result<(Vec<GeneratedFile>, CoverageReport), CoverageError> {
    let coverage = generate(&spec.coverage(outline, towns))?;
    let plan_number = |since: &u32| spec.plans.get(*since as usize).map_or(0, |plan| plan.number);
    let begins: Vec<Vec<u32>> =
        coverage.layers.iter().map(|layer| layer.since.iter().map(plan_number).collect()).collect();
    let layers: Vec<(&Layer, &[u32])> = coverage
        .layers
        .iter()
        .zip(&begins)
        .map(|(layer, begins)| (&layer.layer, begins.as_slice()))
        .collect();
    let definition = definition(spec, &layers);
    let mut json = serde_json::to_string_pretty(&definition).unwrap_or_default();
    json.push('\n');
    let streets: Vec<_> = coverage
        .streets
        .iter()
        .filter(|s| s.class != StreetClass::Lane || s.length_m >= 600.0)
        .cloned()
        .collect();
    let files = vec![
        GeneratedFile { path: "district.json", text: json },
        GeneratedFile { path: "layers/coverage.topojson", text: write_topojson(&layers) },
        GeneratedFile { path: "layers/streets.geojson", text: to_geojson(&streets) },
    ];
    Ok((files, coverage.report))
}

fn definition(spec: &DistrictSpec, layers: &[(&Layer, &[u32])]) -> DistrictFile {
    let has = |role| layers.iter().any(|(layer, _)| layer.role() == role);
    let entry = |layer: &Layer| {
        let (parents, scheme): (&[&str], _) = match layer.role() {
            LayerRole::District => (&[], "6"),
            LayerRole::Town => (&["district"], "6+3"),
            LayerRole::Community => (&["town"], "6+3+3"),
            LayerRole::ResponsibilityGrid => (&["town"], "6+3+Z+3"),
            _ if has(LayerRole::ResponsibilityGrid) => {
                (&["community", "responsibility-grid", "town"], "6+3+3+3")
            }
            _ => (&["community", "town"], "6+3+3+3"),
        };
        let named = layer.role() != LayerRole::UnitGrid;
        LayerEntry {
            name: layer.name().to_string(),
            title: layer.title().clone(),
            role: layer.role(),
            synthetic: layer.synthetic(),
            note: layer.note().cloned(),
            file: "layers/coverage.topojson".into(),
            object: Some(layer.name().to_string()),
            code_field: "code".into(),
            name_field: named.then(|| "name".into()),
            name_en_field: named.then(|| "name_en".into()),
            parents: parents.iter().map(ToString::to_string).collect(),
            code_scheme: scheme.into(),
            begin_field: Some("begin".into()),
            end_field: None,
        }
    };
    let plan = |plan: &PlanSpec| PlanEntry {
        number: plan.number,
        valid_from: plan.valid_from.clone(),
        valid_to: None,
        layers: None,
        lineage: Vec::new(),
    };
    DistrictFile {
        schema: SCHEMA.into(),
        name: spec.name.clone(),
        county_code: spec.county_code.clone(),
        zone: spec.zone.clone(),
        routing_layer: "unit-grid".into(),
        levels: ["district", "town", "community"].map(Into::into).to_vec(),
        layers: layers.iter().map(|(layer, _)| entry(layer)).collect(),
        plans: spec.plans.iter().map(plan).collect(),
        base_map: Some(BaseMapEntry { streets: "layers/streets.geojson".into(), synthetic: true }),
    }
}

fn one() -> u32 {
    1
}

fn nine() -> f64 {
    9.0
}
