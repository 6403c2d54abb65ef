//! Features that are encoded but for some attributes (印版): written again and again under other figures.

use std::sync::Arc;

use super::dictionary::Dictionary;
use super::drawn::Drawn;
use super::layer::{Keys, LayerWriter};
use super::protobuf::put_varint_field;

/// Features with their identities, the attributes that do not change, and their geometries, in one piece of memory.
///
/// A layer over it ([`LayerWriter::over`]) copies them and numbers its own values after theirs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plate {
    keys: Keys,
    values: Arc<Dictionary>,
    bytes: Vec<u8>,
    ends: Vec<Ends>,
}

/// Where the parts of a feature end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ends {
    id: u32,
    tags: u32,
    geometry: u32,
}

/// One feature of a plate, as bytes of a tile.
#[derive(Debug, Clone, Copy)]
pub struct Printed<'a> {
    pub(super) id: &'a [u8],
    pub(super) tags: &'a [u8],
    pub(super) geometry: &'a [u8],
}

/// A plate in the making.
#[derive(Debug)]
pub struct PlateWriter {
    layer: LayerWriter,
    bytes: Vec<u8>,
    ends: Vec<Ends>,
}

impl Default for PlateWriter {
    fn default() -> Self {
        Self { layer: LayerWriter::new(""), bytes: Vec::new(), ends: Vec::new() }
    }
}

impl PlateWriter {
    /// The next feature's attributes are given here, by [`LayerWriter::tag`].
    pub fn attributes(&mut self) -> &mut LayerWriter {
        &mut self.layer
    }

    /// Adds a feature with the attributes that were given since the last one.
    pub fn push(&mut self, id: u64, drawn: &Drawn) {
        let end = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        put_varint_field(&mut self.bytes, 1, id);
        let id = end(&self.bytes);
        self.bytes.append(&mut self.layer.tags);
        let tags = end(&self.bytes);
        self.bytes.extend_from_slice(drawn.bytes());
        self.ends.push(Ends { id, tags, geometry: end(&self.bytes) });
    }

    /// The plate, without room that is not needed.
    #[must_use]
    pub fn finish(mut self) -> Plate {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.layer.values.shrink();
        Plate {
            keys: self.layer.keys,
            values: Arc::new(self.layer.values),
            bytes: self.bytes,
            ends: self.ends,
        }
    }
}

impl Plate {
    /// How many features there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = Printed<'_>> {
        let begins = std::iter::once(0).chain(self.ends.iter().map(|ends| ends.geometry));
        let part = |from: u32, to: u32| self.bytes.get(from as usize..to as usize).unwrap_or_default();
        begins.zip(&self.ends).map(move |(begin, ends)| Printed {
            id: part(begin, ends.id),
            tags: part(ends.id, ends.tags),
            geometry: part(ends.tags, ends.geometry),
        })
    }

    pub(super) fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(super) fn values(&self) -> &Arc<Dictionary> {
        &self.values
    }

    pub(super) fn feature_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Bytes of memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let lists = self.bytes.capacity() + self.ends.capacity() * size_of::<Ends>();
        lists + self.keys.memory() + self.values.memory()
    }
}
