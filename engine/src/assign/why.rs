//! The reasons of a decision in words, Chinese and English (定责说明).

use super::assigner::{Answered, Assigner};
use super::assignment::{Assignment, CellAnswer, Outcome, RunnerUp};
use super::place::Basis;
use super::query::Query;
use crate::calendar::Milestone;
use crate::grid::{Layer, Title};
use crate::ids::{CellCode, RuleId, UnitCode};
use crate::locate::Status;
use crate::rules::{LimitFrom, QueueName, TERRITORY_RULE};

mod lost;

impl Assigner {
    /// Why an assignment is as it is, a sentence a step: the place and what was assumed, each layer, the rule, the rules that
    /// lost, the deadline. The assignment must be one of this assigner's versions, for the same query.
    ///
    /// # Complexity
    /// O(layers + runners-up), and the look-up of the address where one is stated.
    #[must_use]
    pub fn why(&self, query: &Query<'_>, assignment: &Assignment) -> Vec<Title> {
        self.reasons(query, &self.resolve(query).basis, assignment)
    }

    /// As [`Self::why`] for an answer just given, whose place need not be looked up again.
    ///
    /// # Complexity
    /// O(layers + runners-up).
    #[must_use]
    pub fn why_answered(&self, query: &Query<'_>, answered: &Answered) -> Vec<Title> {
        self.reasons(query, &answered.basis, &answered.assignment)
    }

    fn reasons(&self, query: &Query<'_>, basis: &Basis, assignment: &Assignment) -> Vec<Title> {
        let mut reasons = Vec::with_capacity(assignment.cells.len() + 8);
        reasons.push(of_basis(basis));
        reasons.extend(assignment.cells.iter().map(|cell| self.of_cell(cell)));
        self.of_outcome(query, assignment, &mut reasons);
        reasons.push(self.of_due(query, assignment));
        if assignment.review {
            reasons.push(Title::new(
                "请人工复核：地点不确定、靠近边界、由地名推定、网格有缺陷或由属地兜底。",
                "A person should look: the place is uncertain, near a border or guessed from words, the grid is faulty there, or the territory answers in place of a rule.",
            ));
        }
        reasons
    }

    fn of_cell(&self, cell: &CellAnswer) -> Title {
        let layer = self.plan().position(&cell.layer).and_then(|at| self.plan().layers().get(at));
        let layer = layer.map(|located| located.layer().as_ref());
        let mut text = sentence();
        if let Some(layer) = layer {
            add(&mut text, &layer.title().zh, &layer.title().en);
        }
        add(&mut text, "：", ": ");
        let Some(code) = &cell.code else {
            match cell.status {
                Status::NoLocation => add(&mut text, "没有可用的位置。", "no usable place."),
                _ => add(&mut text, "不在任何网格内。", "in no cell."),
            }
            return text;
        };
        add_cell(&mut text, layer, code);
        let (zh, en) = how_of(cell.status);
        add(&mut text, zh, en);
        if let Some(border) = cell.border_m {
            let border = format!("{border:.2}");
            add(&mut text, "，距边界 ", ", ");
            add(&mut text, &border, &border);
            add(&mut text, " 米", " m from the border");
        }
        if let Some(rival) = &cell.rival {
            add(&mut text, "，另一侧为", ", beyond which lies ");
            add_cell(&mut text, layer, rival);
        }
        if cell.confidence < 1.0 {
            let share = format!("{:.0}", cell.confidence * 100.0);
            add(&mut text, "，占不确定范围的 ", ", with ");
            add(&mut text, &share, &share);
            add(&mut text, "%", " % of the uncertain place");
        }
        add(&mut text, "。", ".");
        text
    }

    fn of_outcome(&self, query: &Query<'_>, assignment: &Assignment, reasons: &mut Vec<Title>) {
        match &assignment.outcome {
            Outcome::Owner { unit, rule, runners_up, fallback, .. } => {
                reasons.push(self.of_owner(unit, rule));
                if *fallback {
                    reasons.push(Title::new(
                        "该处在网格覆盖范围之外，由上级网格决定（属地兜底）。",
                        "The place lies outside of the covered area, so that coarser layers decided (fallback to the territory).",
                    ));
                }
                let lead = self.lead_of(query);
                reasons.extend(runners_up.iter().map(|lost| self.of_loser(rule, lost, lead.as_ref())));
            }
            Outcome::Queue { queue, keeper, tied } => reasons.push(self.of_queue(*queue, keeper, tied)),
        }
    }

