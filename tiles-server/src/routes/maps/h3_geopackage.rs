//! The figures of hexagons as a GeoPackage: for QGIS and everything that GDAL reads, with what they are and their colours.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use gridward::tiles::figures::{Figure, ShownCell};
use gridward::tiles::h3::HexFigures;
use gridward::vector_io::{
    FieldKind, FieldValue, GeoPackageNotes, OutFeature, OutField, OutLayer, RawGeometry, geopackage_bytes,
};
use serde_json::Value;

use super::h3::{LAYER, Sheet, known, legend_of, query, sheet, zoom_of};
use super::parameters::{ConditionParameters, FigureParameters, HexParameters};
use crate::auth::Who;
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::routes::figures::{geopackage_words, parts};
use crate::state::App;

/// Raised when the same figures would be written otherwise.
const VERSION: u32 = 1;

/// The fields, in the order of [`values`].
const FIELDS: [(&str, FieldKind); 7] = [
    ("code", FieldKind::Text),
    ("cases", FieldKind::Integer),
    ("value", FieldKind::Real),
    ("class", FieldKind::Integer),
    ("missing", FieldKind::Text),
    ("merged", FieldKind::Integer),
    ("group", FieldKind::Text),
];

/// The hexagons of a map with their figures as a GeoPackage; its table `about` says what they are, and `layer_styles` has their
/// colours for QGIS. Where no resolution is asked for, that of the map at `zoom`, or of the whole district.
#[utoipa::path(get, path = "/api/v1/exports/h3.gpkg", tag = "figures",
    params(HexParameters, ("zoom" = Option<u8>, Query, description = "The zoom of the map, 4 to 18, where hexagons follow it"), FigureParameters, ConditionParameters),
    responses((status = 200, content_type = "application/geopackage+sqlite3"), (status = 304),
        (status = 400, body = crate::problem::ProblemDocument), (status = 403, body = crate::problem::ProblemDocument)))]
pub async fn geopackage(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &known(&["zoom"]))?;
    let zoom = zoom_of(&asked)?;
    let sheet = sheet(&app, &caller, &asked, zoom).await?;
    let legend = legend_of(&app, &sheet, zoom);
    let made_at = (app.clock)().strftime("%Y-%m-%dT00:00:00.000Z").to_string();
    let (measure, size) = (sheet.measure.name(), sheet.figures.resolution().number());
    let key = format!("h3-gpkg-{VERSION}-{made_at}-{size}-{}-{:016x}", query(&asked, &sheet), sheet.print());
    let tag = ETag::new(&key);
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Private));
    }
    let name = HeaderValue::try_from(format!("attachment; filename=\"{LAYER}-{size}-{measure}.gpkg\""));
    let body = parts::counted(move || {
        geopackage_bytes(&table(&sheet), &notes(&sheet, legend, made_at)).map_err(|fault| {
            tracing::error!(%fault, "a map of hexagons cannot be written as a GeoPackage");
            Problem::new(Kind::Internal, "the fault is in the server's log under this x-request-id")
        })
    });
    let mut response =
        full(&tag, Coding::Identity, Keep::Private, "application/geopackage+sqlite3", body.await?);
    if let Ok(name) = name {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn table(sheet: &Sheet) -> OutLayer {
    let field = |(name, kind): (&str, FieldKind)| OutField { name: name.to_owned(), kind };
    let codes: Vec<&str> = sheet.figures.codes().collect();
    let feature = |(code, shown): (&&str, &ShownCell)| OutFeature {
        values: values(code, shown, &codes),
        geometry: RawGeometry::around(&HexFigures::corners(code)),
    };
    OutLayer {
        name: LAYER.to_owned(),
        crs: "OGC:CRS84".to_owned(),
        fields: FIELDS.map(field).to_vec(),
        features: codes.iter().zip(&sheet.figures.shown.cells).map(feature).collect(),
    }
}

/// As the tiles tell them.
fn values(code: &str, shown: &ShownCell, codes: &[&str]) -> Vec<FieldValue> {
    let text =
        |text: Option<&str>| text.map_or(FieldValue::Missing, |text| FieldValue::Text(text.to_owned()));
    let whole = |number: Option<i64>| number.map_or(FieldValue::Missing, FieldValue::Integer);
    let withheld = shown.merged.withheld;
    let (value, missing) = match shown.figure {
        _ if withheld => (FieldValue::Missing, Some("withheld")),
        Figure::Value(value) => (FieldValue::Real(value), None),
        Figure::Missing(why) => (FieldValue::Missing, Some(why.name())),
    };
    let group = codes.get(shown.merged.group as usize).copied().filter(|_| shown.merged.level > 0);
    vec![
        text(Some(code)),
        whole((!withheld).then(|| shown.cases.into())),
        value,
        whole(shown.class.map(Into::into)),
        text(missing),
        whole(Some(shown.merged.level.into())),
        text(group),
    ]
}

fn notes(sheet: &Sheet, mut legend: Value, made_at: String) -> GeoPackageNotes {
    let (title, unit) = (sheet.measure.title(), sheet.measure.unit());
    let description = format!("{} / {} ({} / {})", title.zh, title.en, unit.zh, unit.en);
    if let Some(parts) = legend.as_object_mut() {
        // The colours stand in the style, and a file has no zoom.
        ["classes", "resolutions", "ramp", "zoom"].iter().for_each(|part| drop(parts.remove(*part)));
    }
    let qml = geopackage_words::style(&sheet.figures.shown.scale);
    GeoPackageNotes { description, made_at, about: geopackage_words::about(&legend), qml }
}
