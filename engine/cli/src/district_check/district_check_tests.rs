use std::path::Path;

use super::small_district_for_tests::{folder, with_mistake};
use super::{check, rows, schemas};
use gridward::cases::gazetteer::PLACE_COLUMNS;

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Plants each mistake alone and expects a finding in a file, on a line, with some words.
fn finds(mistakes: &[(&str, &str, &str, &str, u64, &str)]) {
    for (file, old, new, named, line, words) in mistakes {
        let folder = with_mistake(file, old, new);
        let report = check(folder.path());
        let found = report.findings.iter().any(|finding| {
            finding.file == *named && finding.line == *line && finding.message.contains(words)
        });
        let said: Vec<String> = report.findings.iter().map(ToString::to_string).collect();
        assert!(found, "{file}: {old} → {new}: no “{words}” on line {line} of {named} in {said:#?}");
        assert!(!report.valid);
        assert!(report.findings.iter().all(|finding| !finding.message.contains('\n')));
    }
}

#[test]
fn a_small_district_of_another_city_is_consistent() {
    let folder = folder();
    let report = check(folder.path());
    assert!(report.valid, "{:#?}", report.findings);
    assert!(report.counts.iter().any(|count| count.of == "rules" && count.number == 4));
}

#[test]
fn mistakes_among_units_are_found() {
    const U: &str = "units.csv";
    finds(&[
        (
            U,
            "workstation,b,community,999901002002",
            "workstation,b,community,999901002009",
            U,
            9,
            "no plan has such a cell",
        ),
        (
            U,
            "workstation,b,community,999901002002",
            "workstation,b,parish,999901002002",
            U,
            9,
            "the layers are",
        ),
        (
            U,
            "workstation,a,community,999901001001",
            "workstation,b,community,999901001001",
            U,
            6,
            "lies in town:999901001",
        ),
        (
            U,
            "b2,乙二,Community B2,workstation,b,community,999901002002,,true\n",
            "",
            U,
            0,
            "no workstation answers for community:999901002002",
        ),
        (U, "a2,甲二", "a1,甲二", U, 7, "line 6 has this code"),
        (U, "department,centre", "department,middle", U, 3, "parent is \"middle\""),
        (U, "Town B", "", U, 5, "name_en is empty"),
        (U, "Works Bureau", "建设局", U, 3, "without Chinese characters"),
        (U, "department,centre,,,always", "office,centre,,,always", U, 3, "kind is"),
        (U, "department,centre,,,", "district,centre,,,", U, 3, "there is one"),
    ]);
}

#[test]
fn mistakes_among_sources_are_found() {
    const S: &str = "sources.csv";
    finds(&[
        (S, "gps,gcj02,10", "gps,,10", S, 3, "datum is empty"),
        (S, "gps,gcj02,10", "gps,gcj02,", S, 3, "accuracy_m is empty"),
        (S, "gps,gcj02,10", "gps,gcj03,10", S, 3, "datum is"),
        (S, "Hotline", "", S, 2, "name_en is empty"),
    ]);
}

#[test]
fn mistakes_among_classes_and_conditions_are_found() {
    const K: &str = "classes.csv";
    const Q: &str = "conditions.csv";
    finds(&[
        (
            K,
            "management,group-renting,restricted",
            "management,group-renting,public",
            K,
            8,
            "sensitivity is public",
        ),
        (K, "service,,restricted,,works", "service,,,,works", K, 9, "a dispute between people"),
        (K, "service;management,,,,works", "service;management,,,,", K, 7, "department is empty"),
        (K, "service;management,,,,works", "service;management,,,,wrk", K, 5, "department is \"wrk\""),
        (K, "Litter", "", K, 7, "name_en is empty"),
        (K, "E0102,E01", "E0101,E01", K, 8, "line 7 has this code"),
        (
            Q,
            "E0101,1,有垃圾,There is litter,清理,Cleaned,,false,4wh,true\n",
            "",
            K,
            7,
            "at least one condition",
        ),
        (Q, "C0101,2,", "C0101,3,", Q, 3, "has no condition 2"),
        (Q, "warn=5wd;rectify=15wd", "warn=15wd;rectify=5wd", Q, 5, "order of time"),
        (Q, ",4wh,", ",0wh,", Q, 4, "no time"),
        (Q, ",4wh,", ",4 bells,", Q, 4, "no limit"),
        (Q, ",simple,", ",complex,", Q, 6, "grade simple"),
        (Q, "补齐", "", Q, 2, "closing_zh is empty"),
        (Q, "E0101,1", "E0109,1", Q, 4, "class is"),
    ]);
}

