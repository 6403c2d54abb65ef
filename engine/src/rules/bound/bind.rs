//! Laying a rule set over the layers of a plan.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::BoundRules;
use super::bits::Bits;
use super::contest::Columns;
use super::dimension::{Atoms, Condition, Dimension, Forest};
use super::places::Places;
use super::resolve::{Target, Territories};
use super::times::Times;
use crate::grid::Layer;
use crate::ids::{CellCode, LayerName};
use crate::rules::class::{CaseKind, Grade, Lead};
use crate::rules::definition::RuleFault;
use crate::rules::set::RuleSet;
use crate::rules::table::{OwnerIs, Reference};

/// Points of every column, grouped by what no rule tells apart.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Points {
    /// Cells of the routing layer; the mark has a bit for each territory that has no unit there.
    pub(in crate::rules) place: Atoms,
    /// Nodes of the class tree; the mark is a [`ClassMark`].
    pub(in crate::rules) class: Atoms,
    /// Kinds of handling.
    pub(in crate::rules) kind: Atoms,
    /// Quality grades.
    pub(in crate::rules) grade: Atoms,
    /// Sets of time slots that occur.
    pub(in crate::rules) slot: Atoms,
    /// Sources.
    pub(in crate::rules) source: Atoms,
    /// Owners of a component: nobody, then every unit.
    pub(in crate::rules) owner: Atoms,
}

/// What tells classes apart beside conditions, as bits: 0 to 2 its kinds, 3 a department, 4 the line leads, 5 a leaf.
pub(in crate::rules) struct ClassMark(pub(in crate::rules) u64);

impl ClassMark {
    fn of(rules: &RuleSet, position: u16) -> u64 {
        let Some(class) = rules.classes.get(position) else { return 0 };
        let kinds = class.kinds.iter().fold(0, |bits, kind| bits | 1 << kind_number(*kind));
        let department = class.department.as_ref().is_some_and(|code| rules.units.index_of(code).is_some());
        kinds
            | u64::from(department) << 3
            | u64::from(class.lead == Lead::Line) << 4
            | u64::from(rules.classes.is_leaf(position)) << 5
    }

    /// The kinds that its cases may have.
    pub(in crate::rules) fn kinds(&self) -> impl Iterator<Item = usize> + '_ {
        super::bits::ones(self.0 & 7)
    }

    /// Whether it has a department.
    pub(in crate::rules) const fn has_department(&self) -> bool {
        self.0 >> 3 & 1 == 1
    }

    /// Who goes first.
    pub(in crate::rules) const fn lead(&self) -> Lead {
        if self.0 >> 4 & 1 == 1 { Lead::Line } else { Lead::Block }
    }

    /// Whether cases can be of it.
    pub(in crate::rules) const fn is_leaf(&self) -> bool {
        self.0 >> 5 & 1 == 1
    }
}

/// A kind's number.
pub(in crate::rules) const fn kind_number(kind: CaseKind) -> u32 {
    match kind {
        CaseKind::Service => 0,
        CaseKind::Management => 1,
        CaseKind::Enforcement => 2,
    }
}

/// The node of an owner: nobody, known, then every unit under known.
fn owner_node(owner: OwnerIs) -> u32 {
    match owner {
        OwnerIs::Nobody => 0,
        OwnerIs::Known => 1,
        OwnerIs::Unit(unit) => 2 + u32::from(unit),
    }
}

/// The condition of a list in which empty means anything.
fn condition(nodes: impl ExactSizeIterator<Item = u32>) -> Condition {
    (nodes.len() > 0).then(|| nodes.collect())
}

struct Binder<'a> {
    rules: &'a RuleSet,
    places: Places,
    faults: Vec<RuleFault>,
}

