//! The nine-column sheet, in and out, with the faults of real ones.

use proptest::prelude::*;

use super::{COLUMNS, FilingRow, FilingSheet, limit_words, read_limit_words};
use crate::calendar::{Limit, LimitUnit, Milestone};
use crate::ids::UnitCode;
use crate::rules::{ClassNature, Classes};

fn sheet(rows: &[[&str; 9]]) -> FilingSheet {
    let mut all = vec![vec!["立案标准（示例）".to_owned()], COLUMNS.map(ToOwned::to_owned).to_vec()];
    all.extend(rows.iter().map(|row| row.map(ToOwned::to_owned).to_vec()));
    FilingSheet::read(&all)
}

fn lines(notes: &[super::FilingNote]) -> Vec<String> {
    notes.iter().map(ToString::to_string).collect()
}

const COVER: [&str; 9] =
    ["01", "公用设施", "01", "上水井盖", "水务所", "水务局", "缺失、移位", "补齐", "2紧急工作时"];

#[test]
fn rows_that_continue_the_class_above_are_filled_in() {
    let read = sheet(&[
        COVER,
        ["", "", "", "", "", "", "破损", "更换", "4小时"],
        ["", "", "02", "污水井盖", "排水所", "水务局", "破损", "更换", "2天"],
        ["", "", "", "", "", "城建局", "异响", "消除", "5天"],
        ["", "", "", "", "", "", "", "", ""],
    ]);
    assert_eq!((lines(&read.faults), lines(&read.warnings)), (vec![], vec![]));
    let shown: Vec<String> = read
        .rows
        .iter()
        .map(|row| {
            format!("{}{} {} {} {}", row.major, row.minor, row.minor_name, row.handler, row.department)
        })
        .collect();
    assert_eq!(
        shown,
        [
            "0101 上水井盖 水务所 水务局",
            "0101 上水井盖 水务所 水务局",
            "0102 污水井盖 排水所 水务局",
            "0102 污水井盖 排水所 城建局"
        ]
    );
}

#[test]
fn lost_zeros_and_full_width_digits_are_put_right_with_a_warning() {
    let mut row = COVER;
    (row[0], row[2], row[8]) = ("1", "１", "２紧急工作时");
    let read = sheet(&[row]);
    assert_eq!((read.rows[0].major.as_str(), read.rows[0].minor.as_str()), ("01", "01"));
    assert_eq!(
        lines(&read.warnings),
        [
            "row 3, 大类代码: “1”; its leading zero was lost; taken as 01",
            "row 3, 小类代码: “１”; its leading zero was lost; taken as 01"
        ]
    );
    assert_eq!(read.rows[0].limits[0].limit, Limit { amount: 2, unit: LimitUnit::UrgentHour });
    (row[0], row[2]) = ("1.0", "0101");
    let read = sheet(&[row]);
    assert_eq!((read.rows[0].major.as_str(), read.rows[0].minor.as_str()), ("01", "01"));
}

#[test]
fn every_bad_row_is_one_line_and_the_others_are_read() {
    let bad = |column: usize, value: &'static str| {
        let mut row = COVER;
        row[column] = value;
        row
    };
    let read = sheet(&[
        ["", "", "", "", "", "", "破损", "更换", "4小时"],
        bad(0, "甲"),
        bad(2, "12345"),
        bad(8, "尽快"),
        COVER,
        bad(3, "下水井盖"),
        bad(6, ""),
        bad(3, ""),
        bad(8, "-"),
    ]);
    assert_eq!(read.rows.len(), 3, "{:?}", read.rows);
    assert_eq!(
        lines(&read.faults),
        [
            "row 3, 大类代码: empty; the first row has no class above it to continue",
            "row 4, 大类代码: “甲”; 2 digits are needed, as text",
            "row 5, 小类代码: “12345”; 2 or 3 digits are needed, as text",
            "row 6, 处置时限: “尽快”; no limit; write an amount and a unit such as 4小时, 5天, 2紧急工作时, stages apart by / \
             such as 制止1紧急工作时/恢复3天",
            "row 8, 小类名称: “下水井盖”; the code stands for “上水井盖” in a row above; one code has one name",
            "row 9, 立案条件: empty; a filing condition is needed",
        ]
    );
    assert_eq!(lines(&read.warnings), ["row 11, 处置时限: “-”; the condition has no limit"]);
}

#[test]
fn a_sheet_without_its_header_names_what_is_missing() {
    let rows = vec![vec!["大类代码".to_owned(), "大 类 名 称".to_owned()], vec!["01".to_owned()]];
    let faults = lines(&FilingSheet::read(&rows).faults);
    assert_eq!(faults.len(), 7);
    assert_eq!(faults[0], "row 1, 小类代码: empty; the header needs a column of this name");
    assert_eq!(FilingSheet::read(&[]).faults.len(), 9);
}

