//! The map of rule gaps: counts in tiles, words for a cell, drafts of the folder, and who sees them.

use serde_json::json;

use super::desk_for_tests::TestDesk;

/// A tile that holds the whole trial district.
const TILE: &str = "/tiles/rule-gaps/12/3428/1676.mvt";

/// Writes the published tables into the server's folder, with other rules and accepted holes.
fn folder(desk: &TestDesk, rules: &str, accepted: &str) {
    for (name, content) in super::desk_for_tests::publication().rules.unwrap() {
        let text = match name.as_str() {
            "rules.csv" => {
                format!(
                    "id,place,class,kind,source,slot,grade,owner,responsible,helpers,level,limit,note\n{rules}"
                )
            }
            "accepted-holes.csv" => format!("place,class,kind,grade,slot,accepted_by,reason\n{accepted}"),
            _ => String::from_utf8(content).unwrap(),
        };
        std::fs::write(desk.folder().join(name), text).unwrap();
    }
}

#[tokio::test]
async fn rules_without_gaps_have_empty_tiles_that_name_plan_and_rules() {
    let desk = TestDesk::empty();
    let description = desk.get("", "/tiles/rule-gaps.json").await;
    assert_eq!(description.status, 200);
    let described = description.json();
    let address = described["tiles"][0].as_str().unwrap();
    assert!(address.contains("mvt?plan=1&rules=1&v=p1-r1-1-"), "{address}");
    assert_eq!(described["synthetic"], true);
    let version = described["plan_version"].as_str().unwrap();
    let tile = desk.get("", &format!("{TILE}?plan=1&rules=1&v={version}")).await;
    assert_eq!(tile.status, 204);
    assert!(tile.header("cache-control").contains("immutable"));
    let summary = desk.get("", "/api/v1/gaps").await;
    assert_eq!(
        (summary.json()["publishable"].clone(), summary.json()["open_cells"].clone()),
        (json!(true), json!(0))
    );
    let held = summary.header("etag").to_owned();
    assert!(held.contains("p1-r1"), "{held}");
}

#[tokio::test]
async fn a_draft_shows_its_gaps_cell_by_cell_to_those_who_work_here() {
    let desk = TestDesk::empty();
    folder(
        &desk,
        "block,town:T1,E,,,,,,territory:town,,town,,\nwater,,C,,,,,,unit:water,,,,\n",
        ",H,,,,张某（虚构）,另行受理\n",
    );
    assert_eq!(desk.get("", "/api/v1/gaps?of=folder").await.status, 401);
    assert_eq!(desk.get("public", "/api/v1/gaps?of=folder").await.status, 403);
    assert_eq!(desk.get("public", &format!("{TILE}?of=folder")).await.status, 403);
    let summary = desk.get("district", "/api/v1/gaps?of=folder").await.json();
    assert_eq!((summary["open_cells"].clone(), summary["accepted_cells"].clone()), (json!(4), json!(8)));
    assert_eq!((summary["rules"].clone(), summary["publishable"].clone()), (json!(null), json!(false)));

    let tile = desk.get("district", &format!("{TILE}?of=folder")).await;
    assert_eq!((tile.status.as_u16(), tile.header("cache-control")), (200, "no-cache"));
    let holds = |text: &str| tile.body.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(["cells", "step", "holes", "accepted", "T100", "T231"].into_iter().all(holds));

    let cell = desk.get("district", "/api/v1/gaps/T220?of=folder").await.json();
    assert_eq!(cell["code"], "T220");
    let open: Vec<_> =
        cell["gaps"].as_array().unwrap().iter().filter(|gap| gap["accepted"] == false).collect();
    assert_eq!(open[0]["title"]["zh"], "无主：没有规则适用");
    let lines = open[0]["lines"].to_string();
    assert!(lines.contains("类别：垃圾（E0101）；性质：管理类"), "{lines}");
    assert_eq!(cell["gaps"][1]["accepted_by"], "张某（虚构）");
    let whole = cell["combinations"].as_u64().unwrap();
    assert!(cell["holes"].as_u64().unwrap() + cell["accepted"].as_u64().unwrap() < whole);
    let none = desk.get("district", "/api/v1/gaps/T999?of=folder").await;
    assert_eq!((none.status.as_u16(), none.json()["field"].clone()), (404, json!("cell")));
}

#[tokio::test]
async fn a_draft_that_changes_is_proved_again_and_one_with_a_fault_names_it() {
    let desk = TestDesk::empty();
    folder(&desk, "all,,,,,,,,unit:centre,,,,\n", "");
    let etag = |answer: super::routes_tests::Answer| answer.header("etag").to_owned();
    let before = etag(desk.get("district", "/api/v1/gaps?of=folder").await);
    folder(&desk, "all,,,,,,,,unit:centre,,,,\nagain,,,,,,,,unit:water,,,,\n", "");
    let answer = desk.get("district", "/api/v1/gaps/T100?of=folder").await.json();
    assert_eq!(answer["gaps"][0]["rules"], json!(["all", "again"]));
    assert_eq!(answer["ties"], answer["combinations"]);
    assert_ne!(before, etag(desk.get("district", "/api/v1/gaps?of=folder").await));
    folder(&desk, "all,,,,,,,,unit:nobody,,,,\n", "");
    let refused = desk.get("district", "/api/v1/gaps?of=folder").await;
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("rules.csv") && refused.text().contains("nobody"), "{}", refused.text());
}

#[tokio::test]
async fn parameters_that_name_nothing_say_what_there_is() {
    let desk = TestDesk::empty();
    for (uri, field) in
        [("/api/v1/gaps?rules=9", "rules"), ("/api/v1/gaps?of=x", "of"), ("/api/v1/gaps?plan=9", "plan")]
    {
        let answer = desk.get("", uri).await.json();
        assert_eq!(answer["field"], field, "{answer}");
    }
    let legend = desk.get("", "/legend/rule-gaps.json").await.json();
    assert_eq!(legend["steps"].as_array().unwrap().len(), 6);
    assert_eq!(desk.get("", "/legend/other.json").await.status, 404);
}
