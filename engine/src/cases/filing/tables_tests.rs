use super::super::{COLUMNS, FilingSheet};
use super::*;
use crate::ids::UnitCode;

const CLASSES: &str =
    "code,parent,name_zh,name_en,kinds,domain,sensitivity,lead,department,legal_basis,duplicate_m,duplicate_h
E,,事件,Events,management,,,,centre,,,
E01,E,市容环境,Appearance,,,,,,,,
E0110,E01,暴露垃圾,Exposed waste,service;management,,,,,,20,
E0112,E01,道路不洁,Dirty road,,,,,,,,
";
const CONDITIONS: &str = "class,number,filing_zh,filing_en,closing_zh,closing_en,grade,urgent,limits,setting
E0110,1,垃圾暴露,Waste lies open,清除,Removed,,false,4wh,true
E0110,2,垃圾未入容器,Waste beside bins,清除,Removed,,false,1wd,false
E0112,1,路面不洁,The road is dirty,清扫,Swept,,false,2wh,true
";

fn folder() -> FolderFiles {
    let units = "code,name_zh,name_en,kind,parent,layer,cell,duty,synthetic\ncentre,区中心,Centre,district,,,,always,yes\nclean,市容局,Appearance,department,centre,,,,yes\n";
    let settings = r#"{"schema":"gridward/settings/1","switches":{},"grades":[{"name":"ordinary","title":{"zh":"一般","en":"Ordinary"}}],
        "default_grade":"ordinary","reasons":{},"queue_keepers":{"unowned":"centre","unlocated":"centre","contested":"centre","unclassified":"centre"}}"#;
    let files = [
        ("units.csv", units),
        ("sources.csv", "code,name_zh,name_en,location,datum,accuracy_m,public\n"),
        ("classes.csv", CLASSES),
        ("conditions.csv", CONDITIONS),
        ("rules.csv", "id,place,class,kind,source,slot,grade,owner,responsible,helpers,level,limit,note\n"),
        ("settings.json", settings),
    ];
    files.into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect()
}

fn merged(rows: &[[&str; 9]]) -> FilingTables {
    let mut all = vec![vec!["立案标准".to_owned()], COLUMNS.map(ToOwned::to_owned).to_vec()];
    all.extend(rows.iter().map(|row| row.map(ToOwned::to_owned).to_vec()));
    let sheet = FilingSheet::read(&all);
    assert!(sheet.faults.is_empty(), "{:?}", sheet.faults);
    let unit = |name: &str| (name == "市容局").then(|| UnitCode::new("clean"));
    FilingTables::merge(&sheet.rows, ClassNature::Event, &folder(), &unit).unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn what_a_folder_gives_out_comes_back_as_it_was() {
    let rules = RuleSet::from_files(&folder(), RulesVersion(0)).unwrap();
    let name = |code: &UnitCode| {
        rules.units.index_of(code).and_then(|at| rules.units.get(at)).unwrap().name.zh.clone()
    };
    let rows = FilingRow::of_classes(&rules.classes, ClassNature::Event, &name);
    assert_eq!(rows.len(), 3);
    let sheet = FilingSheet::read(&FilingRow::sheet("立案标准", &rows));
    assert_eq!(sheet.rows, rows);
    let unit = |words: &str| {
        rules.units.all().iter().find(|unit| unit.name.zh == words).map(|unit| unit.code.clone())
    };
    let tables = FilingTables::merge(&sheet.rows, ClassNature::Event, &folder(), &unit).unwrap();
    assert_eq!((text(&tables.classes), text(&tables.conditions)), (CLASSES, CONDITIONS));
    assert_eq!(tables.notes, Vec::<String>::new());
}

#[test]
fn a_sheet_changes_what_it_says_and_leaves_the_rest() {
    let tables = merged(&[
        ["01", "市容环境", "10", "暴露生活垃圾", "保洁公司", "市容局", "垃圾暴露", "清除干净", "2紧急工作时"],
        ["", "", "", "", "", "", "大件垃圾", "清除", "1天"],
        ["01", "市容环境", "13", "道路破损", "", "", "坑深 3 厘米", "修复", "5天"],
    ]);
    let classes = text(&tables.classes);
    assert!(
        classes.contains("E0110,E01,暴露生活垃圾,Exposed waste,service;management,,,,clean,,20,\n"),
        "{classes}"
    );
    assert!(classes.contains("E0113,E01,道路破损,,,,,,,,,\n"), "{classes}");
    let conditions = text(&tables.conditions);
    assert!(
        conditions.contains("E0110,1,垃圾暴露,Waste lies open,清除干净,,,true,2uh,true\n"),
        "{conditions}"
    );
    assert!(conditions.contains("E0110,3,大件垃圾,,清除,,,false,1wd,false\n"), "{conditions}");
    assert!(conditions.contains("E0112,1,路面不洁"), "{conditions}");
    assert!(conditions.ends_with("E0113,1,坑深 3 厘米,,修复,,,false,5wd,false\n"), "{conditions}");
    assert_eq!((tables.new_classes, tables.new_conditions, tables.gone_conditions), (1, 2, 1));
    assert!(tables.notes.iter().any(|note| note.contains("E0110, condition 2: the sheet has it no more")));

    let mut after = folder();
    after.insert("classes.csv".into(), tables.classes);
    after.insert("conditions.csv".into(), tables.conditions);
    let rules = RuleSet::from_files(&after, RulesVersion(0)).unwrap();
    assert_eq!(rules.classes.leaves().count(), 3);
}
