//! GeoJSON in (RFC 7946, and the `crs` member of its 2008 forerunner): `FeatureCollection`, Feature, bare geometry, also
//! newline-delimited.

use std::borrow::Cow;
use std::collections::HashMap;

use super::json_cursor::{Cursor, JsonFault};
use super::nested_positions::Nested;
use super::{Fault, Problem, RawCrs, RawFeature, RawGeometry, RawLayer, ReadError};

/// Reads GeoJSON from memory; `source` stands in messages. Without a `crs` member the system is `OGC:CRS84`, as RFC 7946
/// says; a `crs` of `null` is [`RawCrs::Missing`].
///
/// # Errors
/// [`ReadError`] when the text is no JSON or no GeoJSON.
///
/// # Complexity
/// Linear in the text.
pub fn read_geojson(source: &str, bytes: &[u8]) -> Result<RawLayer, ReadError> {
    let mut problems = Vec::new();
    let text = decode(source, bytes, &mut problems);
    if text.trim().is_empty() {
        return Err(ReadError::Empty { file: source.to_owned() });
    }
    let mut reading = Reading {
        source,
        crs: RawCrs::Known("OGC:CRS84".to_owned()),
        fields: Vec::new(),
        places: HashMap::new(),
        features: Vec::new(),
        problems,
        count: 0,
    };
    let mut cursor = Cursor::new(&text);
    while cursor.peek().is_some() {
        let root = reading.object(&mut cursor).map_err(|fault| syntax(source, &text, &fault))?;
        reading.root(root)?;
    }
    let Reading { crs, fields, mut features, problems, .. } = reading;
    for feature in &mut features {
        feature.attributes.resize(fields.len(), None);
    }
    Ok(RawLayer { source: source.to_owned(), crs, fields, features, problems })
}

/// Text of the file: UTF-8, or GB 18030 where it is not UTF-8 but sound GB 18030, which is told.
fn decode<'a>(source: &str, bytes: &'a [u8], problems: &mut Vec<Problem>) -> Cow<'a, str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut tell =
        |value: &str, right: &str| problems.push(Fault::repaired("encoding", value, right).at(source, 0));
    if let Some(text) = encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        tell("GB 18030 (GBK)", "UTF-8; it was turned into UTF-8");
        return text;
    }
    tell("damaged", "UTF-8; damaged characters were replaced");
    String::from_utf8_lossy(bytes)
}

fn syntax(source: &str, text: &str, fault: &JsonFault) -> ReadError {
    let (line, column) = Cursor::place(text, fault.at);
    ReadError::Syntax { file: source.to_owned(), line, column, detail: fault.detail.to_owned() }
}

/// The members of an object that is a feature, a geometry or a collection; which one, its `type` says at any place.
#[derive(Default)]
struct Members<'a> {
    kind: Option<Cow<'a, str>>,
    coordinates: Option<Nested>,
    geometry: Option<Box<Members<'a>>>,
    properties: Vec<(Cow<'a, str>, Option<String>)>,
    id: Option<String>,
    has_features: bool,
}

struct Reading<'s> {
    source: &'s str,
    crs: RawCrs,
    fields: Vec<String>,
    places: HashMap<String, usize>,
    features: Vec<RawFeature>,
    problems: Vec<Problem>,
    count: usize,
}

impl Reading<'_> {
    /// Reads a top-level object; features of a collection are taken in as they come.
    fn object<'a>(&mut self, cursor: &mut Cursor<'a>) -> Result<Members<'a>, JsonFault> {
        let mut members = Members::default();
        if !cursor.enter(b'{', b'}')? {
            return Ok(members);
        }
        loop {
            let key = cursor.key()?;
            match &*key {
                "features" if cursor.peek() == Some(b'[') => {
                    members.has_features = true;
                    self.features(cursor)?;
                }
                "crs" => self.crs = crs(cursor.skip()?),
                _ => member(cursor, &key, &mut members)?,
            }
            if !cursor.another(b'}')? {
                return Ok(members);
            }
        }
    }

    fn features(&mut self, cursor: &mut Cursor<'_>) -> Result<(), JsonFault> {
        if !cursor.enter(b'[', b']')? {
            return Ok(());
        }
        loop {
            if cursor.peek() == Some(b'{') {
                let members = members(cursor)?;
                self.feature(members);
            } else {
                self.count += 1;
                let value = cursor.skip()?;
                self.problems.push(Fault::dropped("feature", value, "an object").at(self.source, self.count));
            }
            if !cursor.another(b']')? {
                return Ok(());
            }
        }
    }

    /// Judges a top-level object once all of it is known.
    fn root(&mut self, mut members: Members<'_>) -> Result<(), ReadError> {
        let fail = |detail: String| Err(ReadError::NotGeoJson { file: self.source.to_owned(), detail });
        match members.kind.as_deref() {
            Some("FeatureCollection") | None if members.has_features => Ok(()),
            Some("FeatureCollection") => fail("a FeatureCollection without features".to_owned()),
            Some("Feature") => {
                self.feature(members);
                Ok(())
            }
            Some("Topology") => fail("it is TopoJSON; convert it to GeoJSON".to_owned()),
            Some(kind) if members.coordinates.is_some() || kind == "GeometryCollection" => {
                let geometry = std::mem::take(&mut members);
                self.feature(Members { geometry: Some(Box::new(geometry)), ..Members::default() });
                Ok(())
            }
            Some(kind) => fail(format!("its type is {kind:?}")),
            None => fail("it has no type".to_owned()),
        }
    }

    fn feature(&mut self, members: Members<'_>) {
        self.count += 1;
        let number = self.count;
        let mut faults = Vec::new();
        let geometry = geometry(members.geometry, &mut faults);
        self.problems.extend(faults.into_iter().map(|fault| fault.at(self.source, number)));
        let mut attributes = Vec::with_capacity(self.fields.len());
        for (nth, (key, value)) in members.properties.into_iter().enumerate() {
            self.attribute(&mut attributes, nth, &key, value, true);
        }
        if let Some(id) = members.id {
            self.attribute(&mut attributes, 0, "id", Some(id), false);
        }
        if let Some(geometry) = geometry {
            self.features.push(RawFeature { number, attributes, geometry });
        }
    }

    /// Puts a value into its field's place. `replace` decides what a second value for the same field does.
    fn attribute(
        &mut self,
        attributes: &mut Vec<Option<String>>,
        nth: usize,
        key: &str,
        value: Option<String>,
        replace: bool,
    ) {
        // Features mostly have the same keys in the same order.
        let place = if self.fields.get(nth).is_some_and(|f| f == key) {
            nth
        } else if let Some(place) = self.places.get(key) {
            *place
        } else {
            self.fields.push(key.to_owned());
            self.places.insert(key.to_owned(), self.fields.len() - 1);
            self.fields.len() - 1
        };
        if attributes.len() <= place {
            attributes.resize(place + 1, None);
        }
        if let Some(slot) = attributes.get_mut(place)
            && (replace || slot.is_none())
        {
            *slot = value;
        }
    }
}

