//! The `coordinates` of a GeoJSON geometry, read in one pass whatever its kind, which may be named only afterwards.

use geo::{Coord, LineString, MultiLineString, MultiPoint, MultiPolygon, Point};

use super::json_cursor::{Cursor, JsonFault};
use super::{Fault, RawGeometry, rings};

/// Brackets around a position in the deepest kind, a `MultiPolygon`.
const LEVELS: usize = 4;

/// Positions in order, and at each level of brackets where each bracket closes.
#[derive(Debug, Default)]
pub(super) struct Nested {
    positions: Vec<Coord<f64>>,
    /// `ends[l]`: for each closed bracket of level `l`, how many things of the next level came before its end.
    ends: [Vec<usize>; LEVELS + 1],
    /// Brackets around a position; 0 while none was met.
    depth: usize,
    fault: Option<Fault>,
}

impl Nested {
    /// Reads a value of the cursor.
    ///
    /// # Errors
    /// [`JsonFault`] where the text is no JSON. Numbers that are none are a fault of the geometry only.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, JsonFault> {
        let mut nested = Self::default();
        nested.array(cursor, 1)?;
        Ok(nested)
    }

    fn array(&mut self, cursor: &mut Cursor<'_>, level: usize) -> Result<(), JsonFault> {
        if cursor.peek() != Some(b'[') || level > LEVELS {
            let found = cursor.skip()?.to_owned();
            self.blame(&found, "numbers in 1 to 4 brackets, as the geometry's type wants");
            return Ok(());
        }
        if !cursor.enter(b'[', b']')? {
            self.close(level);
            return Ok(());
        }
        if !matches!(cursor.peek(), Some(b'[')) {
            return self.position(cursor, level);
        }
        loop {
            self.array(cursor, level + 1)?;
            if !cursor.another(b']')? {
                break;
            }
        }
        self.close(level);
        Ok(())
    }

    fn close(&mut self, level: usize) {
        let inner = if self.depth == level + 1 {
            self.positions.len()
        } else {
            self.ends.get(level + 1).map_or(0, Vec::len)
        };
        if let Some(ends) = self.ends.get_mut(level) {
            ends.push(inner);
        }
    }

    fn position(&mut self, cursor: &mut Cursor<'_>, level: usize) -> Result<(), JsonFault> {
        let mut numbers = [f64::NAN; 2];
        let mut count = 0;
        loop {
            let word = if matches!(cursor.peek(), Some(b'"' | b'{' | b'[')) {
                cursor.skip()?
            } else {
                cursor.word()?
            };
            if let Some(number) = numbers.get_mut(count) {
                *number = word.parse().unwrap_or(f64::NAN);
                if !number.is_finite() {
                    self.blame(word, "a finite number");
                }
            }
            count += 1;
            if !cursor.another(b']')? {
                break;
            }
        }
        if count < 2 {
            self.blame("one number", "two numbers a position, longitude first");
        }
        if self.depth == 0 {
            self.depth = level;
        } else if self.depth != level {
            self.blame("nested unevenly", "the same number of brackets around every position");
        }
        let [x, y] = numbers;
        self.positions.push(Coord { x, y });
        Ok(())
    }

    fn blame(&mut self, value: &str, right: &str) {
        if self.fault.is_none() {
            self.fault = Some(Fault::dropped("coordinates", value, right));
        }
    }

    /// The geometry, given the name of its kind.
    pub(super) fn into_geometry(mut self, kind: &str, faults: &mut Vec<Fault>) -> Option<RawGeometry> {
        if let Some(fault) = self.fault.take() {
            faults.push(fault);
            return None;
        }
        let depth = match kind {
            "Point" => 1,
            "MultiPoint" | "LineString" => 2,
            "Polygon" | "MultiLineString" => 3,
            "MultiPolygon" => 4,
            other => {
                faults.push(Fault::dropped(
                    "geometry type",
                    other,
                    "Polygon or MultiPolygon; the feature was left out",
                ));
                return None;
            }
        };
        if self.depth == 0 {
            faults.push(Fault::dropped(
                "geometry",
                "empty",
                "at least one position; the feature was left out",
            ));
            return None;
        }
        if self.depth != depth {
            let value = format!("{} brackets around a position", self.depth);
            faults.push(Fault::dropped("coordinates", &value, &format!("{depth} for a {kind}")));
            return None;
        }
        Some(match kind {
            "Point" | "MultiPoint" => {
                RawGeometry::Points(MultiPoint::new(self.positions.into_iter().map(Point).collect()))
            }
            "LineString" => RawGeometry::Lines(MultiLineString::new(vec![LineString::new(self.positions)])),
            "MultiLineString" => RawGeometry::Lines(MultiLineString::new(
                self.lists(2).into_iter().map(LineString::new).collect(),
            )),
            "Polygon" => RawGeometry::Polygons(rings::polygons(vec![self.lists(2)], faults)?),
            _ => RawGeometry::Polygons(self.multi_polygon(faults)?),
        })
    }

    /// The lists of positions that the brackets of `level` enclose.
    fn lists(&self, level: usize) -> Vec<Vec<Coord<f64>>> {
        let mut start = 0;
        let ends = self.ends.get(level).map_or(&[][..], Vec::as_slice);
        ends.iter()
            .map(|end| {
                let list = self.positions.get(start..*end).unwrap_or_default().to_vec();
                start = *end;
                list
            })
            .collect()
    }

    fn multi_polygon(&self, faults: &mut Vec<Fault>) -> Option<MultiPolygon<f64>> {
        let mut lists = self.lists(3).into_iter();
        let mut start = 0;
        let ends = self.ends.get(2).map_or(&[][..], Vec::as_slice);
        let shapes = ends
            .iter()
            .map(|end| {
                let count = end.saturating_sub(start);
                start = *end;
                lists.by_ref().take(count).collect()
            })
            .collect();
        rings::polygons(shapes, faults)
    }
}
