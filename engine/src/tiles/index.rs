//! Finding what meets a tile, and bringing it onto the tile's grid.

use rstar::{AABB, Envelope, RTree, primitives::GeomWithData, primitives::Rectangle};

use super::address::{TileAddress, WorldPoint, world_box};
use super::mvt::{GridPoint, Window};

/// Envelopes of numbered features.
pub(super) type FeatureIndex = RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>;

/// The vertices on a zoom's grid; vertices that fall together become one.
pub(super) fn on_grid(line: &[WorldPoint], zoom: u8) -> Vec<GridPoint> {
    let mut points: Vec<_> = line.iter().map(|p| p.on_grid(zoom)).collect();
    points.dedup();
    points
}

fn position(at: WorldPoint) -> [f64; 2] {
    #[expect(clippy::cast_precision_loss, reason = "world positions have 34 bits")]
    let position = [at.x as f64, at.y as f64];
    position
}

pub(super) fn index<'a>(
    features: impl Iterator<Item = impl Iterator<Item = &'a WorldPoint>>,
) -> FeatureIndex {
    let mut entries = Vec::new();
    for (number, points) in (0_u32..).zip(features) {
        let envelope = points.fold(None, |envelope: Option<AABB<[f64; 2]>>, &p| {
            let point = AABB::from_point(position(p));
            Some(envelope.map_or(point, |envelope| envelope.merged(&point)))
        });
        if let Some(envelope) = envelope {
            entries.push(GeomWithData::new(Rectangle::from_aabb(envelope), number));
        }
    }
    RTree::bulk_load(entries)
}

/// Numbers of the features whose envelope shows in the window, ascending: a tile's order must not follow the index's.
pub(super) fn meeting(index: &FeatureIndex, window: &Window, address: TileAddress) -> Vec<u32> {
    let (low, high) = world_box(window.corners(), address.zoom());
    let area = AABB::from_corners(position(low), position(high));
    let mut numbers: Vec<u32> = index.locate_in_envelope_intersecting(area).map(|entry| entry.data).collect();
    numbers.sort_unstable();
    numbers
}
