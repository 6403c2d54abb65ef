//! Every name and sentence stands in both languages.

use super::finding::Findings;
use super::folder::Folder;
use super::names::{CLASSES, CONDITIONS, DOCUMENTS, PLACES, SOURCES, UNITS};

/// Columns that hold the same text in Chinese and in English, and whether the reader already asks for the Chinese one.
const PAIRS: [(&str, &str, &str, bool); 6] = [
    (UNITS, "name_zh", "name_en", true),
    (SOURCES, "name_zh", "name_en", true),
    (CLASSES, "name_zh", "name_en", true),
    (CONDITIONS, "filing_zh", "filing_en", true),
    (CONDITIONS, "closing_zh", "closing_en", false),
    (PLACES, "name_zh", "name_en", false),
];

/// Looks for texts that are missing in a language, or stand in the other one's column.
pub fn check(folder: &Folder, findings: &mut Findings) {
    for (file, zh, en, zh_is_read) in PAIRS {
        let table = folder.table(file);
        for row in table.rows() {
            if !zh_is_read && row.get(zh).is_empty() {
                findings.push(file, row.line, format!("{zh} is empty; the Chinese text is needed"));
            }
            match row.get(en) {
                "" => findings.push(file, row.line, format!("{en} is empty; the English text is needed")),
                text if text.chars().any(is_chinese) => {
                    let message =
                        format!("{en} is “{text}”; the English text is needed, without Chinese characters");
                    findings.push(file, row.line, message);
                }
                _ => {}
            }
        }
    }
    for file in DOCUMENTS {
        for (path, line) in folder.lines(file).empty_texts() {
            let wanted = if path.ends_with("zh") { "Chinese" } else { "English" };
            findings.push(file, line, format!("{path} is empty; the {wanted} text is needed"));
        }
    }
}

/// Whether a character is a Chinese one (CJK Unified Ideographs and its first extension).
const fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}
