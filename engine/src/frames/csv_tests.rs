//! CSV: what is read, what is rejected, and that the way of cutting changes nothing.

use std::io::{Cursor, Read, Write};

use proptest::prelude::*;

use super::{Batch, CsvOptions, CsvReader, Reject, TableError, TableReader};

type Rows = Vec<(u64, u64, Vec<Option<String>>)>;

fn open(bytes: &[u8], block_bytes: usize) -> Result<CsvReader, TableError> {
    let options = CsvOptions { block_bytes, ..CsvOptions::default() };
    CsvReader::from_reader("t.csv", Box::new(Cursor::new(bytes.to_vec())), &options)
}

fn rows_of(batch: &Batch, rows: &mut Rows) {
    let columns: Vec<Vec<Option<String>>> = (batch.frame.get_column_names().iter())
        .map(|n| batch.text(n).unwrap().iter().map(|v| v.map(str::to_owned)).collect())
        .collect();
    for i in 0..batch.len() {
        rows.push((
            batch.row_number(i),
            batch.line_number(i),
            columns.iter().map(|c| c[i].clone()).collect(),
        ));
    }
}

fn read(bytes: &[u8], block_bytes: usize) -> Result<(Vec<String>, Rows, Vec<Reject>), TableError> {
    let mut reader = open(bytes, block_bytes)?;
    let (mut rows, mut rejects) = (Vec::new(), Vec::new());
    while let Some(batch) = reader.next_batch()? {
        rows_of(&batch, &mut rows);
        rejects.extend(batch.rejects);
    }
    Ok((reader.columns().to_vec(), rows, rejects))
}

fn some(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|v| Some((*v).to_owned())).collect()
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_name() {
    let (columns, rows, _) = read(b"\xEF\xBB\xBFid,name\n1,a\n", 64).unwrap();
    assert_eq!(columns, ["id", "name"]);
    assert_eq!(rows, [(1, 2, some(&["1", "a"]))]);
}

#[test]
fn gbk_bytes_are_recognised_and_decoded_with_a_note() {
    let (bytes, _, _) = encoding_rs::GBK.encode("编号,街镇\n001,莘庄镇\n002,七宝镇\n");
    let mut reader = open(&bytes, 10).unwrap();
    let mut rows = Vec::new();
    while let Some(batch) = reader.next_batch().unwrap() {
        rows_of(&batch, &mut rows);
    }
    assert_eq!(reader.columns(), ["编号", "街镇"]);
    assert_eq!(rows[1], (2, 3, some(&["002", "七宝镇"])));
    assert!(reader.notes()[0].contains("GB 18030"));
}

#[test]
fn utf_16_of_a_spreadsheet_program_is_read() {
    let mut bytes = vec![0xFF, 0xFE];
    bytes.extend("id\t街镇\r\n007\t莘庄镇\r\n".encode_utf16().flat_map(u16::to_le_bytes));
    let (columns, rows, _) = read(&bytes, 7).unwrap();
    assert_eq!(columns, ["id", "街镇"]);
    assert_eq!(rows, [(1, 2, some(&["007", "莘庄镇"]))]);
}

