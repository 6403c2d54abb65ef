//! Years of cases that look like a district's published figures: printed totals are met to the case, everything else is
//! drawn from a seed. All of it is marked synthetic (合成).
//!
//! Seasons, weekdays and hours; hotspots and near repeats; sources that state GCJ-02; a geocoder's sinks; missing places;
//! late and lingering cases. Bit for bit the same on every machine.

mod choose;
mod clock;
mod course;
mod exposure;
mod ground;
mod places;
mod run;
mod scene;
mod spec;

pub use exposure::{Exposure, exposure};
pub use ground::LayerGround;
pub use places::PlanGround;
pub use run::{ClassChoice, ConditionChoice, Scene, SimulateError, SourceChoice, StreamScene, simulate};
pub use scene::streams_of;
pub use spec::{
    CourseSpec, ExposureSpec, Period, PlaceSpec, SimulationSpec, SourceWeight, Stream, StreamTotals,
};
