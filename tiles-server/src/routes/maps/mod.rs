//! Maps: description, tiles and legend of every kind of layer. A name and its parameters say which kind it is; each kind
//! has a file of its own with the three answers.

mod borders;
mod density;
pub mod density_geotiff;
mod figures;
mod flow;
mod gaps;
mod h3;
pub mod h3_geopackage;
pub mod parameters;
mod points;
mod scale;
mod sending;

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::Method;
use axum::response::Response;
use gridward::desk::Role;
use gridward::tiles::TileAddress;

use self::parameters::{
    ConditionParameters, DensityParameters, FigureParameters, GapParameters, HexParameters, PlanParameters,
};
pub use self::sending::{at_level, send};
use crate::auth::{Caller, Who};
use crate::problem::{Kind as Fault, Problem};
use crate::state::App;

/// Kinds of layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Where rules name nobody or several.
    RuleGaps,
    /// How many cases there are around a place.
    Density,
    /// H3 hexagons with figures.
    Hexagons,
    /// Cases one by one, or in clusters.
    Points,
    /// From where it happened to who must act.
    Flow,
    /// A layer of the plan, its cells with figures.
    Figures,
    /// A layer of the plan, bare.
    Borders,
}

impl Kind {
    fn of(layer: &str, request: &Request) -> Self {
        match layer {
            crate::gaps::LAYER => Self::RuleGaps,
            crate::density::LAYER => Self::Density,
            h3::LAYER => Self::Hexagons,
            points::LAYER => Self::Points,
            flow::LAYER => Self::Flow,
            _ if figures::is_asked(request) => Self::Figures,
            _ => Self::Borders,
        }
    }
}

impl Kind {
    /// What its tiles are encoded as.
    const fn ending(self) -> Ending {
        match self {
            Self::Density => Ending::Picture,
            _ => Ending::Vector,
        }
    }
}

impl Ending {
    const fn example(self) -> &'static str {
        match self {
            Self::Vector => "Y.mvt",
            Self::Picture => "Y.png",
        }
    }
}

/// What a tile is encoded as, by the ending of its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// `.mvt`, `.pbf`, or none.
    Vector,
    /// `.png`.
    Picture,
}

/// TileJSON 3 of a layer. Where the addresses of bare borders name their version, tiles may be kept for ever.
#[utoipa::path(get, path = "/tiles/{layer}.json", tag = "map",
    params(
        ("layer" = String, Path, description = "Name of a layer of the plan; rule-gaps is where rules name nobody or several, density how many cases there are around a place, h3 hexagons with figures, points cases one by one, flow from where they happened to who must act", example = "unit-grid"),
        PlanParameters, FigureParameters, ConditionParameters, HexParameters, GapParameters, DensityParameters
    ),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 403, body = crate::problem::ProblemDocument), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn describe(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(file): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let Some(layer) = file.strip_suffix(".json") else {
        return Err(Problem::new(Fault::NoSuchRoute, format!("/tiles/{file}")).expected("/tiles/LAYER.json"));
    };
    match Kind::of(layer, &request) {
        Kind::RuleGaps => gaps::describe(&app, &caller, request).await,
        Kind::Density => density::describe(&app, &caller, request).await,
        Kind::Hexagons => h3::describe(&app, &caller, request).await,
        Kind::Points => points::describe(&app, &caller, &request),
        Kind::Flow => flow::describe(&app, &caller, request).await,
        Kind::Figures => figures::describe(&app, &caller, request, layer).await,
        Kind::Borders => borders::describe(&app, &request, layer),
    }
}