    fn of_owner(&self, unit: &UnitCode, rule: &RuleId) -> Title {
        let (zh, en) = self.unit_name(unit);
        if rule.as_str() == TERRITORY_RULE {
            return Title {
                zh: format!("没有规则适用，由属地单位{zh}负责。"),
                en: format!("No rule speaks of it; {en} answers because it is its territory."),
            };
        }
        let note = self.rule(rule).map(|rule| rule.note.as_str()).filter(|note| !note.is_empty());
        let mut text = sentence();
        add(&mut text, "规则 ", "Rule ");
        add(&mut text, rule.as_str(), rule.as_str());
        if let Some(note) = note {
            add(&mut text, "（", " (");
            add(&mut text, note, note);
            add(&mut text, "）", ")");
        }
        add(&mut text, " 指定", " names ");
        add(&mut text, zh, en);
        add(&mut text, "负责。", ".");
        text
    }

    fn of_loser(&self, winner: &RuleId, lost: &RunnerUp, lead: Option<&Title>) -> Title {
        let reason = match (self.rule(winner), self.rule(&lost.rule)) {
            (Some(winner), Some(loser)) => lost::reason(&self.rules().classes, winner, loser, lead),
            _ => Title::default(),
        };
        let mut text = sentence();
        add(&mut text, "规则 ", "Rule ");
        add(&mut text, lost.rule.as_str(), lost.rule.as_str());
        if let Some(unit) = &lost.unit {
            let (zh, en) = self.unit_name(unit);
            add(&mut text, "（", " (");
            add(&mut text, zh, en);
            add(&mut text, "）", ")");
        }
        add(&mut text, " 也适用，但", " matches as well, but ");
        add(&mut text, &reason.zh, &reason.en);
        add(&mut text, "。", ".");
        text
    }

    fn of_queue(&self, queue: QueueName, keeper: &UnitCode, tied: &[RuleId]) -> Title {
        let (keeper_zh, keeper_en) = self.unit_name(keeper);
        let rules: Vec<&str> = tied.iter().map(RuleId::as_str).collect();
        let (zh, en) = match queue {
            QueueName::Unlocated => ("没有可用的位置".to_owned(), "There is no usable place".to_owned()),
            QueueName::Unclassified => {
                ("案件类别不在分类树中".to_owned(), "The class is not in the tree".to_owned())
            }
            QueueName::Unowned if rules.is_empty() => {
                ("没有规则适用（无主）".to_owned(), "No rule speaks of it".to_owned())
            }
            QueueName::Unowned => (
                format!("规则 {} 所指的单位不存在", rules.join("、")),
                format!("The unit that rule {} means does not exist", rules.join(", ")),
            ),
            QueueName::Contested if rules.is_empty() => {
                ("单位之间相互退回（争议）".to_owned(), "Units give it back to each other".to_owned())
            }
            QueueName::Contested => (
                format!("规则 {} 不分先后（争议）", rules.join("、")),
                format!("Rules {} tie", rules.join(" and ")),
            ),
        };
        Title {
            zh: format!("{zh}，由{keeper_zh}处理。"), en: format!("{en}; {keeper_en} answers for it.")
        }
    }

    fn of_due(&self, query: &Query<'_>, assignment: &Assignment) -> Title {
        let Some(last) = assignment.due.last() else {
            return Title::new("没有规定时限。", "There is no limit.");
        };
        let mut text = sentence();
        add(&mut text, "时限 ", "Limit ");
        for (at, stage) in self.limits_of(query, assignment).iter().enumerate() {
            if at > 0 {
                add(&mut text, "、", ", ");
            }
            if !stage.name.is_empty() {
                add(&mut text, &stage.name, &stage.name);
                add(&mut text, " ", " ");
            }
            let amount = stage.limit.amount.to_string();
            add(&mut text, &amount, &amount);
            add(&mut text, stage.limit.unit.as_zh(), stage.limit.unit.as_str());
        }
        let local = self.calendar().zone().to_datetime(last.at);
        let (year, month, day, hour, minute) =
            (local.year(), local.month(), local.day(), local.hour(), local.minute());
        let version = assignment.calendar.0;
        let when = format!("{version} {year:04}-{month:02}-{day:02} {hour:02}:{minute:02}");
        let (version, at) = when.split_once(' ').unwrap_or_default();
        add(&mut text, "，按第 ", "; by calendar ");
        add(&mut text, version, version);
        add(&mut text, " 版日历至 ", " it ends at ");
        add(&mut text, at, at);
        add(&mut text, " 止", "");
        if last.provisional {
            let en = " (provisional: the calendar does not reach that far yet)";
            add(&mut text, "（暂定：日历尚未公布到该日）", en);
        }
        add(&mut text, "。", ".");
        text
    }

