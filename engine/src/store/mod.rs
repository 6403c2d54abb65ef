//! What is on disk (存储)? One GeoPackage; what is acknowledged survives.

mod contract;

pub use contract::{
    AppendError, CaseHead, Committed, Delivery, DeliveryState, Entry, Published, PublishedKind, Store,
    StoreError,
};
