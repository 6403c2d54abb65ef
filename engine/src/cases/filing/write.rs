//! From whole rows to rows of text, as offices expect them.

use super::limits::limit_words;
use super::{COLUMNS, FilingRow};

impl FilingRow {
    /// The rows of a sheet with a title: codes as text with their zeros, the first four columns empty where a row continues
    /// the class above.
    ///
    /// # Complexity
    /// O(cells).
    #[must_use]
    pub fn sheet(title: &str, rows: &[Self]) -> Vec<Vec<String>> {
        let header = COLUMNS.map(ToOwned::to_owned).to_vec();
        let mut sheet = vec![vec![title.to_owned()], header];
        let mut above: Option<&Self> = None;
        for row in rows {
            let continues = above.is_some_and(|above| above.continues_into(row));
            let class = [&row.major, &row.major_name, &row.minor, &row.minor_name];
            let mut cells: Vec<String> =
                class.into_iter().map(|cell| if continues { String::new() } else { cell.clone() }).collect();
            cells.extend([&row.handler, &row.department, &row.filing, &row.closing].map(Clone::clone));
            cells.push(limit_words(&row.limits));
            sheet.push(cells);
            above = Some(row);
        }
        sheet
    }

    /// Whether the next row may leave its class out. Where it has no handler or department and this one has, it may not: they
    /// would be continued too.
    fn continues_into(&self, next: &Self) -> bool {
        let lost = |above: &str, next: &str| next.is_empty() && !above.is_empty();
        (&self.major, &self.minor) == (&next.major, &next.minor)
            && !lost(&self.handler, &next.handler)
            && !lost(&self.department, &next.department)
    }
}
