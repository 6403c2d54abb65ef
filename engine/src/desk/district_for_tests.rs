//! An invented district (合成) for tests: two towns of four by four unit grids each, a department, a team, two calendars.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::plan_edition::PlanEdition;
use super::publication::{InFlight, Publication};
use crate::cases::{Intake, PrivateText, StatedPlace};
use crate::crs::{Datum, StatedPair};
use crate::grid::{Cell, Layer, LayerRole, Parents, Title};
use crate::ids::{CaseId, CellCode, ClassCode, LayerName, SourceCode};
use crate::rules::definition::FolderFiles;
use crate::topology::{Point, Polygon, Shape};

/// South-west corner, in lattice steps.
const CORNER: (i64, i64) = (1_213_000_000, 310_000_000);
/// Side of a unit grid, in lattice steps: about 100 m.
const SIDE: i64 = 10_000;

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn rectangle(x: i64, y: i64, width: i64, height: i64) -> Shape {
    let corner = |dx: i64, dy: i64| Point::new(CORNER.0 + (x + dx) * SIDE, CORNER.1 + (y + dy) * SIDE);
    let exterior = vec![corner(0, 0), corner(width, 0), corner(width, height), corner(0, height)];
    Shape { polygons: vec![Polygon { exterior, interiors: vec![] }] }
}

fn layer(
    name: &str,
    role: LayerRole,
    cells: Vec<(String, Vec<(&str, String)>, Shape)>,
) -> (LayerName, Arc<Layer>) {
    let cells = cells.into_iter().map(|(code, parents, shape)| Cell {
        code: CellCode::new(&code),
        name: Some(Title::new(&format!("格{code}"), &format!("Cell {code}"))),
        parents: parents
            .into_iter()
            .map(|(layer, code)| (LayerName::new(layer), CellCode::new(&code)))
            .collect::<Parents>(),
        shape,
    });
    let layer = Layer::new(LayerName::new(name), Title::new(name, name), role, cells.collect()).unwrap();
    let layer = layer.into_synthetic(Title::new("合成", "synthetic"));
    (layer.name().clone(), Arc::new(layer))
}

/// Two towns side by side; the border between them stands after so many of eight columns. The lowest row of unit grids
/// is left out of the unit grids, so that places there have a town only.
pub(super) fn plan(border: i64) -> PlanEdition {
    plan_with(border, "T2")
}

/// As [`plan`], with another code for the second town.
pub(super) fn plan_with(border: i64, second: &str) -> PlanEdition {
    let town = |column: i64| if column < border { "T1" } else { second };
    let towns = vec![
        ("T1".to_owned(), vec![], rectangle(0, 0, border, 4)),
        (second.to_owned(), vec![], rectangle(border, 0, 8 - border, 4)),
    ];
    let units = (0..8i64).flat_map(|column| (1..4i64).map(move |row| (column, row)));
    let units = units.map(|(column, row)| {
        let code = format!("{}{column}{row}", town(column));
        (code, vec![("town", town(column).to_owned())], rectangle(column, row, 1, 1))
    });
    PlanEdition {
        layers: BTreeMap::from([
            layer("town", LayerRole::Town, towns),
            layer("unit-grid", LayerRole::UnitGrid, units.collect()),
        ]),
        levels: vec![LayerName::new("town"), LayerName::new("unit-grid")],
        routing: LayerName::new("unit-grid"),
        lineage: vec![],
    }
}

