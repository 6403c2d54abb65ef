//! The proof in words and codes, for people and programs.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::super::bound::BoundRules;
use super::{Fault, Finding, FindingBox, Proof};
use crate::ids::RulesVersion;

/// What the proof found, in codes. In a box an empty list means all there are; lists of places, classes, kinds and grades can
/// stand in `accepted-holes.csv` as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofReport {
    /// The rules' number.
    pub rules: u32,
    /// Whether plan and rules may be published.
    pub publishable: bool,
    /// Cells of the routing layer.
    pub cells: usize,
    /// Classes that cases can be of.
    pub classes: usize,
    /// Rules.
    pub rows: usize,
    /// Combinations of cell, class, kind, grade, time, source and owner.
    pub combinations: u64,
    /// Combinations without exactly one unit.
    pub findings: Vec<FindingReport>,
    /// Rules that never win.
    pub dead_rules: Vec<DeadRuleReport>,
    /// Units that no rule names.
    pub idle_units: Vec<String>,
    /// Units whose territory the plan does not have.
    pub landless_units: Vec<String>,
    /// Accepted holes that lie on no hole, as lines of `accepted-holes.csv`.
    pub stale_accepted: Vec<u64>,
    /// Cells, as `layer:code`, whose places outside of the routing layer have no territorial unit.
    pub no_fallback: Vec<String>,
    /// What names a layer or cell that the plan does not have.
    pub faults: Vec<String>,
}

/// A finding in codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingReport {
    /// `unowned`, `unresolved` or `tied`.
    pub fault: String,
    /// The rules that it is about.
    pub rules: Vec<String>,
    /// Who accepted it.
    pub accepted_by: Option<String>,
    /// Why it was accepted.
    pub reason: Option<String>,
    /// How many combinations.
    pub combinations: u64,
    /// Where.
    pub boxes: Vec<BoxReport>,
}

/// A box in codes; an empty list means all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoxReport {
    /// `layer:code`.
    pub places: Vec<String>,
    /// Nodes of the class tree.
    pub classes: Vec<String>,
    /// Kinds of handling; always listed.
    pub kinds: Vec<String>,
    /// Grades.
    pub grades: Vec<String>,
    /// Time slots that hold together, with `+` between them; `-` is the time in no slot.
    pub times: Vec<String>,
    /// Sources.
    pub sources: Vec<String>,
    /// Owners of the component: `none`, then units.
    pub owners: Vec<String>,
    /// How many cells of the routing layer.
    pub cells: u64,
    /// How many classes.
    pub class_count: u64,
    /// How many combinations.
    pub combinations: u64,
}

/// A rule that never wins, in codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadRuleReport {
    /// The rule.
    pub rule: String,
    /// Its line in `rules.csv`.
    pub line: u64,
    /// Whether it matches anything.
    pub matches: bool,
    /// The rules that beat it.
    pub beaten_by: Vec<String>,
    /// The rules that tie.
    pub tied_with: Vec<String>,
}

impl ProofReport {
    /// The proof of bound rules in codes.
    #[must_use]
    pub fn new(proof: &Proof, bound: &BoundRules) -> Self {
        let rules = &bound.rules;
        let RulesVersion(version) = rules.version;
        let unit = |position: &u16| rules.units.get(*position).map(|unit| unit.code.to_string());
        Self {
            rules: version,
            publishable: proof.publishable(),
            cells: bound.places.routing_cells(),
            classes: rules.classes.leaves().count(),
            rows: rules.table.len(),
            combinations: proof.combinations,
            findings: proof.findings.iter().map(|finding| finding_report(finding, bound)).collect(),
            dead_rules: proof
                .dead
                .iter()
                .map(|dead| DeadRuleReport {
                    rule: rule_ids(bound, &[dead.rule]).concat(),
                    line: rules.table.get(usize::from(dead.rule)).map_or(0, |rule| rule.line),
                    matches: dead.matches,
                    beaten_by: rule_ids(bound, &dead.beaten_by),
                    tied_with: rule_ids(bound, &dead.tied_with),
                })
                .collect(),
            idle_units: proof.idle.iter().filter_map(unit).collect(),
            landless_units: proof.landless.iter().filter_map(unit).collect(),
            stale_accepted: proof
                .stale
                .iter()
                .filter_map(|at| rules.accepted.get(usize::from(*at)))
                .map(|hole| hole.line)
                .collect(),
            no_fallback: proof.no_fallback.iter().map(|(layer, code)| format!("{layer}:{code}")).collect(),
            faults: proof.faults.iter().map(ToString::to_string).collect(),
        }
    }

