//! A geometry as it stands in a tile, encoded once and written under any attributes.

use super::geometry::{Commands, TilePoint, TilePolygon};
use super::protobuf::{put_packed_field, put_varint_field};

/// A feature's kind and geometry, as bytes of a tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn(Vec<u8>);

/// The same, kept elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DrawnRef<'a>(pub(super) &'a [u8]);

impl Drawn {
    /// A (multi)polygon; `None` when nothing of it has an area.
    #[must_use]
    pub fn polygons(parts: &[TilePolygon]) -> Option<Self> {
        let mut commands = Commands::default();
        parts.iter().for_each(|polygon| commands.polygon(polygon));
        Self::of(3, commands)
    }

    /// A (multi)line; `None` when nothing of it has a length.
    #[must_use]
    pub fn lines(parts: &[Vec<TilePoint>]) -> Option<Self> {
        let mut commands = Commands::default();
        parts.iter().for_each(|line| commands.line(line));
        Self::of(2, commands)
    }

    /// A (multi)point; `None` when there is none.
    #[must_use]
    pub fn points(points: &[TilePoint]) -> Option<Self> {
        let mut commands = Commands::default();
        if !points.is_empty() {
            commands.points(points);
        }
        Self::of(1, commands)
    }

    fn of(kind: u64, commands: Commands) -> Option<Self> {
        let words = commands.into_words();
        if words.is_empty() {
            return None;
        }
        let mut bytes = Vec::with_capacity(words.len() * 2 + 8);
        put_varint_field(&mut bytes, 3, kind);
        put_packed_field(&mut bytes, 4, &words);
        Some(Self(bytes))
    }

    /// To be written.
    #[must_use]
    pub fn as_slice(&self) -> DrawnRef<'_> {
        DrawnRef(&self.0)
    }
}

/// Many geometries in one piece of memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DrawnList {
    bytes: Vec<u8>,
    ends: Vec<u32>,
}

impl DrawnList {
    /// Adds one.
    pub fn push(&mut self, drawn: &Drawn) {
        self.bytes.extend_from_slice(&drawn.0);
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = DrawnRef<'_>> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        let part = |(from, to): (u32, &u32)| self.bytes.get(from as usize..*to as usize).unwrap_or_default();
        begins.zip(&self.ends).map(part).map(DrawnRef)
    }

    /// Gives back what growing left over.
    pub fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Bytes of memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes.capacity() + self.ends.capacity() * size_of::<u32>()
    }
}
