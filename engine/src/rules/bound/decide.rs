//! Who answers: the rules that match, the contest, the unit.

use smallvec::{SmallVec, smallvec};

use super::BoundRules;
use super::bits::{Bits, ones};
use super::contest::Contest;
use super::dimension::ANYTHING;
use super::resolve::{Target, level_of};
use crate::locate::NO_CELL;
use crate::rules::class::{CaseKind, Grade, Lead};
use crate::rules::outcome::QueueName;
use crate::rules::question::{Decision, LimitFrom, LosingRule, Question, Verdict};
use crate::rules::settings::OutsideCoverage;

/// Where the case lies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where<'a> {
    /// In this cell of the routing layer.
    Inside(usize),
    /// In cells of coarser layers only.
    Outside(&'a [u32]),
    /// In no cell at all.
    Beyond,
    /// Nobody knows.
    Unknown,
}

impl BoundRules {
    fn place_of<'a>(&self, cells: &'a [u32]) -> Where<'a> {
        let own = self.places.routing().and_then(|at| cells.get(at)).copied().filter(|cell| *cell != NO_CELL);
        match own {
            Some(cell) if (cell as usize) < self.places.routing_cells() => Where::Inside(cell as usize),
            _ if cells.is_empty() => Where::Unknown,
            _ if cells.iter().all(|cell| *cell == NO_CELL) => Where::Beyond,
            _ => Where::Outside(cells),
        }
    }

    /// The rules that match, in the order in which they can win.
    fn matching(
        &self,
        question: &Question<'_>,
        class: u16,
        kind: CaseKind,
        grade: Grade,
        place: &Bits,
    ) -> SmallVec<[u32; 16]> {
        let points = &self.points;
        let [_, any_source] = &self.anywhere;
        let owner = question.owner.filter(|unit| usize::from(*unit) < self.rules.units.all().len());
        let columns = [
            points.class.of(usize::from(class)),
            points.kind.of(super::bind::kind_number(kind) as usize),
            points.grade.of(usize::from(grade.0)),
            points.slot.of(self.times.at(question.moment)),
            points.owner.of(owner.map_or(0, |unit| usize::from(unit) + 1)),
        ];
        let source = points.source.of(usize::from(question.source)).map_or(any_source, |atom| &atom.rows);
        let mut found = SmallVec::new();
        for (at, (place, source)) in place.words().iter().zip(source.words()).enumerate() {
            let mut word = place & source;
            for column in &columns {
                word &= column.and_then(|atom| atom.rows.words().get(at)).copied().unwrap_or(0);
            }
            for bit in ones(word) {
                // Rows after the rules are accepted holes.
                if at * 64 + bit < self.rules.table.len() {
                    found.extend(u32::try_from(at * 64 + bit));
                }
            }
        }
        let ranks = self.ranks(self.lead(class));
        found.sort_unstable_by_key(|row| ranks.get(*row as usize).copied());
        found
    }

    fn lead(&self, class: u16) -> Lead {
        self.rules.classes.get(class).map_or_else(Lead::default, |class| class.lead)
    }

    /// The unit that a reference names for a case.
    fn resolve(&self, target: Target, place: Where<'_>, class: u16, owner: Option<u16>) -> Option<u16> {
        match target {
            Target::Unit(unit) => Some(unit),
            Target::Department => self.departments.get(usize::from(class)).copied().flatten(),
            Target::Owner => owner.filter(|unit| usize::from(*unit) < self.rules.units.all().len()),
            Target::Nothing => None,
            Target::Territory(number) => match place {
                Where::Inside(cell) => self.territories.of_cell(number, cell),
                Where::Outside(cells) => self.territories.of_cells(number, cells, &self.places),
                Where::Beyond | Where::Unknown => None,
            },
        }
    }

    fn responsible(&self, rule: u32, place: Where<'_>, class: u16, owner: Option<u16>) -> Option<u16> {
        self.resolve(self.responsible.get(rule as usize).copied()?, place, class, owner)
    }

    fn queue(&self, queue: QueueName, tied: SmallVec<[u16; 4]>) -> Verdict {
        let keeper = self.rules.units.index_of(self.rules.settings.queue_keepers.of(queue)).unwrap_or(0);
        Verdict::Queue { queue, keeper, tied }
    }

    fn owned(&self, rule: u32, unit: u16, place: Where<'_>, class: u16, owner: Option<u16>) -> Verdict {
        let mut helpers: SmallVec<[u16; 4]> = SmallVec::new();
        for target in self.helpers.get(rule as usize).into_iter().flatten() {
            if let Some(helper) = self.resolve(*target, place, class, owner)
                && helper != unit
                && !helpers.contains(&helper)
            {
                helpers.push(helper);
            }
        }
        let stated = self.rules.table.get(rule as usize).and_then(|rule| rule.level);
        let kind = self.rules.units.get(unit).map(|unit| unit.kind);
        let level = stated.or(kind.map(level_of)).unwrap_or(crate::rules::outcome::Level::District);
        Verdict::Owner { unit, helpers, level, rule: u16::try_from(rule).ok() }
    }

    /// The unit whose territory it is, where no rule names one (属地兜底).
    fn territorial(&self, cells: &[u32]) -> Option<Verdict> {
        if self.rules.settings.switches.outside_coverage == OutsideCoverage::Queue {
            return None;
        }
        let unit = self.territories.finest(cells, &self.places)?;
        let level = level_of(self.rules.units.get(unit)?.kind);
        Some(Verdict::Owner { unit, helpers: SmallVec::new(), level, rule: None })
    }

    fn limit(&self, verdict: &Verdict, class: u16, condition: Option<u8>, grade: Grade) -> LimitFrom {
        let own = match verdict {
            Verdict::Owner { rule: Some(rule), .. } => {
                self.rules.table.get(usize::from(*rule)).and_then(|rule| rule.limit)
            }
            _ => None,
        };
        let condition = || self.rules.classes.get(class)?.condition_at(condition, grade);
        match own {
            Some(limit) => LimitFrom::Rule(limit),
            None => condition()
                .and_then(|at| u16::try_from(at).ok())
                .map_or(LimitFrom::Nothing, LimitFrom::Condition),
        }
    }

    /// The rows that may hold a place.
    fn place_rows(&self, place: Where<'_>) -> Option<std::borrow::Cow<'_, Bits>> {
        use std::borrow::Cow;
        Some(match place {
            Where::Inside(cell) => Cow::Borrowed(&self.points.place.of(cell)?.rows),
            Where::Outside(cells) => {
                let nodes = cells.iter().enumerate().filter(|(_, cell)| **cell != NO_CELL);
                let nodes = nodes.filter_map(|(layer, cell)| self.places.node_at(layer, *cell));
                Cow::Owned(self.columns.place.matching(&self.columns.place.holding(nodes)))
            }
            Where::Beyond => Cow::Borrowed(&self.anywhere[0]),
            Where::Unknown => Cow::Borrowed(&self.all_rows),
        })
    }

    pub(super) fn answer(&self, question: &Question<'_>) -> Decision {
        let grade = self.rules.settings.grade_of(question.grade);
        let class = question.class.filter(|class| self.rules.classes.is_leaf(*class));
        let kind = class.and_then(|class| self.rules.classes.kind_of(class, question.kind));
        let place = self.place_of(question.cells);
        let fallback = matches!(place, Where::Outside(_));
        let (Some(class), Some(kind)) = (class, kind) else {
            return Decision {
                verdict: self.queue(QueueName::Unclassified, SmallVec::new()),
                runners_up: SmallVec::new(),
                fallback,
                limit: LimitFrom::Nothing,
                kind: question.kind,
                grade,
            };
        };
        let ranked = match self.place_rows(place) {
            Some(rows) => self.matching(question, class, kind, grade, &rows),
            None => SmallVec::new(),
        };
        let verdict = self.verdict(place, class, question.owner, &ranked);
        let (won, tied): (Option<u32>, &[u16]) = match &verdict {
            Verdict::Owner { rule, .. } => (rule.map(u32::from), &[]),
            Verdict::Queue { tied, .. } => (None, tied),
        };
        let lost = ranked
            .iter()
            .filter(|row| Some(**row) != won && !tied.iter().any(|rule| u32::from(*rule) == **row));
        let runners_up = lost
            .filter_map(|row| {
                let unit = self.responsible(*row, place, class, question.owner);
                Some(LosingRule { rule: u16::try_from(*row).ok()?, unit })
            })
            .collect();
        let limit = self.limit(&verdict, class, question.condition, grade);
        Decision { verdict, runners_up, fallback, limit, kind: Some(kind), grade }
    }

    fn verdict(&self, place: Where<'_>, class: u16, owner: Option<u16>, ranked: &[u32]) -> Verdict {
        let short = |row: &u32| u16::try_from(*row).ok();
        if place == Where::Beyond {
            return self.queue(QueueName::Unowned, SmallVec::new());
        }
        // Without a place only what holds everywhere can be told.
        if place == Where::Unknown && ranked.iter().any(|row| self.columns.place.of_row(*row) != ANYTHING) {
            return self.queue(QueueName::Unlocated, SmallVec::new());
        }
        let contest = self.columns.contest(self.lead(class), ranked);
        if let Contest::Winner(rule) = contest
            && let Some(unit) = self.responsible(rule, place, class, owner)
            && !(matches!(place, Where::Outside(_))
                && self.rules.settings.switches.outside_coverage == OutsideCoverage::Queue)
        {
            return self.owned(rule, unit, place, class, owner);
        }
        if let Where::Outside(cells) = place
            && let Some(verdict) = self.territorial(cells)
        {
            return verdict;
        }
        if place == Where::Unknown {
            return self.queue(QueueName::Unlocated, SmallVec::new());
        }
        match contest {
            Contest::Nobody => self.queue(QueueName::Unowned, SmallVec::new()),
            Contest::Winner(rule) => self
                .queue(QueueName::Unowned, short(&rule).map_or_else(SmallVec::new, |rule| smallvec![rule])),
            Contest::Tie(rules) => self.queue(QueueName::Contested, rules.iter().filter_map(short).collect()),
        }
    }
}
