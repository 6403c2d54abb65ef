//! What is watched, and its state at a moment.

use std::sync::Arc;
use std::time::Duration;

use gridward::desk::Role;
use gridward::tiles::{MAX_ZOOM, MIN_ZOOM};

use crate::auth::Caller;
use crate::dispatch::Seen;
use crate::figures::{Question, Sheet};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

/// Most layers of a map that is watched.
const LAYERS: usize = 4;

/// At most ten messages a second.
const GAP: Duration = Duration::from_millis(100);
/// For everybody one a minute at most: the cases of everybody's map are kept for an hour.
const GAP_FOR_ALL: Duration = Duration::from_mins(1);

/// A map as its viewers ask for it.
pub struct Map {
    caller: Arc<Caller>,
    asked: Parameters,
    layers: Vec<String>,
    /// The zoom at which tiles are named.
    pub zoom: Option<u8>,
    key: String,
}

/// What is shown at a moment.
pub struct State {
    pub question: Question,
    pub sheets: Vec<Sheet>,
}

impl Map {
    /// # Errors
    /// A problem that names the parameter.
    pub fn read(caller: &Arc<Caller>, asked: &Parameters) -> Result<Self, Problem> {
        let words = asked.text("layers").unwrap_or_default();
        let mut layers: Vec<String> =
            words.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        layers.sort_unstable();
        layers.dedup();
        if layers.len() > LAYERS {
            let detail = format!("layers names {}", layers.len());
            return Err(Problem::parameter("layers", detail, format!("at most {LAYERS} layers of the plan")));
        }
        let range = format!("{MIN_ZOOM} to {MAX_ZOOM}");
        let zoom = asked.count("zoom", &range)?.map(|zoom| {
            let held = u8::try_from(zoom).ok().filter(|zoom| (MIN_ZOOM..=MAX_ZOOM).contains(zoom));
            held.ok_or_else(|| Problem::parameter("zoom", format!("zoom is {zoom}"), range))
        });
        let own = asked.without("layers").without("zoom");
        let (role, restricted) = (caller.role.as_str(), u8::from(caller.restricted));
        // Those of one role see the same figures: counts are the district's, and what is few is few for all of them.
        let sees = if matches!(caller.role, Role::District | Role::Public) { role } else { "unit" };
        let zoom = zoom.transpose()?;
        let key = format!("{sees}-{restricted}-{}-{zoom:?}-{}", layers.join(","), own.letters());
        Ok(Self { caller: Arc::clone(caller), asked: own, layers, zoom, key })
    }

    /// Two maps with the same key show the same.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether everybody watches it.
    pub fn is_public(&self) -> bool {
        self.caller.role == Role::Public
    }

    /// Whether its viewers may see where single cases are.
    pub fn shows_places(&self) -> bool {
        self.caller.role == Role::District
    }

    /// The shortest time between two messages.
    pub fn gap(&self) -> Duration {
        if self.is_public() { GAP_FOR_ALL } else { GAP }
    }

    /// The layers asked for, or the finest of the plan; of everybody's map the finest one, in whose groups all are told.
    fn shown(&self, app: &App, question: &Question) -> Result<Vec<String>, Problem> {
        if !self.layers.is_empty() {
            return Ok(self.layers.clone());
        }
        let number = self.asked.count("plan", "the number of a plan")?;
        let plan = question.snapshot.plan(number, self.asked.text("as_of"), (app.clock)())?;
        let views = question.snapshot.views_of(plan);
        let names = views.into_iter().rev().map(|view| view.layer.name().to_string());
        let most = if self.is_public() { 1 } else { LAYERS };
        Ok(names.take(most).collect())
    }

    /// What is shown now.
    ///
    /// # Errors
    /// A problem that names the parameter; a fault inside the server.
    pub async fn state(&self, app: &Arc<App>) -> Result<State, Problem> {
        let conditions = self.asked.without("measure").without("before");
        let question = Question::read(app, &self.caller, &conditions).await?;
        let mut sheets = Vec::new();
        for layer in &self.shown(app, &question)? {
            sheets.push(Sheet::of(app, &self.caller, &self.asked, layer).await?);
        }
        Ok(State { question, sheets })
    }
}

impl State {
    /// The last event that is in all of it; 0 before the first.
    pub fn event(&self) -> u64 {
        let own = self.seen().view.next_event.0;
        let sheets = self.sheets.iter().map(|sheet| sheet.event);
        sheets.fold(own, u64::min).saturating_sub(1)
    }

    /// The cases of the moment.
    pub fn seen(&self) -> &Seen {
        &self.question.seen
    }

    /// Whether the same plans are shown as before.
    pub fn is_of_the_same_plans(&self, before: &Self) -> bool {
        let plan = |sheet: &Sheet| (sheet.plan.number(), sheet.view.version());
        Arc::ptr_eq(&self.question.snapshot, &before.question.snapshot)
            && self.sheets.iter().map(plan).eq(before.sheets.iter().map(plan))
    }
}
