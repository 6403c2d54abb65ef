//! The walk over all combinations, without visiting them: points that the surviving rules do not tell apart go together.

use std::collections::{BTreeMap, BTreeSet};

use super::super::bound::{ANYTHING, Atoms, Bits, BoundRules, ClassMark, Contest, Dimension, Target};
use super::diagram::{Diagram, TAIL};
use super::outcome::Outcome;
use super::split::Split;
use crate::rules::class::Lead;

/// The tail's columns in the order of the walk.
pub(super) const KIND: usize = 0;
const OWNER: usize = 4;

/// What the walk found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) diagram: Diagram,
    /// Parts of the place column with the node that follows, and the kinds; with the classes for which it is so.
    pub(super) tops: BTreeMap<(Bits, Vec<(u32, Bits)>), Bits>,
    /// By rule: whether it matched anywhere, whether it won anywhere.
    pub(super) seen: Vec<bool>,
    pub(super) fired: Vec<bool>,
    /// Rules that beat a rule which never won, where it matched; rules that it tied with.
    pub(super) beaten_by: Vec<BTreeSet<u32>>,
    pub(super) tied_with: Vec<BTreeSet<u32>>,
    /// By accepted hole: whether it lies on a hole.
    pub(super) used: Vec<bool>,
    /// By rule: places and classes where it won and its reference names a unit, by atom.
    pub(super) won_places: Vec<Bits>,
    pub(super) won_classes: Vec<Bits>,
    pub(super) won_owners: Vec<Bits>,
    /// By rule: whether it won somewhere where its reference names a unit.
    pub(super) named: Vec<bool>,
}

/// A group of combinations that is done: its node, and the rules that won in it by territory or department.
#[derive(Debug, Clone, Copy)]
struct Done {
    node: u32,
    winners: u32,
}

pub(super) struct Walk<'a> {
    bound: &'a BoundRules,
    rules: u32,
    /// The first row that stands for a territory without a unit; then one for “no department”, one for “no owner”.
    lost: u32,
    territories: u32,
    known: BTreeMap<(usize, Lead, Bits, Vec<u32>), Done>,
    winner_lists: Vec<Vec<u32>>,
    winner_numbers: BTreeMap<Vec<u32>, u32>,
    /// Place atoms of each condition, and those without a unit in each territory.
    place_atoms: Vec<Vec<u32>>,
    lost_atoms: Vec<Vec<u32>>,
    out: Walked,
}

impl<'a> Walk<'a> {
    pub(super) fn new(bound: &'a BoundRules) -> Self {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (rules, accepted) = (bound.rules.table.len(), bound.rules.accepted.len());
        let atoms = bound.points.place.all();
        let mut place_atoms = vec![Vec::new(); bound.columns.place.conditions()];
        let mut lost_atoms = vec![Vec::new(); bound.deciding.min(64)];
        for (at, atom) in (0u32..).zip(atoms) {
            for condition in &atom.held {
                place_atoms
                    .get_mut(*condition as usize)
                    .into_iter()
                    .for_each(|list: &mut Vec<u32>| list.push(at));
            }
            for (territory, list) in lost_atoms.iter_mut().enumerate() {
                if atom.mark >> territory & 1 == 1 {
                    list.push(at);
                }
            }
        }
        let out = Walked {
            seen: vec![false; rules],
            fired: vec![false; rules],
            named: vec![false; rules],
            beaten_by: vec![BTreeSet::new(); rules],
            tied_with: vec![BTreeSet::new(); rules],
            used: vec![false; accepted],
            won_places: vec![Bits::empty(atoms.len()); rules],
            won_classes: vec![Bits::empty(bound.points.class.all().len()); rules],
            won_owners: vec![Bits::empty(bound.points.owner.all().len()); rules],
            ..Walked::default()
        };
        Self {
            bound,
            rules: count(rules),
            lost: count(rules + accepted),
            territories: count(lost_atoms.len()),
            known: BTreeMap::new(),
            winner_lists: Vec::new(),
            winner_numbers: BTreeMap::new(),
            place_atoms,
            lost_atoms,
            out,
        }
    }

    /// Walks everything.
    pub(super) fn run(mut self) -> Walked {
        for (at, atom) in self.bound.points.class.all().iter().enumerate() {
            let mark = ClassMark(atom.mark);
            if mark.is_leaf() && mark.kinds().next().is_some() {
                let mut rows: Vec<u32> = atom.rows.iter().filter_map(|row| u32::try_from(row).ok()).collect();
                let by_department = rows
                    .iter()
                    .any(|row| self.bound.responsible.get(*row as usize) == Some(&Target::Department));
                if by_department && !mark.has_department() {
                    rows.push(self.lost + self.territories);
                }
                self.class(at, &mark, &rows);
            }
        }
        self.out
    }

