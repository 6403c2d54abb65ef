use super::*;

fn rows() -> Vec<Vec<String>> {
    let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    vec![
        row(&["立案标准"]),
        row(&["大类代码", "大类名称"]),
        row(&["01", "公用\"设施\""]),
        row(&["02", "a,b"]),
    ]
}

#[test]
fn rows_come_back_as_they_went_out_from_csv_and_spreadsheet() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["form.csv", "form.xlsx"] {
        let path = folder.path().join(name);
        write_raw_rows(&path, &rows()).unwrap();
        assert_eq!(raw_rows(&path).unwrap(), rows(), "{name}");
    }
}

#[test]
fn an_office_s_own_encoding_is_read_and_a_missing_file_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gbk.csv");
    std::fs::write(&path, encoding_rs::GB18030.encode("立案标准\n大类代码,大类名称\n").0).unwrap();
    assert_eq!(raw_rows(&path).unwrap()[1], ["大类代码", "大类名称"]);
    let line = raw_rows(&folder.path().join("none.xlsx")).unwrap_err().to_string();
    assert!(line.contains("none.xlsx"), "{line}");
}
