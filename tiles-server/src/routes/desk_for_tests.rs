//! An invented district (合成) with cases and accounts, on a store in memory: two towns, a department, teams, sensitive classes.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use gridward::cases::Actor;
use gridward::desk::{Command, InFlight, PlanEdition, Publication, Reply, Role};
use gridward::grid::{Cell, Layer, LayerRole, Parents, Title};
use gridward::ids::{AccountName, CellCode, LayerName, UnitCode};
use gridward::rules::definition::FolderFiles;
use gridward::store::MemoryStore;
use gridward::topology::{Point, Polygon, Shape};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::router;
use super::routes_tests::Answer;
use crate::auth::book::{Account, Book, Pages};
use crate::auth::secret::{Cost, PasswordDigest, Token};
use crate::dispatch::opening::{self, Place};
use crate::state::{App, snapshot_of};

/// 121.30 E, 31.00 N.
const CORNER: (i64, i64) = (1_213_000_000, 310_000_000);
const SIDE: i64 = 100_000;
pub const PASSWORD: &str = "correct horse battery";

const UNITS: &str = "code,name_zh,name_en,kind,parent,layer,cell,duty,synthetic
centre,区中心,District centre,district,,,,always,true
sanitation,市容局,Sanitation,department,centre,,,working-hours,true
water,水务局,Water,department,centre,,,working-hours,true
town-1,一镇,First town,sub-centre,centre,town,T1,always,true
town-2,二镇,Second town,sub-centre,centre,town,T2,always,true
station-1,一站,First station,workstation,town-1,unit-grid,T100,always,true
team-1,一队,First team,patrol-team,town-1,town,T1,always,true
team-2,二队,Second team,patrol-team,town-2,town,T2,always,true
";
const SOURCES: &str = "code,name_zh,name_en,location,datum,accuracy_m,public
patrol,巡查,Patrol,gps,wgs84,,false
hotline,热线,Hotline,address-text,,,true
";
const CLASSES: &str =
    "code,parent,name_zh,name_en,kinds,domain,sensitivity,lead,department,legal_basis,duplicate_m,duplicate_h
E,,事件,Events,management,,,block,sanitation,,,
E01,E,市容,Appearance,management,,,block,sanitation,,,
E0101,E01,垃圾,Waste,management,,public,block,sanitation,,,
E0102,E01,涉黄,Vice,enforcement,vice,restricted,block,sanitation,,,
C,,部件,Components,service,,,line,water,,,
C01,C,公用设施,Utilities,service,,,line,water,,,
C0101,C01,井盖,Manhole cover,service,,public,line,water,,,
H,,隐患,Hazards,management,,internal,block,sanitation,,,
H01,H,安全隐患,Safety,management,,internal,block,sanitation,,,
H0101,H01,火灾隐患,Fire hazard,management,,internal,block,sanitation,,,
";
const CONDITIONS: &str = "class,number,filing_zh,filing_en,closing_zh,closing_en,grade,urgent,limits,setting
E0101,1,有垃圾,waste lies there,清除,removed,,false,4wh,true
E0101,2,大量垃圾,much waste,清除,removed,,false,2uh,true
E0102,1,涉黄,vice,取缔,ended,,true,2uh,true
C0101,1,缺失,missing,补齐,put back,,false,stop=2uh;repair=5wd,true
H0101,1,有隐患,hazard,消除,removed,,false,15wd,true
";
const RULES: &str = "id,place,class,kind,source,slot,grade,owner,responsible,helpers,level,limit,note
block,,,,,,,,territory:town,,town,,属地
water,,C,,,,,,unit:water,territory:town,district,,部件归水务
";
const SETTINGS: &str = r#"{
  "schema": "gridward/settings/1",
  "switches": {},
  "grades": [{"name": "simple", "title": {"zh": "简易", "en": "Simple"}},
             {"name": "ordinary", "title": {"zh": "一般", "en": "Ordinary"}}],
  "default_grade": "ordinary",
  "slots": [],
  "reasons": {"give_back": [{"name": "wrong-unit", "title": {"zh": "错派", "en": "Wrong unit"}}]},
  "auto_dispatch": {"enabled": true, "sources": ["patrol"], "grades": ["simple"], "urgent": false},
  "queue_keepers": {"unowned": "centre", "unlocated": "centre", "contested": "centre", "unclassified": "centre"}
}"#;

