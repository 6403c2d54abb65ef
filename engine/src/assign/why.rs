//! The reasons of a decision in words, Chinese and English (定责说明).

use super::assigner::{Answered, Assigner, Worked};
use super::assignment::Assignment;
use super::place::Basis;
use super::query::Query;
use super::told::{Told, ToldCell, ToldOutcome, ToldRule, ToldUnit};
use crate::calendar::Milestone;
use crate::grid::Title;
use crate::locate::Status;
use crate::rules::{LimitFrom, QueueName, TERRITORY_RULE};

mod digits;
mod lost;

use digits::Digits;

impl Assigner {
    /// Why an assignment is as it is, a sentence a step: the place and what was assumed, each layer, the rule, the rules that
    /// lost, the deadline. The assignment must be one of this assigner's versions, for the same query.
    ///
    /// # Complexity
    /// O(layers + runners-up), and the look-up of the address where one is stated.
    #[must_use]
    pub fn why(&self, query: &Query<'_>, assignment: &Assignment) -> Vec<Title> {
        self.titles(query, &self.resolve(query).basis, assignment)
    }

    /// As [`Self::why`] for an answer just given, whose place need not be looked up again.
    ///
    /// # Complexity
    /// O(layers + runners-up).
    #[must_use]
    pub fn why_answered(&self, query: &Query<'_>, answered: &Answered) -> Vec<Title> {
        self.titles(query, &answered.basis, &answered.assignment)
    }

    /// As [`Self::why`] for an answer just worked out and what it tells, sentence by sentence.
    ///
    /// # Complexity
    /// O(layers + runners-up).
    pub fn say_why(&self, query: &Query<'_>, worked: &Worked, told: &Told<'_>, words: &mut impl Words) {
        self.reasons(query, &worked.basis, told, &worked.limits, words);
    }

    fn titles(&self, query: &Query<'_>, basis: &Basis, assignment: &Assignment) -> Vec<Title> {
        let mut titles = Titles { done: Vec::with_capacity(assignment.cells.len() + 8), open: sentence() };
        let told = self.told(assignment);
        self.reasons(query, basis, &told, &self.limits_of(query, &told), &mut titles);
        titles.done
    }

    fn reasons(
        &self,
        query: &Query<'_>,
        basis: &Basis,
        told: &Told<'_>,
        limits: &[Milestone],
        words: &mut impl Words,
    ) {
        say_basis(basis, words);
        told.cells.iter().for_each(|cell| say_cell(cell, words));
        self.say_outcome(query, &told.outcome, words);
        self.say_due(told, limits, words);
        if told.review {
            words.say(
                "请人工复核：地点不确定、靠近边界、由地名推定、网格有缺陷或由属地兜底。",
                "A person should look: the place is uncertain, near a border or guessed from words, the grid is faulty there, or the territory answers in place of a rule.",
            );
        }
    }

    fn say_outcome(&self, query: &Query<'_>, outcome: &ToldOutcome<'_>, words: &mut impl Words) {
        match outcome {
            ToldOutcome::Owner { unit, rule, runners_up, fallback, .. } => {
                say_owner(unit, rule, words);
                if *fallback {
                    words.say(
                        "该处在网格覆盖范围之外，由上级网格决定（属地兜底）。",
                        "The place lies outside of the covered area, so that coarser layers decided (fallback to the territory).",
                    );
                }
                let lead = if runners_up.is_empty() { None } else { self.lead_of(query) };
                for (lost, unit) in runners_up {
                    self.say_loser(rule, lost, unit.as_ref(), lead, words);
                }
            }
            ToldOutcome::Queue { queue, keeper, tied } => say_queue(*queue, keeper, tied, words),
        }
    }

    fn say_loser(
        &self,
        winner: &ToldRule<'_>,
        lost: &ToldRule<'_>,
        unit: Option<&ToldUnit<'_>>,
        lead: Option<(&str, &str)>,
        words: &mut impl Words,
    ) {
        words.add("规则 ", "Rule ");
        words.add(lost.id, lost.id);
        if let Some(unit) = unit {
            let (zh, en) = unit.name();
            words.add("（", " (");
            words.add(zh, en);
            words.add("）", ")");
        }
        words.add(" 也适用，但", " matches as well, but ");
        if let (Some(winner), Some(loser)) = (winner.rule, lost.rule) {
            lost::reason(&self.rules().classes, winner, loser, lead, words);
        }
        words.say("。", ".");
    }

