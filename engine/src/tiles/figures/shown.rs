//! The figures of a layer as somebody may see them.

use super::groups::{Groups, Merged};
use super::measure::{Exposure, Figure, Measure, Period};
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
    /// Which cells are shown together.
    pub groups: &'a Groups,
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
    /// O(cells).
    #[must_use]
    pub fn new(now: &Tallies, before: Option<&Tallies>, basis: &Basis<'_>) -> Self {
        let groups = basis.groups.cells();
        let sums = basis.groups.sums(now.cells());
        let sums_before = before.map_or_else(Vec::new, |before| basis.groups.sums(before.cells()));
        let exposures = exposures_of(groups, basis.exposures);
        let of = |sums: &[Tally], at: usize| sums.get(at).copied().unwrap_or_default();
        let figures: Vec<Figure> = groups
            .iter()
            .map(|merged| {
                let at = merged.group as usize;
                let exposure = exposures.get(at).copied().unwrap_or_default();
                basis.measure.figure(of(&sums, at), of(&sums_before, at), &exposure, basis.period)
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
            cases: if group.withheld { 0 } else { of(&sums, group.group as usize).cases },
            class: class(figure).filter(|_| !group.withheld),
            merged: *group,
        });
        let cells = cells.collect();
        let total = now.cells().iter().fold(Tally::default(), |sum, tally| sum.with(*tally));
        Self { cells, scale, total, elsewhere: now.elsewhere() }
    }
}

/// Denominators, added up by group.
fn exposures_of(groups: &[Merged], exposures: &[Exposure]) -> Vec<Exposure> {
    let none = Exposure { area_km2: 0.0, residents: Some(0.0), patrol_hours: Some(0.0) };
    let both = |a: Option<f64>, b: Option<f64>| Some(a? + b?);
    let mut sums = vec![none; groups.len()];
    for (group, own) in groups.iter().zip(exposures) {
        if let Some(sum) = sums.get_mut(group.group as usize) {
            *sum = Exposure {
                area_km2: sum.area_km2 + own.area_km2,
                residents: both(sum.residents, own.residents),
                patrol_hours: both(sum.patrol_hours, own.patrol_hours),
            };
        }
    }
    sums
}
