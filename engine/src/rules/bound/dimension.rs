//! One column of the table: its conditions, which are narrower than which, and which points of the column they hold.

use std::collections::BTreeMap;

use super::bits::Bits;

/// What is narrower than what in a column: each node with the nodes at or above it.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Forest {
    up: Vec<u32>,
    starts: Vec<u32>,
}

impl Forest {
    /// A forest from the nodes at or above each node.
    pub(super) fn new(above: impl Iterator<Item = Vec<u32>>) -> Self {
        let mut forest = Self { up: Vec::new(), starts: vec![0] };
        for mut nodes in above {
            nodes.sort_unstable();
            nodes.dedup();
            forest.up.extend(nodes);
            forest.starts.push(u32::try_from(forest.up.len()).unwrap_or(u32::MAX));
        }
        forest
    }

    /// Nodes that stand beside one another.
    pub(super) fn flat(count: usize) -> Self {
        Self::new((0u32..).take(count).map(|node| vec![node]))
    }

    /// The number of nodes.
    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The nodes at or above a node, rising.
    pub(super) fn up(&self, node: u32) -> &[u32] {
        let at = node as usize;
        let range = self.starts.get(at).zip(self.starts.get(at + 1));
        range.and_then(|(from, to)| self.up.get(*from as usize..*to as usize)).unwrap_or_default()
    }
}

/// A condition: anything, or one of some nodes and what is below them.
pub(super) type Condition = Option<Vec<u32>>;

/// The condition that holds everything.
pub(in crate::rules) const ANYTHING: u32 = 0;

/// How the condition of one row stands to that of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Fit {
    /// They hold the same.
    Equal,
    /// The first holds only what the second holds, and not all of it.
    Narrower,
    /// The other way round.
    Wider,
    /// Neither.
    Crossing,
}

/// One column of the table.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Dimension {
    forest: Forest,
    /// Each row's condition.
    of_row: Vec<u32>,
    /// The conditions that hold all that a condition holds, itself included, without [`ANYTHING`].
    wider: Vec<Vec<u32>>,
    /// Nodes held by a condition: a narrower one holds fewer.
    size: Vec<u32>,
    /// The conditions that name a node.
    by_node: Vec<Vec<u32>>,
    /// The rows of a condition.
    rows: Vec<Vec<u32>>,
}

impl Dimension {
    /// A column from each row's condition.
    ///
    /// # Complexity
    /// O(r log r + n · h · c) for r rows, n nodes, h nodes on a way up, c conditions that name one node.
    pub(super) fn new(forest: Forest, conditions: Vec<Condition>) -> Self {
        let mut numbers: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        let mut lists: Vec<Vec<u32>> = vec![Vec::new()];
        let mut of_row = Vec::with_capacity(conditions.len());
        for condition in conditions {
            let number = condition.map_or(ANYTHING, |mut nodes| {
                nodes.sort_unstable();
                nodes.dedup();
                *numbers.entry(nodes).or_insert_with_key(|nodes| {
                    lists.push(nodes.clone());
                    u32::try_from(lists.len() - 1).unwrap_or(ANYTHING)
                })
            });
            of_row.push(number);
        }
        let mut by_node = vec![Vec::new(); forest.len()];
        for (number, nodes) in (0u32..).zip(&lists) {
            for node in nodes {
                by_node.get_mut(*node as usize).into_iter().for_each(|list: &mut Vec<u32>| list.push(number));
            }
        }
        let mut rows = vec![Vec::new(); lists.len()];
        for (row, condition) in (0u32..).zip(&of_row) {
            rows.get_mut(*condition as usize).into_iter().for_each(|list: &mut Vec<u32>| list.push(row));
        }
        let mut dimension = Self { forest, of_row, wider: Vec::new(), size: Vec::new(), by_node, rows };
        dimension.wider = lists.iter().map(|nodes| dimension.wider_than(nodes)).collect();
        dimension.size = dimension.sizes(lists.len());
        dimension
    }

    /// The conditions that hold every one of some nodes.
    fn wider_than(&self, nodes: &[u32]) -> Vec<u32> {
        let mut common: Option<Vec<u32>> = None;
        for node in nodes {
            let holding = self.holding([*node]);
            common = Some(match common {
                None => holding,
                Some(before) => before.into_iter().filter(|c| holding.binary_search(c).is_ok()).collect(),
            });
        }
        common.unwrap_or_default()
    }

    fn sizes(&self, conditions: usize) -> Vec<u32> {
        let mut size = vec![0u32; conditions];
        for node in (0u32..).take(self.forest.len()) {
            for condition in self.holding([node]) {
                size.get_mut(condition as usize).into_iter().for_each(|size| *size += 1);
            }
        }
        let all = u32::try_from(self.forest.len()).unwrap_or(u32::MAX).saturating_add(1);
        size.first_mut().into_iter().for_each(|size| *size = all);
        size
    }

    /// The nodes at or above a node.
    pub(in crate::rules) fn up(&self, node: u32) -> &[u32] {
        self.forest.up(node)
    }