    /// The report as lines for people; at most so many boxes of a finding are written out.
    #[must_use]
    pub fn to_text(&self, most_boxes: usize) -> String {
        let mut text = String::new();
        let verdict = if self.publishable { "publishable" } else { "NOT publishable" };
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "{verdict}: {} rules over {} cells × {} classes, {} combinations",
            self.rows, self.cells, self.classes, self.combinations
        );
        for fault in &self.faults {
            let _ = writeln!(text, "fault: {fault}");
        }
        for finding in &self.findings {
            finding.write(&mut text, most_boxes);
        }
        for dead in &self.dead_rules {
            let why = match (dead.matches, dead.beaten_by.as_slice(), dead.tied_with.as_slice()) {
                (false, ..) => "it matches nothing".to_owned(),
                (true, [], tied) => format!("it ties with {}", few(tied, 6)),
                (true, beaten, []) => format!("beaten by {}", few(beaten, 6)),
                (true, beaten, tied) => format!("beaten by {}, ties with {}", few(beaten, 6), few(tied, 6)),
            };
            let _ = writeln!(text, "never fires: rule {} (line {}): {why}", dead.rule, dead.line);
        }
        if !self.idle_units.is_empty() {
            let _ = writeln!(
                text,
                "{} units receive nothing: {}",
                self.idle_units.len(),
                few(&self.idle_units, 12)
            );
        }
        if !self.landless_units.is_empty() {
            let units = few(&self.landless_units, 12);
            let _ = writeln!(
                text,
                "{} units have a territory that the plan does not have: {units}",
                self.landless_units.len()
            );
        }
        for line in &self.stale_accepted {
            let _ = writeln!(
                text,
                "accepted-holes.csv, line {line}: there is no hole any more; take the line out"
            );
        }
        if !self.no_fallback.is_empty() {
            let cells = few(&self.no_fallback, 6);
            let _ = writeln!(text, "no territorial unit for places outside of the coverage in {cells}");
        }
        text
    }
}

impl FindingReport {
    fn write(&self, text: &mut String, most_boxes: usize) {
        let what = match self.fault.as_str() {
            "unowned" => "no owner".to_owned(),
            "unresolved" => format!("rule {} names a unit that does not exist there", self.rules.concat()),
            _ => format!("two owners: rules {} tie", self.rules.join(", ")),
        };
        let _ = write!(text, "{what}: {} combinations", self.combinations);
        if let (Some(who), Some(why)) = (&self.accepted_by, &self.reason) {
            let _ = write!(text, ", accepted by {who}: {why}");
        }
        text.push('\n');
        for one in self.boxes.iter().take(most_boxes) {
            let _ = writeln!(text, "  {}", one.to_line());
        }
        if let Some(more) = self.boxes.len().checked_sub(most_boxes).filter(|more| *more > 0) {
            let _ = writeln!(text, "  and {more} more; --format json lists all");
        }
    }
}

impl BoxReport {
    fn to_line(&self) -> String {
        let mut parts = Vec::new();
        let lists = [
            ("place", &self.places),
            ("class", &self.classes),
            ("kind", &self.kinds),
            ("grade", &self.grades),
            ("time", &self.times),
            ("source", &self.sources),
            ("owner", &self.owners),
        ];
        for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            parts.push(format!("{name} {}", few(list, 4)));
        }
        format!("{} ({} cells, {} classes)", parts.join("; "), self.cells, self.class_count)
    }
}

