//! What is on disk (存储)? What is acknowledged survives.
//!
//! [`Store`] is what is asked of any store; [`MemoryStore`] models it, [`FaultyStore`] breaks it on purpose.

mod attachments;
#[cfg(test)]
mod case_for_tests;
mod check;
mod contract;
mod delivery;
mod error;
mod faulty;
#[cfg(feature = "sqlite")]
pub(crate) mod geopackage;
mod ground;
mod head;
mod memory;
mod memory_image;
mod private;
mod publication;

pub use attachments::{AttachmentLimits, Attachments, hex};
pub use contract::{AppendError, Committed, Entry, HeadSink, Store, StoreReader};
pub use delivery::{Backoff, Delivery, DeliveryState};
pub use error::StoreError;
pub use faulty::{FaultPoint, FaultyStore};
#[cfg(feature = "sqlite")]
pub use geopackage::{Bulk, Fault, GeoPackageReader, GeoPackageStore, Judge, Opening, Verification, verify};
pub use ground::{CellRow, GroundCopies, UnitRow};
pub use head::CaseHead;
pub use memory::MemoryStore;
pub use publication::{Published, PublishedKind};
