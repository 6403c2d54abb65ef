//! A district of two towns, four communities and four unit grids in a temporary folder: another city is another folder.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

/// The files of the folder, without the layers. Lines are counted from the first one after the quotation mark.
pub const FILES: [(&str, &str); 13] = [
    ("district.json", DISTRICT),
    ("units.csv", UNITS),
    ("sources.csv", SOURCES),
    ("classes.csv", CLASSES),
    ("conditions.csv", CONDITIONS),
    ("rules.csv", RULES),
    ("accepted-holes.csv", "place,class,kind,grade,slot,accepted_by,reason\n"),
    ("settings.json", SETTINGS),
    ("calendar.json", CALENDAR),
    ("indicators.json", INDICATORS),
    ("colours.json", COLOURS),
    ("places.csv", PLACES),
    ("components.csv", COMPONENTS),
];

const DISTRICT: &str = r#"{
 "schema": "gridward/district/1", "name": {"zh": "试验区", "en": "Trial District"}, "county_code": "999901",
 "zone": "Asia/Shanghai", "routing_layer": "unit-grid", "levels": ["district", "town", "community"],
 "layers": [
  {"name": "district", "title": {"zh": "区", "en": "District"}, "role": "district", "synthetic": true,
   "file": "district.geojson", "code_scheme": "6"},
  {"name": "town", "title": {"zh": "镇", "en": "Town"}, "role": "town", "synthetic": true,
   "file": "town.geojson", "parents": ["district"], "code_scheme": "6+3"},
  {"name": "community", "title": {"zh": "居委会", "en": "Community"}, "role": "community", "synthetic": true,
   "file": "community.geojson", "parents": ["town"], "code_scheme": "6+3+3"},
  {"name": "unit-grid", "title": {"zh": "单元网格", "en": "Unit grid"}, "role": "unit-grid", "synthetic": true,
   "file": "unit-grid.geojson", "parents": ["community", "town"], "code_scheme": "6+3+3+3"}
 ],
 "plans": [{"number": 1, "valid_from": "2012-01-01"}]
}
"#;

const UNITS: &str = "\
code,name_zh,name_en,kind,parent,layer,cell,duty,synthetic
centre,区中心,District Centre,district,,district,999901,always,true
works,建设局,Works Bureau,department,centre,,,always,true
a,甲镇,Town A,sub-centre,centre,town,999901001,always,true
b,乙镇,Town B,sub-centre,centre,town,999901002,always,true
a1,甲一,Community A1,workstation,a,community,999901001001,,true
a2,甲二,Community A2,workstation,a,community,999901001002,,true
b1,乙一,Community B1,workstation,b,community,999901002001,,true
b2,乙二,Community B2,workstation,b,community,999901002002,,true
water-works,水厂,Water Works,maintainer,centre,,,always,true
";

const SOURCES: &str = "\
code,name_zh,name_en,location,datum,accuracy_m,public
hotline,热线,Hotline,address-text,,,true
patrol,巡查,Patrol,gps,gcj02,10,false
";

const CLASSES: &str = "\
code,parent,name_zh,name_en,kinds,domain,sensitivity,lead,department,legal_basis,duplicate_m,duplicate_h
C,,部件,Components,service,,,,works,,,
C01,C,公用设施,Utilities,,,,,,,,
C0101,C01,井盖,Manhole cover,,,,,,,,
E,,事件,Events,service;management,,,,works,,,
E01,E,市容,Appearance,,,,,,,,
E0101,E01,垃圾,Litter,,,,,,,,
E0102,E01,群租,Group renting,management,group-renting,restricted,,,,,
M,,矛盾,Mediation,service,,restricted,,works,,,
M01,M,纠纷,Disputes,,,,,,,,
M0101,M01,邻里,Neighbours,,,,,,,,
";

const CONDITIONS: &str = "\
class,number,filing_zh,filing_en,closing_zh,closing_en,grade,urgent,limits,setting
C0101,1,缺失,It is missing,补齐,Replaced,,true,2uh,true
C0101,2,破损,It is broken,修复,Repaired,,false,5wd,true
E0101,1,有垃圾,There is litter,清理,Cleaned,,false,4wh,true
E0102,1,分割出租,A flat is split,整改,Put right,,false,warn=5wd;rectify=15wd,true
M0101,1,可调解,It can be mediated,达成协议,Agreed,simple,false,5wd,true
M0101,2,疑难,It is hard,达成协议,Agreed,complex,false,15wd,true
";

const RULES: &str = "\
id,place,class,kind,source,slot,grade,owner,responsible,helpers,level,limit,note
base,,,,,,,,territory:town,,town,,
pipes,,C,,,,,known,component-owner,territory:town,,,
small,,E0101,,,,simple,,territory:community,,workstation,,
b-renting,town:999901002,E0102,,,,,,unit:works,,district,,
";

const SETTINGS: &str = r#"{
 "schema": "gridward/settings/1",
 "grades": [
  {"name": "simple", "title": {"zh": "简易", "en": "Simple"}},
  {"name": "complex", "title": {"zh": "疑难", "en": "Complex"}}
 ],
 "default_grade": "complex",
 "slots": [{"name": "night", "title": {"zh": "夜间", "en": "Night"}, "days": "every", "from": "22:00", "to": "06:00"}],
 "reasons": {
  "not_file": [{"name": "not-found", "title": {"zh": "未发现", "en": "Not found"}}]
 },
 "queue_keepers": {
  "unowned": "centre",
  "unlocated": "centre",
  "contested": "centre",
  "unclassified": "centre"
 }
}
"#;

