//! Many places at once: columns in, columns out.

use rayon::prelude::*;

use super::answer::{NO_CELL, Placement, Status};
use super::locator::Locator;
use crate::crs::LatticePoint;
use crate::measure::LonLat;

/// Places of one task; enough that neighbours in space are near one another after sorting.
const TASK: usize = 1 << 15;

/// Where many cases lie in one layer, a column each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Placements {
    /// The owning cell's index, or [`NO_CELL`].
    pub cells: Vec<u32>,
    /// How each was found.
    pub statuses: Vec<Status>,
    /// Distance to the nearest border in metres; NaN without a place.
    pub borders_m: Vec<f64>,
    /// The cell beyond that border, or [`NO_CELL`].
    pub rivals: Vec<u32>,
}

/// An order of places in which neighbours in the list are neighbours in space.
///
/// One order serves all layers of a plan.
#[derive(Debug, Clone)]
pub struct SpatialOrder {
    /// Lattice positions and their places in the input, along a Z-order curve; places that are none are left out.
    points: Vec<(LatticePoint, u32)>,
    len: usize,
}

impl SpatialOrder {
    /// The order of places given in degrees (WGS 84); what is not on Earth is left out. O(n log n).
    #[must_use]
    pub fn of(lon: &[f64], lat: &[f64]) -> Self {
        let place = |(i, (&lon, &lat)): (u32, (&f64, &f64))| {
            let p = LatticePoint::nearest(LonLat::new(lon, lat).ok()?);
            Some((super::nearest::z_order(p), p, i))
        };
        let mut keyed: Vec<(u64, LatticePoint, u32)> = (0u32..).zip(lon.iter().zip(lat)).filter_map(place).collect();
        keyed.par_sort_unstable_by_key(|&(key, _, i)| (key, i));
        Self { points: keyed.into_iter().map(|(_, p, i)| (p, i)).collect(), len: lon.len().min(lat.len()) }
    }
}

impl Locator {
    /// Cell, status, border distance and rival of each place of an order, in the order of the input.
    ///
    /// Equal at any number of threads: no answer depends on another.
    ///
    /// # Complexity
    /// O(n log borders); about 0.2 µs a place and core when the order is spatial.
    #[must_use]
    pub fn place_all(&self, order: &SpatialOrder) -> Placements {
        let found: Vec<Placement> = order
            .points
            .par_chunks(TASK)
            .flat_map_iter(|chunk| {
                let mut hint = None;
                chunk.iter().map(move |&(p, _)| self.place_at(p, &mut hint))
            })
            .collect();
        let mut columns = Placements {
            cells: vec![NO_CELL; order.len],
            statuses: vec![Status::NoLocation; order.len],
            borders_m: vec![f64::NAN; order.len],
            rivals: vec![NO_CELL; order.len],
        };
        for (placement, &(_, i)) in found.iter().zip(&order.points) {
            let i = i as usize;
            columns.cells[i] = placement.cell;
            columns.statuses[i] = placement.status;
            columns.borders_m[i] = placement.border_m;
            columns.rivals[i] = placement.rival;
        }
        columns
    }
}
