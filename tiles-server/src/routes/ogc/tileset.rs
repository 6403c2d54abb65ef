//! What is said of a collection's vector tiles.

use gridward::measure::LonLat;
use serde_json::{Value, json};

use super::both;
use super::crs::Crs;
use super::fields::Fields;
use super::links::{JSON, Link, VECTOR_TILE, segment};
use super::matrices::MatrixSet;
use super::question::Question;
use crate::state::LayerView;

/// The list of tile sets: `kind` is what their tiles hold.
pub fn list(sets: &[MatrixSet], path: &str, title: &str, kind: &str, question: &Question) -> Value {
    let addresses = &question.addresses;
    let entry = |set: &MatrixSet| {
        let own =
            Link::new(addresses.at(&format!("{path}/{}", set.id())), "self", JSON, "瓦片集 / The tile set");
        json!({
            "title": title,
            "dataType": kind,
            "crs": set.crs(),
            "tileMatrixSetURI": set.uri(addresses),
            "links": [own, set.scheme(addresses)],
        })
    };
    json!({
        "links": addresses.own(path, JSON),
        "tilesets": sets.iter().map(entry).collect::<Vec<_>>(),
    })
}

/// What is the same for every tile set: where its tiles lie, and where they are had.
pub fn frame(set: MatrixSet, path: &str, bounds: Option<[f64; 4]>, item: Link, question: &Question) -> Value {
    let addresses = &question.addresses;
    let mut links = addresses.own(&format!("{path}/{}", set.id()), JSON).to_vec();
    links.extend([item.templated(), set.scheme(addresses)]);
    json!({
        "crs": set.crs(),
        "tileMatrixSetURI": set.uri(addresses),
        "tileMatrixSetLimits": bounds.map(|bounds| limits(set, bounds)),
        "boundingBox": bounds.map(|[west, south, east, north]| json!({
            "lowerLeft": [west, south], "upperRight": [east, north], "crs": Crs::Crs84.uri(),
        })),
        "links": links,
    })
}

/// The tile set of a layer: where its tiles lie and what they hold.
pub fn describe(view: &LayerView, set: MatrixSet, question: &Question) -> Value {
    let name = view.layer.name().as_str();
    let path = format!("/collections/{}/tiles", segment(name));
    // Braces stay as they are: they are filled in before anybody goes there.
    let item = question.addresses.at(&format!("{path}/{}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}", set.id()));
    let item = Link::new(item, "item", VECTOR_TILE, "瓦片 / Tiles, row before column");
    let mut document = frame(set, &path, view.tiles.bounds(), item, question);
    document["title"] = json!(both(view.layer.title()));
    document["description"] = json!(view.layer.note().map(both));
    document["dataType"] = json!("vector");
    document["layers"] = layers(view, set, question);
    if let (MatrixSet::WebMercatorQuad, Some(links)) = (set, document["links"].as_array_mut()) {
        let tile_json = question.addresses.of(&format!("/tiles/{}.json", segment(name)), &[]);
        links.push(json!(Link::new(tile_json, "describedby", JSON, "TileJSON")));
    }
    document
}

/// What tiles hold: with figures the cells alone.
fn layers(view: &LayerView, set: MatrixSet, question: &Question) -> Value {
    let levels: Vec<String> = set.world().levels().map(|level| level.to_string()).collect();
    let fields = Fields::of(&view.layer, question.measure);
    let layer = |id: &str, title: &str, dimension: u8, schema: Value| {
        json!({
            "id": id, "title": title, "dataType": "vector", "geometryDimension": dimension,
            "minTileMatrix": levels.first(), "maxTileMatrix": levels.last(),
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

/// All rows and columns of each level that has tiles.
pub fn whole(set: MatrixSet) -> Value {
    let limit = |level: u8| {
        let [columns, rows] = set.size(level);
        json!({
            "tileMatrix": level.to_string(),
            "minTileRow": 0, "maxTileRow": rows - 1,
            "minTileCol": 0, "maxTileCol": columns - 1,
        })
    };
    json!(set.world().levels().map(limit).collect::<Vec<_>>())
}

/// Rows and columns that show anything, level by level.
fn limits(set: MatrixSet, [west, south, east, north]: [f64; 4]) -> Value {
    let square = |lon: f64, lat: f64, level: u8| Some(set.world().square(LonLat::new(lon, lat).ok()?, level));
    let limit = |level: u8| {
        let ([left, top], [right, bottom]) = (square(west, north, level)?, square(east, south, level)?);
        Some(json!({
            "tileMatrix": level.to_string(),
            "minTileRow": top, "maxTileRow": bottom,
            "minTileCol": left, "maxTileCol": right,
        }))
    };
    json!(set.world().levels().filter_map(limit).collect::<Vec<_>>())
}
