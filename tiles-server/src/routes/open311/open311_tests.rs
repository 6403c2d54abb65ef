//! `GeoReport` v2, in both forms.

use axum::body::Body;

use crate::routes::desk_for_tests::TestDesk;

const FORM: &str = "application/x-www-form-urlencoded";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";

#[tokio::test]
async fn services_are_the_public_classes() {
    let desk = TestDesk::empty();
    let xml = desk.get("", "/open311/v2/services.xml").await;
    assert_eq!(xml.header("content-type"), "text/xml; charset=utf-8");
    assert_eq!(
        xml.text(),
        format!(
            "{HEAD}<services>\
             <service><service_code>E0101</service_code><service_name>垃圾</service_name><description>有垃圾</description>\
             <metadata>true</metadata><type>realtime</type><keywords>Waste</keywords><group>市容</group></service>\
             <service><service_code>C0101</service_code><service_name>井盖</service_name><description>缺失</description>\
             <metadata>true</metadata><type>realtime</type><keywords>Manhole cover</keywords><group>公用设施</group></service>\
             </services>"
        )
    );
    let json = desk.get("", "/open311/v2/services.json").await.json();
    assert_eq!(
        (json[0]["service_code"].as_str(), json[0]["metadata"].as_bool()),
        (Some("E0101"), Some(true))
    );
}

#[tokio::test]
async fn a_definition_lists_the_filing_conditions() {
    let desk = TestDesk::empty();
    assert_eq!(
        desk.get("", "/open311/v2/services/E0101.xml").await.text(),
        format!(
            "{HEAD}<service_definition><service_code>E0101</service_code><attributes><attribute>\
             <variable>true</variable><code>condition</code><datatype>singlevaluelist</datatype><required>false</required>\
             <datatype_description/><order>1</order><description>符合哪一条立案条件？ Which condition is met?</description>\
             <values><value><key>1</key><name>有垃圾</name></value><value><key>2</key><name>大量垃圾</name></value></values>\
             </attribute></attributes></service_definition>"
        )
    );
    let missing = desk.get("", "/open311/v2/services/E0102.json").await;
    assert_eq!(
        (missing.status.as_u16(), missing.json()[0]["code"].as_str()),
        (404, Some("404")),
        "restricted ones are not offered"
    );
}

#[tokio::test]
async fn a_report_is_taken_and_told_again_without_its_words() {
    let desk = TestDesk::empty();
    let form = "api_key=public&service_code=E0101&lat=31.005123&long=121.305123&attribute[condition]=2\
        &description=secret+words&first_name=secret&phone=138&email=a%40b.cn";
    let taken = desk.send("", "POST", "/open311/v2/requests.json", FORM, form).await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    let id = taken.json()[0]["service_request_id"].as_str().unwrap().to_owned();
    assert!(taken.json()[0].get("token").is_none(), "a number and a token never come together");
    let told = desk.get("", &format!("/open311/v2/requests/{id}.xml")).await.text();
    assert_eq!(
        told,
        format!(
            "{HEAD}<service_requests><request><service_request_id>{id}</service_request_id><status>open</status>\
             <status_notes>待受理</status_notes><service_name>垃圾</service_name><service_code>E0101</service_code>\
             <description>大量垃圾</description><agency_responsible>一镇</agency_responsible><service_notice/>\
             <requested_datetime>2026-08-03T09:00:00+08:00</requested_datetime>\
             <updated_datetime>2026-08-03T09:00:00+08:00</updated_datetime><expected_datetime/><address/><address_id/>\
             <zipcode/><lat>31.005</lat><long>121.305</long><media_url/></request></service_requests>"
        )
    );
    let inside = desk.get("district", &format!("/api/v1/cases/{id}")).await.json();
    assert_eq!(
        (inside["text"].as_str(), inside["source"]["code"].as_str()),
        (Some("secret words"), Some("hotline"))
    );
    assert_eq!(inside["reporter"]["phone"], "138");
    let token = desk.get("", &format!("/open311/v2/tokens/{id}.json")).await.json();
    assert_eq!(token[0]["service_request_id"].as_str(), Some(id.as_str()));
}

