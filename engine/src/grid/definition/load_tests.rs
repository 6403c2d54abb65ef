use std::fs;

use super::*;
use crate::grid::definition::write_topojson;
use crate::topology::{Point, Polygon, Shape};

const DISTRICT: &str = r#"{
  "schema": "gridward/district/1",
  "name": {"zh": "示例区", "en": "Example"}, "county_code": "990101", "zone": "Asia/Shanghai",
  "routing_layer": "unit", "levels": ["town", "unit"],
  "layers": [
    {"name": "town", "title": {"zh": "镇", "en": "Town"}, "role": "town", "file": "cells.topojson",
     "object": "town", "code_scheme": "6+3", "name_field": "name"},
    {"name": "unit", "title": {"zh": "网格", "en": "Unit"}, "role": "unit-grid", "synthetic": true,
     "file": "cells.topojson", "object": "unit", "parents": ["town"], "code_scheme": "6+3+3", "begin_field": "begin"}
  ],
  "plans": [
    {"number": 1, "valid_from": "2010-01-01"},
    {"number": 2, "valid_from": "2011-01-01"}
  ]
}"#;

fn square(x: i64, width: i64) -> Shape {
    let corner = |dx: i64, dy: i64| Point::new(1_213_000_000 + x + dx, 311_000_000 + dy);
    let exterior = vec![corner(0, 0), corner(width, 0), corner(width, 10), corner(0, 10)];
    Polygon { exterior, interiors: Vec::new() }.into()
}

fn layer(name: &str, cells: &[(&str, Shape)]) -> Layer {
    let cells = cells
        .iter()
        .map(|(code, shape)| Cell {
            code: CellCode::new(code),
            name: (name == "town").then(|| Title::new("示例镇\"一\"", "")),
            parents: (name == "unit")
                .then(|| (LayerName::new("town"), CellCode::new("990101101")))
                .into_iter()
                .collect(),
            shape: shape.clone(),
        })
        .collect();
    Layer::new(LayerName::new(name), Title::default(), LayerRole::Other, cells).unwrap()
}

fn topojson() -> String {
    // The town has the corners of its units as vertices, as shared borders have.
    let mut town = square(0, 20);
    town.polygons[0].exterior.insert(1, Point::new(1_213_000_010, 311_000_000));
    town.polygons[0].exterior.insert(4, Point::new(1_213_000_010, 311_000_010));
    let town = layer("town", &[("990101101", town)]);
    let unit = layer("unit", &[("990101101001", square(0, 10)), ("990101101002", square(10, 10))]);
    write_topojson(&[(&town, &[1]), (&unit, &[1, 2])])
}

fn load(name: &str, district: &str, cells: &str) -> Result<District, DefinitionErrors> {
    let folder = std::env::temp_dir().join(format!("gridward-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("district.json"), district).unwrap();
    fs::write(folder.join("cells.topojson"), cells).unwrap();
    let district = District::load(&folder);
    fs::remove_dir_all(&folder).unwrap();
    district
}

#[test]
fn a_folder_that_was_written_is_read_back_cell_by_cell() {
    let district = load("back", DISTRICT, &topojson()).unwrap();
    let plan = district.plans().by_number(PlanNumber(2)).unwrap();
    let unit = plan.layer(&LayerName::new("unit")).unwrap();
    assert!(unit.synthetic());
    let mut shape = unit.find(&CellCode::new("990101101002")).unwrap().shape.clone();
    let ring = &mut shape.polygons[0].exterior;
    let lowest = ring.iter().enumerate().min_by_key(|(_, p)| **p).unwrap().0;
    ring.rotate_left(lowest);
    assert_eq!(shape, square(10, 10));
    let town = &plan.layer(&LayerName::new("town")).unwrap().cells()[0];
    assert_eq!(town.name.as_ref().unwrap().zh, "示例镇\"一\"");
    assert_eq!(town.shape.twice_area(), 400);
}

#[test]
fn a_cell_begins_with_its_plan_and_equal_layers_are_shared() {
    let district = load("begin", DISTRICT, &topojson()).unwrap();
    let [first, second] = district.plans().plans() else { panic!("two plans") };
    let count = |plan: &Plan, layer: &str| plan.layer(&LayerName::new(layer)).unwrap().cells().len();
    assert_eq!((count(first, "unit"), count(second, "unit")), (1, 2));
    let town = LayerName::new("town");
    assert!(Arc::ptr_eq(first.layer(&town).unwrap(), second.layer(&town).unwrap()));
}

#[test]
fn a_day_begins_at_midnight_of_the_districts_zone() {
    let district = load("zone", DISTRICT, &topojson()).unwrap();
    let second = district.plans().by_number(PlanNumber(2)).unwrap();
    assert_eq!(second.valid_from().to_string(), "2010-12-31T16:00:00Z");
    assert_eq!(district.plans().plans()[0].valid_to(), Some(second.valid_from()));
}

#[test]
fn a_misspelt_field_is_named_with_its_line_and_the_right_one() {
    let error = load("field", &DISTRICT.replacen("valid_from", "valid_form", 1), &topojson()).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("line 12") && text.contains("did you mean `valid_from`?"), "{text}");
}

#[test]
fn all_faults_are_listed_not_only_the_first() {
    let district = DISTRICT
        .replace("Asia/Shanghai", "Asia/Minhang")
        .replace("\"routing_layer\": \"unit\"", "\"routing_layer\": \"units\"")
        .replace("6+3+3", "6+3+4");
    let error =
        load("all", &district, &topojson().replace("\"town\":\"990101101\"", "\"town\":\"990101102\""))
            .unwrap_err();
    let text = error.to_string();
    assert!(text.contains("zone is \"Asia/Minhang\"; an IANA time zone is needed"), "{text}");
    assert!(text.contains("layer is \"units\"; the layers are town, unit"), "{text}");
    let district = DISTRICT.replace("6+3+3", "6+3+4").replace("2010-01-01", "2010-13-01");
    let text = load("more", &district, &topojson()).unwrap_err().to_string();
    assert!(text.contains("valid_from is \"2010-13-01\"; a day like"), "{text}");
    assert!(text.matches("13 characters are needed").count() >= 2, "{text}");
}

#[test]
fn a_number_as_code_is_refused_because_leading_zeros_would_be_lost() {
    let cells = topojson().replace("\"code\":\"990101101001\"", "\"code\":990101101001");
    let text = load("number", DISTRICT, &cells).unwrap_err().to_string();
    assert!(
        text.contains("feature 1") && text.contains("code is 990101101001; a code as text is needed"),
        "{text}"
    );
}

#[test]
fn a_broken_arc_is_named() {
    let text = load("arc", DISTRICT, &topojson().replacen("\"arcs\":[[", "\"arcs\":[[99,", 1))
        .unwrap_err()
        .to_string();
    assert!(text.contains("arc is 99; there are arcs 0 to"), "{text}");
    let text = load("scale", DISTRICT, &topojson().replace("1e-7", "1e-6")).unwrap_err().to_string();
    assert!(text.contains("scale is [1e-6, 1e-6]; 1e-7 on both axes"), "{text}");
}

#[test]
fn a_layer_that_lies_outside_of_the_folder_is_not_read() {
    for outside in ["../cells.topojson", "/etc/cells.topojson", "layers/../../cells.topojson"] {
        let district = DISTRICT.replace("\"cells.topojson\"", &format!("\"{outside}\""));
        assert_ne!(district, DISTRICT);
        let faults = load("outside", &district, &topojson()).unwrap_err().to_string();
        assert!(faults.contains("a file inside the district's folder is needed"), "{faults}");
    }
}
