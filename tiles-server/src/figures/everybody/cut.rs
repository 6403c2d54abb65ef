//! How everybody's series and lists are cut: by nodes of a tree and whole blocks of the calendar, the same way for all questions
//! ([`Published`] says why nothing can be subtracted).

use std::ops::Range;

use gridward::analytics::figures::{
    Block, Chosen, Dimension, Nodes, Published, SeriesTally, Slots, Week, extent,
};
use gridward::cases::Stage;
use gridward::cases::columns::Filter;
use gridward::ids::ClassCode;
use gridward::rules::Classes;

use super::Calendar;
use crate::figures::Question;
use crate::problem::Problem;

/// Nodes by which everybody's figures are cut, and the way from positions in rows to them.
pub struct Cut {
    pub dimension: Dimension,
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
        Self { dimension: Dimension::Class, nodes: Nodes::classes(&above), node_of, behind }
    }

    /// By source, unit or stage: a node for each.
    pub fn flat(question: &Question, dimension: Dimension) -> Self {
        let codes = question.seen.view.world.codes();
        let count = match dimension {
            Dimension::Class => codes.classes.codes().len(),
            Dimension::Source => codes.sources.codes().len(),
            Dimension::Unit => codes.units.codes().len(),
            Dimension::Stage => Stage::ALL.len(),
        };
        let behind: Vec<u16> = (0..).take(count).collect();
        let node_of = behind.iter().map(|position| u32::from(*position) + 1).collect();
        Self { dimension, nodes: Nodes::flat(count), node_of, behind }
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
        Published::count(&chosen, self.dimension, &self.node_of, &self.nodes, months, zone, question.least)
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

/// The whole blocks that are nearest to the time asked for, all of them over; without a time those of all public cases.
///
/// # Errors
/// 400 where no block is left.
pub fn blocks(question: &Question, block: Block) -> Result<Range<Week>, Problem> {
    let all = || {
        let filter = Filter { from: None, to: None, ..question.filter.clone() };
        extent(&Chosen { columns: &question.seen.view.columns, filter: &filter, area: None })
    };
    let asked = (question.filter.from, question.filter.to);
    // A block that ended since the cases were looked at would lack its last ones, and tell them when it has them.
    Calendar::until(&question.snapshot.zone, block, question.seen.view.at).nearest_to(asked, all)
}
