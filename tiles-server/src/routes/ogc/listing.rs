//! A page of cells as it is sent: GeoJSON for programs, a table with a picture for people.

use gridward::grid::Cell;
use gridward::tiles::mvt::Value as Attribute;
use serde_json::json;

use super::feature::feature;
use super::fields::{Common, Fields};
use super::links::{GEOJSON, HTML, JSON, Link, segment};
use super::question::Question;
use super::selection::{Selection, Source};
use super::{both, table};
use crate::figures::Sheet;
use crate::json::Json;

/// Everything that a page of cells is written from.
pub struct Listing {
    pub id: String,
    /// The parameters that links to other pages keep.
    pub own: Vec<String>,
    pub fields: Fields,
    pub selection: Selection,
    /// None where no plan was in force then.
    pub source: Option<Source>,
    /// The figures that go with the cells.
    pub sheet: Option<Sheet>,
}

impl Listing {
    /// A feature collection.
    pub fn json(&self, question: &Question, stamp: &str) -> Vec<u8> {
        let cells = self.cells();
        let page = self.selection.page(&cells);
        let mut json = Json::with_capacity(512 + page.len() * 1024);
        json.raw(r#"{"type":"FeatureCollection","timeStamp":"#);
        json.text(stamp);
        json.raw(r#","numberMatched":"#);
        json.value(&cells.len());
        json.raw(r#","numberReturned":"#);
        json.value(&page.len());
        if let Some(source) = &self.source {
            json.raw(r#","synthetic":"#);
            json.truth(source.view.layer.synthetic());
        }
        if let Some(measure) = question.measure {
            json.raw(r#","figures":"#);
            let text = |title: gridward::grid::Title| json!({"zh": title.zh, "en": title.en});
            let unit = text(measure.unit());
            json.value(&json!({"measure": measure.name(), "title": text(measure.title()), "unit": unit}));
        }
        json.raw(r#","links":"#);
        json.value(&self.links(question, cells.len()));
        json.raw(r#","features":"#);
        if let Some(source) = &self.source {
            let (common, several) = (source.common(), several(source));
            json.list(page, |json, at| self.write(json, source, &common, (*at, several), None));
        } else {
            json.raw("[]");
        }
        json.raw("}");
        json.into_bytes()
    }

    /// One feature.
    pub fn json_of(&self, question: &Question, at: u32) -> Vec<u8> {
        let mut json = Json::with_capacity(4096);
        if let Some(source) = &self.source {
            let links = serde_json::to_string(&self.links_of(question, at)).unwrap_or_default();
            self.write(&mut json, source, &source.common(), (at, several(source)), Some(&links));
        }
        json.into_bytes()
    }

    /// The same for people.
    pub fn page(&self, question: &Question) -> Vec<u8> {
        let cells = self.cells();
        let page = self.selection.page(&cells);
        let Some(source) = &self.source else {
            let text = "那时没有网格方案。 No plan was in force then.";
            return table::page(&self.id, text, &[], &self.links(question, 0)).into_bytes();
        };
        let common = source.common();
        let code = |cell: &Cell| question.addresses.at(&self.path_of(cell));
        let rows: Vec<table::Row<'_>> = self.rows(source, &common, page, code);
        let from = u64::from(self.selection.offset) + u64::from(!page.is_empty());
        let until = u64::from(self.selection.offset) + page.len() as u64;
        let synthetic = if common.synthetic { "（合成数据 Synthetic）" } else { "" };
        let text = format!("{from}–{until} / {}{synthetic}", cells.len());
        let title = both(source.view.layer.title());
        table::page(&title, &text, &rows, &self.links(question, cells.len())).into_bytes()
    }

    /// The same for people.
    pub fn page_of(&self, question: &Question, at: u32) -> Vec<u8> {
        let Some(source) = &self.source else { return Vec::new() };
        let common = source.common();
        let rows = self.rows(source, &common, &[at], |cell| question.addresses.at(&self.path_of(cell)));
        let title = both(source.view.layer.title());
        table::page(&title, "", &rows, &self.links_of(question, at)).into_bytes()
    }

    fn cells(&self) -> Vec<u32> {
        let source = self.source.as_ref();
        source.map_or_else(Vec::new, |source| self.selection.cells(&source.view, &self.fields))
    }

    fn rows<'a>(
        &'a self,
        source: &'a Source,
        common: &'a Common,
        page: &[u32],
        address: impl Fn(&Cell) -> String,
    ) -> Vec<table::Row<'a>> {
        let cells = page.iter().filter_map(|at| Some((*at, cell(source, *at)?)));
        cells
            .map(|(at, cell)| table::Row {
                cell,
                address: address(cell),
                values: self.fields.values(cell, common, &self.marks(at)),
                fields: self.fields.list(),
            })
            .collect()
    }

    fn write(
        &self,
        json: &mut Json,
        source: &Source,
        common: &Common,
        (at, several): (u32, bool),
        links: Option<&str>,
    ) {
        let Some(cell) = cell(source, at) else { return };
        let values = self.fields.values(cell, common, &self.marks(at));
        feature(json, cell, &self.selection.road, several, (self.fields.list(), &values), links);
    }

    fn marks(&self, at: u32) -> Vec<(&str, Attribute<'_>)> {
        self.sheet.as_ref().map_or_else(Vec::new, |sheet| sheet.figures.marks(at))
    }

    fn path(&self) -> String {
        format!("/collections/{}", segment(&self.id))
    }

    fn path_of(&self, cell: &Cell) -> String {
        format!("{}/items/{}", self.path(), segment(cell.code.as_str()))
    }

    fn links(&self, question: &Question, matched: usize) -> Vec<Link> {
        let path = format!("{}/items", self.path());
        let with = |more: &[(&str, &str)]| {
            let kept = question.given(&self.own).filter(|(name, _)| more.iter().all(|(own, _)| own != name));
            let all: Vec<(&str, &str)> = kept.chain(more.iter().copied()).collect();
            question.addresses.with(&path, &all)
        };
        let mut links = vec![
            Link::new(with(&[]), "self", GEOJSON, "本页 / This page of cells"),
            Link::new(with(&[("f", "html")]), "alternate", HTML, "网页 / This page of cells for people"),
            Link::new(question.addresses.at(&self.path()), "collection", JSON, "图层 / The collection"),
        ];
        let (offset, limit) = (u64::from(self.selection.offset), u64::from(self.selection.limit));
        if offset + limit < matched as u64 {
            // Further pages are of the same plan, whatever comes into force meanwhile.
            let plan = self.source.as_ref().map(|source| source.plan.number().0.to_string());
            let next = (offset + limit).to_string();
            let mut more = vec![("offset", next.as_str())];
            if question.parameters.text("datetime").is_none() {
                more.extend(plan.as_deref().map(|plan| ("plan", plan)));
            }
            links.push(Link::new(with(&more), "next", GEOJSON, "下一页 / Next page"));
        }
        if offset > 0 {
            let before = offset.saturating_sub(limit).to_string();
            links.push(Link::new(with(&[("offset", &before)]), "prev", GEOJSON, "上一页 / Page before"));
        }
        links
    }

    fn links_of(&self, question: &Question, at: u32) -> Vec<Link> {
        let Some(cell) = self.source.as_ref().and_then(|source| cell(source, at)) else { return Vec::new() };
        let path = self.path_of(cell);
        let given: Vec<(&str, &str)> = question.given(&self.own).collect();
        let page: Vec<(&str, &str)> = given.iter().copied().chain([("f", "html")]).collect();
        vec![
            Link::new(question.addresses.with(&path, &given), "self", GEOJSON, "本网格 / This cell"),
            Link::new(
                question.addresses.with(&path, &page),
                "alternate",
                HTML,
                "网页 / This cell for people",
            ),
            Link::new(question.addresses.at(&self.path()), "collection", JSON, "图层 / The collection"),
        ]
    }
}

fn cell(source: &Source, at: u32) -> Option<&Cell> {
    source.view.layer.cells().get(usize::try_from(at).ok()?)
}

/// Whether any cell of the layer has several parts: then all are written so, as programs want one kind of geometry.
fn several(source: &Source) -> bool {
    source.view.layer.cells().iter().any(|cell| cell.shape.polygons.len() > 1)
}
