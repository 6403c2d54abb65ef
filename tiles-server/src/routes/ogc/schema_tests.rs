//! Every document against the schema that its standard requires, written down here in words of JSON Schema; and every address
//! against parameters that nobody knows.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::routes::QUICK;
use crate::routes::desk_for_tests::TestDesk;

/// What of `schema` does not hold, in one line.
fn fault(schema: &Value, value: &Value, at: &str) -> Option<String> {
    let types = |kind: &Value| match kind.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("number") => value.is_number(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        other => panic!("no such type: {other:?}"),
    };
    let wrong = |why: String| Some(format!("{at}: {why}: {value}"));
    match &schema["type"] {
        Value::Null => {}
        Value::Array(kinds) if kinds.iter().any(types) => {}
        one if one.is_string() && types(one) => {}
        kinds => return wrong(format!("not {kinds}")),
    }
    if schema["const"] != Value::Null && schema["const"] != *value {
        return wrong(format!("not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        return wrong(format!("none of {}", schema["enum"]));
    }
    let text = value.as_str().unwrap_or_default();
    if schema["begins"].as_str().is_some_and(|begin| !text.starts_with(begin)) {
        return wrong(format!("does not begin with {}", schema["begins"]));
    }
    if schema["minimum"].as_f64().is_some_and(|least| value.as_f64().is_some_and(|number| number < least)) {
        return wrong(format!("less than {}", schema["minimum"]));
    }
    let length = value.as_array().map_or(0, Vec::len) as u64;
    if schema["minItems"].as_u64().is_some_and(|least| length < least)
        || schema["maxItems"].as_u64().is_some_and(|most| length > most)
    {
        return wrong(String::from("wrong number of items"));
    }
    for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if value.get(key).is_none() {
            return wrong(format!("{key} is missing"));
        }
    }
    let members = schema["properties"].as_object().into_iter().flatten();
    let parts = members.filter_map(|(key, own)| Some((own, value.get(key)?, format!("{at}/{key}"))));
    let items = value.as_array().into_iter().flatten().enumerate();
    let items = items
        .filter(|_| schema["items"].is_object())
        .map(|(n, item)| (&schema["items"], item, format!("{at}/{n}")));
    parts.chain(items).find_map(|(own, part, at)| fault(own, part, &at))
}

fn list(of: Value, least: u32) -> Value {
    json!({"type": "array", "minItems": least, "items": of})
}

fn link() -> Value {
    let text = json!({"type": "string"});
    json!({"type": "object", "required": ["href", "rel"], "properties": {
        "href": {"type": "string", "begins": "http"}, "rel": text, "type": text, "title": text, "templated": {"type": "boolean"},
    }})
}

fn links() -> Value {
    list(link(), 1)
}

fn box_of_numbers() -> Value {
    json!({"type": "array", "minItems": 4, "maxItems": 4, "items": {"type": "number"}})
}

/// OGC 17-069r4, 7.13 and 7.14; OGC 18-058r1, 6.2.
fn collection() -> Value {
    json!({
        "type": "object", "required": ["id", "links"],
        "properties": {
            "id": {"type": "string"}, "title": {"type": "string"}, "description": {"type": "string"}, "links": links(),
            "itemType": {"const": "feature"},
            "crs": list(json!({"type": "string", "begins": "http://www.opengis.net/def/crs/"}), 1),
            "storageCrs": {"type": "string", "begins": "http://www.opengis.net/def/crs/"},
            "extent": {"type": "object", "required": ["spatial"], "properties": {
                "spatial": {"type": "object", "required": ["bbox"], "properties": {"bbox": list(box_of_numbers(), 1)}},
                "temporal": {"type": "object", "required": ["interval"], "properties": {"interval":
                    list(json!({"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": ["string", "null"]}}), 1)}},
            }},
        },
    })
}

/// RFC 7946, with what OGC 17-069r4, 7.15 and 7.16 add.
fn feature() -> Value {
    json!({
        "type": "object", "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"}, "id": {"type": "string"}, "properties": {"type": "object"}, "links": links(),
            "geometry": {"type": ["object", "null"], "required": ["type", "coordinates"], "properties": {
                "type": {"enum": ["Point", "Polygon", "MultiPolygon"]}, "coordinates": {"type": "array", "minItems": 1},
            }},
        },
    })
}

fn features() -> Value {
    json!({
        "type": "object", "required": ["type", "features", "links", "timeStamp", "numberMatched", "numberReturned"],
        "properties": {
            "type": {"const": "FeatureCollection"}, "features": list(feature(), 0), "links": links(),
            "timeStamp": {"type": "string"},
            "numberMatched": {"type": "integer", "minimum": 0}, "numberReturned": {"type": "integer", "minimum": 0},
        },
    })
}

