//! `rules.csv` and `accepted-holes.csv`.

use std::collections::BTreeMap;

use super::classes::grade_names;
use super::csv_table::rows;
use super::fault::RuleFault;
use super::field::{Line, items};
use super::rows::{AcceptedRow, RuleRow};
use crate::calendar::Limit;
use crate::grid::Title;
use crate::ids::{ClassCode, LayerName, RuleId, SourceCode, UnitCode};
use crate::rules::class::Grade;
use crate::rules::question::TERRITORY_RULE;
use crate::rules::set::{Classes, Sources, Units};
use crate::rules::settings::Settings;
use crate::rules::table::{AcceptedHole, OwnerIs, Reference, Rule};

/// More rules than any district writes by hand; the table of who beats whom grows with the square.
const MOST_RULES: usize = 20_000;

/// What rows of the table refer to.
pub(super) struct Known<'a> {
    pub(super) units: &'a Units,
    pub(super) classes: &'a Classes,
    pub(super) sources: &'a Sources,
    pub(super) settings: &'a Settings,
}

impl Known<'_> {
    fn classes(&self, line: &mut Line<'_>, text: &str) -> Vec<u16> {
        let wanted = "codes of classes in classes.csv are needed, or nothing";
        line.references("class", text, wanted, |code| self.classes.index_of(&ClassCode::new(code)))
    }

    fn grades(&self, line: &mut Line<'_>, text: &str) -> Vec<Grade> {
        let wanted = format!("some of {} are needed, or nothing", grade_names(self.settings));
        line.references("grade", text, &wanted, |name| self.settings.grade(name))
    }

    fn slots(&self, line: &mut Line<'_>, text: &str) -> Vec<u8> {
        let names: Vec<&str> = self.settings.slots.iter().map(|slot| slot.name.as_str()).collect();
        let wanted = format!("some of {} are needed, or nothing", names.join(", "));
        line.references("slot", text, &wanted, |name| {
            names.iter().position(|known| *known == name).and_then(|at| u8::try_from(at).ok())
        })
    }

    fn unit(&self, code: &str) -> Option<u16> {
        self.units.index_of(&UnitCode::new(code.trim()))
    }

    /// `unit:CODE`, `territory:LAYER`, `territory:LAYER/KIND`, `class-department`, `component-owner`.
    fn reference(&self, line: &mut Line<'_>, field: &str, text: &str) -> Option<Reference> {
        let (word, rest) = text.split_once(':').map_or((text, ""), |(word, rest)| (word.trim(), rest.trim()));
        match (word, rest) {
            ("class-department", "") => Some(Reference::ClassDepartment),
            ("component-owner", "") => Some(Reference::ComponentOwner),
            ("unit", code) => {
                let unit = self.unit(code);
                if unit.is_none() {
                    line.fault(field, text, "unit: and the code of a unit in units.csv is needed");
                }
                unit.map(Reference::Unit)
            }
            ("territory", layer) if !layer.is_empty() => {
                let (layer, kind) = layer.split_once('/').map_or((layer, ""), |(layer, kind)| (layer, kind));
                let kind = (!kind.is_empty()).then(|| line.word(field, kind.trim()));
                let layer = LayerName::new(layer.trim());
                (kind != Some(None)).then_some(Reference::Territory { layer, kind: kind.flatten() })
            }
            _ => {
                let wanted = "unit:CODE, territory:LAYER, class-department or component-owner is needed";
                line.fault(field, text, wanted);
                None
            }
        }
    }
}

pub(super) fn table(content: Option<&[u8]>, known: &Known<'_>, faults: &mut Vec<RuleFault>) -> Vec<Rule> {
    let mut table: Vec<Rule> = Vec::new();
    let mut first_line: BTreeMap<String, u64> = BTreeMap::new();
    for numbered in &rows::<RuleRow>(content, true, faults) {
        let mut line = Line { file: "rules.csv", number: numbered.line, faults };
        let id = &numbered.row.id;
        if id == TERRITORY_RULE {
            line.fault("id", id, "another identity is needed; this word stands for the territory itself");
        }
        match first_line.get(id) {
            Some(first) => {
                line.fault("id", id, &format!("line {first} has this identity; each rule needs its own"));
            }
            None => drop(first_line.insert(id.clone(), numbered.line)),
        }
        table.extend(rule(&mut line, &numbered.row, known));
    }
    if table.len() > MOST_RULES {
        let value = format!("{} rules", table.len());
        faults.push(RuleFault::whole(
            "rules.csv",
            "file",
            &value,
            "at most 20000 rules are supported; name cells in lists",
        ));
        table.truncate(MOST_RULES);
    }
    table
}

fn rule(line: &mut Line<'_>, row: &RuleRow, known: &Known<'_>) -> Option<Rule> {
    let identified = line.needed("id", &row.id, "an identity is needed");
    let before = line.faults.len();
    let places = line.places("place", &row.place);
    let classes = known.classes(line, &row.class);
    let kinds = line.words("kind", &row.kind);
    let source_wanted = "codes of sources in sources.csv are needed, or nothing";
    let sources = line.references("source", &row.source, source_wanted, |code| {
        known.sources.index_of(&SourceCode::new(code))
    });
    let slots = known.slots(line, &row.slot);
    let grades = known.grades(line, &row.grade);
    let owner_wanted = "none, known or codes of units in units.csv are needed, or nothing";
    let owners = line.references("owner", &row.owner, owner_wanted, |word| match word {
        "none" => Some(OwnerIs::Nobody),
        "known" => Some(OwnerIs::Known),
        code => known.unit(code).map(OwnerIs::Unit),
    });
    let level = line.word("level", &row.level);
    let limit: Option<Limit> =
        line.parsed("limit", &row.limit, "a limit such as 4wh, 2uh, 5wd is needed, or nothing");
    // A condition that cannot be read would become “anything”: such a row is left out.
    let sound = line.faults.len() == before;
    let helpers = items(&row.helpers).filter_map(|text| known.reference(line, "helpers", text)).collect();
    let responsible = known.reference(line, "responsible", &row.responsible)?;
    (identified && sound).then(|| Rule {
        id: RuleId::new(&row.id),
        line: line.number,
        places,
        classes,
        kinds,
        sources,
        slots,
        grades,
        owners,
        responsible,
        helpers,
        level,
        limit,
        note: Title::new(row.note.trim(), row.note_en.trim()),
    })
}

pub(super) fn accepted(
    content: Option<&[u8]>,
    known: &Known<'_>,
    faults: &mut Vec<RuleFault>,
) -> Vec<AcceptedHole> {
    let mut accepted = Vec::new();
    for numbered in &rows::<AcceptedRow>(content, false, faults) {
        let mut line = Line { file: "accepted-holes.csv", number: numbered.line, faults };
        let before = line.faults.len();
        let row = &numbered.row;
        let hole = AcceptedHole {
            line: numbered.line,
            places: line.places("place", &row.place),
            classes: known.classes(&mut line, &row.class),
            kinds: line.words("kind", &row.kind),
            grades: known.grades(&mut line, &row.grade),
            slots: known.slots(&mut line, &row.slot),
            accepted_by: row.accepted_by.clone(),
            reason: row.reason.clone(),
        };
        line.needed("accepted_by", &row.accepted_by, "the name of whoever accepted the hole is needed");
        line.needed("reason", &row.reason, "the reason why the hole is accepted is needed");
        // As for rules: a condition that cannot be read must not accept more than was meant.
        if line.faults.len() == before {
            accepted.push(hole);
        }
    }
    accepted
}
