//! Cases as they are sent: GeoJSON for programs, a table for people.

use gridward::cases::CaseHead;
use gridward::ids::CaseNumber;

use super::super::crs::Road;
use super::super::feature::point;
use super::super::links::{GEOJSON, HTML, JSON, Link, segment};
use super::super::page::{escaped, framed, list_of};
use super::super::question::Question;
use super::TITLE;
use super::fields::{FIELDS, Told, values};
use super::found::{Found, place};
use super::wanted::OWN;
use crate::dispatch::Seen;
use crate::dispatch::names::Names;
use crate::json::Json;

/// What cases are written from.
pub struct Listing<'a> {
    pub seen: &'a Seen,
    pub names: Names<'a>,
    pub road: &'a Road,
}

const COLLECTION: &str = "/collections/cases";

impl Listing<'_> {
    /// A feature collection.
    pub fn json(&self, question: &Question, found: &Found, stamp: &str) -> Vec<u8> {
        let mut json = Json::with_capacity(512 + found.numbers.len() * 640);
        json.raw(r#"{"type":"FeatureCollection","timeStamp":"#);
        json.text(stamp);
        json.raw(r#","numberMatched":"#);
        json.value(&found.matched);
        json.raw(r#","numberReturned":"#);
        json.value(&found.numbers.len());
        json.raw(r#","links":"#);
        json.value(&links(question, found));
        json.raw(r#","features":"#);
        let heads = found.numbers.iter().filter_map(|number| self.head(*number));
        json.list(heads, |json, head| self.write(json, &head, None));
        json.raw("}");
        json.into_bytes()
    }

    /// One feature.
    pub fn json_of(&self, question: &Question, number: u32) -> Vec<u8> {
        let mut json = Json::with_capacity(1024);
        if let Some(head) = self.head(number) {
            let links = serde_json::to_string(&links_of(question, &head)).unwrap_or_default();
            self.write(&mut json, &head, Some(&links));
        }
        json.into_bytes()
    }

    /// The same for people.
    pub fn page(&self, question: &Question, found: &Found) -> Vec<u8> {
        let mut body = format!("<p>{} / {}</p>\n", found.numbers.len(), found.matched);
        push_links(&mut body, &links(question, found));
        body.push_str("<table>\n<tr>");
        for (key, _, meaning) in FIELDS {
            body.push_str(&format!("<th scope=\"col\" title=\"{}\">{key}</th>", escaped(meaning)));
        }
        body.push_str("</tr>\n");
        for head in found.numbers.iter().filter_map(|number| self.head(*number)) {
            let address = escaped(&question.addresses.at(&path_of(&head)));
            body.push_str("<tr>");
            for (at, value) in values(&head, self.seen, self.names).iter().enumerate() {
                let text = shown(value);
                let text = if at == 0 { format!("<a href=\"{address}\">{text}</a>") } else { text };
                body.push_str(&format!("<td>{text}</td>"));
            }
            body.push_str("</tr>\n");
        }
        body.push_str("</table>\n");
        framed(TITLE, &body).into_bytes()
    }

    /// The same for people.
    pub fn page_of(&self, question: &Question, number: u32) -> Vec<u8> {
        let Some(head) = self.head(number) else { return Vec::new() };
        let mut body = String::new();
        push_links(&mut body, &links_of(question, &head));
        body.push_str("<table>\n");
        for ((key, _, meaning), value) in FIELDS.iter().zip(values(&head, self.seen, self.names)) {
            let (value, meaning) = (shown(&value), escaped(meaning));
            body.push_str(&format!(
                "<tr><th scope=\"row\">{key}</th><td>{value}</td><td>{meaning}</td></tr>\n"
            ));
        }
        body.push_str("</table>\n");
        framed(TITLE, &body).into_bytes()
    }

    fn head(&self, number: u32) -> Option<CaseHead> {
        self.seen.view.columns.head(CaseNumber(number))
    }

    fn write(&self, json: &mut Json, head: &CaseHead, links: Option<&str>) {
        json.raw(r#"{"type":"Feature","id":"#);
        json.text(head.id.as_str());
        json.raw(r#","geometry":"#);
        let found = self.seen.view.columns.place_of(head.number);
        point(json, found.and_then(|(chunk, row)| place(chunk, row)), self.road);
        json.raw(r#","properties":{"#);
        for (at, ((key, ..), value)) in FIELDS.iter().zip(values(head, self.seen, self.names)).enumerate() {
            json.raw(if at > 0 { "," } else { "" });
            json.text(key);
            json.raw(":");
            value.write(json);
        }
        json.raw("}");
        if let Some(links) = links {
            json.raw(r#","links":"#);
            json.raw(links);
        }
        json.raw("}");
    }
}

fn path_of(head: &CaseHead) -> String {
    format!("{COLLECTION}/items/{}", segment(head.id.as_str()))
}

fn push_links(body: &mut String, links: &[Link]) {
    body.push_str(&list_of(links.iter().map(|link| (link.href.as_str(), link.title.as_str(), link.rel))));
}

fn shown(value: &Told<'_>) -> String {
    match value {
        Told::Nothing => String::from("–"),
        Told::Text(text) => escaped(text),
        Told::Instant(text) => escaped(text),
        Told::Number(number) => number.to_string(),
        Told::Truth(truth) => truth.to_string(),
    }
}

fn links(question: &Question, found: &Found) -> Vec<Link> {
    let own = OWN.map(str::to_owned);
    let with = |more: &[(&str, &str)]| {
        let kept = question.given(&own).filter(|(name, _)| more.iter().all(|(other, _)| other != name));
        let all: Vec<(&str, &str)> = kept.chain(more.iter().copied()).collect();
        question.addresses.with(&format!("{COLLECTION}/items"), &all)
    };
    let mut links = vec![
        Link::new(with(&[]), "self", GEOJSON, "本页 / This page of cases"),
        Link::new(with(&[("f", "html")]), "alternate", HTML, "网页 / This page of cases for people"),
        Link::new(question.addresses.at(COLLECTION), "collection", JSON, "图层 / The collection"),
    ];
    if let Some(last) = found.numbers.last().filter(|_| found.goes_on) {
        let last = last.to_string();
        links.push(Link::new(with(&[("after", &last)]), "next", GEOJSON, "下一页 / Next page"));
    }
    links
}

fn links_of(question: &Question, head: &CaseHead) -> Vec<Link> {
    let own = [String::from("crs")];
    let given: Vec<(&str, &str)> = question.given(&own).collect();
    let page: Vec<(&str, &str)> = given.iter().copied().chain([("f", "html")]).collect();
    let (addresses, path) = (&question.addresses, path_of(head));
    vec![
        Link::new(addresses.with(&path, &given), "self", GEOJSON, "本案件 / This case"),
        Link::new(addresses.with(&path, &page), "alternate", HTML, "网页 / This case for people"),
        Link::new(addresses.at(COLLECTION), "collection", JSON, "图层 / The collection"),
    ]
}
