//! Figures of chosen cases: by period, the most frequent, by cell, in a drawn area.

pub mod area;
mod area_counted;
pub mod cells;
mod cells_geojson;
pub mod cells_geopackage;
mod cells_table;
pub mod geopackage_words;
mod named;
pub mod parts;
pub mod series;
pub mod top;

#[cfg(test)]
mod area_tests;
#[cfg(test)]
mod figures_tests;
