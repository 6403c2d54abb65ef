//! One answer in both forms that `GeoReport` knows: XML, which it requires, and JSON.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

/// A part of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Empty,
    Text(Cow<'static, str>),
    Number(f64),
    Truth(bool),
    /// Items, each in an element of this name.
    List(&'static str, Vec<Self>),
    Record(Vec<(&'static str, Self)>),
}

impl Node {
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Text(text.into())
    }

    pub fn maybe(text: Option<impl Into<Cow<'static, str>>>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Truth(truth) => serializer.serialize_bool(*truth),
            Self::List(_, items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Record(fields) => {
                let mut record = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    record.serialize_entry(name, value)?;
                }
                record.end()
            }
        }
    }
}

/// The form asked for by the ending of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Xml,
    Json,
}

impl Format {
    /// Parts a last piece of an address, such as `services.xml`, into name and form.
    pub fn split(last: &str) -> Option<(&str, Self)> {
        let (name, ending) = last.rsplit_once('.')?;
        match ending {
            "xml" => Some((name, Self::Xml)),
            "json" => Some((name, Self::Json)),
            _ => None,
        }
    }

    pub const fn media(self) -> &'static str {
        match self {
            Self::Xml => "text/xml; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The whole answer. The root's name shows in XML only.
    pub fn write(self, root: &str, node: &Node) -> Vec<u8> {
        match self {
            Self::Json => serde_json::to_vec(node).unwrap_or_default(),
            Self::Xml => {
                let mut writer = Writer::new(Vec::new());
                // Writing into memory does not fail.
                let _ = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
                let _ = element(&mut writer, root, node);
                writer.into_inner()
            }
        }
    }
}

fn element(writer: &mut Writer<Vec<u8>>, name: &str, node: &Node) -> std::io::Result<()> {
    let text = match node {
        Node::Empty => return writer.write_event(Event::Empty(BytesStart::new(name))),
        Node::Text(text) => Some(without_controls(text)),
        Node::Number(number) => Some(Cow::Owned(number.to_string())),
        Node::Truth(truth) => Some(Cow::Borrowed(if *truth { "true" } else { "false" })),
        Node::List(..) | Node::Record(_) => None,
    };
    writer.write_event(Event::Start(BytesStart::new(name)))?;
    match node {
        Node::List(item, items) => {
            for node in items {
                element(writer, item, node)?;
            }
        }
        Node::Record(fields) => {
            for (name, node) in fields {
                element(writer, name, node)?;
            }
        }
        Node::Empty | Node::Text(_) | Node::Number(_) | Node::Truth(_) => {}
    }
    if let Some(text) = text {
        writer.write_event(Event::Text(BytesText::new(&text)))?;
    }
    writer.write_event(Event::End(BytesEnd::new(name)))
}

/// XML 1.0 has no place for control characters, not even escaped.
fn without_controls(text: &str) -> Cow<'_, str> {
    let bad = |c: char| {
        (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    if text.contains(bad) { Cow::Owned(text.replace(bad, "\u{fffd}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Node {
        let request = Node::Record(vec![
            ("service_request_id", Node::text("a<b&\u{1}")),
            ("lat", Node::Number(31.5)),
            ("metadata", Node::Truth(true)),
            ("media_url", Node::Empty),
        ]);
        Node::List("request", vec![request])
    }

    #[test]
    fn the_same_answer_reads_the_same_in_both_forms() {
        let xml = String::from_utf8(Format::Xml.write("service_requests", &sample())).unwrap();
        assert_eq!(
            xml,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><service_requests><request>\
             <service_request_id>a&lt;b&amp;\u{fffd}</service_request_id><lat>31.5</lat><metadata>true</metadata>\
             <media_url/></request></service_requests>"
        );
        let json = String::from_utf8(Format::Json.write("service_requests", &sample())).unwrap();
        assert_eq!(
            json,
            r#"[{"service_request_id":"a<b&\u0001","lat":31.5,"metadata":true,"media_url":null}]"#
        );
    }

    #[test]
    fn the_ending_of_an_address_is_its_form() {
        assert_eq!(Format::split("services.xml"), Some(("services", Format::Xml)));
        assert_eq!(Format::split("E0401.2.json"), Some(("E0401.2", Format::Json)));
        assert_eq!(Format::split("services"), None);
        assert_eq!(Format::split("services.yaml"), None);
    }
}
