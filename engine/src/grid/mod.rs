//! Which cells exist, in which layers and hierarchy, in which plan, since when?
//!
//! A [`Layer`] holds cells ordered by code, a [`Plan`] holds all layers of one version, a [`PlanHistory`] answers
//! which plan was in force at an instant. Geometry is carried, not judged: that children fill their parent exactly
//! and that cells neither overlap nor leave gaps is decided by [`crate::topology`]; here only codes and names are.

mod code;
pub mod definition;
mod exposure;
mod hierarchy;
mod layer;
mod lineage;
mod order;
mod plan;

pub use code::{CodeError, CodeScheme, CodeSchemeError};
pub use definition::District;
pub use exposure::{CellExposure, EXPOSURE_COLUMNS, ExposureFault, Exposures};
pub use hierarchy::{HierarchyDefect, check_hierarchy};
pub use layer::{Cell, Layer, LayerError, LayerRole, Parents, Title};
pub use lineage::{Lineage, LineageError, LineageKind};
pub use order::{reading_order, representative_point};
pub use plan::{Plan, PlanError, PlanHistory};
