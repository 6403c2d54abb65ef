//! What is a case (案件), which transitions are lawful, which columns do readers scan?
//!
//! A case is the fold of its events. Nothing here knows polygons: a case keeps coordinates, codes and indexes.

mod act;
mod event;
mod head;
mod intake;
mod stage;

pub use act::{Act, ActKind, AssignCause, Satisfaction};
pub use event::{Actor, Event, PrivateText};
pub use head::CaseHead;
pub use intake::{Intake, Reporter, StatedPlace};
pub use stage::Stage;
