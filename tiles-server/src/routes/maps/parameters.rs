//! The parameters of maps, described once for all their routes.

/// Which plan is shown.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Parameters` reads by name")]
pub struct PlanParameters {
    /// Number of a plan; the one in force where it is missing
    plan: Option<u32>,
    /// Date or instant; the plan in force then is shown
    as_of: Option<String>,
}

/// What figures show. Any of these, or a condition, turns a layer of the plan into a map of figures.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Parameters` reads by name")]
pub struct FigureParameters {
    /// count, per-km2, per-thousand, per-patrol, overdue-share, change or z-score; count where it is missing
    measure: Option<String>,
    /// With change and z-score: where the earlier period begins, which is as long; right before `from` where it is missing
    before: Option<String>,
}

/// Which cases are meant.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Parameters` reads by name")]
pub struct ConditionParameters {
    /// A class, or a node above classes
    class: Option<String>,
    /// A source
    source: Option<String>,
    /// The unit that must act, or one above it
    unit: Option<String>,
    /// Stages, separated by commas; `open` means all that are not final
    status: Option<String>,
    /// Kinds of handling, separated by commas: service, management, enforcement
    kind: Option<String>,
    /// Levels that handle it, separated by commas: district, town, workstation
    level: Option<String>,
    /// Quality grades, separated by commas
    grade: Option<String>,
    /// true: only hazards; false: all others
    hazard: Option<bool>,
    /// LAYER:CODE: cases in this cell, of the plan that is shown
    cell: Option<String>,
    /// Reported at or after this date or instant
    from: Option<String>,
    /// Reported before this date or instant
    to: Option<String>,
}

/// How large hexagons are.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Parameters` reads by name")]
pub struct HexParameters {
    /// Of h3: auto, or 6 to 10; auto where it is missing
    resolution: Option<String>,
}

/// Which rules the gaps are of.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Parameters` reads by name")]
pub struct GapParameters {
    /// Of rule-gaps: number of a version of the rules
    rules: Option<u32>,
    /// Of rule-gaps: published, or folder
    of: Option<String>,
}

/// How a density is made and drawn.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `Parameters` reads by name")]
pub struct DensityParameters {
    /// Of density: distance in metres at which a case counts no more, 50 to 10000; 300 where it is missing
    bandwidth: Option<f64>,
    /// Of density: none, or corrected, so that every case inside the district counts in full inside
    edge: Option<String>,
    /// Of density: cividis, viridis, batlow or grey
    ramp: Option<String>,
    /// Of density's tiles: picture in the legend's colours, or values as the description's `encoding` says
    r#as: Option<String>,
}
