//! A geometry as it stands in a tile, encoded once and written under any attributes.

use super::geometry::{Commands, TilePoint, TilePolygon};
use super::protobuf::{put_packed_field, put_varint_field};

/// A feature's kind and geometry, as bytes of a tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn(Vec<u8>);

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
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}
