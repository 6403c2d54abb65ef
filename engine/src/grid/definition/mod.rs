//! A district's folder: `district.json` and the files of cells that it names.
//!
//! Cells come as TopoJSON (shared borders stored once, integer deltas in steps of 1e-7 degree: exact and small) or as
//! GeoJSON (RFC 7946). A cell may name the plan in which it begins and the first one that no longer has it, so that
//! several plans share one file: a cell is ended, not deleted.

mod error;
mod features;
mod geojson;
mod load;
mod schema;
mod topojson;
mod write;

pub(crate) use error::syntax;
pub use error::{DefinitionError, DefinitionErrors};
pub use geojson::shape_of_geojson;
pub use load::{District, LayerDefinition};
pub use schema::{BaseMapEntry, DistrictFile, LayerEntry, PlanEntry, SCHEMA};
pub use write::write_topojson;
