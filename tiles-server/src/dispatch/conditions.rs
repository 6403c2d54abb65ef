//! Which cases are meant: the conditions that lists and maps share, from parameters to columns.

use gridward::cases::Stage;
use gridward::cases::columns::{Filter, IndexSet};
use gridward::desk::Codes;
use gridward::ids::{ClassCode, SourceCode, UnitCode};
use gridward::rules::RuleSet;

use super::{Dispatch, Seen};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

/// Reads the conditions of class, source, unit and time (`class`, `source`, `unit`, `from`, `to`) into a filter.
///
/// # Errors
/// A problem that names the parameter and what would be right.
pub fn read(
    app: &App,
    dispatch: &Dispatch,
    seen: &Seen,
    asked: &Parameters,
    filter: &mut Filter,
) -> Result<(), Problem> {
    let rules = seen.assigner.rules();
    let codes = seen.view.world.codes();
    if let Some(code) = asked.text("unit") {
        let position = dispatch.unit_position(&UnitCode::new(code));
        position.ok_or_else(|| wrong("unit", code, "a code of /api/v1/units"))?;
        filter.units = Some(with_those_below(rules, codes, &UnitCode::new(code)));
    }
    if let Some(code) = asked.text("class") {
        let node = rules.classes.index_of(&ClassCode::new(code));
        let node = node.ok_or_else(|| wrong("class", code, "a code of /api/v1/classes"))?;
        let below = rules.classes.descendants(node).into_iter().filter_map(|at| rules.classes.get(at));
        filter.classes =
            Some(below.map(|class| u32::from(codes.classes.position(&class.code))).collect::<IndexSet>());
    }
    if let Some(code) = asked.text("source") {
        let position = codes.sources.position(&SourceCode::new(code));
        if position == u16::MAX {
            return Err(wrong("source", code, "a code of /api/v1/sources"));
        }
        filter.sources = Some(std::iter::once(u32::from(position)).collect());
    }
    let snapshot = app.snapshot();
    filter.from = asked.text("from").map(|text| snapshot.instant("from", text)).transpose()?;
    filter.to = asked.text("to").map(|text| snapshot.instant("to", text)).transpose()?;
    Ok(())
}

/// Stages by their words, separated by commas; `open` means all that are not final.
///
/// # Errors
/// A problem that names the field and the words.
pub fn stages(field: &str, words: &str) -> Result<Vec<Stage>, Problem> {
    if words == "open" {
        return Ok(Stage::ALL.into_iter().filter(|stage| !stage.is_final()).collect());
    }
    let stage = |word| Stage::ALL.into_iter().find(|stage| stage.as_str() == word);
    let known: Option<Vec<Stage>> = words.split(',').map(stage).collect();
    known.ok_or_else(|| {
        let all: Vec<_> = Stage::ALL.iter().map(|stage| stage.as_str()).collect();
        wrong(field, words, &format!("open, or some of {}", all.join(",")))
    })
}

/// A unit and all below it.
pub fn unit_and_below(rules: &RuleSet, unit: &UnitCode) -> Vec<UnitCode> {
    let below = rules.units.index_of(unit).map_or_else(Vec::new, |at| rules.units.descendants(at));
    let named = below.into_iter().filter_map(|at| Some(&rules.units.get(at)?.code)).chain([unit]);
    named.cloned().collect()
}

/// The same by their positions in rows.
fn with_those_below(rules: &RuleSet, codes: &Codes, unit: &UnitCode) -> IndexSet {
    unit_and_below(rules, unit).iter().map(|code| u32::from(codes.units.position(code))).collect()
}

fn wrong(field: &str, value: &str, expected: &str) -> Problem {
    Problem::parameter(field, format!("{field} is “{value}”"), expected)
}
