//! Cases to cells, a batch at a time: the columns that `gridward assign` adds.

use std::sync::Arc;

use super::batch::Batch;
use super::error::TableError;
use crate::crs::{Converter, StatedPair};
use crate::ids::LayerName;
use crate::locate::{Locator, Placements, SpatialOrder, Status};

/// The words of the status column, by [`Status`] as a number.
const STATUSES: [Status; 6] = [
    Status::Inside,
    Status::Edge,
    Status::GapResolved,
    Status::OverlapResolved,
    Status::Outside,
    Status::NoLocation,
];

/// The columns of a table that state a place, and in which datum.
#[derive(Debug, Clone)]
pub struct StatedColumns {
    /// Longitude or east.
    pub lon: String,
    /// Latitude or north.
    pub lat: String,
    /// The datum's converter.
    pub converter: Converter,
}

/// A layer to assign cases to.
#[derive(Debug, Clone)]
pub struct AssignLayer {
    name: LayerName,
    locator: Arc<Locator>,
    codes: Arc<[Box<str>]>,
    statuses: Arc<[Box<str>]>,
}

impl AssignLayer {
    /// The layer of a name, for the columns `NAME`, `NAME_status`, `NAME_border_m` and `NAME_rival`.
    #[must_use]
    pub fn new(name: LayerName, locator: Arc<Locator>) -> Self {
        let codes = locator.codes().iter().map(|code| code.as_str().into()).collect();
        let statuses = STATUSES.iter().map(|status| status.as_str().into()).collect();
        Self { name, locator, codes, statuses }
    }

    /// The layer's locator.
    #[must_use]
    pub fn locator(&self) -> &Locator {
        &self.locator
    }

    fn add(&self, batch: &mut Batch, placements: Placements) -> Result<(), TableError> {
        let name = self.name.as_str();
        let statuses = placements.statuses.iter().map(|&status| status as u32).collect();
        let metres = placements.borders_m.iter().map(|m| (m * 1e3).round() / 1e3).collect();
        batch.add_coded(name, placements.cells, Arc::clone(&self.codes))?;
        batch.add_coded(&format!("{name}_status"), statuses, Arc::clone(&self.statuses))?;
        batch.add_numbers(&format!("{name}_border_m"), metres, 3)?;
        batch.add_coded(&format!("{name}_rival"), placements.rivals, Arc::clone(&self.codes))
    }
}

/// Adds owner, status, border distance and rival in every layer. A row without a usable place stays, as `no-location`, and
/// is listed among the batch's rejects.
///
/// # Errors
/// [`TableError`] when a column is missing, or one of the new names is taken.
///
/// # Complexity
/// O(rows · layers · log borders), on all cores; the result does not depend on their number.
pub fn assign_batch(
    mut batch: Batch,
    stated: &StatedColumns,
    layers: &[AssignLayer],
) -> Result<Batch, TableError> {
    let (lon, lat) = places(&mut batch, stated)?;
    let order = SpatialOrder::of(&lon, &lat);
    for layer in layers {
        layer.add(&mut batch, layer.locator.place_all(&order))?;
    }
    Ok(batch)
}

/// The places of a batch in WGS 84 degrees, NaN where there is none; each of those is rejected once, with its reason.
///
/// # Errors
/// [`TableError`] when a column is missing.
pub fn places(batch: &mut Batch, stated: &StatedColumns) -> Result<(Vec<f64>, Vec<f64>), TableError> {
    let (mut xs, mut ys) = (batch.numbers(&stated.lon)?, batch.numbers(&stated.lat)?);
    let mut rejected = vec![false; xs.values.len()];
    for (column, faults) in [(&stated.lon, &xs.faults), (&stated.lat, &ys.faults)] {
        for (row, fault) in faults {
            if rejected.get_mut(*row).is_some_and(|seen| !std::mem::replace(seen, true)) {
                batch.reject(*row, column, fault.value(), fault.reason());
            }
        }
    }
    for (row, (x, y)) in xs.values.iter_mut().zip(ys.values.iter_mut()).enumerate() {
        if rejected.get(row) == Some(&true) {
            (*x, *y) = (f64::NAN, f64::NAN);
            continue;
        }
        match stated.converter.place(StatedPair { x: *x, y: *y }) {
            Ok(place) => (*x, *y) = (place.lon(), place.lat()),
            Err(error) => {
                let field = format!("{},{}", stated.lon, stated.lat);
                batch.reject(row, &field, &format!("{x},{y}"), &error.to_string());
                (*x, *y) = (f64::NAN, f64::NAN);
            }
        }
    }
    Ok((xs.values, ys.values))
}