#[test]
fn a_ragged_row_is_rejected_with_its_row_line_and_the_missing_field() {
    let (_, rows, rejects) = read(b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,1,1\n", 1 << 20).unwrap();
    assert_eq!(rows.iter().map(|r| (r.0, r.1)).collect::<Vec<_>>(), [(1, 2), (4, 5)]);
    assert_eq!((rejects[0].row, rejects[0].line, rejects[0].field.as_str()), (2, 3, "c"));
    assert_eq!(rejects[0].record, "4,5");
    assert!(rejects[0].reason.contains("2 fields where the header has 3"));
    assert_eq!((rejects[1].row, rejects[1].line, rejects[1].value.as_str()), (3, 4, "9"));
}

#[test]
fn quotes_may_hold_line_ends_separators_and_quotes() {
    let (_, rows, rejects) = read(b"a,b\r\n\"x,\r\ny\",\"say \"\"hi\"\"\"\r\n\"\",\r\n", 3).unwrap();
    assert!(rejects.is_empty());
    assert_eq!(rows[0], (1, 2, some(&["x,\r\ny", "say \"hi\""])));
    assert_eq!(rows[1], (2, 4, vec![Some(String::new()), None]), "an empty text is not a missing value");
}

#[test]
fn a_quote_inside_of_a_plain_field_is_a_character() {
    let (_, rows, _) = read(b"a,b\n5\" pipe,x\n", 4).unwrap();
    assert_eq!(rows[0].2, some(&["5\" pipe", "x"]));
}

#[test]
fn an_unclosed_quote_costs_its_line_only() {
    let (_, rows, rejects) = read(b"a,b\n1,\"open\n2,x\n3,y\n", 5).unwrap();
    assert_eq!(rows.iter().map(|r| r.0).collect::<Vec<_>>(), [2, 3]);
    assert_eq!((rejects[0].row, rejects[0].line), (1, 2));
    assert!(rejects[0].reason.contains("never closed"));
}

#[test]
fn text_behind_a_closing_quote_costs_its_line_only() {
    let (_, rows, rejects) = read(b"a,b\n\"x\"y,1\n2,3\n", 5).unwrap();
    assert_eq!(rows.iter().map(|r| r.0).collect::<Vec<_>>(), [2]);
    assert!(rejects[0].reason.contains("behind its closing quote"));
}

#[test]
fn nul_bytes_and_damaged_characters_are_rejected_and_the_rest_goes_on() {
    let (_, rows, rejects) =
        read("a,b\n1,莘庄\n2,x\0y\n3,BAD\n4,浦江\n".replace("BAD", "B").as_bytes(), 999).unwrap();
    assert_eq!(rows.len(), 3);
    assert_eq!((rejects[0].row, rejects[0].field.as_str()), (2, "b"));
    assert!(rejects[0].reason.contains("NUL"));
    let mut bytes = "a,b\n1,莘庄\n2,七宝\n3,".as_bytes().to_vec();
    bytes.extend(b"\xFF\xFE\n4,x\n");
    let (_, rows, rejects) = read(&bytes, 999).unwrap();
    assert_eq!(rows.iter().map(|r| r.0).collect::<Vec<_>>(), [1, 2, 4]);
    assert!(rejects[0].reason.contains("damaged"));
}

#[test]
fn an_empty_file_is_one_clear_error_and_a_header_alone_is_a_table_without_rows() {
    assert!(matches!(read(b"", 9), Err(TableError::Empty { .. })));
    assert!(matches!(read(b"\n \r\n", 9), Err(TableError::Empty { .. })));
    for header in [&b"a,b"[..], b"a,b\n", b"a,b\r\n\r\n"] {
        let mut reader = open(header, 9).unwrap();
        let batch = reader.next_batch().unwrap().unwrap();
        assert_eq!((batch.len(), batch.frame.width()), (0, 2));
        assert!(reader.next_batch().unwrap().is_none());
    }
}

#[test]
fn blank_lines_are_no_records_but_count_as_lines() {
    let (_, rows, _) = read(b"a,b\n\n1,2\r\n\r\n\n3,4", 4).unwrap();
    assert_eq!(rows.iter().map(|r| (r.0, r.1)).collect::<Vec<_>>(), [(1, 3), (2, 6)]);
}

#[test]
fn semicolons_and_tabs_are_recognised() {
    assert_eq!(read(b"a;b;c\n1;2,5;3\n", 99).unwrap().1[0].2, some(&["1", "2,5", "3"]));
    assert_eq!(read(b"a\tb\n1\t2\n", 99).unwrap().1[0].2, some(&["1", "2"]));
}

#[test]
fn two_columns_of_one_name_are_refused() {
    assert!(read(b"a,b,a\n", 99).unwrap_err().to_string().contains("\"a\" stands twice"));
}

#[test]
fn numbers_are_parsed_or_named_by_their_fault() {
    let mut reader = open(b"lon\n121.38\n 31.5 \n\"\"\nNaN\nhere\n-1e2\n", 99).unwrap();
    let batch = reader.next_batch().unwrap().unwrap();
    let numbers = batch.numbers("lon").unwrap();
    assert_eq!((numbers.values[0], numbers.values[1], numbers.values[5]), (121.38, 31.5, -100.0));
    let faults: Vec<_> = numbers.faults.iter().map(|(i, f)| (*i, f.value().to_owned())).collect();
    assert_eq!(faults, [(2, String::new()), (3, "NaN".to_owned()), (4, "here".to_owned())]);
    assert!(batch.numbers("lat").unwrap_err().to_string().contains("the columns are: lon"));
}

#[test]
fn a_cut_gzip_stream_is_called_cut() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(1));
    encoder.write_all(b"a,b\n").unwrap();
    (0..99_999).for_each(|i| encoder.write_all(format!("{i},{}\n", i * 7919 % 1000).as_bytes()).unwrap());
    let whole = encoder.finish().unwrap();
    let cut: Box<dyn Read + Send> =
        Box::new(flate2::read::MultiGzDecoder::new(Cursor::new(whole[..whole.len() / 2].to_vec())));
    let outcome = CsvReader::from_reader("t.csv.gz", cut, &CsvOptions::default());
    assert!(matches!(outcome.err(), Some(TableError::Truncated { .. })));
}

#[test]
fn a_quote_that_never_closes_does_not_swallow_a_long_file() {
    let mut text = b"a,b\n1,\"open\n".to_vec();
    (0..200_000).for_each(|i| text.extend(format!("{i},x\n").as_bytes()));
    for block_bytes in [1 << 12, 1 << 18, 1 << 24] {
        let (_, rows, rejects) = read(&text, block_bytes).unwrap();
        assert_eq!((rows.len(), rejects.len()), (200_000, 1));
    }
}

proptest! {
    #[test]
    fn the_block_size_changes_nothing(
        pieces in prop::collection::vec(
            prop_oneof![
                Just("a"), Just("莘"), Just(","), Just("\""), Just("\"\""), Just("\n"), Just("\r\n"), Just("\r"),
                Just("1,2\n"), Just("\"x\ny\",z\n"), Just("\0"), Just("7,\"\"\n"), Just(" ")
            ],
            0..60,
        ),
        block_bytes in 1_usize..80,
    ) {
        let text = format!("c,d\n{}", pieces.concat());
        let whole = read(text.as_bytes(), 1 << 20).unwrap();
        let cut = read(text.as_bytes(), block_bytes).unwrap();
        prop_assert_eq!(whole, cut);
    }

    #[test]
    fn every_line_that_is_written_is_read_back(
        table in prop::collection::vec(prop::collection::vec(prop::option::of("[a-z0-9,\"\\n\\r莘 ]{0,6}"), 3), 1..20),
    ) {
        let mut text = b"a,b,c\n".to_vec();
        for row in &table {
            for (i, value) in row.iter().enumerate() {
                if i > 0 { text.push(b','); }
                if let Some(value) = value { super::csv_write::push_field(&mut text, value, b','); }
            }
            text.push(b'\n');
        }
        let (_, rows, rejects) = read(&text, 16).unwrap();
        prop_assert!(rejects.is_empty());
        prop_assert_eq!(rows.into_iter().map(|r| r.2).collect::<Vec<_>>(), table);
    }
}
