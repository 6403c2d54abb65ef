//! Every role on every route: nobody sees a case outside their scope, and a route without a row here fails the test.

use std::collections::BTreeMap;

use gridward::cases::ActKind;
use gridward::desk::{Role, Sight};
use serde_json::{Value, json};

use super::desk_for_tests::{ACCOUNTS, CASES, TestDesk, case};
use super::{LONG, QUICK, TILES};
use crate::auth::rights::{ROLES, may};

/// What a caller needs to get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    /// Nothing.
    Nothing,
    /// An account.
    Account,
    /// An account of a unit or of the centre.
    Work,
    /// An account that manages.
    Admin,
    /// An `api_key`, which any token is.
    Key,
}

/// Method, template, an address of it, a body, what is needed.
#[expect(clippy::too_many_lines, reason = "a table")]
fn rows() -> Vec<(&'static str, &'static str, String, Value, Needs)> {
    let plain =
        |method, template: &'static str, needs| (method, template, template.to_owned(), Value::Null, needs);
    let at = |method, template, uri: &str, needs| (method, template, uri.to_owned(), Value::Null, needs);
    let with = |method, template, uri: &str, body, needs| (method, template, uri.to_owned(), body, needs);
    let digest = "0".repeat(64);
    use Needs::{Account, Admin, Key, Nothing, Work};
    vec![
        plain("get", "/livez", Nothing),
        plain("get", "/readyz", Nothing),
        plain("get", "/metrics", Nothing),
        plain("get", "/openapi.json", Nothing),
        at("get", "/api/v1/locate", "/api/v1/locate?lon=121.305&lat=31.005", Nothing),
        plain("get", "/api/v1/district", Nothing),
        at("get", "/tiles/{layer}", "/tiles/town.json", Nothing),
        at("get", "/tiles/{layer}/{z}/{x}/{y}", "/tiles/town/10/857/418.mvt", Nothing),
        plain("get", "/basemap.json", Nothing),
        at("get", "/basemap/{z}/{x}/{y}", "/basemap/10/857/418", Nothing),
        with(
            "post",
            "/api/v1/route",
            "/api/v1/route",
            json!({"class": "E0101", "lon": 121.305, "lat": 31.005, "datum": "wgs84"}),
            Nothing,
        ),
        with("post", "/api/v1/cases", "/api/v1/cases", case("waste-1", "E0101", 1), Work),
        plain("get", "/api/v1/cases", Nothing),
        at("get", "/api/v1/cases/{id}", "/api/v1/cases/CASE", Nothing),
        at("get", "/api/v1/cases/{id}/events", "/api/v1/cases/CASE/events", Nothing),
        with("post", "/api/v1/cases/{id}/events", "/api/v1/cases/CASE/events", json!({"act": "close"}), Work),
        at("get", "/api/v1/attachments/{digest}", &format!("/api/v1/attachments/{digest}"), Work),
        plain("get", "/api/v1/queues", Work),
        plain("get", "/api/v1/units", Nothing),
        plain("get", "/api/v1/classes", Nothing),
        plain("get", "/api/v1/sources", Nothing),
        plain("get", "/api/v1/settings", Nothing),
        plain("get", "/api/v1/gaps", Nothing),
        at("get", "/api/v1/gaps/{cell}", "/api/v1/gaps/T100", Nothing),
        at("get", "/legend/{layer}", "/legend/rule-gaps.json", Nothing),
        plain("get", "/api/v1/figures/series", Nothing),
        plain("get", "/api/v1/figures/top", Nothing),
        at("get", "/api/v1/figures/cells", "/api/v1/figures/cells?layer=town", Nothing),
        plain("get", "/api/v1/exports/density.tif", Nothing),
        plain("get", "/api/v1/exports/h3.gpkg", Work),
        at("get", "/api/v1/exports/cells.gpkg", "/api/v1/exports/cells.gpkg?layer=town", Nothing),
        with(
            "post",
            "/api/v1/figures/area",
            "/api/v1/figures/area",
            json!({"polygon": {"type": "Polygon", "coordinates": []}}),
            Work,
        ),
        at("get", "/api/v1/places", "/api/v1/places?q=x", Nothing),
        // A stream has no end; its own test reads it.
        at("get", "/api/v1/stream", "/api/v1/stream?queue=nowhere", Work),
        at("get", "/api/v1/stream/tiles", "/api/v1/stream/tiles?layers=nowhere", Nothing),
        plain("get", "/api/v1/outbox", Work),
        with(
            "post",
            "/api/v1/outbox/settle",
            "/api/v1/outbox/settle",
            json!({"results": [{"number": 77}]}),
            Work,
        ),
        with("post", "/api/v1/session", "/api/v1/session", json!({"account": "nobody"}), Nothing),
        plain("delete", "/api/v1/session", Account),
        plain("get", "/api/v1/me", Nothing),
        plain("get", "/api/v1/accounts", Admin),
        with("post", "/api/v1/accounts", "/api/v1/accounts", json!({"name": "", "role": "public"}), Admin),
        at("delete", "/api/v1/accounts/{name}", "/api/v1/accounts/nobody", Admin),
        with(
            "post",
            "/api/v1/accounts/{name}/tokens",
            "/api/v1/accounts/nobody/tokens",
            json!({"title": "x", "days": 1}),
            Admin,
        ),
        at("delete", "/api/v1/accounts/{name}/tokens", "/api/v1/accounts/nobody/tokens", Admin),
        plain("get", "/api/v1/versions", Nothing),
        with("post", "/api/v1/rollback", "/api/v1/rollback", json!({"kind": "rules", "number": 99}), Admin),
        with(
            "post",
            "/api/v1/publish",
            "/api/v1/publish",
            json!({"what": [], "title": {"zh": "一", "en": "a"}}),
            Admin,
        ),
        with("post", "/api/v1/cases/{id}/attachments", "/api/v1/cases/CASE/attachments", Value::Null, Work),
        at("get", "/open311/{file}", "/open311/discovery.xml", Nothing),
        at("get", "/open311/v2/{file}", "/open311/v2/requests.xml", Nothing),
        at("post", "/open311/v2/{file}", "/open311/v2/requests.xml", Key),
        at("get", "/open311/v2/services/{file}", "/open311/v2/services/E0101.xml", Nothing),
        at("get", "/open311/v2/requests/{file}", "/open311/v2/requests/CASE.xml", Nothing),
        at("get", "/open311/v2/tokens/{file}", "/open311/v2/tokens/CASE.xml", Nothing),
        plain("get", "/ogc", Nothing),
        plain("get", "/ogc/", Nothing),
        plain("get", "/ogc/conformance", Nothing),
        plain("get", "/ogc/api", Nothing),
        plain("get", "/ogc/collections", Nothing),
        at("get", "/ogc/collections/{collection}", "/ogc/collections/town", Nothing),
        at("get", "/ogc/collections/{collection}/schema", "/ogc/collections/town/schema", Nothing),
        at("get", "/ogc/collections/{collection}/items", "/ogc/collections/town/items", Nothing),
        at("get", "/ogc/collections/{collection}/items/{code}", "/ogc/collections/town/items/T1", Nothing),
        at("get", "/ogc/collections/{collection}/tiles", "/ogc/collections/town/tiles", Nothing),
        at(
            "get",
            "/ogc/collections/{collection}/tiles/{set}",
            "/ogc/collections/town/tiles/WebMercatorQuad",
            Nothing,
        ),
        at(
            "get",
            "/ogc/collections/{collection}/tiles/{set}/{matrix}/{row}/{column}",
            "/ogc/collections/town/tiles/WebMercatorQuad/10/418/857",
            Nothing,
        ),
        at("get", "/ogc/collections/{collection}/queryables", "/ogc/collections/town/queryables", Nothing),
        at("get", "/ogc/collections/{collection}/map/tiles", "/ogc/collections/density/map/tiles", Nothing),
        at(
            "get",
            "/ogc/collections/{collection}/map/tiles/{set}",
            "/ogc/collections/density/map/tiles/WebMercatorQuad",
            Nothing,
        ),
        at(
            "get",
            "/ogc/collections/{collection}/map/tiles/{set}/{matrix}/{row}/{column}",
            "/ogc/collections/density/map/tiles/WebMercatorQuad/10/418/857",
            Nothing,
        ),
        plain("get", "/ogc/tileMatrixSets", Nothing),
        at("get", "/ogc/tileMatrixSets/{set}", "/ogc/tileMatrixSets/WebMercatorQuad", Nothing),
    ]
}

