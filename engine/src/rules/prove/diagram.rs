//! Findings as a decision diagram: equal parts of the space of questions are one node.
//!
//! A multi-valued decision diagram, reduced and shared (Bryant 1986, doi:10.1109/TC.1986.1676819; Srinivasan et al. 1990,
//! doi:10.1109/ICCAD.1990.129849).

use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::bound::Bits;
use super::outcome::Outcome;

/// The columns below place and class, in the order of the walk.
pub(super) const TAIL: usize = 5;

/// A node of the diagram.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    /// The same for all that is left.
    End(Outcome),
    /// What follows for each part of a column; the parts are disjoint and have different followers.
    Branch { level: usize, parts: Vec<(u32, Bits)> },
}

/// All nodes, each once.
#[derive(Debug, Default)]
pub(super) struct Diagram {
    nodes: Vec<Node>,
    numbers: BTreeMap<Node, u32>,
}

/// A way through the diagram: a part of each column, `None` for all of it, and where it ends.
pub(super) type Path = ([Option<Bits>; TAIL], Outcome);

impl Diagram {
    /// The node for an outcome.
    pub(super) fn end(&mut self, outcome: Outcome) -> u32 {
        self.number(Node::End(outcome))
    }

    /// The node for a column's parts: parts with one follower are one, and a column with one part is left out.
    pub(super) fn branch(&mut self, level: usize, parts: Vec<(u32, Bits)>) -> u32 {
        let mut joined: BTreeMap<u32, Bits> = BTreeMap::new();
        for (follower, part) in parts {
            joined.entry(follower).and_modify(|known| known.unite(&part)).or_insert(part);
        }
        let parts: Vec<(u32, Bits)> = joined.into_iter().collect();
        match parts.as_slice() {
            [(only, _)] => *only,
            _ => self.number(Node::Branch { level, parts }),
        }
    }

    fn number(&mut self, node: Node) -> u32 {
        if let Some(number) = self.numbers.get(&node) {
            return *number;
        }
        let number = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(node.clone());
        self.numbers.insert(node, number);
        number
    }

    /// All ways from a node to an outcome that is a finding.
    pub(super) fn paths(&self, node: u32, known: &mut BTreeMap<u32, Rc<[Path]>>) -> Rc<[Path]> {
        if let Some(paths) = known.get(&node) {
            return Rc::clone(paths);
        }
        let mut paths = Vec::new();
        match self.nodes.get(node as usize) {
            None | Some(Node::End(Outcome::Sound)) => {}
            Some(Node::End(outcome)) => paths.push((Default::default(), outcome.clone())),
            Some(Node::Branch { level, parts }) => {
                for (follower, part) in parts {
                    for (columns, outcome) in self.paths(*follower, known).iter() {
                        let mut columns = columns.clone();
                        columns.get_mut(*level).into_iter().for_each(|column| *column = Some(part.clone()));
                        paths.push((columns, outcome.clone()));
                    }
                }
            }
        }
        let paths: Rc<[Path]> = paths.into();
        known.insert(node, Rc::clone(&paths));
        paths
    }
}
