//! What is told of a case besides its place: the same as in lists, one value a property.

use gridward::cases::CaseHead;
use gridward::grid::Title;
use gridward::ids::{ClassCode, SourceCode, UnitCode};
use gridward::rules::Grade;
use serde_json::{Map, Value, json};

use crate::dispatch::case_info::kind_of;
use crate::dispatch::names::Names;
use crate::dispatch::{Seen, is_overdue};
use crate::json::Json;

/// Key, JSON type and meaning of each property, in the order in which they are written.
pub const FIELDS: [(&str, &str, &str); 17] = [
    ("id", "string", "案件编号 / Identity of the case"),
    ("number", "integer", "受理顺序号 / Its place in the order of arrival"),
    ("class", "string", "分类代码 / Code of its class"),
    ("class_name", "string", "分类名称 / Name of its class in Chinese"),
    ("class_name_en", "string", "分类英文名称 / Name of its class in English"),
    ("kind", "string", "处置类别 / Kind of handling: service, management, enforcement"),
    ("source", "string", "来源代码 / Code of its source"),
    ("stage", "string", "阶段 / Where it stands"),
    ("unit", "string", "责任单位代码 / Code of the unit that must act"),
    ("unit_name", "string", "责任单位 / Name of the unit in Chinese"),
    ("unit_name_en", "string", "责任单位英文名称 / Name of the unit in English"),
    ("grade", "string", "质量等级 / Quality grade of its information"),
    ("reported_at", "string", "上报时间 / When it was reported"),
    ("due_at", "string", "处置时限 / By when it must be handled"),
    ("ended_at", "string", "办结时间 / When it was closed, not filed or voided"),
    ("overdue", "boolean", "是否超时 / Whether it is open and late"),
    ("synthetic", "boolean", "是否为合成案件 / Whether it is invented"),
];

/// The conditions that stand for properties, in words.
const CONDITIONS: [(&str, &str); 9] = [
    ("class", "分类代码（含下级） / Code of a class, or of a node with all classes below it"),
    ("source", "来源代码 / Code of a source"),
    ("unit", "责任单位代码（含下级） / Code of a unit, with all below it"),
    (
        "status",
        "阶段，逗号分隔；open 为未结 / Stages, separated by commas; open means all that are not final",
    ),
    ("kind", "处置类别 / Kinds of handling, separated by commas"),
    ("level", "处置层级 / Levels that handle it, separated by commas: district, town, workstation"),
    ("grade", "质量等级 / Quality grades, separated by commas"),
    ("hazard", "true 仅隐患，false 其余 / true: only hazards; false: all others"),
    ("cell", "LAYER:CODE，所在网格 / LAYER:CODE: cases in this cell"),
];

/// The properties of a JSON Schema.
pub fn schema() -> Value {
    let property = |(key, kind, meaning): &(&str, &str, &str)| {
        let sure = matches!(*key, "id" | "number" | "stage" | "reported_at" | "overdue" | "synthetic");
        let kind = if sure { json!(kind) } else { json!([kind, "null"]) };
        let mut property = json!({"type": kind, "description": meaning});
        if key.ends_with("_at") {
            property["format"] = json!("date-time");
        }
        ((*key).to_owned(), property)
    };
    Value::Object(FIELDS.iter().map(property).collect::<Map<_, _>>())
}

/// The properties of the schema of what cases are chosen by.
pub fn queryables() -> Value {
    let property = |(key, meaning): &(&str, &str)| {
        ((*key).to_owned(), json!({"type": "string", "title": key, "description": meaning}))
    };
    Value::Object(CONDITIONS.iter().map(property).collect::<Map<_, _>>())
}

/// A property's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told<'a> {
    Nothing,
    Text(&'a str),
    Instant(String),
    Number(u32),
    Truth(bool),
}

impl Told<'_> {
    /// As JSON.
    pub fn write(&self, json: &mut Json) {
        match self {
            Self::Nothing => json.raw("null"),
            Self::Text(text) => json.text(text),
            Self::Instant(text) => json.text(text),
            Self::Number(number) => json.whole((*number).into()),
            Self::Truth(truth) => json.truth(*truth),
        }
    }
}

/// The values of [`FIELDS`].
pub fn values<'a>(head: &'a CaseHead, seen: &'a Seen, names: Names<'a>) -> [Told<'a>; 17] {
    let codes = seen.view.world.codes();
    let (class, source, unit): (Option<&ClassCode>, Option<&SourceCode>, Option<&UnitCode>) =
        (codes.classes.code(head.class), codes.sources.code(head.source), codes.units.code(head.unit));
    let text = |text: Option<&'a str>| text.filter(|text| !text.is_empty()).map_or(Told::Nothing, Told::Text);
    let zh = |title: Option<&'a Title>| text(title.map(|title| title.zh.as_str()));
    let en = |title: Option<&'a Title>| text(title.map(|title| title.en.as_str()));
    let instant = |at: Option<jiff::Timestamp>| at.map_or(Told::Nothing, |at| Told::Instant(names.local(at)));
    let class_name = class.and_then(|code| names.class(code)).map(|class| &class.name);
    let unit_name = unit.and_then(|code| names.unit(code)).map(|unit| &unit.name);
    let settings = &names.assigner.rules().settings;
    [
        Told::Text(head.id.as_str()),
        Told::Number(head.number.0),
        text(class.map(ClassCode::as_str)),
        zh(class_name),
        en(class_name),
        text(kind_of(head.kind).map(gridward::rules::CaseKind::as_str)),
        text(source.map(SourceCode::as_str)),
        Told::Text(head.stage.as_str()),
        text(unit.map(UnitCode::as_str)),
        zh(unit_name),
        en(unit_name),
        text(settings.grade_name(Grade(head.grade)).map(|grade| grade.name.as_str())),
        instant(Some(head.reported_at)),
        instant(head.due_at),
        instant(head.ended_at),
        Told::Truth(is_overdue(head, seen.view.at)),
        Told::Truth(head.is_synthetic()),
    ]
}
