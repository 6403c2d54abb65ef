//! From rows of text to whole rows.

use std::collections::BTreeMap;

use super::limits::{HOW, narrow, read_limit_words};
use super::{COLUMNS, FilingNote, FilingRow, FilingSheet};

/// Rows among which the header stands.
const HEADER_WITHIN: usize = 10;
/// Characters of a cell.
const LONGEST: usize = 2000;
/// Rows of a sheet.
const MOST_ROWS: usize = 20_000;

impl FilingSheet {
    /// A sheet from its rows, the title first.
    ///
    /// # Complexity
    /// O(cells).
    #[must_use]
    pub fn read(rows: &[Vec<String>]) -> Self {
        let mut sheet = Self::default();
        let Some((header, order)) = header(rows, &mut sheet.faults) else { return sheet };
        if rows.len() > MOST_ROWS {
            let (value, note) = (rows.len().to_string(), format!("at most {MOST_ROWS} rows are taken"));
            sheet.faults.push(FilingNote { row: MOST_ROWS, column: COLUMNS[0], value, note });
            return sheet;
        }
        let mut reader = Reader { order, above: None, names: BTreeMap::new() };
        for (at, cells) in rows.iter().enumerate().skip(header + 1) {
            let mut warnings = Vec::new();
            match reader.row(at + 1, cells, &mut warnings) {
                Ok(Some(row)) => {
                    sheet.warnings.append(&mut warnings);
                    sheet.rows.push(row);
                }
                Ok(None) => {}
                Err(fault) => sheet.faults.push(fault),
            }
        }
        sheet
    }
}

/// The row of the header, and at which position each column stands; without it, what is missing.
fn header(rows: &[Vec<String>], faults: &mut Vec<FilingNote>) -> Option<(usize, [usize; 9])> {
    let positions = |row: &Vec<String>| -> Vec<Option<usize>> {
        let bare: Vec<String> =
            row.iter().map(|cell| cell.chars().filter(|c| !c.is_whitespace()).collect()).collect();
        COLUMNS.iter().map(|name| bare.iter().position(|cell| cell == name)).collect()
    };
    let candidates = rows.iter().take(HEADER_WITHIN).map(positions).enumerate();
    let best = candidates.max_by_key(|(at, found)| (found.iter().flatten().count(), std::cmp::Reverse(*at)));
    let (at, found) = best.unwrap_or_else(|| (0, vec![None; COLUMNS.len()]));
    let complete: Vec<usize> = found.iter().copied().flatten().collect();
    if let Ok(order) = <[usize; 9]>::try_from(complete) {
        return Some((at, order));
    }
    for (column, _) in COLUMNS.into_iter().zip(found).filter(|(_, found)| found.is_none()) {
        let note = "the header needs a column of this name".to_owned();
        faults.push(FilingNote { row: at + 1, column, value: String::new(), note });
    }
    None
}

struct Reader {
    order: [usize; 9],
    /// The last row whose class could be read, for rows that continue it.
    above: Option<FilingRow>,
    /// The name of each code, so that one code has one name.
    names: BTreeMap<String, String>,
}

impl Reader {
    /// A whole row; nothing for an empty one.
    fn row(
        &mut self,
        row: usize,
        cells: &[String],
        warnings: &mut Vec<FilingNote>,
    ) -> Result<Option<FilingRow>, FilingNote> {
        let order = self.order;
        let cell = |column: usize| {
            let position = order.get(column).copied().unwrap_or(usize::MAX);
            cells.get(position).map_or("", |cell| cell.trim())
        };
        if (0..9).all(|column| cell(column).is_empty()) {
            return Ok(None);
        }
        let note = |column: usize, note: &str| FilingNote {
            row,
            column: COLUMNS.get(column).copied().unwrap_or(""),
            value: cell(column).chars().take(60).collect(),
            note: note.to_owned(),
        };
        if let Some(column) = (0..9).find(|&column| cell(column).chars().count() > LONGEST) {
            return Err(note(column, "at most 2,000 characters are taken"));
        }
        let class: Vec<&str> = (0..4).map(cell).collect();
        let mut whole = self.class(&class, &note, warnings)?;
        for (column, kept) in [(4, &mut whole.handler), (5, &mut whole.department)] {
            if !cell(column).is_empty() {
                cell(column).clone_into(kept);
            }
        }
        // The class is known now, even where the condition is wrong: the rows below may continue it.
        self.above = Some(whole.clone());
        if cell(6).is_empty() {
            return Err(note(6, "a filing condition is needed"));
        }
        if cell(7).is_empty() {
            warnings.push(note(7, "there is no closing condition"));
        }
        whole.limits = read_limit_words(cell(8)).map_err(|_| note(8, HOW))?;
        if whole.limits.is_empty() {
            warnings.push(note(8, "the condition has no limit"));
        }
        cell(6).clone_into(&mut whole.filing);
        cell(7).clone_into(&mut whole.closing);
        Ok(Some(whole))
    }

