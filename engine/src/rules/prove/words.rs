//! What a finding is about in words, for somebody who looks at one cell.

use super::super::bound::BoundRules;
use super::{Fault, Finding, FindingBox};
use crate::grid::Title;
use crate::ids::CellIndex;
use crate::rules::class::CaseKind;

/// Names written out before the rest is counted.
const NAMED: usize = 6;

impl CaseKind {
    /// The kind's name for people.
    #[must_use]
    pub fn title(self) -> Title {
        match self {
            Self::Service => Title::new("服务类", "service"),
            Self::Management => Title::new("管理类", "management"),
            Self::Enforcement => Title::new("执法类", "enforcement"),
        }
    }
}

impl Finding {
    /// What is wrong, in a sentence that names the rules.
    #[must_use]
    pub fn words(&self, bound: &BoundRules) -> Title {
        let table = &bound.rules.table;
        let ids = self.fault.rules().into_iter().filter_map(|rule| table.get(usize::from(rule)));
        let ids: Vec<&str> = ids.map(|rule| rule.id.as_str()).collect();
        match &self.fault {
            Fault::Unowned => Title::new("无主：没有规则适用", "no owner: no rule matches"),
            Fault::Unresolved(_) => Title::new(
                &format!("无主：规则 {} 所指的单位在此不存在", ids.concat()),
                &format!("no owner: the unit of rule {} does not exist here", ids.concat()),
            ),
            Fault::Tied(_) => Title::new(
                &format!("多头管辖：规则 {} 不分先后", ids.join("、")),
                &format!("two owners: rules {} tie", ids.join(", ")),
            ),
        }
    }
}

impl FindingBox {
    /// Whether a cell of the routing layer is in it. O(1).
    #[must_use]
    pub fn has_cell(&self, cell: CellIndex, bound: &BoundRules) -> bool {
        let atom = usize::try_from(cell.0).ok().and_then(|cell| bound.points.place.number(cell));
        atom.and_then(|atom| usize::try_from(atom).ok()).is_some_and(|atom| self.side(0).contains(atom))
    }

    /// How many combinations each of its cells has in it.
    #[must_use]
    pub fn combinations_a_cell(&self) -> u64 {
        self.combinations.checked_div(self.cells).unwrap_or(0)
    }

    /// What is in it beside its places, in words: classes, kinds, grades, times, sources, owners; what is not told apart is left out.
    ///
    /// # Complexity
    /// O(classes · depth).
    #[must_use]
    pub fn words(&self, bound: &BoundRules) -> Title {
        let rules = &bound.rules;
        let [all_grades, all_times, all_sources, all_owners] = self.holds_all(bound);
        let mut parts = Vec::new();
        let mut part = |skip: bool, zh: &str, en: &str, names: Vec<Title>| {
            if !skip && !names.is_empty() {
                parts.push(listed(zh, en, &names));
            }
        };
        let classes = self.class_nodes(bound);
        let class =
            |at: &u16| rules.classes.get(*at).map(|class| with_code(&class.name, class.code.as_str()));
        part(false, "类别", "class", classes.iter().filter_map(class).collect());
        part(false, "性质", "kind", self.kinds(bound).into_iter().map(CaseKind::title).collect());
        let grade = |grade| rules.settings.grade_name(grade).map(|grade| grade.title.clone());
        part(all_grades, "等级", "grade", self.grades(bound).into_iter().filter_map(grade).collect());
        let time = |slots: &[u8]| {
            let slot = |at: &u8| rules.settings.slots.get(usize::from(*at));
            let titles: Vec<Title> =
                slots.iter().filter_map(slot).map(|slot| called(&slot.title, &slot.name)).collect();
            if titles.is_empty() {
                Title::new("所有时段之外", "outside of all slots")
            } else {
                both(&titles)
            }
        };
        part(all_times, "时段", "time", self.times(bound).into_iter().map(time).collect());
        let source = |at| rules.sources.get(at).map(|source| called(&source.name, source.code.as_str()));
        part(all_sources, "来源", "source", self.sources(bound).into_iter().filter_map(source).collect());
        let owner = |owner: Option<u16>| match owner {
            None => Some(Title::new("无权属部件", "no owner of a component")),
            Some(unit) => rules.units.get(unit).map(|unit| called(&unit.name, unit.code.as_str())),
        };
        part(all_owners, "权属", "owner", self.owners(bound).into_iter().filter_map(owner).collect());
        let join = |side: fn(&Title) -> &str, between: &str| {
            parts.iter().map(side).collect::<Vec<_>>().join(between)
        };
        Title::new(&join(|title| &title.zh, "；"), &join(|title| &title.en, "; "))
    }
}

/// A title, or the code where it is empty on a side.
fn called(title: &Title, code: &str) -> Title {
    let or = |text: &str| if text.is_empty() { code.to_owned() } else { text.to_owned() };
    Title::new(&or(&title.zh), &or(&title.en))
}

fn with_code(title: &Title, code: &str) -> Title {
    Title::new(&format!("{}（{code}）", title.zh), &format!("{} ({code})", title.en))
}

/// Slots that hold together.
fn both(titles: &[Title]) -> Title {
    let join =
        |side: fn(&Title) -> &str, between: &str| titles.iter().map(side).collect::<Vec<_>>().join(between);
    Title::new(&join(|title| &title.zh, "且"), &join(|title| &title.en, " and "))
}

fn listed(zh: &str, en: &str, names: &[Title]) -> Title {
    let few = |side: fn(&Title) -> &str, between: &str| {
        names.iter().take(NAMED).map(side).collect::<Vec<_>>().join(between)
    };
    let (mut chinese, mut english) = (
        format!("{zh}：{}", few(|title| &title.zh, "、")),
        format!("{en}: {}", few(|title| &title.en, ", ")),
    );
    if let Some(more) = names.len().checked_sub(NAMED).filter(|more| *more > 0) {
        chinese.push_str(&format!(" 等 {} 项", names.len()));
        english.push_str(&format!(" and {more} more"));
    }
    Title::new(&chinese, &english)
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