/// The first few of a list.
fn few(list: &[String], most: usize) -> String {
    let shown = list.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
    match list.len().checked_sub(most).filter(|more| *more > 0) {
        Some(more) => format!("{shown} and {more} more"),
        None => shown,
    }
}

fn rule_ids(bound: &BoundRules, rules: &[u16]) -> Vec<String> {
    let table = &bound.rules.table;
    rules.iter().filter_map(|rule| table.get(usize::from(*rule))).map(|rule| rule.id.to_string()).collect()
}

fn finding_report(finding: &Finding, bound: &BoundRules) -> FindingReport {
    let accepted = finding.accepted.and_then(|at| bound.rules.accepted.get(usize::from(at)));
    FindingReport {
        fault: finding.fault.as_str().into(),
        rules: rule_ids(bound, &finding.fault.rules()),
        accepted_by: accepted.map(|hole| hole.accepted_by.clone()),
        reason: accepted.map(|hole| hole.reason.clone()),
        combinations: finding.combinations,
        boxes: finding.boxes.iter().map(|one| box_report(one, bound)).collect(),
    }
}

fn box_report(one: &FindingBox, bound: &BoundRules) -> BoxReport {
    let rules = &bound.rules;
    let [all_grades, all_times, all_sources, all_owners] = one.holds_all(bound);
    let class = |node: &u16| rules.classes.get(*node).map(|class| class.code.to_string());
    let slot_name = |slot: &u8| rules.settings.slots.get(usize::from(*slot)).map(|slot| slot.name.clone());
    let time = |set: &[u8]| match set {
        [] => "-".to_owned(),
        slots => slots.iter().filter_map(slot_name).collect::<Vec<_>>().join("+"),
    };
    let grades = || one.grades(bound).into_iter().filter_map(|grade| rules.settings.grade_name(grade));
    let unless = |all: bool, list: &dyn Fn() -> Vec<String>| if all { Vec::new() } else { list() };
    let owner = |owner: Option<u16>| match owner {
        None => Some("none".to_owned()),
        Some(unit) => rules.units.get(unit).map(|unit| unit.code.to_string()),
    };
    BoxReport {
        places: one.places(bound).iter().map(|(layer, code)| format!("{layer}:{code}")).collect(),
        classes: one.class_nodes(bound).iter().filter_map(class).collect(),
        kinds: one.kinds(bound).iter().map(|kind| kind.as_str().to_owned()).collect(),
        grades: unless(all_grades, &|| grades().map(|grade| grade.name.clone()).collect()),
        times: unless(all_times, &|| one.times(bound).into_iter().map(time).collect()),
        sources: unless(all_sources, &|| {
            let sources = one.sources(bound).into_iter().filter_map(|source| rules.sources.get(source));
            sources.map(|source| source.code.to_string()).collect()
        }),
        owners: unless(all_owners, &|| one.owners(bound).into_iter().filter_map(owner).collect()),
        cells: one.cells,
        class_count: one.classes,
        combinations: one.combinations,
    }
}

impl Finding {
    /// Its cells of the routing layer, rising, each once.
    #[must_use]
    pub fn cells(&self, bound: &BoundRules) -> Vec<crate::ids::CellIndex> {
        let cells: std::collections::BTreeSet<_> =
            self.boxes.iter().flat_map(|one| one.cells(bound)).collect();
        cells.into_iter().collect()
    }
}

impl Fault {
    /// The word for people, in Chinese.
    #[must_use]
    pub const fn as_zh(&self) -> &'static str {
        match self {
            Self::Unowned => "无主",
            Self::Unresolved(_) => "责任单位不存在",
            Self::Tied(_) => "多头管辖",
        }
    }
}