    /// The class of a row: its own, or that of the row above.
    fn class(
        &mut self,
        cells: &[&str],
        note: &impl Fn(usize, &str) -> FilingNote,
        warnings: &mut Vec<FilingNote>,
    ) -> Result<FilingRow, FilingNote> {
        let &[major, major_name, minor, minor_name] = cells else { return Err(note(0, "a code is needed")) };
        if cells.iter().all(|cell| cell.is_empty()) {
            return self
                .above
                .clone()
                .ok_or_else(|| note(0, "the first row has no class above it to continue"));
        }
        let above = self.above.clone();
        let above = above.as_ref();
        // Codes that cannot be read leave no class for the rows below.
        let kept = |own: &str, above: Option<&String>| -> String {
            if own.is_empty() { above.cloned().unwrap_or_default() } else { own.to_owned() }
        };
        let major_code = match (major, above) {
            ("", Some(above)) => above.major.clone(),
            _ => code(major, 2..=2, 0, note, warnings)?,
        };
        let major_name =
            kept(major_name, above.filter(|above| above.major == major_code).map(|above| &above.major_name));
        let bare = minor.strip_prefix(major_code.as_str()).filter(|rest| rest.len() == 2 && minor.len() == 4);
        let minor_code = code(bare.unwrap_or(minor), 2..=3, 2, note, warnings)?;
        let same = above.filter(|above| above.major == major_code && above.minor == minor_code);
        let minor_name = kept(minor_name, same.map(|above| &above.minor_name));
        for (column, name) in [(1, &major_name), (3, &minor_name)] {
            if name.is_empty() {
                return Err(note(column, "a name is needed"));
            }
        }
        self.one_name(&major_code, &major_name, 1, note)?;
        self.one_name(&format!("{major_code}-{minor_code}"), &minor_name, 3, note)?;
        Ok(FilingRow {
            // Only a row that leaves its class out continues these; one that states its class states all of it.
            handler: String::new(),
            department: String::new(),
            major: major_code,
            major_name,
            minor: minor_code,
            minor_name,
            filing: String::new(),
            closing: String::new(),
            limits: Vec::new(),
        })
    }

    fn one_name(
        &mut self,
        code: &str,
        name: &str,
        column: usize,
        note: &impl Fn(usize, &str) -> FilingNote,
    ) -> Result<(), FilingNote> {
        match self.names.get(code) {
            Some(known) if known != name => Err(note(
                column,
                &format!("the code stands for “{known}” in a row above; one code has one name"),
            )),
            Some(_) => Ok(()),
            None => {
                self.names.insert(code.to_owned(), name.to_owned());
                Ok(())
            }
        }
    }
}

/// A code of digits; full-width digits, a spreadsheet's `.0` and lost leading zeros are put right, with a warning.
fn code(
    cell: &str,
    width: std::ops::RangeInclusive<usize>,
    column: usize,
    note: &impl Fn(usize, &str) -> FilingNote,
    warnings: &mut Vec<FilingNote>,
) -> Result<String, FilingNote> {
    let narrow: String = cell.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    let digits = narrow.strip_suffix(".0").unwrap_or(&narrow);
    let (least, most) = (*width.start(), *width.end());
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) || digits.len() > most {
        let wanted = if least == most {
            format!("{least} digits are")
        } else {
            format!("{least} or {most} digits are")
        };
        return Err(note(column, &format!("{wanted} needed, as text")));
    }
    let code = format!("{digits:0>least$}");
    if code != cell {
        let why = if digits.len() < least {
            "its leading zero was lost"
        } else {
            "it was not typed as plain digits"
        };
        warnings.push(note(column, &format!("{why}; taken as {code}")));
    }
    Ok(code)
}
