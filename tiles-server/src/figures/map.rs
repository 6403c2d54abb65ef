//! One map of cells that was asked for: its counts, which follow what happens, and its figures.

use std::sync::{Arc, Mutex, PoisonError};

use gridward::desk::Versions;
use gridward::grid::Plan;
use gridward::tiles::figures::Measure;
use jiff::Timestamp;

use super::asked::Asked;
use super::ground::Ground;
use super::layer::{Counts, LayerFigures};
use crate::dispatch::Seen;
use crate::dispatch::lately::Lately;
use crate::problem::{Kind, Problem};
use crate::state::LayerView;

/// A map of cells.
pub struct Map {
    pub plan: Arc<Plan>,
    pub view: Arc<LayerView>,
    pub asked: Asked,
    /// The versions under which the question was read.
    pub versions: Option<Versions>,
    ground: Arc<Ground>,
    judged_at: Option<Timestamp>,
    kept: Mutex<Option<Kept>>,
    /// One counts; others who ask for the same map wait for it. Other maps are counted at the same time.
    counting: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Kept {
    /// Everything before this event is counted.
    event: u64,
    counts: Arc<Counts>,
    figures: Arc<LayerFigures>,
}

impl Map {
    pub fn new(
        plan: &Arc<Plan>,
        view: &Arc<LayerView>,
        ground: Arc<Ground>,
        seen: &Seen,
        asked: Asked,
    ) -> Self {
        // What is late is judged as of the minute, so that a count that follows and a new one agree.
        let minute = Timestamp::from_second(seen.view.at.as_second() / 60 * 60).unwrap_or(seen.view.at);
        let judged_at = (asked.measure == Measure::OverdueShare).then_some(minute);
        Self {
            plan: Arc::clone(plan),
            view: Arc::clone(view),
            asked,
            versions: seen.view.versions,
            ground,
            judged_at,
            kept: Mutex::new(None),
            counting: tokio::sync::Mutex::new(()),
        }
    }

    fn kept(&self) -> Option<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn kept_at(&self, event: u64) -> Option<Arc<LayerFigures>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|kept| kept.event >= event).map(|kept| Arc::clone(&kept.figures))
    }

    /// Its figures at a state or a later one, where nothing is left to count.
    pub fn figures_at(&self, seen: &Seen) -> Option<Arc<LayerFigures>> {
        self.kept_at(seen.view.next_event.0)
    }

    /// Its figures at a state or a later one: as they are where nothing happened since, after few changes by following them, and
    /// otherwise counted.
    ///
    /// # Errors
    /// A fault inside the server.
    pub async fn figures(
        self: &Arc<Self>,
        seen: &Seen,
        lately: Option<Arc<Lately>>,
    ) -> Result<Arc<LayerFigures>, Problem> {
        let event = seen.view.next_event.0;
        if let Some(figures) = self.kept_at(event) {
            return Ok(figures);
        }
        let _turn = self.counting.lock().await;
        if let Some(figures) = self.kept_at(event) {
            return Ok(figures);
        }
        let (own, seen) = (Arc::clone(self), seen.clone());
        tokio::task::spawn_blocking(move || own.bring_up(&seen, lately.as_deref()))
            .await
            .map_err(|_| Problem::new(Kind::Internal, "the figures could not be counted"))
    }

    fn bring_up(&self, seen: &Seen, lately: Option<&Lately>) -> Arc<LayerFigures> {
        let (event, before) = (seen.view.next_event.0, self.kept());
        let followed =
            before.as_ref().zip(lately).and_then(|(kept, lately)| self.followed(kept, seen, lately));
        let counts = followed.unwrap_or_else(|| {
            lately.into_iter().for_each(Lately::want);
            Arc::new(self.count(seen))
        });
        let figures = match before.filter(|kept| kept.counts == counts) {
            // What happened does not show here.
            Some(kept) => kept.figures,
            None => Arc::new(LayerFigures::new(&self.view.layer, &self.ground, &counts, &self.asked)),
        };
        let kept = Kept { event, counts, figures: Arc::clone(&figures) };
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        figures
    }

    fn count(&self, seen: &Seen) -> Counts {
        let count = |filter| self.ground.count(seen, filter, self.judged_at);
        Counts { now: count(&self.asked.filter), before: self.asked.before.as_ref().map(count) }
    }

    fn followed(&self, kept: &Kept, seen: &Seen, lately: &Lately) -> Option<Arc<Counts>> {
        let changes = lately.between(kept.event, seen.view.next_event.0)?;
        if changes.is_empty() {
            return Some(Arc::clone(&kept.counts));
        }
        let mut counts = Counts::clone(&kept.counts);
        self.ground.follow(&mut counts.now, &changes, seen, &self.asked.filter, self.judged_at);
        if let (Some(counts), Some(filter)) = (&mut counts.before, &self.asked.before) {
            self.ground.follow(counts, &changes, seen, filter, self.judged_at);
        }
        Some(Arc::new(counts))
    }

    /// Whether the counts that followed are those of a new count.
    #[cfg(test)]
    pub fn agrees(&self, seen: &Seen) -> bool {
        self.kept().is_some_and(|kept| *kept.counts == self.count(seen))
    }
}
