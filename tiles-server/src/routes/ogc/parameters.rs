//! The parameters of these addresses, described once for all their routes.

use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use crate::routes::maps::parameters::{ConditionParameters, FigureParameters};

/// What every document takes: its form, and the question that its links carry on.
pub struct DocumentParameters;

impl IntoParams for DocumentParameters {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut all = ConditionParameters::into_params(&place);
        all.extend(FigureParameters::into_params(&place));
        all.extend(FormParameters::into_params(&place));
        all
    }
}

#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Parameters` reads by name")]
struct FormParameters {
    /// json or html; what the caller accepts where it is missing
    f: Option<String>,
}

/// Which collection.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes a part of the path")]
pub struct CollectionPath {
    /// Name of a layer; `cases` for those who work here; `density`
    #[param(example = "town")]
    collection: String,
}

/// Which picture.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes a part of the path")]
pub struct PicturePath {
    /// `density`
    #[param(example = "density")]
    collection: String,
}

/// Which tile matrix set of pictures.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes a part of the path")]
pub struct PictureSetPath {
    /// Name of a tile matrix set
    #[param(example = "WorldCRS84Quad512")]
    set: String,
}

/// Which tile matrix set.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes a part of the path")]
pub struct SetPath {
    /// Name of a tile matrix set
    #[param(example = "WebMercatorQuad")]
    set: String,
}

/// Which tile of a set.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[expect(dead_code, reason = "describes a part of the path")]
pub struct TilePath {
    /// Level
    #[param(example = 13)]
    matrix: u32,
    /// Row from the north
    #[param(example = 3354)]
    row: u32,
    /// Column
    #[param(example = 6858)]
    column: u32,
}

/// Which items, how many, and in which system.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Parameters` reads by name")]
pub struct PageParameters {
    /// Four numbers, or six with heights, in the order of the axes of bbox-crs
    bbox: Option<String>,
    /// Coordinate system of bbox; CRS84 where it is missing
    #[param(rename = "bbox-crs")]
    bbox_crs: Option<String>,
    /// Most items of the page, 100 where it is missing, 10000 at most
    limit: Option<u32>,
    /// Items before the page; of layers
    offset: Option<u32>,
    /// Items after the case of this number; of cases
    after: Option<u32>,
    /// Only the cell with this code; of layers, also `name`, `name_en` and the `parent_…` of the layer
    code: Option<String>,
}

/// When, and in which system.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Parameters` reads by name")]
pub struct ItemParameters {
    /// Coordinate system of the answer; CRS84 where it is missing
    crs: Option<String>,
    /// Instant or interval: the plan in force then; of cases, when they were reported
    datetime: Option<String>,
    /// Number of a plan, instead of datetime; of layers
    plan: Option<u32>,
}

/// How a density is drawn.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Parameters` reads by name")]
pub struct PictureParameters {
    /// Distance in metres at which a case counts no more, 50 to 10000; 300 where it is missing
    bandwidth: Option<f64>,
    /// none, or corrected
    edge: Option<String>,
    /// cividis, viridis, batlow or grey
    ramp: Option<String>,
}
