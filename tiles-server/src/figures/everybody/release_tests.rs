//! What everybody sees of figures: whole months, groups that are the same for all questions, nothing to subtract.

use serde_json::{Value, json};

use crate::routes::desk_for_tests::{TestDesk, case};

/// So many cases of a class, on days of a month of 2026, in a column of unit grids.
async fn report(desk: &TestDesk, month: u8, class: &str, column: i32, count: usize) {
    for number in 0..count {
        let mut body = case(&format!("{month}-{class}-{column}-{number}"), class, column);
        body["reported_at"] = json!(format!("2026-{month:02}-{:02}T09:00:00+08:00", number % 28 + 1));
        let answer = desk.post("district", "/api/v1/cases", &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
}

async fn told(desk: &TestDesk, layer: &str, query: &str) -> Value {
    let answer = desk.get("public", &format!("/legend/{layer}.json?measure=count{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn everybody_sees_whole_months_that_have_ended_and_no_group_of_fewer_than_ten() {
    let desk = TestDesk::with_cases().await;
    report(&desk, 6, "E0101", 0, 12).await;
    report(&desk, 7, "E0101", 0, 15).await;
    report(&desk, 7, "C0101", 1, 3).await;
    report(&desk, 7, "H0101", 2, 20).await;
    let all = told(&desk, "unit-grid", "").await;
    assert_eq!((all["cases"].as_u64(), all["least_cases"].as_u64()), (Some(30), Some(10)), "{all}");
    assert_eq!(all["period"]["from"], "2026-05-25T00:00:00+08:00", "months are whole weeks");
    assert_eq!(all["period"]["to"], "2026-07-27T00:00:00+08:00");
    assert_eq!(all["cells_merged"], 2, "three covers are shown with the cell beside");
    let june = told(&desk, "unit-grid", "&from=2026-06-03&to=2026-07-01").await;
    assert_eq!(june["period"]["to"], "2026-06-29T00:00:00+08:00", "the nearest begin of a month");
    assert_eq!(
        (june["cases"].as_u64(), june["cells_merged"].as_u64()),
        (Some(12), Some(2)),
        "the same groups"
    );
    let towns = told(&desk, "town", "&from=2026-07-01&to=2026-08-01").await;
    assert_eq!((towns["cases"].as_u64(), towns["cells_merged"].as_u64()), (Some(18), Some(0)));
}

#[tokio::test]
async fn conditions_and_short_periods_are_for_those_who_work_here() {
    let desk = TestDesk::with_cases().await;
    report(&desk, 6, "E0101", 0, 12).await;
    let refused = async |query: &str| {
        let answer = desk.get("public", &format!("/tiles/unit-grid/12/3428/1676.mvt?{query}")).await;
        (answer.status.as_u16(), answer.json()["field"].as_str().unwrap_or_default().to_owned())
    };
    for name in ["class", "source", "unit", "status"] {
        assert_eq!(refused(&format!("measure=count&{name}=E")).await, (403, name.to_owned()));
    }
    assert_eq!(refused("measure=count&from=2026-07-01&to=2026-07-01").await, (400, "to".to_owned()));
    let answer = desk.get("district", "/tiles/unit-grid/12/3428/1676.mvt?measure=count&class=E").await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn one_more_case_is_not_seen_as_it_comes() {
    let desk = TestDesk::with_cases().await;
    report(&desk, 6, "E0101", 0, 12).await;
    let tag = desk.get("public", "/legend/unit-grid.json?measure=count").await.header("etag").to_owned();
    report(&desk, 6, "E0101", 2, 1).await;
    let again = desk.get("public", "/legend/unit-grid.json?measure=count").await;
    assert_eq!((again.header("etag"), again.json()["cases"].as_u64()), (tag.as_str(), Some(12)));
}

#[tokio::test]
async fn before_the_first_month_has_ended_nothing_is_told() {
    let desk = TestDesk::with_cases().await;
    let told = told(&desk, "unit-grid", "").await;
    assert_eq!((told["cases"].as_u64(), told["period"]["days"].as_f64()), (Some(0), Some(0.0)));
}
