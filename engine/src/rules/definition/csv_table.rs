//! CSV as offices save it: UTF-8 with or without a mark, columns in any order, empty rows here and there.

use super::fault::RuleFault;
use super::rows::Row;

/// A row and the line that it begins on.
pub(super) struct Numbered<R> {
    pub(super) line: u64,
    pub(super) row: R,
}

/// The rows of a table; what cannot be read is listed, and the rest goes on. A missing file is a table without rows and
/// a fault where `needed`.
pub(super) fn rows<R: Row>(
    content: Option<&[u8]>,
    needed: bool,
    faults: &mut Vec<RuleFault>,
) -> Vec<Numbered<R>> {
    let Some(bytes) = content else {
        if needed {
            let wanted = format!("a table with the columns {} is needed", R::COLUMNS.join(","));
            faults.push(RuleFault::whole(R::FILE, "file", "missing", &wanted));
        }
        return Vec::new();
    };
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = 1 + before.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
            let wanted = "UTF-8 is needed; save it as “CSV UTF-8”, not in the office's own encoding";
            faults.push(RuleFault { line, ..RuleFault::whole(R::FILE, "text", "no UTF-8", wanted) });
            return Vec::new();
        }
    };
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            faults.push(RuleFault::whole(
                R::FILE,
                "header",
                &error.to_string(),
                "a row of column names is needed",
            ));
            return Vec::new();
        }
    };
    check_header::<R>(&header, faults);
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) if record.iter().all(str::is_empty) => {}
            Ok(record) => rows.extend(read_row(&record, &header, faults)),
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                let fault = RuleFault::whole(R::FILE, "row", &error.to_string(), "a row of CSV is needed");
                faults.push(RuleFault { line, ..fault });
            }
        }
    }
    rows
}

fn read_row<R: Row>(
    record: &csv::StringRecord,
    header: &csv::StringRecord,
    faults: &mut Vec<RuleFault>,
) -> Option<Numbered<R>> {
    let line = record.position().map_or(0, csv::Position::line);
    if record.iter().skip(header.len()).any(|field| !field.is_empty()) || record.len() < header.len() {
        let value = format!("{} columns", record.len());
        let wanted = format!(
            "{} are needed as in the header; put texts that contain a comma or a quotation mark in quotation marks",
            header.len()
        );
        faults.push(RuleFault { line, ..RuleFault::whole(R::FILE, "row", &value, &wanted) });
        return None;
    }
    match record.deserialize(Some(header)) {
        Ok(row) => Some(Numbered { line, row }),
        Err(error) => {
            let fault = RuleFault::whole(R::FILE, "row", &error.to_string(), "a row of CSV is needed");
            faults.push(RuleFault { line, ..fault });
            None
        }
    }
}

fn check_header<R: Row>(header: &csv::StringRecord, faults: &mut Vec<RuleFault>) {
    let known = R::COLUMNS.join(",");
    for (at, name) in header.iter().enumerate() {
        if !R::COLUMNS.contains(&name) && !name.is_empty() {
            faults.push(RuleFault::new(R::FILE, 1, "column", name, &format!("the columns are {known}")));
        } else if header.iter().take(at).any(|earlier| earlier == name) && !name.is_empty() {
            faults.push(RuleFault::new(R::FILE, 1, "column", name, "each column stands once"));
        }
    }
    for name in R::COLUMNS {
        if header.iter().all(|present| present != *name) && !R::OPTIONAL.contains(name) {
            let wanted = format!("the columns are {known}");
            faults.push(RuleFault { line: 1, ..RuleFault::whole(R::FILE, name, "missing", &wanted) });
        }
    }
}
