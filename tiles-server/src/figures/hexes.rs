//! Figures of hexagons, kept until a case changes; and the hexagon of each case, which outlives them.

use std::sync::{Arc, Mutex, PoisonError};

use gridward::cases::columns::Columns;
use gridward::tiles::h3::{HexFigures, HexIndex, HexQuestion, HexResolution};

use super::asked::Asked;
use crate::dispatch::Seen;
use crate::problem::Problem;
use crate::shelf::Shelf;

/// Most maps that are kept; one of 11,000 hexagons takes about a megabyte.
const KEPT: usize = 64;

type Indexes = [Mutex<Option<Arc<HexIndex>>>; HexResolution::ALL.len()];

/// What is kept for maps of hexagons.
pub struct HexShelf {
    indexes: Arc<Indexes>,
    figures: Shelf<String, HexFigures>,
}

impl Default for HexShelf {
    fn default() -> Self {
        Self { indexes: Arc::default(), figures: Shelf::of_things(KEPT) }
    }
}

impl HexShelf {
    /// The figures of hexagons of a resolution.
    ///
    /// # Errors
    /// A fault inside the server.
    pub async fn of(
        &self,
        seen: Seen,
        asked: Asked,
        resolution: HexResolution,
    ) -> Result<Arc<HexFigures>, Problem> {
        let key = format!("{}-{}-e{}", resolution.number(), asked.key, seen.view.next_event.0);
        let indexes = Arc::clone(&self.indexes);
        let count = move || {
            let columns = &seen.view.columns;
            let question = HexQuestion {
                measure: asked.measure,
                filter: &asked.filter,
                before: asked.before.as_ref(),
                period: asked.period,
                least: asked.least,
                now: seen.view.at,
            };
            HexFigures::count(&index(&indexes, columns, resolution), columns, &question)
        };
        self.figures.of(key, count).await
    }
}

/// The hexagons of one state of the cases, from those of the state that was asked about before.
fn index(indexes: &Indexes, columns: &Columns, resolution: HexResolution) -> Arc<HexIndex> {
    let slot = HexResolution::ALL.iter().zip(indexes).find(|(known, _)| **known == resolution);
    let Some((_, slot)) = slot else { return Arc::new(HexIndex::of(columns, resolution, None)) };
    let mut kept = slot.lock().unwrap_or_else(PoisonError::into_inner);
    let index = Arc::new(HexIndex::of(columns, resolution, kept.as_deref()));
    *kept = Some(Arc::clone(&index));
    index
}
