//! A small invented district: 2 towns, 3 communities, 3 responsibility grids that cross them, 6 unit grids.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bound::BoundRules;
use super::definition::FolderFiles;
use super::question::Question;
use super::set::RuleSet;
use super::settings::{Moment, Weekday};
use crate::grid::{Cell, Layer, LayerRole, Title};
use crate::ids::{CellCode, CellIndex, ClassCode, LayerName, RulesVersion, SourceCode, UnitCode};
use crate::topology::Shape;

pub(super) const UNITS: &str = "\
code,name_zh,name_en,kind,parent,layer,cell,duty,synthetic
D,示例区中心,Centre,district,,district,D,always,yes
P,示例城管局,Department,department,D,,,,yes
T1,示例一镇,Town 1,sub-centre,D,town,T1,,yes
T2,示例二镇,Town 2,sub-centre,D,town,T2,,yes
W1,示例一站,Station 1,workstation,T1,community,K1,,yes
W2,示例二站,Station 2,workstation,T1,community,K2,,yes
M,示例水务公司,Water works,maintainer,D,,,,yes
";

pub(super) const SOURCES: &str = "\
code,name_zh,name_en,location,datum,accuracy_m,public
grid,网格巡查,Patrol,gps,wgs84,5,no
hotline,热线,Hotline,address-text,,,yes
";

pub(super) const CLASSES: &str = "\
code,parent,name_zh,name_en,kinds,domain,sensitivity,lead,department,legal_basis,duplicate_m,duplicate_h
C,,部件,Components,management,,,,P,,,
C01,C,公用设施,Utilities,,,,,,,,
C0101,C01,上水井盖,Water cover,,,,,,,20,
E,,事件,Events,management;enforcement,,,,,,,
E01,E,市容环境,Appearance,,,,,P,,,
E0101,E01,私搭乱建,Illegal building,,illegal-building,,line,,,,
E0110,E01,暴露垃圾,Exposed waste,service;management,,,,,,,
E04,E,街面秩序,Street order,,,,,,,,
E0401,E04,无照经营,Unlicensed trading,,unlicensed-trading,internal,block,,,,
A,,诉求,Appeals,service,,,line,P,,,
";

pub(super) const CONDITIONS: &str = "\
class,number,filing_zh,filing_en,closing_zh,closing_en,grade,urgent,limits,setting
C0101,1,缺失,Missing,补齐,Replaced,,yes,2uh,no
C0101,2,破损,Broken,修复,Repaired,simple,no,2wd,yes
C0101,2,破损,Broken,修复,Repaired,,no,5wd,yes
E0101,1,在建,Being built,拆除,Removed,,no,stop=2ud;demolish=15wd,no
E0110,1,暴露,Exposed,清除,Cleared,,no,4wh,no
E0401,1,占道,Trading,离开,Gone,,yes,2uh,no
A,1,咨询,Question,答复,Answered,,no,1wd,yes
";

pub(super) const RULES: &str =
    "id,place,class,kind,source,slot,grade,owner,responsible,helpers,level,limit,note\n";

pub(super) const ACCEPTED: &str = "place,class,kind,grade,slot,accepted_by,reason\n";

pub(super) const SETTINGS: &str = r#"{
  "schema": "gridward/settings/1",
  "grades": [
    {"name": "simple", "title": {"zh": "简单", "en": "Simple"}},
    {"name": "ordinary", "title": {"zh": "一般", "en": "Ordinary"}}
  ],
  "default_grade": "ordinary",
  "slots": [
    {"name": "night", "days": "every", "from": "22:00", "to": "06:00"},
    {"name": "rest", "days": "restday", "from": "00:00", "to": "24:00"},
    {"name": "late", "days": "every", "from": "23:00", "to": "05:00"}
  ],
  "reasons": {"not_file": [{"name": "not-a-case", "title": {"zh": "不属案件", "en": "Not a case"}}]},
  "queue_keepers": {"unowned": "D", "unlocated": "D", "contested": "D", "unclassified": "D"}
}"#;

