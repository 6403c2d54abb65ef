//! Decisions about places, names and components, and many at once.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::assign::{Component, PlaceNames, Whereabouts};
use crate::calendar::definition;
use crate::crs::StatedPair;
use crate::grid::{Cell, Layer, LayerRole, Parents, Plan, Title};
use crate::ids::{CellCode, ClassCode, ComponentCode, LayerName, RulesVersion, SourceCode};
use crate::measure::Metres;
use crate::rules::QueueName;
use crate::rules::definition::FolderFiles;
use crate::topology::{Point, Polygon, Shape};

const CORNER: (i64, i64) = (1_213_000_000, 310_000_000);
const SIDE: i64 = 10_000;

fn square(x: i64, y: i64, width: i64, height: i64) -> Shape {
    let corner = |dx: i64, dy: i64| Point::new(CORNER.0 + (x + dx) * SIDE, CORNER.1 + (y + dy) * SIDE);
    let exterior = vec![corner(0, 0), corner(width, 0), corner(width, height), corner(0, height)];
    Shape { polygons: vec![Polygon { exterior, interiors: vec![] }] }
}

fn layer(
    name: &str,
    role: LayerRole,
    cells: Vec<(String, Option<String>, Shape)>,
) -> (LayerName, Arc<Layer>) {
    let cells = cells.into_iter().map(|(code, town, shape)| Cell {
        code: CellCode::new(&code),
        name: None,
        parents: town
            .map(|town| (LayerName::new("town"), CellCode::new(&town)))
            .into_iter()
            .collect::<Parents>(),
        shape,
    });
    let layer = Layer::new(LayerName::new(name), Title::new(name, name), role, cells.collect()).unwrap();
    (layer.name().clone(), Arc::new(layer))
}

fn plan() -> LocatedPlan {
    let towns = (0..2).map(|town| (format!("T{town}"), None, square(town * 4, 0, 4, 4))).collect();
    let units = (0..8i64).flat_map(|x| (1..4i64).map(move |y| (x, y)));
    let units =
        units.map(|(x, y)| (format!("T{}{x}{y}", x / 4), Some(format!("T{}", x / 4)), square(x, y, 1, 1)));
    let layers = BTreeMap::from([
        layer("town", LayerRole::Town, towns),
        layer("unit-grid", LayerRole::UnitGrid, units.collect()),
    ]);
    let plan =
        Plan::new(PlanNumber(3), "2012-01-01T00:00:00Z".parse().unwrap(), None, layers, vec![]).unwrap();
    LocatedPlan::new(Arc::new(plan), &[LayerName::new("town")], &LayerName::new("unit-grid"), None).unwrap()
}

fn rules() -> RuleSet {
    let files = [
        (
            "units.csv",
            "code,name_zh,name_en,kind,parent,layer,cell,duty,synthetic
centre,中心,Centre,district,,,,always,true
t0,一镇,First town,sub-centre,centre,town,T0,always,true
t1,二镇,Second town,sub-centre,centre,town,T1,always,true
water,水务,Water,department,centre,,,always,true
pipes,管线公司,Pipes Ltd,maintainer,centre,,,always,true
",
        ),
        (
            "sources.csv",
            "code,name_zh,name_en,location,datum,accuracy_m,public
patrol,巡查,Patrol,gps,gcj02,,false
alarm,报警,Alarm,phone-cell,wgs84,150,true
",
        ),
        (
            "classes.csv",
            "code,parent,name_zh,name_en,kinds,domain,sensitivity,lead,department,legal_basis,duplicate_m,duplicate_h
E,,事件,Events,management,,,block,water,,,
E01,E,事件一,Events one,management,,,block,water,,,
E0101,E01,积水,Puddle,management,,,block,water,,,
C,,部件,Components,service,,,line,water,,,
C01,C,部件一,Components one,service,,,line,water,,,
C0101,C01,井盖,Cover,service,,,line,water,,,
",
        ),
        (
            "conditions.csv",
            "class,number,filing_zh,filing_en,closing_zh,closing_en,grade,urgent,limits,setting
E0101,1,有,is,无,is not,,false,4wh,true
C0101,1,有,is,无,is not,,true,stop=2uh;repair=5wd,true
",
        ),
        (
            "rules.csv",
            "id,place,class,kind,source,slot,grade,owner,responsible,helpers,level,limit,note
block,,,,,,,,territory:town,,town,,属地
water,,C,,,,,none,unit:water,territory:town,district,,水务
owner,,C,,,,,known,component-owner,,district,,权属
corner,unit-grid:T001,,,,,,,unit:water,,district,2uh,角落
",
        ),
        ("accepted-holes.csv", "place,class,kind,grade,slot,accepted_by,reason\n"),
        (
            "settings.json",
            r#"{"schema":"gridward/settings/1","switches":{"datum":"by-source"},
            "grades":[{"name":"ordinary","title":{"zh":"一般","en":"Ordinary"}}],"default_grade":"ordinary","slots":[],"reasons":{},
            "queue_keepers":{"unowned":"centre","unlocated":"centre","contested":"centre","unclassified":"centre"}}"#,
        ),
    ];
    let files: FolderFiles =
        files.into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect();
    RuleSet::from_files(&files, RulesVersion(2)).unwrap()
}

