//! A map of cells: whose, of what, of when, for whom. One reading for tables, lists and those who watch.

use std::sync::Arc;

use gridward::desk::Role;
use gridward::grid::Plan;
use gridward::tiles::figures::Measure;
use jiff::Timestamp;

use super::{Asked, LayerFigures};
use crate::auth::Caller;
use crate::dispatch::Seen;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::{App, LayerView, Snapshot};

/// The figures that the tiles of a layer show, from the same shelf.
pub struct Sheet {
    pub snapshot: Arc<Snapshot>,
    pub plan: Arc<Plan>,
    pub view: Arc<LayerView>,
    pub figures: Arc<LayerFigures>,
    /// The cases that are counted.
    pub seen: Seen,
    pub measure: Measure,
    /// Whether it is everybody's.
    pub public: bool,
    /// Groups with fewer cases are shown with others.
    pub least: u32,
    /// Length of the period; 0 without one.
    pub days: f64,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    /// What was asked for, in letters.
    pub key: String,
}

impl Sheet {
    /// # Errors
    /// A problem that names the parameter and what would be right.
    pub async fn read(
        app: &Arc<App>,
        caller: &Caller,
        asked: &Parameters,
        layer: &str,
    ) -> Result<Self, Problem> {
        let dispatch = Arc::clone(app.dispatch()?);
        let (mut seen, snapshot) = (dispatch.seen_now(), app.snapshot());
        let number = asked.count("plan", "the number of a plan")?;
        let plan = Arc::clone(snapshot.plan(number, asked.text("as_of"), (app.clock)())?);
        let view = Arc::clone(snapshot.view(&plan, layer)?);
        let release = match caller.role {
            Role::Public => Some(app.releases.of(app, caller, &plan, seen.clone()).await?),
            _ => None,
        };
        if let Some(release) = &release {
            seen = release.seen.clone();
        }
        let released = release.as_deref().map(|release| (release, &*view.layer));
        let wanted = Asked::read(app, &dispatch, &seen, caller, asked, released)?;
        let (measure, least, days) = (wanted.measure, wanted.least, wanted.period.days);
        let (from, to, key) = (wanted.filter.from, wanted.filter.to, wanted.key.clone());
        let figures = app.figures.of(Arc::clone(&snapshot), &plan, &view, seen.clone(), wanted).await?;
        let public = caller.role == Role::Public;
        Ok(Self { snapshot, plan, view, figures, seen, measure, public, least, days, from, to, key })
    }

    /// Everything before this event is counted.
    pub fn event(&self) -> u64 {
        self.seen.view.next_event.0
    }
}
