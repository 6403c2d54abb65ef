//! What a simulated run of years must look like: printed totals to the case, the rest as shares.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The file `simulation.json` of a district's folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulationSpec {
    /// `gridward/simulation/1`.
    pub schema: String,
    /// Where the printed figures stand; what no source prints is a setting.
    pub note: String,
    /// The seed that is used where none is given.
    pub seed: u64,
    /// The periods, in order of time, without gaps.
    pub periods: Vec<Period>,
    /// Cases of the months January to December, relative to each other.
    pub months: [f64; 12],
    /// Cases of Monday to Sunday, relative to each other.
    pub weekdays: [f64; 7],
    /// Cases of the hours 0 to 23, relative to each other.
    pub hours: [f64; 24],
    /// The streams of cases: what comes from where.
    pub streams: Vec<Stream>,
    /// Weights of classes or of whole branches, by code; a class without one takes 1. The deepest node named counts.
    pub class_weights: std::collections::BTreeMap<String, f64>,
    /// How cases lie on the ground.
    pub places: PlaceSpec,
    /// How cases are handled.
    pub course: CourseSpec,
    /// What stands in the denominators.
    pub exposure: ExposureSpec,
}

/// A period with totals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Its name: `2012`, `2013H1`.
    pub name: String,
    /// The first day.
    pub from: String,
    /// The first day after it.
    pub until: String,
    /// Filed cases that are closed when the period ends.
    pub closed: u32,
    /// Totals by stream, in the order of [`SimulationSpec::streams`].
    pub streams: Vec<StreamTotals>,
}

/// Totals of one stream in one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StreamTotals {
    /// Cases that came in.
    pub received: u32,
    /// Of these, filed.
    pub filed: u32,
    /// Of the filed ones, closed when the period ends, where a source prints it; the rest of the period's closed cases
    /// spreads over the streams that print none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<u32>,
    /// Of the closed ones, rewarded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rewarded: Option<u32>,
    /// The sum of the rewards, in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reward_fen: Option<u64>,
}

/// A stream of cases: a branch of the class tree from some sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// Its name: `grid-components`, `grid-events`, `hotline`, `hazards`.
    pub name: String,
    /// The nodes of the class tree whose minor classes it draws; none for cases whose class nobody recorded.
    pub classes: Vec<String>,
    /// Its sources with their relative weights.
    pub sources: Vec<SourceWeight>,
    /// Whether its cases lie inside the grid's coverage of the day; others lie anywhere in the district.
    pub inside_coverage: bool,
}

/// A source's weight in a stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceWeight {
    /// The source's code.
    pub source: String,
    /// Its weight.
    pub weight: f64,
}

/// How cases lie on the ground.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceSpec {
    /// Hotspots.
    pub hotspots: u32,
    /// Share of cases that lie in a hotspot.
    pub hotspot_share: f64,
    /// Radius of a hotspot in metres.
    pub hotspot_radius_m: f64,
    /// Share of cases that repeat a recent one of their class nearby (near repeats).
    pub near_repeat_share: f64,
    /// How far away repeats lie at most, in metres.
    pub near_repeat_m: f64,
    /// How many days after, at most.
    pub near_repeat_days: f64,
    /// Share of cases without any place.
    pub missing_share: f64,
    /// Share of geocoded cases that fell onto a seat of their town, because the geocoder knew no better (坐标堆积).
    pub sink_share: f64,
}

/// How cases are handled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CourseSpec {
    /// Minutes from report to filing: the median.
    pub filing_minutes: f64,
    /// Handling time as a share of the limit: the median.
    pub handling_share: f64,
    /// Minutes from the end of handling to closing: the median.
    pub closing_minutes: f64,
    /// Share of cases that fail their first check.
    pub rework_share: f64,
    /// Share of closed cases whose reporter is called back.
    pub visit_share: f64,
    /// Of those, satisfied.
    pub satisfied_share: f64,
    /// Share of appeals and other reports that nobody finds on the spot, by reason of the district's list.
    pub not_filed_reasons: Vec<String>,
}

/// What stands in the denominators, per unit grid of mean density; synthetic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExposureSpec {
    /// People in all unit grids together.
    pub population: u64,
    /// People in a household.
    pub household_size: f64,
    /// Businesses per thousand people.
    pub businesses_per_thousand: f64,
    /// Kilometres of road per km².
    pub road_km_per_km2: f64,
    /// Patrol hours per day and km² of working days.
    pub patrol_hours_per_km2: f64,
}
