//! Where is this coordinate really? Datums, projections, the lattice, the metric plane, tile maths.

mod datum;
pub mod datum_text;
mod densify;
pub mod detect;
pub mod epsg;
mod gcj02;
mod lattice;
mod local;
pub mod metric;
mod plane;
mod projection;
mod tile;
mod transverse_mercator;

pub use datum::{ConvertedColumns, Converter, CoordinateError, Datum, DatumNameError, StatedPair};
pub use densify::{densify_line, densify_ring};
pub use epsg::EpsgError;
pub use gcj02::{Bd09, Gcj02, in_china_box};
pub use lattice::{LatticePoint, STEPS_PER_DEGREE};
pub(crate) use lattice::{nearest, nearest_step};
pub use local::{
    ControlPoint, FitReport, LocalDefinition, LocalError, LocalMethod, LocalSystem, Residual, Similarity,
};
pub use plane::MetricPlane;
pub use projection::{Projection, ProjectionError};
pub use tile::{LatticeBounds, MAX_LATITUDE, MAX_ZOOM, Tile, TileError, metres_per_pixel};
pub use transverse_mercator::{Ellipsoid, TransverseMercator, TransverseMercatorParameters};
