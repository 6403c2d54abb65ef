//! One hexagon: name, number, outline, area.

use h3o::{CellIndex, LatLng, VertexIndex};

use super::resolution::HexResolution;
use crate::crs::LatticePoint;
use crate::measure::LonLat;
use crate::tiles::address::WorldPoint;
use crate::topology::Point;

/// A hexagon (or one of the twelve pentagons) with everything that drawing and rates need.
#[derive(Debug, Clone)]
pub(super) struct Hex {
    pub(super) cell: CellIndex,
    /// Its index in hexadecimal digits.
    pub(super) code: String,
    /// Its corners. Neighbours share them to the bit: each corner is computed once, from the hexagon that H3 says owns it.
    pub(super) outline: Vec<WorldPoint>,
    /// The corners of its box.
    pub(super) low: WorldPoint,
    pub(super) high: WorldPoint,
    pub(super) area_km2: f64,
}

/// The hexagon of a place; `None` where there is none.
pub(super) fn cell_of(at: LatticePoint, resolution: HexResolution) -> Option<CellIndex> {
    let (lon, lat) = at.degrees();
    Some(LatLng::new(lat, lon).ok()?.to_cell(resolution.h3()))
}

impl Hex {
    pub(super) fn new(cell: CellIndex) -> Self {
        let boundary = cell.boundary();
        let owned: Vec<VertexIndex> = cell.vertexes().collect();
        // Where an edge crosses an edge of the icosahedron it has a corner more, which is no vertex.
        let corners: Vec<LatLng> = if owned.len() == boundary.len() {
            owned.into_iter().map(LatLng::from).collect()
        } else {
            boundary.to_vec()
        };
        let outline: Vec<WorldPoint> = corners.into_iter().filter_map(world).collect();
        let (mut low, mut high) =
            (WorldPoint { x: i64::MAX, y: i64::MAX }, WorldPoint { x: i64::MIN, y: i64::MIN });
        for p in &outline {
            low = WorldPoint { x: low.x.min(p.x), y: low.y.min(p.y) };
            high = WorldPoint { x: high.x.max(p.x), y: high.y.max(p.y) };
        }
        Self { cell, code: cell.to_string(), outline, low, high, area_km2: cell.area_km2() }
    }

    /// A number below 2^53 that no other hexagon of the resolutions 6 to 10 has: resolution, base cell and digits.
    pub(super) fn id(&self) -> u64 {
        let index = u64::from(self.cell);
        // H3's index: 4 bits of mode, 3 unused, 4 of resolution from bit 52 on, 7 of base cell, 15 digits of 3 bits.
        let (resolution, rest) = (index >> 52 & 0xF, index & 0x000F_FFFF_FFFF_FFFF);
        resolution << 37 | rest >> 15
    }
}

fn world(corner: LatLng) -> Option<WorldPoint> {
    let place = LonLat::new(corner.lng(), corner.lat()).ok()?;
    let at = LatticePoint::nearest(place);
    Some(WorldPoint::of(Point { x: i64::from(at.x), y: i64::from(at.y) }))
}