pub fn now() -> Timestamp {
    "2026-08-03T01:00:00Z".parse().unwrap()
}

fn rectangle(x: i64, y: i64, width: i64, height: i64) -> Shape {
    let corner = |dx: i64, dy: i64| Point { x: CORNER.0 + (x + dx) * SIDE, y: CORNER.1 + (y + dy) * SIDE };
    let exterior = vec![corner(0, 0), corner(width, 0), corner(width, height), corner(0, height)];
    Shape { polygons: vec![Polygon { exterior, interiors: vec![] }] }
}

fn layer(name: &str, role: LayerRole, cells: Vec<(String, &str, Shape)>) -> (LayerName, Arc<Layer>) {
    let cells = cells.into_iter().map(|(code, town, shape)| Cell {
        code: CellCode::new(&code),
        name: Some(Title::new(&format!("格{code}"), &format!("Cell {code}"))),
        parents: (!town.is_empty())
            .then(|| (LayerName::new("town"), CellCode::new(town)))
            .into_iter()
            .collect::<Parents>(),
        shape,
    });
    let layer = Layer::new(LayerName::new(name), Title::new(name, name), role, cells.collect()).unwrap();
    (LayerName::new(name), Arc::new(layer.into_synthetic(Title::new("合成", "synthetic"))))
}

/// Two towns side by side, two columns of unit grids each.
fn plan() -> PlanEdition {
    let towns = vec![("T1".into(), "", rectangle(0, 0, 2, 2)), ("T2".into(), "", rectangle(2, 0, 2, 2))];
    let unit = |column: i64, row: i64| {
        let town = if column < 2 { "T1" } else { "T2" };
        (format!("{town}{column}{row}"), town, rectangle(column, row, 1, 1))
    };
    let units = (0..4).flat_map(|column| [unit(column, 0), unit(column, 1)]).collect();
    PlanEdition {
        layers: BTreeMap::from([
            layer("town", LayerRole::Town, towns),
            layer("unit-grid", LayerRole::UnitGrid, units),
        ]),
        levels: vec![LayerName::new("town"), LayerName::new("unit-grid")],
        routing: LayerName::new("unit-grid"),
        lineage: vec![],
    }
}

pub fn publication() -> Publication {
    let rules = [
        ("units.csv", UNITS),
        ("sources.csv", SOURCES),
        ("classes.csv", CLASSES),
        ("conditions.csv", CONDITIONS),
        ("rules.csv", RULES),
        ("accepted-holes.csv", "place,class,kind,grade,slot,accepted_by,reason\n"),
        ("settings.json", SETTINGS),
    ];
    let rules = rules.into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect();
    let calendar = r#"{"schema":"gridward/calendar/1","version":1,"zone":"Asia/Shanghai",
        "schedules":[{"name":{"zh":"全年","en":"all year"},"hours":["08:00-12:00","14:00-18:00"]}],
        "years":[{"year":2026,"holidays":[],"make_up_days":[]}]}"#;
    Publication {
        plan: Some(plan()),
        rules: Some(rules),
        calendar: Some(FolderFiles::from([("calendar.json".to_owned(), calendar.as_bytes().to_vec())])),
        valid_from: "2025-12-31T16:00:00Z".parse().unwrap(),
        in_flight: InFlight::Keep,
        title: Title::new("试验", "Trial"),
    }
}

/// Name, role, unit, whether named for restricted classes; the token is the name.
pub const ACCOUNTS: [(&str, Role, Option<&str>, bool); 11] = [
    ("public", Role::Public, None, false),
    ("collector-1", Role::Collector, Some("team-1"), false),
    ("collector-2", Role::Collector, Some("team-2"), false),
    ("station-1", Role::Workstation, Some("station-1"), false),
    ("town-1", Role::Town, Some("town-1"), false),
    ("town-2", Role::Town, Some("town-2"), false),
    ("sanitation", Role::Department, Some("sanitation"), false),
    ("water", Role::Department, Some("water"), false),
    ("district", Role::District, None, false),
    ("inspector", Role::District, None, true),
    ("demo-district", Role::District, None, false),
];

fn pages() -> Pages {
    let mut pages = Pages::default();
    let password = PasswordDigest::of(PASSWORD, Cost::Small).unwrap();
    for (name, role, unit, restricted) in ACCOUNTS {
        pages.put(Account {
            name: AccountName::new(name),
            role,
            unit: unit.map(UnitCode::new),
            admin: false,
            restricted,
            source: None,
            password: Some(password.clone()),
            demo: name.starts_with("demo-"),
            created_at: now(),
        });
        let until = "2027-01-01T00:00:00Z".parse().unwrap();
        pages.grant(&Token::of(name), &AccountName::new(name), now(), until, "test");
    }
    pages
}

