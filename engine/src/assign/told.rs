//! A decision with everything that it names looked up once, lent by the versions that made it, so that it can be told.

use smallvec::SmallVec;

use super::assigner::{Assigner, Worked};
use super::assignment::{Assignment, CellAnswer, Outcome};
use super::layers::{Found, LocatedLayer, centimetres};
use crate::calendar::Due;
use crate::grid::Title;
use crate::ids::{CellCode, CellIndex, RuleId, UnitCode};
use crate::locate::Status;
use crate::rules::{Level, LosingRule, QueueName, Rule, TERRITORY_RULE, Unit, Verdict};

/// A decision, ready to be told.
#[derive(Debug, Clone, PartialEq)]
pub struct Told<'a> {
    /// Where it lies, layer by layer.
    pub cells: SmallVec<[ToldCell<'a>; 6]>,
    /// Who answers.
    pub outcome: ToldOutcome<'a>,
    /// The stages of the deadline.
    pub due: &'a [Due],
    /// Whether a person should look.
    pub review: bool,
}

/// Where the case lies in one layer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ToldCell<'a> {
    /// The layer's name.
    pub layer: &'a str,
    /// What people call the layer.
    pub title: Option<&'a Title>,
    /// The owning cell's code.
    pub code: Option<&'a str>,
    /// Its name.
    pub name: Option<&'a Title>,
    /// How it was found.
    pub status: Status,
    /// Metres to the nearest border, to the centimetre.
    pub border_m: Option<f64>,
    /// The code of the cell beyond that border.
    pub rival: Option<&'a str>,
    /// Its name.
    pub rival_name: Option<&'a Title>,
    /// The owner's share of an uncertain place.
    pub confidence: f32,
}

/// A unit by its code; a unit that the rules do not know is named by it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ToldUnit<'a> {
    /// The code.
    pub code: &'a str,
    /// The unit, where the rules know it.
    pub unit: Option<&'a Unit>,
}

/// A rule by its identity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ToldRule<'a> {
    /// The identity.
    pub id: &'a str,
    /// The rule, where the table has it.
    pub rule: Option<&'a Rule>,
}

