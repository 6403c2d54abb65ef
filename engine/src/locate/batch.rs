//! Many places at once: columns in, columns out.

use rayon::prelude::*;

use super::answer::{NO_CELL, Placement, Status};
use super::curve::hilbert;
use super::locator::Locator;
use super::nearby::reach;
use super::nearest::Leaves;
use crate::crs::LatticePoint;
use crate::measure::LonLat;

/// Places of one task.
const TASK: usize = 1 << 13;

/// Places that share one search of the tree.
const GROUP: usize = 48;

/// Groups wider than this, in metres, are not searched together: the plane of one place does not serve the others.
const GROUP_MOST_M: f64 = 5_000.0;

/// Groups that would share more leaves than this are searched place by place.
const LEAVES_MOST: usize = 256;

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

/// A place of an order: on the lattice, as it was given, and its position in the input.
type Ordered = (LatticePoint, LonLat, u32);

/// An order of places in which neighbours in the list are neighbours in space.
///
/// One order serves all layers of a plan.
#[derive(Debug, Clone)]
pub struct SpatialOrder {
    /// Lattice positions and their places in the input, along a Hilbert curve; places that are none are left out.
    points: Vec<Ordered>,
    len: usize,
}

impl SpatialOrder {
    /// The order of places given in degrees (WGS 84); what is not on Earth is left out. O(n log n).
    #[must_use]
    pub fn of(lon: &[f64], lat: &[f64]) -> Self {
        let place = |(i, (&lon, &lat)): (u32, (&f64, &f64))| {
            let place = LonLat::new(lon, lat).ok()?;
            let p = LatticePoint::nearest(place);
            Some((hilbert(p), (p, place, i)))
        };
        let mut keyed: Vec<(u64, Ordered)> = (0u32..).zip(lon.iter().zip(lat)).filter_map(place).collect();
        keyed.par_sort_unstable_by_key(|&(key, (_, _, i))| (key, i));
        Self {
            points: keyed.into_iter().map(|(_, ordered)| ordered).collect(),
            len: lon.len().min(lat.len()),
        }
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
            .flat_map_iter(|task| {
                let (mut leaves, mut hint) = (Leaves::default(), None);
                let mut found = Vec::with_capacity(task.len());
                for group in task.chunks(GROUP) {
                    self.place_group(group, &mut leaves, &mut hint, &mut found);
                }
                found
            })
            .collect();
        let mut columns = Placements {
            cells: vec![NO_CELL; order.len],
            statuses: vec![Status::NoLocation; order.len],
            borders_m: vec![f64::NAN; order.len],
            rivals: vec![NO_CELL; order.len],
        };
        for (placement, &(_, _, i)) in found.iter().zip(&order.points) {
            let i = i as usize;
            columns.cells[i] = placement.cell;
            columns.statuses[i] = placement.status;
            columns.borders_m[i] = placement.border_m;
            columns.rivals[i] = placement.rival;
        }
        columns
    }

    /// Places a group: one search of the tree finds every leaf with a border that can be nearest to any of them.
    /// `hint` is the border nearest to the place before, if there was one.
    fn place_group(
        &self,
        group: &[Ordered],
        leaves: &mut Leaves,
        hint: &mut Option<u32>,
        found: &mut Vec<Placement>,
    ) {
        let Some((centre, radius_m)) = self.around(group) else { return };
        let scale = self.scales.at(centre.y);
        let hinted = hint.and_then(|border| self.tree.squared_distance_to(border, centre, scale));
        let bound = hinted.or_else(|| Some(self.tree.nearest(centre, scale, |_| true)?.squared_m2));
        let reach_m = reach(bound.unwrap_or(0.0).sqrt(), radius_m);
        let together = bound.is_some() && reach_m < GROUP_MOST_M;
        if together {
            self.tree.leaves_within(centre, scale, reach_m, leaves);
        }
        let shared = together && leaves.len() <= LEAVES_MOST;
        for &(p, place, _) in group {
            let scale = self.scales.at(p.y);
            let nearest = if shared {
                self.tree.nearest_in(leaves, p, scale, *hint)
            } else {
                let known = hint.and_then(|border| self.tree.squared_distance_to(border, p, scale));
                self.tree.nearest_up_to(p, scale, known.unwrap_or(f64::INFINITY), |_| true)
            };
            *hint = nearest.as_ref().and_then(|nearest| nearest.borders.first().copied());
            found.push(self.refined(place, p, self.place_beside(p, nearest.as_ref())));
        }
    }

    /// Centre and radius, in metres, of a circle around a group.
    fn around(&self, group: &[Ordered]) -> Option<(LatticePoint, f64)> {
        let first = group.first()?.0;
        let (low, high) = group.iter().fold((first, first), |(low, high), (p, _, _)| {
            (
                LatticePoint { x: low.x.min(p.x), y: low.y.min(p.y) },
                LatticePoint { x: high.x.max(p.x), y: high.y.max(p.y) },
            )
        });
        let centre = LatticePoint { x: low.x.midpoint(high.x), y: low.y.midpoint(high.y) };
        let scale = self.scales.at(centre.y);
        let half = |low: i32, high: i32| (f64::from(high) - f64::from(low)) / 2.0 + 1.0;
        Some((centre, (half(low.x, high.x) * scale.east).hypot(half(low.y, high.y) * scale.north)))
    }
}
