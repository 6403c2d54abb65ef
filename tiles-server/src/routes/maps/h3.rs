//! Hexagons with figures: description, tiles, legend. Which resolution a tile has is said in all three.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::Response;
use gridward::tiles::figures::Measure;
use gridward::tiles::h3::{HexFigures, HexResolution};
use gridward::tiles::mvt::MEDIA_TYPE;
use gridward::tiles::{MAX_ZOOM, MIN_ZOOM, TileAddress};
use serde_json::{Value, json};

use super::scale::{classes, text};
use super::sending::{rendered_in, send};
use crate::auth::Caller;
use crate::dispatch::Dispatch;
use crate::figures::{Asked, parameters};
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// The name in addresses.
pub const LAYER: &str = "h3";

/// Which zoom's resolution is told where neither is asked for: the one at which a district fills the screen.
const USUAL_ZOOM: u8 = 11;

/// How large hexagons are to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    /// As suits the zoom.
    Auto,
    Fixed(HexResolution),
}

impl Size {
    fn read(asked: &Parameters) -> Result<Self, Problem> {
        match asked.text("resolution") {
            None | Some("auto") => Ok(Self::Auto),
            Some(word) => word.parse().map(Self::Fixed).map_err(|_| {
                Problem::parameter("resolution", format!("resolution is “{word}”"), "auto, or 6 to 10")
            }),
        }
    }

    fn at(self, zoom: u8) -> HexResolution {
        match self {
            Self::Auto => HexResolution::of_zoom(zoom),
            Self::Fixed(resolution) => resolution,
        }
    }

    fn word(self) -> Value {
        match self {
            Self::Auto => json!("auto"),
            Self::Fixed(resolution) => json!(resolution.number()),
        }
    }

    const fn least_zoom(self) -> u8 {
        match self {
            Self::Auto => MIN_ZOOM,
            Self::Fixed(resolution) => resolution.least_zoom(),
        }
    }

    /// From which zoom to which there is which resolution.
    fn by_zoom(self) -> Vec<Value> {
        let zooms = self.least_zoom()..=MAX_ZOOM;
        let of = |size: HexResolution| {
            let mut with = zooms.clone().filter(|zoom| self.at(*zoom) == size);
            let first = with.next()?;
            let last = with.next_back().unwrap_or(first);
            let area = (size.mean_area_km2() * 1e4).round() / 1e4;
            Some(
                json!({"resolution": size.number(), "minzoom": first, "maxzoom": last, "mean_area_km2": area}),
            )
        };
        HexResolution::ALL.into_iter().filter_map(of).collect()
    }
}

/// What all answers need.
pub(super) struct Sheet {
    pub(super) figures: Arc<HexFigures>,
    size: Size,
    query: String,
    pub(super) measure: Measure,
    days: f64,
    least: u32,
    from: Option<jiff::Timestamp>,
    to: Option<jiff::Timestamp>,
}

impl Sheet {
    /// A number that differs when any hexagon's figure does.
    pub(super) fn print(&self) -> u64 {
        let all: Vec<usize> = (0..self.figures.shown.cells.len()).collect();
        self.figures.fingerprint(&all)
    }
}

pub(super) async fn sheet(
    app: &App,
    caller: &Caller,
    asked: &Parameters,
    zoom: u8,
) -> Result<Sheet, Problem> {
    super::for_those_who_work_here(caller, LAYER)?;
    let dispatch: &Arc<Dispatch> = app.dispatch()?;
    let seen = dispatch.seen_now();
    let size = Size::read(asked)?;
    let wanted = Asked::read(app, dispatch, &seen, caller, asked, None)?;
    let (query, measure, least) = (wanted.query.clone(), wanted.measure, wanted.least);
    let (days, from, to) = (wanted.period.days, wanted.filter.from, wanted.filter.to);
    let figures = app.hexes.of(seen, wanted, size.at(zoom)).await?;
    Ok(Sheet { figures, size, query, measure, days, least, from, to })
}

