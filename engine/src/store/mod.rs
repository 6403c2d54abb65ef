//! What is on disk (存储)? One GeoPackage; what is acknowledged survives.

mod contract;

pub use crate::cases::CaseHead;
pub use contract::{
    AppendError, Committed, Delivery, DeliveryState, Entry, Published, PublishedKind, Store, StoreError,
};
