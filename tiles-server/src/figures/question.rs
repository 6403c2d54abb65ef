//! Which cases a figure is about, and for whom: one reading for series, lists and areas.

use std::sync::Arc;

use gridward::cases::columns::Filter;
use gridward::desk::Role;
use gridward::ids::CellCode;

use super::asked::{hide_what_is_not_for, least};
use super::everybody;
use super::sheet::Sheet;
use crate::auth::Caller;
use crate::dispatch::{Dispatch, Seen, conditions};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::{App, Snapshot};

/// The cases, and how much of them may be told.
pub struct Question {
    pub dispatch: Arc<Dispatch>,
    pub seen: Seen,
    pub snapshot: Arc<Snapshot>,
    pub filter: Filter,
    /// Counts below it are not told.
    pub least: u32,
    pub role: Role,
    /// All of it in letters, with the state of the cases: the same letters have the same answer.
    pub key: String,
}

impl Question {
    /// # Errors
    /// A problem that names the parameter and what would be right.
    pub async fn read(app: &App, caller: &Caller, asked: &Parameters) -> Result<Self, Problem> {
        let dispatch = Arc::clone(app.dispatch()?);
        let (mut seen, snapshot) = (dispatch.seen_now(), app.snapshot());
        if caller.role == Role::Public {
            // The same cases as on everybody's map, which stays as it is for an hour.
            let plan = snapshot.plan(None, None, (app.clock)())?;
            seen = app.releases.of(app, caller, plan, seen).await?.seen.clone();
        }
        let mut filter = Filter::default();
        conditions::read(app, &dispatch, &seen, asked, &mut filter)?;
        if filter.from.zip(filter.to).is_some_and(|(from, to)| to <= from) {
            return Err(Problem::parameter("to", "to is not after from", "an instant after from"));
        }
        if caller.role == Role::Public {
            // What everybody is told is cut from all cases on everybody's map: a class is chosen later.
            filter.classes = None;
            filter.cells = Some(everybody::on_the_map(&snapshot, &seen, (app.clock)())?);
        }
        hide_what_is_not_for(caller, &seen, &mut filter);
        let least = least(caller.role);
        let (event, minute) = (seen.view.next_event.0, seen.view.at.as_second() / 60);
        let key = format!("{event}-{minute}-k{least}-{}-{}", u8::from(caller.restricted), asked.letters());
        Ok(Self { dispatch, seen, snapshot, filter, least, role: caller.role, key })
    }

    /// Whether what is told is cut for everybody.
    pub fn is_public(&self) -> bool {
        self.role == Role::Public
    }

    /// Refuses a cell that the map shows with others only: its own counts would be had here.
    ///
    /// # Errors
    /// 403 says what would be right.
    pub async fn of_a_cell_shown_alone(
        &self,
        app: &Arc<App>,
        caller: &Caller,
        asked: &Parameters,
    ) -> Result<(), Problem> {
        let Some((layer, code)) = asked.text("cell").and_then(|text| text.split_once(':')) else {
            return Ok(());
        };
        if self.least <= 1 {
            return Ok(());
        }
        let sheet = Sheet::of(app, caller, &asked.without("cell"), layer).await?;
        let cell = sheet.view.layer.index_of(&CellCode::new(code)).map_or(usize::MAX, |cell| cell.0 as usize);
        let shown = sheet.figures.shown.cells.get(cell);
        if shown.is_some_and(|shown| shown.merged.level == 0 && !shown.merged.withheld) {
            return Ok(());
        }
        let detail = format!("the cell {layer}:{code} has too few cases and is shown with others");
        Err(Problem::new(Kind::NotAllowed, detail)
            .field("cell")
            .expected("a cell that the map shows by itself, a longer period or fewer conditions"))
    }
}
