//! What everybody is asked and told: classes and whole blocks of the calendar, cut the same way for all questions
//! ([`Published`](gridward::analytics::figures::Published) says why nothing can be subtracted).

use std::ops::Range;
use std::sync::Arc;

use gridward::analytics::figures::{
    Block, Chosen, GroupBy, Nodes, Published, SeriesTally, Slots, Week, extent,
};
use gridward::cases::Stage;
use gridward::cases::columns::{Filter, Inside};
use gridward::crs::LatticePoint;
use gridward::ids::ClassCode;
use gridward::measure::LonLat;
use gridward::rules::Classes;
use jiff::Timestamp;

use super::question::Question;
use crate::dispatch::Seen;
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::Snapshot;

/// The conditions that everybody may give; with others small groups could be cut out.
const FOR_ALL: [&str; 3] = ["class", "from", "to"];

/// Nodes by which everybody's figures are cut, and the way from positions in rows to them.
pub struct Cut {
    pub by: GroupBy,
    pub nodes: Nodes,
    pub node_of: Vec<u32>,
    /// The position behind each node, from node 1 on: of a class in the rules, otherwise in the table of codes.
    pub behind: Vec<u16>,
}

impl Cut {
    /// By class: all nodes of the tree, those above first.
    pub fn by_class(question: &Question) -> Self {
        let classes = &question.seen.assigner.rules().classes;
        let codes = &question.seen.view.world.codes().classes;
        let behind = by_depth(classes);
        let mut places = vec![0_u32; behind.len()];
        for (node, position) in (1_u32..).zip(&behind) {
            if let Some(place) = places.get_mut(usize::from(*position)) {
                *place = node;
            }
        }
        let node = |position: u16| places.get(usize::from(position)).copied().unwrap_or(0);
        let above: Vec<u32> =
            behind.iter().map(|position| classes.ancestors(*position).nth(1).map_or(0, node)).collect();
        let of = |code: &ClassCode| classes.index_of(code).map_or(0, node);
        let node_of = codes.codes().iter().map(of).collect();
        Self { by: GroupBy::Class, nodes: Nodes::classes(&above), node_of, behind }
    }

    /// By source, unit or stage: a node for each.
    pub fn flat(question: &Question, by: GroupBy) -> Self {
        let codes = question.seen.view.world.codes();
        let count = match by {
            GroupBy::Class => codes.classes.codes().len(),
            GroupBy::Source => codes.sources.codes().len(),
            GroupBy::Unit => codes.units.codes().len(),
            GroupBy::Stage => Stage::ALL.len(),
        };
        let behind: Vec<u16> = (0..).take(count).collect();
        let node_of = behind.iter().map(|position| u32::from(*position) + 1).collect();
        Self { by, nodes: Nodes::flat(count), node_of, behind }
    }

    /// The node of a class of the rules; 0 for all.
    pub fn node(&self, position: Option<u16>) -> u32 {
        let at = position.and_then(|position| self.behind.iter().position(|own| *own == position));
        at.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0)
    }

    /// Counts the public cases of whole blocks.
    pub fn count(&self, question: &Question, months: Range<Week>) -> Published<'_> {
        let zone = &question.snapshot.zone;
        let time = months.start.until(months.end, zone);
        let filter = Filter { from: Some(time.from), to: Some(time.to), ..question.filter.clone() };
        let chosen = Chosen { columns: &question.seen.view.columns, filter: &filter, area: None };
        Published::count(&chosen, self.by, &self.node_of, &self.nodes, months, zone, question.least)
    }
}

/// Positions of all classes, roots first, then their children.
fn by_depth(classes: &Classes) -> Vec<u16> {
    let mut positions: Vec<u16> = (0..).take(classes.all().len()).collect();
    positions.sort_by_key(|position| (classes.ancestors(*position).count(), *position));
    positions
}

/// Whether some of the public cases are invented.
pub fn is_synthetic(question: &Question) -> bool {
    let slots = Slots::new(&[]);
    let chosen = Chosen { columns: &question.seen.view.columns, filter: &question.filter, area: None };
    chosen.tallied(|| SeriesTally::new(&slots, question.seen.view.at)).all().synthetic > 0
}

/// The cases of everybody's map: those in a cell of the finest layer of the plan in force. Figures that counted others as well
/// would tell how many those are.
///
/// # Errors
/// 404 where no plan is in force.
pub fn on_the_map(snapshot: &Snapshot, seen: &Seen, now: Timestamp) -> Result<Inside, Problem> {
    let plan = snapshot.plan(None, None, now)?;
    let view = snapshot.views_of(plan).into_iter().last();
    let located = seen.view.world.plan(plan.number().0).ok();
    let position = view.and_then(|view| located.and_then(|located| located.position(view.layer.name())));
    let count = view.map_or(0, |view| u32::try_from(view.layer.cells().len()).unwrap_or(u32::MAX));
    let holds = view.map(|view| {
        let locator = Arc::clone(&view.locator);
        let holds = move |at: LatticePoint| {
            let (lon, lat) = at.degrees();
            LonLat::new(lon, lat).is_ok_and(|place| locator.cell_of(place).is_some())
        };
        Arc::new(holds) as Arc<dyn Fn(LatticePoint) -> bool + Send + Sync>
    });
    let layer = position.unwrap_or(usize::MAX);
    Ok(Inside { plan: plan.number().0, layer, cells: (0..count).collect(), holds })
}

/// Refuses conditions that are not for everybody.
///
/// # Errors
/// 403 names the condition.
pub fn refuse_others(asked: &Parameters) -> Result<(), Problem> {
    let own = |name: &&&str| !FOR_ALL.contains(name) && asked.text(name).is_some();
    let Some(name) = crate::dispatch::conditions::PARAMETERS.iter().find(own) else { return Ok(()) };
    let detail = format!("{name} cuts figures finer than everybody may see them");
    Err(Problem::new(Kind::NotAllowed, detail)
        .field(name)
        .expected("class, from and to; or an account of a unit"))
}

/// The whole blocks that are nearest to the time asked for, all of them over; without a time those of all public cases.
///
/// # Errors
/// 400 where no block is left.
pub fn months(question: &Question, block: Block, now: Timestamp) -> Result<Range<Week>, Problem> {
    let zone = &question.snapshot.zone;
    let (from, to) = (question.filter.from, question.filter.to);
    let all = || {
        let filter = Filter { from: None, to: None, ..question.filter.clone() };
        extent(&Chosen { columns: &question.seen.view.columns, filter: &filter, area: None })
    };
    let known = if from.is_none() || to.is_none() { all() } else { None };
    let begin = match (from, known) {
        (Some(from), _) => block.nearest(zone, from),
        (None, Some(known)) => block.last_begin(zone, known.from),
        (None, None) => block.last_begin(zone, now),
    };
    let end = match (to, known) {
        (Some(to), _) => block.nearest(zone, to),
        (None, Some(known)) => block.around(block.last_begin(zone, known.to)).1,
        (None, None) => begin,
    };
    let end = end.min(block.last_begin(zone, now));
    if begin < end || (from.is_none() && to.is_none()) {
        return Ok(begin..end.max(begin));
    }
    let detail = format!("from and to hold no whole {} that is over", block.as_str());
    let words = match block {
        Block::Quarter => "at least a quarter of thirteen whole weeks that has ended",
        _ => "at least a month of four or five whole weeks that has ended",
    };
    Err(Problem::parameter("to", detail, words))
}
