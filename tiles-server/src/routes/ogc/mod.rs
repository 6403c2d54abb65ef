//! OGC API, Features 1.0 with Part 2 (coordinate systems) and Tiles 1.0, on the layers of the plan in force: what GIS
//! programs open. Documents are built from a plan without a request; handlers read the question and send what was built.
//!
//! Every handler begins with an [`opening`]: who asks what, of which state, and of which collection.
//!
//! Parameters of figures (`measure`, `class`, `from` …) turn cells into cells with figures on every address, and every
//! link carries them on, so that a program that keeps the query of the address it was given shows them as well.
//!
//! # References
//! OGC 17-069r4 (Features, Part 1), OGC 18-058r1 (Part 2), OGC 19-079r2 (Part 3: queryables), OGC 20-057 (Tiles), OGC 17-083r4 (tile matrix sets), RFC 7946.

mod answer;
pub mod api;
mod cases;
pub mod collections;
mod crs;
mod feature;
mod fields;
pub mod items;
pub mod landing;
mod links;
mod listing;
mod matrices;
mod opening;
mod page;
mod parameters;
pub mod picture;
mod question;
mod selection;
mod table;
pub mod tiles;
mod tileset;
mod time;
mod window;

use std::sync::Arc;

use gridward::grid::{Plan, Title};

use crate::state::{App, Snapshot};

/// The plan that collections are listed from: the one in force, or else the last one.
fn shown<'a>(app: &App, snapshot: &'a Snapshot) -> Option<&'a Arc<Plan>> {
    snapshot.history.as_of((app.clock)()).or(snapshot.history.plans().last())
}

/// A text in both languages, the Chinese one first.
fn both(title: &Title) -> String {
    match (title.zh.as_str(), title.en.as_str()) {
        (zh, en) if en.is_empty() || zh == en => zh.to_owned(),
        ("", en) => en.to_owned(),
        (zh, en) => format!("{zh} / {en}"),
    }
}

#[cfg(test)]
mod features_tests;
#[cfg(test)]
mod ogc_tests;
#[cfg(test)]
mod schema_tests;