impl Binder<'_> {
    /// The condition of cells; one that the plan does not have holds nothing.
    fn places(&mut self, file: &str, line: u64, list: &[(LayerName, CellCode)]) -> Condition {
        if list.is_empty() {
            return None;
        }
        let mut nodes = Vec::new();
        for (layer, code) in list {
            let names = self.places.names();
            let known = names.iter().map(LayerName::as_str).collect::<Vec<_>>().join(", ");
            let wanted = match self.places.position(layer) {
                None => format!("the layers of the plan are {known}"),
                Some(at) if !self.places.reaches(at) => {
                    "a layer is needed that cells of the routing layer stand under".into()
                }
                Some(_) => format!("the code of a cell that the plan has in layer {layer} is needed"),
            };
            let reached = self.places.position(layer).is_some_and(|at| self.places.reaches(at));
            match self.places.node(layer, code).filter(|_| reached) {
                Some(node) => nodes.push(node),
                None => {
                    self.faults.push(RuleFault::new(
                        file,
                        line,
                        "place",
                        &format!("{layer}:{code}"),
                        &wanted,
                    ));
                }
            }
        }
        Some(nodes)
    }

    fn columns(&mut self, places: Forest, times: &Times) -> Columns {
        let rules = self.rules;
        let (table, accepted) = (&rules.table, &rules.accepted);
        let mut place: Vec<Condition> = Vec::with_capacity(table.len() + accepted.len());
        for rule in table {
            place.push(self.places("rules.csv", rule.line, &rule.places));
        }
        for hole in accepted {
            place.push(self.places("accepted-holes.csv", hole.line, &hole.places));
        }
        let class = table.iter().map(|rule| &rule.classes).chain(accepted.iter().map(|hole| &hole.classes));
        let kind = table.iter().map(|rule| &rule.kinds).chain(accepted.iter().map(|hole| &hole.kinds));
        let grade = table.iter().map(|rule| &rule.grades).chain(accepted.iter().map(|hole| &hole.grades));
        let slot = table.iter().map(|rule| &rule.slots).chain(accepted.iter().map(|hole| &hole.slots));
        let anything = || accepted.iter().map(|_| None);
        let source = table.iter().map(|rule| condition(rule.sources.iter().map(|at| u32::from(*at))));
        let owner = table.iter().map(|rule| condition(rule.owners.iter().map(|owner| owner_node(*owner))));
        let classes = (0u16..)
            .zip(rules.classes.all())
            .map(|(position, _)| rules.classes.ancestors(position).map(u32::from).collect());
        let owners = (0u32..).take(2 + rules.units.all().len());
        let owners = owners.map(|node| if node < 2 { vec![node] } else { vec![1, node] });
        let slots = times.wider(rules.settings.slots.len());
        Columns {
            place: Dimension::new(places, place),
            class: Dimension::new(
                Forest::new(classes),
                class.map(|list| condition(list.iter().map(|at| u32::from(*at)))).collect(),
            ),
            kind: Dimension::new(
                Forest::flat(3),
                kind.map(|list| condition(list.iter().map(|kind| kind_number(*kind)))).collect(),
            ),
            grade: Dimension::new(
                Forest::flat(rules.settings.grades.len()),
                grade.map(|list| condition(list.iter().map(|Grade(at)| u32::from(*at)))).collect(),
            ),
            slot: Dimension::new(
                Forest::new(slots.into_iter()),
                slot.map(|list| condition(list.iter().map(|at| u32::from(*at)))).collect(),
            ),
            source: Dimension::new(
                Forest::flat(rules.sources.all().len()),
                source.chain(anything()).collect(),
            ),
            owner: Dimension::new(Forest::new(owners), owner.chain(anything()).collect()),
        }
    }

    /// The targets of all rules; those that name who answers get the first numbers among territories.
    fn targets(&mut self, territories: &mut Territories) -> (Vec<Target>, Vec<Vec<Target>>, usize) {
        let mut target = |rule: u64, field: &str, reference: &Reference, faults: &mut Vec<RuleFault>| {
            let target = territories.target(reference, &self.places);
            if let (Target::Nothing, Reference::Territory { layer, .. }) = (target, reference) {
                let known = self.places.names().iter().map(LayerName::as_str).collect::<Vec<_>>().join(", ");
                let wanted = format!("the layers of the plan are {known}");
                faults.push(RuleFault::new("rules.csv", rule, field, &format!("territory:{layer}"), &wanted));
            }
            target
        };
        let table = &self.rules.table;
        let responsible: Vec<Target> = table
            .iter()
            .map(|rule| target(rule.line, "responsible", &rule.responsible, &mut self.faults))
            .collect();
        let named = responsible.iter().filter_map(|target| match target {
            Target::Territory(number) => Some(number + 1),
            _ => None,
        });
        let deciding = named.max().unwrap_or(0);
        let helpers = table
            .iter()
            .map(|rule| {
                let targets = rule.helpers.iter();
                targets.map(|helper| target(rule.line, "helpers", helper, &mut self.faults)).collect()
            })
            .collect();
        (responsible, helpers, deciding)
    }

    fn points(&self, columns: &Columns, territories: &Territories, deciding: usize, times: &Times) -> Points {
        let rules = self.rules;
        let missing = |cell: usize| {
            let lost = (0..deciding.min(64)).filter(|number| territories.of_cell(*number, cell).is_none());
            lost.fold(0u64, |bits, number| bits | 1 << number)
        };
        let routing = self.places.routing().unwrap_or(0);
        let cells = (0u32..)
            .zip(0..self.places.routing_cells())
            .map(|(at, cell)| (self.places.node_at(routing, at).into_iter().collect(), missing(cell)));
        let classes = (0u16..)
            .zip(rules.classes.all())
            .map(|(position, _)| (vec![u32::from(position)], ClassMark::of(rules, position)));
        let flat = |count: usize| (0u32..).take(count).map(|node| (vec![node], 0));
        let slots = times.sets().iter().map(|set| (set.iter().map(|at| u32::from(*at)).collect(), 0));
        // Nobody is one point, known is none, every unit is one.
        let owners = (0u32..).take(2 + rules.units.all().len()).filter(|node| *node != 1);
        Points {
            place: Atoms::new(&columns.place, cells),
            class: Atoms::new(&columns.class, classes),
            // Every kind is an atom of its own: classes have some kinds and not others.
            kind: Atoms::new(&columns.kind, (0u32..3).map(|kind| (vec![kind], u64::from(kind)))),
            grade: Atoms::new(&columns.grade, flat(rules.settings.grades.len())),
            slot: Atoms::new(&columns.slot, slots),
            source: Atoms::new(&columns.source, flat(rules.sources.all().len())),
            owner: Atoms::new(&columns.owner, owners.map(|node| (vec![node], u64::from(node == 0)))),
        }
    }
}

