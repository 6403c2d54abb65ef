//! Many questions at once: the same answers as one by one, in the order of the questions, at any number of threads.

use rayon::prelude::*;

use super::assigner::{Answered, Assigner, FoundInLayers};
use super::place::ResolvedPlace;
use super::query::Query;
use crate::locate::{Location, Placement, Placements, SpatialOrder};
use crate::measure::LonLat;

/// Questions of one task.
const TASK: usize = 1 << 11;

impl Assigner {
    /// The answers to many questions. Points and circles are located together along a curve, which is several times quicker than one
    /// by one; the answers are the same, bit for bit.
    ///
    /// # Complexity
    /// O(n · layers · log borders), one to two microseconds a question and core beyond locating.
    #[must_use]
    pub fn answer_all(&self, queries: &[Query<'_>]) -> Vec<Answered> {
        self.map_all(queries, |_, answered| answered)
    }

    /// As [`Self::answer_all`]; each answer is handed on as soon as it is there, so that millions need not be kept.
    ///
    /// # Complexity
    /// As [`Self::answer_all`].
    pub fn map_all<T: Send>(
        &self,
        queries: &[Query<'_>],
        map: impl Fn(usize, Answered) -> T + Sync,
    ) -> Vec<T> {
        let resolved: Vec<ResolvedPlace> =
            queries.par_iter().with_min_len(TASK).map(|query| self.resolve(query)).collect();
        let (lon, lat): (Vec<f64>, Vec<f64>) = resolved.par_iter().with_min_len(TASK).map(round_pair).unzip();
        let order = SpatialOrder::of(&lon, &lat);
        let columns: Vec<Placements> =
            self.plan().layers().iter().map(|layer| layer.locator().place_all(&order)).collect();
        queries
            .par_iter()
            .zip(resolved)
            .enumerate()
            .with_min_len(TASK)
            .map(|(row, (query, resolved))| {
                let found = match round(&resolved).zip(resolved.location.as_ref()) {
                    Some((centre, location)) if !self.centre_only() => {
                        self.found_in(&columns, row, location, centre)
                    }
                    _ => self.find(&resolved),
                };
                map(row, self.named(self.conclude(query, resolved, found, self.moment(query.at))))
            })
            .collect()
    }

    fn found_in(
        &self,
        columns: &[Placements],
        row: usize,
        location: &Location,
        centre: LonLat,
    ) -> FoundInLayers {
        let placement = |column: &Placements| {
            Some(Placement {
                cell: *column.cells.get(row)?,
                status: *column.statuses.get(row)?,
                border_m: *column.borders_m.get(row)?,
                rival: *column.rivals.get(row)?,
            })
        };
        let layers = self.plan().layers().iter().zip(columns);
        layers
            .map(|(layer, column)| {
                layer.of_location(location, centre, placement(column).unwrap_or(Placement::NONE))
            })
            .collect()
    }
}

/// The centre of a point or a circle: locations that need no more where no border is near.
const fn round(resolved: &ResolvedPlace) -> Option<LonLat> {
    match resolved.location {
        Some(Location::Point(centre) | Location::Circle { centre, .. }) => Some(centre),
        _ => None,
    }
}

fn round_pair(resolved: &ResolvedPlace) -> (f64, f64) {
    round(resolved).map_or((f64::NAN, f64::NAN), |place| (place.lon(), place.lat()))
}
