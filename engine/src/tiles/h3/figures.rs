//! The figures of hexagons as somebody may see them.

use std::sync::Arc;

use h3o::CellIndex;
use jiff::Timestamp;

use super::index::{HexIndex, Hexes, NO_HEX};
use super::resolution::HexResolution;
use crate::cases::columns::{Chunk, Columns, Filter, NO_TIME, Selection};
use crate::cases::flag;
use crate::measure::LonLat;
use crate::tiles::figures::{Basis, Exposure, Groups, Measure, Period, Shown, Tallies, Tally};

/// The coarsest resolution that hexagons are merged up to: 250 km², about a district.
const COARSEST: u8 = 5;

/// What is asked of hexagons.
#[derive(Debug)]
pub struct HexQuestion<'a> {
    /// What is measured. Nobody counted residents or patrols by hexagon.
    pub measure: Measure,
    /// Which cases.
    pub filter: &'a Filter,
    /// Those of the period before, where the measure compares.
    pub before: Option<&'a Filter>,
    /// Lengths of the periods.
    pub period: Period,
    /// Groups of fewer cases may not be seen; 0 or 1 for no limit.
    pub least: u32,
    /// As of when lateness is judged.
    pub now: Timestamp,
}

/// The hexagons with a case, and what is shown of them.
#[derive(Debug)]
pub struct HexFigures {
    resolution: HexResolution,
    pub(super) all: Arc<Hexes>,
    /// Numbers of the hexagons that are shown, by rising H3 index.
    pub(super) hexes: Vec<u32>,
    /// Their figures in the same order; groups are named by their place in it.
    pub shown: Shown,
    /// Whether a chosen case is invented (合成).
    pub synthetic: bool,
}

impl HexFigures {
    /// Counts the chosen cases of each hexagon: exact, every case once. Hexagons with no case in either period are left out;
    /// those with few are merged into their parent, as cells are.
    ///
    /// `index` must be of these columns: cases of another state count as having no place.
    ///
    /// # Complexity
    /// One pass over the columns that the filter names, and O(hexagons).
    #[must_use]
    pub fn count(index: &HexIndex, columns: &Columns, asked: &HexQuestion<'_>) -> Self {
        let judged_at = (asked.measure == Measure::OverdueShare).then(|| second(asked.now));
        let Counted { hexes: now, elsewhere, synthetic } = counted(index, columns, asked.filter, judged_at);
        let before = asked.before.map(|before| counted(index, columns, before, None).hexes);
        let cases = |sums: &[Tally], hex: u32| sums.get(hex as usize).copied().unwrap_or_default();
        let has = |hex: &u32| {
            cases(&now, *hex).cases > 0 || before.as_ref().is_some_and(|before| cases(before, *hex).cases > 0)
        };
        let hexes: Vec<u32> = index.order().iter().copied().filter(has).collect();
        let of = |sums: &[Tally], elsewhere| {
            Tallies::new(hexes.iter().map(|hex| cases(sums, *hex)).collect(), elsewhere)
        };
        let exposure = |hex: &u32| Exposure {
            area_km2: index.hex(*hex).map_or(0.0, |hex| hex.area_km2),
            residents: None,
            patrol_hours: None,
        };
        let exposures: Vec<Exposure> = hexes.iter().map(exposure).collect();
        let before = before.map(|before| of(&before, Tally::default()));
        let now = of(&now, elsewhere);
        let groups = groups(index, &hexes, asked.least, &now, before.as_ref());
        let basis =
            Basis { measure: asked.measure, period: asked.period, exposures: &exposures, groups: &groups };
        let shown = Shown::new(&now, before.as_ref(), &basis);
        Self { resolution: index.resolution(), all: index.hexes(), hexes, shown, synthetic }
    }

    /// The resolution.
    #[must_use]
    pub fn resolution(&self) -> HexResolution {
        self.resolution
    }

    /// The H3 indexes of the hexagons that are shown, rising, in the order of `shown.cells`.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.hexes.iter().filter_map(|hex| self.all.hex(*hex)).map(|hex| hex.code.as_str())
    }

    /// The corners of a hexagon in degrees; none for what is no H3 index.
    #[must_use]
    pub fn corners(code: &str) -> Vec<LonLat> {
        let Ok(cell) = code.parse::<CellIndex>() else { return Vec::new() };
        let corners = cell.boundary();
        corners.iter().filter_map(|corner| LonLat::new(corner.lng(), corner.lat()).ok()).collect()
    }
}

/// Counts of one period.
struct Counted {
    /// By the hexagon's number.
    hexes: Vec<Tally>,
    /// Of cases without a hexagon.
    elsewhere: Tally,
    synthetic: bool,
}

fn counted(index: &HexIndex, columns: &Columns, filter: &Filter, judged_at: Option<u32>) -> Counted {
    let empty = || Counted {
        hexes: vec![Tally::default(); index.len()],
        elsewhere: Tally::default(),
        synthetic: false,
    };
    let add = |sums: &mut Counted, chunk: &Chunk, selection: &Selection| {
        let numbers = index.numbers(chunk).unwrap_or_default();
        for row in selection.rows() {
            let hex = numbers.get(row).copied().unwrap_or(NO_HEX);
            let tally = sums.hexes.get_mut(hex as usize).unwrap_or(&mut sums.elsewhere);
            tally.cases += 1;
            if let Some(now) = judged_at {
                let (judged, late) = chunk.judged(row, now);
                tally.judged += u32::from(judged);
                tally.late += u32::from(late);
            }
        }
        let invented = |row| chunk.flags().get(row).is_some_and(|flags| flags & flag::SYNTHETIC != 0);
        sums.synthetic = sums.synthetic || selection.rows().any(invented);
    };
    columns.fold(filter, empty, add, |sums, more| {
        sums.hexes.iter_mut().zip(more.hexes).for_each(|(sum, more)| *sum = sum.with(more));
        sums.elsewhere = sums.elsewhere.with(more.elsewhere);
        sums.synthetic |= more.synthetic;
    })
}

/// Which hexagons are shown together, so that neither period shows few cases.
fn groups(index: &HexIndex, hexes: &[u32], least: u32, now: &Tallies, before: Option<&Tallies>) -> Groups {
    if least <= 1 {
        return Groups::alone(hexes.len());
    }
    let cases = |tallies: &Tallies| tallies.cells().iter().map(|tally| tally.cases).collect::<Vec<_>>();
    let counts: Vec<Vec<u32>> = std::iter::once(now).chain(before).map(cases).collect();
    let counts: Vec<&[u32]> = counts.iter().map(Vec::as_slice).collect();
    Groups::of_at_least(least, &counts, &parents(index, hexes))
}

/// Each hexagon's ancestors, the nearest first, as numbers of their own. Children of one parent follow one another in the order
/// of indexes.
fn parents(index: &HexIndex, hexes: &[u32]) -> Vec<Vec<u32>> {
    let coarser = (COARSEST..index.resolution().number()).rev();
    let level = |resolution: u8| {
        let resolution = h3o::Resolution::try_from(resolution).ok();
        let (mut last, mut number) = (None, 0_u32);
        let of = |hex: &u32| {
            let parent = index.hex(*hex).zip(resolution).and_then(|(hex, at)| hex.cell.parent(at));
            number += u32::from(last.is_some() && last != Some(parent));
            last = Some(parent);
            number
        };
        hexes.iter().map(of).collect()
    };
    coarser.map(level).collect()
}

fn second(at: Timestamp) -> u32 {
    u32::try_from(at.as_second().clamp(0, i64::from(NO_TIME) - 1)).unwrap_or(0)
}
