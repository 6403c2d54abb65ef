//! Layers, features and their attributes.

use super::dictionary::Dictionary;
use super::drawn::{Drawn, DrawnRef};
use super::geometry::{TilePoint, TilePolygon};
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
    keys: Dictionary,
    values: Dictionary,
    /// Tags of the feature in the making, packed.
    tags: Vec<u8>,
    /// A key or value being encoded.
    entry: Vec<u8>,
}

impl LayerWriter {
    /// An empty layer.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            features: Vec::new(),
            feature_count: 0,
            keys: Dictionary::default(),
            values: Dictionary::default(),
            tags: Vec::new(),
            entry: Vec::new(),
        }
    }

    /// Makes room for so many features of some 60 bytes.
    #[must_use]
    pub fn with_room(mut self, features: usize) -> Self {
        self.features.reserve(features * 60);
        self
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
        let key = self.keys.number(key.as_bytes());
        self.entry.clear();
        encode(value, &mut self.entry);
        let value = self.values.number(&self.entry);
        put_varint(&mut self.tags, key.into());
        put_varint(&mut self.tags, value.into());
    }

    /// Adds a feature with the attributes of [`Self::tag`] since the last one; its geometry was encoded before.
    pub fn add_drawn(&mut self, id: Option<u64>, drawn: DrawnRef<'_>) {
        let id_bytes = id.map_or(0, |id| 1 + varint_len(id));
        let tag_bytes = 1 + varint_len(self.tags.len() as u64) + self.tags.len();
        put_varint(&mut self.features, (2 << 3) | 2);
        put_varint(&mut self.features, (id_bytes + tag_bytes + drawn.0.len()) as u64);
        if let Some(id) = id {
            put_varint_field(&mut self.features, 1, id);
        }
        put_bytes_field(&mut self.features, 2, &self.tags);
        self.features.extend_from_slice(drawn.0);
        self.feature_count += 1;
        self.tags.clear();
    }

    fn add(&mut self, id: Option<u64>, attributes: &Attributes<'_>, drawn: Option<Drawn>) -> bool {
        let Some(drawn) = drawn else { return false };
        attributes.iter().for_each(|(key, value)| self.tag(key, value));
        self.add_drawn(id, drawn.as_slice());
        true
    }

    fn append_to(&self, tile: &mut Vec<u8>) {
        let mut head = Vec::with_capacity(self.name.len() + 8);
        put_varint_field(&mut head, 15, 2);
        put_bytes_field(&mut head, 1, self.name.as_bytes());
        let mut foot = Vec::with_capacity(8);
        put_varint_field(&mut foot, 5, u64::from(EXTENT.unsigned_abs()));
        let (keys, values) = (self.keys.field_bytes(), self.values.field_bytes());
        let length = head.len() + self.features.len() + keys + values + foot.len();
        tile.reserve(length + 8);
        put_varint(tile, (3 << 3) | 2);
        put_varint(tile, length as u64);
        tile.extend_from_slice(&head);
        tile.extend_from_slice(&self.features);
        self.keys.entries().for_each(|key| put_bytes_field(tile, 3, key));
        self.values.entries().for_each(|value| put_bytes_field(tile, 4, value));
        tile.extend_from_slice(&foot);
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

fn encode(value: &Value<'_>, bytes: &mut Vec<u8>) {
    match *value {
        Value::Text(text) => put_bytes_field(bytes, 1, text.as_bytes()),
        Value::Number(number) => put_double_field(bytes, 3, number),
        Value::Whole(number) => put_varint_field(bytes, 6, zigzag_long(number)),
        Value::Flag(flag) => put_varint_field(bytes, 7, u64::from(flag)),
    }
}
