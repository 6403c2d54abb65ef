//! What is said of a collection's vector tiles.

use gridward::crs::Tile;
use gridward::measure::LonLat;
use gridward::tiles::{MAX_ZOOM, MIN_ZOOM};
use serde_json::{Value, json};

use super::both;
use super::crs::Crs;
use super::fields::Fields;
use super::links::{JSON, Link, TILING_SCHEME, VECTOR_TILE, segment};
use super::matrices::{CRS, URI, WEB_MERCATOR_QUAD};
use super::question::Question;
use crate::state::LayerView;

/// Path of a collection's tile sets, and of its one tile set.
pub fn paths(layer: &str) -> [String; 2] {
    let sets = format!("/collections/{}/tiles", segment(layer));
    let set = format!("{sets}/{WEB_MERCATOR_QUAD}");
    [sets, set]
}

/// The list of tile sets, which has one.
pub fn list(view: &LayerView, question: &Question) -> Value {
    let [sets, set] = paths(view.layer.name().as_str());
    let links =
        [Link::new(question.addresses.at(&set), "self", JSON, "瓦片集 / The tile set"), scheme(question)];
    json!({
        "links": question.addresses.own(&sets, JSON),
        "tilesets": [{
            "title": both(view.layer.title()),
            "dataType": "vector",
            "crs": CRS,
            "tileMatrixSetURI": URI,
            "links": links,
        }],
    })
}

/// The tile set: where its tiles lie and what they hold.
pub fn describe(view: &LayerView, question: &Question) -> Value {
    let name = view.layer.name().as_str();
    let [_, set] = paths(name);
    let mut links = question.addresses.own(&set, JSON).to_vec();
    // Braces stay as they are: they are filled in before anybody goes there.
    let item = question.addresses.at(&format!("{set}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"));
    let tile_json = question.addresses.of(&format!("/tiles/{}.json", segment(name)), &[]);
    links.extend([
        Link::new(item, "item", VECTOR_TILE, "瓦片 / Tiles, row before column").templated(),
        scheme(question),
        Link::new(tile_json, "describedby", JSON, "TileJSON"),
    ]);
    let bounds = view.tiles.bounds();
    json!({
        "title": both(view.layer.title()),
        "description": view.layer.note().map(both),
        "dataType": "vector",
        "crs": CRS,
        "tileMatrixSetURI": URI,
        "tileMatrixSetLimits": bounds.map(limits),
        "boundingBox": bounds.map(|[west, south, east, north]| json!({
            "lowerLeft": [west, south], "upperRight": [east, north], "crs": Crs::Crs84.uri(),
        })),
        "layers": layers(view, question),
        "links": links,
    })
}

fn scheme(question: &Question) -> Link {
    let path = format!("/tileMatrixSets/{WEB_MERCATOR_QUAD}");
    Link::new(question.addresses.at(&path), TILING_SCHEME, JSON, "瓦片矩阵集 / The tile matrix set")
}

/// What tiles hold: with figures the cells alone.
fn layers(view: &LayerView, question: &Question) -> Value {
    let fields = Fields::of(&view.layer, question.measure);
    let layer = |id: &str, title: &str, dimension: u8, schema: Value| {
        json!({
            "id": id, "title": title, "dataType": "vector", "geometryDimension": dimension,
            "minTileMatrix": MIN_ZOOM.to_string(), "maxTileMatrix": MAX_ZOOM.to_string(),
            "propertiesSchema": schema,
        })
    };
    let kept = |keys: &dyn Fn(&str) -> bool| {
        let mut schema = fields.schema();
        if let Some(properties) = schema["properties"].as_object_mut() {
            properties.retain(|key, _| keys(key));
        }
        schema
    };
    if question.measure.is_some() {
        let figure =
            ["cases", "value", "class", "missing", "merged", "group", "code", "name", "name_en", "synthetic"];
        return json!([layer(
            "cells",
            "网格与指标 / Cells with figures",
            2,
            kept(&|key| figure.contains(&key))
        )]);
    }
    let bare =
        |key: &str| key.starts_with("parent_") || ["code", "name", "name_en", "synthetic"].contains(&key);
    let outer = json!({"type": "object", "properties": {
        "outer": {"type": "boolean", "description": "True at the edge of the coverage"},
    }});
    json!([
        layer("cells", "网格 / Cells", 2, kept(&bare)),
        layer("borders", "边界 / Each border once", 1, outer),
        layer("labels", "标注点 / A place for each cell's label", 0, kept(&bare)),
    ])
}

/// Rows and columns that show anything, level by level.
fn limits([west, south, east, north]: [f64; 4]) -> Value {
    let tile = |zoom: u8, lon: f64, lat: f64| {
        let place = LonLat::new(lon, lat).ok()?;
        Tile::showing(place, zoom).ok()
    };
    let level = |zoom: u8| {
        let (first, last): (Tile, Tile) = (tile(zoom, west, north)?, tile(zoom, east, south)?);
        Some(json!({
            "tileMatrix": zoom.to_string(),
            "minTileRow": first.y(), "maxTileRow": last.y(),
            "minTileCol": first.x(), "maxTileCol": last.x(),
        }))
    };
    json!((MIN_ZOOM..=MAX_ZOOM).filter_map(level).collect::<Vec<_>>())
}
