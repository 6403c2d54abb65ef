//! A plan as it is published: layers and how they stand to each other.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::error::EditionError;
use super::pack::Pack;
use crate::grid::{Cell, District, Layer, LayerRole, Lineage, Plan, Title};
use crate::ids::{LayerName, PlanNumber};

/// The file that says how the layers stand to each other.
const ABOUT: &str = "plan.json";

/// The layers of a plan that is to be published (规划版本).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanEdition {
    /// The layers, by name.
    pub layers: BTreeMap<LayerName, Arc<Layer>>,
    /// The layers that roll up, from the top.
    pub levels: Vec<LayerName>,
    /// The layer whose cell decides a case's way.
    pub routing: LayerName,
    /// What became of the cells of the plan before.
    pub lineage: Vec<Lineage>,
}

#[derive(Serialize, Deserialize)]
struct About {
    levels: Vec<LayerName>,
    routing: LayerName,
    lineage: Vec<Lineage>,
    layers: Vec<LayerName>,
}

#[derive(Serialize, Deserialize)]
struct LayerForm {
    title: Title,
    role: LayerRole,
    synthetic: bool,
    note: Option<Title>,
    cells: Vec<Cell>,
}

impl PlanEdition {
    /// The edition of one of a district folder's plans.
    #[must_use]
    pub fn of_district(district: &District, plan: &Plan) -> Self {
        Self {
            layers: plan.layers().clone(),
            levels: district.levels().to_vec(),
            routing: district.routing_layer().clone(),
            lineage: plan.lineage().to_vec(),
        }
    }

    /// The edition as files.
    ///
    /// # Errors
    /// [`EditionError`] where memory does not suffice.
    ///
    /// # Complexity
    /// O(vertices).
    pub fn to_pack(&self) -> Result<Pack, EditionError> {
        let about = About {
            levels: self.levels.clone(),
            routing: self.routing.clone(),
            lineage: self.lineage.clone(),
            layers: self.layers.keys().cloned().collect(),
        };
        let mut pack = Pack::default();
        let text =
            serde_json::to_vec(&about).map_err(|error| EditionError::new(ABOUT, &error.to_string()))?;
        pack.insert(ABOUT, text);
        for (name, layer) in &self.layers {
            let form = LayerForm {
                title: layer.title().clone(),
                role: layer.role(),
                synthetic: layer.synthetic(),
                note: layer.note().cloned(),
                cells: layer.cells().to_vec(),
            };
            let file = file_of(name);
            let content =
                postcard::to_stdvec(&form).map_err(|error| EditionError::new(&file, &error.to_string()))?;
            pack.insert(&file, content);
        }
        Ok(pack)
    }

    /// The edition of files.
    ///
    /// # Errors
    /// [`EditionError`] where they are no plan.
    ///
    /// # Complexity
    /// O(n log n) in cells.
    pub fn from_pack(pack: &Pack) -> Result<Self, EditionError> {
        let about: About = serde_json::from_str(pack.text(ABOUT)?)
            .map_err(|error| EditionError::new(ABOUT, &error.to_string()))?;
        let mut layers = BTreeMap::new();
        for name in about.layers {
            let file = file_of(&name);
            let wrong = |fault: String| EditionError::new(&file, &fault);
            let content = pack.get(&file).ok_or_else(|| wrong("the file is missing".into()))?;
            let form: LayerForm = postcard::from_bytes(content).map_err(|error| wrong(error.to_string()))?;
            let mut layer = Layer::new(name.clone(), form.title, form.role, form.cells)
                .map_err(|error| wrong(error.to_string()))?;
            layer = match (form.synthetic, form.note) {
                (true, note) => layer.into_synthetic(note.unwrap_or_default()),
                (false, Some(note)) => layer.with_note(note),
                (false, None) => layer,
            };
            layers.insert(name, Arc::new(layer));
        }
        Ok(Self { layers, levels: about.levels, routing: about.routing, lineage: about.lineage })
    }

    /// The plan under a number, in force from an instant on.
    ///
    /// # Errors
    /// [`EditionError`] where the layers make no plan.
    pub fn plan(&self, number: PlanNumber, valid_from: Timestamp) -> Result<Plan, EditionError> {
        Plan::new(number, valid_from, None, self.layers.clone(), self.lineage.clone())
            .map_err(|error| EditionError::new(ABOUT, &error.to_string()))
    }
}

fn file_of(layer: &LayerName) -> String {
    format!("layers/{layer}.cells")
}
