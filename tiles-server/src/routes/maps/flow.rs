//! Case flow: lines from where cases happened to who must act, with their table.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::Uri;
use axum::response::Response;
use gridward::grid::Plan;
use gridward::tiles::flow::FlowEnd;
use gridward::tiles::mvt::MEDIA_TYPE;
use gridward::tiles::{MAX_ZOOM, MIN_ZOOM, Print, TileAddress};
use serde_json::{Value, json};

use super::scale::text;
use super::sending::{rendered_in, send};
use crate::auth::Caller;
use crate::dispatch::conditions;
use crate::figures::{Asked, FlowSheet, query_of};
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::{App, Snapshot};

/// The name in addresses.
pub const LAYER: &str = "flow";

/// Raised when the same flows would be shown otherwise.
const VERSION: u32 = 1;

/// Most lines of the table; the map has them all.
const MOST: usize = 1000;

/// What all three answers need.
struct Sheet {
    snapshot: Arc<Snapshot>,
    plan: Arc<Plan>,
    flows: Arc<FlowSheet>,
    least: u32,
    query: String,
    days: f64,
    from: Option<jiff::Timestamp>,
    to: Option<jiff::Timestamp>,
}

fn known() -> Vec<&'static str> {
    conditions::PARAMETERS.into_iter().chain(["plan", "as_of"]).collect()
}

async fn sheet(app: &App, caller: &Caller, uri: &Uri) -> Result<Sheet, Problem> {
    let asked = Parameters::read(uri, &known())?;
    super::for_those_who_work_here(caller, LAYER)?;
    let dispatch = app.dispatch()?;
    let (seen, snapshot) = (dispatch.seen_now(), app.snapshot());
    let number = asked.count("plan", "the number of a plan")?;
    let plan = Arc::clone(snapshot.plan(number, asked.text("as_of"), (app.clock)())?);
    let wanted = Asked::read(app, dispatch, &seen, caller, &asked, None)?;
    let (least, days) = (wanted.least, wanted.period.days);
    let (from, to) = (wanted.filter.from, wanted.filter.to);
    let query = query_of(&asked, conditions::PARAMETERS.into_iter());
    let query = if query.is_empty() { String::new() } else { format!("&{query}") };
    let flows = app.flows.of(Arc::clone(&snapshot), &plan, seen, wanted).await?;
    Ok(Sheet { snapshot, plan, flows, least, query, days, from, to })
}

impl Sheet {
    /// A number that differs when any flow does.
    fn print(&self) -> u64 {
        let mut print = Print::default();
        for flow in &self.flows.flows.flows {
            print.number(u64::from(flow.from) << 32 | u64::from(flow.to));
            print.number(flow.cases.into());
        }
        for end in self.flows.from.iter().chain(&self.flows.to) {
            print.bytes(end.code.as_bytes());
            print.bytes(end.name.zh.as_bytes());
            let place = end.place.map_or([-1, -1], |place| [place.x, place.y]);
            place.into_iter().for_each(|at| print.number(at.cast_unsigned()));
        }
        print.get()
    }
}

/// TileJSON 3 of the flows.
pub async fn describe(app: &App, caller: &Caller, request: Request) -> Result<Response, Problem> {
    let sheet = sheet(app, caller, request.uri()).await?;
    let (plan, base, query) = (sheet.plan.number().0, &app.public_url, &sheet.query);
    let description = json!({
        "tilejson": "3.0.0",
        "name": LAYER,
        "description": "案件流向：案发街镇到责任单位 / Case flow: from the town where it happened to who must act",
        "version": format!("{plan}.0.0"),
        "scheme": "xyz",
        "tiles": [format!("{base}/tiles/{LAYER}/{{z}}/{{x}}/{{y}}.mvt?plan={plan}{query}")],
        "minzoom": MIN_ZOOM,
        "maxzoom": MAX_ZOOM,
        "bounds": sheet.snapshot.bounds_of(&sheet.plan).unwrap_or([-180.0, -85.0, 180.0, 85.0]),
        "vector_layers": [{"id": "flow", "description": "One line a flow, from where it happened to who must act", "fields": {
            "from": "Code of the town (text)",
            "from_name": "Its name in Chinese",
            "from_name_en": "Its name in English",
            "to": "Code of the unit (text)",
            "to_name": "Its name in Chinese",
            "to_name_en": "Its name in English",
            "cases": "How many cases",
            "class": "Step of width of the legend, 0 below its first break",
        }}],
        "legend": format!("{base}/legend/{LAYER}.json?plan={plan}{query}"),
        "plan": plan,
        "synthetic": sheet.flows.flows.synthetic,
    });
    let synthetic = sheet.flows.flows.synthetic;
    let tag = ETag::new(&format!("flow-json-p{plan}-{query}-{synthetic}"));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Private));
    }
    Ok(full(&tag, Coding::Identity, Keep::Private, "application/json", description.to_string()))
}

