//! The form of `district.json`.

use serde::{Deserialize, Serialize};

use crate::grid::{LayerRole, Lineage, Title};

/// The value of `schema` that this version reads.
pub const SCHEMA: &str = "gridward/district/1";

/// `district.json`: a district's name, time zone, layers and plans.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DistrictFile {
    /// [`SCHEMA`].
    pub schema: String,
    /// The district's name.
    pub name: Title,
    /// The district's code, 6 digits (GB/T 2260).
    pub county_code: String,
    /// The IANA name of the time zone in which the plans' dates are meant, for instance `Asia/Shanghai`.
    pub zone: String,
    /// The layer whose cell decides a case's way.
    pub routing_layer: String,
    /// The layers of the hierarchy that roll up, from the top.
    pub levels: Vec<String>,
    /// All layers, in the order in which a map lists them.
    pub layers: Vec<LayerEntry>,
    /// All plans, in order of time.
    pub plans: Vec<PlanEntry>,
    /// What a map shows under the cells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_map: Option<BaseMapEntry>,
}

/// What a map shows under the cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BaseMapEntry {
    /// A GeoJSON file of streets with `name`, `name_en` and `class` (`main`, `secondary`, `lane`).
    pub streets: String,
    /// Whether the streets are invented.
    #[serde(default)]
    pub synthetic: bool,
}

/// One layer of cells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LayerEntry {
    /// The layer's name.
    pub name: String,
    /// Its name for people.
    pub title: Title,
    /// What its cells stand for.
    pub role: LayerRole,
    /// Whether the borders are invented.
    #[serde(default)]
    pub synthetic: bool,
    /// A note on source and limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Title>,
    /// The file, relative to the folder: `.topojson` or `.geojson`.
    pub file: String,
    /// The object inside a TopoJSON file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The property that holds the code.
    #[serde(default = "code_field")]
    pub code_field: String,
    /// The property that holds the Chinese name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_field: Option<String>,
    /// The property that holds the English name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_en_field: Option<String>,
    /// The layers that it stands under; the property with a layer's name holds the parent's code. A code begins with
    /// the code of its parent in the first of them.
    #[serde(default)]
    pub parents: Vec<String>,
    /// How codes are built: `free-text`, or for instance `6+3+3+3`.
    #[serde(default = "free_text")]
    pub code_scheme: String,
    /// The property that holds the number of the first plan with the cell; without it, all have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begin_field: Option<String>,
    /// The property that holds the number of the first plan without the cell any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_field: Option<String>,
}

/// One plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanEntry {
    /// The plan's number.
    pub number: u32,
    /// The first day in force, or an instant with its offset.
    pub valid_from: String,
    /// The first day no longer in force; without it the next plan's begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<String>,
    /// The layers of the plan; without it, all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layers: Option<Vec<String>>,
    /// What became of the cells of the plan before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lineage: Vec<Lineage>,
}

fn code_field() -> String {
    "code".into()
}

fn free_text() -> String {
    "free-text".into()
}
