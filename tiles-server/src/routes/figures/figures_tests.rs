//! Series, lists and tables over the server: exact for the district, kept back for others, cut in whole blocks for everybody.

use serde_json::{Value, json};

use crate::routes::desk_for_tests::{TestDesk, case};

async fn ask(desk: &TestDesk, token: &str, uri: &str) -> Value {
    let answer = desk.get(token, uri).await;
    assert_eq!(answer.status, 200, "{uri}: {}", answer.text());
    answer.json()
}

async fn refused(desk: &TestDesk, token: &str, uri: &str) -> (u16, String) {
    let answer = desk.get(token, uri).await;
    (answer.status.as_u16(), answer.json()["field"].as_str().unwrap_or_default().to_owned())
}

/// Some cases of a class in a column, reported on a day of 2026.
async fn more(desk: &TestDesk, name: &str, class: &str, column: i32, day: &str, count: usize) {
    for number in 0..count {
        let mut body = case(&format!("{name}-{number}"), class, column);
        body["reported_at"] = json!(format!("{day}T09:00:00+08:00"));
        let answer = desk.post("district", "/api/v1/cases", &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
}

#[tokio::test]
async fn the_district_sees_every_case_in_its_period_of_the_local_calendar() {
    let desk = TestDesk::with_cases().await;
    more(&desk, "june", "C0101", 0, "2026-06-30", 2).await;
    let told = ask(&desk, "inspector", "/api/v1/figures/series?step=month").await;
    let counts: Vec<_> = told["periods"]
        .as_array()
        .unwrap()
        .iter()
        .map(|period| (period["from"].clone(), period["cases"].clone()))
        .collect();
    assert_eq!(
        counts,
        [
            (json!("2026-06-30T09:00:00+08:00"), json!(2)),
            (json!("2026-07-01T00:00:00+08:00"), json!(0)),
            (json!("2026-08-01T00:00:00+08:00"), json!(5)),
        ]
    );
    assert_eq!(
        (told["cases"].clone(), told["least_cases"].clone(), told["step"].clone()),
        (json!(7), json!(1), json!("month"))
    );
    let uri = "/api/v1/figures/series?step=day&class=C&from=2026-06-29&to=2026-07-02";
    let told = ask(&desk, "district", uri).await;
    let counts: Vec<_> =
        told["periods"].as_array().unwrap().iter().map(|period| period["cases"].clone()).collect();
    assert_eq!(counts, [json!(0), json!(2), json!(0)]);
    let none = ask(&desk, "district", "/api/v1/figures/series?class=C&from=2026-01-01&to=2026-01-02").await;
    assert_eq!((none["cases"].clone(), none["step"].clone()), (json!(0), json!("hour")));
}

#[tokio::test]
async fn lists_are_of_classes_units_stages_or_cells_and_their_sums_are_whole() {
    let desk = TestDesk::with_cases().await;
    let told = ask(&desk, "inspector", "/api/v1/figures/top?limit=1").await;
    assert_eq!(told["rows"][0]["code"], "E0101");
    assert_eq!((told["rows"][0]["cases"].clone(), told["rows"][0]["share"].clone()), (json!(2), json!(0.4)));
    assert_eq!((told["others"].clone(), told["cases"].clone()), (json!(3), json!(5)));
    let told = ask(&desk, "inspector", "/api/v1/figures/top?by=major").await;
    assert_eq!((told["rows"][0]["code"].clone(), told["rows"][0]["cases"].clone()), (json!("E01"), json!(3)));
    assert_eq!(told["rows"][0]["name"]["en"], "Appearance");
    let told = ask(&desk, "inspector", "/api/v1/figures/top?by=unit&source=hotline").await;
    let units: Vec<_> = told["rows"].as_array().unwrap().iter().map(|row| row["code"].clone()).collect();
    assert!(units.contains(&json!("town-1")), "{units:?}");
    let told = ask(&desk, "inspector", "/api/v1/figures/top?by=cell&layer=town").await;
    assert_eq!(told["rows"].as_array().unwrap().len(), 2, "{told}");
    assert_eq!((told["others"].clone(), told["cases"].clone()), (json!(0), json!(5)));
    let uri = "/api/v1/figures/top?from=2026-08-03&to=2026-08-04&before=2026-08-01";
    let told = ask(&desk, "inspector", uri).await;
    assert_eq!(told["rows"][0]["before"], 0);
}

#[tokio::test]
async fn a_unit_s_people_are_told_no_count_below_three_and_none_that_would_tell_it() {
    let desk = TestDesk::with_cases().await;
    more(&desk, "a", "E0101", 0, "2026-07-06", 5).await;
    more(&desk, "b", "E0101", 0, "2026-07-13", 1).await;
    more(&desk, "c", "E0101", 0, "2026-07-20", 9).await;
    let uri = "/api/v1/figures/series?step=week&class=E0101&from=2026-07-06&to=2026-07-27";
    let told = ask(&desk, "town-1", uri).await;
    let counts: Vec<_> =
        told["periods"].as_array().unwrap().iter().map(|period| period["cases"].clone()).collect();
    assert_eq!(counts, [Value::Null, Value::Null, json!(9)]);
    assert_eq!((told["cases"].clone(), told["withheld"].clone()), (json!(15), json!(2)));
    let told = ask(&desk, "town-1", "/api/v1/figures/top").await;
    assert!(told["rows"].as_array().unwrap().iter().all(|row| row["cases"].as_u64().unwrap() >= 3), "{told}");
    let cells = "/api/v1/figures/series?cell=unit-grid:";
    assert_eq!(refused(&desk, "town-1", &format!("{cells}T110")).await, (403, "cell".into()));
    assert_eq!(ask(&desk, "district", &format!("{cells}T110")).await["cases"], 1);
}

#[tokio::test]
async fn everybody_is_told_of_whole_blocks_that_are_over_and_of_classes_only() {
    let desk = TestDesk::with_cases().await;
    more(&desk, "many", "E0101", 0, "2026-05-05", 30).await;
    more(&desk, "few", "C0101", 1, "2026-05-06", 4).await;
    more(&desk, "bad", "E0102", 1, "2026-05-06", 20).await;
    let told = ask(&desk, "public", "/api/v1/figures/series?from=2026-05-01&to=2026-06-01").await;
    assert_eq!((told["cases"].clone(), told["step"].clone()), (json!(34), json!("month")), "{told}");
    assert_eq!(told["from"], "2026-04-27T00:00:00+08:00", "the month of whole weeks");
    assert_eq!(told["periods"][0]["overdue"], Value::Null);
    let map =
        ask(&desk, "public", "/legend/unit-grid.json?measure=count&from=2026-05-01&to=2026-06-01").await;
    assert_eq!(
        (map["cases"].clone(), map["period"]["from"].clone()),
        (told["cases"].clone(), told["from"].clone())
    );
    let weeks = ask(&desk, "public", "/api/v1/figures/series?step=week&from=2026-05-01&to=2026-06-01").await;
    let counts: Vec<_> =
        weeks["periods"].as_array().unwrap().iter().map(|period| period["cases"].clone()).collect();
    assert_eq!(counts, [json!(0), json!(34), json!(0), json!(0)]);
    let told = ask(&desk, "public", "/api/v1/figures/series?class=E0101").await;
    assert_eq!(
        (told["cases"].clone(), told["step"].clone()),
        (json!(0), json!("quarter")),
        "the few would be the rest"
    );
    let told = ask(&desk, "", "/api/v1/figures/top?by=major&from=2026-04-01&to=2026-07-01").await;
    assert_eq!((told["rows"].as_array().unwrap().len(), told["others"].clone()), (0, json!(34)));
    more(&desk, "later", "C0101", 1, "2026-05-06", 8).await;
    let told = ask(&desk, "", "/api/v1/figures/top").await;
    assert_eq!(told["cases"], 34, "a case is not seen as it comes");
    let series = "/api/v1/figures/series?";
    for (query, field) in [("source=hotline", "source"), ("cell=town:T1", "cell"), ("status=open", "status")]
    {
        assert_eq!(refused(&desk, "public", &format!("{series}{query}")).await, (403, field.into()));
    }
    assert_eq!(refused(&desk, "public", &format!("{series}step=day")).await, (400, "step".into()));
    let short = "from=2026-05-05&to=2026-05-07";
    assert_eq!(refused(&desk, "public", &format!("{series}{short}")).await, (400, "to".into()));
    assert_eq!(refused(&desk, "public", "/api/v1/figures/top?by=unit&class=E").await, (403, "class".into()));
    let before = "/api/v1/figures/top?from=2026-04-01&to=2026-07-01&before=2026-01-01";
    assert_eq!(refused(&desk, "public", before).await, (403, "before".into()));
}

#[tokio::test]
async fn everybody_is_told_of_twenty_years_however_early_the_time_begins() {
    let desk = TestDesk::with_cases().await;
    more(&desk, "many", "E0101", 0, "2026-05-05", 30).await;
    let told = ask(&desk, "public", "/api/v1/figures/series?from=0001-01-01&to=2026-07-01").await;
    assert_eq!(
        (told["cases"].clone(), told["from"].clone()),
        (json!(30), json!("2006-07-31T00:00:00+08:00"))
    );
    assert!(told["periods"].as_array().unwrap().len() <= 241);
    let told = ask(&desk, "public", "/api/v1/figures/top?from=0001-01-01").await;
    assert_eq!(told["cases"], 30);
}

#[tokio::test]
async fn everybody_sees_the_most_frequent_classes_where_none_is_few() {
    let desk = TestDesk::with_cases().await;
    more(&desk, "many", "E0101", 0, "2026-05-05", 30).await;
    more(&desk, "covers", "C0101", 1, "2026-05-06", 12).await;
    let told = ask(&desk, "public", "/api/v1/figures/top").await;
    let rows: Vec<_> = told["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["code"].clone(), row["cases"].clone()))
        .collect();
    assert_eq!(rows, [(json!("E0101"), json!(30)), (json!("C0101"), json!(12))]);
    assert_eq!(
        (told["others"].clone(), told["from"].clone()),
        (json!(0), json!("2026-03-30T00:00:00+08:00"))
    );
    let told = ask(&desk, "public", "/api/v1/figures/top?by=source").await;
    assert_eq!(told["rows"][0]["code"], "hotline");
    let told = ask(&desk, "public", "/api/v1/figures/series?class=C").await;
    assert_eq!((told["cases"].clone(), told["step"].clone()), (json!(12), json!("month")));
}

#[tokio::test]
async fn the_table_of_cells_says_what_the_tiles_say() {
    let desk = TestDesk::with_cases().await;
    let uri = "/api/v1/figures/cells?layer=unit-grid&measure=per-km2&from=2026-08-01&to=2026-08-31";
    let told = ask(&desk, "inspector", uri).await;
    assert_eq!((told["rows"].as_array().unwrap().len(), told["measure"].clone()), (8, json!("per-km2")));
    let row = told["rows"].as_array().unwrap().iter().find(|row| row["code"] == "T100").unwrap();
    assert_eq!((row["cases"].clone(), row["parents"]["town"].clone()), (json!(1), json!("T1")));
    let value = row["value"].as_f64().unwrap();
    assert!((value * row["area_km2"].as_f64().unwrap() - 1.0).abs() < 1e-6, "a case in 30 days: {row}");
    let legend =
        ask(&desk, "inspector", "/legend/unit-grid.json?measure=per-km2&from=2026-08-01&to=2026-08-31").await;
    for key in ["cases", "cases_elsewhere", "least_cases", "plan", "plan_version", "unit"] {
        assert_eq!(told[key], legend[key], "{key}");
    }
    let csv = desk.get("inspector", &format!("{uri}&format=csv")).await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let text = csv.text();
    assert_eq!(text.lines().count(), 9);
    assert!(text.lines().nth(1).unwrap().starts_with("T100,格T100,Cell T100,town=T1,1,"), "{text}");
    let map = ask(&desk, "inspector", &format!("{uri}&format=geojson")).await;
    let ring = &map["features"][0]["geometry"]["coordinates"][0][0];
    assert_eq!((ring[0].clone(), ring.as_array().unwrap().len()), (json!([121.3, 31.0]), 5));
    assert_eq!(map["head"]["synthetic"], told["synthetic"]);
    assert_eq!(refused(&desk, "district", "/api/v1/figures/cells").await, (400, "layer".into()));
    assert_eq!(
        refused(&desk, "district", "/api/v1/figures/cells?layer=town&format=xls").await,
        (400, "format".into())
    );
    let public = ask(&desk, "public", "/api/v1/figures/cells?layer=unit-grid").await;
    let cells = public["rows"].as_array().unwrap();
    assert!(
        cells.iter().all(|row| row["cases"].as_u64().is_none_or(|cases| cases == 0 || cases >= 10)),
        "{public}"
    );
}

#[tokio::test]
async fn a_geopackage_has_the_cells_of_the_map_and_says_what_they_are() {
    let desk = TestDesk::with_cases().await;
    let uri = "/api/v1/exports/cells.gpkg?layer=unit-grid&measure=per-km2&from=2026-08-01&to=2026-08-31";
    let answer = desk.get("inspector", uri).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-type")),
        (200, "application/geopackage+sqlite3")
    );
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"unit-grid-per-km2.gpkg\"");
    assert_eq!(desk.get("inspector", uri).await.body, answer.body, "the same figures are the same file");
    let file = desk.folder().join("map.gpkg");
    std::fs::write(&file, &answer.body).unwrap();
    let read = rusqlite::Connection::open(file).unwrap();
    let number = |text: &str| read.query_row(text, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(number("SELECT count(*) FROM \"unit-grid\""), 8);
    assert_eq!(number("SELECT sum(cases) FROM \"unit-grid\""), 5);
    let about = |name: &str| {
        let text = "SELECT value FROM about WHERE name = ?1";
        read.query_row(text, [name], |row| row.get::<_, String>(0)).unwrap()
    };
    assert_eq!(
        (about("measure"), about("plan"), about("from")),
        ("per-km2".into(), "1".into(), "2026-08-01T00:00:00+08:00".into())
    );
    assert_eq!(about("unit"), "件/平方公里·30天 / cases per km² and 30 days");
    let style: String = read.query_row("SELECT styleQML FROM layer_styles", [], |row| row.get(0)).unwrap();
    assert_eq!(style.matches("<category ").count(), 10, "nine classes, and cells without a figure");
}

#[tokio::test]
async fn an_unchanged_figure_costs_nothing_and_a_wrong_question_is_named() {
    let desk = TestDesk::with_cases().await;
    let uri = "/api/v1/figures/series?class=E&step=day";
    let first = desk.get("district", uri).await;
    let tag = first.header("etag").to_owned();
    assert_eq!(desk.get("district", uri).await.header("etag"), tag);
    desk.post("district", "/api/v1/cases", &case("new", "E0101", 3)).await;
    assert_ne!(desk.get("district", uri).await.header("etag"), tag);
    for (uri, field) in [
        ("/api/v1/figures/series?step=year", "step"),
        ("/api/v1/figures/series?step=hour&from=2016-01-01&to=2026-01-01", "step"),
        ("/api/v1/figures/series?from=2026-01-02&to=2026-01-01", "to"),
        ("/api/v1/figures/series?class=X", "class"),
        ("/api/v1/figures/series?colour=red", "colour"),
        ("/api/v1/figures/top?by=colour", "by"),
        ("/api/v1/figures/top?by=cell", "layer"),
        ("/api/v1/figures/top?layer=town", "layer"),
        ("/api/v1/figures/top?limit=0", "limit"),
        ("/api/v1/figures/top?before=2026-01-01", "before"),
    ] {
        assert_eq!(refused(&desk, "district", uri).await, (400, field.into()), "{uri}");
    }
}

#[tokio::test]
async fn a_geopackage_of_hexagons_has_every_case_once_and_is_for_those_who_work_here() {
    let desk = TestDesk::with_cases().await;
    let uri = "/api/v1/exports/h3.gpkg?resolution=9&from=2026-08-01&to=2026-08-31";
    let answer = desk.get("inspector", uri).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-type")),
        (200, "application/geopackage+sqlite3"),
        "{}",
        answer.text()
    );
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"h3-9-count.gpkg\"");
    let file = desk.folder().join("h3.gpkg");
    std::fs::write(&file, &answer.body).unwrap();
    let read = rusqlite::Connection::open(file).unwrap();
    let number = |text: &str| read.query_row(text, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(number("SELECT sum(cases) FROM h3"), 5);
    assert_eq!(number("SELECT count(*) FROM h3 WHERE length(code) != 15 OR length(geom) < 100"), 0);
    let resolution = "SELECT count(*) FROM about WHERE name = 'resolution' AND value = '9'";
    assert_eq!(number(resolution), 1);
    assert_eq!(number("SELECT count(*) FROM layer_styles"), 1);
    let tag = answer.header("etag").to_owned();
    assert_eq!(desk.get_with("inspector", uri, &[("if-none-match", &tag)]).await.status, 304);
    assert_eq!(desk.get("public", uri).await.status, 403);
    assert_eq!(
        refused(&desk, "inspector", "/api/v1/exports/h3.gpkg?resolution=3").await,
        (400, "resolution".into())
    );
}
