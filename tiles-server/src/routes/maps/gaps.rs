//! Rule gaps as vector tiles: the cells that have any, with how many; and their legend.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use gridward::ids::CellIndex;
use gridward::tiles::mvt::{MEDIA_TYPE, Value as Attribute};
use gridward::tiles::{GAP_STEPS, MAX_ZOOM, MIN_ZOOM, TileAddress};
use serde_json::json;

use super::sending::{rendered, send};
use crate::auth::Caller;
use crate::gaps::{LAYER, Of, PARAMETERS, RuleGaps, title};
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::{App, LayerView};

/// TileJSON 3 of the rule gaps.
pub async fn describe(app: &App, caller: &Caller, request: Request) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &PARAMETERS)?;
    let gaps = app.gaps.of(app, &asked, caller.works_here()).await?;
    let view = view(app, &gaps)?;
    let version = version(&gaps, &view);
    let tag = ETag::new(&format!("json-{LAYER}-{version}"));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Ask));
    }
    let plan = gaps.plan.number().0;
    let rules = match &gaps.of {
        Of::Published(number) => format!("rules={number}"),
        Of::Folder(_) => "of=folder".to_owned(),
    };
    let bounds = view.tiles.bounds();
    let text = title();
    let description = json!({
        "tilejson": "3.0.0",
        "name": LAYER,
        "description": format!("{} / {}", text.zh, text.en),
        "version": format!("{plan}.0.0"),
        "scheme": "xyz",
        "tiles": [format!("{}/tiles/{LAYER}/{{z}}/{{x}}/{{y}}.mvt?plan={plan}&{rules}&v={version}", app.public_url)],
        "minzoom": MIN_ZOOM,
        "maxzoom": MAX_ZOOM,
        "bounds": bounds.unwrap_or([-180.0, -85.0, 180.0, 85.0]),
        "vector_layers": [{"id": "cells", "description": "The cells with gaps", "fields": {
            "code": "Code of the cell (text)",
            "name": "Name in Chinese",
            "name_en": "Name in English",
            "holes": "Combinations without a unit that nobody accepted",
            "ties": "Combinations with several units",
            "accepted": "Combinations without a unit that somebody accepted",
            "step": "Step of /legend/rule-gaps.json, 0 to 5",
        }}],
        "legend": format!("{}/legend/{LAYER}.json", app.public_url),
        "layer": gaps.routing.as_str(),
        "plan": plan,
        "plan_version": version,
        "synthetic": view.layer.synthetic(),
        "note": view.layer.note(),
    });
    Ok(full(&tag, Coding::Identity, Keep::Ask, "application/json", description.to_string()))
}

/// One vector tile of the rule gaps.
pub async fn tile(
    app: &Arc<App>,
    caller: &Caller,
    request: Request,
    address: TileAddress,
) -> Result<Response, Problem> {
    let [plan, rules, as_of, of] = PARAMETERS;
    let asked = Parameters::read(request.uri(), &[plan, rules, as_of, of, "v"])?;
    let gaps = app.gaps.of(app, &asked, caller.works_here()).await?;
    let view = view(app, &gaps)?;
    let version = version(&gaps, &view);
    // A draft changes under its address, and is for those who work here.
    let named = asked.text("plan").is_some() && asked.text("rules").is_some();
    let held = asked.text("v") == Some(version.as_str());
    let keep = if named && held && !gaps.is_folder() { Keep::Forever } else { Keep::Ask };
    let key = format!("{LAYER}-{version}-{}/{}/{}", address.zoom(), address.x(), address.y());
    let tag = ETag::new(&key);
    if let Some(coding) = tag.held(request.headers()) {
        return Ok(not_modified(&tag, coding, keep));
    }
    let draw = move || view.tiles.render_marked(address, |cell| marks(&gaps, cell));
    let tile = rendered(app, key, draw).await?;
    Ok(send(&tag, &tile, request.headers(), keep, MEDIA_TYPE))
}

fn marks(gaps: &RuleGaps, cell: u32) -> Vec<(&'static str, Attribute<'static>)> {
    let Some((counts, step)) = gaps.of_cell(CellIndex(cell)) else { return Vec::new() };
    let whole = |count: u64| Attribute::Whole(i64::try_from(count).unwrap_or(i64::MAX));
    vec![
        ("holes", whole(counts.holes)),
        ("ties", whole(counts.ties)),
        ("accepted", whole(counts.accepted)),
        ("step", whole(u64::from(step))),
    ]
}

/// The layer that the cells are of.
fn view(app: &App, gaps: &RuleGaps) -> Result<Arc<LayerView>, Problem> {
    app.snapshot().view(&gaps.plan, gaps.routing.as_str()).map(Arc::clone)
}

fn version(gaps: &RuleGaps, view: &LayerView) -> String {
    format!("{}-{}", gaps.version(), view.version())
}

/// The legend of the rule gaps.
pub fn legend(request: &Request) -> Result<Response, Problem> {
    Parameters::read(request.uri(), &[])?;
    let tag = ETag::new("legend-rule-gaps-1");
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Ask));
    }
    let steps: Vec<_> = GAP_STEPS
        .iter()
        .map(|step| json!({"step": step.step, "most_permille": step.most_permille, "colour": step.colour, "title": step.title()}))
        .collect();
    let measure = json!({"zh": "占该网格全部组合（类别 × 性质 × 等级 × 时段 × 来源 × 权属）的比例",
        "en": "part of the cell's combinations of class, kind, grade, time, source and owner"});
    let legend =
        json!({"layer": LAYER, "title": title(), "attribute": "step", "measure": measure, "steps": steps});
    Ok(full(&tag, Coding::Identity, Keep::Ask, "application/json", legend.to_string()))
}
