//! Messages that must reach units: seen, fetched and settled by their recipients.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gridward::desk::{Attempt, Command, Reply, Role, Scope};
use gridward::ids::UnitCode;
use gridward::store::{Delivery, DeliveryState};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::auth::Who;
use crate::body::JsonBody;
use crate::dispatch::Dispatch;
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Most messages of one answer, and most results of one call.
const MOST: usize = 500;
/// Most messages that are looked through for one answer.
const LOOKED_THROUGH: usize = 20_000;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Outbox {
    deliveries: Vec<DeliveryInfo>,
    /// The number from which to go on; null at the end.
    next: Option<u64>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DeliveryInfo {
    /// Rising; a recipient drops what it has already.
    number: u64,
    event: u64,
    to: String,
    /// waiting, delivered or dead.
    #[schema(value_type = String, example = "waiting")]
    state: DeliveryState,
    attempts: u32,
    next_at: String,
    last_error: Option<String>,
    #[schema(value_type = Object)]
    body: Box<RawValue>,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Settling {
    results: Vec<Settled>,
}

#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Settled {
    number: u64,
    /// What went wrong; nothing where the recipient has the message.
    error: Option<String>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct States {
    states: Vec<StateInfo>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct StateInfo {
    number: u64,
    #[schema(value_type = String, example = "delivered")]
    state: DeliveryState,
}

fn sees(dispatch: &Dispatch, scope: &Scope, to: &UnitCode) -> bool {
    scope.role == Role::District || dispatch.is_inside(scope, to)
}

/// Messages to the units of this account.
#[utoipa::path(get, path = "/api/v1/outbox", tag = "outbox",
    params(("unit" = Option<String>, Query, description = "Only messages to this unit"),
        ("state" = Option<String>, Query, description = "waiting (where it is missing), delivered or dead"),
        ("after" = Option<u64>, Query, description = "From this number on, as `next` of the answer before"),
        ("limit" = Option<u32>, Query, description = "1 to 500; 100 where it is missing")),
    responses((status = 200, body = Outbox), (status = 401, body = crate::problem::ProblemDocument)))]
pub async fn list(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    caller.works_here()?;
    let asked = Parameters::read(request.uri(), &["unit", "state", "after", "limit"])?;
    let dispatch = app.dispatch()?;
    let scope = dispatch.scope(&caller)?;
    let state = match asked.text("state").unwrap_or("waiting") {
        "waiting" => DeliveryState::Waiting,
        "delivered" => DeliveryState::Delivered,
        "dead" => DeliveryState::Dead,
        other => {
            return Err(Problem::parameter(
                "state",
                format!("state is “{other}”"),
                "waiting, delivered or dead",
            ));
        }
    };
    let after = asked.text("after").map_or(Ok(0), |text| {
        text.parse::<u64>().map_err(|_| Problem::parameter("after", format!("after is “{text}”"), "a number"))
    })?;
    let limit = asked.count("limit", "1 to 500")?.unwrap_or(100);
    let most = usize::try_from(limit).unwrap_or(0);
    if !(1..=MOST).contains(&most) {
        return Err(Problem::parameter("limit", format!("limit is {limit}"), "1 to 500"));
    }
    let unit = asked.text("unit").map(UnitCode::new);
    let found = dispatch.read(move |reader| reader.deliveries(state, after, LOOKED_THROUGH)).await?;
    let whole = found.len() < LOOKED_THROUGH;
    let last = found.last().map(|delivery| delivery.number + 1);
    let wanted = |delivery: &Delivery| {
        unit.as_ref().is_none_or(|unit| *unit == delivery.to) && sees(dispatch, &scope, &delivery.to)
    };
    let mut mine: Vec<Delivery> = found.into_iter().filter(wanted).collect();
    let next = if mine.len() > most {
        mine.get(most).map(|delivery| delivery.number)
    } else {
        last.filter(|_| !whole)
    };
    mine.truncate(most);
    let deliveries = mine.into_iter().map(|delivery| info(dispatch, delivery)).collect();
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(Outbox { deliveries, next })).into_response())
}

fn info(dispatch: &Dispatch, delivery: Delivery) -> DeliveryInfo {
    DeliveryInfo {
        number: delivery.number,
        event: delivery.event.0,
        to: delivery.to.to_string(),
        state: delivery.state,
        attempts: delivery.attempts,
        next_at: dispatch.local(delivery.next_at),
        last_error: delivery.last_error,
        body: RawValue::from_string(delivery.body).unwrap_or_default(),
    }
}

/// Tells how messages went: who has one needs it no more, and one that failed is tried again later.
#[utoipa::path(post, path = "/api/v1/outbox/settle", tag = "outbox", request_body = Settling,
    responses((status = 200, body = States), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn settle(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    JsonBody(wish): JsonBody<Settling>,
) -> Result<Response, Problem> {
    caller.works_here()?;
    let dispatch = app.dispatch()?;
    let scope = dispatch.scope(&caller)?;
    if wish.results.is_empty() || wish.results.len() > MOST {
        let detail = format!("there are {} results", wish.results.len());
        return Err(Problem::body_field("results", detail, format!("1 to {MOST}")));
    }
    let numbers: Vec<u64> = wish.results.iter().map(|result| result.number).collect();
    let found = dispatch
        .read(move |reader| {
            let mut found = Vec::new();
            for number in numbers {
                for state in [DeliveryState::Waiting, DeliveryState::Delivered, DeliveryState::Dead] {
                    found.extend(
                        reader.deliveries(state, number, 1)?.into_iter().filter(|own| own.number == number),
                    );
                }
            }
            Ok(found)
        })
        .await?;
    let mut attempts = Vec::with_capacity(wish.results.len());
    for result in wish.results {
        let own = found.iter().find(|delivery| delivery.number == result.number);
        let Some(own) = own.filter(|delivery| sees(dispatch, &scope, &delivery.to)) else {
            let detail = format!("there is no message {}", result.number);
            return Err(Problem::new(Kind::NoSuchDelivery, detail).field("number"));
        };
        let error = result.error.map(|error| error.chars().take(500).collect());
        attempts.push(Attempt { delivery: own.clone(), error });
    }
    let states = match dispatch.done(Command::Settle { attempts }).await? {
        Reply::Settled { states } => states,
        other => return Err(crate::dispatch::unexpected(&other)),
    };
    let states = states.into_iter().map(|(number, state)| StateInfo { number, state }).collect();
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(States { states })).into_response())
}
