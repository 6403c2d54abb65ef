//! Tables through files of every format, and through the pipeline.

use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use polars::prelude::{Column, DataFrame, DataType, IntoColumn, NamedFrom, Series, TimeUnit};
use tempfile::tempdir;

use super::{
    Batch, CsvOptions, CsvReader, NO_VALUE, RejectsWriter, TableError, create_table, open_table, pipeline,
};

fn threads(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).unwrap()
}

fn copy(from: &Path, to: &Path) {
    let mut reader = open_table(from).unwrap();
    let mut writer = create_table(to).unwrap();
    pipeline(&mut *reader, &mut *writer, None, threads(2), Ok).unwrap();
}

const CASES: &str =
    "id,街镇,lon,note\n0007,莘庄镇,121.3800,\"a \"\"b\"\",\nc\"\n0010,七宝镇,121.40,\"\"\n0100,,7,x\n";

#[test]
fn a_table_survives_every_format_with_its_zeros_quotes_and_missing_values() {
    let dir = tempdir().unwrap();
    let start = dir.path().join("in.csv");
    fs::write(&start, CASES).unwrap();
    for middle in ["a.csv", "a.csv.gz", "a.parquet"] {
        let (middle, end) = (dir.path().join(middle), dir.path().join("out.csv"));
        copy(&start, &middle);
        copy(&middle, &end);
        assert_eq!(fs::read_to_string(&end).unwrap(), CASES, "through {}", middle.display());
    }
}

#[test]
fn a_spreadsheet_keeps_codes_as_text_and_is_the_same_bytes_each_time() {
    let dir = tempdir().unwrap();
    let (start, end) = (dir.path().join("in.csv"), dir.path().join("out.csv"));
    fs::write(&start, "id,街镇,lon\n0007,莘庄镇,121.3800\n0010,,121.40\n").unwrap();
    let (one, two) = (dir.path().join("one.xlsx"), dir.path().join("two.xlsx"));
    copy(&start, &one);
    copy(&start, &two);
    assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap());
    copy(&one, &end);
    assert_eq!(fs::read_to_string(&end).unwrap(), fs::read_to_string(&start).unwrap());
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(left.len(), 4, "no temporary file is left: {left:?}");
}

#[test]
fn numbers_and_dates_of_a_spreadsheet_are_the_text_a_person_sees() {
    let dir = tempdir().unwrap();
    let path = dir.path().join("t.xlsx");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd hh:mm");
    sheet.write_string(1, 0, "code").unwrap().write_string(1, 1, "when").unwrap();
    sheet.write_number(2, 0, 7).unwrap();
    let when = rust_xlsxwriter::ExcelDateTime::from_ymd(2012, 3, 4).unwrap().and_hms(5, 6, 7).unwrap();
    sheet.write_datetime_with_format(2, 1, &when, &date).unwrap();
    sheet.write_number(4, 0, 0.25).unwrap().write_string(4, 3, "stray").unwrap();
    workbook.save(&path).unwrap();
    let mut reader = open_table(&path).unwrap();
    assert_eq!(reader.columns(), ["code", "when"]);
    let batch = reader.next_batch().unwrap().unwrap();
    assert_eq!(batch.text("code").unwrap().iter().collect::<Vec<_>>(), [Some("7")]);
    assert_eq!(batch.text("when").unwrap().iter().collect::<Vec<_>>(), [Some("2012-03-04T05:06:07")]);
    assert_eq!((batch.line_number(0), batch.rejects[0].row, batch.rejects[0].line), (3, 2, 5));
    assert!(reader.next_batch().unwrap().is_none());
}