    /// One group of classes: parts the places, and follows each part.
    fn class(&mut self, class: usize, mark: &ClassMark, rows: &[u32]) {
        let split = self.split_places(rows);
        let mut kinds = Bits::empty(3);
        mark.kinds().for_each(|kind| kinds.insert(kind));
        let offset = u32::try_from(self.place_atoms.len()).unwrap_or(u32::MAX);
        let place = &self.bound.columns.place;
        let mut done: Vec<Option<Done>> = vec![None; split.held.len()];
        for ((held, size), done) in split.held.iter().zip(&split.size).zip(&mut done) {
            if *size == 0 {
                continue;
            }
            let mut left: Vec<u32> = rows
                .iter()
                .copied()
                .filter(|row| *row >= self.lost || matches!(place.of_row(*row), condition if condition == ANYTHING || held.contains(&condition)))
                .collect();
            left.extend(held.iter().filter(|held| **held >= offset).map(|held| self.lost + held - offset));
            left.sort_unstable();
            *done = Some(self.tail(KIND, mark.lead(), &kinds, left));
        }
        let atoms = split.of_atom.len();
        let mut parts: BTreeMap<u32, Bits> = BTreeMap::new();
        let mut winners: BTreeMap<u32, Bits> = BTreeMap::new();
        for (atom, group) in split.of_atom.iter().enumerate() {
            let Some(Some(done)) = done.get(*group as usize) else { continue };
            parts.entry(done.node).or_insert_with(|| Bits::empty(atoms)).insert(atom);
            winners.entry(done.winners).or_insert_with(|| Bits::empty(atoms)).insert(atom);
        }
        for (list, places) in winners {
            for rule in self.winner_lists.get(list as usize).into_iter().flatten() {
                let at = *rule as usize;
                self.out.won_places.get_mut(at).into_iter().for_each(|won| won.unite(&places));
                self.out.won_classes.get_mut(at).into_iter().for_each(|won| won.insert(class));
            }
        }
        let classes = self.bound.points.class.all().len();
        let top = self.out.tops.entry((kinds, parts.into_iter().collect()));
        top.or_insert_with(|| Bits::empty(classes)).insert(class);
    }

    fn split_places(&self, rows: &[u32]) -> Split {
        let place = &self.bound.columns.place;
        let mut split = Split::new(self.bound.points.place.all().len());
        let conditions: BTreeSet<u32> =
            rows.iter().map(|row| place.of_row(*row)).filter(|c| *c != ANYTHING).collect();
        for condition in conditions {
            split.refine(condition, self.place_atoms.get(condition as usize).map_or(&[], Vec::as_slice));
        }
        let offset = u32::try_from(self.place_atoms.len()).unwrap_or(u32::MAX);
        let named: BTreeSet<usize> = rows
            .iter()
            .filter_map(|row| match self.bound.responsible.get(*row as usize) {
                Some(Target::Territory(number)) => Some(*number),
                _ => None,
            })
            .collect();
        for number in named {
            let Some(atoms) = self.lost_atoms.get(number) else { continue };
            split.refine(offset.saturating_add(u32::try_from(number).unwrap_or(u32::MAX)), atoms);
        }
        split
    }

    fn column(&self, level: usize) -> Option<(&'a Dimension, &'a Atoms)> {
        let (columns, points) = (&self.bound.columns, &self.bound.points);
        let all: [(&Dimension, &Atoms); TAIL] = [
            (&columns.kind, &points.kind),
            (&columns.grade, &points.grade),
            (&columns.slot, &points.slot),
            (&columns.source, &points.source),
            (&columns.owner, &points.owner),
        ];
        all.get(level).copied()
    }

