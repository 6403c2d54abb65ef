//! What became of a cell: splits, merges and redraws between plans.

use serde::{Deserialize, Serialize};

use crate::grid::Layer;
use crate::ids::{CellCode, LayerName};

/// How cells of one plan turned into cells of the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LineageKind {
    /// One cell became several.
    Split,
    /// Several cells became one.
    Merge,
    /// Several cells became several others.
    Redraw,
    /// A cell began on ground that no cell covered.
    Begin,
    /// A cell ended without a successor.
    End,
}

/// One change of cells at the start of a plan. The cells before keep their codes in old cases; the cells after have new ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lineage {
    /// The layer.
    #[schemars(with = "String")]
    pub layer: LayerName,
    /// What happened.
    pub kind: LineageKind,
    /// Codes that ended (or gave ground), in the plan before.
    #[schemars(with = "Vec<String>")]
    pub predecessors: Vec<CellCode>,
    /// Codes that began (or took ground), in this plan.
    #[schemars(with = "Vec<String>")]
    pub successors: Vec<CellCode>,
}

/// Why a lineage does not fit its plans.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LineageError {
    /// The number of cells before and after does not make that kind of change.
    #[error(
        "layer {layer}: a {kind:?} from {before} to {after} cells; a split is 1 to many, a merge many to 1, a redraw many to many, a begin 0 to 1 or more, an end 1 or more to 0"
    )]
    Count {
        /// The layer.
        layer: LayerName,
        /// What it is said to be.
        kind: LineageKind,
        /// Cells before.
        before: usize,
        /// Cells after.
        after: usize,
    },
    /// A code is not where the lineage says.
    #[error("layer {layer}: {kind:?} names {code}, which is not in {side}")]
    Unknown {
        /// The layer.
        layer: LayerName,
        /// What it is said to be.
        kind: LineageKind,
        /// The code.
        code: CellCode,
        /// `the plan before` or `this plan`.
        side: &'static str,
    },
}

impl Lineage {
    /// Checks the counts, and that the codes stand in the layers before and after.
    ///
    /// # Errors
    /// The first [`LineageError`].
    pub fn check(&self, before: Option<&Layer>, after: Option<&Layer>) -> Result<(), LineageError> {
        let counts = (self.predecessors.len(), self.successors.len());
        let fits = match self.kind {
            LineageKind::Split => matches!(counts, (1, 2..)),
            LineageKind::Merge => matches!(counts, (2.., 1)),
            LineageKind::Redraw => matches!(counts, (1.., 1..)),
            LineageKind::Begin => matches!(counts, (0, 1..)),
            LineageKind::End => matches!(counts, (1.., 0)),
        };
        let (layer, kind) = (self.layer.clone(), self.kind);
        if !fits {
            return Err(LineageError::Count { layer, kind, before: counts.0, after: counts.1 });
        }
        let sides = [(&self.predecessors, before, "the plan before"), (&self.successors, after, "this plan")];
        for (codes, there, side) in sides {
            for code in codes {
                if there.and_then(|there| there.index_of(code)).is_none() {
                    return Err(LineageError::Unknown { layer, kind, code: code.clone(), side });
                }
            }
        }
        Ok(())
    }
}
