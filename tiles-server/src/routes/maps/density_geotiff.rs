//! The density as a cloud optimised `GeoTIFF`: the numbers of the value tiles in one grid, with what they are.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use gridward::measure::Metres;
use gridward::tiles::Print;
use gridward::tiles::density::{DensityRaster, RasterError, zoom_of_pixels};
use gridward::vector_io::{RasterGrid, geotiff_bytes};
use serde_json::Value;

use super::density::{Sheet, known, legend_of, sheet};
use super::parameters::{ConditionParameters, DensityParameters, PlanParameters};
use crate::auth::Who;
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// Raised when the same density would be written otherwise.
const VERSION: u32 = 1;

/// Pixels outside of the border that a density is corrected to.
const NODATA: f32 = -9999.0;

/// Pixels of a bandwidth, where no length is asked for.
const PIXELS_OF_BANDWIDTH: f64 = 10.0;

const EXPECTED: &str = "metres of a pixel's side, for example 20";

fn wrong(fault: RasterError) -> Problem {
    Problem::parameter("resolution_m", fault.to_string(), EXPECTED)
}

/// The density as a `GeoTIFF` for GIS programs: degrees of WGS 84, cases per km² and 30 days, the pixels of `WorldCRS84Quad` tiles.
#[utoipa::path(get, path = "/api/v1/exports/density.tif", tag = "figures",
    params(DensityParameters, ("resolution_m" = Option<f64>, Query, description = "Metres that a pixel's side has at most; a tenth of the bandwidth where none is asked for"),
        PlanParameters, ConditionParameters),
    responses((status = 200, content_type = "image/tiff"), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 403, body = crate::problem::ProblemDocument)))]
pub async fn geotiff(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known(&["resolution_m"]))?;
    let side = asked.number("resolution_m", EXPECTED)?;
    let sheet = sheet(&app, &caller, &asked).await?;
    let side = side.unwrap_or(sheet.surface.wish.bandwidth.metres().0 / PIXELS_OF_BANDWIDTH);
    let zoom = zoom_of_pixels(Metres(side)).map_err(wrong)?;
    let bounds =
        sheet.view.tiles.bounds().ok_or_else(|| Problem::new(Kind::NoSuchLayer, "the plan has no cells"))?;
    let mut print = Print::default();
    about(&sheet).iter().for_each(|(name, text)| print.bytes(format!("{name}={text};").as_bytes()));
    let key = format!("geotiff-{VERSION}-{zoom}-{:016x}-{}", print.get(), sheet.surface.key_of_all());
    let tag = ETag::new(&key);
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Private));
    }
    let name = format!("attachment; filename=\"density-{}m.tif\"", sheet.surface.wish.bandwidth.metres().0);
    // Turns are never closed; were they, nothing would be drawn any more.
    let turn = app.densities.writing.acquire().await;
    let _turn = turn.map_err(|_| Problem::new(Kind::Internal, "the density could not be computed"))?;
    let fault = |fault: &dyn std::fmt::Display| {
        tracing::error!(%fault, "a density cannot be written as a GeoTIFF");
        Problem::new(Kind::Internal, "the fault is in the server's log under this x-request-id")
    };
    let make = move || -> Result<Vec<u8>, Problem> {
        let raster = sheet.surface.raster(bounds, zoom).map_err(wrong)?;
        geotiff_bytes(grid(&sheet, raster)).map_err(|found| fault(&found))
    };
    let made = tokio::task::spawn_blocking(make).await.map_err(|found| fault(&found))??;
    let mut response = full(&tag, Coding::Identity, Keep::Private, "image/tiff", made);
    if let Ok(name) = HeaderValue::try_from(name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn grid(sheet: &Sheet, raster: DensityRaster) -> RasterGrid {
    let DensityRaster { west, north, pixel_degrees, columns, mut values, .. } = raster;
    values.iter_mut().filter(|value| **value < 0.0).for_each(|value| *value = NODATA);
    let description = "案件核密度，件/平方公里·30天 / Density of cases per km² and 30 days".to_owned();
    RasterGrid {
        west,
        north,
        pixel_degrees,
        columns,
        values,
        nodata: NODATA.into(),
        description,
        about: about(sheet),
    }
}

/// Every part of the legend but its colours, as text.
fn about(sheet: &Sheet) -> Vec<(String, String)> {
    let Value::Object(parts) = legend_of(sheet) else { return Vec::new() };
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    let colours = ["classes", "ramp", "scale", "transparent"];
    let parts = parts.into_iter().filter(|(name, _)| !colours.contains(&name.as_str()));
    let mut about: Vec<(String, String)> =
        parts.map(|(name, value)| (format!("GRIDWARD_{}", name.to_uppercase()), text(value))).collect();
    about.push(("GRIDWARD_QUESTION".to_owned(), sheet.query.clone()));
    about.push(("TIFFTAG_SOFTWARE".to_owned(), concat!("Gridward ", env!("CARGO_PKG_VERSION")).to_owned()));
    about
}