pub(super) fn bind(
    rules: Arc<RuleSet>,
    layers: &BTreeMap<LayerName, Arc<Layer>>,
    routing: &LayerName,
) -> BoundRules {
    let (places, forest) = Places::new(layers, routing);
    let mut binder = Binder { rules: &rules, places, faults: Vec::new() };
    if binder.places.routing().is_none() {
        let wanted = "the plan needs the layer whose cell decides a case's way";
        binder.faults.push(RuleFault::new("district.json", 0, "routing_layer", routing.as_str(), wanted));
    }
    let times = Times::new(&rules.settings.slots);
    let columns = binder.columns(forest, &times);
    let mut landless = Vec::new();
    let mut territories = Territories::new(&rules, &binder.places, |unit| landless.push(unit));
    let (responsible, helpers, deciding) = binder.targets(&mut territories);
    if deciding > 64 {
        let wanted = "the proof tells 64 apart; those beyond count as without a unit";
        let value = format!("{deciding} different territories");
        binder.faults.push(RuleFault::whole("rules.csv", "responsible", &value, wanted));
    }
    let points = binder.points(&columns, &territories, deciding, &times);
    let departments = rules.classes.all().iter();
    let departments = departments.map(|class| rules.units.index_of(class.department.as_ref()?)).collect();
    let count = u32::try_from(rules.table.len()).unwrap_or(u32::MAX);
    let ranks = [columns.ranks(Lead::Block, count), columns.ranks(Lead::Line, count)];
    let rows = rules.table.len() + rules.accepted.len();
    let all_rows = Bits::full(rows);
    let any = |dimension: &Dimension| dimension.matching(&[]);
    let anywhere = [any(&columns.place), any(&columns.source)];
    let Binder { places, faults, .. } = binder;
    BoundRules {
        rules,
        places,
        columns,
        points,
        times,
        territories,
        responsible,
        helpers,
        departments,
        ranks,
        all_rows,
        anywhere,
        deciding,
        faults,
        landless,
    }
}
