//! A reader of vector tiles for the tests, written from the specification and sharing nothing with the writer.

use std::collections::BTreeMap;

use super::TilePoint;

#[derive(Debug, Clone, PartialEq)]
pub(in crate::tiles) enum DecodedValue {
    Text(String),
    Number(f64),
    Whole(i64),
    Flag(bool),
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::tiles) struct DecodedFeature {
    pub id: Option<u64>,
    pub kind: u64,
    pub attributes: BTreeMap<String, DecodedValue>,
    /// Paths as drawn; the flag says whether the path was closed.
    pub paths: Vec<(Vec<TilePoint>, bool)>,
}

impl DecodedFeature {
    pub(in crate::tiles) fn text(&self, key: &str) -> &str {
        match self.attributes.get(key) {
            Some(DecodedValue::Text(text)) => text,
            other => panic!("{key} is {other:?}"),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::tiles) struct DecodedLayer {
    pub name: String,
    pub version: u64,
    pub extent: u64,
    pub keys: Vec<String>,
    pub values: Vec<DecodedValue>,
    pub features: Vec<DecodedFeature>,
}

enum Field<'a> {
    Number(u64),
    Double(f64),
    Bytes(&'a [u8]),
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = bytes[0];
        *bytes = &bytes[1..];
        value |= u64::from(byte & 127) << shift;
        if byte < 128 {
            return value;
        }
    }
    panic!("a varint of more than ten bytes");
}

fn fields(mut bytes: &[u8]) -> Vec<(u64, Field<'_>)> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes);
        let field = match tag & 7 {
            0 => Field::Number(varint(&mut bytes)),
            1 => {
                let (head, rest) = bytes.split_at(8);
                bytes = rest;
                Field::Double(f64::from_le_bytes(head.try_into().unwrap()))
            }
            2 => {
                let length = usize::try_from(varint(&mut bytes)).unwrap();
                let (head, rest) = bytes.split_at(length);
                bytes = rest;
                Field::Bytes(head)
            }
            other => panic!("wire type {other}"),
        };
        found.push((tag >> 3, field));
    }
    found
}

fn packed(mut bytes: &[u8]) -> Vec<u64> {
    let mut values = Vec::new();
    while !bytes.is_empty() {
        values.push(varint(&mut bytes));
    }
    values
}

fn signed(value: u64) -> i64 {
    if value.is_multiple_of(2) { (value / 2).cast_signed() } else { -((value / 2).cast_signed()) - 1 }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn value(bytes: &[u8]) -> DecodedValue {
    let mut all = fields(bytes);
    assert_eq!(all.len(), 1, "a value has exactly one field");
    match all.remove(0) {
        (1, Field::Bytes(b)) => DecodedValue::Text(text(b)),
        (3, Field::Double(d)) => DecodedValue::Number(d),
        (6, Field::Number(n)) => DecodedValue::Whole(signed(n)),
        (7, Field::Number(n)) => DecodedValue::Flag(n == 1),
        (field, _) => panic!("value field {field}"),
    }
}

fn paths(words: &[u64]) -> Vec<(Vec<TilePoint>, bool)> {
    let mut found: Vec<(Vec<TilePoint>, bool)> = Vec::new();
    let (mut x, mut y) = (0, 0);
    let mut rest = words.iter();
    while let Some(&word) = rest.next() {
        let (command, count) = (word & 7, word >> 3);
        assert!(count > 0, "a command with a count of zero");
        if command == 7 {
            assert_eq!(count, 1, "ClosePath has a count of one");
            found.last_mut().expect("a path to close").1 = true;
            continue;
        }
        for _ in 0..count {
            x += i32::try_from(signed(*rest.next().unwrap())).unwrap();
            y += i32::try_from(signed(*rest.next().unwrap())).unwrap();
            let at = TilePoint { x, y };
            match command {
                1 => found.push((vec![at], false)),
                2 => {
                    let path = &mut found.last_mut().expect("LineTo after MoveTo").0;
                    assert_ne!(path.last(), Some(&at), "a segment of no length");
                    path.push(at);
                }
                other => panic!("command {other}"),
            }
        }
    }
    found
}

fn feature(bytes: &[u8]) -> (Option<u64>, Vec<u64>, u64, Vec<u64>) {
    let (mut id, mut tags, mut kind, mut words) = (None, Vec::new(), 0, Vec::new());
    for field in fields(bytes) {
        match field {
            (1, Field::Number(n)) => id = Some(n),
            (2, Field::Bytes(b)) => tags = packed(b),
            (3, Field::Number(n)) => kind = n,
            (4, Field::Bytes(b)) => words = packed(b),
            (other, _) => panic!("feature field {other}"),
        }
    }
    (id, tags, kind, words)
}

fn layer(bytes: &[u8]) -> DecodedLayer {
    let (mut name, mut version, mut extent) = (String::new(), 1, 4096);
    let (mut keys, mut values, mut raw) = (Vec::new(), Vec::new(), Vec::new());
    for field in fields(bytes) {
        match field {
            (15, Field::Number(n)) => version = n,
            (1, Field::Bytes(b)) => name = text(b),
            (2, Field::Bytes(b)) => raw.push(feature(b)),
            (3, Field::Bytes(b)) => keys.push(text(b)),
            (4, Field::Bytes(b)) => values.push(value(b)),
            (5, Field::Number(n)) => extent = n,
            (other, _) => panic!("layer field {other}"),
        }
    }
    let features = raw
        .into_iter()
        .map(|(id, tags, kind, words)| DecodedFeature {
            id,
            kind,
            attributes: tags
                .chunks_exact(2)
                .map(|pair| {
                    let (key, value) = (usize::try_from(pair[0]).unwrap(), usize::try_from(pair[1]).unwrap());
                    (keys[key].clone(), values[value].clone())
                })
                .collect(),
            paths: paths(&words),
        })
        .collect();
    DecodedLayer { name, version, extent, keys, values, features }
}

/// The layers of a tile; panics on anything that the specification forbids.
pub(in crate::tiles) fn decode(tile: &[u8]) -> Vec<DecodedLayer> {
    fields(tile)
        .into_iter()
        .map(|field| match field {
            (3, Field::Bytes(b)) => layer(b),
            (other, _) => panic!("tile field {other}"),
        })
        .collect()
}