#[test]
fn parquet_keeps_its_column_types() {
    let dir = tempdir().unwrap();
    let columns: Vec<Column> = vec![
        Series::new("n".into(), [1_i32, 2, 3]).into_column(),
        Series::new("tiny".into(), [1_i64, 2, 3]).cast(&DataType::Int8).unwrap().into_column(),
        Series::new("x".into(), [0.5_f64, f64::NAN, -1.0]).into_column(),
        Series::new("flag".into(), [Some(true), None, Some(false)]).into_column(),
        Series::new("day".into(), [1_i32, 2, 3]).cast(&DataType::Date).unwrap().into_column(),
        Series::new("at".into(), [1_i64, 2, 3])
            .cast(&DataType::Datetime(TimeUnit::Microseconds, None))
            .unwrap()
            .into_column(),
        Series::new("s".into(), ["a", "a", "b"]).into_column(),
    ];
    let frame = DataFrame::new(3, columns).unwrap();
    let (one, two) = (dir.path().join("1.parquet"), dir.path().join("2.parquet"));
    let mut writer = create_table(&one).unwrap();
    writer.write_batch(Batch::new(1, 0, frame.clone())).unwrap();
    writer.write_batch(Batch::new(4, 0, frame.clone())).unwrap();
    writer.finish().unwrap();
    copy(&one, &two);
    let mut reader = open_table(&two).unwrap();
    let first = reader.next_batch().unwrap().unwrap();
    assert_eq!(first.frame.schema(), frame.schema());
    assert!(first.frame.equals_missing(&frame));
    assert_eq!(reader.next_batch().unwrap().unwrap().row_number(2), 6);
}

#[test]
fn added_columns_come_out_alike_in_every_format() {
    let dir = tempdir().unwrap();
    let values: Arc<[Box<str>]> = Arc::from(["unused".into(), "闵行".into(), "edge".into()]);
    let start = dir.path().join("in.csv");
    fs::write(&start, "id\n1\n2\n3\n").unwrap();
    let step = |mut batch: Batch| {
        batch.add_coded("unit", vec![2, NO_VALUE, 1], Arc::clone(&values))?;
        batch.add_numbers("border_m", vec![12.3456, f64::NAN, -0.0004], 3)?;
        Ok(batch)
    };
    for name in ["o.csv", "o.parquet", "o.xlsx"] {
        let (mut reader, out) = (open_table(&start).unwrap(), dir.path().join(name));
        let mut writer = create_table(&out).unwrap();
        pipeline(&mut *reader, &mut *writer, None, threads(1), step).unwrap();
        let batch = open_table(&out).unwrap().next_batch().unwrap().unwrap();
        let unit: Vec<_> = batch.text("unit").unwrap().iter().map(|v| v.map(str::to_owned)).collect();
        assert_eq!(unit, [Some("edge".to_owned()), None, Some("闵行".to_owned())], "{name}");
        let border = batch.numbers("border_m").unwrap().values;
        assert!((border[0] - 12.3456).abs() < 0.001 && border[1].is_nan() && border[2].abs() < 0.001);
    }
    assert_eq!(
        fs::read_to_string(dir.path().join("o.csv")).unwrap(),
        "id,unit,border_m\n1,edge,12.346\n2,,\n3,闵行,0.000\n"
    );
}

#[test]
fn the_output_is_the_same_for_every_number_of_threads_and_rejects_keep_their_order() {
    let dir = tempdir().unwrap();
    let mut text = String::from("id,lon\n");
    (0..5000).for_each(|i| {
        text.push_str(&if i % 97 == 0 { format!("{i}\n") } else { format!("{i},{}.5\n", i % 180) });
    });
    let outputs: Vec<_> = [1, 2, 5]
        .into_iter()
        .map(|n| {
            let options = CsvOptions { block_bytes: 333, ..CsvOptions::default() };
            let source = Box::new(std::io::Cursor::new(text.clone().into_bytes()));
            let mut reader = CsvReader::from_reader("cases.csv", source, &options).unwrap();
            let (out, bad) = (dir.path().join("o.csv"), dir.path().join("bad.csv"));
            let mut writer = create_table(&out).unwrap();
            let mut rejects = RejectsWriter::create(&bad).unwrap();
            let totals = pipeline(
                &mut reader,
                &mut *writer,
                Some((&mut rejects, "cases.csv")),
                threads(n),
                |mut b| {
                    if b.len() > 3 {
                        b.reject(3, "lon", "bad", "for the test");
                    }
                    Ok(b)
                },
            )
            .unwrap();
            assert_eq!(totals.rows, 5000 - 52);
            (fs::read(&out).unwrap(), fs::read_to_string(&bad).unwrap(), totals)
        })
        .collect();
    assert_eq!(outputs[0], outputs[1]);
    assert_eq!(outputs[0], outputs[2]);
    assert!(outputs[0].1.starts_with("file,row,line,field,value,reason,record\ncases.csv,1,2,lon,\"\","));
}

