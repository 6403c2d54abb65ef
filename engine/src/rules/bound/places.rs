//! The cells of all layers as one forest, coarse layers first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::dimension::Forest;
use crate::grid::Layer;
use crate::ids::{CellCode, CellIndex, LayerName};
use crate::locate::NO_CELL;

/// The cells of all layers; a node is a cell, numbered through all layers.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Places {
    layers: Vec<Arc<Layer>>,
    names: Vec<LayerName>,
    /// The first node of each layer, and the number of nodes.
    firsts: Vec<u32>,
    routing: Option<usize>,
    /// For each layer, the cell above each cell of the routing layer, or [`NO_CELL`].
    above: Vec<Vec<u32>>,
}

impl Places {
    /// The forest of a plan's layers, and each node with all that stands above it.
    pub(super) fn new(layers: &BTreeMap<LayerName, Arc<Layer>>, routing: &LayerName) -> (Self, Forest) {
        let names = coarse_to_fine(layers);
        let mut places = Self {
            layers: names.iter().filter_map(|name| layers.get(name)).map(Arc::clone).collect(),
            routing: names.iter().position(|name| name == routing),
            names,
            firsts: vec![0],
            above: Vec::new(),
        };
        let mut next = 0u32;
        for layer in &places.layers {
            next = next.saturating_add(u32::try_from(layer.cells().len()).unwrap_or(u32::MAX));
            places.firsts.push(next);
        }
        // Coarse layers come first, so what stands above a cell's parents is known before the cell.
        let mut up: Vec<Vec<u32>> = Vec::with_capacity(next as usize);
        for layer in &places.layers {
            for cell in layer.cells() {
                let mut nodes = vec![u32::try_from(up.len()).unwrap_or(u32::MAX)];
                for (parent_layer, code) in cell.parents.iter() {
                    let parent = places.node(parent_layer, code);
                    nodes.extend(parent.and_then(|node| up.get(node as usize)).into_iter().flatten());
                }
                nodes.sort_unstable();
                nodes.dedup();
                up.push(nodes);
            }
        }
        places.above = places.above_routing(&up);
        (places, Forest::new(up.into_iter()))
    }

    fn above_routing(&self, up: &[Vec<u32>]) -> Vec<Vec<u32>> {
        let first = self.routing.and_then(|at| self.firsts.get(at)).copied().unwrap_or(0) as usize;
        let cells = self.routing_cells();
        let mut above = vec![vec![NO_CELL; cells]; self.layers.len()];
        for (cell, nodes) in up.iter().skip(first).take(cells).enumerate() {
            // The lowest code where broken data gives two.
            for node in nodes.iter().rev() {
                let Some((layer, index)) = self.cell(*node) else { continue };
                above
                    .get_mut(layer)
                    .and_then(|column| column.get_mut(cell))
                    .into_iter()
                    .for_each(|at| *at = index);
            }
        }
        above
    }

    /// The layers' names, coarse to fine.
    pub(in crate::rules) fn names(&self) -> &[LayerName] {
        &self.names
    }

    /// A layer by its place in that order.
    pub(in crate::rules) fn layer(&self, at: usize) -> Option<&Arc<Layer>> {
        self.layers.get(at)
    }

    /// The place of the routing layer in that order.
    pub(in crate::rules) fn routing(&self) -> Option<usize> {
        self.routing
    }

    /// How many cells the routing layer has.
    pub(in crate::rules) fn routing_cells(&self) -> usize {
        self.routing.and_then(|at| self.layers.get(at)).map_or(0, |layer| layer.cells().len())
    }

    /// The place of a layer in the order.
    pub(in crate::rules) fn position(&self, name: &LayerName) -> Option<usize> {
        self.names.iter().position(|known| known == name)
    }

    /// The node of a cell.
    pub(super) fn node(&self, layer: &LayerName, code: &CellCode) -> Option<u32> {
        let at = self.position(layer)?;
        let CellIndex(cell) = self.layers.get(at)?.index_of(code)?;
        self.node_at(at, cell)
    }

    /// The node of a cell by index.
    pub(in crate::rules) fn node_at(&self, layer: usize, cell: u32) -> Option<u32> {
        let (first, end) = (*self.firsts.get(layer)?, *self.firsts.get(layer + 1)?);
        first.checked_add(cell).filter(|node| *node < end)
    }

    /// The layer and index of a node.
    fn cell(&self, node: u32) -> Option<(usize, u32)> {
        let layer = self.firsts.partition_point(|first| *first <= node).checked_sub(1)?;
        Some((layer, node - self.firsts.get(layer)?))
    }

    /// The cell of a layer above a cell of the routing layer.
    pub(in crate::rules) fn above(&self, layer: usize, cell: usize) -> Option<u32> {
        self.above.get(layer)?.get(cell).copied().filter(|cell| *cell != NO_CELL)
    }

    /// Whether cells of the routing layer stand in cells of a layer.
    pub(super) fn reaches(&self, layer: usize) -> bool {
        self.routing == Some(layer)
            || self.above.get(layer).is_some_and(|column| column.iter().any(|cell| *cell != NO_CELL))
    }
}

/// Layers by the longest way up from them, then by name.
fn coarse_to_fine(layers: &BTreeMap<LayerName, Arc<Layer>>) -> Vec<LayerName> {
    let parents: BTreeMap<&LayerName, BTreeSet<&LayerName>> = layers
        .iter()
        .map(|(name, layer)| {
            let above = layer.cells().iter().flat_map(|cell| cell.parents.iter().map(|(above, _)| above));
            (name, above.filter(|above| layers.contains_key(*above) && *above != name).collect())
        })
        .collect();
    let mut depth: BTreeMap<&LayerName, usize> = layers.keys().map(|name| (name, 0)).collect();
    // As many rounds as there are layers are enough; in a ring of parents depths would rise for ever.
    for _ in 0..layers.len() {
        for (name, above) in &parents {
            let deepest = above.iter().filter_map(|above| depth.get(*above)).max();
            let own = deepest.map_or(0, |deepest| (deepest + 1).min(layers.len()));
            depth.insert(name, own);
        }
    }
    let mut names: Vec<&LayerName> = layers.keys().collect();
    names.sort_by_key(|name| (depth.get(*name).copied(), *name));
    names.into_iter().cloned().collect()
}
