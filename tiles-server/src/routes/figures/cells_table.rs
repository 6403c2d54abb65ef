//! The figures of cells as CSV (RFC 4180): every row says what it is a figure of, so that none can lose its unit.

use super::cells::CellRow;
use crate::figures::Sheet;

const COLUMNS: [&str; 20] = [
    "code",
    "name_zh",
    "name_en",
    "parents",
    "cases",
    "value",
    "class",
    "missing",
    "merged",
    "group",
    "area_km2",
    "measure",
    "unit_zh",
    "unit_en",
    "from",
    "to",
    "plan",
    "plan_version",
    "event",
    "synthetic",
];

/// A header line and one line a cell, in UTF-8.
pub fn csv(sheet: &Sheet) -> Vec<u8> {
    let head = sheet.head();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let same = [
        head.measure.to_owned(),
        head.unit.zh.clone(),
        head.unit.en.clone(),
        text(&head.from),
        text(&head.to),
        head.plan.to_string(),
        head.plan_version.clone(),
        head.event.to_string(),
        head.synthetic.to_string(),
    ];
    let mut table = String::with_capacity(200 * sheet.figures.shown.cells.len());
    line(&mut table, &COLUMNS.map(str::to_owned));
    for row in sheet.rows() {
        line(&mut table, &[&own(&row)[..], &same[..]].concat());
    }
    table.into_bytes()
}

fn own(row: &CellRow<'_>) -> [String; 11] {
    let parents: Vec<String> = row.parents.iter().map(|(layer, code)| format!("{layer}={code}")).collect();
    let (zh, en) = row.name.map_or(("", ""), |name| (name.zh, name.en));
    [
        row.code.to_owned(),
        zh.to_owned(),
        en.to_owned(),
        parents.join(" "),
        shown(row.cases),
        shown(row.value),
        shown(row.class),
        row.missing.unwrap_or_default().to_owned(),
        row.merged.to_string(),
        row.group.unwrap_or_default().to_owned(),
        row.area_km2.to_string(),
    ]
}

fn shown<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// One record; fields with commas, quotes or line ends are quoted.
fn line(table: &mut String, fields: &[String]) {
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            table.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            table.push('"');
            table.push_str(&field.replace('"', "\"\""));
            table.push('"');
        } else {
            table.push_str(field);
        }
    }
    table.push_str("\r\n");
}
