//! Well-known binary (OGC 06-103r4, and the extended form of PostGIS): the form in which geometries pass through GDAL.

use geo::{Coord, LineString, MultiLineString, MultiPoint, MultiPolygon, Point};

use super::{Fault, RawGeometry, rings};

/// Why bytes are no usable geometry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WkbError {
    /// The bytes end before the geometry does.
    #[error("the geometry's bytes are cut short")]
    Truncated,
    /// A geometry type that is unknown, or not allowed in its place.
    #[error("geometry type {0} is not usable; polygons, lines or points are needed")]
    Kind(u32),
    /// An arc, which has no exact polygon.
    #[error("the geometry has arcs; turn curves into lines first")]
    Curved,
    /// Collections inside of collections without end.
    #[error("the geometry is nested too deeply")]
    TooDeep,
    /// Polygons, lines and points in one feature.
    #[error("the geometry mixes polygons, lines and points; one kind a feature is needed")]
    Mixed,
    /// Something in it is not as it should be.
    #[error("{0}")]
    Unusable(String),
}

/// The deepest nesting of collections.
const DEPTH_MAX: u32 = 16;

#[derive(Default)]
struct Parts {
    polygons: Vec<Vec<Vec<Coord<f64>>>>,
    lines: Vec<Vec<Coord<f64>>>,
    points: Vec<Coord<f64>>,
}

struct Reader<'a> {
    rest: &'a [u8],
}

#[derive(Clone, Copy)]
struct Head {
    little: bool,
    kind: u32,
    dimensions: usize,
}

/// A geometry from well-known binary.
///
/// # Errors
/// [`WkbError`].
///
/// # Complexity
/// Linear in the bytes; no memory is asked for that the bytes do not fill.
pub fn read_wkb(bytes: &[u8]) -> Result<RawGeometry, WkbError> {
    let mut faults = Vec::new();
    let geometry = parse(bytes, &mut faults)?;
    geometry.ok_or_else(|| {
        let fault = faults.pop();
        WkbError::Unusable(
            fault.map_or_else(|| "empty".to_owned(), |f| format!("{} is {}", f.field, f.value)),
        )
    })
}

/// As [`read_wkb`]; what was repaired or is empty is put into `faults`.
pub(super) fn parse(bytes: &[u8], faults: &mut Vec<Fault>) -> Result<Option<RawGeometry>, WkbError> {
    let mut parts = Parts::default();
    Reader { rest: bytes }.geometry(&mut parts, 0)?;
    let Parts { polygons, lines, points } = parts;
    let all = polygons.iter().flatten().chain(&lines).flatten().chain(&points);
    if let Some(bad) = all.into_iter().find(|c| !c.x.is_finite() || !c.y.is_finite()) {
        let value = format!("[{}, {}]", bad.x, bad.y);
        faults.push(Fault::dropped("coordinates", &value, "finite numbers"));
        return Ok(None);
    }
    Ok(match (polygons.is_empty(), lines.is_empty(), points.is_empty()) {
        (false, true, true) => rings::polygons(polygons, faults).map(RawGeometry::Polygons),
        (true, false, true) => {
            Some(RawGeometry::Lines(MultiLineString::new(lines.into_iter().map(LineString::new).collect())))
        }
        (true, true, false) => {
            Some(RawGeometry::Points(MultiPoint::new(points.into_iter().map(Point).collect())))
        }
        (true, true, true) => {
            faults.push(Fault::dropped("geometry", "empty", "a polygon with at least one ring"));
            None
        }
        _ => return Err(WkbError::Mixed),
    })
}

