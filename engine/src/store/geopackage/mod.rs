//! A store in one GeoPackage (`SQLite`, write-ahead log, every commit synchronised).
//!
//! See `docs/adr/0009-one-geopackage-with-a-chained-log.md` for the layout and why.

mod backup;
mod block;
mod bulk;
mod connect;
mod documents;
mod encode;
mod fault;
mod fill;
pub(crate) mod geometry;
mod gis;
mod head_row;
mod heads;
mod live;
mod migrate;
mod open;
mod outbox;
mod owner;
mod packed;
mod read;
mod room;
pub(crate) mod schema;
mod tip;
mod varint;
mod verify;
mod versions;
mod words;
mod write;

pub use bulk::Bulk;
pub use live::GeoPackageStore;
pub use open::Opening;
pub use read::GeoPackageReader;
pub use verify::{Fault, Judge, Verification, verify};

#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod store_tests;