#[test]
fn every_route_has_a_row() {
    let mut known: Vec<_> = rows().iter().map(|row| (row.0, row.1)).collect();
    let mut served: Vec<_> = QUICK.iter().chain(LONG).chain(TILES).copied().collect();
    known.sort_unstable();
    served.sort_unstable();
    assert_eq!(known, served);
}

/// How much each account sees of each case, worked out by hand.
fn expected() -> BTreeMap<(&'static str, &'static str), Sight> {
    use Sight::{Masked, Nothing, Whole};
    let rows: [(&str, [Sight; 5]); 13] = [
        // waste-1, waste-2, cover-1 (with water, the first town helps), vice-1 (restricted), hazard-2 (internal)
        ("", [Masked, Masked, Masked, Nothing, Nothing]),
        ("public", [Masked, Masked, Masked, Nothing, Nothing]),
        ("collector-1", [Nothing, Nothing, Nothing, Nothing, Nothing]),
        ("collector-2", [Nothing, Nothing, Nothing, Nothing, Nothing]),
        // Its unit grid is the first column's lower one.
        ("station-1", [Whole, Nothing, Nothing, Nothing, Nothing]),
        ("town-1", [Whole, Nothing, Whole, Whole, Nothing]),
        ("town-2", [Nothing, Whole, Nothing, Nothing, Whole]),
        ("sanitation", [Nothing, Nothing, Nothing, Nothing, Nothing]),
        ("water", [Nothing, Nothing, Whole, Nothing, Nothing]),
        ("district", [Whole, Whole, Whole, Masked, Whole]),
        ("demo-district", [Whole, Whole, Whole, Masked, Whole]),
        ("inspector", [Whole, Whole, Whole, Whole, Whole]),
        ("admin", [Whole, Whole, Whole, Whole, Whole]),
    ];
    let cell = |(account, sights): (&'static str, [Sight; 5])| {
        CASES.into_iter().zip(sights).map(move |((case, ..), sight)| ((account, case), sight))
    };
    rows.into_iter().flat_map(cell).collect()
}

