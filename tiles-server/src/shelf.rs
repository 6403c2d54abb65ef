//! What was asked for lately and took long to make, kept as long as there is room.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, watch};

use crate::lru::Lru;
use crate::problem::{Kind, Problem};

/// A thing, or why there is none.
type Made<V> = Result<Arc<V>, Problem>;

/// Told once, when the thing is made.
type News<V> = Arc<watch::Sender<Option<Made<V>>>>;

/// Things by what they are made from: the key names the versions of all of it, so that whatever is kept is right, and what
/// nobody asks for any more leaves as room is needed.
///
/// However many ask for a thing at once, it is made once, and all get the same; a failure is told to those who wait and not kept.
/// One thing is made at a time, because that takes all processors; nobody waits for it who asks for one that is kept. What nobody
/// waits for any more when its turn comes is not made.
pub struct Shelf<K, V>(Arc<Inside<K, V>>);

struct Inside<K, V> {
    things: Mutex<Things<K, V>>,
    turn: Semaphore,
    most: usize,
    weigh: fn(&V) -> usize,
}

struct Things<K, V> {
    kept: Lru<K, Arc<V>>,
    making: BTreeMap<K, News<V>>,
}

impl<K, V> Shelf<K, V>
where
    K: Ord + Clone + Send + 'static,
    V: Send + Sync + 'static,
{
    /// Room for so many things.
    pub fn of_things(most: usize) -> Self {
        Self::of_bytes(most, |_| 1)
    }

    /// Room for so many bytes; `weigh` says how many a thing takes. One that is larger than that stays alone.
    pub fn of_bytes(most: usize, weigh: fn(&V) -> usize) -> Self {
        let things = Mutex::new(Things { kept: Lru::new(most), making: BTreeMap::new() });
        Self(Arc::new(Inside { things, turn: Semaphore::new(1), most, weigh }))
    }

    /// The thing of a key, if it is kept.
    ///
    /// # Complexity
    /// O(log n).
    pub fn held(&self, key: &K) -> Option<Arc<V>> {
        self.0.things().kept.get(key)
    }

    /// The thing of a key, made if it is not kept.
    ///
    /// # Errors
    /// A fault inside the server.
    pub async fn of(&self, key: K, make: impl FnOnce() -> V + Send + 'static) -> Made<V> {
        self.try_of(key, move || Ok(make())).await
    }

    /// The same where making may fail.
    ///
    /// # Errors
    /// What `make` finds wrong; a fault inside the server.
    pub async fn try_of(
        &self,
        key: K,
        make: impl FnOnce() -> Result<V, Problem> + Send + 'static,
    ) -> Made<V> {
        let mut news = {
            let mut things = self.0.things();
            if let Some(thing) = things.kept.get(&key) {
                return Ok(thing);
            }
            if let Some(news) = things.making.get(&key) {
                news.subscribe()
            } else {
                let (news, told) = watch::channel(None);
                let news = Arc::new(news);
                things.making.insert(key.clone(), Arc::clone(&news));
                tokio::spawn(Arc::clone(&self.0).make(key, news, make));
                told
            }
        };
        let told = news.wait_for(Option::is_some).await.map_err(|_| fault(&"the server stops"))?;
        told.clone().unwrap_or_else(|| Err(fault(&"nothing was made")))
    }
}

impl<K, V> Inside<K, V>
where
    K: Ord + Clone + Send + 'static,
    V: Send + Sync + 'static,
{
    fn things(&self) -> MutexGuard<'_, Things<K, V>> {
        self.things.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a thing when its turn comes, and tells those who wait. A task of its own: whoever leaves does not end it for others.
    async fn make(
        self: Arc<Self>,
        key: K,
        news: News<V>,
        make: impl FnOnce() -> Result<V, Problem> + Send + 'static,
    ) {
        let turn = loop {
            tokio::select! {
                turn = self.turn.acquire() => break turn,
                () = news.closed() => if self.is_given_up(&key, &news) { return },
            }
        };
        if self.is_given_up(&key, &news) {
            return;
        }
        let made = tokio::task::spawn_blocking(make).await.map_err(|panic| fault(&panic)).flatten();
        drop(turn);
        let made = made.map(Arc::new);
        let mut things = self.things();
        things.making.remove(&key);
        if let Ok(thing) = &made {
            let weight = (self.weigh)(thing).clamp(1, self.most.max(1));
            things.kept.put(key, Arc::clone(thing), weight);
        }
        drop(things);
        news.send_replace(Some(made));
    }

    /// Whether nobody waits for it any more; then the next one who asks begins anew.
    fn is_given_up(&self, key: &K, news: &News<V>) -> bool {
        let mut things = self.things();
        let given_up = news.receiver_count() == 0;
        if given_up {
            things.making.remove(key);
        }
        given_up
    }
}

fn fault(fault: &dyn std::fmt::Display) -> Problem {
    tracing::error!(%fault, "something that was asked for could not be made");
    Problem::new(Kind::Internal, "what was asked for could not be worked out")
}

#[cfg(test)]
#[path = "shelf_tests.rs"]
mod tests;