/// The files with these rows of the routing table and of the accepted holes.
pub(super) fn files(rules: &str, accepted: &str) -> FolderFiles {
    let texts = [
        ("units.csv", UNITS.to_owned()),
        ("sources.csv", SOURCES.to_owned()),
        ("classes.csv", CLASSES.to_owned()),
        ("conditions.csv", CONDITIONS.to_owned()),
        ("rules.csv", format!("{RULES}{rules}")),
        ("accepted-holes.csv", format!("{ACCEPTED}{accepted}")),
        ("settings.json", SETTINGS.to_owned()),
    ];
    texts.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect()
}

/// Unit grids U1 and U2 in community K1, U3 and U4 in K2, U5 and U6 in K3 (town T2); R1 holds U1 to U3, R2 U4, R3 U5 and U6.
pub(super) fn layers() -> BTreeMap<LayerName, Arc<Layer>> {
    let cell = |code: &str, parents: &[(&str, &str)]| Cell {
        code: CellCode::new(code),
        name: None,
        parents: parents.iter().map(|(layer, code)| (LayerName::new(layer), CellCode::new(code))).collect(),
        shape: Shape::default(),
    };
    let units = [
        ("U1", "K1", "R1"),
        ("U2", "K1", "R1"),
        ("U3", "K2", "R1"),
        ("U4", "K2", "R2"),
        ("U5", "K3", "R3"),
        ("U6", "K3", "R3"),
    ];
    let layers = [
        ("district", LayerRole::District, vec![cell("D", &[])]),
        ("town", LayerRole::Town, vec![cell("T1", &[("district", "D")]), cell("T2", &[("district", "D")])]),
        (
            "community",
            LayerRole::Community,
            [("K1", "T1"), ("K2", "T1"), ("K3", "T2")]
                .map(|(code, town)| cell(code, &[("town", town)]))
                .to_vec(),
        ),
        (
            "responsibility-grid",
            LayerRole::ResponsibilityGrid,
            [("R1", "T1"), ("R2", "T1"), ("R3", "T2")]
                .map(|(code, town)| cell(code, &[("town", town)]))
                .to_vec(),
        ),
        (
            "unit-grid",
            LayerRole::UnitGrid,
            units.map(|(code, k, r)| cell(code, &[("community", k), ("responsibility-grid", r)])).to_vec(),
        ),
    ];
    layers
        .into_iter()
        .map(|(name, role, cells)| {
            let name = LayerName::new(name);
            let layer = Layer::new(name.clone(), Title::default(), role, cells).unwrap();
            (name, Arc::new(layer))
        })
        .collect()
}

/// The fixture with these rules, bound.
pub(super) fn bound(rules: &str, accepted: &str) -> BoundRules {
    bound_files(&files(rules, accepted))
}

pub(super) fn bound_files(files: &FolderFiles) -> BoundRules {
    let rules = RuleSet::from_files(files, RulesVersion(1)).unwrap();
    BoundRules::bind(Arc::new(rules), &layers(), &LayerName::new("unit-grid"))
}

pub(super) const NOON: Moment = Moment { weekday: Weekday::Mon, workday: true, minute: 720 };

/// A question about a class in a unit grid, from a patrol at noon of a working day.
pub(super) struct Ask {
    pub(super) cells: Vec<u32>,
    pub(super) class: Option<u16>,
}

impl Ask {
    pub(super) fn new(bound: &BoundRules, unit: u32, class: &str) -> Self {
        Self {
            cells: bound.cells_above(CellIndex(unit)),
            class: bound.rules().classes.index_of(&ClassCode::new(class)),
        }
    }

    pub(super) fn question(&self) -> Question<'_> {
        Question {
            cells: &self.cells,
            class: self.class,
            condition: None,
            kind: None,
            grade: None,
            source: 0,
            moment: NOON,
            owner: None,
        }
    }
}

pub(super) fn unit(bound: &BoundRules, code: &str) -> u16 {
    bound.rules().units.index_of(&UnitCode::new(code)).unwrap()
}

pub(super) fn source(bound: &BoundRules, code: &str) -> u16 {
    bound.rules().sources.index_of(&SourceCode::new(code)).unwrap()
}
