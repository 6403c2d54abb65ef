//! What is in a box: cells, classes and the rest, and how a person would name them.

use super::super::bound::{Bits, BoundRules};
use super::{FindingBox, Proof, boxes};
use crate::ids::{CellCode, CellIndex, LayerName};
use crate::rules::class::{CaseKind, Grade};

/// How many combinations of one cell have a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CellFindings {
    /// Without a unit, and not accepted.
    pub holes: u64,
    /// With rules that tie.
    pub ties: u64,
    /// Without a unit, and accepted.
    pub accepted: u64,
}

const KINDS: [CaseKind; 3] = [CaseKind::Service, CaseKind::Management, CaseKind::Enforcement];

impl FindingBox {
    pub(super) fn new(sides: boxes::Sides, bound: &BoundRules) -> Self {
        let points = &bound.points;
        let atoms = [
            &points.place,
            &points.class,
            &points.kind,
            &points.grade,
            &points.slot,
            &points.source,
            &points.owner,
        ];
        let counts: Vec<u64> = atoms.iter().zip(&sides).map(|(atoms, side)| atoms.count(side)).collect();
        let [cells, classes] = [0, 1].map(|at| counts.get(at).copied().unwrap_or(0));
        let combinations = counts.iter().copied().fold(1, u64::saturating_mul);
        Self { sides, cells, classes, combinations }
    }

    pub(super) fn side(&self, at: usize) -> &Bits {
        // There are seven sides, and all callers ask below that.
        self.sides.get(at).unwrap_or(&self.sides[0])
    }

    /// Its cells of the routing layer, rising. O(n).
    #[must_use]
    pub fn cells(&self, bound: &BoundRules) -> Vec<CellIndex> {
        let cells = bound.points.place.points_of(self.side(0));
        cells.filter_map(|cell| u32::try_from(cell).ok()).map(CellIndex).collect()
    }

    /// Its classes by position, rising.
    #[must_use]
    pub fn classes(&self, bound: &BoundRules) -> Vec<u16> {
        bound.points.class.points_of(self.side(1)).filter_map(|class| u16::try_from(class).ok()).collect()
    }

    /// Its kinds of handling.
    #[must_use]
    pub fn kinds(&self, bound: &BoundRules) -> Vec<CaseKind> {
        bound.points.kind.points_of(self.side(2)).filter_map(|kind| KINDS.get(kind).copied()).collect()
    }

    /// Its quality grades, rising.
    #[must_use]
    pub fn grades(&self, bound: &BoundRules) -> Vec<Grade> {
        bound
            .points
            .grade
            .points_of(self.side(3))
            .filter_map(|grade| u8::try_from(grade).ok())
            .map(Grade)
            .collect()
    }