#[test]
fn mistakes_among_rules_and_settings_are_found() {
    const R: &str = "rules.csv";
    const S: &str = "settings.json";
    finds(&[
        (R, "town:999901002", "town:999901009", R, 5, "999901009"),
        (R, "unit:works", "unit:wrks", R, 5, "unit:wrks"),
        (R, "C,,,,,known", "X,,,,,known", R, 3, "class is"),
        (R, "simple", "easy", R, 4, "grade is"),
        (R, "small,", "base,", R, 4, "line 2 has this identity"),
        (S, "\"contested\": \"centre\"", "\"contested\": \"nobody\"", S, 15, "nobody"),
        (S, "\"default_grade\": \"complex\"", "\"default_grade\": \"hard\"", S, 7, "hard"),
        (S, "\"unowned\"", "\"unownd\"", S, 13, "unownd"),
        (S, "\"en\": \"Simple\"", "\"en\": \"\"", S, 4, "the English text is needed"),
    ]);
}

#[test]
fn holes_ties_and_rules_without_effect_are_found() {
    const R: &str = "rules.csv";
    const A: &str = "accepted-holes.csv";
    finds(&[
        (R, "base,,,,", "base,,E0101,,", R, 0, "no rule matches"),
        (R, "C,,,,,known", "C,,,,,none", R, 3, "does not exist there"),
        (R, "b-renting,", "clash,,E0101,service,,,,,unit:works,,,,\nb-renting,", R, 5, "small, clash match"),
        (
            R,
            "b-renting,",
            "never,,E0101,enforcement,,,,,unit:works,,,,\nb-renting,",
            R,
            5,
            "no case can match it",
        ),
        (A, "reason\n", "reason\n,E0101,,,,李示例,试验\n", A, 2, "no hole lies here"),
        (A, "reason\n", "reason\n,E0101,,,,李示例,\n", A, 2, "reason is empty"),
    ]);
}

#[test]
fn a_hole_that_somebody_accepted_is_no_fault() {
    let folder = with_mistake("rules.csv", "base,,,,", "base,,C;E,,");
    let holes = folder.path().join("accepted-holes.csv");
    std::fs::write(
        holes,
        "place,class,kind,grade,slot,accepted_by,reason\n,M,,,,李示例,调解由街镇另行安排\n",
    )
    .unwrap();
    let report = check(folder.path());
    assert!(report.valid, "{:#?}", report.findings);
    let proof = report.proof.unwrap();
    assert!(proof.complete && proof.open == 0 && proof.accepted > 0);
}

#[test]
fn mistakes_in_the_calendar_are_found() {
    const C: &str = "calendar.json";
    finds(&[
        (C, "\"year\": 2012", "\"year\": 2014", C, 5, "must follow"),
        (C, "Asia/Shanghai", "Asia/Tokyo", C, 3, "zone is “Asia/Tokyo”"),
        (C, "08:00-12:00", "12:00-08:00", C, 4, "hours"),
        (C, "  {\"year\": 2012, \"holidays\": [], \"make_up_days\": []},\n", "", C, 5, "2012 is missing"),
    ]);
}

