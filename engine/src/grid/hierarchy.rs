//! Does every cell stand under parents that exist?

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::grid::{CodeError, CodeScheme, Layer};
use crate::ids::{CellCode, LayerName};

/// A break in the hierarchy of a plan's layers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HierarchyDefect {
    /// A cell names no parent in a layer that its layer stands under.
    #[error("layer {layer}, cell {code}: no parent in layer {parent_layer}; every cell needs one")]
    ParentMissing {
        /// The child's layer.
        layer: LayerName,
        /// The child.
        code: CellCode,
        /// The layer in which a parent is needed.
        parent_layer: LayerName,
    },
    /// A cell names a parent that does not exist.
    #[error("layer {layer}, cell {code}: parent {parent} does not exist in layer {parent_layer}")]
    ParentUnknown {
        /// The child's layer.
        layer: LayerName,
        /// The child.
        code: CellCode,
        /// The layer searched.
        parent_layer: LayerName,
        /// The code that is not there.
        parent: CellCode,
    },
    /// A layer names a parent layer that the plan does not have.
    #[error("layer {layer} stands under layer {parent_layer}, which the plan does not have")]
    LayerUnknown {
        /// The child layer.
        layer: LayerName,
        /// The layer that is not there.
        parent_layer: LayerName,
    },
    /// Two ways up lead to different cells, for instance community → town and responsibility grid → town.
    #[error(
        "layer {layer}, cell {code}: its town-level parent in {parent_layer} is {direct}, but through {via_layer} {via} it is {indirect}"
    )]
    Crossed {
        /// The child's layer.
        layer: LayerName,
        /// The child.
        code: CellCode,
        /// The layer in which the ways differ.
        parent_layer: LayerName,
        /// The parent that the cell names, or reaches by the first way.
        direct: CellCode,
        /// The layer of the other way.
        via_layer: LayerName,
        /// The parent on the other way.
        via: CellCode,
        /// The cell reached by the other way.
        indirect: CellCode,
    },
    /// A code does not fit its system or its parent.
    #[error("layer {layer}: {source}")]
    Code {
        /// The layer.
        layer: LayerName,
        /// What is wrong.
        source: CodeError,
    },
}

/// All breaks in a hierarchy, in order of layer and code; empty when there is none.
///
/// `parents_of` names, for each layer, the layers that it stands under; `schemes` the code system of each layer; a
/// code is compared with the parent in the first of its layer's parents. That the union of the children *is* the
/// parent is a question of geometry and is answered by [`crate::topology`].
///
/// # Complexity
/// O(n log n) in the number of cells.
#[must_use]
pub fn check_hierarchy(
    layers: &BTreeMap<LayerName, Arc<Layer>>,
    parents_of: &BTreeMap<LayerName, Vec<LayerName>>,
    schemes: &BTreeMap<LayerName, CodeScheme>,
) -> Vec<HierarchyDefect> {
    let mut defects = Vec::new();
    for (name, layer) in layers {
        let above = parents_of.get(name).map_or(&[][..], Vec::as_slice);
        if let Some(scheme) = schemes.get(name) {
            check_codes(layer, above.first(), scheme, &mut defects);
        }
        for parent_name in above {
            match layers.get(parent_name) {
                Some(parent) => check_parents(layer, parent, &mut defects),
                None => defects.push(HierarchyDefect::LayerUnknown {
                    layer: name.clone(),
                    parent_layer: parent_name.clone(),
                }),
            }
        }
        check_ways_up(layer, layers, &mut defects);
    }
    defects
}

fn check_codes(
    layer: &Layer,
    first: Option<&LayerName>,
    scheme: &CodeScheme,
    defects: &mut Vec<HierarchyDefect>,
) {
    for cell in layer.cells() {
        let parent = first.and_then(|name| cell.parents.get(name));
        let verdict = match parent {
            Some(parent) => scheme.check_under(&cell.code, parent),
            None => scheme.check(&cell.code),
        };
        if let Err(source) = verdict {
            defects.push(HierarchyDefect::Code { layer: layer.name().clone(), source });
        }
    }
}

fn check_parents(layer: &Layer, above: &Layer, defects: &mut Vec<HierarchyDefect>) {
    for cell in layer.cells() {
        let (name, code, parent_layer) = (layer.name().clone(), cell.code.clone(), above.name().clone());
        match cell.parents.get(above.name()) {
            None => defects.push(HierarchyDefect::ParentMissing { layer: name, code, parent_layer }),
            Some(parent) if above.index_of(parent).is_none() => {
                defects.push(HierarchyDefect::ParentUnknown {
                    layer: name,
                    code,
                    parent_layer,
                    parent: parent.clone(),
                });
            }
            Some(_) => {}
        }
    }
}

/// Two steps up must agree with each other and with what the cell itself names.
fn check_ways_up(
    layer: &Layer,
    layers: &BTreeMap<LayerName, Arc<Layer>>,
    defects: &mut Vec<HierarchyDefect>,
) {
    for cell in layer.cells() {
        let mut reached: BTreeMap<LayerName, CellCode> =
            cell.parents.iter().map(|(layer, code)| (layer.clone(), code.clone())).collect();
        for (via_layer, via) in cell.parents.iter() {
            let Some(between) = layers.get(via_layer).and_then(|above| above.find(via)) else { continue };
            for (top_layer, top) in between.parents.iter() {
                let direct = reached.entry(top_layer.clone()).or_insert_with(|| top.clone());
                if direct != top {
                    defects.push(HierarchyDefect::Crossed {
                        layer: layer.name().clone(),
                        code: cell.code.clone(),
                        parent_layer: top_layer.clone(),
                        direct: direct.clone(),
                        via_layer: via_layer.clone(),
                        via: via.clone(),
                        indirect: top.clone(),
                    });
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "hierarchy_tests.rs"]
mod tests;