/// OGC 19-079r2, 6: the schema itself.
fn schema_of_properties() -> Value {
    json!({
        "type": "object", "required": ["$schema", "$id", "type", "properties"],
        "properties": {
            "$schema": {"const": "https://json-schema.org/draft/2020-12/schema"}, "$id": {"type": "string", "begins": "http"},
            "type": {"const": "object"}, "properties": {"type": "object"},
        },
    })
}

/// OGC 17-083r4, tables 23 and 25; OGC 20-057, requirements 12 and 19.
fn tile_set() -> Value {
    let level = json!({"type": "object", "required": ["tileMatrix", "minTileRow", "maxTileRow", "minTileCol", "maxTileCol"],
        "properties": {"tileMatrix": {"type": "string"}, "minTileRow": {"type": "integer", "minimum": 0},
            "maxTileRow": {"type": "integer"}, "minTileCol": {"type": "integer", "minimum": 0}, "maxTileCol": {"type": "integer"}}});
    json!({
        "type": "object", "required": ["dataType", "crs", "links", "tileMatrixSetURI"],
        "properties": {
            "dataType": {"enum": ["map", "vector", "coverage"]}, "crs": {"type": "string", "begins": "http"}, "links": links(),
            "tileMatrixSetURI": {"type": "string", "begins": "http"}, "tileMatrixSetLimits": list(level, 1),
            "boundingBox": {"type": "object", "required": ["lowerLeft", "upperRight"]},
            "layers": list(json!({"type": "object", "required": ["id", "dataType"]}), 1),
        },
    })
}

fn tile_sets() -> Value {
    json!({"type": "object", "required": ["tilesets"], "properties": {"links": links(), "tilesets": list(tile_set(), 1)}})
}

/// OGC 17-083r4, tables 7 and 8, and of version 1.0 what programs read.
fn matrix_set() -> Value {
    let whole = json!({"type": "integer", "minimum": 1});
    let corner = json!({"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number"}});
    let level = json!({
        "type": "object",
        "required": ["id", "scaleDenominator", "cellSize", "pointOfOrigin", "tileWidth", "tileHeight", "matrixWidth", "matrixHeight"],
        "properties": {"id": {"type": "string"}, "scaleDenominator": {"type": "number"}, "cellSize": {"type": "number"},
            "cornerOfOrigin": {"enum": ["topLeft", "bottomLeft"]}, "pointOfOrigin": corner,
            "tileWidth": whole, "tileHeight": whole, "matrixWidth": whole, "matrixHeight": whole},
    });
    let before = json!({
        "type": "object",
        "required": ["type", "identifier", "scaleDenominator", "topLeftCorner", "tileWidth", "tileHeight", "matrixWidth", "matrixHeight"],
        "properties": {"type": {"const": "TileMatrixType"}, "identifier": {"type": "string"}, "topLeftCorner": corner},
    });
    json!({
        "type": "object", "required": ["id", "crs", "tileMatrices", "type", "identifier", "supportedCRS", "tileMatrix"],
        "properties": {
            "id": {"type": "string"}, "crs": {"type": "string", "begins": "http"}, "uri": {"type": "string", "begins": "http"},
            "orderedAxes": list(json!({"type": "string"}), 2), "tileMatrices": list(level, 1),
            "type": {"const": "TileMatrixSetType"}, "tileMatrix": list(before, 1),
        },
    })
}

