//! Layers, features and their attributes.

use std::sync::Arc;

use super::dictionary::Dictionary;
use super::drawn::Drawn;
use super::geometry::{TilePoint, TilePolygon};
use super::plate::{Plate, Printed};
use super::protobuf::{
    put_bytes_field, put_double_field, put_varint, put_varint_field, varint_len, zigzag_long,
};

/// Steps on a side of every tile.
pub const EXTENT: i32 = 4096;

/// An attribute's value.
///
/// Codes are always [`Value::Text`]: a browser reads numbers as doubles and loses 16-digit codes and leading zeros.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Text.
    Text(&'a str),
    /// True or false.
    Flag(bool),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
}

/// A feature's attributes; a key must not come twice.
pub type Attributes<'a> = [(&'a str, Value<'a>)];

/// One layer in the making. Bytes depend on nothing but the calls made and their order.
#[derive(Debug)]
pub struct LayerWriter {
    name: String,
    features: Vec<u8>,
    feature_count: usize,
    pub(super) keys: Keys,
    /// Values that were there before, as fields of a layer.
    before: Option<Arc<Dictionary>>,
    /// Values as fields of a layer, numbered after those before.
    pub(super) values: Dictionary,
    /// The numbers of small whole values, [`UNKNOWN`] for those that did not come yet.
    small: Vec<u32>,
    /// Tags of the feature in the making, packed.
    pub(super) tags: Vec<u8>,
    /// A value being encoded.
    entry: Vec<u8>,
}

/// Whole values below it are found without a search.
const SMALL: usize = 1024;

/// Stands for no number.
const UNKNOWN: u32 = u32::MAX;

/// A layer's few keys in the order of their first use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Keys {
    keys: Vec<String>,
    /// Where to look first: features mostly have the same keys in the same order.
    next: usize,
}

impl Keys {
    fn number(&mut self, key: &str) -> u32 {
        let (early, late) = self.keys.split_at_checked(self.next).unwrap_or_default();
        let among = |keys: &[String]| keys.iter().position(|known| known == key);
        let found = among(late).map(|at| at + early.len()).or_else(|| among(early));
        let at = found.unwrap_or_else(|| {
            self.keys.push(key.to_owned());
            self.keys.len() - 1
        });
        self.next = at + 1;
        u32::try_from(at).unwrap_or(UNKNOWN)
    }

    fn append_to(&self, bytes: &mut Vec<u8>) {
        self.keys.iter().for_each(|key| put_bytes_field(bytes, 3, key.as_bytes()));
    }

    /// Bytes of memory.
    pub(super) fn memory(&self) -> usize {
        self.keys.iter().map(|key| size_of::<String>() + key.capacity()).sum()
    }
}

