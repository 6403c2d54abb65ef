//! Cells with few cases are merged upward (小数合并), so that nobody is picked out and nothing is blanked.

use super::tally::Tally;

/// With whom a cell is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// 0 alone; otherwise how many levels up its group is taken.
    pub level: u8,
    /// The first cell of its group, which names it; the cell itself when it stands alone.
    pub group: u32,
    /// Even all cells together have too few cases: the figures are not to be told.
    pub withheld: bool,
}

/// Which cells are shown together: a partition of a layer's cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Groups(Vec<Merged>);

impl Groups {
    /// Each cell alone.
    #[must_use]
    pub fn alone(cells: usize) -> Self {
        Self((0..).take(cells).map(|group| Merged { level: 0, group, withheld: false }).collect())
    }

    /// Groups such that none has, in any period, fewer than `least` cases and not zero.
    ///
    /// `counts[p][cell]` are cases of a period, which may lie in any number of periods; `parents[l][cell]` is the cell's
    /// ancestor `l + 1` levels up, `u32::MAX` where it has none, and those without one share a group. Parents of one level need
    /// not nest in those of the next.
    ///
    /// When one child of a parent is too small, though not empty, *all* children of that parent that ever have a case are shown
    /// as one group, with the whole groups that they are in already: no difference of a total and its parts reveals a small one.
    /// Groups that are still too small go one level further up. Above the last level small groups are put together, with the
    /// smallest of the others where they are too few. Cells that are always empty stay alone.
    ///
    /// # Complexity
    /// O(n · (levels + periods)) but for the logarithms of sets.
    #[must_use]
    pub fn of_at_least(least: u32, counts: &[&[u32]], parents: &[Vec<u32>]) -> Self {
        let cells = counts.iter().map(|of_period| of_period.len()).max().unwrap_or(0);
        if least <= 1 {
            return Self::alone(cells);
        }
        let mut merging = Merging::new(cells, counts, least);
        for (level, of) in (1_u8..).zip(parents) {
            merging.merge_below(of, level);
        }
        merging.merge_rest(u8::try_from(parents.len() + 1).unwrap_or(u8::MAX));
        merging.finish()
    }

    /// The groups of another layer over the same ground: cells of it are shown together where a group of this one lies in
    /// several of them. `of[cell]` is the cell of the other layer that a cell of this one lies in, `u32::MAX` for none; the other
    /// layer has `cells` cells. Whatever is told of both layers, it is sums of this one's groups.
    ///
    /// # Complexity
    /// O(n α(n)).
    #[must_use]
    pub fn seen_by(&self, of: &[u32], cells: usize) -> Self {
        let mut sets = Sets::new(cells);
        let mut first: Vec<Option<u32>> = vec![None; self.0.len()];
        let mut withheld = vec![false; cells];
        for (merged, &above) in self.0.iter().zip(of) {
            let Some(hidden) = withheld.get_mut(above as usize) else { continue };
            *hidden |= merged.withheld;
            if let Some(seen) = first.get_mut(merged.group as usize) {
                sets.join(*seen.get_or_insert(above), above);
            }
        }
        let roots: Vec<u32> = (0..).take(cells).map(|cell| sets.first(cell)).collect();
        let mut shared = vec![0_u32; cells];
        for &root in &roots {
            shared.get_mut(root as usize).into_iter().for_each(|count| *count += 1);
        }
        let alone = |root: u32| shared.get(root as usize).is_none_or(|count| *count <= 1);
        let merged = |(root, hidden): (&u32, bool)| Merged {
            level: u8::from(!alone(*root)),
            group: *root,
            withheld: hidden,
        };
        Self(roots.iter().zip(withheld).map(merged).collect())
    }

    /// By the cell's index.
    #[must_use]
    pub fn cells(&self) -> &[Merged] {
        &self.0
    }

    /// Counts by the first cell of each group; zero at all other cells.
    ///
    /// # Complexity
    /// O(n).
    #[must_use]
    pub fn sums(&self, tallies: &[Tally]) -> Vec<Tally> {
        let mut sums = vec![Tally::default(); self.0.len()];
        for (merged, tally) in self.0.iter().zip(tallies) {
            if let Some(sum) = sums.get_mut(merged.group as usize) {
                *sum = sum.with(*tally);
            }
        }
        sums
    }
}

/// Sets of cells that only grow together; the first cell of each names it.
struct Sets(Vec<u32>);

impl Sets {
    fn new(cells: usize) -> Self {
        Self((0..).take(cells).collect())
    }

    fn first(&mut self, mut cell: u32) -> u32 {
        loop {
            let Some(above) = self.0.get(cell as usize).copied().filter(|above| *above != cell) else {
                return cell;
            };
            // Each step halves the way for those who come later.
            let next = self.0.get(above as usize).copied().unwrap_or(above);
            self.0.get_mut(cell as usize).into_iter().for_each(|slot| *slot = next);
            cell = next;
        }
    }

