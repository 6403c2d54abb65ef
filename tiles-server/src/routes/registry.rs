//! What the district's rules name: units, classes, sources, settings, places.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use gridward::assign::{Assigner, NamedPlace};
use gridward::calendar::Milestone;
use gridward::rules::{
    CaseKind, Class, ClassNature, Condition, Domain, Duty, Lead, LocationQuality, Sensitivity, Settings,
    Source, Unit, UnitKind,
};
use serde::Serialize;

use crate::auth::Who;
use crate::dispatch::decision::{NamedPart, TitleRef};
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

/// Longest words of a search for a place, in characters.
const QUERY_CHARS: usize = 200;

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct UnitList<'a> {
    units: Vec<UnitInfo<'a>>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct UnitInfo<'a> {
    #[schema(value_type = String)]
    code: &'a str,
    name: TitleRef<'a>,
    #[schema(value_type = String, example = "sub-centre")]
    kind: UnitKind,
    #[schema(value_type = Option<String>)]
    parent: Option<&'a str>,
    /// The cell that it answers for by territory.
    #[schema(value_type = Option<String>)]
    layer: Option<&'a str>,
    #[schema(value_type = Option<String>)]
    cell: Option<&'a str>,
    #[schema(value_type = String, example = "working-hours")]
    duty: Duty,
    synthetic: bool,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ClassList<'a> {
    classes: Vec<ClassInfo<'a>>,
}

/// A node of the class tree.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ClassInfo<'a> {
    #[schema(value_type = String, example = "E0113")]
    code: &'a str,
    #[schema(value_type = Option<String>)]
    parent: Option<&'a str>,
    name: TitleRef<'a>,
    #[schema(value_type = String, example = "event")]
    nature: ClassNature,
    #[schema(value_type = Vec<String>)]
    kinds: &'a [CaseKind],
    #[schema(value_type = Option<String>)]
    domain: Option<Domain>,
    #[schema(value_type = String, example = "public")]
    sensitivity: Sensitivity,
    #[schema(value_type = String, example = "block")]
    lead: Lead,
    #[schema(value_type = Option<String>)]
    department: Option<&'a str>,
    #[schema(value_type = Option<String>)]
    legal_basis: Option<&'a str>,
    conditions: Vec<ConditionInfo<'a>>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ConditionInfo<'a> {
    number: u8,
    filing: TitleRef<'a>,
    closing: TitleRef<'a>,
    /// The stages of its limit, each a name and an amount such as `5wd`.
    #[schema(value_type = Vec<Object>)]
    limits: &'a [Milestone],
    urgent: bool,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SourceList<'a> {
    sources: Vec<SourceInfo<'a>>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SourceInfo<'a> {
    #[schema(value_type = String)]
    code: &'a str,
    name: TitleRef<'a>,
    #[schema(value_type = String, example = "gps")]
    location: LocationQuality,
    datum: Option<String>,
    accuracy_m: Option<f64>,
    public: bool,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SettingsInfo<'a> {
    /// The version of the rules that they belong to.
    rules: u32,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    settings: &'a Settings,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PlaceList {
    places: Vec<NamedPart>,
}

fn unit_info(unit: &Unit) -> UnitInfo<'_> {
    let territory = unit.territory.as_ref();
    UnitInfo {
        code: unit.code.as_str(),
        name: (&unit.name).into(),
        kind: unit.kind,
        parent: unit.parent.as_ref().map(gridward::ids::UnitCode::as_str),
        layer: territory.map(|(layer, _)| layer.as_str()),
        cell: territory.map(|(_, cell)| cell.as_str()),
        duty: unit.duty,
        synthetic: unit.synthetic,
    }
}

fn class_info(class: &Class) -> ClassInfo<'_> {
    ClassInfo {
        code: class.code.as_str(),
        parent: class.parent.as_ref().map(gridward::ids::ClassCode::as_str),
        name: (&class.name).into(),
        nature: class.nature,
        kinds: &class.kinds,
        domain: class.domain,
        sensitivity: class.sensitivity,
        lead: class.lead,
        department: class.department.as_ref().map(gridward::ids::UnitCode::as_str),
        legal_basis: class.legal_basis.as_deref(),
        conditions: class.conditions.iter().map(condition_info).collect(),
    }
}

fn condition_info(condition: &Condition) -> ConditionInfo<'_> {
    ConditionInfo {
        number: condition.number,
        filing: (&condition.filing).into(),
        closing: (&condition.closing).into(),
        limits: &condition.limits,
        urgent: condition.urgent,
    }
}

fn source_info(source: &Source) -> SourceInfo<'_> {
    SourceInfo {
        code: source.code.as_str(),
        name: (&source.name).into(),
        location: source.location,
        datum: source.datum.as_ref().map(ToString::to_string),
        accuracy_m: source.accuracy.map(|metres| metres.0),
        public: source.public,
    }
}

