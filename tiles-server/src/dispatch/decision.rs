//! A decision as it is sent: who answers, by when, and why.

use gridward::assign::{Assignment, CellAnswer, Level, Outcome, QueueName};
use gridward::calendar::{Due, Milestone};
use gridward::grid::{Cell, Layer, Title};
use gridward::ids::{RuleId, UnitCode};
use gridward::measure::LonLat;
use gridward::rules::{Unit, UnitKind};
use serde::Serialize;

use super::names::Names;
use crate::routes::district::Bilingual;

/// A text in Chinese and English, lent by whoever keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TitleRef<'a> {
    #[schema(value_type = String)]
    pub zh: &'a str,
    #[schema(value_type = String)]
    pub en: &'a str,
}

impl<'a> From<&'a Title> for TitleRef<'a> {
    fn from(title: &'a Title) -> Self {
        Self { zh: &title.zh, en: &title.en }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Place {
    #[schema(example = 121.385)]
    pub lon: f64,
    #[schema(example = 31.112)]
    pub lat: f64,
}

impl From<LonLat> for Place {
    fn from(place: LonLat) -> Self {
        Self { lon: place.lon(), lat: place.lat() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct UnitRef<'a> {
    #[schema(value_type = String)]
    pub code: &'a str,
    pub name: TitleRef<'a>,
    /// district, department, sub-centre, workstation, patrol-team, community-team or maintainer.
    #[schema(value_type = String, example = "sub-centre")]
    pub kind: Option<UnitKind>,
}

impl<'a> UnitRef<'a> {
    pub fn of(unit: &'a Unit) -> Self {
        Self { code: unit.code.as_str(), name: (&unit.name).into(), kind: Some(unit.kind) }
    }

    /// No unit at all: a row whose code no version knows.
    pub const fn nobody() -> Self {
        Self { code: "", name: TitleRef { zh: "", en: "" }, kind: None }
    }

    /// A unit that no version knows is still named by its code.
    pub fn by_code(names: &Names<'a>, code: &'a UnitCode) -> Self {
        names.unit(code).map_or_else(
            || Self {
                code: code.as_str(),
                name: TitleRef { zh: code.as_str(), en: code.as_str() },
                kind: None,
            },
            Self::of,
        )
    }
}

/// Where the place lies in one layer.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LayerPart<'a> {
    #[schema(value_type = String, example = "unit-grid")]
    layer: &'a str,
    title: Option<TitleRef<'a>>,
    /// The owning cell.
    #[schema(value_type = Option<String>)]
    code: Option<&'a str>,
    name: Option<TitleRef<'a>>,
    #[schema(example = "inside")]
    status: &'static str,
    /// Metres to the nearest border of the cell.
    border_m: Option<f64>,
    /// The cell beyond that border.
    #[schema(value_type = Option<String>)]
    rival: Option<&'a str>,
    rival_name: Option<TitleRef<'a>>,
    /// The owner's share of an uncertain place.
    confidence: f64,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RunnerUpPart<'a> {
    #[schema(value_type = String)]
    rule: &'a str,
    unit: Option<UnitRef<'a>>,
}

/// The owner, or the queue and whoever answers for it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum OutcomePart<'a> {
    Owner {
        unit: UnitRef<'a>,
        helpers: Vec<UnitRef<'a>>,
        /// district, town or workstation.
        #[schema(value_type = String, example = "town")]
        level: Level,
        #[schema(value_type = String)]
        rule: &'a str,
        rule_note: Option<TitleRef<'a>>,
        /// The rules that matched and lost, the nearest first.
        runners_up: Vec<RunnerUpPart<'a>>,
        /// The place lies outside the coverage and its territory answers instead.
        fallback: bool,
    },
    Queue {
        /// unowned, unlocated, contested or unclassified.
        #[schema(value_type = String, example = "unowned")]
        queue: QueueName,
        title: Bilingual,
        keeper: UnitRef<'a>,
        /// The rules that tie, if that is why.
        #[schema(value_type = Vec<String>)]
        tied: Vec<&'a RuleId>,
    },
}

/// One stage of the deadline.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DuePart<'a> {
    /// Empty where the limit has one stage only.
    #[schema(value_type = String)]
    name: &'a str,
    #[schema(example = "2uh")]
    limit: Option<String>,
    at: String,
    /// The calendar ends before it; it is computed anew later.
    provisional: bool,
}

/// An open case that may be the same.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DuplicatePart {
    pub id: String,
    pub distance_m: f64,
    pub minutes: i64,
    #[schema(example = "dispatched")]
    pub stage: &'static str,
}

/// A place that an address may mean.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NamedPart {
    pub name: Bilingual,
    pub kind: String,
    pub lon: f64,
    pub lat: f64,
    pub confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
}

