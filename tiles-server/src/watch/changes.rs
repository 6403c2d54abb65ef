//! What is shown otherwise, as it is sent.

use std::collections::{BTreeMap, BTreeSet};

use gridward::grid::Layer;
use gridward::ids::CaseNumber;
use gridward::measure::LonLat;
use gridward::tiles::{Changed, tiles_showing};
use gridward::topology::Lattice;
use serde::Serialize;

use super::cases::touched;
use super::map::{Map, State};
use crate::figures::Sheet;

/// Most cells of a layer that are named; beyond it the whole layer is meant.
const CELLS: usize = 1000;
/// Most cases whose places are looked at; beyond it they may be anywhere.
pub const CASES: usize = 512;
/// How exactly a place is told to those who may not see where single cases are, in degrees and in metres.
const COARSE_DEGREES: f64 = 0.01;
const COARSE_M: u32 = 800;

/// What a batch of events changed on a map. `null` means everything of it: fetch again whatever of it is shown.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TileChanges<'a> {
    /// Everything up to this event is in what is fetched from now on.
    event: u64,
    /// By layer: codes of the cells whose figures are other ones, those among them that are only shown with them.
    #[schema(value_type = BTreeMap<String, Option<Vec<String>>>)]
    cells: BTreeMap<&'a str, Option<Vec<&'a str>>>,
    /// By layer: west, south, east and north of each of these cells, in their order.
    #[schema(value_type = BTreeMap<String, Option<Vec<Vec<f64>>>>)]
    boxes: BTreeMap<&'a str, Option<Vec<[f64; 4]>>>,
    /// By layer, where a zoom was asked for: the tiles of it that have other bytes, as z/x/y.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, Option<Vec<String>>>>)]
    tiles: Option<BTreeMap<&'a str, Option<Vec<String>>>>,
    /// Layers whose scale is another one, so that their legend is.
    #[schema(value_type = Vec<String>)]
    legends: Vec<&'a str>,
    /// Where cases came, went or moved: tiles of density and hexagons in reach of these places are others. Longitude, latitude.
    #[schema(value_type = Option<Vec<Vec<f64>>>)]
    places: Option<Vec<[f64; 2]>>,
    /// Where a single case only looks otherwise; for those who see single cases.
    #[schema(value_type = Option<Vec<Vec<f64>>>)]
    looks: Option<Vec<[f64; 2]>>,
    /// The one place of both lists, where there is no other.
    #[schema(value_type = Option<Vec<f64>>)]
    place: Option<[f64; 2]>,
    /// How far a case may lie from the place that is told, in metres.
    place_m: u32,
}

/// What changed on a map between two states with the same plans; nothing where all is as before. Without numbers any case may have
/// changed.
pub fn changes(
    map: &Map,
    before: &State,
    after: &State,
    numbers: Option<&BTreeSet<CaseNumber>>,
) -> Option<String> {
    let mut told = TileChanges {
        event: after.event(),
        cells: BTreeMap::new(),
        boxes: BTreeMap::new(),
        tiles: map.zoom.map(|_| BTreeMap::new()),
        legends: Vec::new(),
        places: Some(Vec::new()),
        looks: Some(Vec::new()),
        place: None,
        place_m: 0,
    };
    for (old, new) in before.sheets.iter().zip(&after.sheets) {
        let changed = Changed::between(&old.figures.shown, &new.figures.shown);
        if !changed.is_empty() {
            told.layer(new, &changed, map.zoom);
        }
    }
    if !map.is_public() {
        told.cases(map, before, after, numbers);
    }
    let silent = told.cells.is_empty()
        && told.legends.is_empty()
        && told.places.as_ref().is_some_and(Vec::is_empty)
        && told.looks.as_ref().is_some_and(Vec::is_empty);
    (!silent).then(|| serde_json::to_string(&told).unwrap_or_default())
}

impl<'a> TileChanges<'a> {
    fn layer(&mut self, sheet: &'a Sheet, changed: &Changed, zoom: Option<u8>) {
        let (layer, name) = (&*sheet.view.layer, sheet.view.layer.name().as_str());
        if changed.scale {
            self.legends.push(name);
        }
        if changed.cells.is_empty() {
            return;
        }
        let few = changed.cells.len() <= CELLS;
        let named = || changed.cells.iter().filter_map(|cell| layer.cells().get(*cell as usize));
        self.cells.insert(name, few.then(|| named().map(|cell| cell.code.as_str()).collect()));
        self.boxes.insert(name, few.then(|| changed.cells.iter().map(|cell| box_of(layer, *cell)).collect()));
        if let (Some(tiles), Some(zoom)) = (&mut self.tiles, zoom) {
            let found = tiles_showing(&sheet.view.tiles, layer, &changed.cells, zoom);
            let text = |found: Vec<gridward::tiles::TileAddress>| {
                found.iter().map(|at| format!("{}/{}/{}", at.zoom(), at.x(), at.y())).collect()
            };
            tiles.insert(name, found.map(text));
        }
    }

    fn cases(&mut self, map: &Map, before: &State, after: &State, numbers: Option<&BTreeSet<CaseNumber>>) {
        let exact = map.shows_places();
        self.place_m = if exact { 0 } else { COARSE_M };
        let Some(numbers) = numbers else {
            (self.places, self.looks) = (None, None);
            return;
        };
        let touched = touched(before, after, numbers);
        let place = |place: LonLat| if exact { [place.lon(), place.lat()] } else { coarse(place) };
        let places = |own: Vec<LonLat>| {
            let mut places: Vec<[f64; 2]> = own.into_iter().map(place).collect();
            places.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
            places.dedup();
            places
        };
        self.places = Some(places(touched.counted));
        self.looks = Some(if exact { places(touched.looks) } else { Vec::new() });
        let mut both = self.places.iter().chain(&self.looks).flatten();
        self.place = both.next().copied().filter(|_| both.next().is_none());
    }
}

fn coarse(place: LonLat) -> [f64; 2] {
    let hundredths = |degrees: f64| (degrees / COARSE_DEGREES).round() / 100.0;
    [hundredths(place.lon()), hundredths(place.lat())]
}

/// West, south, east and north of a cell in degrees.
fn box_of(layer: &Layer, cell: u32) -> [f64; 4] {
    let bounds = layer.cells().get(cell as usize).and_then(|cell| cell.shape.bounds());
    bounds.map_or([0.0; 4], |(low, high)| {
        let ([west, south], [east, north]) = (Lattice::PLAN.place(low), Lattice::PLAN.place(high));
        [west, south, east, north]
    })
}