/// Who answers.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one at a time, on the stack, and nearly always the large one")]
pub enum ToldOutcome<'a> {
    /// A rule named the unit.
    Owner {
        /// The responsible unit.
        unit: ToldUnit<'a>,
        /// Who helps.
        helpers: SmallVec<[ToldUnit<'a>; 4]>,
        /// The level that handles it.
        level: Level,
        /// The rule that won.
        rule: ToldRule<'a>,
        /// The rules that matched and lost with whom they would have named, the nearest first.
        runners_up: SmallVec<[(ToldRule<'a>, Option<ToldUnit<'a>>); 4]>,
        /// Whether the place lies outside the coverage.
        fallback: bool,
    },
    /// No rule named exactly one.
    Queue {
        /// The queue.
        queue: QueueName,
        /// The unit that answers for it.
        keeper: ToldUnit<'a>,
        /// The rules that tie.
        tied: SmallVec<[&'a str; 4]>,
    },
}

impl<'a> ToldUnit<'a> {
    /// What people call it, in Chinese and English.
    #[must_use]
    pub fn name(&self) -> (&'a str, &'a str) {
        self.unit.map_or((self.code, self.code), |unit| (&unit.name.zh, &unit.name.en))
    }
}

impl<'a> ToldRule<'a> {
    /// The note that the rule carries, in Chinese and English, if it says anything; a missing language is told in the other.
    #[must_use]
    pub fn note(&self) -> Option<(&'a str, &'a str)> {
        let note = &self.rule?.note;
        match (note.zh.as_str(), note.en.as_str()) {
            ("", "") => None,
            (zh, "") => Some((zh, zh)),
            ("", en) => Some((en, en)),
            both => Some(both),
        }
    }
}

impl Assigner {
    /// A decision of this assigner's versions with what it names. O(layers + rules named).
    #[must_use]
    pub fn told<'a>(&'a self, assignment: &'a Assignment) -> Told<'a> {
        Told {
            cells: assignment.cells.iter().map(|cell| self.told_cell(cell)).collect(),
            outcome: self.told_outcome(&assignment.outcome),
            due: &assignment.due,
            review: assignment.review,
        }
    }

    /// As [`Self::told`] for an answer that was just worked out; everything is found by its position. O(layers + rules named).
    #[must_use]
    pub fn told_worked<'a>(&'a self, worked: &'a Worked) -> Told<'a> {
        let layers = self.plan().layers().iter().zip(&worked.found);
        Told {
            cells: layers.map(|(layer, found)| found_cell(layer, found)).collect(),
            outcome: self.worked_outcome(worked),
            due: &worked.due,
            review: worked.review,
        }
    }

    fn told_cell<'a>(&'a self, cell: &'a CellAnswer) -> ToldCell<'a> {
        let layer = self.plan().position(&cell.layer).and_then(|at| self.plan().layers().get(at));
        let layer = layer.map(|located| located.layer().as_ref());
        let name = |code: &Option<CellCode>| layer?.find(code.as_ref()?)?.name.as_ref();
        ToldCell {
            layer: cell.layer.as_str(),
            title: layer.map(crate::grid::Layer::title),
            code: cell.code.as_ref().map(CellCode::as_str),
            name: name(&cell.code),
            status: cell.status,
            border_m: cell.border_m,
            rival: cell.rival.as_ref().map(CellCode::as_str),
            rival_name: name(&cell.rival),
            confidence: cell.confidence,
        }
    }

    fn told_unit<'a>(&'a self, code: &'a UnitCode) -> ToldUnit<'a> {
        let units = &self.rules().units;
        ToldUnit { code: code.as_str(), unit: units.index_of(code).and_then(|at| units.get(at)) }
    }

    fn told_rule<'a>(&'a self, id: &'a RuleId) -> ToldRule<'a> {
        ToldRule { id: id.as_str(), rule: self.rule(id) }
    }

    fn told_outcome<'a>(&'a self, outcome: &'a Outcome) -> ToldOutcome<'a> {
        match outcome {
            Outcome::Owner { unit, helpers, level, rule, runners_up, fallback } => ToldOutcome::Owner {
                unit: self.told_unit(unit),
                helpers: helpers.iter().map(|unit| self.told_unit(unit)).collect(),
                level: *level,
                rule: self.told_rule(rule),
                runners_up: runners_up
                    .iter()
                    .map(|lost| {
                        (self.told_rule(&lost.rule), lost.unit.as_ref().map(|unit| self.told_unit(unit)))
                    })
                    .collect(),
                fallback: *fallback,
            },
            Outcome::Queue { queue, keeper, tied } => ToldOutcome::Queue {
                queue: *queue,
                keeper: self.told_unit(keeper),
                tied: tied.iter().map(RuleId::as_str).collect(),
            },
        }
    }

    fn unit_at(&self, at: u16) -> ToldUnit<'_> {
        let unit = self.rules().units.get(at);
        ToldUnit { code: unit.map_or("", |unit| unit.code.as_str()), unit }
    }

    fn rule_at(&self, at: u16) -> ToldRule<'_> {
        let rule = self.rules().table.get(usize::from(at));
        ToldRule { id: rule.map_or("", |rule| rule.id.as_str()), rule }
    }

    fn worked_outcome<'a>(&'a self, worked: &'a Worked) -> ToldOutcome<'a> {
        let decision = &worked.decision;
        match &decision.verdict {
            Verdict::Owner { unit, helpers, level, rule } => {
                let territory = ToldRule { id: TERRITORY_RULE, rule: None };
                let lost =
                    |lost: &LosingRule| (self.rule_at(lost.rule), lost.unit.map(|at| self.unit_at(at)));
                ToldOutcome::Owner {
                    unit: self.unit_at(*unit),
                    helpers: helpers.iter().map(|at| self.unit_at(*at)).collect(),
                    level: *level,
                    rule: rule.map_or(territory, |at| self.rule_at(at)),
                    runners_up: decision.runners_up.iter().map(lost).collect(),
                    fallback: decision.fallback,
                }
            }
            Verdict::Queue { queue, keeper, tied } => ToldOutcome::Queue {
                queue: *queue,
                keeper: self.unit_at(*keeper),
                tied: tied.iter().map(|at| self.rule_at(*at).id).collect(),
            },
        }
    }
}

fn found_cell<'a>(located: &'a LocatedLayer, found: &Found) -> ToldCell<'a> {
    let layer = located.layer();
    let (cell, rival) = (layer.cell(CellIndex(found.cell)), layer.cell(CellIndex(found.rival)));
    ToldCell {
        layer: layer.name().as_str(),
        title: Some(layer.title()),
        code: cell.map(|cell| cell.code.as_str()),
        name: cell.and_then(|cell| cell.name.as_ref()),
        status: found.status,
        border_m: centimetres(found.border_m),
        rival: rival.map(|cell| cell.code.as_str()),
        rival_name: rival.and_then(|cell| cell.name.as_ref()),
        confidence: found.confidence,
    }
}
