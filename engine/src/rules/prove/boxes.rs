//! From the diagram to boxes: parts of every column whose combinations all come to the same, as large as they get.

use std::collections::BTreeMap;

use super::super::bound::{Bits, Points};
use super::outcome::Outcome;
use super::walk::{KIND, Walked};

/// Columns of a box: place, class, kind, grade, slot, source, owner.
pub(super) const COLUMNS: usize = 7;

/// A set of atoms of each column.
pub(super) type Sides = [Bits; COLUMNS];

/// The boxes of each outcome that is a finding. They are disjoint, and no two of one outcome make a box together.
pub(super) fn boxes(walked: &Walked, points: &Points) -> BTreeMap<Outcome, Vec<Sides>> {
    let tail = [&points.kind, &points.grade, &points.slot, &points.source, &points.owner];
    let full = tail.map(|atoms| Bits::full(atoms.all().len()));
    let mut known = BTreeMap::new();
    let mut found: BTreeMap<Outcome, Vec<Sides>> = BTreeMap::new();
    for ((kinds, parts), classes) in &walked.tops {
        for (node, places) in parts {
            for (columns, outcome) in walked.diagram.paths(*node, &mut known).iter() {
                let side = |level: usize| {
                    let own = columns.get(level).cloned().flatten();
                    let all = || if level == KIND { Some(kinds.clone()) } else { full.get(level).cloned() };
                    own.or_else(all).unwrap_or_default()
                };
                let sides = [places.clone(), classes.clone(), side(0), side(1), side(2), side(3), side(4)];
                found.entry(outcome.clone()).or_default().push(sides);
            }
        }
    }
    found.into_iter().map(|(outcome, boxes)| (outcome, joined(boxes))).collect()
}

/// Each side once, by number, so that boxes compare as seven numbers.
#[derive(Default)]
struct SideTable {
    sides: Vec<Bits>,
    numbers: BTreeMap<Bits, u32>,
}

impl SideTable {
    fn number(&mut self, side: Bits) -> u32 {
        let next = u32::try_from(self.sides.len()).unwrap_or(u32::MAX);
        *self.numbers.entry(side).or_insert_with_key(|side| {
            self.sides.push(side.clone());
            next
        })
    }

    fn get(&self, number: u32) -> Bits {
        self.sides.get(number as usize).cloned().unwrap_or_default()
    }
}

/// Joins boxes that differ in one column only, until none do.
fn joined(boxes: Vec<Sides>) -> Vec<Sides> {
    let mut table = SideTable::default();
    let mut current: Vec<[u32; COLUMNS]> =
        boxes.into_iter().map(|sides| sides.map(|side| table.number(side))).collect();
    loop {
        let before = current.len();
        for column in 0..COLUMNS {
            let mut groups: BTreeMap<[u32; COLUMNS], Vec<u32>> = BTreeMap::new();
            for sides in current {
                let mut key = sides;
                let own = key.get_mut(column).map_or(0, |side| std::mem::replace(side, u32::MAX));
                groups.entry(key).or_default().push(own);
            }
            current = groups
                .into_iter()
                .map(|(key, members)| with_union(&mut table, key, column, &members))
                .collect();
        }
        if current.len() == before {
            break;
        }
    }
    current.sort_unstable();
    current.into_iter().map(|sides| sides.map(|side| table.get(side))).collect()
}

fn with_union(
    table: &mut SideTable,
    mut key: [u32; COLUMNS],
    column: usize,
    members: &[u32],
) -> [u32; COLUMNS] {
    let number = match members {
        [only] => *only,
        several => {
            let union = several.iter().map(|member| table.get(*member)).reduce(|mut all, one| {
                all.unite(&one);
                all
            });
            table.number(union.unwrap_or_default())
        }
    };
    key.get_mut(column).into_iter().for_each(|side| *side = number);
    key
}
