//! Folders that are sent packed.

use serde_json::json;

use super::desk_for_tests::TestDesk;

/// The files of the sample's rules and calendar as a packed folder, some of them changed.
fn packed_folder(changed: &[(&str, &str)]) -> Vec<u8> {
    let sample = super::desk_for_tests::publication();
    let mut files = sample.rules.unwrap();
    files.extend(sample.calendar.unwrap());
    for (name, text) in changed {
        files.insert((*name).to_owned(), text.as_bytes().to_vec());
    }
    let files: Vec<(String, Vec<u8>)> =
        files.into_iter().map(|(name, content)| (format!("sample/{name}"), content)).collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    crate::upload::tests::packed(&files)
}

#[tokio::test]
async fn a_packed_folder_is_published_as_one_on_the_servers_disk() {
    let desk = TestDesk::empty();
    let uri = "/api/v1/publish?what=rules,calendar&valid_from=2026-09-01T00:00:00%2B08:00&title_zh=二版"
        .replace("二版", "%E4%BA%8C");
    let rules = "id,place,class,kind,source,slot,grade,owner,responsible,helpers,level,limit,note\nall,,,,,,,,unit:centre,,district,,\n";
    let send = |token: &'static str, body: Vec<u8>| desk.send(token, "POST", &uri, "application/zip", body);
    assert_eq!(send("district", packed_folder(&[])).await.status, 403);
    let published = send("admin", packed_folder(&[("rules.csv", rules)])).await;
    assert_eq!(published.status, 201, "{}", published.text());
    let told = published.json();
    assert_eq!(told["versions"], json!([{"kind": "rules", "number": 2}, {"kind": "calendar", "number": 2}]));
    assert_eq!(told["valid_from"], "2026-09-01T00:00:00+08:00");
    let versions = desk.get("district", "/api/v1/versions").await.json();
    assert_eq!(versions["versions"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_packed_folder_is_told_at_once_and_nothing_is_published() {
    let desk = TestDesk::empty();
    let uri = "/api/v1/publish?what=plan,rules,calendar";
    let rules = "id,place,class,kind,source,slot,grade,owner,responsible,helpers,level,limit,note\n\
        a,,X99,,,,,,unit:centre,,district,,\nb,,,,,,,,unit:nobody,,district,,\n";
    let body = packed_folder(&[("rules.csv", rules), ("calendar.json", "{")]);
    let refused = desk.send("admin", "POST", uri, "application/zip", body).await;
    let problem = refused.json();
    assert_eq!(
        (refused.status.as_u16(), problem["type"].as_str()),
        (409, Some("urn:gridward:problem:refused"))
    );
    let faults: Vec<_> =
        problem["faults"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    for part in ["district.json", "rules.csv, line 2", "rules.csv, line 3", "calendar.json"] {
        assert!(faults.iter().any(|fault| fault.starts_with(part)), "{part} is not told in {faults:?}");
    }
    assert!(!refused.text().contains(".upload-"), "{}", refused.text());
    // What the folder is well, and what the rules leave open.
    let hole = "id,place,class,kind,source,slot,grade,owner,responsible,helpers,level,limit,note\n";
    let body = packed_folder(&[("rules.csv", hole)]);
    let refused = desk.send("admin", "POST", "/api/v1/publish?what=rules", "application/zip", body).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("combinations have no unit"), "{}", refused.text());
    let no_zip = desk.send("admin", "POST", "/api/v1/publish?what=rules", "application/zip", "rules").await;
    assert!(no_zip.json()["faults"][0].as_str().unwrap().contains("no zip file"), "{}", no_zip.text());
    for wrong in ["what=all", "what=rules&in_flight=never", "what=rules&valid_from=now", "what="] {
        let answer = desk
            .send("admin", "POST", &format!("/api/v1/publish?{wrong}"), "application/zip", packed_folder(&[]))
            .await;
        assert_eq!(answer.status, 400, "{wrong}");
    }
    let versions = desk.get("district", "/api/v1/versions").await.json();
    assert_eq!(versions["versions"].as_array().unwrap().len(), 3);
}
