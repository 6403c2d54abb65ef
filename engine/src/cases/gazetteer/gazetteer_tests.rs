//! Look-ups over invented names.

use proptest::prelude::*;

use super::{FoundBy, Gazetteer, PlaceAnswer, PlaceEntry, PlaceKind};
use crate::grid::Title;
use crate::ids::{CellCode, LayerName};
use crate::measure::LonLat;

fn entry(name: &str, en: &str, kind: PlaceKind, lon: f64, lat: f64, cell: &str) -> PlaceEntry {
    let layer = if cell.len() > 9 { "community" } else { "town" };
    PlaceEntry {
        name: Title::new(name, en),
        kind,
        place: LonLat::new(lon, lat).unwrap(),
        cell: Some((LayerName::new(layer), CellCode::new(cell))),
        synthetic: true,
    }
}

fn gazetteer() -> Gazetteer {
    use PlaceKind::{Community, Junction, Lane, Poi, Street, Town};
    Gazetteer::new(vec![
        entry("青岚镇", "Qinglan Town", Town, 121.30, 31.10, "999001101"),
        entry("白鹤街道", "Baihe Subdistrict", Town, 121.40, 31.10, "999001002"),
        entry("青岚新村第一居委会", "Qinglan Xincun No. 1", Community, 121.301, 31.101, "999001101001"),
        entry("青岚新村第二居委会", "Qinglan Xincun No. 2", Community, 121.302, 31.102, "999001101002"),
        entry("松涛路", "Songtao Road", Street, 121.31, 31.11, "999001101"),
        entry("松涛路9弄", "Songtao Road Lane 9", Lane, 121.312, 31.11, "999001101"),
        entry("松涛路", "Songtao Road", Street, 121.41, 31.11, "999001002"),
        entry("竹影路", "Zhuying Road", Street, 121.315, 31.112, "999001101"),
        entry("梅雨路", "Meiyu Road", Street, 121.32, 31.115, "999001101"),
        entry("梅雨路竹影路路口", "Meiyu Road at Zhuying Road", Junction, 121.318, 31.1135, "999001101"),
        entry("长行桥", "Changhang Bridge", Poi, 121.33, 31.12, "999001101"),
        entry("荷风大道", "Hefeng Avenue", Street, 121.42, 31.12, "999001002"),
    ])
}

fn first(answers: &[PlaceAnswer]) -> (&str, FoundBy) {
    answers.first().map_or(("", FoundBy::Name), |answer| (answer.name.zh.as_str(), answer.found_by))
}

#[test]
fn a_name_is_found_however_it_is_written() {
    let names = gazetteer();
    for (typed, name, found_by) in [
        ("竹影路", "竹影路", FoundBy::Name),
        ("竹 影 路", "竹影路", FoundBy::Name),
        ("白鹤", "白鹤街道", FoundBy::Core),
        ("Zhuying Road", "竹影路", FoundBy::English),
        ("zhuyinglu", "竹影路", FoundBy::Pinyin),
        ("ZHÚ YǏNG LÙ", "竹影路", FoundBy::Pinyin),
        ("zyl", "竹影路", FoundBy::Initials),
        ("竹影", "竹影路", FoundBy::Prefix),
        ("风大", "荷风大道", FoundBy::Part),
        ("hefe", "荷风大道", FoundBy::Prefix),
        ("朱英路", "竹影路", FoundBy::Homophone),
        ("竹影lu", "竹影路", FoundBy::Homophone),
        ("荷凤大到", "荷风大道", FoundBy::Homophone),
        ("荷花大道", "荷风大道", FoundBy::Fuzzy),
        ("荷大风道", "荷风大道", FoundBy::Fuzzy),
        ("zhuyinlu", "竹影路", FoundBy::Fuzzy),
        ("松涛路九弄", "松涛路9弄", FoundBy::Name),
        ("青岚新村第1居委会", "青岚新村第一居委会", FoundBy::Name),
    ] {
        assert_eq!(first(&names.search(typed, 5)), (name, found_by), "{typed}");
    }
}

#[test]
fn characters_with_several_readings_are_found_by_each() {
    let names = gazetteer();
    for typed in ["changhangqiao", "changxingqiao", "zhanghangqiao", "zhangxingqiao"] {
        assert_eq!(first(&names.search(typed, 5)).0, "长行桥", "{typed}");
    }
}

#[test]
fn names_that_fit_equally_well_share_their_confidence() {
    let found = gazetteer().search("松涛路", 9);
    assert_eq!((found[0].name.zh.as_str(), found[1].name.zh.as_str()), ("松涛路", "松涛路"));
    assert_eq!(found[0].confidence, found[1].confidence);
    assert!(found[0].confidence < 0.5);
    let alone = gazetteer().search("竹影路", 9);
    assert!(alone[0].confidence > 0.9 && alone[0].confidence < 1.0);
}

#[test]
fn what_nobody_knows_is_not_found() {
    let names = gazetteer();
    for typed in ["", "   ", "，。", "龙", "火星基地", "xyzzyx", "q", &"路".repeat(100)] {
        assert!(names.search(typed, 5).is_empty(), "{typed}");
    }
}