#[test]
fn mistakes_in_the_layers_and_plans_are_found() {
    const D: &str = "district.json";
    finds(&[
        (D, "\"routing_layer\": \"unit-grid\"", "\"routing_layer\": \"grid\"", D, 3, "grid"),
        (D, "\"valid_from\": \"2012-01-01\"", "\"valid_from\": \"soon\"", D, 14, "soon"),
        (D, "\"plans\"", "\"base_map\": {\"streets\": \"none.geojson\"}, \"plans\"", D, 14, "none.geojson"),
        (D, "\"valid_from\"", "\"valid_form\"", D, 14, "did you mean `valid_from`?"),
    ]);
}

#[test]
fn mistakes_among_indicators_and_colours_are_found() {
    const I: &str = "indicators.json";
    const C: &str = "colours.json";
    finds(&[
        (I, "[\"filed\"]", "[\"fild\"]", I, 5, "did you mean `filed`?"),
        (I, "\"definition\": \"late\"", "\"definition\": \"closing/filed\"", I, 7, "each needs its own"),
        (I, "\"value\": \"filed\"", "\"value\": \"all\"", I, 6, "no switch"),
        (I, "[{\"indicator\": \"closing/filed\"", "[{\"indicator\": \"closing\"", I, 13, "no definition"),
        (I, "\"valid_from\": \"2012-01-01\"", "\"valid_from\": \"2012\"", I, 11, "valid_from"),
        (C, "\"indicator\": \"late\"", "\"indicator\": \"lat\"", C, 10, "no definition"),
        (C, "\"green_at\": 5, \"red_at\": 20", "\"green_at\": 20, \"red_at\": 5", C, 10, "wrong sides"),
        (C, "\"hysteresis\": 1", "\"hysteresis\": 90", C, 9, "hysteresis is 90"),
        (C, "\"colour\": \"blue\"", "\"colour\": \"red\"", C, 3, "palette has 0 entries for Blue"),
        (C, "0.75", "75", C, 12, "a share from 0 to 1"),
        (C, "#0000aa", "blue", C, 5, "#rrggbb"),
    ]);
}

#[test]
fn mistakes_among_places_and_components_are_found() {
    const P: &str = "places.csv";
    const C: &str = "components.csv";
    finds(&[
        (P, "120.005,30.010", "120.015,30.010", P, 2, "lies in 999901002"),
        (P, "120.005,30.010", "121.005,30.010", P, 2, "outside of it"),
        (P, "120.005,30.010", "30.010,120.005", P, 2, "swapped"),
        (P, "community,999901002001", "parish,999901002001", P, 3, "the layers are"),
        (P, "Community B1", "", P, 3, "name_en is empty"),
        (P, "Town A,town", "Town A,hamlet", P, 2, "kind is \"hamlet\""),
        (C, "9999010101000002", "9999010101000001", C, 3, "as in line 2"),
        (C, "9999010101000002", "999901010100002", C, 3, "16 digits"),
        (C, "9999010101000002", "9999010102000002", C, 3, "begins with 9999010101"),
        (C, "000001,C0101", "000001,E0101", C, 2, "class is “E0101”"),
        (C, "water-works", "fire-works", C, 2, "owner is “fire-works”"),
        (C, "120.018,30.012", "120.118,30.012", C, 3, "outside of the coverage"),
    ]);
}

#[test]
fn a_component_may_be_without_class_place_and_owner() {
    let folder =
        with_mistake("components.csv", "9999010101000002,C0101,120.018,30.012,,", "9999010101000002,,,,,");
    let report = check(folder.path());
    assert!(report.valid, "{:#?}", report.findings);
}