struct OneName(f32);

impl PlaceNames for OneName {
    fn find(&self, address: &str, _: usize) -> Vec<NamedPlace> {
        let place = crate::measure::LonLat::new(121.3055, 31.0025).unwrap();
        let name = Title::new("示例广场", "Sample Square");
        let known = address.contains("示例");
        known
            .then(|| NamedPlace { name, kind: "poi".into(), place, confidence: self.0 })
            .into_iter()
            .collect()
    }
}

fn assigner_with(names: Option<f32>) -> Assigner {
    let text = r#"{"schema":"gridward/calendar/1","version":1,"zone":"Asia/Shanghai",
        "schedules":[{"name":{"zh":"全年","en":"all year"},"hours":["08:00-12:00","14:00-18:00"]}],
        "years":[{"year":2012,"holidays":[],"make_up_days":[]}]}"#;
    let calendar = definition::parse(text, std::path::Path::new("calendar.json")).unwrap();
    let cover = Component {
        class: Some(ClassCode::new("C0101")),
        place: crate::measure::LonLat::new(121.3005, 31.0015).ok(),
        owner: Some(UnitCode::new("pipes")),
    };
    let register = ComponentRegister::new([(ComponentCode::new("3101"), cover)]);
    let names = names.map(|sure| Arc::new(OneName(sure)) as Arc<dyn PlaceNames>);
    Assigner::new(Arc::new(plan()), Arc::new(rules()), Arc::new(calendar), Arc::new(register), names)
}

struct Asked {
    class: ClassCode,
    source: SourceCode,
    component: ComponentCode,
    datum: Datum,
}

impl Asked {
    fn new(class: &str, source: &str) -> Self {
        Self {
            class: ClassCode::new(class),
            source: SourceCode::new(source),
            component: ComponentCode::new("3101"),
            datum: Datum::Wgs84,
        }
    }

    fn at(&self, lon: f64, lat: f64) -> Query<'_> {
        let pair = Some(StatedPair { x: lon, y: lat });
        self.place(Whereabouts { pair, datum: Some(&self.datum), ..Whereabouts::default() })
    }

    fn place<'a>(&'a self, place: Whereabouts<'a>) -> Query<'a> {
        Query {
            class: &self.class,
            condition: None,
            kind: None,
            source: &self.source,
            grade: None,
            at: "2012-05-15T09:00:00+08:00".parse().unwrap(),
            place,
        }
    }
}

fn owner(assignment: &Assignment) -> &str {
    assignment.outcome.unit().as_str()
}

#[test]
fn a_place_has_its_owner_its_deadline_and_its_reasons() {
    let (assigner, asked) = (assigner_with(None), Asked::new("E0101", "patrol"));
    let query = asked.at(121.3005, 31.0035);
    let assignment = assigner.assign(&query);
    assert_eq!(owner(&assignment), "t0");
    assert_eq!(assignment.due[0].at, "2012-05-15T15:00:00+08:00".parse().unwrap());
    assert_eq!(
        assignment.cells.iter().map(|cell| cell.code.as_ref().unwrap().as_str()).collect::<Vec<_>>(),
        ["T0", "T003"]
    );
    assert!(!assignment.review);
    let why: Vec<Title> = assigner.why(&query, &assignment);
    let english: Vec<&str> = why.iter().map(|reason| reason.en.as_str()).collect();
    assert_eq!(english[0], "The pair is read as wgs84.");
    assert!(
        english[2].starts_with("unit-grid: T003, ") && english[2].contains(" m from the border"),
        "{english:?}"
    );
    assert!(english.contains(&"Rule block (属地) names First town."), "{english:?}");
    assert!(english.last().unwrap().contains("Limit 4wh; by calendar"), "{english:?}");
}

