//! Which cases are meant: the conditions that lists, maps and figures share, from parameters to columns.

use std::sync::Arc;

use gridward::cases::columns::{Filter, IndexSet, Inside, level_number};
use gridward::cases::{Stage, nature_of};
use gridward::crs::LatticePoint;
use gridward::desk::Codes;
use gridward::ids::{CellCode, CellIndex, ClassCode, LayerName, SourceCode, UnitCode};
use gridward::measure::LonLat;
use gridward::rules::{ClassNature, Level, RuleSet};

use super::{Dispatch, Seen};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

/// The parameters that say which cases are meant.
pub const PARAMETERS: [&str; 11] =
    ["class", "source", "unit", "status", "kind", "level", "grade", "hazard", "cell", "from", "to"];

/// The words of the kinds of handling, in the order of their numbers in rows.
const KINDS: [&str; 3] = ["service", "management", "enforcement"];

/// Reads the conditions of [`PARAMETERS`] into a filter, beside those that it has.
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
    filter.classes = classes(rules, codes, asked)?;
    if let Some(code) = asked.text("source") {
        let position = codes.sources.position(&SourceCode::new(code));
        if position == u16::MAX {
            return Err(wrong("source", code, "a code of /api/v1/sources"));
        }
        filter.sources = Some(std::iter::once(u32::from(position)).collect());
    }
    if let Some(words) = asked.text("status") {
        let wanted = stages("status", words)?;
        let both = |stage: &Stage| filter.stages.as_ref().is_none_or(|known| known.contains(stage));
        filter.stages = Some(wanted.into_iter().filter(both).collect());
    }
    filter.kinds = words(asked, "kind", &KINDS, |at| at)?;
    let levels = [Level::District, Level::Town, Level::Workstation];
    let number = |at: u32| levels.get(at as usize).map_or(0, |level| level_number(Some(*level)).into());
    filter.levels = words(asked, "level", &levels.map(Level::as_str), number)?;
    let grades: Vec<&str> = rules.settings.grades.iter().map(|grade| grade.name.as_str()).collect();
    filter.grades = words(asked, "grade", &grades, |at| at)?;
    filter.cells = asked.text("cell").map(|text| inside(app, seen, asked, text)).transpose()?;
    let snapshot = app.snapshot();
    filter.from = asked.text("from").map(|text| snapshot.instant("from", text)).transpose()?;
    filter.to = asked.text("to").map(|text| snapshot.instant("to", text)).transpose()?;
    Ok(())
}

/// The classes of `class`, a node of the tree with all below it, and of `hazard`: those below the root H, or all others.
fn classes(rules: &RuleSet, codes: &Codes, asked: &Parameters) -> Result<Option<IndexSet>, Problem> {
    let mut chosen = None;
    if let Some(code) = asked.text("class") {
        let node = rules.classes.index_of(&ClassCode::new(code));
        let node = node.ok_or_else(|| wrong("class", code, "a code of /api/v1/classes"))?;
        let below = rules.classes.descendants(node).into_iter().filter_map(|at| rules.classes.get(at));
        chosen =
            Some(below.map(|class| u32::from(codes.classes.position(&class.code))).collect::<IndexSet>());
    }
    let wanted = match asked.text("hazard") {
        None => return Ok(chosen),
        Some("true" | "1") => true,
        Some("false" | "0") => false,
        Some(other) => return Err(wrong("hazard", other, "true or false")),
    };
    let all = codes.classes.codes().iter().map(|class| (nature_of(class), codes.classes.position(class)));
    // What has no class yet is no hazard that somebody found.
    let fits =
        all.chain([(None, u16::MAX)]).filter(|(nature, _)| (*nature == Some(ClassNature::Hazard)) == wanted);
    let both = |at: &u32| chosen.as_ref().is_none_or(|chosen| chosen.contains(*at));
    Ok(Some(fits.map(|(_, at)| u32::from(at)).filter(both).collect()))
}

/// Words of a list, separated by commas, as the numbers that rows have for them.
fn words(
    asked: &Parameters,
    field: &str,
    known: &[&str],
    number: impl Fn(u32) -> u32,
) -> Result<Option<IndexSet>, Problem> {
    let Some(text) = asked.text(field) else { return Ok(None) };
    let place = |word| (0_u32..).zip(known).find(|(_, known)| **known == word).map(|(at, _)| number(at));
    let found: Option<IndexSet> = text.split(',').map(place).collect();
    found.map(Some).ok_or_else(|| wrong(field, text, &format!("some of {}", known.join(","))))
}

/// The cell of `LAYER:CODE`, of the plan that is asked for or else in force. Cases of other plans are located in it.
fn inside(app: &App, seen: &Seen, asked: &Parameters, text: &str) -> Result<Inside, Problem> {
    let expected = "LAYER:CODE of the plan that is shown, for example town:T1";
    let (layer, code) = text.split_once(':').ok_or_else(|| wrong("cell", text, expected))?;
    let snapshot = app.snapshot();
    let number = asked.count("plan", "the number of a plan")?;
    let plan = snapshot.plan(number, asked.text("as_of"), (app.clock)())?;
    let view = snapshot.view(plan, layer).map_err(|_| {
        let names: Vec<_> = plan.layers().keys().map(LayerName::as_str).collect();
        wrong("cell", text, &format!("LAYER:CODE, with one of the layers {}", names.join(", ")))
    })?;
    let CellIndex(cell) = view
        .layer
        .index_of(&CellCode::new(code))
        .ok_or_else(|| wrong("cell", text, &format!("a code of the layer {layer} behind the colon")))?;
    let located = seen.view.world.plan(plan.number().0).ok();
    let position = located.and_then(|located| located.position(view.layer.name()));
    let locator = Arc::clone(&view.locator);
    let holds = move |at: LatticePoint| {
        let (lon, lat) = at.degrees();
        LonLat::new(lon, lat).ok().and_then(|place| locator.cell_of(place)) == Some(CellIndex(cell))
    };
    Ok(Inside {
        plan: plan.number().0,
        layer: position.unwrap_or(usize::MAX),
        cells: std::iter::once(cell).collect(),
        holds: Some(Arc::new(holds)),
    })
}

/// Stages by their words, separated by commas; `open` means all that are not final.
///
/// # Errors
/// A problem that names the field and the words.
pub fn stages(field: &str, words: &str) -> Result<Vec<Stage>, Problem> {
    let named = |word: &str| -> Vec<Stage> {
        let fits = |stage: &Stage| if word == "open" { !stage.is_final() } else { stage.as_str() == word };
        Stage::ALL.into_iter().filter(fits).collect()
    };
    let groups: Vec<Vec<Stage>> = words.split(',').map(named).collect();
    if groups.iter().any(Vec::is_empty) {
        let all: Vec<_> = Stage::ALL.iter().map(|stage| stage.as_str()).collect();
        return Err(wrong(field, words, &format!("open, or some of {}", all.join(","))));
    }
    Ok(groups.concat())
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

#[cfg(test)]
#[path = "conditions_tests.rs"]
mod tests;