#[test]
fn limits_are_read_from_the_words_of_the_trade() {
    let words = |text: &str| -> Vec<String> {
        let stages = read_limit_words(text).unwrap();
        stages.iter().map(|stage| format!("{}{}", stage.name, stage.limit)).collect()
    };
    let known: [(&str, &[&str]); 14] = [
        ("5天", &["5wd"]),
        ("4 小时", &["4wh"]),
        ("２紧急工作时", &["2uh"]),
        ("2紧急工作日", &["2ud"]),
        ("三个工作日内", &["3wd"]),
        ("两小时", &["2wh"]),
        ("十五天", &["15wd"]),
        ("半小时", &["30wm"]),
        ("30分钟", &["30wm"]),
        ("3自然日", &["3nd"]),
        ("1紧急工作时制止/3天", &["制止1uh", "3wd"]),
        ("制止1紧急工作时，恢复3天", &["制止1uh", "恢复3wd"]),
        ("停工：4小时；处罚：7天；拆除：20天", &["停工4wh", "处罚7wd", "拆除20wd"]),
        ("—", &[]),
    ];
    for (text, expected) in known {
        assert_eq!(words(text), expected, "{text}");
    }
    for text in ["尽快", "5", "天", "0天", "2 3天", "半天", "1.5小时", "制止1小时恢复", "99999999999天"]
    {
        assert!(read_limit_words(text).is_err(), "{text}");
    }
}

#[test]
fn a_sheet_becomes_a_class_tree_and_a_sheet_again() {
    let read = sheet(&[COVER, ["", "", "", "", "", "", "破损", "更换", "制止1小时/5天"]]);
    let department = |name: &str| (name == "水务局").then(|| UnitCode::new("water"));
    let (classes, notes) = FilingRow::classes(&read.rows, ClassNature::Component, &department);
    assert!(notes.is_empty());
    let codes: Vec<&str> = classes.iter().map(|class| class.code.as_str()).collect();
    assert_eq!(codes, ["C", "C01", "C0101"]);
    let conditions = &classes[2].conditions;
    assert_eq!(
        conditions.iter().map(|it| (it.number, it.urgent)).collect::<Vec<_>>(),
        [(1, true), (2, false)]
    );
    let name_of = |_: &UnitCode| "水务局".to_owned();
    let rows = FilingRow::of_classes(&Classes::new(classes), ClassNature::Component, &name_of);
    let texts = |rows: &[FilingRow]| {
        rows.iter()
            .map(|row| (row.minor.clone(), row.filing.clone(), limit_words(&row.limits)))
            .collect::<Vec<_>>()
    };
    assert_eq!(texts(&rows), texts(&read.rows));
    let (_, notes) = FilingRow::classes(&read.rows, ClassNature::Component, &|_| None);
    assert_eq!(notes.len(), 1);
}

prop_compose! {
    fn limits()(stages in prop::collection::vec(("[制止恢停]{0,2}", 1u32..100, prop::sample::select(vec![
        LimitUnit::WorkingDay, LimitUnit::WorkingHour, LimitUnit::WorkingMinute, LimitUnit::UrgentDay,
        LimitUnit::UrgentHour, LimitUnit::UrgentMinute, LimitUnit::NaturalDay,
    ])), 0..4)) -> Vec<Milestone> {
        stages.into_iter().map(|(name, amount, unit)| Milestone { name, limit: Limit { amount, unit } }).collect()
    }
}

prop_compose! {
    fn row()(major in 1..4u8, minor in 1..4u8, handler in "[甲乙]{0,1}", department in "[丙丁]{0,1}", filing in "[破损缺]{1,3}", closing in "[补齐]{1,2}", limits in limits()) -> FilingRow {
        FilingRow {
            major: format!("{major:02}"), major_name: format!("大类{major}"), minor: format!("{minor:02}"),
            minor_name: format!("小类{major}{minor}"), handler, department, filing, closing, limits,
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(rows in prop::collection::vec(row(), 0..12)) {
        let read = FilingSheet::read(&FilingRow::sheet("示例", &rows));
        prop_assert!(read.faults.is_empty(), "{:?}", lines(&read.faults));
        // A class that comes back later is whole there; what it left empty is then empty, not continued.
        prop_assert_eq!(read.rows, rows);
    }

    #[test]
    fn no_rows_make_it_panic(rows in prop::collection::vec(prop::collection::vec(".{0,6}", 0..11), 0..6)) {
        let mut all = vec![COLUMNS.map(ToOwned::to_owned).to_vec()];
        all.extend(rows);
        let read = FilingSheet::read(&all);
        prop_assert!(read.rows.len() + read.faults.len() <= all.len());
    }

    #[test]
    fn no_words_make_a_limit_panic(words in "[0-9１二十半个紧急工作时日天小分钟制止/;，内 ]{0,14}") {
        if let Ok(limits) = read_limit_words(&words) {
            prop_assert!(limits.iter().all(|stage| stage.limit.amount > 0));
        }
    }
}
