//! A case as one row of text, for tables and maps (导出): what an import reads, and what the district says of it now.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cases::{CaseState, PrivateText, Satisfaction, Stage};
use crate::measure::LonLat;
use crate::rules::CaseKind;

/// The columns of a row, in order. Those up to `synthetic` are what an import reads.
pub const EXTRACT_COLUMNS: [&str; 36] = [
    "id",
    "class",
    "reported_at",
    "source",
    "lon",
    "lat",
    "datum",
    "accuracy_m",
    "address",
    "component",
    "condition",
    "kind",
    "grade",
    "text",
    "filed_at",
    "not_filed_at",
    "not_filed_reason",
    "dispatched_at",
    "unit",
    "handled_at",
    "reworks",
    "closed_at",
    "reward_fen",
    "satisfaction",
    "synthetic",
    "stage",
    "queue",
    "level",
    "due_at",
    "rule",
    "plan",
    "rules",
    "place_lon",
    "place_lat",
    "cell",
    "cell_status",
];

/// The row of a case; `None` is a missing value. Instants are in the district's zone. Without `words`, texts and addresses
/// stay out.
#[must_use]
pub fn extract(
    state: &CaseState,
    place: Option<LonLat>,
    words: bool,
    zone: &TimeZone,
) -> Vec<Option<String>> {
    let time = |at: Option<Timestamp>| {
        at.map(|at| at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
    };
    let said = |text: &Option<PrivateText>| {
        text.as_ref().filter(|_| words).and_then(PrivateText::words).map(str::to_owned)
    };
    let ended = |stage: Stage| state.ended_at.filter(|_| state.stage == stage);
    let pair = state.place.pair;
    let assignment = state.assignment.as_ref();
    let finest = assignment.and_then(|assignment| assignment.cells.last());
    let rule = assignment.and_then(|assignment| match &assignment.outcome {
        crate::assign::Outcome::Owner { rule, .. } => Some(rule.to_string()),
        crate::assign::Outcome::Queue { .. } => None,
    });
    vec![
        Some(state.id.to_string()),
        Some(state.class.to_string()),
        time(Some(state.reported_at)),
        Some(state.source.to_string()),
        pair.map(|pair| pair.x.to_string()),
        pair.map(|pair| pair.y.to_string()),
        state.place.datum.as_ref().map(ToString::to_string),
        state.place.accuracy.map(|metres| metres.0.to_string()),
        said(&state.place.address),
        state.place.component.as_ref().map(ToString::to_string),
        state.condition.map(|number| number.to_string()),
        state.kind.map(|kind| kind_word(kind).to_owned()),
        state.grade.map(|grade| grade.0.to_string()),
        said(&state.text),
        time(state.filed_at),
        time(ended(Stage::NotFiled)),
        state.end_reason.clone().filter(|_| state.stage == Stage::NotFiled),
        time(state.dispatched_at()),
        state.unit.as_ref().filter(|_| state.dispatched_at().is_some()).map(ToString::to_string),
        time(state.handled_at),
        Some(state.reworks.to_string()),
        time(ended(Stage::Closed)),
        state.reward_fen.map(|fen| fen.to_string()),
        state.satisfaction.map(|answer| satisfaction_word(answer).to_owned()),
        Some(state.synthetic.to_string()),
        Some(state.stage.as_str().to_owned()),
        state.queue.map(|queue| queue.as_str().to_owned()),
        state.level.map(|level| level.as_str().to_owned()),
        time(state.due_at().map(|due| due.at)),
        rule,
        assignment.map(|assignment| assignment.plan.0.to_string()),
        assignment.map(|assignment| assignment.rules.0.to_string()),
        place.map(|place| place.lon().to_string()),
        place.map(|place| place.lat().to_string()),
        finest.and_then(|cell| cell.code.as_ref()).map(ToString::to_string),
        finest.map(|cell| cell.status.as_str().to_owned()),
    ]
}

const fn kind_word(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::Service => "service",
        CaseKind::Management => "management",
        CaseKind::Enforcement => "enforcement",
    }
}

const fn satisfaction_word(answer: Satisfaction) -> &'static str {
    match answer {
        Satisfaction::Satisfied => "satisfied",
        Satisfaction::Fair => "fair",
        Satisfaction::Dissatisfied => "dissatisfied",
        Satisfaction::NotReached => "not-reached",
    }
}
