//! What lies in an area that somebody drew.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use gridward::analytics::figures::Area;
use serde::{Deserialize, Serialize};

use super::area_counted::counted;
use super::parts::{self, SeriesPart};
use super::top::{TopRow, earlier};
use crate::auth::Who;
use crate::body;
use crate::figures::Question;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::routes::district::Bilingual;
use crate::state::App;

/// Largest body, in bytes: ten thousand corners with all digits that a program may write.
const BODY_BYTES: usize = 1 << 20;

/// An area and which cases are meant.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AreaWish {
    polygon: AreaGeometry,
    /// The conditions of lists and maps, by name.
    #[serde(default)]
    filters: std::collections::BTreeMap<String, Condition>,
    /// hour, day, week or month.
    step: Option<String>,
    /// Where an earlier period of the same length begins that is counted as well.
    before: Option<String>,
}

/// A GeoJSON geometry.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum AreaGeometry {
    /// Rings of longitude and latitude in WGS 84, the outer one first, each closed.
    Polygon { coordinates: Vec<Vec<[f64; 2]>> },
    /// Some of them.
    MultiPolygon { coordinates: Vec<Vec<Vec<[f64; 2]>>> },
}

/// The value of a condition as it would stand in an address.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Condition {
    Text(String),
    Truth(bool),
}

/// What lies in the area; null where it is too little to be told.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AreaFigures {
    pub area_km2: f64,
    pub unit: Bilingual,
    pub from: Option<String>,
    pub to: Option<String>,
    pub cases: Option<u64>,
    /// Cases of the period before; null without `before`, or where they are too few.
    pub cases_before: Option<u64>,
    /// Cases that can be judged by their deadline.
    pub judged: Option<u64>,
    /// Those of them that were not handled by it.
    pub overdue: Option<u64>,
    /// Part of the judged ones, 0 to 1.
    pub overdue_share: Option<f64>,
    pub closed: Option<u64>,
    pub per_km2: Option<f64>,
    /// Cells of the finest layer in which these cases lie.
    pub cells: Option<usize>,
    pub series: SeriesPart,
    pub top: AreaTop,
    pub least_cases: u32,
    pub event: u64,
    pub synthetic: bool,
}

/// Of what, and for whom, there is most.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct AreaTop {
    pub class: Vec<TopRow>,
    pub unit: Vec<TopRow>,
}

/// The figures of a drawn area, exact for the district's centre. Its border belongs to it. Not for everybody: areas can be drawn
/// around one house.
#[utoipa::path(post, path = "/api/v1/figures/area", tag = "figures", request_body = AreaWish,
    responses((status = 200, body = AreaFigures), (status = 400, body = crate::problem::ProblemDocument, description = "A ring is none, with its place"),
        (status = 401, body = crate::problem::ProblemDocument), (status = 403, body = crate::problem::ProblemDocument),
        (status = 413, body = crate::problem::ProblemDocument)))]
pub async fn area(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    caller.works_here()?;
    Parameters::read(request.uri(), &[])?;
    let wish: AreaWish = body::json(&body::whole(request, BODY_BYTES).await?)?;
    let pairs = wish.filters.into_iter().map(|(name, value)| match value {
        Condition::Text(text) => (name, text),
        Condition::Truth(truth) => (name, truth.to_string()),
    });
    let conditions = crate::dispatch::conditions::PARAMETERS.iter().chain(&["plan", "as_of"]);
    let asked = Parameters::of(pairs, &conditions.copied().collect::<Vec<_>>())?;
    let question = Question::read(&app, &caller, &asked).await?;
    question.of_a_cell_shown_alone(&app, &caller, &asked).await?;
    let polygons = match wish.polygon {
        AreaGeometry::Polygon { coordinates } => vec![coordinates],
        AreaGeometry::MultiPolygon { coordinates } => coordinates,
    };
    let before = wish.before.map(|text| question.snapshot.instant("before", &text)).transpose()?;
    let before = before.map(|begin| earlier(&question.filter, begin)).transpose()?;
    let answer = parts::counted(move || {
        let area = Area::new(&polygons).map_err(|fault| {
            let right = "closed rings of [longitude, latitude] that do not cross, at most 10000 corners";
            Problem::body_field("polygon", fault.to_string(), right)
        })?;
        counted(&question, &area, before, wish.step.as_deref())
    });
    let mut response = body::answer(&answer.await?);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
