//! The reasons of a decision in words, Chinese and English (定责说明).

use super::assigner::Assigner;
use super::assignment::{Assignment, CellAnswer, Outcome, RunnerUp};
use super::place::Basis;
use super::query::Query;
use crate::calendar::Milestone;
use crate::grid::Title;
use crate::ids::{CellCode, LayerName, RuleId, UnitCode};
use crate::locate::Status;
use crate::rules::{LimitFrom, QueueName, Rule, TERRITORY_RULE};

mod lost;

impl Assigner {
    /// Why an assignment is as it is, a sentence a step: the place and what was assumed, each layer, the rule, the rules that
    /// lost, the deadline. The assignment must be one of this assigner's versions, for the same query.
    ///
    /// # Complexity
    /// O(layers · log cells + runners-up), and the look-up of the address where one is stated.
    #[must_use]
    pub fn why(&self, query: &Query<'_>, assignment: &Assignment) -> Vec<Title> {
        let resolved = self.resolve(query);
        let mut reasons = vec![of_basis(&resolved.basis)];
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
        let located = self.plan().position(&cell.layer).and_then(|at| self.plan().layers().get(at));
        let title = located.map_or_else(Title::default, |located| located.layer().title().clone());
        let Some(code) = &cell.code else {
            return match cell.status {
                Status::NoLocation => Title {
                    zh: format!("{}：没有可用的位置。", title.zh),
                    en: format!("{}: no usable place.", title.en),
                },
                _ => Title {
                    zh: format!("{}：不在任何网格内。", title.zh),
                    en: format!("{}: in no cell.", title.en),
                },
            };
        };
        let name = self.cell_name(&cell.layer, code);
        let how = how_of(cell.status);
        let (mut zh, mut en) =
            (format!("{}：{}{}", title.zh, name.zh, how.zh), format!("{}: {}{}", title.en, name.en, how.en));
        if let Some(border) = cell.border_m {
            zh.push_str(&format!("，距边界 {border:.2} 米"));
            en.push_str(&format!(", {border:.2} m from the border"));
        }
        if let Some(rival) = &cell.rival {
            let rival = self.cell_name(&cell.layer, rival);
            zh.push_str(&format!("，另一侧为{}", rival.zh));
            en.push_str(&format!(", beyond which lies {}", rival.en));
        }
        if cell.confidence < 1.0 {
            let share = cell.confidence * 100.0;
            zh.push_str(&format!("，占不确定范围的 {share:.0}%"));
            en.push_str(&format!(", with {share:.0} % of the uncertain place"));
        }
        Title { zh: format!("{zh}。"), en: format!("{en}.") }
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
        let name = self.unit_name(unit);
        if rule.as_str() == TERRITORY_RULE {
            return Title {
                zh: format!("没有规则适用，由属地单位{}负责。", name.zh),
                en: format!("No rule speaks of it; {} answers because it is its territory.", name.en),
            };
        }
        let note = self.rule(rule).map(|rule| rule.note.as_str()).filter(|note| !note.is_empty());
        let (zh, en) =
            note.map_or_else(Default::default, |note| (format!("（{note}）"), format!(" ({note})")));
        Title {
            zh: format!("规则 {rule}{zh} 指定{}负责。", name.zh),
            en: format!("Rule {rule}{en} names {}.", name.en),
        }
    }

    fn of_loser(&self, winner: &RuleId, lost: &RunnerUp, lead: Option<&Title>) -> Title {
        let unit = lost.unit.as_ref().map(|unit| self.unit_name(unit)).unwrap_or_default();
        let reason = match (self.rule(winner), self.rule(&lost.rule)) {
            (Some(winner), Some(loser)) => lost::reason(&self.rules().classes, winner, loser, lead),
            _ => Title::default(),
        };
        let (zh, en) = if lost.unit.is_some() {
            (format!("（{}）", unit.zh), format!(" ({})", unit.en))
        } else {
            Default::default()
        };
        Title {
            zh: format!("规则 {}{zh} 也适用，但{}。", lost.rule, reason.zh),
            en: format!("Rule {}{en} matches as well, but {}.", lost.rule, reason.en),
        }
    }

    fn of_queue(&self, queue: QueueName, keeper: &UnitCode, tied: &[RuleId]) -> Title {
        let keeper = self.unit_name(keeper);
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
            zh: format!("{zh}，由{}处理。", keeper.zh),
            en: format!("{en}; {} answers for it.", keeper.en),
        }
    }

    fn of_due(&self, query: &Query<'_>, assignment: &Assignment) -> Title {
        let version = assignment.calendar.0;
        let Some(last) = assignment.due.last() else {
            return Title::new("没有规定时限。", "There is no limit.");
        };
        let limits = self.limits_of(query, assignment);
        let texts = |zh: bool| {
            let one = |stage: &Milestone| {
                let unit = if zh { stage.limit.unit.as_zh() } else { stage.limit.unit.as_str() };
                let name = if stage.name.is_empty() { String::new() } else { format!("{} ", stage.name) };
                format!("{name}{}{unit}", stage.limit.amount)
            };
            limits.iter().map(one).collect::<Vec<_>>().join(if zh { "、" } else { ", " })
        };
        let at = last.at.to_zoned(self.calendar().zone().clone()).strftime("%Y-%m-%d %H:%M").to_string();
        let (zh, en) = if last.provisional {
            ("（暂定：日历尚未公布到该日）", " (provisional: the calendar does not reach that far yet)")
        } else {
            ("", "")
        };
        Title {
            zh: format!("时限 {}，按第 {version} 版日历至 {at} 止{zh}。", texts(true)),
            en: format!("Limit {}; by calendar {version} it ends at {at}{en}.", texts(false)),
        }
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

    fn rule(&self, id: &RuleId) -> Option<&Rule> {
        self.rules().table.iter().find(|rule| rule.id == *id)
    }

    fn unit_name(&self, code: &UnitCode) -> Title {
        let units = &self.rules().units;
        let unit = units.index_of(code).and_then(|at| units.get(at));
        unit.map_or_else(|| Title::new(code.as_str(), code.as_str()), |unit| unit.name.clone())
    }

    /// Code and name of a cell.
    fn cell_name(&self, layer: &LayerName, code: &CellCode) -> Title {
        let layer = self.plan().plan().layer(layer);
        match layer.and_then(|layer| layer.find(code)).and_then(|cell| cell.name.as_ref()) {
            Some(name) => Title { zh: format!("{code} {}", name.zh), en: format!("{code} {}", name.en) },
            None => Title::new(code.as_str(), code.as_str()),
        }
    }
}

fn how_of(status: Status) -> Title {
    match status {
        Status::Inside | Status::NoLocation | Status::Outside => Title::default(),
        Status::Edge => Title::new("（在外边界上）", " (on the outer border)"),
        Status::GapResolved => Title::new("（在缝隙中，取最近网格）", " (in a gap; the nearest cell)"),
        Status::OverlapResolved => {
            Title::new("（在重叠处，取编码最小者）", " (in an overlap; the lowest code)")
        }
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
