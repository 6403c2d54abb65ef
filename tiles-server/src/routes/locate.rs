//! Who answers for a place?

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use gridward::crs::{CoordinateError, Datum, StatedPair};
use gridward::grid::Layer;
use gridward::ids::CellCode;
use gridward::locate::{self, Location, LocationError, Status};
use gridward::measure::{LonLat, Metres, PositionError};
use serde::Serialize;

use super::district::Bilingual;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

/// Largest accuracy radius that is answered, in metres: beyond, a place says nothing about a grid.
const MOST_ACCURACY_M: f64 = 50_000.0;

const DATUMS: &str = "wgs84, cgcs2000, gcj02, bd09 or EPSG:n";

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Answer {
    plan: PlanStamp,
    /// The datum of the question.
    #[schema(example = "wgs84")]
    datum: String,
    /// The place in WGS 84.
    place: Place,
    /// By layer name.
    layers: BTreeMap<String, LayerAnswer>,
    /// The finest layer whose answer is certain.
    certain: Option<Certain>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PlanStamp {
    number: u32,
    valid_from: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Place {
    lon: f64,
    lat: f64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Certain {
    layer: String,
    code: String,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LayerAnswer {
    /// The cell that owns the place.
    code: Option<String>,
    name: Option<String>,
    /// inside, edge, gap-resolved, overlap-resolved, outside or no-location.
    #[schema(example = "inside")]
    status: &'static str,
    /// Metres to the nearest border of the cell.
    border_m: Option<f64>,
    /// The cell beyond that border.
    rival: Option<String>,
    rival_name: Option<String>,
    /// The owner's share of the uncertain place, 0 to 1; on a border of n cells 1/n.
    confidence: f64,
    /// A person should look at it: the confidence is below 0.6.
    review: bool,
    candidates: Vec<Candidate>,
    why: Bilingual,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Candidate {
    code: String,
    name: Option<String>,
    /// Share of the uncertain place, 0 to 1.
    share: f64,
}

/// The owning cell of a place in every layer, with the distance to the border and the rival beyond it.
#[utoipa::path(get, path = "/api/v1/locate", tag = "locate",
    params(
        ("lon" = f64, Query, description = "Degrees east", example = 121.38),
        ("lat" = f64, Query, description = "Degrees north", example = 31.11),
        ("datum" = Option<String>, Query, description = "wgs84 (the default here), cgcs2000, gcj02, bd09 or EPSG:n (lon is then east, lat north)"),
        ("accuracy_m" = Option<f64>, Query, description = "Radius of the uncertain place in metres"),
        ("as_of" = Option<String>, Query, description = "Date or instant; the plan in force then answers")
    ),
    responses((status = 200, body = Answer), (status = 400, body = crate::problem::ProblemDocument)))]
pub async fn locate(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &["lon", "lat", "datum", "accuracy_m", "as_of"])?;
    let (datum, place) = place(&asked)?;
    let accuracy = accuracy(&asked)?;
    let snapshot = app.snapshot();
    let plan = snapshot.plan(None, asked.text("as_of"), (app.clock)())?;
    let views = snapshot.views_of(plan);
    let location = match accuracy {
        Some(radius) => Location::Circle { centre: place, radius },
        None => Location::Point(place),
    };
    let mut answers = Vec::with_capacity(views.len());
    for view in views {
        answers.push((view.layer.as_ref(), view.locator.locate_shape(&location).map_err(refused)?));
    }
    let answer = Answer {
        plan: PlanStamp { number: plan.number().0, valid_from: snapshot.local(plan.valid_from()) },
        datum: datum.to_string(),
        place: Place { lon: place.lon(), lat: place.lat() },
        certain: answers.iter().rev().find_map(|(layer, located)| certain(layer, located)),
        layers: answers
            .iter()
            .map(|(layer, located)| (layer.name().to_string(), layer_answer(layer, located)))
            .collect(),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response())
}

fn place(asked: &Parameters) -> Result<(Datum, LonLat), Problem> {
    let word = asked.text("datum").unwrap_or("wgs84");
    let wrong = |fault: &dyn std::fmt::Display| Problem::parameter("datum", fault.to_string(), DATUMS);
    let datum: Datum = word.parse().map_err(|fault| wrong(&fault))?;
    let converter = datum.converter().map_err(|fault| wrong(&fault))?;
    let (east, north) = if converter.is_geographic() {
        ("degrees east, -180 to 180", "degrees north, -90 to 90")
    } else {
        ("the east coordinate of the datum", "the north coordinate of the datum")
    };
    let stated =
        StatedPair { x: asked.required_number("lon", east)?, y: asked.required_number("lat", north)? };
    let place = converter.place(stated).map_err(|fault| {
        let field = match fault {
            CoordinateError::Position(PositionError::OutOfRange { field, .. }) => field,
            _ => "lon",
        };
        Problem::parameter(field, fault.to_string(), format!("lon: {east}; lat: {north}"))
    })?;
    Ok((datum, place))
}

/// Only the radius can still be at fault.
#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn refused(fault: LocationError) -> Problem {
    Problem::parameter("accuracy_m", fault.to_string(), format!("metres from 0 to {MOST_ACCURACY_M}"))
}

fn accuracy(asked: &Parameters) -> Result<Option<Metres>, Problem> {
    let expected = format!("metres from 0 to {MOST_ACCURACY_M}");
    match asked.number("accuracy_m", &expected)? {
        Some(metres) if !(0.0..=MOST_ACCURACY_M).contains(&metres) => {
            Err(Problem::parameter("accuracy_m", format!("accuracy_m is {metres}"), expected))
        }
        metres => Ok(metres.filter(|&metres| metres > 0.0).map(Metres)),
    }
}

fn certain(layer: &Layer, located: &locate::Answer) -> Option<Certain> {
    let code = located.code.as_ref().filter(|_| located.confidence >= 1.0)?;
    Some(Certain { layer: layer.name().to_string(), code: code.to_string() })
}

fn layer_answer(layer: &Layer, located: &locate::Answer) -> LayerAnswer {
    let candidate = |candidate: &locate::Candidate| Candidate {
        code: candidate.code.to_string(),
        name: name(layer, &candidate.code),
        share: decimals(candidate.share, 1e6),
    };
    LayerAnswer {
        code: located.code.as_ref().map(ToString::to_string),
        name: located.code.as_ref().and_then(|code| name(layer, code)),
        status: located.status.as_str(),
        border_m: located.border_m.map(|metres| decimals(metres, 1e3)),
        rival: located.rival.as_ref().map(ToString::to_string),
        rival_name: located.rival.as_ref().and_then(|code| name(layer, code)),
        confidence: decimals(located.confidence, 1e6),
        review: located.review,
        candidates: located.candidates.iter().map(candidate).collect(),
        why: why(located),
    }
}

fn decimals(value: f64, scale: f64) -> f64 {
    (value * scale).round() / scale
}

fn name(layer: &Layer, code: &CellCode) -> Option<String> {
    layer.find(code)?.name.as_ref().map(|name| name.zh.clone())
}

fn why(located: &locate::Answer) -> Bilingual {
    let (zh, en) = match located.status {
        Status::Edge => (
            "恰在外边界上，按规则归接触网格中编码最小者",
            "the place lies on the outer border; of the touching cells the one with the lowest code answers",
        ),
        Status::GapResolved => {
            ("落在空隙中，归最近的网格", "the place lies in a gap; the nearest cell answers")
        }
        Status::OverlapResolved => (
            "落在重叠区，按规则归编码最小的网格",
            "the place lies in several cells; the one with the lowest code answers",
        ),
        Status::NoLocation => ("没有可用的位置", "there is no usable location"),
        Status::Outside => ("不在任何网格内", "the place lies outside of all cells"),
        Status::Inside if located.border_m == Some(0.0) => (
            "恰在网格边界上，按半开规则归东侧（同经度归北侧）网格",
            "the place lies on a border; by the half-open rule the cell to its east, else to its north, answers",
        ),
        Status::Inside if located.candidates.len() > 1 => (
            "位置有误差，占比最大的网格负责",
            "the place is uncertain; the cell with the largest share answers",
        ),
        Status::Inside => ("位于网格内", "the place lies inside the cell"),
    };
    Bilingual { zh: zh.into(), en: en.into() }
}
