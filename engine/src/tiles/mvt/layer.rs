//! Layers, features and their attributes.

use std::collections::BTreeMap;

use super::geometry::{Commands, TilePoint, TilePolygon};
use super::protobuf::{put_bytes_field, put_double_field, put_packed_field, put_varint_field, zigzag_long};

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
        }
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
        let mut commands = Commands::default();
        for polygon in parts {
            commands.polygon(polygon);
        }
        self.add(id, attributes, 3, commands)
    }

    /// Adds a (multi)line; `false` when nothing of it has a length.
    pub fn add_lines(
        &mut self,
        id: Option<u64>,
        attributes: &Attributes<'_>,
        parts: &[Vec<TilePoint>],
    ) -> bool {
        let mut commands = Commands::default();
        for line in parts {
            commands.line(line);
        }
        self.add(id, attributes, 2, commands)
    }

    /// Adds a (multi)point; `false` when there is none.
    pub fn add_points(&mut self, id: Option<u64>, attributes: &Attributes<'_>, points: &[TilePoint]) -> bool {
        let mut commands = Commands::default();
        if !points.is_empty() {
            commands.points(points);
        }
        self.add(id, attributes, 1, commands)
    }

    fn add(&mut self, id: Option<u64>, attributes: &Attributes<'_>, kind: u64, geometry: Commands) -> bool {
        let words = geometry.into_words();
        if words.is_empty() {
            return false;
        }
        let mut tags = Vec::with_capacity(attributes.len() * 2);
        for (key, value) in attributes {
            tags.push(self.keys.number(key.as_bytes().to_vec()));
            tags.push(self.values.number(encoded(value)));
        }
        let mut feature = Vec::with_capacity(words.len() * 2 + 32);
        if let Some(id) = id {
            put_varint_field(&mut feature, 1, id);
        }
        put_packed_field(&mut feature, 2, &tags);
        put_varint_field(&mut feature, 3, kind);
        put_packed_field(&mut feature, 4, &words);
        put_bytes_field(&mut self.features, 2, &feature);
        self.feature_count += 1;
        true
    }

    fn append_to(&self, tile: &mut Vec<u8>) {
        let mut layer = Vec::with_capacity(self.features.len() + 256);
        put_varint_field(&mut layer, 15, 2);
        put_bytes_field(&mut layer, 1, self.name.as_bytes());
        layer.extend_from_slice(&self.features);
        for key in &self.keys.entries {
            put_bytes_field(&mut layer, 3, key);
        }
        for value in &self.values.entries {
            put_bytes_field(&mut layer, 4, value);
        }
        put_varint_field(&mut layer, 5, u64::from(EXTENT.unsigned_abs()));
        put_bytes_field(tile, 3, &layer);
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

fn encoded(value: &Value<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    match *value {
        Value::Text(text) => put_bytes_field(&mut bytes, 1, text.as_bytes()),
        Value::Number(number) => put_double_field(&mut bytes, 3, number),
        Value::Whole(number) => put_varint_field(&mut bytes, 6, zigzag_long(number)),
        Value::Flag(flag) => put_varint_field(&mut bytes, 7, u64::from(flag)),
    }
    bytes
}

/// Entries in the order of their first use, each once.
#[derive(Debug, Default)]
struct Dictionary {
    entries: Vec<Vec<u8>>,
    numbers: BTreeMap<Vec<u8>, u32>,
}

impl Dictionary {
    fn number(&mut self, entry: Vec<u8>) -> u32 {
        if let Some(&number) = self.numbers.get(&entry) {
            return number;
        }
        let number = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.entries.push(entry.clone());
        self.numbers.insert(entry, number);
        number
    }
}