impl Reader<'_> {
    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], WkbError> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or(WkbError::Truncated)?;
        self.rest = rest;
        Ok(*head)
    }

    fn word(&mut self, little: bool) -> Result<u32, WkbError> {
        let bytes = self.bytes::<4>()?;
        Ok(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn number(&mut self, little: bool) -> Result<f64, WkbError> {
        let bytes = self.bytes::<8>()?;
        Ok(if little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    /// A count of things that take at least `each` bytes.
    fn count(&mut self, little: bool, each: usize) -> Result<usize, WkbError> {
        let count = usize::try_from(self.word(little)?).map_err(|_| WkbError::Truncated)?;
        if count > self.rest.len() / each { Err(WkbError::Truncated) } else { Ok(count) }
    }

    fn head(&mut self) -> Result<Head, WkbError> {
        let [order] = self.bytes::<1>()?;
        let little = order == 1;
        let word = self.word(little)?;
        if word & 0x2000_0000 != 0 {
            self.word(little)?;
        }
        let base = word & 0x0FFF_FFFF;
        let iso = base / 1000;
        let z = word & 0x8000_0000 != 0 || iso == 1 || iso == 3;
        let m = word & 0x4000_0000 != 0 || iso == 2 || iso == 3;
        Ok(Head { little, kind: base % 1000, dimensions: 2 + usize::from(z) + usize::from(m) })
    }

    fn position(&mut self, head: Head) -> Result<Coord<f64>, WkbError> {
        let x = self.number(head.little)?;
        let y = self.number(head.little)?;
        for _ in 2..head.dimensions {
            self.number(head.little)?;
        }
        Ok(Coord { x, y })
    }

    fn positions(&mut self, head: Head) -> Result<Vec<Coord<f64>>, WkbError> {
        let count = self.count(head.little, 8 * head.dimensions)?;
        (0..count).map(|_| self.position(head)).collect()
    }

    fn geometry(&mut self, parts: &mut Parts, depth: u32) -> Result<(), WkbError> {
        if depth > DEPTH_MAX {
            return Err(WkbError::TooDeep);
        }
        let head = self.head()?;
        match head.kind {
            1 => {
                let position = self.position(head)?;
                // An empty point is written as NaN.
                if !(position.x.is_nan() && position.y.is_nan()) {
                    parts.points.push(position);
                }
            }
            2 => parts.lines.push(self.positions(head)?),
            3 | 17 => {
                let count = self.count(head.little, 4)?;
                let rings = (0..count).map(|_| self.positions(head)).collect::<Result<Vec<_>, _>>()?;
                if !rings.is_empty() {
                    parts.polygons.push(rings);
                }
            }
            4..=7 | 11 | 12 | 15 | 16 => {
                for _ in 0..self.count(head.little, 5)? {
                    self.geometry(parts, depth + 1)?;
                }
            }
            8 => return Err(WkbError::Curved),
            9 => {
                let line = self.joined_line(head, depth)?;
                parts.lines.push(line);
            }
            10 => {
                let count = self.count(head.little, 5)?;
                let mut rings = Vec::with_capacity(count);
                for _ in 0..count {
                    let mut inner = Parts::default();
                    self.geometry(&mut inner, depth + 1)?;
                    rings.append(&mut inner.lines);
                }
                if !rings.is_empty() {
                    parts.polygons.push(rings);
                }
            }
            other => return Err(WkbError::Kind(other)),
        }
        Ok(())
    }

    /// A compound curve of straight pieces: each begins where the one before ends.
    fn joined_line(&mut self, head: Head, depth: u32) -> Result<Vec<Coord<f64>>, WkbError> {
        let mut line: Vec<Coord<f64>> = Vec::new();
        for _ in 0..self.count(head.little, 5)? {
            let mut inner = Parts::default();
            self.geometry(&mut inner, depth + 1)?;
            for piece in inner.lines {
                let skip = usize::from(line.last().is_some() && line.last() == piece.first());
                line.extend(piece.into_iter().skip(skip));
            }
        }
        Ok(line)
    }
}

/// A geometry as well-known binary, little-endian, of the "multi" kind.
///
/// # Complexity
/// Linear in the positions.
#[must_use]
pub fn write_wkb(geometry: &RawGeometry) -> Vec<u8> {
    let mut out = Vec::new();
    match geometry {
        RawGeometry::Polygons(polygons) => {
            push_head(&mut out, 6, polygons.0.len());
            polygons.iter().for_each(|p| push_polygon(&mut out, p));
        }
        RawGeometry::Lines(lines) => {
            push_head(&mut out, 5, lines.0.len());
            for line in lines {
                push_head(&mut out, 2, line.0.len());
                push_positions(&mut out, line);
            }
        }
        RawGeometry::Points(points) => {
            push_head(&mut out, 4, points.0.len());
            for point in points {
                out.extend_from_slice(&[1, 1, 0, 0, 0]);
                out.extend_from_slice(&point.x().to_le_bytes());
                out.extend_from_slice(&point.y().to_le_bytes());
            }
        }
    }
    out
}

fn push_polygon(out: &mut Vec<u8>, polygon: &geo::Polygon<f64>) {
    push_head(out, 3, polygon.interiors().len() + 1);
    for ring in std::iter::once(polygon.exterior()).chain(polygon.interiors()) {
        out.extend_from_slice(&count(ring.0.len()));
        push_positions(out, ring);
    }
}

fn push_head(out: &mut Vec<u8>, kind: u8, parts: usize) {
    out.extend_from_slice(&[1, kind, 0, 0, 0]);
    out.extend_from_slice(&count(parts));
}

fn push_positions(out: &mut Vec<u8>, line: &LineString<f64>) {
    for position in line.coords() {
        out.extend_from_slice(&position.x.to_le_bytes());
        out.extend_from_slice(&position.y.to_le_bytes());
    }
}

/// The format counts in 32 bits; no memory holds a ring beyond that.
fn count(n: usize) -> [u8; 4] {
    u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes()
}

/// Polygons of one kind only, for layers whose lines are borders: closed lines as polygons.
pub(super) fn closed_lines_as_polygons(lines: &MultiLineString<f64>) -> Option<MultiPolygon<f64>> {
    let closed = |l: &&LineString<f64>| l.0.len() >= 4 && l.0.first() == l.0.last();
    let rings: Vec<_> =
        lines.iter().filter(closed).map(|l| geo::Polygon::new(l.clone(), Vec::new())).collect();
    (!rings.is_empty() && rings.len() == lines.0.len()).then(|| MultiPolygon::new(rings))
}