#[tokio::test]
async fn every_document_is_as_its_standard_requires() {
    let desk = TestDesk::with_cases().await;
    let text = json!({"type": "string"});
    let landing = json!({"type": "object", "required": ["links"], "properties": {"title": text, "description": text, "links": list(link(), 5)}});
    let conformance = json!({"type": "object", "required": ["conformsTo"], "properties":
        {"conformsTo": list(json!({"type": "string", "begins": "http://www.opengis.net/spec/"}), 10)}});
    let collections = json!({"type": "object", "required": ["links", "collections"], "properties": {
        "links": links(), "collections": list(collection(), 4)}});
    let sets = json!({"type": "object", "required": ["tileMatrixSets"], "properties": {"tileMatrixSets":
        list(json!({"type": "object", "required": ["id", "uri", "crs", "links"], "properties": {"links": links()}}), 3)}});
    let open_api = json!({"type": "object", "required": ["openapi", "info", "paths"], "properties": {
        "openapi": {"const": "3.0.3"}, "info": {"type": "object", "required": ["title", "version"]}, "paths": {"type": "object"}}});
    let mut asked = vec![
        ("/ogc".to_owned(), landing),
        ("/ogc/conformance".to_owned(), conformance),
        ("/ogc/api".to_owned(), open_api),
        ("/ogc/collections".to_owned(), collections),
        ("/ogc/tileMatrixSets".to_owned(), sets),
        ("/ogc/collections/density".to_owned(), collection()),
        ("/ogc/collections/density/map/tiles".to_owned(), tile_sets()),
        ("/ogc/collections/density/map/tiles/WorldCRS84Quad512".to_owned(), tile_set()),
        ("/ogc/collections/cases/items/waste-1".to_owned(), feature()),
        ("/ogc/collections/town/items/T1".to_owned(), feature()),
    ];
    for set in ["WebMercatorQuad", "WorldCRS84Quad", "WorldCRS84Quad512"] {
        asked.push((format!("/ogc/tileMatrixSets/{set}"), matrix_set()));
    }
    for id in ["town", "unit-grid", "cases"] {
        asked.push((format!("/ogc/collections/{id}"), collection()));
        asked.push((format!("/ogc/collections/{id}/items"), features()));
        asked.push((format!("/ogc/collections/{id}/items?measure=count&class=E&limit=1"), features()));
        asked.push((format!("/ogc/collections/{id}/schema"), schema_of_properties()));
        asked.push((format!("/ogc/collections/{id}/queryables"), schema_of_properties()));
    }
    for id in ["town", "unit-grid"] {
        asked.push((format!("/ogc/collections/{id}/tiles"), tile_sets()));
        for set in ["WebMercatorQuad", "WorldCRS84Quad"] {
            asked.push((format!("/ogc/collections/{id}/tiles/{set}"), tile_set()));
            asked.push((format!("/ogc/collections/{id}/tiles/{set}?measure=count"), tile_set()));
        }
    }
    for (uri, schema) in asked {
        let answer = desk.get("district", &uri).await;
        assert_eq!(answer.status, 200, "{uri}: {}", answer.text());
        assert_eq!(fault(&schema, &answer.json(), ""), None, "{uri}");
    }
}

#[tokio::test]
async fn properties_are_those_that_their_schema_names() {
    let desk = TestDesk::with_cases().await;
    for (id, query) in [("town", ""), ("unit-grid", ""), ("unit-grid", "?measure=count"), ("cases", "")] {
        let schema = desk.get("inspector", &format!("/ogc/collections/{id}/schema{query}")).await.json();
        let page = desk.get("inspector", &format!("/ogc/collections/{id}/items{query}")).await.json();
        for feature in page["features"].as_array().unwrap() {
            let properties = &feature["properties"];
            assert_eq!(fault(&schema, properties, id), None, "{feature}");
            for key in properties.as_object().unwrap().keys() {
                assert!(schema["properties"][key].is_object(), "{id}: {key} is not described");
            }
        }
    }
}

/// Addresses of every route here that answers, with the collection that it is about.
fn addresses() -> Vec<String> {
    let routes = QUICK.iter().map(|(_, path)| *path).filter(|path| path.starts_with("/ogc"));
    let all = routes.flat_map(|path| {
        let collections: &[(&str, &str)] = &[("town", "T1"), ("cases", "waste-1"), ("density", "")];
        let some = if path.contains("{collection}") { collections } else { &[("", "")] };
        let picture = path.contains("/map/");
        some.iter().map(move |(collection, item)| {
            let set = if picture { "WorldCRS84Quad512" } else { "WorldCRS84Quad" };
            path.replace("{collection}", collection)
                .replace("{code}", item)
                .replace("{set}", set)
                .replace("{matrix}", "11")
                .replace("{row}", "671")
                .replace("{column}", "3428")
        })
    });
    all.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_parameter_that_nobody_knows_is_named_at_every_address(name in "[a-z][a-z_-]{0,11}", value in "[a-z0-9]{0,5}") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = TestDesk::with_cases().await;
            let known = desk.get("district", "/openapi.json").await.text();
            prop_assume!(!known.contains(&format!("\"{name}\"")));
            let mut answered = 0;
            for address in addresses() {
                if !matches!(desk.get("district", &address).await.status.as_u16(), 200 | 204) {
                    continue;
                }
                answered += 1;
                let answer = desk.get("district", &format!("{address}?{name}={value}")).await;
                prop_assert_eq!(answer.status.as_u16(), 400, "{} {}", address, answer.text());
                let problem = answer.json();
                prop_assert_eq!(problem["field"].as_str(), Some(name.as_str()), "{} {}", address, problem);
            }
            prop_assert!(answered >= 20, "only {} addresses answered", answered);
            Ok(())
        })?;
    }
}