#[tokio::test]
async fn errors_are_arrays_with_the_codes_of_the_standard() {
    let desk = TestDesk::with_cases().await;
    let post = |form: &'static str| desk.send("", "POST", "/open311/v2/requests.xml", FORM, form);
    let missing = post("service_code=E0101&lat=31&long=121").await;
    assert_eq!(missing.status, 403);
    assert_eq!(
        missing.text(),
        format!(
            "{HEAD}<errors><error><code>403</code><description>api_key is missing</description></error></errors>"
        )
    );
    assert_eq!(post("api_key=wrong&service_code=E0101&lat=31&long=121").await.status, 403);
    assert_eq!(post("api_key=public&lat=31&long=121").await.status, 400);
    assert_eq!(post("api_key=public&service_code=moon&lat=31&long=121").await.status, 404);
    assert_eq!(post("api_key=public&service_code=E0101").await.status, 400);
    assert_eq!(post("api_key=public&service_code=E0101&lat=31").await.status, 400);
    assert_eq!(post("api_key=public&service_code=E0101&lat=200&long=121").await.status, 400);
    assert_eq!(
        post("api_key=public&service_code=E0101&lat=31&long=121&attribute[condition]=9").await.status,
        400
    );
    assert_eq!(post("api_key=public&service_code=E0101&lat=31&long=121&colour=red").await.status, 400);
    assert_eq!(
        post("api_key=public&jurisdiction_id=moon&service_code=E0101&lat=31&long=121").await.status,
        404
    );
    let json = desk.send("", "POST", "/open311/v2/requests.json", "application/json", "{}").await;
    assert_eq!((json.status.as_u16(), json.json()[0]["code"].as_str()), (400, Some("400")));
    for uri in [
        "/open311/v2/requests/nobody.xml",
        "/open311/v2/requests/vice-1.xml",
        "/open311/v2/requests/hazard-2.json",
        "/open311/v2/tokens/vice-1.xml",
        "/open311/v2/things.xml",
        "/open311/v2/services",
    ] {
        assert_eq!(desk.get("", uri).await.status, 404, "{uri}");
    }
}

#[tokio::test]
async fn requests_are_listed_by_number_service_status_and_date() {
    let desk = TestDesk::with_cases().await;
    let ids = |uri: &'static str| {
        let desk = &desk;
        async move {
            let answer = desk.get("", uri).await;
            assert_eq!(answer.status, 200, "{uri}: {}", answer.text());
            let list = answer.json();
            let ids =
                list.as_array().unwrap().iter().map(|r| r["service_request_id"].as_str().unwrap().to_owned());
            ids.collect::<Vec<_>>()
        }
    };
    assert_eq!(ids("/open311/v2/requests.json").await, ["cover-1", "waste-2", "waste-1"]);
    assert_eq!(ids("/open311/v2/requests.json?service_code=C0101").await, ["cover-1"]);
    assert_eq!(
        ids("/open311/v2/requests.json?service_request_id=waste-1,vice-1&status=closed").await,
        ["waste-1"]
    );
    assert!(ids("/open311/v2/requests.json?status=closed").await.is_empty());
    assert!(ids("/open311/v2/requests.json?start_date=2026-08-03T01:00:00Z").await.is_empty());
    assert_eq!(
        ids("/open311/v2/requests.json?start_date=2026-08-03T00:00:00Z&end_date=2026-08-04T00:00:00Z")
            .await
            .len(),
        3
    );
    for uri in [
        "/open311/v2/requests.xml?start_date=2026-01-01T00:00:00Z&end_date=2026-08-01T00:00:00Z",
        "/open311/v2/requests.xml?start_date=yesterday",
        "/open311/v2/requests.xml?status=lost",
        "/open311/v2/requests.xml?colour=red",
    ] {
        let answer = desk.get("", uri).await;
        assert!(answer.status == 400 && answer.text().contains("<errors><error><code>400</code>"), "{uri}");
    }
}

#[tokio::test]
async fn the_discovery_document_names_the_endpoint_in_both_forms() {
    let desk = TestDesk::empty();
    let json = desk.get("", "/open311/discovery.json").await.json();
    assert_eq!(json["endpoints"][0]["url"], "http://127.0.0.1:8080/open311/v2");
    assert_eq!(json["endpoints"][0]["formats"][0], "text/xml");
    assert!(
        desk.get("", "/open311/discovery.xml").await.text().contains("<format>application/json</format>")
    );
    let head = desk.send("", "HEAD", "/open311/discovery.xml", "", Body::empty()).await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
}
