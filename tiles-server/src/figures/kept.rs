//! Answers that were worked out lately.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OnceCell, Semaphore};

use crate::problem::{Kind, Problem};

type Slot<T> = Arc<OnceCell<Arc<T>>>;

struct Entry<T> {
    key: String,
    /// Everything before this event is in it.
    event: u64,
    slot: Slot<T>,
}

/// Answers by what they say, those used last first. However many ask at once, an answer is worked out once; and one answer at a
/// time, because that takes all processors.
pub struct Kept<T> {
    entries: Mutex<VecDeque<Entry<T>>>,
    most: usize,
    turn: Semaphore,
}

impl<T: Send + Sync + 'static> Kept<T> {
    /// Room for so many answers.
    pub fn new(most: usize) -> Self {
        Self { entries: Mutex::default(), most, turn: Semaphore::new(1) }
    }

    /// The answer of a key; made anew when something happened since.
    ///
    /// # Errors
    /// A fault inside the server.
    pub async fn of(
        &self,
        key: String,
        event: u64,
        make: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Arc<T>, Problem> {
        let slot = self.slot(key, event);
        let fault = |fault: &dyn std::fmt::Display| {
            tracing::error!(%fault, "an answer could not be worked out");
            Problem::new(Kind::Internal, "the cases could not be counted")
        };
        let made = slot.get_or_try_init(|| async {
            let _turn = self.turn.acquire().await.map_err(|closed| fault(&closed))?;
            tokio::task::spawn_blocking(move || Arc::new(make())).await.map_err(|panic| fault(&panic))
        });
        Ok(Arc::clone(made.await?))
    }

    fn slot(&self, key: String, event: u64) -> Slot<T> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let known = entries.iter().position(|entry| entry.key == key).and_then(|at| entries.remove(at));
        let entry = known.filter(|entry| entry.event >= event).unwrap_or_else(|| Entry {
            key,
            event,
            slot: Slot::default(),
        });
        let slot = Arc::clone(&entry.slot);
        entries.push_front(entry);
        entries.truncate(self.most);
        slot
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn an_answer_is_worked_out_once_until_something_happens() {
        let (kept, made) = (Kept::new(2), Arc::new(AtomicUsize::new(0)));
        let ask = |key: &str, event: u64| {
            let made = Arc::clone(&made);
            let make = move || made.fetch_add(1, Ordering::SeqCst);
            kept.of(key.to_owned(), event, make)
        };
        let (a, b, c) = tokio::join!(ask("a", 1), ask("a", 1), ask("b", 1));
        assert_eq!((*a.unwrap(), *b.unwrap(), *c.unwrap()), (0, 0, 1));
        assert_eq!(*ask("a", 2).await.unwrap(), 2);
        assert_eq!(*ask("a", 1).await.unwrap(), 2, "what is newer is right as well");
        ask("c", 2).await.unwrap();
        assert_eq!(*ask("b", 1).await.unwrap(), 4, "there was no room for it any more");
    }
}