    fn say_due(&self, told: &Told<'_>, limits: &[Milestone], words: &mut impl Words) {
        let Some(last) = told.due.last() else {
            return words.say("没有规定时限。", "There is no limit.");
        };
        words.add("时限 ", "Limit ");
        for (at, stage) in limits.iter().enumerate() {
            if at > 0 {
                words.add("、", ", ");
            }
            if !stage.name.is_empty() {
                words.add(&stage.name, &stage.name);
                words.add(" ", " ");
            }
            let mut amount = Digits::default();
            amount.whole(stage.limit.amount.into(), 1);
            words.add(amount.as_str(), amount.as_str());
            words.add(stage.limit.unit.as_zh(), stage.limit.unit.as_str());
        }
        let local = self.calendar().zone().to_datetime(last.at);
        let mut version = Digits::default();
        version.whole(self.calendar().version().0.into(), 1);
        let mut at = Digits::default();
        at.whole(local.year().unsigned_abs().into(), 4);
        for (mark, number) in
            [("-", local.month()), ("-", local.day()), (" ", local.hour()), (":", local.minute())]
        {
            at.mark(mark);
            at.whole(number.unsigned_abs().into(), 2);
        }
        words.add("，按第 ", "; by calendar ");
        words.add(version.as_str(), version.as_str());
        words.add(" 版日历至 ", " it ends at ");
        words.add(at.as_str(), at.as_str());
        words.add(" 止", "");
        if last.provisional {
            let en = " (provisional: the calendar does not reach that far yet)";
            words.add("（暂定：日历尚未公布到该日）", en);
        }
        words.say("。", ".");
    }

    fn limits_of(&self, query: &Query<'_>, told: &Told<'_>) -> Vec<Milestone> {
        let rules = self.rules();
        if let ToldOutcome::Owner { rule, .. } = &told.outcome
            && let Some(limit) = rule.rule.and_then(|rule| rule.limit)
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

    fn lead_of(&self, query: &Query<'_>) -> Option<(&'static str, &'static str)> {
        let rules = self.rules();
        let class = rules.classes.get(rules.classes.index_of(query.class)?)?;
        Some(match class.lead {
            crate::rules::Lead::Block => ("该类案件以块为主", "the territory goes first for this class"),
            crate::rules::Lead::Line => ("该类案件以条为主", "the subject goes first for this class"),
        })
    }
}

/// Whoever takes sentences down, in Chinese and English at once, piece by piece.
pub trait Words {
    /// Goes on with the sentence.
    fn add(&mut self, zh: &str, en: &str);

    /// Ends it.
    fn end(&mut self);

    /// Says the rest of a sentence.
    fn say(&mut self, zh: &str, en: &str) {
        self.add(zh, en);
        self.end();
    }
}

/// Sentences as texts of their own.
struct Titles {
    done: Vec<Title>,
    open: Title,
}

impl Words for Titles {
    fn add(&mut self, zh: &str, en: &str) {
        self.open.zh.push_str(zh);
        self.open.en.push_str(en);
    }