/// The legend: unit, period, widths, and the flows as a table, the widest first.
pub async fn legend(app: &App, caller: &Caller, request: Request) -> Result<Response, Problem> {
    let sheet = sheet(app, caller, request.uri()).await?;
    let FlowSheet { flows, tiles, from, to } = &*sheet.flows;
    let breaks = tiles.scale().breaks();
    let class = |at: usize| {
        let from = at.checked_sub(1).and_then(|before| breaks.get(before));
        json!({"class": at, "from": from, "to": breaks.get(at), "lines": tiles.lines_of(at)})
    };
    let end =
        |end: Option<&FlowEnd>| end.map(|end| json!({"code": end.code, "name": text(end.name.clone())}));
    let mut widest: Vec<_> = flows.flows.iter().collect();
    widest.sort_by_key(|flow| (std::cmp::Reverse(flow.cases), flow.from, flow.to));
    let row = |flow: &&gridward::tiles::flow::Flow| {
        let (town, unit) = (end(from.get(flow.from as usize)), end(to.get(usize::from(flow.to))));
        json!({"from": town, "to": unit, "cases": flow.cases})
    };
    let others = |(town, cases): (&FlowEnd, &Option<u32>)| -> Option<Value> {
        (*cases != Some(0)).then(|| json!({"from": end(Some(town)), "cases": cases}))
    };
    let (cases, withheld) = flows.total();
    let local = |at: Option<jiff::Timestamp>| at.map(|at| sheet.snapshot.local(at));
    let legend = json!({
        "layer": LAYER,
        "title": {"zh": "案件流向", "en": "Case flow"},
        "unit": {"zh": "件", "en": "cases"},
        "period": {"from": local(sheet.from), "to": local(sheet.to), "days": sheet.days},
        "classes": (0..=breaks.len()).map(class).collect::<Vec<_>>(),
        "cases": cases,
        "withheld": withheld,
        "cases_elsewhere": flows.elsewhere,
        "flows": widest.iter().take(MOST).map(row).collect::<Vec<_>>(),
        "flows_left_out": widest.len().saturating_sub(MOST),
        "others": from.iter().zip(&flows.others).filter_map(others).collect::<Vec<_>>(),
        "least_cases": sheet.least,
        "plan": sheet.plan.number().0,
        "synthetic": flows.synthetic,
    });
    let legend = legend.to_string();
    let mut print = Print::default();
    print.bytes(legend.as_bytes());
    let tag = ETag::new(&format!("flow-legend-{VERSION}-{:016x}", print.get()));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Private));
    }
    Ok(full(&tag, Coding::Identity, Keep::Private, "application/json", legend))
}

/// One vector tile of the flows.
pub async fn tile(
    app: &Arc<App>,
    caller: &Caller,
    request: Request,
    address: TileAddress,
) -> Result<Response, Problem> {
    let sheet = sheet(app, caller, request.uri()).await?;
    let place = format!("{}/{}/{}", address.zoom(), address.x(), address.y());
    let key = format!("flow-{VERSION}-{:016x}-{place}", sheet.print());
    let tag = ETag::new(&key);
    if let Some(coding) = tag.held(request.headers()) {
        return Ok(not_modified(&tag, coding, Keep::Private));
    }
    let flows = Arc::clone(&sheet.flows);
    let draw = move || flows.tiles.render(address);
    let tile = rendered_in(app, key, Coding::accepted(request.headers()), draw).await?;
    Ok(send(&tag, &tile, request.headers(), Keep::Private, MEDIA_TYPE))
}
