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
use crate::state::{LayerView, Snapshot};

/// Most maps that are kept; a layer of 16,500 cells takes about a megabyte and a half.
const MAPS: usize = 64;
/// Most questions that are remembered as they were asked.
const QUESTIONS: usize = 512;
/// Most layers of plans that are ready to be counted.
const GROUNDS: usize = 64;

/// Maps by what they show, those used last first.
pub struct Shelf {
    maps: Mutex<Lru<String, Arc<Map>>>,
    questions: Mutex<Lru<String, Known>>,
    grounds: Mutex<Lru<String, Arc<Ground>>>,
    lately: OnceLock<Arc<Lately>>,
}

/// A question that was read before. What it means may change with the versions in force and with time.
#[derive(Clone)]
struct Known {
    map: Weak<Map>,
    snapshot: Weak<Snapshot>,
    minute: i64,
}

impl Default for Shelf {
    fn default() -> Self {
        Self {
            maps: Mutex::new(Lru::new(MAPS)),
            questions: Mutex::new(Lru::new(QUESTIONS)),
            grounds: Mutex::new(Lru::new(GROUNDS)),
            lately: OnceLock::new(),
        }
    }
}

impl Shelf {
    /// From now on counts follow what happens.
    pub fn follow(&self, lately: Arc<Lately>) {
        self.lately.get_or_init(|| lately);
    }

    /// The figures of a map at a state of the cases.
    ///
    /// # Errors
    /// A fault inside the server.
    pub async fn figures(&self, map: &Arc<Map>, seen: &Seen) -> Result<Arc<LayerFigures>, Problem> {
        map.figures(seen, self.lately.get().map(Arc::clone)).await
    }

    /// The map of a question: the one that is kept, or a new one.
    pub fn map(
        &self,
        snapshot: &Arc<Snapshot>,
        plan: &Arc<Plan>,
        view: &Arc<LayerView>,
        seen: &Seen,
        asked: Asked,
    ) -> Arc<Map> {
        let layer = format!("{}-p{}-{}", view.layer.name(), plan.number().0, view.version());
        // Groups that are the same for all questions are those of one state.
        let state = asked.groups.as_ref().map_or(0, |_| seen.view.next_event.0);
        let key = format!("{layer}-{:?}-{state}-{}", seen.view.versions, asked.key);
        if let Some(map) = locked(&self.maps).get(&key) {
            return map;
        }
        let ground = self.ground(layer, snapshot, plan, view, seen);
        let map = Arc::new(Map::new(plan, view, ground, seen, asked));
        let mut maps = locked(&self.maps);
        if let Some(map) = maps.get(&key) {
            return map;
        }
        maps.put(key, Arc::clone(&map), 1);
        map
    }

    fn ground(
        &self,
        key: String,
        snapshot: &Snapshot,
        plan: &Plan,
        view: &Arc<LayerView>,
        seen: &Seen,
    ) -> Arc<Ground> {
        if let Some(ground) = locked(&self.grounds).get(&key) {
            return ground;
        }
        let ground = Arc::new(Ground::new(snapshot, plan, view, seen));
        locked(&self.grounds).put(key, Arc::clone(&ground), 1);
        ground
    }

    /// The map of a question in the same words, asked within this minute under the same versions.
    pub fn known(&self, words: &str, snapshot: &Arc<Snapshot>, seen: &Seen) -> Option<Arc<Map>> {
        let known = locked(&self.questions).get(words)?;
        let same =
            known.minute == minute(seen) && std::ptr::eq(known.snapshot.as_ptr(), Arc::as_ptr(snapshot));
        known.map.upgrade().filter(|map| same && map.versions == seen.view.versions)
    }

    /// Remembers what words mean.
    pub fn remember(&self, words: String, snapshot: &Arc<Snapshot>, seen: &Seen, map: &Arc<Map>) {
        let known =
            Known { map: Arc::downgrade(map), snapshot: Arc::downgrade(snapshot), minute: minute(seen) };
        locked(&self.questions).put(words, known, 1);
    }
}

fn minute(seen: &Seen) -> i64 {
    seen.view.at.as_second() / 60
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
