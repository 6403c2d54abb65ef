//! Who watches which map (地图变更推送)? Everybody who watches the same figures hears of them from one task, which counts once for
//! all of them after each batch of events and says what is shown otherwise.

mod cases;
mod changes;
mod group;
mod map;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::problem::{Kind, Problem};
use crate::state::App;

pub use changes::TileChanges;
pub use group::{Heard, Message, Seat};
pub use map::Map;

use group::Group;

/// Most different maps that are watched at a time.
const GROUPS: usize = 64;

/// All maps that are watched.
#[derive(Default)]
pub struct Watch(Mutex<BTreeMap<String, Arc<Group>>>);

impl Watch {
    /// A place among those who watch a map, from after an event on where one is named.
    ///
    /// # Errors
    /// What is wrong with the map's parameters; 503 where too many different maps are watched.
    pub async fn join(&self, app: &Arc<App>, map: Map, last: Option<u64>) -> Result<Seat, Problem> {
        if let Some(group) = self.group(map.key())? {
            return Ok(group.join(last));
        }
        let live = app.dispatch()?.stream.subscribe();
        // Counted before the map is watched, so that what is wrong with its parameters is told to whoever asked.
        let state = map.state(app).await?;
        let group = Group::new(state.event());
        {
            let mut groups = self.groups();
            if let Some(known) = groups.get(map.key()) {
                return Ok(known.join(last));
            }
            groups.insert(map.key().to_owned(), Arc::clone(&group));
        }
        let seat = group.join(last);
        tokio::spawn(group.run(Arc::clone(app), map, state, live));
        Ok(seat)
    }

    fn group(&self, key: &str) -> Result<Option<Arc<Group>>, Problem> {
        let groups = self.groups();
        if let Some(group) = groups.get(key) {
            return Ok(Some(Arc::clone(group)));
        }
        if groups.len() >= GROUPS {
            let detail = format!("{GROUPS} different maps are watched already");
            return Err(Problem::new(Kind::Busy, detail).retry_after(60));
        }
        Ok(None)
    }

    /// Ends a group that nobody listens to; whether it has ended.
    fn leave(&self, key: &str, group: &Group) -> bool {
        let mut groups = self.groups();
        let empty = group.is_empty();
        if empty {
            groups.remove(key);
        }
        empty
    }

    fn groups(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<Group>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
