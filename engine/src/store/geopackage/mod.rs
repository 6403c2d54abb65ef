//! A store in one GeoPackage (SQLite, write-ahead log, every commit synchronised).
//!
//! See `docs/adr/0009-one-geopackage-with-a-chained-log.md` for the layout and why.

mod block;
mod bulk;
mod connect;
mod documents;
mod encode;
mod fault;
mod fill;
mod geometry;
mod head_row;
mod heads;
mod live;
mod migrate;
mod open;
mod outbox;
mod owner;
mod packed;
mod read;
mod schema;
mod tip;
mod varint;
mod versions;
mod words;
mod write;

pub use bulk::Bulk;
pub use live::GeoPackageStore;
pub use open::Opening;
pub use read::GeoPackageReader;

#[cfg(test)]
mod model_tests;