impl LayerWriter {
    /// An empty layer.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            features: Vec::new(),
            feature_count: 0,
            keys: Keys::default(),
            before: None,
            values: Dictionary::default(),
            small: Vec::new(),
            tags: Vec::new(),
            entry: Vec::new(),
        }
    }

    /// A layer that features of a plate are added to, with room for all of them.
    #[must_use]
    pub fn over(name: &str, plate: &Plate) -> Self {
        let mut layer = Self::new(name);
        layer.keys = plate.keys().clone();
        layer.before = Some(Arc::clone(plate.values()));
        layer.features.reserve(plate.feature_bytes() + plate.len() * 16);
        layer
    }

    /// How many features the layer holds.
    #[must_use]
    pub fn feature_count(&self) -> usize {
        self.feature_count
    }

    /// Adds a (multi)polygon; `false` when nothing of it has an area, then no feature is written.
    pub fn add_polygons(
        &mut self,
        id: Option<u64>,
        attributes: &Attributes<'_>,
        parts: &[TilePolygon],
    ) -> bool {
        self.add(id, attributes, Drawn::polygons(parts))
    }

    /// Adds a (multi)line; `false` when nothing of it has a length.
    pub fn add_lines(
        &mut self,
        id: Option<u64>,
        attributes: &Attributes<'_>,
        parts: &[Vec<TilePoint>],
    ) -> bool {
        self.add(id, attributes, Drawn::lines(parts))
    }

    /// Adds a (multi)point; `false` when there is none.
    pub fn add_points(&mut self, id: Option<u64>, attributes: &Attributes<'_>, points: &[TilePoint]) -> bool {
        self.add(id, attributes, Drawn::points(points))
    }

    /// Gives the next feature an attribute; a key must not come twice. O(length).
    pub fn tag(&mut self, key: &str, value: &Value<'_>) {
        let key = self.keys.number(key);
        let value = self.value_number(value);
        put_varint(&mut self.tags, key.into());
        put_varint(&mut self.tags, value.into());
    }

    fn value_number(&mut self, value: &Value<'_>) -> u32 {
        let small = match value {
            Value::Whole(number) => usize::try_from(*number).ok().filter(|number| *number < SMALL),
            _ => None,
        };
        let known = small.and_then(|at| self.small.get(at)).copied().filter(|number| *number != UNKNOWN);
        if let Some(number) = known {
            return number;
        }
        self.entry.clear();
        encode(value, &mut self.entry);
        let (before, entry) = (self.before.as_deref(), self.entry.as_slice());
        let there = before.and_then(|before| before.find(entry));
        let offset = before.map_or(0, Dictionary::len);
        let number = there.unwrap_or_else(|| offset + self.values.number(entry));
        if let Some(at) = small {
            self.small.resize(SMALL, UNKNOWN);
            self.small.get_mut(at).into_iter().for_each(|slot| *slot = number);
        }
        number
    }

    /// Adds a feature with the attributes of [`Self::tag`] since the last one; its geometry was encoded before.
    pub fn add_drawn(&mut self, id: Option<u64>, drawn: &Drawn) {
        let mut head = Vec::with_capacity(12);
        if let Some(id) = id {
            put_varint_field(&mut head, 1, id);
        }
        self.put_feature(&Printed { id: &head, tags: &[], geometry: drawn.bytes() });
    }

    /// Adds a feature of the plate that this was made over; it has the attributes of [`Self::tag`] since the last one beside
    /// its own.
    pub fn add_printed(&mut self, feature: &Printed<'_>) {
        self.put_feature(feature);
    }

    fn put_feature(&mut self, Printed { id, tags, geometry }: &Printed<'_>) {
        let tag_bytes = tags.len() + self.tags.len();
        let length = id.len() + 1 + varint_len(tag_bytes as u64) + tag_bytes + geometry.len();
        let features = &mut self.features;
        put_varint(features, (2 << 3) | 2);
        put_varint(features, length as u64);
        features.extend_from_slice(id);
        put_varint(features, (2 << 3) | 2);
        put_varint(features, tag_bytes as u64);
        features.extend_from_slice(tags);
        features.extend_from_slice(&self.tags);
        features.extend_from_slice(geometry);
        self.feature_count += 1;
        self.tags.clear();
    }

    fn add(&mut self, id: Option<u64>, attributes: &Attributes<'_>, drawn: Option<Drawn>) -> bool {
        let Some(drawn) = drawn else { return false };
        attributes.iter().for_each(|(key, value)| self.tag(key, value));
        self.add_drawn(id, &drawn);
        true
    }

    fn append_to(&self, tile: &mut Vec<u8>) {
        let mut head = Vec::with_capacity(self.name.len() + 8);
        put_varint_field(&mut head, 15, 2);
        put_bytes_field(&mut head, 1, self.name.as_bytes());
        let mut foot = Vec::with_capacity(8);
        put_varint_field(&mut foot, 5, u64::from(EXTENT.unsigned_abs()));
        let mut keys = Vec::new();
        self.keys.append_to(&mut keys);
        let before = self.before.as_deref().map_or(&[][..], Dictionary::bytes);
        let parts = [&head, &self.features, &keys, before, self.values.bytes(), &foot];
        let length = parts.iter().map(|part| part.len()).sum::<usize>();
        tile.reserve(length + 8);
        put_varint(tile, (3 << 3) | 2);
        put_varint(tile, length as u64);
        parts.iter().for_each(|part| tile.extend_from_slice(part));
    }
}

/// The bytes of a tile of these layers, in this order; layers without features are left out, so an empty tile has no bytes.
/// Layer names must differ.
#[must_use]
pub fn tile_bytes(layers: &[LayerWriter]) -> Vec<u8> {
    let mut tile = Vec::new();
    for layer in layers.iter().filter(|layer| layer.feature_count > 0) {
        layer.append_to(&mut tile);
    }
    tile
}

/// A value as a field of a layer.
fn encode(value: &Value<'_>, bytes: &mut Vec<u8>) {
    let text_bytes = |text: &str| 1 + varint_len(text.len() as u64) + text.len();
    let length = match *value {
        Value::Text(text) => text_bytes(text),
        Value::Number(_) => 9,
        Value::Whole(number) => 1 + varint_len(zigzag_long(number)),
        Value::Flag(_) => 2,
    };
    put_varint(bytes, (4 << 3) | 2);
    put_varint(bytes, length as u64);
    match *value {
        Value::Text(text) => put_bytes_field(bytes, 1, text.as_bytes()),
        Value::Number(number) => put_double_field(bytes, 3, number),
        Value::Whole(number) => put_varint_field(bytes, 6, zigzag_long(number)),
        Value::Flag(flag) => put_varint_field(bytes, 7, u64::from(flag)),
    }
}
