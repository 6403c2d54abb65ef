//! Geometries as GeoPackage wants them: a header, then well-known binary.
//!
//! # References
//! OGC 12-128r14, GeoPackage Encoding Standard 1.2, clause 2.1.3.

use geo::{LineString, MultiPolygon};

use crate::measure::LonLat;

/// WGS 84 in the table of reference systems.
pub(crate) const SRS_WGS84: i32 = 4326;

/// `GP`, version 1, little-endian without envelope, the reference system.
const fn header() -> [u8; 8] {
    let srs = SRS_WGS84.to_le_bytes();
    [b'G', b'P', 0, 1, srs[0], srs[1], srs[2], srs[3]]
}

/// A point.
pub(super) fn point(place: LonLat) -> [u8; 29] {
    let mut bytes = [0; 29];
    let parts = header()
        .into_iter()
        .chain([1])
        .chain(1_u32.to_le_bytes())
        .chain(place.lon().to_le_bytes())
        .chain(place.lat().to_le_bytes());
    for (slot, byte) in bytes.iter_mut().zip(parts) {
        *slot = byte;
    }
    bytes
}

/// The position of a point written by [`point`].
pub(super) fn read_point(bytes: &[u8; 29]) -> Option<LonLat> {
    let (head, rest) = bytes.split_first_chunk::<13>()?;
    let (lon, lat) = rest.split_first_chunk::<8>()?;
    let wanted = header().into_iter().chain([1]).chain(1_u32.to_le_bytes());
    if !wanted.eq(*head) {
        return None;
    }
    LonLat::new(f64::from_le_bytes(*lon), f64::from_le_bytes(*lat.first_chunk()?)).ok()
}

/// Polygons in WGS 84 degrees.
pub(crate) fn multi_polygon(shape: &MultiPolygon<f64>) -> Vec<u8> {
    let mut bytes = header().to_vec();
    bytes.push(1);
    bytes.extend(6_u32.to_le_bytes());
    bytes.extend(count(shape.0.len()));
    for polygon in shape {
        bytes.push(1);
        bytes.extend(3_u32.to_le_bytes());
        bytes.extend(count(1 + polygon.interiors().len()));
        put_ring(&mut bytes, polygon.exterior());
        polygon.interiors().iter().for_each(|ring| put_ring(&mut bytes, ring));
    }
    bytes
}

fn put_ring(bytes: &mut Vec<u8>, ring: &LineString<f64>) {
    bytes.extend(count(ring.0.len()));
    for corner in ring {
        bytes.extend(corner.x.to_le_bytes());
        bytes.extend(corner.y.to_le_bytes());
    }
}

fn count(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}
