//! Cases as a collection (案件): points with what lists tell of them, for those who see where each one is. Everybody else is
//! not told of the collection, and is refused where it is asked for by name.
//!
//! The conditions are those of every list, map and figure; pages go on after the number of their last case, so that what comes
//! in meanwhile neither shifts nor repeats anything.

mod fields;
mod found;
mod listing;
mod wanted;

use std::sync::Arc;

use axum::response::Response;
use gridward::ids::CaseId;
use serde_json::{Value, json};

pub use self::fields::{queryables, schema};
use self::found::Found;
use self::listing::Listing;
use self::wanted::{OWN, Wanted};
use super::answer::{digest, held, in_system, sent};
use super::collections::links_of;
use super::crs::Crs;
use super::links::GEOJSON;
use super::opening::{Asking, CASES, Opening};
use super::question::Question;
use crate::dispatch::Seen;
use crate::dispatch::row_sight::RowSight;
use crate::negotiate::ETag;
use crate::problem::{Kind, Problem};

/// What it is called.
pub const TITLE: &str = "案件 / Cases";

/// Raised when the same cases would be written otherwise.
const VERSION: u32 = 1;

/// The description.
pub fn about(asking: &Asking, question: &Question) -> Value {
    let bounds = asking.bounds();
    json!({
        "id": CASES,
        "title": TITLE,
        "description": "账号可见的案件，按受理顺序；条件与地图和列表相同。 Cases that this account sees whole, in order of arrival; the conditions are those of maps and lists.",
        "itemType": "feature",
        "extent": {
            "spatial": {
                "bbox": [bounds.unwrap_or([-180.0, -90.0, 180.0, 90.0])],
                "crs": Crs::Crs84.uri(),
            },
            "temporal": {
                "interval": [[null, null]],
                "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
            },
        },
        "crs": Crs::offered(bounds).into_iter().map(Crs::uri).collect::<Vec<_>>(),
        "storageCrs": Crs::Crs84.uri(),
        "links": links_of(question, CASES, "案件 / Cases"),
    })
}

/// A page of cases.
///
/// # Errors
/// A problem that names the parameter and what would be right.
pub async fn items(asking: Asking) -> Result<Response, Problem> {
    let opening = asking.with(&OWN)?;
    let dispatch = Arc::clone(opening.asking.app.dispatch()?);
    let seen = dispatch.seen_now();
    let wanted = Wanted::read(&opening, &dispatch, &seen)?;
    let sight = RowSight::new(&*dispatch.scope(&opening.asking.caller)?, &seen);
    let tag = tag(&opening, &seen);
    if tag.is_held(&opening.asking.headers) {
        return Ok(held(&opening.question, &tag));
    }
    let system = wanted.road.crs.uri();
    let stamp = (opening.asking.app.clock)().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    // All cases are looked at: beside those who wait for microseconds.
    let work = move || {
        let found = Found::of(&seen, &sight, &wanted);
        let listing = Listing { seen: &seen, names: dispatch.names(&seen.assigner), road: &wanted.road };
        let body = if opening.question.html {
            listing.page(&opening.question, &found)
        } else {
            listing.json(&opening.question, &found, &stamp)
        };
        (opening.question, body)
    };
    let (question, body) = tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Problem::new(Kind::Internal, "the cases could not be written"))?;
    Ok(in_system(sent(&question, &tag, GEOJSON, body), &system))
}

/// One case by its identity.
///
/// # Errors
/// 404 where there is none, or none that the caller sees whole: the two cannot be told apart.
pub fn item(asking: Asking, id: &str) -> Result<Response, Problem> {
    let opening = asking.with(&["crs"])?;
    let dispatch = opening.asking.app.dispatch()?;
    let seen = dispatch.seen_now();
    let sight = RowSight::new(&*dispatch.scope(&opening.asking.caller)?, &seen);
    let number = seen.view.columns.find(&CaseId::new(id));
    let place = number.and_then(|number| seen.view.columns.place_of(number));
    let (Some(number), true) = (number, place.is_some_and(|(chunk, row)| sight.sees(chunk, row))) else {
        return Err(Problem::new(Kind::NoSuchCase, format!("there is no case {id} here"))
            .field("code")
            .expected("the id of one of the collection's items"));
    };
    let road = wanted::system(&opening)?;
    let tag = tag(&opening, &seen);
    if tag.is_held(&opening.asking.headers) {
        return Ok(held(&opening.question, &tag));
    }
    let listing = Listing { seen: &seen, names: dispatch.names(&seen.assigner), road: &road };
    let body = if opening.question.html {
        listing.page_of(&opening.question, number.0)
    } else {
        listing.json_of(&opening.question, number.0)
    };
    Ok(in_system(sent(&opening.question, &tag, GEOJSON, body), &road.crs.uri()))
}

/// Differs after every event and every minute, in which a deadline may have passed, and from caller to caller.
fn tag(opening: &Opening, seen: &Seen) -> ETag {
    let Asking { app, caller, uri, .. } = &opening.asking;
    let unit = caller.unit.as_ref().map_or("", |unit| unit.as_str());
    let asked = digest(&format!(
        "{} {} {} {unit} {} {}",
        app.public_url,
        opening.question.html,
        caller.role.as_str(),
        caller.restricted,
        uri
    ));
    ETag::new(&format!(
        "ogc-cases-{VERSION}-p{}-r{}-{}-{}-{asked}",
        seen.assigner.plan_number().0,
        seen.assigner.rules().version.0,
        seen.view.next_event.0,
        seen.view.at.as_second() / 60
    ))
}

#[cfg(test)]
#[path = "cases_tests.rs"]
mod tests;
