//! Tiles of lines with attributes: the streets below the grid.

use super::address::{TileAddress, WorldPoint};
use super::cells::BUFFER;
use super::index::{FeatureIndex, index, meeting, on_grid};
use super::mvt::{LayerWriter, Value, Window, tile_bytes};
use crate::crs::LatticePoint;
use crate::measure::LonLat;
use crate::topology::Point;

/// One street or other line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LineFeature {
    /// Keys and texts; a key must not come twice.
    pub attributes: Vec<(String, String)>,
    /// The parts.
    pub lines: Vec<Vec<LonLat>>,
}

/// Lines ready to be drawn as tiles of one layer.
#[derive(Debug)]
pub struct LineTiles {
    layer: String,
    features: Vec<TileLine>,
    index: FeatureIndex,
    bounds: Option<[f64; 4]>,
}

#[derive(Debug)]
struct TileLine {
    attributes: Vec<(String, String)>,
    lines: Vec<Vec<WorldPoint>>,
}

impl LineTiles {
    /// Prepares features; `layer` is the name of the layer in the tiles.
    ///
    /// # Complexity
    /// O(n log n) for n vertices.
    #[must_use]
    pub fn build(layer: &str, features: Vec<LineFeature>) -> Self {
        let bounds = bounds(&features);
        let features: Vec<_> = features.into_iter().map(TileLine::new).collect();
        let index = index(features.iter().map(|feature| feature.lines.iter().flatten()));
        Self { layer: layer.to_owned(), features, index, bounds }
    }

    /// West, south, east and north in degrees; `None` without a line.
    #[must_use]
    pub fn bounds(&self) -> Option<[f64; 4]> {
        self.bounds
    }

    /// All attribute keys, ascending.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        let pairs = self.features.iter().flat_map(|feature| &feature.attributes);
        let mut keys: Vec<_> = pairs.map(|(key, _)| key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The tile's bytes, uncompressed; none when nothing shows. A line that is a single step of the tile is left out.
    ///
    /// # Complexity
    /// O(log n + v) for v vertices of the lines that meet the tile.
    #[must_use]
    pub fn render(&self, address: TileAddress) -> Vec<u8> {
        let window = Window::new(address.x(), address.y(), BUFFER);
        let mut layer = LayerWriter::new(&self.layer);
        for number in meeting(&self.index, &window, address) {
            let Some(feature) = usize::try_from(number).ok().and_then(|i| self.features.get(i)) else {
                continue;
            };
            let lines = feature.lines.iter();
            let parts: Vec<_> = lines.flat_map(|line| window.line(&on_grid(line, address.zoom()))).collect();
            let pairs = feature.attributes.iter();
            let attributes: Vec<_> = pairs.map(|(key, text)| (key.as_str(), Value::Text(text))).collect();
            layer.add_lines(Some(u64::from(number)), &attributes, &parts);
        }
        tile_bytes(&[layer])
    }
}

impl TileLine {
    fn new(feature: LineFeature) -> Self {
        let world = |place: &LonLat| {
            let at = LatticePoint::nearest(*place);
            WorldPoint::of(Point { x: i64::from(at.x), y: i64::from(at.y) })
        };
        let lines = feature.lines.iter().map(|line| line.iter().map(world).collect()).collect();
        Self { attributes: feature.attributes, lines }
    }
}

fn bounds(features: &[LineFeature]) -> Option<[f64; 4]> {
    let places = features.iter().flat_map(|feature| feature.lines.iter().flatten());
    places.fold(None, |bounds, place| {
        let (lon, lat) = (place.lon(), place.lat());
        let [west, south, east, north] = bounds.unwrap_or([lon, lat, lon, lat]);
        Some([west.min(lon), south.min(lat), east.max(lon), north.max(lat)])
    })
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