#[test]
fn rules_that_lost_are_named_with_what_decided() {
    let (assigner, asked) = (assigner_with(None), Asked::new("C0101", "patrol"));
    let query = asked.at(121.3005, 31.0015);
    let assignment = assigner.assign(&query);
    assert_eq!(owner(&assignment), "water");
    let why = assigner.why(&query, &assignment);
    let lost: Vec<&str> =
        why.iter().map(|reason| reason.en.as_str()).filter(|en| en.contains("matches as well")).collect();
    assert!(lost.iter().any(|en| en.contains("the subject goes first for this class")), "{lost:?}");
    assert!(
        lost.iter().any(|en| en.starts_with("Rule block") && en.contains("less specific in class")),
        "{lost:?}"
    );
}

#[test]
fn what_a_source_leaves_out_is_its_usual_datum_and_accuracy_and_is_told() {
    let (assigner, asked) = (assigner_with(None), Asked::new("E0101", "alarm"));
    let pair = Some(StatedPair { x: 121.304, y: 31.003 });
    let query = asked.place(Whereabouts { pair, ..Whereabouts::default() });
    let answered = assigner.answer(&query);
    let accuracy = Some(Metres(150.0));
    assert_eq!(
        answered.basis,
        Basis::Pair { datum: Datum::Wgs84, datum_assumed: true, accuracy, accuracy_assumed: true }
    );
    assert!(answered.assignment.review && answered.assignment.cells[0].confidence < 0.6);
    let why = assigner.why(&query, &answered.assignment);
    assert!(
        why[0].en.contains("the source's usual datum") && why[0].en.contains("usual accuracy"),
        "{:?}",
        why[0]
    );
}

#[test]
fn a_component_gives_place_and_owner() {
    let (assigner, asked) = (assigner_with(None), Asked::new("C0101", "patrol"));
    let place = Whereabouts { component: Some(&asked.component), ..Whereabouts::default() };
    let answered = assigner.answer(&asked.place(place));
    assert_eq!(owner(&answered.assignment), "pipes");
    assert_eq!(answered.basis, Basis::Component(asked.component.clone()));
    assert_eq!(answered.assignment.due.len(), 2);
}

#[test]
fn words_are_a_place_only_above_the_threshold_and_then_flagged() {
    let asked = Asked::new("E0101", "patrol");
    let place = Whereabouts { address: Some("示例广场旁"), ..Whereabouts::default() };
    let sure = assigner_with(Some(0.9)).answer(&asked.place(place));
    assert_eq!(owner(&sure.assignment), "t1");
    assert!(sure.assignment.review);
    let unsure = assigner_with(Some(0.5)).answer(&asked.place(place));
    assert!(matches!(unsure.assignment.outcome, Outcome::Queue { queue: QueueName::Unlocated, .. }));
    assert_eq!((unsure.names.len(), unsure.place), (1, None));
}

#[test]
fn an_unknown_class_and_a_place_far_away_stand_in_their_queues() {
    let assigner = assigner_with(None);
    let unknown = assigner.assign(&Asked::new("X1", "patrol").at(121.3005, 31.0035));
    assert!(matches!(unknown.outcome, Outcome::Queue { queue: QueueName::Unclassified, .. }));
    let far = assigner.assign(&Asked::new("E0101", "patrol").at(10.0, 10.0));
    assert!(matches!(far.outcome, Outcome::Queue { queue: QueueName::Unowned, .. }));
    let no_pair = assigner.assign(&Asked::new("E0101", "patrol").at(f64::NAN, 10.0));
    assert!(matches!(no_pair.outcome, Outcome::Queue { queue: QueueName::Unlocated, .. }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn many_at_once_are_answered_as_one_by_one(
        places in prop::collection::vec((-2i64..90, -2i64..45, 0u8..6), 1..200),
    ) {
        let assigner = assigner_with(Some(0.9));
        let (event, part) = (Asked::new("E0101", "alarm"), Asked::new("C0101", "patrol"));
        let queries: Vec<Query<'_>> = places
            .iter()
            .map(|&(x, y, how)| {
                let (lon, lat) = (121.3 + x as f64 * 1e-4, 31.0 + y as f64 * 1e-4);
                let pair = Some(StatedPair { x: lon, y: lat });
                match how {
                    0 => event.place(Whereabouts { pair, ..Whereabouts::default() }),
                    1 => part.place(Whereabouts { component: Some(&part.component), ..Whereabouts::default() }),
                    2 => part.place(Whereabouts { address: Some("示例"), ..Whereabouts::default() }),
                    3 => part.place(Whereabouts::default()),
                    _ => part.at(lon, lat),
                }
            })
            .collect();
        let one_by_one: Vec<Answered> = queries.iter().map(|query| assigner.answer(query)).collect();
        prop_assert_eq!(&assigner.answer_all(&queries), &one_by_one);
        let single = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        prop_assert_eq!(single.install(|| assigner.answer_all(&queries)), one_by_one);
    }
}
