//! The figures of cells as a GeoPackage: for QGIS and everything that GDAL reads, with what the figures are and their colours.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use gridward::vector_io::{
    FieldKind, FieldValue, GeoPackageNotes, OutFeature, OutField, OutLayer, RawGeometry, geopackage_bytes,
};

use super::cells::CellRow;
use super::{geopackage_words, parts};
use crate::auth::Who;
use crate::figures::{Sheet, parameters};
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::routes::maps::parameters::{ConditionParameters, FigureParameters, PlanParameters};
use crate::state::App;

/// Raised when the same figures would be written otherwise.
const VERSION: u32 = 1;

/// The fields, in the order of [`values`].
const FIELDS: [(&str, FieldKind); 10] = [
    ("code", FieldKind::Text),
    ("name_zh", FieldKind::Text),
    ("name_en", FieldKind::Text),
    ("cases", FieldKind::Integer),
    ("value", FieldKind::Real),
    ("class", FieldKind::Integer),
    ("missing", FieldKind::Text),
    ("merged", FieldKind::Integer),
    ("group", FieldKind::Text),
    ("area_km2", FieldKind::Real),
];

/// The cells of a map with their figures as a GeoPackage; its table `about` says what they are, and `layer_styles` has their colours
/// for QGIS.
#[utoipa::path(get, path = "/api/v1/exports/cells.gpkg", tag = "figures",
    params(("layer" = String, Query, description = "A layer of the plan", example = "unit-grid"),
        PlanParameters, FigureParameters, ConditionParameters),
    responses((status = 200, content_type = "application/geopackage+sqlite3"), (status = 304),
        (status = 400, body = crate::problem::ProblemDocument), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn geopackage(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    let known: Vec<&str> = parameters().chain(["layer", "plan", "as_of"]).collect();
    let asked = Parameters::read(request.uri(), &known)?;
    let layer = asked.text("layer").ok_or_else(|| {
        Problem::parameter("layer", "layer is missing", "a layer of /api/v1/district, for example unit-grid")
    })?;
    let sheet = Sheet::of(&app, &caller, &asked, layer).await?;
    let (plan, version) = (sheet.plan.number().0, sheet.view.version());
    let key = format!("gpkg-{VERSION}-{layer}-p{plan}-{version}-{}-{}", sheet.event, sheet.key);
    let tag = ETag::new(&key);
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Private));
    }
    let name =
        HeaderValue::try_from(format!("attachment; filename=\"{layer}-{}.gpkg\"", sheet.measure.name()));
    let body = parts::counted(move || {
        geopackage_bytes(&table(&sheet), &notes(&sheet)).map_err(|fault| {
            tracing::error!(%fault, "a map cannot be written as a GeoPackage");
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
    let cells = sheet.rows().zip(sheet.view.layer.cells());
    OutLayer {
        name: sheet.view.layer.name().to_string(),
        crs: "OGC:CRS84".to_owned(),
        fields: FIELDS.map(field).to_vec(),
        features: cells
            .map(|(row, cell)| OutFeature { values: values(&row), geometry: RawGeometry::from(&cell.shape) })
            .collect(),
    }
}

fn values(row: &CellRow<'_>) -> Vec<FieldValue> {
    let text =
        |text: Option<&str>| text.map_or(FieldValue::Missing, |text| FieldValue::Text(text.to_owned()));
    let whole = |number: Option<i64>| number.map_or(FieldValue::Missing, FieldValue::Integer);
    vec![
        text(Some(row.code)),
        text(row.name.map(|name| name.zh)),
        text(row.name.map(|name| name.en)),
        whole(row.cases.map(Into::into)),
        row.value.map_or(FieldValue::Missing, FieldValue::Real),
        whole(row.class.map(Into::into)),
        text(row.missing),
        whole(Some(row.merged.into())),
        text(row.group),
        FieldValue::Real(row.area_km2),
    ]
}

fn notes(sheet: &Sheet) -> GeoPackageNotes {
    let head = sheet.head();
    // The instant of the cases, not of the export: the same figures are the same file.
    let made_at = sheet.at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string();
    let description = format!("{} / {} ({} / {})", head.title.zh, head.title.en, head.unit.zh, head.unit.en);
    let about = geopackage_words::about(&head);
    GeoPackageNotes { description, made_at, about, qml: geopackage_words::style(&sheet.figures.shown.scale) }
}
