//! Which of two rules wins, and who wins among many.

use smallvec::SmallVec;

use super::dimension::{Dimension, Fit};
use crate::rules::class::Lead;

/// The columns of the table that decide.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Columns {
    /// Where.
    pub(in crate::rules) place: Dimension,
    /// What.
    pub(in crate::rules) class: Dimension,
    /// Kind of handling.
    pub(in crate::rules) kind: Dimension,
    /// Quality grade.
    pub(in crate::rules) grade: Dimension,
    /// Time slot.
    pub(in crate::rules) slot: Dimension,
    /// Source.
    pub(in crate::rules) source: Dimension,
    /// Owner of the component.
    pub(in crate::rules) owner: Dimension,
}

/// Who wins among rules that match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rules) enum Contest {
    /// No rule matches.
    Nobody,
    /// It beats all others.
    Winner(u32),
    /// None does: those that no other beats; where that is one alone, those as well that it does not beat. In the table's order.
    Tie(SmallVec<[u32; 4]>),
}

impl Columns {
    fn rest(&self) -> [&Dimension; 5] {
        [&self.kind, &self.grade, &self.slot, &self.source, &self.owner]
    }

    /// Whether rule `a` beats rule `b` where a class's lead is `lead`.
    ///
    /// It does where it is nowhere wider or crossing and somewhere narrower; and where the two disagree between place and
    /// class only, by whoever leads, as long as no other column favours one and another the other.
    pub(in crate::rules) fn beats(&self, lead: Lead, a: u32, b: u32) -> bool {
        let (place, class) = (self.place.fit(a, b), self.class.fit(a, b));
        let (mut narrower, mut wider) = (false, false);
        for column in self.rest() {
            match column.fit(a, b) {
                Fit::Equal => {}
                Fit::Narrower => narrower = true,
                Fit::Wider => wider = true,
                Fit::Crossing => return false,
            }
        }
        match (place, class) {
            (Fit::Narrower, Fit::Wider) => lead == Lead::Block && !(narrower && wider),
            (Fit::Wider, Fit::Narrower) => lead == Lead::Line && !(narrower && wider),
            (Fit::Wider | Fit::Crossing, _) | (_, Fit::Wider | Fit::Crossing) => false,
            (Fit::Narrower, _) | (_, Fit::Narrower) => !wider,
            (Fit::Equal, Fit::Equal) => narrower && !wider,
        }
    }

    /// Each rule's place in an order in which whoever beats another comes first: by how much the leading column holds,
    /// then the other of place and class, then the rest; equals in the table's order.
    pub(super) fn ranks(&self, lead: Lead, rules: u32) -> Vec<u32> {
        let rest = |row| self.rest().iter().map(|column| u64::from(column.size_of_row(row))).sum::<u64>();
        let mut order: Vec<u32> = (0..rules).collect();
        order.sort_by_key(|&row| {
            let (place, class) = (self.place.size_of_row(row), self.class.size_of_row(row));
            let (first, second) = if lead == Lead::Block { (place, class) } else { (class, place) };
            (first, second, rest(row), row)
        });
        let mut ranks = vec![0u32; order.len()];
        for (rank, row) in (0u32..).zip(order) {
            ranks.get_mut(row as usize).into_iter().for_each(|at| *at = rank);
        }
        ranks
    }

    /// Who wins among rules that match, given in the order of [`Self::ranks`]: only the first can.
    pub(in crate::rules) fn contest(&self, lead: Lead, ranked: &[u32]) -> Contest {
        let Some((first, others)) = ranked.split_first() else { return Contest::Nobody };
        if others.iter().all(|other| self.beats(lead, *first, *other)) {
            return Contest::Winner(*first);
        }
        let beaten = |row: u32| ranked.iter().any(|other| *other != row && self.beats(lead, *other, row));
        let mut tied: SmallVec<[u32; 4]> = ranked.iter().copied().filter(|row| !beaten(*row)).collect();
        if let [alone] = tied[..] {
            tied.extend(ranked.iter().copied().filter(|row| *row != alone && !self.beats(lead, alone, *row)));
        }
        tied.sort_unstable();
        Contest::Tie(tied)
    }
}
