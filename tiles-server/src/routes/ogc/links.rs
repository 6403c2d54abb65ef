//! Links (链接) of documents: absolute, each with its type, as GIS programs need them.

use serde::Serialize;

/// Media types of answers.
pub const JSON: &str = "application/json";
pub const GEOJSON: &str = "application/geo+json";
pub const HTML: &str = "text/html";
pub const SCHEMA: &str = "application/schema+json";
pub const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";
pub const PNG: &str = "image/png";
pub const VECTOR_TILE: &str = "application/vnd.mapbox-vector-tile";

/// Relations that IANA does not name.
pub const TILESETS: &str = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
pub const MAP_TILESETS: &str = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map";
pub const QUERYABLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/queryables";
pub const TILING_SCHEME: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";
pub const TILING_SCHEMES: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes";

/// One link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    pub href: String,
    pub rel: &'static str,
    #[serde(rename = "type")]
    pub media: &'static str,
    pub title: String,
    /// Whether `href` has parts in braces to be filled in.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub templated: bool,
}

impl Link {
    pub fn new(href: String, rel: &'static str, media: &'static str, title: &str) -> Self {
        Self { href, rel, media, title: title.to_owned(), templated: false }
    }

    pub fn templated(self) -> Self {
        Self { templated: true, ..self }
    }
}

/// Makes the addresses of one answer: under one root, with the question that all of them carry on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    server: String,
    carried: String,
}

impl Addresses {
    /// `server` without a slash at its end; `carried` is a query, or nothing.
    pub fn new(server: &str, carried: &str) -> Self {
        Self { server: server.to_owned(), carried: carried.to_owned() }
    }

    /// Where the documents of the standards lie.
    pub fn root(&self) -> String {
        format!("{}/ogc", self.server)
    }

    /// An address under the root.
    pub fn at(&self, path: &str) -> String {
        self.with(path, &[])
    }

    /// An address under the root with parameters before those that are carried on.
    pub fn with(&self, path: &str, parameters: &[(&str, &str)]) -> String {
        self.of(&format!("/ogc{path}"), parameters)
    }

    /// An address of this server with parameters before those that are carried on.
    pub fn of(&self, path: &str, parameters: &[(&str, &str)]) -> String {
        let own = serde_urlencoded::to_string(parameters).unwrap_or_default();
        let parts: Vec<&str> =
            [own.as_str(), self.carried.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
        let mark = if parts.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{}", self.server, parts.join("&"))
    }

    /// The links of a document to itself and to its page.
    pub fn own(&self, path: &str, media: &'static str) -> [Link; 2] {
        [
            Link::new(self.at(path), "self", media, "本文档 / This document"),
            Link::new(self.with(path, &[("f", "html")]), "alternate", HTML, "网页 / This document as a page"),
        ]
    }
}

/// A part of an address's path.
pub fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_carry_the_question_on() {
        let bare = Addresses::new("http://h", "");
        assert_eq!(bare.at(""), "http://h/ogc");
        assert_eq!(bare.with("/collections", &[("f", "html")]), "http://h/ogc/collections?f=html");
        let asked = Addresses::new("http://h", "measure=count&class=E01");
        assert_eq!(asked.at("/collections"), "http://h/ogc/collections?measure=count&class=E01");
        assert_eq!(
            asked.with("/x", &[("bbox", "1,2,3,4")]),
            "http://h/ogc/x?bbox=1%2C2%2C3%2C4&measure=count&class=E01"
        );
    }

    #[test]
    fn a_code_with_odd_letters_stays_one_part_of_a_path() {
        assert_eq!(segment("310112-001"), "310112-001");
        assert_eq!(segment("a/b?c 莘"), "a%2Fb%3Fc%20%E8%8E%98");
    }
}