    fn end(&mut self) {
        self.done.push(std::mem::replace(&mut self.open, sentence()));
    }
}

/// Room that nearly every sentence fits in.
const SENTENCE_BYTES: usize = 192;

/// An empty sentence with room.
fn sentence() -> Title {
    Title { zh: String::with_capacity(SENTENCE_BYTES), en: String::with_capacity(SENTENCE_BYTES) }
}

fn say_cell(cell: &ToldCell<'_>, words: &mut impl Words) {
    if let Some(title) = cell.title {
        words.add(&title.zh, &title.en);
    }
    words.add("：", ": ");
    let Some(code) = cell.code else {
        return match cell.status {
            Status::NoLocation => words.say("没有可用的位置。", "no usable place."),
            _ => words.say("不在任何网格内。", "in no cell."),
        };
    };
    add_cell(words, code, cell.name);
    let (zh, en) = how_of(cell.status);
    words.add(zh, en);
    if let Some(border) = cell.border_m {
        let border = Digits::of_hundredths(border);
        words.add("，距边界 ", ", ");
        words.add(border.as_str(), border.as_str());
        words.add(" 米", " m from the border");
    }
    if let Some(rival) = cell.rival {
        words.add("，另一侧为", ", beyond which lies ");
        add_cell(words, rival, cell.rival_name);
    }
    if cell.confidence < 1.0 {
        let share = format!("{:.0}", cell.confidence * 100.0);
        words.add("，占不确定范围的 ", ", with ");
        words.add(&share, &share);
        words.add("%", " % of the uncertain place");
    }
    words.say("。", ".");
}

/// Code and name of a cell.
fn add_cell(words: &mut impl Words, code: &str, name: Option<&Title>) {
    words.add(code, code);
    if let Some(name) = name {
        words.add(" ", " ");
        words.add(&name.zh, &name.en);
    }
}

fn say_owner(unit: &ToldUnit<'_>, rule: &ToldRule<'_>, words: &mut impl Words) {
    let (zh, en) = unit.name();
    if rule.id == TERRITORY_RULE {
        words.add("没有规则适用，由属地单位", "No rule speaks of it; ");
        words.add(zh, en);
        return words.say("负责。", " answers because it is its territory.");
    }
    words.add("规则 ", "Rule ");
    words.add(rule.id, rule.id);
    if let Some((zh, en)) = rule.note() {
        words.add("（", " (");
        words.add(zh, en);
        words.add("）", ")");
    }
    words.add(" 指定", " names ");
    words.add(zh, en);
    words.say("负责。", ".");
}

fn say_queue(queue: QueueName, keeper: &ToldUnit<'_>, tied: &[&str], words: &mut impl Words) {
    let (keeper_zh, keeper_en) = keeper.name();
    let (zh, en) = match queue {
        QueueName::Unlocated => ("没有可用的位置".to_owned(), "There is no usable place".to_owned()),
        QueueName::Unclassified => {
            ("案件类别不在分类树中".to_owned(), "The class is not in the tree".to_owned())
        }
        QueueName::Unowned if tied.is_empty() => {
            ("没有规则适用（无主）".to_owned(), "No rule speaks of it".to_owned())
        }
        QueueName::Unowned => (
            format!("规则 {} 所指的单位不存在", tied.join("、")),
            format!("The unit that rule {} means does not exist", tied.join(", ")),
        ),
        QueueName::Contested if tied.is_empty() => {
            ("单位之间相互退回（争议）".to_owned(), "Units give it back to each other".to_owned())
        }
        QueueName::Contested => (
            format!("规则 {} 不分先后（争议）", tied.join("、")),
            format!("Rules {} tie", tied.join(" and ")),
        ),
    };
    words.add(&zh, &en);
    words.add("，由", "; ");
    words.add(keeper_zh, keeper_en);
    words.say("处理。", " answers for it.");
}

const fn how_of(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Inside | Status::NoLocation | Status::Outside => ("", ""),
        Status::Edge => ("（在外边界上）", " (on the outer border)"),
        Status::GapResolved => ("（在缝隙中，取最近网格）", " (in a gap; the nearest cell)"),
        Status::OverlapResolved => ("（在重叠处，取编码最小者）", " (in an overlap; the lowest code)"),
    }
}

fn say_basis(basis: &Basis, words: &mut impl Words) {
    match basis {
        Basis::Pair { datum, datum_assumed, accuracy, accuracy_assumed } => {
            let datum = datum.to_string();
            words.add("坐标按 ", "The pair is read as ");
            words.add(&datum, &datum);
            words.add(" 解读", "");
            if *datum_assumed {
                words.add("（案件未注明，取来源的惯用基准）", " (not stated; the source's usual datum)");
            }
            if let Some(radius) = accuracy {
                let radius = radius.0.to_string();
                words.add("，精度 ", ", true to ");
                words.add(&radius, &radius);
                words.add(" 米", " m");
            }
            if *accuracy_assumed {
                words.add("（取来源的惯用精度）", " (the source's usual accuracy)");
            }
            words.say("。", ".");
        }
        Basis::Shape => words.say("按所给范围定位。", "The stated shape is the place."),
        Basis::Component(code) => {
            words.add("按部件 ", "The place is that of component ");
            words.add(code.as_str(), code.as_str());
            words.say(" 的登记位置定位。", " in the register.");
        }
        Basis::Address { name, confidence } => {
            let share = format!("{:.0}", confidence * 100.0);
            words.add("地址最可能指“", "The address most probably means “");
            words.add(&name.zh, &name.en);
            words.add("”（把握 ", "” (");
            words.add(&share, &share);
            words.say("%）。", " %).");
        }
        Basis::None { faults } if faults.is_empty() => words.say("未给出位置。", "No place is stated."),
        Basis::None { faults } => {
            words.add("所给位置无法使用：", "What is stated is no usable place: ");
            words.add(&faults.join("；"), &faults.join("; "));
            words.say("。", ".");
        }
    }
}