const UNITS: &str = "code,name_zh,name_en,kind,parent,layer,cell,duty,synthetic
centre,区中心,District centre,district,,,,always,true
sanitation,市容局,Sanitation,department,centre,,,working-hours,true
water,水务局,Water,department,centre,,,working-hours,true
town-1,一镇,First town,sub-centre,centre,town,T1,always,true
town-2,二镇,Second town,sub-centre,centre,town,T2,always,true
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
E0101,E01,垃圾,Waste,management,,,block,sanitation,,,
E0102,E01,噪音,Noise,management,,,block,sanitation,,,
C,,部件,Components,service,,,line,water,,,
C01,C,公用设施,Utilities,service,,,line,water,,,
C0101,C01,井盖,Manhole cover,service,,,line,water,,,
H,,隐患,Hazards,management,,internal,block,sanitation,,,
H01,H,安全隐患,Safety,management,,internal,block,sanitation,,,
H0101,H01,火灾隐患,Fire hazard,management,,internal,block,sanitation,,,
";
const CONDITIONS: &str = "class,number,filing_zh,filing_en,closing_zh,closing_en,grade,urgent,limits,setting
E0101,1,有垃圾,waste,清除,removed,,false,4wh,true
E0102,1,噪音,noise,停止,stopped,,true,2uh,true
C0101,1,缺失,missing,补齐,put back,,false,stop=2uh;repair=5wd,true
H0101,1,有隐患,hazard,消除,removed,,false,15wd,true
";
const RULES: &str = "id,place,class,kind,source,slot,grade,owner,responsible,helpers,level,limit,note
block,,,,,,,,territory:town,,town,,属地
water,,C,,,,,,unit:water,territory:town,district,,部件归水务
";
const HOLES: &str = "place,class,kind,grade,slot,accepted_by,reason\n";
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

pub(super) fn rules() -> FolderFiles {
    let files = [
        ("units.csv", UNITS),
        ("sources.csv", SOURCES),
        ("classes.csv", CLASSES),
        ("conditions.csv", CONDITIONS),
        ("rules.csv", RULES),
        ("accepted-holes.csv", HOLES),
        ("settings.json", SETTINGS),
    ];
    files.into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect()
}

/// A calendar that knows the years from 2012 to `last`.
pub(super) fn calendar(last: i16) -> FolderFiles {
    let years: Vec<String> =
        (2012..=last).map(|year| format!(r#"{{"year":{year},"holidays":[],"make_up_days":[]}}"#)).collect();
    let text = format!(
        r#"{{"schema":"gridward/calendar/1","version":1,"zone":"Asia/Shanghai",
        "schedules":[{{"name":{{"zh":"全年","en":"all year"}},"hours":["08:00-12:00","14:00-18:00"]}}],
        "years":[{}]}}"#,
        years.join(",")
    );
    FolderFiles::from([("calendar.json".to_owned(), text.into_bytes())])
}

/// Plan, rules and calendar together, from the beginning of 2012.
pub(super) fn first() -> Publication {
    Publication {
        plan: Some(plan(4)),
        rules: Some(rules()),
        calendar: Some(calendar(2012)),
        valid_from: at("2012-01-01T00:00:00+08:00"),
        in_flight: InFlight::Keep,
        title: Title::new("第一版（合成）", "First version (synthetic)"),
    }
}

/// The border between the towns moved, from an instant on.
pub(super) fn moved(valid_from: Timestamp, in_flight: InFlight) -> Publication {
    Publication {
        plan: Some(plan(5)),
        rules: None,
        calendar: None,
        valid_from,
        in_flight,
        title: Title::new("第二版（合成）", "Second version (synthetic)"),
    }
}

/// A case of a patrol in a column and row of unit grids, a third into the cell.
pub(super) fn case(id: &str, class: &str, column: i64, row: i64, reported_at: Timestamp) -> Intake {
    let degrees = |corner: i64, cell: i64| (corner + cell * SIDE + SIDE / 3) as f64 / 1e7;
    Intake {
        id: CaseId::new(id),
        class: ClassCode::new(class),
        condition: None,
        kind: None,
        place: StatedPlace {
            pair: Some(StatedPair { x: degrees(CORNER.0, column), y: degrees(CORNER.1, row) }),
            datum: Some(Datum::Wgs84),
            ..StatedPlace::default()
        },
        reported_at,
        source: SourceCode::new("patrol"),
        grade: None,
        text: Some(PrivateText::Words(format!("合成案件 {id}"))),
        reporter: None,
        synthetic: true,
    }
}