/// A desk with accounts and no cases. The token `admin` is the administrator's.
pub struct TestDesk {
    pub app: Arc<App>,
    folder: tempfile::TempDir,
}

impl TestDesk {
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let zone = TimeZone::fixed(Offset::from_hours(8).unwrap());
        let store = folder.path().join("cases.gpkg");
        let place = Place { store: &store, folder: folder.path(), zone: zone.clone() };
        let running = opening::open(MemoryStore::new([7; 32]), &place, now, |desk| {
            let command = Command::Publish { publication: Box::new(publication()), by: Actor::System };
            let reply = desk.handle(now(), vec![command]).remove(0);
            assert!(matches!(reply, Reply::Published { .. }), "{reply:?}");
            Ok(true)
        })
        .unwrap();
        let view = running.dispatch.view();
        let snapshot = snapshot_of(&Title::new("示例区", "Sample"), &zone, &view.world, None).unwrap();
        let mut app = App::new(snapshot, "http://127.0.0.1:8080");
        app.clock = now;
        app.figures.follow(running.dispatch.lately());
        app.cases = Some(running.dispatch);
        app.access.token = Some(Token::of("admin").digest());
        app.access.book = Book::new(pages(), true);
        app.access.cost = Cost::Small;
        Self { app: Arc::new(app), folder }
    }

    pub async fn send(
        &self,
        token: &str,
        method: &str,
        uri: &str,
        kind: &str,
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(uri);
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if !kind.is_empty() {
            request = request.header("content-type", kind);
        }
        let request = request.body(body.into()).unwrap();
        let response = router(Arc::clone(&self.app)).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// A reading with more headers.
    pub async fn get_with(&self, token: &str, uri: &str, more: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().uri(uri).header("authorization", format!("Bearer {token}"));
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        let response = router(Arc::clone(&self.app)).oneshot(request.body(Body::empty()).unwrap()).await;
        let (parts, body) = response.unwrap().into_parts();
        let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, token: &str, uri: &str) -> Answer {
        self.send(token, "GET", uri, "", Body::empty()).await
    }

    pub async fn post(&self, token: &str, uri: &str, body: &Value) -> Answer {
        self.send(token, "POST", uri, "application/json", body.to_string()).await
    }

    /// Sends an act; the answer must be 200.
    pub async fn act(&self, token: &str, id: &str, body: Value) -> Value {
        let answer = self.post(token, &format!("/api/v1/cases/{id}/events"), &body).await;
        assert_eq!(answer.status, 200, "{body}: {}", answer.text());
        answer.json()
    }

    /// The server's district folder.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The lines of the record of readings.
    pub fn readings(&self) -> Vec<Value> {
        let file = self.folder.path().join("cases.gpkg.audit.jsonl");
        let text = std::fs::read_to_string(file).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// With one case of each kind; their words are `secret-` and the identity, so that a leak shows.
    pub async fn with_cases() -> Self {
        let desk = Self::empty();
        for (id, class, column) in CASES {
            let answer = desk.post("district", "/api/v1/cases", &case(id, class, column)).await;
            assert_eq!(answer.status, 201, "{}", answer.text());
        }
        desk
    }
}

/// Identity, class, column of unit grids (0 and 1 lie in the first town, 2 and 3 in the second).
pub const CASES: [(&str, &str, i32); 5] = [
    ("waste-1", "E0101", 0),
    ("waste-2", "E0101", 2),
    ("cover-1", "C0101", 1),
    ("vice-1", "E0102", 1),
    ("hazard-2", "H0101", 3),
];

/// A case in the middle of a column's lower unit grid, at a place that no rounding gives.
pub fn case(id: &str, class: &str, column: i32) -> Value {
    json!({
        "id": id, "class": class, "source": "hotline",
        "lon": 121.305_123 + f64::from(column) * 0.01, "lat": 31.005_123, "datum": "wgs84",
        "reported_at": "2026-08-03T08:30:00+08:00",
        "text": format!("secret-{id}"), "address": format!("secret-road-{id}"),
        "reporter": {"name": format!("secret-name-{id}"), "phone": "1380000"},
    })
}