const CALENDAR: &str = r#"{
 "schema": "gridward/calendar/1", "version": 1,
 "zone": "Asia/Shanghai",
 "schedules": [{"name": {"zh": "全年", "en": "All year"}, "hours": ["08:00-12:00", "14:00-18:00"], "setting": true}],
 "years": [
  {"year": 2012, "holidays": [], "make_up_days": []},
  {"year": 2013, "holidays": [], "make_up_days": []}
 ]
}
"#;

const INDICATORS: &str = r#"{
 "schema": "gridward/indicators/1",
 "indicators": [
  {"definition": "closing/filed", "indicator": "closing", "name": {"zh": "结案率", "en": "Closing rate"},
   "numerator": {"plus": ["archived"]}, "denominator": {"plus": ["filed"]}, "form": "percent",
   "chosen_by": {"switch": "closing_denominator", "value": "filed"}},
  {"definition": "late", "indicator": "late", "name": {"zh": "超时率", "en": "Overtime rate"},
   "numerator": {"plus": ["disposed-overtime"]}, "denominator": {"plus": ["disposed"]}, "form": "percent", "lower_is_better": true}
 ],
 "scores": [
  {"name": "district", "version": 1, "title": {"zh": "区考核", "en": "District"}, "valid_from": "2012-01-01",
   "level": "district", "assesses": ["sub-centre"],
   "lines": [{"indicator": "closing/filed", "points": 100, "full_at": 95, "slope": 1}]}
 ]
}
"#;

const COLOURS: &str = r##"{
 "schema": "gridward/colours/1",
 "palette": [
  {"colour": "green", "title": {"zh": "绿", "en": "Green"}, "hex": "#00aa00", "sign": "o"},
  {"colour": "blue", "title": {"zh": "蓝", "en": "Blue"}, "hex": "#0000aa", "sign": "^"},
  {"colour": "red", "title": {"zh": "红", "en": "Red"}, "hex": "#aa0000", "sign": "x"}
 ],
 "units": [
  {"kinds": ["sub-centre"], "indicator": "closing/filed", "days": 30, "green_at": 95, "red_at": 80, "hysteresis": 1, "least_cases": 5},
  {"kinds": ["department"], "indicator": "late", "days": 30, "green_at": 5, "red_at": 20, "hysteresis": 1, "least_cases": 5}
 ],
 "cases": {"blue_from": 0.75}
}
"##;

const PLACES: &str = "\
name_zh,name_en,kind,lon,lat,layer,cell,synthetic
甲镇,Town A,town,120.005,30.010,town,999901001,true
乙一,Community B1,community,120.015,30.015,community,999901002001,true
";

const COMPONENTS: &str = "\
code,class,lon,lat,owner,synthetic
9999010101000001,C0101,120.002,30.002,water-works,true
9999010101000002,C0101,120.018,30.012,,true
";

/// The folder with all its files.
pub fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in FILES {
        fs::write(folder.path().join(name), text).unwrap();
    }
    write_layers(folder.path());
    folder
}

/// The folder with a mistake: the first `old` of a file is `new`.
pub fn with_mistake(file: &str, old: &str, new: &str) -> TempDir {
    let folder = folder();
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "{file} has no {old}");
    fs::write(path, text.replacen(old, new, 1)).unwrap();
    folder
}

fn write_layers(folder: &Path) {
    let town = |x: u32| format!("99990100{}", x + 1);
    // Numbered from north to south.
    let community = |x: u32, y: u32| format!("{}00{}", town(x), 2 - y);
    let corners = [(0, 0), (0, 1), (1, 0), (1, 1)];
    let squares = |properties: &dyn Fn(u32, u32) -> String| -> Vec<String> {
        corners.iter().map(|&(x, y)| feature(&properties(x, y), (x, y), (x + 1, y + 1))).collect()
    };
    let layers = [
        ("district", vec![feature(r#""code": "999901""#, (0, 0), (2, 2))]),
        (
            "town",
            (0..2)
                .map(|x| {
                    feature(&format!(r#""code": "{}", "district": "999901""#, town(x)), (x, 0), (x + 1, 2))
                })
                .collect(),
        ),
        ("community", squares(&|x, y| format!(r#""code": "{}", "town": "{}""#, community(x, y), town(x)))),
        (
            "unit-grid",
            squares(&|x, y| {
                let code = community(x, y);
                format!(r#""code": "{code}001", "community": "{code}", "town": "{}""#, town(x))
            }),
        ),
    ];
    for (name, features) in layers {
        let text = format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(",\n"));
        fs::write(folder.join(format!("{name}.geojson")), text).unwrap();
    }
}

/// A rectangle between two corners in steps of a hundredth of a degree.
fn feature(properties: &str, (x0, y0): (u32, u32), (x1, y1): (u32, u32)) -> String {
    let ring = [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)];
    let ring: Vec<String> = ring.iter().map(|(x, y)| format!("[120.0{x}, 30.0{y}]")).collect();
    format!(
        r#"{{"type": "Feature", "properties": {{{properties}}}, "geometry": {{"type": "Polygon", "coordinates": [[{}]]}}}}"#,
        ring.join(", ")
    )
}