/// An answer that changes with the rules alone.
fn by_rules(headers: &HeaderMap, what: &str, rules: u32, answer: impl FnOnce() -> Vec<u8>) -> Response {
    let tag = ETag::new(&format!("{what}-r{rules}"));
    if tag.is_held(headers) {
        return not_modified(&tag, Coding::Identity, Keep::Ask);
    }
    full(&tag, Coding::Identity, Keep::Ask, "application/json", answer())
}

/// As JSON; our own shapes always are.
fn bytes(answer: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(answer).unwrap_or_default()
}

/// Responsible units.
#[utoipa::path(get, path = "/api/v1/units", tag = "registry", responses((status = 200, body = UnitList)))]
pub async fn units(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    let assigner = app.dispatch()?.assigner();
    let rules = assigner.rules();
    Ok(by_rules(request.headers(), "units", rules.version.0, || {
        bytes(&UnitList { units: rules.units.all().iter().map(unit_info).collect() })
    }))
}

/// The class tree with its conditions and limits.
#[utoipa::path(get, path = "/api/v1/classes", tag = "registry", responses((status = 200, body = ClassList)))]
pub async fn classes(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    let assigner = app.dispatch()?.assigner();
    let rules = assigner.rules();
    Ok(by_rules(request.headers(), "classes", rules.version.0, || {
        bytes(&ClassList { classes: rules.classes.all().iter().map(class_info).collect() })
    }))
}

/// Where cases come from.
#[utoipa::path(get, path = "/api/v1/sources", tag = "registry", responses((status = 200, body = SourceList)))]
pub async fn sources(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    let assigner = app.dispatch()?.assigner();
    let rules = assigner.rules();
    Ok(by_rules(request.headers(), "sources", rules.version.0, || {
        bytes(&SourceList { sources: rules.sources.all().iter().map(source_info).collect() })
    }))
}

/// The district's settings: switches, grades, slots, reasons to choose from, windows, thresholds.
#[utoipa::path(get, path = "/api/v1/settings", tag = "registry", responses((status = 200, body = SettingsInfo)))]
pub async fn settings(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    let assigner = app.dispatch()?.assigner();
    let rules = assigner.rules();
    Ok(by_rules(request.headers(), "settings", rules.version.0, || {
        bytes(&SettingsInfo { rules: rules.version.0, settings: &rules.settings })
    }))
}

/// Places of the district by name: fuzzy, and by pinyin.
#[utoipa::path(get, path = "/api/v1/places", tag = "registry",
    params(("q" = String, Query, description = "Words, characters or pinyin", example = "xinzhuang"),
        ("limit" = Option<u32>, Query, description = "1 to 50; 10 where it is missing")),
    responses((status = 200, body = PlaceList), (status = 400, body = crate::problem::ProblemDocument)))]
pub async fn places(State(app): State<Arc<App>>, Who(_): Who, request: Request) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &["q", "limit"])?;
    let words = asked.text("q").map(str::trim).filter(|words| !words.is_empty());
    let words =
        words.ok_or_else(|| Problem::parameter("q", "q is missing", "words, characters or pinyin"))?;
    if words.chars().count() > QUERY_CHARS {
        return Err(Problem::parameter("q", "q is too long", format!("at most {QUERY_CHARS} characters")));
    }
    let limit = asked.count("limit", "1 to 50")?.unwrap_or(10);
    if !(1..=50).contains(&limit) {
        return Err(Problem::parameter("limit", format!("limit is {limit}"), "1 to 50"));
    }
    let assigner = app.dispatch()?.assigner();
    let most = usize::try_from(limit).unwrap_or(10);
    let words = words.to_owned();
    // A fuzzy search looks at every name; it must not hold up those who wait for microseconds.
    let found = tokio::task::spawn_blocking(move || {
        let found = assigner.names().map(|names| names.find(&words, most)).unwrap_or_default();
        found.iter().map(|place| located(&assigner, place)).collect::<Vec<_>>()
    });
    let places =
        found.await.map_err(|fault| Problem::new(crate::problem::Kind::Internal, fault.to_string()))?;
    Ok(([(header::CACHE_CONTROL, "no-cache")], Json(PlaceList { places })).into_response())
}

/// A named place as it is sent.
pub fn named_part(place: &NamedPlace) -> NamedPart {
    NamedPart {
        name: (&place.name).into(),
        kind: place.kind.clone(),
        lon: place.place.lon(),
        lat: place.place.lat(),
        confidence: (f64::from(place.confidence) * 1e3).round() / 1e3,
        layer: None,
        cell: None,
    }
}

/// A named place with its cell in the layer that decides a case's way.
fn located(assigner: &Assigner, place: &NamedPlace) -> NamedPart {
    let plan = assigner.plan();
    let layer = plan.layers().get(plan.routing());
    let cell = layer.and_then(|layer| {
        let locator = layer.locator();
        locator.code(locator.place(place.place).cell)
    });
    NamedPart {
        layer: cell.map(|_| plan.routing_name().to_string()),
        cell: cell.map(ToString::to_string),
        ..named_part(place)
    }
}