#[test]
fn exposures_may_be_missing_but_not_of_cells_that_are_none() {
    let folder = folder();
    assert!(!folder.path().join("exposure.csv").exists() && check(folder.path()).valid);
    let found = |text: &str| {
        let text = format!("layer,cell,residents,patrol_hours_week,synthetic\n{text}\n");
        std::fs::write(folder.path().join("exposure.csv"), text).unwrap();
        let findings = check(folder.path()).findings;
        findings.into_iter().map(|finding| (finding.line, finding.message)).collect::<Vec<_>>()
    };
    assert_eq!(found("town,999901001,2000,,true"), []);
    for (text, wanted) in [
        ("parish,999901001,1,1,true", "the layers are"),
        ("town,999901009,1,1,true", "a code of the layer town is needed"),
        ("town,999901001,many,1,true", "residents is “many”"),
    ] {
        let findings = found(text);
        assert!(matches!(&findings[..], [(2, message)] if message.contains(wanted)), "{findings:?}");
    }
}

#[test]
fn a_missing_file_is_named() {
    for file in [
        "units.csv",
        "rules.csv",
        "settings.json",
        "calendar.json",
        "indicators.json",
        "colours.json",
        "places.csv",
    ] {
        let folder = folder();
        std::fs::remove_file(folder.path().join(file)).unwrap();
        let report = check(folder.path());
        assert!(
            report.findings.iter().any(|finding| finding.file == file && finding.message.contains("missing")),
            "{file}"
        );
    }
}

#[test]
fn the_schemas_are_those_of_the_types_that_read_the_files() {
    let folder = repository().join("grid-definitions/schema");
    let texts = schemas::texts();
    for (name, text) in &texts {
        let committed = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(
            committed == *text,
            "{name} differs; run `gridward check-district --write-schemas grid-definitions/schema`"
        );
    }
    let count = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(count, texts.len(), "a schema of no file lies in {}", folder.display());
}

#[test]
fn the_tables_that_ship_have_the_columns_that_are_explained_in_their_order() {
    let own = [
        ("places.csv", &PLACE_COLUMNS[..]),
        ("components.csv", &rows::COMPONENT_COLUMNS[..]),
        ("exposure.csv", &gridward::grid::EXPOSURE_COLUMNS[..]),
    ];
    for (name, columns) in gridward::rules::definition::columns().into_iter().chain(own) {
        let text = std::fs::read_to_string(repository().join("grid-definitions/minhang").join(name)).unwrap();
        assert_eq!(text.lines().next(), Some(columns.join(",").as_str()), "{name}");
    }
}

#[test]
fn every_field_of_every_schema_is_explained() {
    for (name, text) in schemas::texts() {
        let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut bare = Vec::new();
        unexplained(&schema, "", &mut bare);
        assert!(bare.is_empty(), "{name}: {bare:?}");
    }
}

fn unexplained(schema: &serde_json::Value, path: &str, bare: &mut Vec<String>) {
    if let Some(properties) = schema.get("properties").and_then(serde_json::Value::as_object) {
        for (name, property) in properties {
            // The word of a kind that is told apart by it: what the kind is stands above it.
            if property.get("description").is_none() && property.get("const").is_none() {
                bare.push(format!("{path}.{name}"));
            }
        }
    }
    match schema {
        serde_json::Value::Object(members) => {
            members.iter().for_each(|(name, value)| unexplained(value, &format!("{path}.{name}"), bare));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| unexplained(item, path, bare)),
        _ => {}
    }
}

#[test]
fn simulation_and_report_may_be_missing_but_not_wrong() {
    let folder = folder();
    assert!(!folder.path().join("simulation.json").exists(), "a small district has none, and is whole");
    let source = repository().join("grid-definitions/minhang");
    let text = std::fs::read_to_string(source.join("simulation.json")).unwrap();
    std::fs::write(folder.path().join("simulation.json"), text).unwrap();
    std::fs::write(folder.path().join("report.json"), "{\n  \"schema\": 7\n}").unwrap();
    let report = check(folder.path());
    let found = |file: &str, words: &str| {
        report
            .findings
            .iter()
            .any(|finding| finding.file == file && finding.line > 0 && finding.message.contains(words))
    };
    assert!(found("report.json", "see its schema"), "{:?}", report.findings);
    assert!(found("simulation.json", "is not in sources.csv"), "{:?}", report.findings);
}
