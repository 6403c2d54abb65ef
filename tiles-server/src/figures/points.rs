//! Tiles of points, kept until a case changes or a minute passes: which cases a caller sees is part of what is kept.

use std::sync::Arc;

use gridward::cases::columns::Filter;
use gridward::tiles::TileAddress;
use gridward::tiles::points::{PointQuestion, PointTile};

use crate::auth::Caller;
use crate::dispatch::Seen;
use crate::dispatch::row_sight::RowSight;
use crate::problem::Problem;
use crate::shelf::Shelf;

/// Most tiles that are kept; few take more than a hundred kilobytes.
const KEPT: usize = 512;

/// What is kept of points.
pub struct PointShelf(Shelf<String, PointTile>);

impl Default for PointShelf {
    fn default() -> Self {
        Self(Shelf::of_things(KEPT))
    }
}

impl PointShelf {
    /// The points of a tile; `query` says which cases, in the words of the request.
    ///
    /// # Errors
    /// A fault inside the server.
    pub async fn of(
        &self,
        caller: &Caller,
        seen: Seen,
        sight: RowSight,
        (query, filter): (&str, Filter),
        address: TileAddress,
    ) -> Result<Arc<PointTile>, Problem> {
        let key = format!(
            "{}-{}-{}-{}/{}-{query}-{}-e{}-{}/{}/{}",
            caller.role.as_str(),
            caller.unit.as_ref().map_or("", |unit| unit.as_str()),
            caller.restricted,
            seen.assigner.plan_number().0,
            seen.assigner.rules().version.0,
            // A deadline passes without an event.
            seen.view.at.as_second() / 60,
            seen.view.next_event.0,
            address.zoom(),
            address.x(),
            address.y(),
        );
        let draw = move || {
            let sees = |chunk: &_, row| sight.sees(chunk, row);
            let asked = PointQuestion { filter: &filter, sees: &sees, now: seen.view.at };
            PointTile::of(&seen.view.columns, &asked, address)
        };
        self.0.of(key, draw).await
    }
}