    /// Its times: sets of slots by position that hold some minute together; an empty one is the time in no slot.
    #[must_use]
    pub fn times<'a>(&self, bound: &'a BoundRules) -> Vec<&'a [u8]> {
        let sets = bound.points.slot.points_of(self.side(4));
        sets.filter_map(|at| bound.times.sets().get(at)).map(Vec::as_slice).collect()
    }

    /// A moment of each of its times, in the same order.
    #[must_use]
    pub fn moments(&self, bound: &BoundRules) -> Vec<crate::rules::settings::Moment> {
        let sets = bound.points.slot.points_of(self.side(4));
        sets.filter_map(|at| bound.times.samples().get(at).copied()).collect()
    }

    /// Its sources by position, rising.
    #[must_use]
    pub fn sources(&self, bound: &BoundRules) -> Vec<u16> {
        bound.points.source.points_of(self.side(5)).filter_map(|source| u16::try_from(source).ok()).collect()
    }

    /// The owners of a component: nobody first, then units by position.
    #[must_use]
    pub fn owners(&self, bound: &BoundRules) -> Vec<Option<u16>> {
        let points = bound.points.owner.points_of(self.side(6));
        points.map(|point| point.checked_sub(1).and_then(|unit| u16::try_from(unit).ok())).collect()
    }

    /// Whether it holds all of grades, times, sources and owners, in this order.
    #[must_use]
    pub fn holds_all(&self, bound: &BoundRules) -> [bool; 4] {
        let points = &bound.points;
        let atoms = [&points.grade, &points.slot, &points.source, &points.owner];
        let mut all = [false; 4];
        for ((all, atoms), at) in all.iter_mut().zip(atoms).zip(3..) {
            *all = atoms.count(self.side(at)) == u64::try_from(atoms.points()).unwrap_or(0);
        }
        all
    }

    /// Its places as few cells of any layers, coarse ones first; empty where it is every place. In this form they can be
    /// accepted.
    #[must_use]
    pub fn places(&self, bound: &BoundRules) -> Vec<(LayerName, CellCode)> {
        let cells = self.cells(bound);
        if cells.len() == bound.places.routing_cells() {
            return Vec::new();
        }
        let mut open = vec![false; bound.places.routing_cells()];
        for CellIndex(cell) in cells {
            open.get_mut(cell as usize).into_iter().for_each(|open| *open = true);
        }
        let mut named = Vec::new();
        let mut left = open.clone();
        for (at, name) in bound.places.names().iter().enumerate() {
            let Some(layer) = bound.places.layer(at) else { continue };
            let above = |cell: usize| {
                if Some(at) == bound.places.routing() {
                    u32::try_from(cell).ok()
                } else {
                    bound.places.above(at, cell)
                }
            };
            // A cell is named where all below it is in the box and some of that is not named yet.
            let (mut whole, mut new) = (vec![true; layer.cells().len()], vec![false; layer.cells().len()]);
            for (cell, (open, left)) in open.iter().zip(&left).enumerate() {
                let Some(above) = above(cell) else { continue };
                whole.get_mut(above as usize).into_iter().for_each(|whole| *whole &= open);
                new.get_mut(above as usize).into_iter().for_each(|new| *new |= left);
            }
            let chosen: Vec<bool> = whole.iter().zip(&new).map(|(whole, new)| *whole && *new).collect();
            for (cell, left) in left.iter_mut().enumerate() {
                *left &= above(cell).is_none_or(|above| chosen.get(above as usize) != Some(&true));
            }
            let codes = layer.cells().iter().zip(&chosen).filter(|(_, chosen)| **chosen);
            named.extend(codes.map(|(cell, _)| (name.clone(), cell.code.clone())));
        }
        named
    }

    /// Its classes as few nodes of the tree, by position, roots first; empty where it is every class.
    #[must_use]
    pub fn class_nodes(&self, bound: &BoundRules) -> Vec<u16> {
        let tree = &bound.rules.classes;
        let members = self.classes(bound);
        let counts =
            |class: u16| tree.get(class).is_some_and(|class| !class.kinds.is_empty()) && tree.is_leaf(class);
        let all: Vec<u16> = tree.leaves().filter(|leaf| counts(*leaf)).collect();
        if members == all {
            return Vec::new();
        }
        let mut whole = vec![true; tree.all().len()];
        for leaf in all.iter().filter(|leaf| members.binary_search(leaf).is_err()) {
            for node in tree.ancestors(*leaf) {
                whole.get_mut(usize::from(node)).into_iter().for_each(|whole| *whole = false);
            }
        }
        let is_whole = |node: u16| whole.get(usize::from(node)) == Some(&true);
        // The highest whole node above each member; a node is whole only where all above the members below it agree.
        let tops: std::collections::BTreeSet<u16> = members
            .iter()
            .filter_map(|leaf| tree.ancestors(*leaf).take_while(|node| is_whole(*node)).last())
            .collect();
        tops.into_iter().collect()
    }
}

impl Proof {
    /// How many combinations of each cell of the routing layer have a fault, by index: a map layer. O(b · n) for b boxes.
    #[must_use]
    pub fn per_cell(&self, bound: &BoundRules) -> Vec<CellFindings> {
        let mut cells = vec![CellFindings::default(); bound.places.routing_cells()];
        for finding in &self.findings {
            for one in &finding.boxes {
                let each = one.combinations_a_cell();
                for CellIndex(cell) in one.cells(bound) {
                    let Some(counts) = cells.get_mut(cell as usize) else { continue };
                    let count = match (&finding.fault, finding.accepted) {
                        (super::Fault::Tied(_), _) => &mut counts.ties,
                        (_, None) => &mut counts.holes,
                        (_, Some(_)) => &mut counts.accepted,
                    };
                    *count = count.saturating_add(each);
                }
            }
        }
        cells
    }
}