fn geometry(members: Option<Box<Members<'_>>>, faults: &mut Vec<Fault>) -> Option<RawGeometry> {
    let Some(members) = members else {
        faults.push(Fault::dropped(
            "geometry",
            "null",
            "a Polygon or MultiPolygon; the feature was left out",
        ));
        return None;
    };
    let kind = members.kind.unwrap_or_default();
    if let Some(nested) = members.coordinates {
        nested.into_geometry(&kind, faults)
    } else {
        let value = if kind.is_empty() { "without a type" } else { &kind };
        faults.push(Fault::dropped("geometry", value, "a Polygon or MultiPolygon; the feature was left out"));
        None
    }
}

fn members<'a>(cursor: &mut Cursor<'a>) -> Result<Members<'a>, JsonFault> {
    let mut members = Members::default();
    if !cursor.enter(b'{', b'}')? {
        return Ok(members);
    }
    loop {
        let key = cursor.key()?;
        member(cursor, &key, &mut members)?;
        if !cursor.another(b'}')? {
            return Ok(members);
        }
    }
}

fn member<'a>(cursor: &mut Cursor<'a>, key: &str, members: &mut Members<'a>) -> Result<(), JsonFault> {
    match (key, cursor.peek()) {
        ("type", Some(b'"')) => members.kind = Some(cursor.string()?),
        ("coordinates", Some(b'[')) => members.coordinates = Some(Nested::read(cursor)?),
        ("geometry", Some(b'{')) => members.geometry = Some(Box::new(flat_members(cursor)?)),
        ("properties", Some(b'{')) => members.properties = properties(cursor)?,
        ("id", _) => members.id = value(cursor)?,
        _ => {
            cursor.skip()?;
        }
    }
    Ok(())
}

/// The members of a geometry; what would nest further is skipped, so that no file can exhaust the stack.
fn flat_members<'a>(cursor: &mut Cursor<'a>) -> Result<Members<'a>, JsonFault> {
    let mut members = Members::default();
    if !cursor.enter(b'{', b'}')? {
        return Ok(members);
    }
    loop {
        let key = cursor.key()?;
        match (&*key, cursor.peek()) {
            ("type", Some(b'"')) => members.kind = Some(cursor.string()?),
            ("coordinates", Some(b'[')) => members.coordinates = Some(Nested::read(cursor)?),
            _ => {
                cursor.skip()?;
            }
        }
        if !cursor.another(b'}')? {
            return Ok(members);
        }
    }
}

fn properties<'a>(cursor: &mut Cursor<'a>) -> Result<Vec<(Cow<'a, str>, Option<String>)>, JsonFault> {
    let mut properties = Vec::new();
    if !cursor.enter(b'{', b'}')? {
        return Ok(properties);
    }
    loop {
        let key = cursor.key()?;
        let value = value(cursor)?;
        properties.push((key, value));
        if !cursor.another(b'}')? {
            return Ok(properties);
        }
    }
}

/// A value as text: strings by their content, `null` as none, everything else as it is printed.
fn value(cursor: &mut Cursor<'_>) -> Result<Option<String>, JsonFault> {
    if cursor.peek() == Some(b'"') {
        return cursor.string().map(|text| Some(text.into_owned()));
    }
    let text = cursor.skip()?;
    Ok((text != "null").then(|| text.to_owned()))
}

/// The system that a `crs` member names. Its text is small and known to be JSON.
fn crs(text: &str) -> RawCrs {
    let named = serde_json::from_str::<CrsMember>(text).ok().and_then(|m| m.properties).and_then(|p| p.name);
    named.map_or(RawCrs::Missing, |name| RawCrs::Known(authority_code(&name)))
}

#[derive(serde::Deserialize)]
struct CrsMember {
    properties: Option<CrsProperties>,
}

#[derive(serde::Deserialize)]
struct CrsProperties {
    name: Option<String>,
}

/// `urn:ogc:def:crs:EPSG::4490` as `EPSG:4490`; other names as they are.
fn authority_code(name: &str) -> String {
    let lower = name.to_lowercase();
    if lower.starts_with("urn:ogc:def:crs:") || lower.starts_with("urn:x-ogc:def:crs:") {
        let parts: Vec<&str> = name.split(':').collect();
        if let [.., authority, _version, code] = parts.as_slice() {
            return format!("{}:{}", authority.to_uppercase(), code.to_uppercase());
        }
    }
    if lower.starts_with("epsg:") { name.to_uppercase() } else { name.to_owned() }
}