/// Who answers, by when, and why; as known under the versions named.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Decision<'a> {
    plan: u32,
    rules: u32,
    calendar: u32,
    pub place: Option<Place>,
    layers: Vec<LayerPart<'a>>,
    outcome: OutcomePart<'a>,
    due: Vec<DuePart<'a>>,
    review: bool,
    pub why: Vec<Bilingual>,
    pub duplicates: Vec<DuplicatePart>,
    pub places: Vec<NamedPart>,
}

impl<'a> Decision<'a> {
    /// A decision with the names of the versions that made it.
    pub fn of(
        names: &Names<'a>,
        assignment: &'a Assignment,
        place: Option<LonLat>,
        limits: &'a [Milestone],
    ) -> Self {
        Self {
            plan: assignment.plan.0,
            rules: assignment.rules.0,
            calendar: assignment.calendar.0,
            place: place.map(Into::into),
            layers: assignment.cells.iter().map(|cell| layer_part(names, cell)).collect(),
            outcome: outcome_part(names, &assignment.outcome),
            due: due_parts(names, &assignment.due, limits),
            review: assignment.review,
            why: Vec::new(),
            duplicates: Vec::new(),
            places: Vec::new(),
        }
    }
}

fn layer_part<'a>(names: &Names<'a>, answer: &'a CellAnswer) -> LayerPart<'a> {
    let layer = names.layer(&answer.layer);
    let name = |code: &Option<_>| {
        let cell: &Cell = layer?.find(code.as_ref()?)?;
        cell.name.as_ref().map(TitleRef::from)
    };
    LayerPart {
        layer: answer.layer.as_str(),
        title: layer.map(|layer: &Layer| layer.title().into()),
        code: answer.code.as_ref().map(gridward::ids::CellCode::as_str),
        name: name(&answer.code),
        status: answer.status.as_str(),
        border_m: answer.border_m,
        rival: answer.rival.as_ref().map(gridward::ids::CellCode::as_str),
        rival_name: name(&answer.rival),
        confidence: (f64::from(answer.confidence) * 1e6).round() / 1e6,
    }
}

fn outcome_part<'a>(names: &Names<'a>, outcome: &'a Outcome) -> OutcomePart<'a> {
    match outcome {
        Outcome::Owner { unit, helpers, level, rule, runners_up, fallback } => OutcomePart::Owner {
            unit: UnitRef::by_code(names, unit),
            helpers: helpers.iter().map(|unit| UnitRef::by_code(names, unit)).collect(),
            level: *level,
            rule: rule.as_str(),
            rule_note: names.rule_note(rule).map(|(zh, en)| TitleRef { zh, en }),
            runners_up: runners_up
                .iter()
                .map(|runner| RunnerUpPart {
                    rule: runner.rule.as_str(),
                    unit: runner.unit.as_ref().map(|unit| UnitRef::by_code(names, unit)),
                })
                .collect(),
            fallback: *fallback,
        },
        Outcome::Queue { queue, keeper, tied } => OutcomePart::Queue {
            queue: *queue,
            title: queue_title(*queue),
            keeper: UnitRef::by_code(names, keeper),
            tied: tied.iter().collect(),
        },
    }
}

/// The stages of a deadline with their names, where the limit that they came from is known.
pub fn due_parts<'a>(names: &Names<'_>, due: &[Due], limits: &'a [Milestone]) -> Vec<DuePart<'a>> {
    let named = limits.len() == due.len();
    let part = |(at, due): (usize, &Due)| {
        let milestone = limits.get(at).filter(|_| named);
        DuePart {
            name: milestone.map_or("", |milestone| milestone.name.as_str()),
            limit: milestone.map(|milestone| milestone.limit.to_string()),
            at: names.local(due.at),
            provisional: due.provisional,
        }
    };
    due.iter().enumerate().map(part).collect()
}

/// What people call a queue.
pub fn queue_title(queue: QueueName) -> Bilingual {
    let (zh, en) = match queue {
        QueueName::Unowned => ("无主", "Unowned"),
        QueueName::Unlocated => ("待定位", "Unlocated"),
        QueueName::Contested => ("争议", "Contested"),
        QueueName::Unclassified => ("待分类", "Unclassified"),
    };
    Bilingual { zh: zh.into(), en: en.into() }
}

/// The word for a queue in addresses and answers.
pub const fn queue_word(queue: QueueName) -> &'static str {
    match queue {
        QueueName::Unowned => "unowned",
        QueueName::Unlocated => "unlocated",
        QueueName::Contested => "contested",
        QueueName::Unclassified => "unclassified",
    }
}

/// All queues.
pub const QUEUES: [QueueName; 4] =
    [QueueName::Unowned, QueueName::Unlocated, QueueName::Contested, QueueName::Unclassified];

/// A queue by its word.
pub fn queue_of(word: &str) -> Option<QueueName> {
    QUEUES.into_iter().find(|queue| queue_word(*queue) == word)
}
