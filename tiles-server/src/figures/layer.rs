//! The figures of one layer of one plan as somebody may see them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use gridward::grid::Layer;
use gridward::tiles::figures::{
    Basis, Exposure, Figure, Groups, Measure, Missing, Shown, ShownCell, Tallies,
};
use gridward::tiles::mvt::{LayerWriter, Value as Attribute};
use gridward::tiles::{Print, TileAddress};

use super::asked::Asked;
use super::ground::Ground;
use crate::negotiate::ETag;

/// Most tiles whose name is remembered, some 600 bytes each: what viewers have on their screens, many times over.
const REMEMBERED: usize = 1_024;

/// Counts of all cells, in the period and the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    pub now: Tallies,
    pub before: Option<Tallies>,
}

/// How many figures were made since the server began.
static MADE: AtomicU64 = AtomicU64::new(0);

/// What a tile is called while these figures stand, made once.
#[derive(Debug)]
pub struct TileName {
    /// In the memory for rendered tiles.
    pub key: String,
    /// For those who hold it.
    pub tag: ETag,
}

/// A layer's figures, ready for any of its tiles.
pub struct LayerFigures {
    /// What no other figures of this server have: names them in keys of what is made from them.
    pub number: u64,
    pub shown: Shown,
    layer: Arc<Layer>,
    /// What is shown of each cell, in one number.
    prints: Vec<u64>,
    /// Names of tiles that were asked for.
    of_tiles: Mutex<BTreeMap<TileAddress, Arc<TileName>>>,
}

impl LayerFigures {
    pub fn new(layer: &Arc<Layer>, ground: &Ground, counts: &Counts, asked: &Asked) -> Self {
        let (now, before) = (&counts.now, counts.before.as_ref());
        let made;
        let groups = if let Some(groups) = &asked.groups {
            groups
        } else {
            made = groups(asked.least, now, before, &ground.parents);
            &made
        };
        let patrols = (asked.measure == Measure::PerPatrol).then(|| of_period(&ground.exposures, asked));
        let exposures = patrols.as_deref().unwrap_or(&ground.exposures);
        let basis = Basis { measure: asked.measure, period: asked.period, exposures, groups };
        let shown = Shown::new(now, before, &basis);
        let prints = shown.cells.iter().map(print_of).collect();
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        Self { number, shown, layer: Arc::clone(layer), prints, of_tiles: Mutex::default() }
    }

    /// A number that differs when a tile of these cells would.
    pub fn fingerprint(&self, cells: &[u32]) -> u64 {
        let mut print = Print::default();
        self.shown.scale.breaks().iter().for_each(|at| print.number(at.to_bits()));
        cells.iter().filter_map(|cell| self.prints.get(*cell as usize)).for_each(|own| print.number(*own));
        print.get()
    }

    /// What a tile is called, if it was asked for before.
    pub fn remembered(&self, address: TileAddress) -> Option<Arc<TileName>> {
        self.of_tiles.lock().unwrap_or_else(PoisonError::into_inner).get(&address).cloned()
    }

    /// What a tile of these cells is called; `key` tells it from its fingerprint.
    pub fn name_of(
        &self,
        address: TileAddress,
        cells: &[u32],
        key: impl FnOnce(u64) -> String,
    ) -> Arc<TileName> {
        let key = key(self.fingerprint(cells));
        let name = Arc::new(TileName { tag: ETag::new(&key), key });
        let mut of_tiles = self.of_tiles.lock().unwrap_or_else(PoisonError::into_inner);
        if of_tiles.len() >= REMEMBERED {
            of_tiles.clear();
        }
        of_tiles.insert(address, Arc::clone(&name));
        name
    }

    /// What a tile says of a cell.
    pub fn marks(&self, cell: u32) -> Vec<(&'static str, Attribute<'_>)> {
        let mut marks = Vec::new();
        self.tell(cell, |key, value| marks.push((key, value)));
        marks
    }

    /// The same, straight into a tile.
    pub fn mark(&self, cell: u32, tile: &mut LayerWriter) {
        self.tell(cell, |key, value| tile.tag(key, &value));
    }

    fn tell<'a>(&'a self, cell: u32, mut tell: impl FnMut(&'static str, Attribute<'a>)) {
        let Some(shown) = self.shown.cells.get(cell as usize) else { return };
        match (shown.figure, shown.merged.withheld) {
            (_, true) => tell("missing", Attribute::Text("withheld")),
            (figure, false) => {
                tell("cases", Attribute::Whole(shown.cases.into()));
                match figure {
                    Figure::Value(value) => tell("value", Attribute::Number(value)),
                    Figure::Missing(why) => tell("missing", Attribute::Text(reason(why))),
                }
            }
        }
        if let Some(class) = shown.class {
            tell("class", Attribute::Whole(class.into()));
        }
        if shown.merged.level > 0 {
            tell("merged", Attribute::Whole(shown.merged.level.into()));
            if let Some(first) = self.layer.cells().get(shown.merged.group as usize) {
                tell("group", Attribute::Text(first.code.as_str()));
            }
        }
    }
}

fn print_of(shown: &ShownCell) -> u64 {
    let mut print = Print::default();
    match shown.figure {
        Figure::Value(value) => print.number(value.to_bits()),
        Figure::Missing(why) => print.number(why as u64),
    }
    print.number(u64::from(shown.cases) << 32 | u64::from(shown.merged.group));
    print.number(u64::from(shown.merged.level) << 1 | u64::from(shown.merged.withheld));
    print.get()
}

/// The word for why a cell has no figure.
pub const fn reason(why: Missing) -> &'static str {
    match why {
        Missing::NoExposure => "no-exposure",
        Missing::NothingJudged => "nothing-judged",
        Missing::NothingBefore => "nothing-before",
    }
}

/// The same with the hours of patrol of the whole period instead of a week's.
fn of_period(of_week: &[Exposure], asked: &Asked) -> Vec<Exposure> {
    let weeks = asked.period.days / 7.0;
    let hours =
        |own: &Exposure| Exposure { patrol_hours: own.patrol_hours.map(|hours| hours * weeks), ..*own };
    of_week.iter().map(hours).collect()
}

/// Which cells are shown together, so that neither period shows few cases.
fn groups(least: u32, now: &Tallies, before: Option<&Tallies>, parents: &[Vec<u32>]) -> Groups {
    let cases = |tallies: &Tallies| tallies.cells().iter().map(|tally| tally.cases).collect::<Vec<_>>();
    let counts: Vec<Vec<u32>> = std::iter::once(now).chain(before).map(cases).collect();
    let counts: Vec<&[u32]> = counts.iter().map(Vec::as_slice).collect();
    Groups::of_at_least(least, &counts, parents)
}
