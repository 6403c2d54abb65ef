//! What is invented says so everywhere.

use serde_json::json;

use super::desk_for_tests::{TestDesk, case};

#[tokio::test]
async fn what_is_invented_says_so_whatever_its_identity_and_what_is_real_does_not() {
    let desk = TestDesk::empty();
    let mut invented = case("A-1", "E0101", 0);
    invented["synthetic"] = json!(true);
    let told = desk.post("district", "/api/v1/cases", &invented).await;
    assert_eq!((told.status.as_u16(), told.json()["synthetic"].as_bool()), (201, Some(true)));
    // An identity that only looks invented.
    let told = desk.post("district", "/api/v1/cases", &case("SYN-1", "E0101", 0)).await.json();
    assert_eq!(told["synthetic"], false);
    let listed = desk.get("district", "/api/v1/cases").await.json();
    let marks: Vec<_> =
        listed["cases"].as_array().unwrap().iter().map(|case| case["synthetic"].as_bool()).collect();
    assert_eq!(marks, [Some(false), Some(true)]);
    // The mark belongs to the body: the same identity without it is another case.
    let other = desk.post("district", "/api/v1/cases", &case("A-1", "E0101", 0)).await;
    assert_eq!(other.status, 409);
    let published = desk.get("", "/open311/v2/requests/A-1.json").await.json();
    assert_eq!(published[0]["service_notice"], "合成数据 Synthetic case");
    let published = desk.get("", "/open311/v2/requests/SYN-1.json").await.json();
    assert!(published[0]["service_notice"].as_str().is_none_or(str::is_empty), "{published}");
}

#[tokio::test]
async fn what_a_demo_account_sends_is_marked_as_invented() {
    let desk = TestDesk::empty();
    let told = desk.post("demo-district", "/api/v1/cases", &case("A-1", "E0101", 0)).await;
    assert_eq!(
        (told.status.as_u16(), told.json()["synthetic"].as_bool()),
        (201, Some(true)),
        "{}",
        told.text()
    );
    let again = desk.post("demo-district", "/api/v1/cases", &case("A-1", "E0101", 0)).await;
    assert_eq!(again.status, 200, "a retry is the same case");
}
