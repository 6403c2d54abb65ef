//! A map of cells (指标图): whose, of what, of when; the same for tiles, legend and table.

use std::sync::Arc;

use gridward::desk::Role;
use gridward::grid::Plan;
use gridward::tiles::figures::Measure;
use jiff::Timestamp;

use super::asked::Asked;
use super::layer::LayerFigures;
use super::map::Map;
use crate::auth::Caller;
use crate::dispatch::Seen;
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
        let seen = app.dispatch()?.seen_now();
        let (map, seen) = Self::question(app, caller, asked, layer, seen).await?;
        let figures = app.figures.figures(&map, &seen).await?;
        let wanted = &map.asked;
        Ok(Self {
            snapshot: app.snapshot(),
            plan: Arc::clone(&map.plan),
            view: Arc::clone(&map.view),
            figures,
            measure: wanted.measure,
            public: caller.role == Role::Public,
            least: wanted.least,
            days: wanted.period.days,
            from: wanted.filter.from,
            to: wanted.filter.to,
            event: seen.view.next_event.0,
            at: seen.view.at,
            key: wanted.key.clone(),
            query: wanted.query.clone(),
        })
    }

    /// The map that is asked for, and the state of the cases that the caller may see: for those who work here the one given.
    ///
    /// # Errors
    /// A problem that names the parameter and what would be right.
    pub async fn question(
        app: &Arc<App>,
        caller: &Caller,
        asked: &Parameters,
        layer: &str,
        mut seen: Seen,
    ) -> Result<(Arc<Map>, Seen), Problem> {
        let (dispatch, snapshot) = (Arc::clone(app.dispatch()?), app.snapshot());
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
        Ok((app.figures.map(&snapshot, &plan, &view, &seen, wanted).await?, seen))
    }

    /// A count, unless it is too small to be told.
    pub fn told(&self, cases: u32) -> Option<u32> {
        super::told(cases, self.least)
    }

    /// Cases beside the map, unless they are too few; not for everybody, who could subtract those of one period from another's.
    pub fn elsewhere(&self) -> Option<u32> {
        self.told(self.figures.shown.elsewhere.cases).filter(|_| !self.public)
    }
}