pub(super) fn known(more: &[&'static str]) -> Vec<&'static str> {
    parameters().chain(["resolution", "plan", "as_of"]).chain(more.iter().copied()).collect()
}

/// The part of addresses that says what is shown.
pub(super) fn query(asked: &Parameters, sheet: &Sheet) -> String {
    let size = sheet.size.word();
    let size = size.as_str().map_or_else(|| size.to_string(), str::to_owned);
    let own = crate::figures::query_of(asked, ["plan", "as_of"].into_iter());
    let parts = [format!("resolution={size}"), sheet.query.clone(), own];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&")
}

/// TileJSON 3 of the hexagons.
pub async fn describe(app: &App, caller: &Caller, request: Request) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known(&[]))?;
    let sheet = sheet(app, caller, &asked, USUAL_ZOOM).await?;
    let snapshot = app.snapshot();
    let plan = snapshot.plan(None, None, (app.clock)())?;
    let (base, query, measure) = (&app.public_url, query(&asked, &sheet), sheet.measure);
    let description = json!({
        "tilejson": "3.0.0",
        "name": LAYER,
        "description": format!("{}（H3 六边形） / {}, H3 hexagons", measure.title().zh, measure.title().en),
        "version": "1.0.0",
        "scheme": "xyz",
        "tiles": [format!("{base}/tiles/{LAYER}/{{z}}/{{x}}/{{y}}.mvt?{query}")],
        "minzoom": sheet.size.least_zoom(),
        "maxzoom": MAX_ZOOM,
        "bounds": snapshot.bounds_of(plan).unwrap_or([-180.0, -85.0, 180.0, 85.0]),
        "vector_layers": [{"id": "cells", "description": "One polygon a hexagon with a case", "fields": {
            "code": "H3 index in hexadecimal digits (text)",
            "resolution": "H3 resolution",
            "cases": "Cases of the whole hexagon, or of the group that it is shown with",
            "value": format!("{} ({})", measure.title().en, measure.unit().en),
            "class": "Class of the legend, 0 below its first break",
            "missing": "Why there is no value: no-exposure, nothing-judged, nothing-before, withheld",
            "merged": "How many levels up the group is taken that the hexagon is shown with",
            "group": "Index of the first hexagon of the group",
        }}],
        "legend": format!("{base}/legend/{LAYER}.json?{query}"),
        "resolution": sheet.size.word(),
        "resolutions": sheet.size.by_zoom(),
        "synthetic": sheet.figures.synthetic,
    });
    let tag = ETag::new(&format!("h3-json-{query}-{}", sheet.figures.synthetic));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Private));
    }
    Ok(full(&tag, Coding::Identity, Keep::Private, "application/json", description.to_string()))
}

/// The legend at a zoom: unit, period, resolution, scale, and what the colours leave out.
pub async fn legend(app: &App, caller: &Caller, request: Request) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known(&["zoom"]))?;
    let zoom = zoom_of(&asked)?;
    let sheet = sheet(app, caller, &asked, zoom).await?;
    let legend = legend_of(app, &sheet, zoom);
    let tag = ETag::new(&format!("h3-legend-{}-{zoom}-{:016x}", query(&asked, &sheet), sheet.print()));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Private));
    }
    Ok(full(&tag, Coding::Identity, Keep::Private, "application/json", legend.to_string()))
}

/// The zoom of the map that is asked about, where hexagons follow it.
pub(super) fn zoom_of(asked: &Parameters) -> Result<u8, Problem> {
    let zoom = asked.count("zoom", "the zoom of the map, 4 to 18")?;
    Ok(zoom.map_or(USUAL_ZOOM, |zoom| u8::try_from(zoom).unwrap_or(MAX_ZOOM).clamp(MIN_ZOOM, MAX_ZOOM)))
}

/// What the figures are, as the legend tells it.
pub(super) fn legend_of(app: &App, sheet: &Sheet, zoom: u8) -> Value {
    let (shown, resolution) = (&sheet.figures.shown, sheet.figures.resolution());
    let snapshot = app.snapshot();
    let local = |at: Option<jiff::Timestamp>| at.map(|at| snapshot.local(at));
    let told = |cases: u32| crate::figures::told(cases, sheet.least);
    json!({
        "layer": LAYER,
        "measure": sheet.measure.name(),
        "title": text(sheet.measure.title()),
        "unit": text(sheet.measure.unit()),
        "period": {"from": local(sheet.from), "to": local(sheet.to), "days": sheet.days},
        "resolution": resolution.number(),
        "mean_area_km2": (resolution.mean_area_km2() * 1e4).round() / 1e4,
        "zoom": zoom,
        "resolutions": sheet.size.by_zoom(),
        "ramp": shown.scale.ramp().name(),
        "classes": classes(shown),
        "cases": told(shown.total.cases),
        "cases_elsewhere": told(shown.elsewhere.cases),
        "cells": shown.cells.len(),
        "cells_without_a_value": shown.cells.iter().filter(|cell| cell.class.is_none()).count(),
        "cells_merged": shown.cells.iter().filter(|cell| cell.merged.level > 0).count(),
        "least_cases": sheet.least,
        "synthetic": sheet.figures.synthetic,
    })
}

/// One vector tile.
pub async fn tile(
    app: &Arc<App>,
    caller: &Caller,
    request: Request,
    address: TileAddress,
) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known(&["v"]))?;
    let zoom = address.zoom();
    if let Size::Fixed(resolution) = Size::read(&asked)?
        && zoom < resolution.least_zoom()
    {
        let detail = format!("zoom {zoom} has no hexagons of resolution {}", resolution.number());
        return Err(Problem::new(Kind::ZoomOutOfRange, detail)
            .field("z")
            .expected(format!("{} to {MAX_ZOOM}, or resolution=auto", resolution.least_zoom())));
    }
    let sheet = sheet(app, caller, &asked, zoom).await?;
    let places = sheet.figures.hexes_in(address);
    let (print, size) = (sheet.figures.fingerprint(&places), sheet.figures.resolution().number());
    let measure = sheet.measure.name();
    let key = format!("h3-{size}-{measure}-{print:016x}-{zoom}/{}/{}", address.x(), address.y());
    let tag = ETag::new(&key);
    if let Some(coding) = tag.held(request.headers()) {
        return Ok(not_modified(&tag, coding, Keep::Private));
    }
    let figures = sheet.figures;
    let draw = move || figures.render(address, &places);
    let tile = rendered_in(app, key, Coding::accepted(request.headers()), draw).await?;
    Ok(send(&tag, &tile, request.headers(), Keep::Private, MEDIA_TYPE))
}