    fn limits_of(&self, query: &Query<'_>, assignment: &Assignment) -> Vec<Milestone> {
        let rules = self.rules();
        if let Outcome::Owner { rule, .. } = &assignment.outcome
            && let Some(limit) = self.rule(rule).and_then(|rule| rule.limit)
        {
            return vec![Milestone { name: String::new(), limit }];
        }
        let Some(class) = rules.classes.index_of(query.class) else { return Vec::new() };
        let conditions = rules.classes.get(class).map_or(&[][..], |class| &class.conditions);
        let grade = rules.settings.grade_of(query.grade);
        let position = conditions
            .iter()
            .position(|condition| match query.condition {
                Some(number) => condition.number == number,
                None => condition.grade.is_none_or(|wanted| wanted == grade),
            })
            .and_then(|at| u16::try_from(at).ok());
        position.map_or_else(Vec::new, |at| self.bound().milestones(class, LimitFrom::Condition(at)))
    }

    fn lead_of(&self, query: &Query<'_>) -> Option<Title> {
        let rules = self.rules();
        let class = rules.classes.get(rules.classes.index_of(query.class)?)?;
        Some(match class.lead {
            crate::rules::Lead::Block => {
                Title::new("该类案件以块为主", "the territory goes first for this class")
            }
            crate::rules::Lead::Line => {
                Title::new("该类案件以条为主", "the subject goes first for this class")
            }
        })
    }

    fn unit_name<'a>(&'a self, code: &'a UnitCode) -> (&'a str, &'a str) {
        let units = &self.rules().units;
        let unit = units.index_of(code).and_then(|at| units.get(at));
        unit.map_or_else(|| (code.as_str(), code.as_str()), |unit| (&unit.name.zh, &unit.name.en))
    }
}

/// Room that nearly every sentence fits in.
const SENTENCE_BYTES: usize = 192;

/// An empty sentence with room.
fn sentence() -> Title {
    Title { zh: String::with_capacity(SENTENCE_BYTES), en: String::with_capacity(SENTENCE_BYTES) }
}

fn add(text: &mut Title, zh: &str, en: &str) {
    text.zh.push_str(zh);
    text.en.push_str(en);
}

/// Code and name of a cell.
fn add_cell(text: &mut Title, layer: Option<&Layer>, code: &CellCode) {
    add(text, code.as_str(), code.as_str());
    if let Some(name) = layer.and_then(|layer| layer.find(code)).and_then(|cell| cell.name.as_ref()) {
        add(text, " ", " ");
        add(text, &name.zh, &name.en);
    }
}

const fn how_of(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Inside | Status::NoLocation | Status::Outside => ("", ""),
        Status::Edge => ("（在外边界上）", " (on the outer border)"),
        Status::GapResolved => ("（在缝隙中，取最近网格）", " (in a gap; the nearest cell)"),
        Status::OverlapResolved => ("（在重叠处，取编码最小者）", " (in an overlap; the lowest code)"),
    }
}

fn of_basis(basis: &Basis) -> Title {
    match basis {
        Basis::Pair { datum, datum_assumed, accuracy, accuracy_assumed } => {
            let (mut zh, mut en) = (format!("坐标按 {datum} 解读"), format!("The pair is read as {datum}"));
            if *datum_assumed {
                zh.push_str("（案件未注明，取来源的惯用基准）");
                en.push_str(" (not stated; the source's usual datum)");
            }
            if let Some(radius) = accuracy {
                zh.push_str(&format!("，精度 {} 米", radius.0));
                en.push_str(&format!(", true to {} m", radius.0));
            }
            if *accuracy_assumed {
                zh.push_str("（取来源的惯用精度）");
                en.push_str(" (the source's usual accuracy)");
            }
            Title { zh: format!("{zh}。"), en: format!("{en}.") }
        }
        Basis::Shape => Title::new("按所给范围定位。", "The stated shape is the place."),
        Basis::Component(code) => Title {
            zh: format!("按部件 {code} 的登记位置定位。"),
            en: format!("The place is that of component {code} in the register."),
        },
        Basis::Address { name, confidence } => Title {
            zh: format!("地址最可能指“{}”（把握 {:.0}%）。", name.zh, confidence * 100.0),
            en: format!("The address most probably means “{}” ({:.0} %).", name.en, confidence * 100.0),
        },
        Basis::None { faults } if faults.is_empty() => Title::new("未给出位置。", "No place is stated."),
        Basis::None { faults } => Title {
            zh: format!("所给位置无法使用：{}。", faults.join("；")),
            en: format!("What is stated is no usable place: {}.", faults.join("; ")),
        },
    }
}