#[test]
fn an_error_in_the_middle_leaves_no_output_and_a_panic_does_not_hang() {
    let dir = tempdir().unwrap();
    let out = dir.path().join("o.csv");
    let text: String = std::iter::once("id\n".to_owned()).chain((0..999).map(|i| format!("{i}\n"))).collect();
    let options = CsvOptions { block_bytes: 64, ..CsvOptions::default() };
    let open = || {
        CsvReader::from_reader("t", Box::new(std::io::Cursor::new(text.clone().into_bytes())), &options)
            .unwrap()
    };
    let mut writer = create_table(&out).unwrap();
    let failed = pipeline(&mut open(), &mut *writer, None, threads(3), |b| match b.first_row {
        500.. => Err(TableError::Step("no".into())),
        _ => Ok(b),
    });
    assert!(matches!(failed, Err(TableError::Step(_))));
    drop(writer);
    let hung = std::panic::catch_unwind(|| {
        let mut writer = create_table(&out).unwrap();
        pipeline(&mut open(), &mut *writer, None, threads(3), |b| {
            assert!(b.first_row < 500, "on purpose");
            Ok(b)
        })
    });
    assert!(hung.is_err());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn empty_cut_and_misnamed_files_are_one_clear_error_each() {
    let dir = tempdir().unwrap();
    let start = dir.path().join("in.csv");
    fs::write(&start, CASES).unwrap();
    let parquet = dir.path().join("t.parquet");
    copy(&start, &parquet);
    let whole = fs::read(&parquet).unwrap();
    fs::write(&parquet, &whole[..whole.len() - 20]).unwrap();
    assert!(matches!(open_table(&parquet).err(), Some(TableError::Broken { .. })));
    for name in ["e.csv", "e.csv.gz", "e.parquet", "e.xlsx"] {
        let path = dir.path().join(name);
        fs::write(&path, b"").unwrap();
        assert!(matches!(open_table(&path).err(), Some(TableError::Empty { .. })), "{name}");
        fs::copy(&start, &path).unwrap();
        if name != "e.csv" {
            let message = open_table(&path).err().unwrap().to_string();
            assert!(message.contains(name) && !message.contains('\n'), "{message}");
        }
        fs::write(&path, &whole).unwrap();
        assert_eq!(open_table(&path).is_ok(), name == "e.parquet", "{name}");
    }
    assert!(matches!(open_table(&dir.path().join("t.doc")).err(), Some(TableError::UnknownFormat { .. })));
    assert!(matches!(open_table(&dir.path().join("none.csv")).err(), Some(TableError::Io { .. })));
}

#[test]
fn a_header_alone_stays_a_header_in_every_format() {
    let dir = tempdir().unwrap();
    let (start, end) = (dir.path().join("in.csv"), dir.path().join("out.csv"));
    fs::write(&start, "id,lon\n").unwrap();
    for middle in ["m.csv", "m.csv.gz", "m.parquet", "m.xlsx"] {
        let middle = dir.path().join(middle);
        copy(&start, &middle);
        copy(&middle, &end);
        assert_eq!(fs::read_to_string(&end).unwrap(), "id,lon\n", "{}", middle.display());
    }
}
