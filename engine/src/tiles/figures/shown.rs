//! The figures of a layer as somebody may see them.

use super::measure::{Exposure, Figure, Measure, Period};
use super::merge::{Merged, merged};
use super::tally::{Tallies, Tally};
use crate::tiles::colour::Scale;

/// What a map of cells is made of, beside the counts.
#[derive(Debug)]
pub struct Basis<'a> {
    /// What is measured.
    pub measure: Measure,
    /// Lengths of the periods.
    pub period: Period,
    /// What stands below the line, by cell.
    pub exposures: &'a [Exposure],
    /// Each cell's ancestors: [`merged`].
    pub parents: &'a [Vec<u32>],
    /// Groups with fewer cases may not be seen; 0 or 1 for no limit.
    pub least: u32,
}

/// One cell as it is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShownCell {
    /// Its figure, or that of the group that it is shown with.
    pub figure: Figure,
    /// Cases, of it or of its group.
    pub cases: u32,
    /// The class of the figure on the scale; `None` without one.
    pub class: Option<u8>,
    /// How far up it was merged, and with whom.
    pub merged: Merged,
}

/// All cells of a layer as they are shown, with the scale and what does not lie on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// By the cell's index.
    pub cells: Vec<ShownCell>,
    /// The scale of all tiles.
    pub scale: Scale,
    /// All chosen cases on the map.
    pub total: Tally,
    /// Chosen cases that lie in no cell or have no place.
    pub elsewhere: Tally,
}

impl Shown {
    /// Figures of all cells; counts of groups stand for the cells in them, and so do the groups' denominators.
    ///
    /// # Complexity
    /// O(cells · levels).
    #[must_use]
    pub fn new(now: &Tallies, before: Option<&Tallies>, basis: &Basis<'_>) -> Self {
        let groups = merged(now.cells(), basis.parents, basis.least, false);
        let (before, exposures) = below_the_line(&groups, before, basis.exposures);
        let figures: Vec<Figure> = groups
            .iter()
            .map(|group| {
                let at = group.group as usize;
                let before = before.get(at).copied().unwrap_or_default();
                let exposure = exposures.get(at).copied().unwrap_or_default();
                basis.measure.figure(group.tally, before, &exposure, basis.period)
            })
            .collect();
        let value = |figure: &Figure| if let Figure::Value(value) = figure { *value } else { 0.0 };
        let scale = basis.measure.scale(figures.iter().map(value).fold(0.0, f64::max));
        let class = |figure: Figure| match figure {
            Figure::Value(value) => u8::try_from(scale.class(value)).ok(),
            Figure::Missing(_) => None,
        };
        let cells = groups.iter().zip(figures).map(|(group, figure)| ShownCell {
            figure,
            cases: group.tally.cases,
            class: class(figure).filter(|_| !group.withheld),
            merged: *group,
        });
        let cells = cells.collect();
        let total = now.cells().iter().fold(Tally::default(), |sum, tally| sum.with(*tally));
        Self { cells, scale, total, elsewhere: now.elsewhere() }
    }
}

/// Counts before and denominators, added up by group.
fn below_the_line(
    groups: &[Merged],
    before: Option<&Tallies>,
    exposures: &[Exposure],
) -> (Vec<Tally>, Vec<Exposure>) {
    let none = Exposure { area_km2: 0.0, residents: Some(0.0), patrol_hours: Some(0.0) };
    let mut sums = (vec![Tally::default(); groups.len()], vec![none; groups.len()]);
    for (cell, group) in groups.iter().enumerate() {
        let at = group.group as usize;
        let own = before.and_then(|before| before.cells().get(cell)).copied().unwrap_or_default();
        if let Some(sum) = sums.0.get_mut(at) {
            *sum = sum.with(own);
        }
        if let (Some(sum), Some(own)) = (sums.1.get_mut(at), exposures.get(cell)) {
            let both = |a: Option<f64>, b: Option<f64>| Some(a? + b?);
            *sum = Exposure {
                area_km2: sum.area_km2 + own.area_km2,
                residents: both(sum.residents, own.residents),
                patrol_hours: both(sum.patrol_hours, own.patrol_hours),
            };
        }
    }
    sums
}
