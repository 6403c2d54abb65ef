//! Cells with few cases are merged upward (小数合并), so that nobody is picked out and nothing is blanked.

use super::tally::Tally;

/// How a cell is shown to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// Its own figures, or those of the group that it is shown with.
    pub tally: Tally,
    /// 0 for its own; otherwise how many levels up the group is taken.
    pub level: u8,
    /// The first cell of the group, which names it; the cell itself when it stands alone.
    pub group: u32,
    /// Even all cells together have too few cases: the figures are zero here, and not to be read as such.
    pub withheld: bool,
}

/// How each cell is shown when no group of fewer than `least` cases may be seen.
///
/// `parents[l][cell]` is the cell's ancestor `l + 1` levels up; cells without one have `u32::MAX` and share a group. The rule
/// is per parent and leaves nothing to subtract: when one child of a parent is too small, though not empty, *all* children of
/// that parent that have a case are shown as one group, so that no difference of a total and its parts reveals a small one.
/// Groups that are still too small go one level further up. Above the last level small groups are put together, with the
/// smallest of the others where they are too few. Empty cells stay empty where a child with none is public anyway; with
/// `hide_empty` they join the group of their parent.
///
/// # Complexity
/// O(n · levels).
#[must_use]
pub fn merged(tallies: &[Tally], parents: &[Vec<u32>], least: u32, hide_empty: bool) -> Vec<Merged> {
    let alone = |(cell, tally): (usize, &Tally)| Merged {
        tally: *tally,
        level: 0,
        group: u32::try_from(cell).unwrap_or(u32::MAX),
        withheld: false,
    };
    let mut shown: Vec<Merged> = tallies.iter().enumerate().map(alone).collect();
    if least <= 1 {
        return shown;
    }
    for (level, of) in (1_u8..).zip(parents) {
        let small = too_small(&shown, of, least);
        if !small.is_empty() {
            merge_below(&mut shown, of, &small, level, hide_empty);
        }
    }
    merge_rest(&mut shown, least, u8::try_from(parents.len() + 1).unwrap_or(u8::MAX));
    for merged in shown.iter_mut().filter(|merged| (1..least).contains(&merged.tally.cases)) {
        (merged.tally, merged.withheld) = (Tally::default(), true);
    }
    shown
}

/// The parents of groups with a case, and with fewer than may be seen.
fn too_small(shown: &[Merged], of: &[u32], least: u32) -> std::collections::BTreeSet<u32> {
    let small = |merged: &&Merged| (1..least).contains(&merged.tally.cases);
    shown.iter().zip(of).filter(|(merged, _)| small(merged)).map(|(_, parent)| *parent).collect()
}

fn merge_below(
    shown: &mut [Merged],
    of: &[u32],
    small: &std::collections::BTreeSet<u32>,
    level: u8,
    hide_empty: bool,
) {
    let joins =
        |merged: &Merged, parent: u32| small.contains(&parent) && (hide_empty || merged.tally.cases > 0);
    // A group counts once, however many cells show it.
    let mut sums: std::collections::BTreeMap<u32, (u32, Tally)> = std::collections::BTreeMap::new();
    for (cell, (merged, parent)) in (0_u32..).zip(shown.iter().zip(of)) {
        if joins(merged, *parent) {
            let (_, sum) = sums.entry(*parent).or_insert((cell, Tally::default()));
            if merged.group == cell {
                *sum = sum.with(merged.tally);
            }
        }
    }
    for (merged, parent) in shown.iter_mut().zip(of) {
        if joins(merged, *parent)
            && let Some((group, tally)) = sums.get(parent)
        {
            *merged = Merged { tally: *tally, level, group: *group, withheld: false };
        }
    }
}

/// Puts groups that are still too small together, with the smallest of the others where they are too few.
fn merge_rest(shown: &mut [Merged], least: u32, level: u8) {
    let mut groups: Vec<(u32, u32, Tally)> = shown
        .iter()
        .zip(0_u32..)
        .filter(|(merged, cell)| merged.group == *cell && merged.tally.cases > 0)
        .map(|(merged, cell)| (merged.tally.cases, cell, merged.tally))
        .collect();
    groups.sort_unstable_by_key(|&(cases, cell, _)| (cases, cell));
    let mut sum = Tally::default();
    let mut members = std::collections::BTreeSet::new();
    for (cases, cell, tally) in groups {
        let enough = cases >= least && (members.is_empty() || sum.cases >= least);
        if enough {
            break;
        }
        sum = sum.with(tally);
        members.insert(cell);
    }
    let Some(&group) = members.first().filter(|_| members.len() > 1) else { return };
    for merged in shown.iter_mut().filter(|merged| members.contains(&merged.group)) {
        *merged = Merged { tally: sum, level, group, withheld: false };
    }
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
