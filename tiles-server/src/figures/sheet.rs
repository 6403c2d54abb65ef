//! A map of cells (指标图): whose, of what, of when; the same for tiles, legend and table.

use std::sync::Arc;

use gridward::desk::Role;
use gridward::grid::Plan;
use gridward::tiles::figures::Measure;
use jiff::Timestamp;

use super::asked::Asked;
use super::layer::LayerFigures;
use crate::auth::Caller;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::{App, LayerView, Snapshot};

/// A layer's figures with everything that explains them.
pub struct Sheet {
    pub snapshot: Arc<Snapshot>,
    pub plan: Arc<Plan>,
    pub view: Arc<LayerView>,
    pub figures: Arc<LayerFigures>,
    pub measure: Measure,
    /// Whether it is everybody's.
    pub public: bool,
    /// Groups of fewer cases are not told.
    pub least: u32,
    /// Length of the period; 0 without one.
    pub days: f64,
    pub from: Option<Timestamp>,
    pub to: Option<Timestamp>,
    /// Everything before this event is counted.
    pub event: u64,
    /// The instant of the cases.
    pub at: Timestamp,
    /// What was asked for, in letters.
    pub key: String,
    /// The same as a query, for addresses.
    pub query: String,
}

impl Sheet {
    /// The figures of a layer, from the shelf.
    ///
    /// # Errors
    /// A problem that names the parameter and what would be right.
    pub async fn of(
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
        let (from, to) = (wanted.filter.from, wanted.filter.to);
        let (key, query) = (wanted.key.clone(), wanted.query.clone());
        let (event, at) = (seen.view.next_event.0, seen.view.at);
        let figures = app.figures.of(Arc::clone(&snapshot), &plan, &view, seen, wanted).await?;
        let public = caller.role == Role::Public;
        Ok(Self {
            snapshot,
            plan,
            view,
            figures,
            measure,
            public,
            least,
            days,
            from,
            to,
            event,
            at,
            key,
            query,
        })
    }

    /// A count, unless it is too small to be told.
    pub fn told(&self, cases: u32) -> Option<u32> {
        Some(cases).filter(|cases| !(1..self.least).contains(cases))
    }

    /// Cases beside the map, unless they are too few; not for everybody, who could subtract those of one period from another's.
    pub fn elsewhere(&self) -> Option<u32> {
        self.told(self.figures.shown.elsewhere.cases).filter(|_| !self.public)
    }
}
