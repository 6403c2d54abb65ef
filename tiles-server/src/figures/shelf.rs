//! Maps of cells that were asked for lately.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use gridward::grid::Plan;

use super::asked::Asked;
use super::ground::Ground;
use super::layer::LayerFigures;
use super::map::Map;
use crate::dispatch::Seen;
use crate::dispatch::lately::Lately;
use crate::lru::Lru;
use crate::problem::Problem;
use crate::shelf::Shelf;
use crate::state::{LayerView, Snapshot};

/// Most maps that are kept; a layer of 16,500 cells takes about a megabyte and a half.
const MAPS: usize = 64;
/// Most questions that are remembered as they were asked.
const QUESTIONS: usize = 512;
/// Most layers of plans that are ready to be counted.
const GROUNDS: usize = 64;

/// Maps by what they show.
pub struct MapShelf {
    maps: Shelf<String, Map>,
    grounds: Shelf<String, Ground>,
    questions: Mutex<Lru<String, Known>>,
    lately: OnceLock<Arc<Lately>>,
}

/// A question that was read before. What it means may change with the versions in force and with time.
#[derive(Clone)]
struct Known {
    map: Weak<Map>,
    snapshot: Weak<Snapshot>,
    minute: i64,
}

impl Default for MapShelf {
    fn default() -> Self {
        Self {
            maps: Shelf::of_things(MAPS),
            grounds: Shelf::of_things(GROUNDS),
            questions: Mutex::new(Lru::new(QUESTIONS)),
            lately: OnceLock::new(),
        }
    }
}

impl MapShelf {
    /// From now on counts follow what happens.
    pub fn follow(&self, lately: Arc<Lately>) {
        self.lately.get_or_init(|| lately);
    }

    /// The figures of a map at a state of the cases.
    ///
    /// # Errors
    /// A fault inside the server.
    pub async fn figures(&self, map: &Arc<Map>, seen: &Seen) -> Result<Arc<LayerFigures>, Problem> {
        if let Some(figures) = map.figures_at(seen) {
            return Ok(figures);
        }
        Box::pin(map.figures(seen, self.lately.get().map(Arc::clone))).await
    }

    /// The map of a question: the one that is kept, or a new one.
    ///
    /// # Errors
    /// A fault inside the server.
    pub async fn map(
        &self,
        snapshot: &Arc<Snapshot>,
        plan: &Arc<Plan>,
        view: &Arc<LayerView>,
        seen: &Seen,
        asked: Asked,
    ) -> Result<Arc<Map>, Problem> {
        let layer = format!("{}-p{}-{}", view.layer.name(), plan.number().0, view.version());
        // Groups that are the same for all questions are those of one state.
        let state = asked.groups.as_ref().map_or(0, |_| seen.view.next_event.0);
        let key = format!("{layer}-{:?}-{state}-{}", seen.view.versions, asked.key);
        if let Some(map) = self.maps.held(&key) {
            return Ok(map);
        }
        let own = (Arc::clone(snapshot), Arc::clone(plan), Arc::clone(view), seen.clone());
        let ground = self.grounds.of(layer, move || Ground::new(&own.0, &own.1, &own.2, &own.3)).await?;
        let (plan, view, seen) = (Arc::clone(plan), Arc::clone(view), seen.clone());
        self.maps.of(key, move || Map::new(&plan, &view, ground, &seen, asked)).await
    }

    /// The map of a question in the same words, asked within this minute under the same versions.
    pub fn known(&self, words: &str, snapshot: &Arc<Snapshot>, seen: &Seen) -> Option<Arc<Map>> {
        let known = self.questions.lock().unwrap_or_else(PoisonError::into_inner).get(words)?;
        let same =
            known.minute == minute(seen) && std::ptr::eq(known.snapshot.as_ptr(), Arc::as_ptr(snapshot));
        known.map.upgrade().filter(|map| same && map.versions == seen.view.versions)
    }

    /// Remembers what words mean.
    pub fn remember(&self, words: String, snapshot: &Arc<Snapshot>, seen: &Seen, map: &Arc<Map>) {
        let known =
            Known { map: Arc::downgrade(map), snapshot: Arc::downgrade(snapshot), minute: minute(seen) };
        self.questions.lock().unwrap_or_else(PoisonError::into_inner).put(words, known, 1);
    }
}

fn minute(seen: &Seen) -> i64 {
    seen.view.at.as_second() / 60
}
