//! The answer to a dry run, written straight from what was worked out. [`Decision`] is the same as types; tests hold the bytes of
//! the two to each other.

use gridward::assign::{Query, Told, ToldCell, ToldOutcome, ToldRule, ToldUnit, Words, Worked};
use gridward::rules::UnitKind;

#[cfg(doc)]
use super::decision::Decision;
use super::decision::{DuplicatePart, NamedPart, Place, due_parts, queue_title};
use super::names::Names;
use crate::json::Json;

/// Room for nearly every answer.
const BYTES: usize = 6 * 1024;

/// Room for nearly every sentence.
const SENTENCE_BYTES: usize = 256;

/// What was worked out, in the words of the versions that did, as JSON.
pub fn decision(
    names: &Names<'_>,
    query: &Query<'_>,
    worked: &Worked,
    duplicates: &[DuplicatePart],
    places: &[NamedPart],
) -> Vec<u8> {
    let assigner = names.assigner;
    let told = assigner.told_worked(worked);
    let mut json = Json::with_capacity(BYTES);
    json.raw(r#"{"plan":"#);
    json.whole(assigner.plan_number().0.into());
    json.raw(r#","rules":"#);
    json.whole(assigner.rules().version.0.into());
    json.raw(r#","calendar":"#);
    json.whole(assigner.calendar().version().0.into());
    json.raw(r#","place":"#);
    json.value(&worked.place.map(Place::from));
    json.raw(r#","layers":"#);
    json.list(&told.cells, layer);
    json.raw(r#","outcome":"#);
    outcome(&mut json, &told);
    json.raw(r#","due":"#);
    json.value(&due_parts(names, told.due, &worked.limits));
    json.raw(r#","review":"#);
    json.truth(told.review);
    json.raw(r#","why":["#);
    let mut why =
        Why { json: &mut json, en: String::with_capacity(SENTENCE_BYTES), begun: false, first: true };
    assigner.say_why(query, worked, &told, &mut why);
    json.raw(r#"],"duplicates":"#);
    json.value(&duplicates);
    json.raw(r#","places":"#);
    json.value(&places);
    json.raw("}");
    json.into_bytes()
}

fn layer(json: &mut Json, cell: &ToldCell<'_>) {
    let name = |json: &mut Json, name: Option<&gridward::grid::Title>| match name {
        Some(name) => json.title(&name.zh, &name.en),
        None => json.raw("null"),
    };
    json.raw(r#"{"layer":"#);
    json.text(cell.layer);
    json.raw(r#","title":"#);
    name(json, cell.title);
    json.raw(r#","code":"#);
    json.text_or_null(cell.code);
    json.raw(r#","name":"#);
    name(json, cell.name);
    json.raw(r#","status":"#);
    json.text(cell.status.as_str());
    json.raw(r#","border_m":"#);
    match cell.border_m {
        Some(metres) => json.number(metres),
        None => json.raw("null"),
    }
    json.raw(r#","rival":"#);
    json.text_or_null(cell.rival);
    json.raw(r#","rival_name":"#);
    name(json, cell.rival_name);
    json.raw(r#","confidence":"#);
    json.number((f64::from(cell.confidence) * 1e6).round() / 1e6);
    json.raw("}");
}

fn outcome(json: &mut Json, told: &Told<'_>) {
    match &told.outcome {
        ToldOutcome::Owner { unit: owner, helpers, level, rule, runners_up, fallback } => {
            json.raw(r#"{"unit":"#);
            unit(json, owner);
            json.raw(r#","helpers":"#);
            json.list(helpers, unit);
            json.raw(r#","level":"#);
            json.text(level.as_str());
            json.raw(r#","rule":"#);
            json.text(rule.id);
            json.raw(r#","rule_note":"#);
            match rule.note() {
                Some((zh, en)) => json.title(zh, en),
                None => json.raw("null"),
            }
            json.raw(r#","runners_up":"#);
            json.list(runners_up, runner_up);
            json.raw(r#","fallback":"#);
            json.truth(*fallback);
        }
        ToldOutcome::Queue { queue, keeper, tied } => {
            let title = queue_title(*queue);
            json.raw(r#"{"queue":"#);
            json.text(queue.as_str());
            json.raw(r#","title":"#);
            json.title(&title.zh, &title.en);
            json.raw(r#","keeper":"#);
            unit(json, keeper);
            json.raw(r#","tied":"#);
            json.list(tied, |json, rule| json.text(rule));
        }
    }
    json.raw("}");
}

fn runner_up(json: &mut Json, (rule, named): &(ToldRule<'_>, Option<ToldUnit<'_>>)) {
    json.raw(r#"{"rule":"#);
    json.text(rule.id);
    json.raw(r#","unit":"#);
    match named {
        Some(named) => unit(json, named),
        None => json.raw("null"),
    }
    json.raw("}");
}

fn unit(json: &mut Json, told: &ToldUnit<'_>) {
    let (zh, en) = told.name();
    json.raw(r#"{"code":"#);
    json.text(told.code);
    json.raw(r#","name":"#);
    json.title(zh, en);
    json.raw(r#","kind":"#);
    json.text_or_null(told.unit.map(|unit| kind(unit.kind)));
    json.raw("}");
}

/// The word of a kind of unit.
const fn kind(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::District => "district",
        UnitKind::Department => "department",
        UnitKind::SubCentre => "sub-centre",
        UnitKind::Workstation => "workstation",
        UnitKind::PatrolTeam => "patrol-team",
        UnitKind::CommunityTeam => "community-team",
        UnitKind::Maintainer => "maintainer",
    }
}

/// Takes down reasons: the Chinese goes where it belongs, the English waits for its end.
struct Why<'a> {
    json: &'a mut Json,
    en: String,
    begun: bool,
    first: bool,
}

impl Words for Why<'_> {
    fn add(&mut self, zh: &str, en: &str) {
        if !self.begun {
            self.json.raw(if self.first { r#"{"zh":""# } else { r#",{"zh":""# });
            (self.begun, self.first) = (true, false);
        }
        self.json.inside(zh);
        self.en.push_str(en);
    }

    fn end(&mut self) {
        self.json.raw(r#"","en":""#);
        self.json.inside(&self.en);
        self.json.raw(r#""}"#);
        self.en.clear();
        self.begun = false;
    }
}

#[cfg(test)]
#[path = "written_tests.rs"]
mod tests;
