//! A dry run: who would answer, by when, and why.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use gridward::assign::{Query, Whereabouts};
use gridward::cases::PrivateText;
use gridward::ids::{ClassCode, SourceCode};

use super::cases::wish::{PlaceWish, RouteWish, code, grade_named};
use super::registry::named_part;
use crate::auth::Who;
use crate::body::{JsonBody, written_json};
use crate::dispatch::decision::Decision;
use crate::dispatch::written;
use crate::problem::Problem;
use crate::state::App;

/// Who would answer for this class at this place and time; nothing is kept.
///
/// Possible doubles are told to those who work on cases, as far as they may see them.
#[utoipa::path(post, path = "/api/v1/route", tag = "cases", request_body = RouteWish,
    responses((status = 200, body = Decision), (status = 400, body = crate::problem::ProblemDocument)))]
pub async fn route(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    JsonBody(wish): JsonBody<RouteWish>,
) -> Result<Response, Problem> {
    let dispatch = app.dispatch()?;
    let now = (app.clock)();
    let at = wish.at.unwrap_or(now);
    let assigner = dispatch.assigner_at(at, now)?;
    let grade = grade_named(&assigner.rules().settings, wish.grade.as_deref())?;
    let class = ClassCode::new(code("class", &wish.class)?);
    let source = SourceCode::new(wish.source.as_deref().unwrap_or(""));
    let RouteWish { lon, lat, datum, accuracy_m, shape, address, component, condition, kind, .. } = wish;
    let place = PlaceWish { lon, lat, datum, accuracy_m, shape, address, component }.into_stated()?;
    let query = Query {
        class: &class,
        condition,
        kind,
        source: &source,
        grade,
        at,
        place: Whereabouts {
            pair: place.pair,
            datum: place.datum.as_ref(),
            accuracy: place.accuracy,
            shape: place.shape.as_ref(),
            address: place.address.as_ref().and_then(PrivateText::words),
            component: place.component.as_ref(),
        },
    };
    let worked = assigner.work_out(&query);
    let duplicates = match worked.place {
        Some(place) if caller.works_here().is_ok() => dispatch.duplicates(&caller, &class, place, at),
        _ => Vec::new(),
    };
    let places: Vec<_> = worked.names.iter().map(named_part).collect();
    let text = written::decision(&dispatch.names(&assigner), &query, &worked, &duplicates, &places);
    let mut response = written_json(text);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
