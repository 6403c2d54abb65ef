//! Cases as points, for those who see where each one is.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use gridward::cases::columns::Filter;
use gridward::ids::CaseNumber;
use gridward::tiles::mvt::MEDIA_TYPE;
use gridward::tiles::points::PointWords;
use gridward::tiles::{MAX_ZOOM, MIN_ZOOM, TileAddress};
use jiff::Timestamp;
use serde_json::json;

use super::sending::{rendered_in, send};
use crate::auth::Caller;
use crate::dispatch::conditions;
use crate::dispatch::row_sight::RowSight;
use crate::figures::query_of;
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

/// The name in addresses.
pub const LAYER: &str = "points";

fn known() -> Vec<&'static str> {
    conditions::PARAMETERS.into_iter().chain(["plan", "as_of"]).collect()
}

/// TileJSON 3 of the points that the caller sees.
pub fn describe(app: &App, caller: &Caller, request: &Request) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known())?;
    super::for_those_who_work_here(caller, LAYER)?;
    let dispatch = app.dispatch()?;
    conditions::read(app, dispatch, &dispatch.seen_now(), &asked, &mut Filter::default())?;
    let snapshot = app.snapshot();
    let plan = snapshot.plan(None, None, (app.clock)())?;
    let query = query_of(&asked, known().into_iter());
    let ending = if query.is_empty() { String::new() } else { format!("?{query}") };
    let description = json!({
        "tilejson": "3.0.0",
        "name": LAYER,
        "description": "案件点位（15 级以下为聚合） / Cases as points, in clusters below zoom 15",
        "version": "1.0.0",
        "scheme": "xyz",
        "tiles": [format!("{}/tiles/{LAYER}/{{z}}/{{x}}/{{y}}.mvt{ending}", app.public_url)],
        "minzoom": MIN_ZOOM,
        "maxzoom": MAX_ZOOM,
        "bounds": snapshot.bounds_of(plan).unwrap_or([-180.0, -85.0, 180.0, 85.0]),
        "vector_layers": [{"id": "points", "description": "Clusters to zoom 14, single cases from 15 on; clusters there as well where a tile would have more than 4,000", "fields": {
            "cases": "Of a cluster: how many cases",
            "overdue": "Of a cluster: how many of them are open and late; of a case: whether it is",
            "crowded": "Of a cluster from zoom 15 on: single cases would be too many",
            "id": "Identity of a case (text)",
            "number": "Its number",
            "class": "Code of its class (text)",
            "stage": "Where it stands",
            "reported_at": "When it was reported",
        }}],
    });
    let tag = ETag::new(&format!("points-json-{query}"));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Private));
    }
    Ok(full(&tag, Coding::Identity, Keep::Private, "application/json", description.to_string()))
}

/// One vector tile of the cases that the caller sees whole.
pub async fn tile(
    app: &Arc<App>,
    caller: &Caller,
    request: Request,
    address: TileAddress,
) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known())?;
    super::for_those_who_work_here(caller, LAYER)?;
    let dispatch = app.dispatch()?;
    let (scope, seen) = (dispatch.scope(caller)?, dispatch.seen_now());
    let mut filter = Filter::default();
    conditions::read(app, dispatch, &seen, &asked, &mut filter)?;
    let query = query_of(&asked, known().into_iter());
    let sight = RowSight::new(&scope, &seen);
    let points = app.points.of(caller, seen.clone(), sight, (&query, filter), address).await?;
    let print = points.fingerprint();
    let key = format!("points-{print:016x}-{}/{}/{}", address.zoom(), address.x(), address.y());
    let tag = ETag::new(&key);
    if let Some(coding) = tag.held(request.headers()) {
        return Ok(not_modified(&tag, coding, Keep::Private));
    }
    let snapshot = app.snapshot();
    let draw = move || {
        let view = &seen.view;
        points.render(&PointWords {
            id: &|number| view.columns.id(CaseNumber(number)).map(|id| id.to_string()),
            class: &|class| view.world.codes().classes.code(class).map(ToString::to_string),
            time: &|second| {
                Timestamp::from_second(second.into()).map_or_else(|_| String::new(), |at| snapshot.local(at))
            },
        })
    };
    let tile = rendered_in(app, key, Coding::accepted(request.headers()), draw).await?;
    Ok(send(&tag, &tile, request.headers(), Keep::Private, MEDIA_TYPE))
}