    /// The name of both together, and the one that is no longer a name.
    fn join(&mut self, a: u32, b: u32) -> Option<(u32, u32)> {
        let (a, b) = (self.first(a), self.first(b));
        let (low, high) = (a.min(b), a.max(b));
        self.0.get_mut(high as usize).into_iter().for_each(|slot| *slot = low);
        (low != high).then_some((low, high))
    }
}

/// Groups on their way.
struct Merging {
    least: u32,
    periods: usize,
    sets: Sets,
    /// Cases of each cell's group at its first cell, period by period.
    sums: Vec<u32>,
    levels: Vec<u8>,
}

impl Merging {
    fn new(cells: usize, counts: &[&[u32]], least: u32) -> Self {
        let of_cell = |cell: usize| counts.iter().map(move |period| period.get(cell).copied().unwrap_or(0));
        let sums = (0..cells).flat_map(of_cell).collect();
        Self { least, periods: counts.len(), sets: Sets::new(cells), sums, levels: vec![0; cells] }
    }

    fn of(&self, first: u32) -> &[u32] {
        let from = first as usize * self.periods;
        self.sums.get(from..from + self.periods).unwrap_or_default()
    }

    fn is_small(&self, first: u32) -> bool {
        self.of(first).iter().any(|cases| (1..self.least).contains(cases))
    }

    fn cases(&self, first: u32) -> u64 {
        self.of(first).iter().map(|cases| u64::from(*cases)).sum()
    }

    fn join(&mut self, a: u32, b: u32, level: u8) {
        if let Some((kept, gone)) = self.sets.join(a, b) {
            let (into, from) = (kept as usize * self.periods, gone as usize * self.periods);
            for period in 0..self.periods {
                let more = self.sums.get(from + period).copied().unwrap_or(0);
                self.sums.get_mut(into + period).into_iter().for_each(|sum| *sum = sum.saturating_add(more));
            }
        }
        let first = self.sets.first(a);
        self.levels.get_mut(first as usize).into_iter().for_each(|own| *own = (*own).max(level));
    }

    fn merge_below(&mut self, of: &[u32], level: u8) {
        // Parents are cells of another layer, so that lists by parent are short; the first place is for those without one.
        let place = |parent: u32| parent.checked_add(1).map_or(0, |at| at as usize);
        let places = of.iter().map(|parent| place(*parent)).max().map_or(0, |last| last + 1);
        let mut small = vec![false; places];
        for (cell, parent) in (0..).zip(of) {
            let first = self.sets.first(cell);
            if self.is_small(first) {
                small.get_mut(place(*parent)).into_iter().for_each(|small| *small = true);
            }
        }
        let mut firsts: Vec<Option<u32>> = vec![None; places];
        for (cell, parent) in (0..).zip(of) {
            if small.get(place(*parent)) != Some(&true) {
                continue;
            }
            let own = self.sets.first(cell);
            if self.cases(own) > 0
                && let Some(first) = firsts.get_mut(place(*parent))
            {
                let first = *first.get_or_insert(cell);
                self.join(first, cell, level);
            }
        }
    }

    /// Puts groups that are still too small together, with the smallest of the others where they are too few.
    fn merge_rest(&mut self, level: u8) {
        let cells = u32::try_from(self.levels.len()).unwrap_or(u32::MAX);
        let names: Vec<u32> = (0..cells).filter(|cell| self.sets.first(*cell) == *cell).collect();
        let (small, mut large): (Vec<u32>, Vec<u32>) =
            names.into_iter().filter(|first| self.cases(*first) > 0).partition(|first| self.is_small(*first));
        let order = |own: &Self, first: &u32| (own.cases(*first), *first);
        let Some(rest) = small.iter().copied().min_by_key(|first| order(self, first)) else { return };
        small.into_iter().for_each(|first| self.join(rest, first, level));
        if !self.is_small_now(rest) {
            return;
        }
        large.sort_unstable_by_key(|first| order(self, first));
        for first in large {
            self.join(rest, first, level);
            if !self.is_small_now(rest) {
                break;
            }
        }
    }

    /// Whether the group that a cell is in by now is too small.
    fn is_small_now(&mut self, cell: u32) -> bool {
        let first = self.sets.first(cell);
        self.is_small(first)
    }

    fn finish(mut self) -> Groups {
        let cells = u32::try_from(self.levels.len()).unwrap_or(u32::MAX);
        let merged = (0..cells).map(|cell| {
            let group = self.sets.first(cell);
            let level = self.levels.get(group as usize).copied().unwrap_or_default();
            Merged { level, group, withheld: self.is_small(group) }
        });
        Groups(merged.collect())
    }
}

#[cfg(test)]
#[path = "groups_tests.rs"]
mod tests;