fn callers() -> Vec<&'static str> {
    let mut callers = vec![""];
    callers.extend(ACCOUNTS.iter().map(|account| account.0));
    callers.push("admin");
    callers
}

fn is_refused(caller: &str, needs: Needs) -> bool {
    match needs {
        // A form without a key is told so before anybody is asked who they are.
        Needs::Nothing | Needs::Key => false,
        Needs::Account => caller.is_empty(),
        Needs::Work => caller.is_empty() || caller == "public",
        Needs::Admin => caller != "admin",
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_sees_a_case_outside_its_scope() {
    let desk = TestDesk::with_cases().await;
    let expected = expected();
    for caller in callers() {
        for (method, template, uri, body, needs) in rows() {
            if template == "/api/v1/session" && method == "delete" && !caller.is_empty() {
                // It would end the token that the next rows need.
                continue;
            }
            for (id, ..) in CASES {
                if !uri.contains("CASE") && id != CASES[0].0 {
                    continue;
                }
                let uri = uri.replace("CASE", id);
                let kind = if body.is_null() { "" } else { "application/json" };
                let text = if body.is_null() { String::new() } else { body.to_string() };
                let answer = desk.send(caller, &method.to_uppercase(), &uri, kind, text.clone()).await;
                let said = answer.text();
                let what = format!("{caller:?} {method} {uri}: {} {said}", answer.status);
                let refused = [401, 403].contains(&answer.status.as_u16());
                if is_refused(caller, needs) {
                    assert!(refused, "{what}");
                } else if needs != Needs::Work {
                    assert!(!refused, "{what}");
                }
                assert!(answer.status.as_u16() < 500, "{what}");
                for (other, ..) in CASES {
                    // What Open311 publishes is the same for everybody.
                    let reader = if uri.starts_with("/open311") { "" } else { caller };
                    let sight = expected[&(reader, other)];
                    let leaks = said.contains(&format!("secret-{other}"))
                        || said.contains(&format!("secret-road-{other}"))
                        || said.contains(&format!("secret-name-{other}"));
                    assert!(!leaks || sight == Sight::Whole, "{other} leaks: {what}");
                    // A 409 repeats the identity that the caller sent; the contract wants it told from a new one.
                    let asked_for = uri.contains(other) || text.contains(other);
                    assert!(
                        asked_for || !said.contains(other) || sight != Sight::Nothing,
                        "{other} shows: {what}"
                    );
                }
                if template == "/api/v1/cases/{id}"
                    || template == "/api/v1/cases/{id}/events" && method == "get"
                {
                    let sight = expected[&(caller, id)];
                    assert_eq!(answer.status == 404, sight == Sight::Nothing, "{what}");
                    if template == "/api/v1/cases/{id}" && sight != Sight::Nothing {
                        let told = answer.json();
                        assert_eq!(told["masked"], sight != Sight::Whole, "{what}");
                        assert_eq!(told["text"].is_string(), sight == Sight::Whole, "{what}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn the_public_sees_places_to_a_hundred_metres_and_restricted_ones_not_at_all() {
    let desk = TestDesk::with_cases().await;
    let told = desk.get("", "/api/v1/cases/waste-1").await.json();
    assert_eq!(told["place"], json!({"lon": 121.305, "lat": 31.005}));
    assert!(
        told["stated"].is_null() && told["assignment"].is_null() && told["lawful"] == json!([]),
        "{told}"
    );
    let masked = desk.get("district", "/api/v1/cases/vice-1").await.json();
    assert!(masked["place"].is_null() && masked["masked"] == true, "{masked}");
    let whole = desk.get("inspector", "/api/v1/cases/vice-1").await.json();
    assert_eq!((whole["text"].as_str(), whole["masked"].as_bool()), (Some("secret-vice-1"), Some(false)));
}

#[tokio::test]
async fn every_reading_of_a_restricted_case_is_recorded_before_it_is_told() {
    let desk = TestDesk::with_cases().await;
    desk.get("inspector", "/api/v1/cases/vice-1").await;
    desk.get("inspector", "/api/v1/cases/vice-1/events").await;
    desk.get("town-1", "/api/v1/cases/vice-1").await;
    desk.get("district", "/api/v1/cases/vice-1").await;
    desk.get("inspector", "/api/v1/cases/waste-1").await;
    let readings = desk.readings();
    let told: Vec<_> = readings
        .iter()
        .map(|line| (line["account"].as_str().unwrap(), line["what"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("inspector", "case"), ("inspector", "events"), ("town-1", "case")]);
    assert!(readings.iter().all(|line| line["case"] == "vice-1"));
}

#[test]
fn rights_grow_with_the_role_and_the_public_has_none() {
    for act in ActKind::ALL {
        assert!(!may(Role::Public, *act));
        // What a collector may do, its unit and the centre may do too, but for looking itself.
        if may(Role::Collector, *act) && !matches!(act, ActKind::Verified | ActKind::Checked) {
            assert!(
                ROLES.iter().filter(|role| **role != Role::Public).all(|role| may(*role, *act)),
                "{act:?}"
            );
        }
        assert!(may(Role::District, *act) || *act == ActKind::Report, "{act:?}");
    }
    for act in
        [ActKind::Close, ActKind::Void, ActKind::Extend, ActKind::Suspend, ActKind::Erase, ActKind::Reward]
    {
        assert!(ROLES.iter().all(|role| may(*role, act) == (*role == Role::District)), "{act:?}");
    }
}
