//! What waits, for whom.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gridward::desk::{Role, Scope};
use serde::Serialize;

use super::district::Bilingual;
use crate::auth::Who;
use crate::dispatch::decision::{QUEUES, UnitRef, queue_title, queue_word};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Queues<'a> {
    /// The district's queues, for its centre; and for whoever answers for one.
    queues: Vec<QueueInfo<'a>>,
    /// The units of this account for which something waits.
    units: Vec<UnitLoad<'a>>,
    /// The first event that is not counted yet: rises with everything that happens.
    version: u64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct QueueInfo<'a> {
    #[schema(example = "unowned")]
    queue: &'static str,
    title: Bilingual,
    count: u32,
    overdue: u32,
    keeper: UnitRef<'a>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct UnitLoad<'a> {
    unit: UnitRef<'a>,
    open: u32,
    overdue: u32,
    due_soon: u32,
}

/// How many cases wait in each queue, and for each unit of this account.
#[utoipa::path(get, path = "/api/v1/queues", tag = "cases", responses((status = 200, body = Queues),
    (status = 401, body = crate::problem::ProblemDocument)))]
pub async fn queues(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    caller.works_here()?;
    let dispatch = app.dispatch()?;
    let scope = dispatch.scope(&caller)?;
    let view = dispatch.view();
    let assigner = dispatch.assigner();
    let names = dispatch.names(&assigner);
    let codes = view.world.codes();
    let counts = &view.counts;
    let all = |scope: &Scope| scope.role == Role::District;
    let mut queues = Vec::new();
    for queue in QUEUES {
        let keeper = assigner.rules().settings.queue_keepers.of(queue);
        if all(&scope) || scope.units.contains(&codes.units.position(keeper)) {
            let count = counts.queues.get(&queue).copied().unwrap_or_default();
            queues.push(QueueInfo {
                queue: queue_word(queue),
                title: queue_title(queue),
                count: count.count,
                overdue: count.overdue,
                keeper: UnitRef::by_code(&names, keeper),
            });
        }
    }
    let mine = counts.units.iter().filter(|(unit, _)| all(&scope) || scope.units.contains(unit));
    let units = mine
        .filter_map(|(position, count)| {
            let unit = UnitRef::by_code(&names, codes.units.code(*position)?);
            Some(UnitLoad { unit, open: count.open, overdue: count.overdue, due_soon: count.due_soon })
        })
        .collect();
    let answer = Queues { queues, units, version: view.next_event.0 };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}