    /// The conditions, beside [`ANYTHING`], that hold a point which lies in some nodes; rising.
    pub(super) fn holding(&self, nodes: impl IntoIterator<Item = u32>) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        for node in nodes {
            for above in self.forest.up(node) {
                found.extend(self.by_node.get(*above as usize).into_iter().flatten());
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The number of conditions, [`ANYTHING`] included.
    pub(in crate::rules) fn conditions(&self) -> usize {
        self.rows.len()
    }

    /// A row's condition.
    pub(in crate::rules) fn of_row(&self, row: u32) -> u32 {
        self.of_row.get(row as usize).copied().unwrap_or(ANYTHING)
    }

    /// The rows of a condition, rising.
    pub(in crate::rules) fn rows(&self, condition: u32) -> &[u32] {
        self.rows.get(condition as usize).map_or(&[], Vec::as_slice)
    }

    /// A number that is smaller for a narrower condition.
    pub(in crate::rules) fn size_of_row(&self, row: u32) -> u32 {
        self.size.get(self.of_row(row) as usize).copied().unwrap_or(0)
    }

    /// How the condition of row `a` stands to that of row `b`.
    pub(in crate::rules) fn fit(&self, a: u32, b: u32) -> Fit {
        let (a, b) = (self.of_row(a), self.of_row(b));
        if a == b {
            return Fit::Equal;
        }
        match (self.within(a, b), self.within(b, a)) {
            (true, true) => Fit::Equal,
            (true, false) => Fit::Narrower,
            (false, true) => Fit::Wider,
            (false, false) => Fit::Crossing,
        }
    }

    fn within(&self, a: u32, b: u32) -> bool {
        b == ANYTHING
            || (a != ANYTHING
                && self.wider.get(a as usize).is_some_and(|wider| wider.binary_search(&b).is_ok()))
    }

    /// The rows that hold a point which conditions `held` hold, as bits.
    pub(super) fn matching(&self, held: &[u32]) -> Bits {
        let mut bits = Bits::empty(self.of_row.len());
        for condition in std::iter::once(&ANYTHING).chain(held) {
            for row in self.rows(*condition) {
                bits.insert(*row as usize);
            }
        }
        bits
    }
}

/// Points of a column that no condition tells apart.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Atoms {
    of_point: Vec<u32>,
    atoms: Vec<Atom>,
}

/// Points that no condition tells apart.
#[derive(Debug, Clone)]
pub(in crate::rules) struct Atom {
    /// The conditions that hold them, beside [`ANYTHING`].
    pub(in crate::rules) held: Vec<u32>,
    /// Whatever else tells points apart.
    pub(in crate::rules) mark: u64,
    /// How many points.
    pub(in crate::rules) points: u32,
    /// The rows that hold them.
    pub(in crate::rules) rows: Bits,
}

impl Atoms {
    /// Points grouped by the conditions that hold them and by a mark. A point lies in the given nodes.
    pub(super) fn new(dimension: &Dimension, points: impl Iterator<Item = (Vec<u32>, u64)>) -> Self {
        let mut numbers: BTreeMap<(Vec<u32>, u64), u32> = BTreeMap::new();
        let mut grouped = Self::default();
        for (nodes, mark) in points {
            let held = dimension.holding(nodes);
            let next = u32::try_from(grouped.atoms.len()).unwrap_or(u32::MAX);
            let number = *numbers.entry((held, mark)).or_insert_with_key(|(held, mark)| {
                let rows = dimension.matching(held);
                grouped.atoms.push(Atom { held: held.clone(), mark: *mark, points: 0, rows });
                next
            });
            grouped.of_point.push(number);
            grouped.atoms.get_mut(number as usize).into_iter().for_each(|atom| atom.points += 1);
        }
        grouped
    }

    /// All atoms, by number.
    pub(in crate::rules) fn all(&self) -> &[Atom] {
        &self.atoms
    }

    /// The number of a point's atom.
    pub(in crate::rules) fn number(&self, point: usize) -> Option<u32> {
        self.of_point.get(point).copied()
    }

    /// A point's atom.
    pub(in crate::rules) fn of(&self, point: usize) -> Option<&Atom> {
        self.atoms.get(self.number(point)? as usize)
    }

    /// The points of some atoms, rising.
    pub(in crate::rules) fn points_of<'a>(&'a self, atoms: &'a Bits) -> impl Iterator<Item = usize> + 'a {
        (0..).zip(&self.of_point).filter(|(_, atom)| atoms.contains(**atom as usize)).map(|(point, _)| point)
    }

    /// How many points some atoms have.
    pub(in crate::rules) fn count(&self, atoms: &Bits) -> u64 {
        atoms.iter().filter_map(|atom| self.atoms.get(atom)).map(|atom| u64::from(atom.points)).sum()
    }

    /// How many points there are.
    pub(in crate::rules) fn points(&self) -> usize {
        self.of_point.len()
    }
}