/// One tile. Vector tiles (MVT 2.1) of the plan's layers: `cells`, `borders`, `labels`; with figures, and of rule gaps:
/// `cells`. 204 where nothing shows. Of density: PNG (`Y.png`) of 512 pixels, transparent where there is no case near.
#[utoipa::path(get, path = "/tiles/{layer}/{z}/{x}/{y}.mvt", tag = "map",
    params(
        ("layer" = String, Path, description = "Name of the layer", example = "unit-grid"),
        ("z" = u32, Path, description = "Zoom", example = 13),
        ("x" = u32, Path, description = "Column", example = 6858),
        ("y" = u32, Path, description = "Row from the north", example = 3354),
        PlanParameters, FigureParameters, ConditionParameters, HexParameters, GapParameters, DensityParameters,
        ("v" = Option<String>, Query, description = "Version as in the TileJSON; with plan it makes borders keepable for ever")
    ),
    responses((status = 200, content_type = "application/vnd.mapbox-vector-tile"), (status = 204), (status = 304),
        (status = 400, body = crate::problem::ProblemDocument), (status = 403, body = crate::problem::ProblemDocument),
        (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn tile(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path((layer, z, x, y)): Path<(String, String, String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let (row, ending) = ending(&y)?;
    let address = sending::address(&z, &x, row)?;
    let kind = Kind::of(&layer, &request);
    if ending != kind.ending() {
        let detail = format!("tiles of {layer} are of another kind");
        return Err(Problem::new(Fault::NoSuchRoute, detail).field("y").expected(kind.ending().example()));
    }
    // Each kind has room of its own, so that a request takes and moves only as much as its own kind needs.
    match kind {
        Kind::Density => Box::pin(density::tile(&app, &caller, request, address)).await,
        Kind::RuleGaps => Box::pin(gaps::tile(&app, &caller, request, address)).await,
        Kind::Hexagons => Box::pin(h3::tile(&app, &caller, request, address)).await,
        Kind::Points => Box::pin(points::tile(&app, &caller, request, address)).await,
        Kind::Flow => Box::pin(flow::tile(&app, &caller, request, address)).await,
        Kind::Figures | Kind::Borders => cells(&app, &caller, request, &layer, address).await,
    }
}

/// The route of [`tile`].
pub const TILE: &str = "/tiles/{layer}/{z}/{x}/{y}";

/// A tile that is known, is in memory, and may be seen by the caller: found before the request goes through everything else.
/// Whatever is not so, faults as well, is `None` and takes the whole way.
pub fn at_once(app: &App, request: &Request) -> Option<Response> {
    if request.method() != Method::GET {
        return None;
    }
    let Who(caller) = crate::auth::who(app, request)?;
    figures::at_once(app, &caller, request.uri(), request.headers())
}

/// One vector tile of a layer of the plan, with figures where the request asks for any.
pub async fn cells(
    app: &Arc<App>,
    caller: &Caller,
    request: Request,
    layer: &str,
    address: TileAddress,
) -> Result<Response, Problem> {
    if figures::is_asked(&request) {
        return figures::tile(app, caller, request, layer, address).await;
    }
    Box::pin(borders::tile(app, request, layer, address)).await
}

/// One picture of the density.
pub async fn density(
    app: &Arc<App>,
    caller: &Caller,
    request: Request,
    address: TileAddress,
) -> Result<Response, Problem> {
    density::tile(app, caller, request, address).await
}

/// Maps that could be subtracted from what everybody is told, or that show places.
///
/// # Errors
/// 403 for everybody else.
pub fn for_those_who_work_here(caller: &Caller, layer: &str) -> Result<(), Problem> {
    if caller.role != Role::Public {
        return Ok(());
    }
    let detail = format!("the map {layer} is for those who work here");
    Err(Problem::new(Fault::NotAllowed, detail).field("layer").expected("an account of a unit"))
}

/// What the colours of a map mean: unit, period, scale, and what it leaves out. Of a layer without figures: its title, cells
/// and plan.
#[utoipa::path(get, path = "/legend/{layer}.json", tag = "map",
    params(("layer" = String, Path, description = "rule-gaps, density, h3, flow, or a layer of the plan, with figures or bare", example = "rule-gaps"),
        ("zoom" = Option<u32>, Query, description = "Of h3 with resolution=auto: the zoom of the map; 11 where it is missing"),
        PlanParameters, FigureParameters, ConditionParameters, HexParameters, DensityParameters),
    responses((status = 200, content_type = "application/json"), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 403, body = crate::problem::ProblemDocument), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn legend(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(file): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let Some(layer) = file.strip_suffix(".json") else {
        return Err(
            Problem::new(Fault::NoSuchRoute, format!("/legend/{file}")).expected("/legend/LAYER.json")
        );
    };
    match Kind::of(layer, &request) {
        Kind::RuleGaps => gaps::legend(&request),
        Kind::Density => density::legend(&app, &caller, request).await,
        Kind::Hexagons => h3::legend(&app, &caller, request).await,
        Kind::Flow => flow::legend(&app, &caller, request).await,
        Kind::Figures => figures::legend(&app, &caller, request, layer).await,
        Kind::Borders => borders::legend(&app, &request, layer),
        Kind::Points => {
            let detail = format!("{layer} has no colours that mean anything");
            Err(Problem::new(Fault::NoSuchLayer, detail)
                .field("layer")
                .expected("rule-gaps, density, h3, flow, or a layer of the plan"))
        }
    }
}

/// The row without its ending.
fn ending(text: &str) -> Result<(&str, Ending), Problem> {
    let (row, ending) = text.split_once('.').unwrap_or((text, "mvt"));
    match ending {
        "mvt" | "pbf" => Ok((row, Ending::Vector)),
        "png" => Ok((row, Ending::Picture)),
        _ => Err(Problem::new(Fault::NoSuchRoute, format!("there are no tiles of the kind .{ending} here"))
            .field("y")
            .expected("Y.mvt")),
    }
}

#[cfg(test)]
mod layers_tests;
