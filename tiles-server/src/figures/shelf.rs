//! Figures that were asked for lately.

use std::collections::VecDeque;
use std::sync::Arc;

use gridward::grid::Plan;

use super::asked::Asked;
use super::layer::LayerFigures;
use crate::dispatch::Seen;
use crate::problem::{Kind, Problem};
use crate::state::{LayerView, Snapshot};

/// Most maps that are kept; a layer of 16,500 cells takes about a megabyte.
const KEPT: usize = 64;

struct Kept {
    key: String,
    /// Everything before this event is counted.
    event: u64,
    figures: Arc<LayerFigures>,
}

/// Figures by what they show, those used last first. One is counted at a time: counting takes all processors.
#[derive(Default)]
pub struct Shelf(tokio::sync::Mutex<VecDeque<Kept>>);

impl Shelf {
    /// The figures of a layer; counted anew when a case has changed since.
    ///
    /// # Errors
    /// A fault inside the server.
    pub async fn of(
        &self,
        snapshot: Arc<Snapshot>,
        plan: &Arc<Plan>,
        view: &Arc<LayerView>,
        seen: Seen,
        asked: Asked,
    ) -> Result<Arc<LayerFigures>, Problem> {
        let key = format!("{}-p{}-{}-{}", view.layer.name(), plan.number().0, view.version(), asked.key);
        let event = seen.view.next_event.0;
        let mut kept = self.0.lock().await;
        if let Some(at) = kept.iter().position(|known| known.key == key)
            && let Some(known) = kept.remove(at)
            && known.event >= event
        {
            let figures = Arc::clone(&known.figures);
            kept.push_front(known);
            return Ok(figures);
        }
        let (plan, view) = (Arc::clone(plan), Arc::clone(view));
        let count = move || LayerFigures::count(&snapshot, &plan, &view, &seen, &asked);
        let figures = tokio::task::spawn_blocking(count)
            .await
            .map_err(|_| Problem::new(Kind::Internal, "the figures could not be counted"))?;
        let figures = Arc::new(figures);
        kept.push_front(Kept { key, event, figures: Arc::clone(&figures) });
        kept.truncate(KEPT);
        Ok(figures)
    }
}