#[test]
fn an_address_names_its_closest_place_and_its_doubts() {
    let names = gazetteer();
    let known = names.address("青岚镇松涛路9弄3号101室", 5);
    assert_eq!((known[0].name.zh.as_str(), known[0].kind), ("松涛路9弄", PlaceKind::Lane));
    let numbered = names.address("青岚镇竹影路100号", 5);
    let beside = names.address("青岚镇竹影路100号旁", 5);
    let plain = names.address("青岚镇竹影路", 5);
    assert!(plain[0].confidence > numbered[0].confidence && numbered[0].confidence > beside[0].confidence);
    assert!(plain[0].radius.0 < numbered[0].radius.0 && numbered[0].radius.0 < beside[0].radius.0);
    let area = names.address("青岚镇", 5);
    assert!(area[0].radius.0 >= 3000.0, "a town is no spot");
}

#[test]
fn the_area_of_an_address_tells_equal_names_apart() {
    let names = gazetteer();
    let found = names.address("白鹤街道松涛路", 5);
    assert_eq!(found[0].place.lon(), 121.41);
    assert!(found[0].confidence > 3.0 * found[1].confidence);
    let both = names.address("松涛路20号", 5);
    assert_eq!(both[0].confidence, both[1].confidence);
}

#[test]
fn two_roads_are_a_crossing_known_or_somewhere_between() {
    let names = gazetteer();
    for text in ["竹影路梅雨路路口", "竹影路近梅雨路", "竹影路/梅雨路", "青岚镇梅雨路与竹影路交叉口东北角"]
    {
        assert_eq!(first(&names.address(text, 5)), ("梅雨路竹影路路口", FoundBy::Crossing), "{text}");
    }
    let between = names.address("竹影路松涛路口有积水", 5);
    assert_eq!((between[0].kind, between[0].found_by), (PlaceKind::Junction, FoundBy::Crossing));
    assert!(between[0].place.lon() > 121.31 && between[0].place.lon() < 121.315);
    assert!(between[0].radius.0 > 400.0 && between[0].confidence < 0.7);
    assert_eq!(between.len(), 1, "the other road of the name is too far away to cross here");
}

#[test]
fn an_address_with_a_wrong_character_is_still_placed_with_less_confidence() {
    let names = gazetteer();
    let wrong = names.address("青岚镇竹英路20号", 5);
    assert_eq!(wrong[0].name.zh, "竹影路");
    assert!(wrong[0].confidence < names.address("青岚镇竹影路20号", 5)[0].confidence);
}

#[test]
fn a_text_without_a_known_name_has_no_place() {
    assert!(gazetteer().address("有人在路边堆放杂物，请尽快处理", 5).is_empty());
}

#[test]
fn words_are_taken_as_a_name_or_as_an_address() {
    let names = gazetteer();
    assert_eq!(names.look_up("竹影路", 5)[0].name.zh, "竹影路");
    assert_eq!(names.look_up("白鹤街道荷风大道88号对面", 5)[0].name.zh, "荷风大道");
    assert_eq!(names.look_up("hefengdadao", 5)[0].name.zh, "荷风大道");
}

#[test]
fn a_table_of_places_is_read_and_every_bad_row_is_named() {
    let good = "\u{feff}name_zh,name_en,kind,lon,lat,layer,cell,synthetic\n松涛路1弄,Songtao Road Lane 1,street,121.3,31.1,town,999001101,true\n";
    let names = Gazetteer::read("places.csv", good.as_bytes()).unwrap();
    assert_eq!((names.entries().len(), names.entries()[0].kind), (1, PlaceKind::Lane));
    let bad = "name_zh,name_en,kind,lon,lat,layer,cell,synthetic\n,x,street,121.3,31.1,,,true\n路,x,planet,121.3,31.1,,,true\n路,x,street,31.1,121.3,,,true\n路,x,street,a,31.1,,,true\n路,x,street,121.3,31.1,town,,true\n路,x,street,121.3,31.1,,,yes\n";
    let faults = Gazetteer::read("places.csv", bad.as_bytes()).unwrap_err().to_string();
    let lines: Vec<&str> = faults.lines().collect();
    assert_eq!(lines.len(), 6, "{faults}");
    assert_eq!(lines[0], "places.csv, line 2: name_zh is empty; a name is needed");
    assert!(lines[1].starts_with("places.csv, line 3: kind is \"planet\"; one of town, community"));
    assert!(lines[2].contains("line 4: lon is \"31.1\"") && lines[2].contains("swapped"));
    let missing = Gazetteer::read("places.csv", b"name_zh,kind\n").unwrap_err();
    assert_eq!(missing.0.len(), 6);
}

proptest! {
    #[test]
    fn whatever_is_typed_the_confidences_stay_below_one(typed in "[松涛竹影路9弄镇青岚a-z 附近旁]{0,16}") {
        let names = gazetteer();
        for answers in [names.search(&typed, 50), names.address(&typed, 50), names.look_up(&typed, 50)] {
            let sum: f64 = answers.iter().map(|answer| answer.confidence).sum();
            prop_assert!(sum < 1.0, "{}", sum);
            prop_assert!(answers.iter().all(|answer| answer.confidence > 0.0 && answer.radius.0 > 0.0));
            prop_assert!(answers.windows(2).all(|pair| pair[0].confidence >= pair[1].confidence - 1e-12));
        }
    }
}
