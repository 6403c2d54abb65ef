//! What GDAL says while it works. It would go to the screen of whoever runs the program; here it becomes part of the
//! answer. GDAL's handler is one for the whole process, so its work goes through one door.

use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use gdal::errors::CplErrType;

static DOOR: Mutex<()> = Mutex::new(());
static SAID: Mutex<Vec<(bool, String)>> = Mutex::new(Vec::new());
static LISTENING: Once = Once::new();

/// Messages kept; a damaged file can cause one a feature.
const KEPT_MAX: usize = 200;

/// The right to use GDAL, and what it has said since this was taken.
pub(super) struct Session {
    _door: MutexGuard<'static, ()>,
}

impl Session {
    pub(super) fn begin() -> Self {
        let door = DOOR.lock().unwrap_or_else(PoisonError::into_inner);
        LISTENING.call_once(|| {
            gdal::config::set_error_handler(|kind, _, message| {
                let failure = matches!(kind, CplErrType::Failure | CplErrType::Fatal);
                if !failure && !matches!(kind, CplErrType::Warning) {
                    return;
                }
                let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
                if said.len() < KEPT_MAX {
                    let line: Vec<&str> = message.split_whitespace().collect();
                    said.push((failure, line.join(" ")));
                }
            });
        });
        let session = Self { _door: door };
        session.take();
        session
    }

    /// What was said since the last call: failure or warning, and the message, each once.
    #[expect(clippy::unused_self, reason = "only who holds the session may take what was said in it")]
    pub(super) fn take(&self) -> Vec<(bool, String)> {
        let mut said = std::mem::take(&mut *SAID.lock().unwrap_or_else(PoisonError::into_inner));
        let mut known: Vec<(bool, String)> = Vec::new();
        said.retain(|item| {
            let new = !known.contains(item);
            if new {
                known.push(item.clone());
            }
            new
        });
        said
    }

    /// One line for an error: GDAL's own message where it left one.
    pub(super) fn detail(&self, error: &dyn std::fmt::Display) -> String {
        let said = self.take();
        let failure = said.iter().find(|(failure, _)| *failure).or(said.first());
        let text = failure.map_or_else(|| error.to_string(), |(_, message)| message.clone());
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
