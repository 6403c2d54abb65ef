//! The hexagon of each case, kept beside the columns and brought up to date with them.

use std::collections::HashMap;
use std::sync::Arc;

use h3o::CellIndex;
use rayon::prelude::*;

use super::hex::{Hex, cell_of};
use super::resolution::HexResolution;
use crate::cases::columns::{Chunk, Columns, NO_PLACE, Places};
use crate::crs::LatticePoint;

/// The number of a row without a hexagon.
pub(super) const NO_HEX: u32 = u32::MAX;

/// The hexagon of each case of one state of the columns, at one resolution: 4 bytes a case, and some 300 a hexagon.
#[derive(Debug, Clone)]
pub struct HexIndex {
    resolution: HexResolution,
    hexes: Arc<Hexes>,
    /// By the address of a chunk's longitudes.
    chunks: HashMap<usize, Known>,
}

#[derive(Debug, Clone)]
struct Known {
    places: Places,
    /// The number of each row's hexagon.
    numbers: Arc<[u32]>,
}

/// The hexagons that any case lies or lay in.
#[derive(Debug, Clone, Default)]
pub struct Hexes {
    /// In the order in which they were met.
    all: Vec<Hex>,
    numbers: HashMap<CellIndex, u32>,
    /// The same by rising index.
    order: Vec<u32>,
}

impl HexIndex {
    /// The hexagons of all cases. Rows whose places are as they were in `before` are taken over from it.
    ///
    /// # Complexity
    /// O(rows that are not known), some 0.5 µs each, on all threads; O(chunks) for those that are.
    #[must_use]
    pub fn of(columns: &Columns, resolution: HexResolution, before: Option<&Self>) -> Self {
        let before = before.filter(|before| before.resolution == resolution);
        let known = |chunk: &Chunk| {
            let known = before?.chunks.get(&address(chunk))?;
            known.places.is_of(chunk).then(|| known.clone())
        };
        let mut chunks = HashMap::new();
        let mut open = Vec::new();
        for chunk in columns.chunks().filter(|chunk| !chunk.is_empty()) {
            match known(chunk) {
                Some(known) => {
                    chunks.insert(address(chunk), known);
                }
                None => open.push(chunk),
            }
        }
        let found: Vec<Vec<Option<CellIndex>>> =
            open.par_iter().map(|chunk| located(chunk, resolution)).collect();
        let mut hexes = before.map_or_else(Arc::default, |before| Arc::clone(&before.hexes));
        for (chunk, cells) in open.into_iter().zip(found) {
            let numbers = Hexes::numbers_of(&mut hexes, &cells);
            chunks.insert(address(chunk), Known { places: chunk.places(), numbers });
        }
        Hexes::sort(&mut hexes);
        Self { resolution, hexes, chunks }
    }

    /// The resolution.
    #[must_use]
    pub fn resolution(&self) -> HexResolution {
        self.resolution
    }

    /// How many hexagons any case lies or lay in.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hexes.all.len()
    }

    /// Whether no case has a hexagon.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hexes.all.is_empty()
    }

    /// The numbers of a chunk's rows; `None` for a chunk of another state.
    pub(super) fn numbers(&self, chunk: &Chunk) -> Option<&[u32]> {
        let known = self.chunks.get(&address(chunk)).filter(|known| known.places.is_of(chunk))?;
        Some(&known.numbers)
    }

    pub(super) fn hexes(&self) -> Arc<Hexes> {
        Arc::clone(&self.hexes)
    }

    pub(super) fn hex(&self, number: u32) -> Option<&Hex> {
        self.hexes.hex(number)
    }

    /// The numbers of all hexagons, by rising index.
    pub(super) fn order(&self) -> &[u32] {
        &self.hexes.order
    }
}

impl Hexes {
    pub(super) fn hex(&self, number: u32) -> Option<&Hex> {
        self.all.get(number as usize)
    }

    /// The numbers of hexagons; those that are new get the next ones.
    fn numbers_of(hexes: &mut Arc<Self>, cells: &[Option<CellIndex>]) -> Arc<[u32]> {
        let mut last = (None, NO_HEX);
        let number = |cell: &Option<CellIndex>| {
            let Some(cell) = *cell else { return NO_HEX };
            // Neighbours along the curve mostly share it.
            if last.0 != Some(cell) {
                let known = hexes.numbers.get(&cell).copied();
                last = (Some(cell), known.unwrap_or_else(|| Arc::make_mut(hexes).add(cell)));
            }
            last.1
        };
        cells.iter().map(number).collect()
    }

    fn add(&mut self, cell: CellIndex) -> u32 {
        let number = u32::try_from(self.all.len()).unwrap_or(NO_HEX);
        self.all.push(Hex::new(cell));
        self.numbers.insert(cell, number);
        number
    }

    fn sort(hexes: &mut Arc<Self>) {
        if hexes.order.len() == hexes.all.len() {
            return;
        }
        let own = Arc::make_mut(hexes);
        let mut order: Vec<(u64, u32)> = own.all.iter().map(|hex| u64::from(hex.cell)).zip(0_u32..).collect();
        order.sort_unstable();
        own.order = order.into_iter().map(|(_, number)| number).collect();
    }
}

/// Names a chunk for as long as its snapshot lives.
fn address(chunk: &Chunk) -> usize {
    chunk.lon().as_ptr().addr()
}

fn located(chunk: &Chunk, resolution: HexResolution) -> Vec<Option<CellIndex>> {
    let mut last = (LatticePoint { x: NO_PLACE, y: NO_PLACE }, None);
    let places = chunk.lon().iter().zip(chunk.lat());
    let cell = |(&x, &y): (&i32, &i32)| {
        let at = LatticePoint { x, y };
        if at != last.0 {
            last = (at, if x == NO_PLACE { None } else { cell_of(at, resolution) });
        }
        last.1
    };
    places.map(cell).collect()
}
