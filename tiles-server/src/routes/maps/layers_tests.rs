//! Hexagons, points and flows over the server: who sees them, what they say, and tags that follow what is shown.

use std::sync::Arc;

use gridward::grid::Exposures;
use serde_json::{Value, json};

use crate::routes::desk_for_tests::{TestDesk, case};
use crate::state::snapshot_of;

const TILES: [&str; 3] =
    ["/tiles/h3/12/3428/1676.mvt", "/tiles/points/12/3428/1676.mvt", "/tiles/flow/12/3428/1676.mvt"];

async fn json_of(desk: &TestDesk, token: &str, uri: &str) -> Value {
    let answer = desk.get(token, uri).await;
    assert_eq!(answer.status, 200, "{uri}: {}", answer.text());
    answer.json()
}

#[tokio::test]
async fn those_who_work_here_see_them_and_nobody_else() {
    let desk = TestDesk::with_cases().await;
    for path in TILES {
        let layer = path.split('/').nth(2).unwrap();
        for token in ["", "public"] {
            let answer = desk.get(token, path).await;
            assert_eq!(
                (answer.status.as_u16(), answer.json()["field"].as_str()),
                (403, Some("layer")),
                "{path}"
            );
            assert_eq!(desk.get(token, &format!("/tiles/{layer}.json")).await.status, 403);
        }
        let answer = desk.get("district", path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        let told = json_of(&desk, "district", &format!("/tiles/{layer}.json")).await;
        assert_eq!(told["tilejson"], "3.0.0");
        assert_eq!(desk.get("district", &format!("{path}?colour=red")).await.status, 400);
    }
}

#[tokio::test]
async fn a_tag_stays_until_what_is_shown_changes() {
    let desk = TestDesk::with_cases().await;
    for path in TILES {
        let tag = desk.get("district", path).await.header("etag").to_owned();
        desk.act("district", "cover-1", json!({"act": "note", "text": "seen"})).await;
        assert_eq!(desk.get("district", path).await.header("etag"), tag, "{path}");
        desk.post("district", "/api/v1/cases", &case(&format!("new-{}", path.len()), "E0101", 3)).await;
        let changed = desk.get("district", path).await;
        assert_ne!(changed.header("etag"), tag, "{path}");
        let other = desk.get("district", &format!("{path}?class=C")).await;
        assert_ne!(other.header("etag"), changed.header("etag"), "{path}");
    }
}

#[tokio::test]
async fn the_legend_of_hexagons_names_the_resolution_and_counts_all_cases() {
    let desk = TestDesk::with_cases().await;
    let told = json_of(&desk, "inspector", "/legend/h3.json").await;
    assert_eq!((told["resolution"].clone(), told["zoom"].clone()), (json!(9), json!(11)));
    assert_eq!((told["cases"].clone(), told["cells"].clone()), (json!(5), json!(4)));
    let fine = json_of(&desk, "inspector", "/legend/h3.json?zoom=14&measure=count&class=E").await;
    assert_eq!((fine["resolution"].clone(), fine["cases"].clone()), (json!(10), json!(3)));
    let fixed = json_of(&desk, "inspector", "/legend/h3.json?resolution=7&zoom=14").await;
    assert_eq!(fixed["resolution"], 7);
    let few = json_of(&desk, "town-1", "/legend/h3.json").await;
    assert_eq!((few["least_cases"].clone(), few["cells_merged"].clone()), (json!(3), json!(4)));
    let described = json_of(&desk, "district", "/tiles/h3.json?resolution=10&class=E").await;
    assert_eq!((described["minzoom"].clone(), described["resolution"].clone()), (json!(11), json!(10)));
    let tiles = described["tiles"][0].as_str().unwrap();
    assert!(tiles.ends_with(".mvt?resolution=10&class=E"), "{tiles}");
    for (query, field) in [("resolution=11", "resolution"), ("measure=heat", "measure")] {
        let answer = desk.get("district", &format!("/legend/h3.json?{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.json()["field"].as_str()), (400, Some(field)));
    }
    let coarse = desk.get("district", "/tiles/h3/8/214/104.mvt?resolution=10").await;
    assert_eq!((coarse.status.as_u16(), coarse.json()["field"].as_str()), (404, Some("z")));
}

#[tokio::test]
async fn points_are_those_that_the_list_shows_whole() {
    let desk = TestDesk::with_cases().await;
    let size = |token: &'static str| {
        let desk = &desk;
        async move { desk.get(token, "/tiles/points/16/54852/26826.mvt").await }
    };
    let words =
        |answer: &crate::routes::routes_tests::Answer| String::from_utf8_lossy(&answer.body).into_owned();
    // The restricted case in the tile is for those who are named.
    let (all, most) = (words(&size("inspector").await), words(&size("district").await));
    assert!(all.contains("vice-1") && all.contains("cover-1") && !all.contains("secret"));
    assert!(!most.contains("vice-1") && most.contains("cover-1"));
    assert_eq!(size("town-2").await.status, 204, "the other town's");
}

#[tokio::test]
async fn flows_lead_from_towns_to_units_and_small_ones_are_put_together() {
    let desk = TestDesk::with_cases().await;
    let told = json_of(&desk, "inspector", "/legend/flow.json").await;
    let flow = |row: &Value| {
        let code = |end: &str| row[end]["code"].as_str().unwrap().to_owned();
        (code("from"), code("to"), row["cases"].as_u64().unwrap())
    };
    let rows: Vec<_> = told["flows"].as_array().unwrap().iter().map(flow).collect();
    let row = |from: &str, to: &str, cases| (from.to_owned(), to.to_owned(), cases);
    assert_eq!(rows, [row("T1", "town-1", 2), row("T2", "town-2", 2), row("T1", "water", 1)]);
    assert_eq!((told["cases"].clone(), told["withheld"].clone()), (json!(5), json!(false)));
    let few = json_of(&desk, "town-1", "/legend/flow.json").await;
    assert_eq!((few["flows"].as_array().unwrap().len(), few["withheld"].clone()), (0, json!(true)));
    let covers = json_of(&desk, "inspector", "/legend/flow.json?class=C").await;
    assert_eq!(covers["cases"], 1);
}

#[tokio::test]
async fn rates_by_residents_and_patrols_have_their_denominators_where_the_district_tells_them() {
    let desk = TestDesk::with_cases().await;
    let month = "from=2026-08-01&to=2026-08-31";
    let uri = |measure: &str, layer: &str| format!("/legend/{layer}.json?measure={measure}&{month}");
    let text = "layer,cell,residents,patrol_hours_week,synthetic\ntown,T1,1000,7,true\ntown,T2,,14,true\n";
    let (world, before) = (Arc::clone(&desk.app.dispatch().unwrap().view().world), desk.app.snapshot());
    let mut snapshot = snapshot_of(&before.name, &before.zone, &world, Some(&before)).unwrap();
    snapshot.exposures = Arc::new(Exposures::read(text.as_bytes()).unwrap());
    desk.app.show(snapshot);
    let people = json_of(&desk, "inspector", &uri("per-thousand", "town")).await;
    assert_eq!(
        (people["cells_without_a_value"].clone(), people["synthetic"].clone()),
        (json!(1), json!(true))
    );
    let patrols = json_of(&desk, "inspector", &uri("per-patrol", "town")).await;
    assert_eq!(patrols["cells_without_a_value"], 0);
    // 3 cases in 30 hours and 2 in 60: ten, and three and a third, per hundred hours.
    let classes = patrols["classes"].as_array().unwrap();
    let with: Vec<_> =
        classes.iter().filter(|class| class["cells"] == 1).map(|class| class["from"].clone()).collect();
    assert_eq!(with, [json!(2.0), json!(10.0)]);
    let grids = json_of(&desk, "inspector", &uri("per-patrol", "unit-grid")).await;
    assert_eq!(grids["cells_without_a_value"], grids["cells"], "nothing is spread downward");
}

#[tokio::test]
async fn the_legend_of_bare_borders_names_the_layer_its_cells_and_its_plan() {
    let desk = TestDesk::with_cases().await;
    let described = json_of(&desk, "", "/tiles/town.json").await;
    let address = described["legend"].as_str().unwrap();
    let path = address.get(address.find("/legend/").unwrap()..).unwrap();
    assert_eq!(path, format!("/legend/town.json?plan={}", described["plan"]));
    let told = json_of(&desk, "", path).await;
    assert_eq!((told["layer"].as_str(), told["cells"].as_u64()), (Some("town"), Some(2)));
    assert!(told["title"]["zh"].is_string() && told["title"]["en"].is_string(), "{told}");
    for same in ["plan", "plan_version", "synthetic", "note"] {
        assert_eq!(told[same], described[same], "{same}");
    }
    assert!(told.get("classes").is_none() && told.get("cases").is_none(), "nothing is counted");
    for (uri, status) in [("/legend/nowhere.json", 404), ("/legend/town.json?colour=red", 400)] {
        assert_eq!(desk.get("", uri).await.status, status, "{uri}");
    }
    assert_eq!(desk.get("district", "/legend/points.json").await.status, 404, "points have no colours");
}