    /// What is left from a level on, for the rules that survive.
    fn tail(&mut self, level: usize, lead: Lead, kinds: &Bits, rows: Vec<u32>) -> Done {
        let Some((dimension, atoms)) = self.column(level) else { return self.end(lead, &rows) };
        let conditions: BTreeSet<u32> =
            rows.iter().map(|row| dimension.of_row(*row)).filter(|c| *c != ANYTHING).collect();
        let by_owner = level == OWNER
            && rows.iter().any(|row| self.bound.responsible.get(*row as usize) == Some(&Target::Owner));
        if conditions.is_empty() && !by_owner {
            return self.tail(level + 1, lead, kinds, rows);
        }
        // Below the kinds it does not matter which kinds there were.
        let allowed = if level == KIND { kinds.clone() } else { Bits::default() };
        let key = (level, lead, allowed, rows);
        if let Some(done) = self.known.get(&key) {
            return *done;
        }
        let (_, _, _, rows) = &key;
        let mut groups: BTreeMap<(Vec<u32>, u64), Bits> = BTreeMap::new();
        for (at, atom) in atoms.all().iter().enumerate() {
            // Every kind is an atom of its own.
            if level == KIND && !kinds.contains(at) {
                continue;
            }
            let held: Vec<u32> = atom.held.iter().copied().filter(|c| conditions.contains(c)).collect();
            let mark = if by_owner { atom.mark } else { 0 };
            groups.entry((held, mark)).or_insert_with(|| Bits::empty(atoms.all().len())).insert(at);
        }
        let (mut parts, mut winners) = (Vec::new(), BTreeSet::new());
        for ((held, mark), part) in groups {
            let fits = |row: &u32| matches!(dimension.of_row(*row), c if c == ANYTHING || held.binary_search(&c).is_ok());
            let mut left: Vec<u32> = rows.iter().copied().filter(fits).collect();
            if mark == 1 {
                left.push(self.lost + self.territories + 1);
            }
            let done = self.tail(level + 1, lead, kinds, left);
            for winner in self.winner_lists.get(done.winners as usize).into_iter().flatten() {
                if level == OWNER {
                    let won = self.out.won_owners.get_mut(*winner as usize);
                    won.into_iter().for_each(|won| won.unite(&part));
                }
                winners.insert(*winner);
            }
            parts.push((done.node, part));
        }
        let node = self.out.diagram.branch(level, parts);
        let done = Done { node, winners: self.winner_list(winners.into_iter().collect()) };
        self.known.insert(key, done);
        done
    }

    fn winner_list(&mut self, winners: Vec<u32>) -> u32 {
        let next = u32::try_from(self.winner_lists.len()).unwrap_or(u32::MAX);
        let lists = &mut self.winner_lists;
        *self.winner_numbers.entry(winners).or_insert_with_key(|winners| {
            lists.push(winners.clone());
            next
        })
    }

    /// What rules that survived all columns come to.
    fn end(&mut self, lead: Lead, rows: &[u32]) -> Done {
        let ranks = self.bound.ranks(lead);
        let mut ranked: Vec<u32> = rows.iter().copied().filter(|row| *row < self.rules).collect();
        ranked.sort_unstable_by_key(|row| ranks.get(*row as usize).copied());
        for row in &ranked {
            self.out.seen.get_mut(*row as usize).into_iter().for_each(|seen| *seen = true);
        }
        let mut winners = Vec::new();
        let outcome = match self.bound.columns.contest(lead, &ranked) {
            Contest::Nobody => self.hole(None, rows),
            Contest::Tie(tied) => {
                self.note_tie(&ranked, &tied);
                Outcome::Tie(tied.to_vec())
            }
            Contest::Winner(rule) => {
                self.note_winner(rule, &ranked);
                if self.names_a_unit(rule, rows) {
                    self.out.named.get_mut(rule as usize).into_iter().for_each(|named| *named = true);
                    winners.push(rule);
                    Outcome::Sound
                } else {
                    self.hole(Some(rule), rows)
                }
            }
        };
        Done { node: self.out.diagram.end(outcome), winners: self.winner_list(winners) }
    }

    fn names_a_unit(&self, rule: u32, rows: &[u32]) -> bool {
        let is_lost = |row: u32| rows.contains(&row);
        match self.bound.responsible.get(rule as usize) {
            Some(Target::Unit(_)) => true,
            Some(Target::Territory(number)) => u32::try_from(*number)
                .is_ok_and(|number| number < self.territories && !is_lost(self.lost + number)),
            Some(Target::Department) => !is_lost(self.lost + self.territories),
            Some(Target::Owner) => !is_lost(self.lost + self.territories + 1),
            Some(Target::Nothing) | None => false,
        }
    }

    fn hole(&mut self, rule: Option<u32>, rows: &[u32]) -> Outcome {
        let mut accepted = rows.iter().copied().filter(|row| (self.rules..self.lost).contains(row));
        let first = accepted.next();
        for row in first.into_iter().chain(accepted) {
            let used = self.out.used.get_mut((row - self.rules) as usize);
            used.into_iter().for_each(|used| *used = true);
        }
        Outcome::Hole { rule, accepted: first.map(|row| row - self.rules) }
    }

    fn note_winner(&mut self, winner: u32, ranked: &[u32]) {
        self.out.fired.get_mut(winner as usize).into_iter().for_each(|fired| *fired = true);
        for row in ranked.iter().filter(|row| **row != winner) {
            let at = *row as usize;
            // Only of rules that never win is it asked who beats them.
            if self.out.fired.get(at) == Some(&false) {
                self.out.beaten_by.get_mut(at).into_iter().for_each(|list| list.extend([winner]));
            }
        }
    }

    fn note_tie(&mut self, ranked: &[u32], tied: &[u32]) {
        for row in ranked {
            let at = *row as usize;
            if self.out.fired.get(at) == Some(&false) {
                let others = tied.iter().copied().filter(|other| other != row);
                self.out.tied_with.get_mut(at).into_iter().for_each(|list| list.extend(others.clone()));
            }
        }
    }
}
