//! Which numbers of a table are not told, so that no small one can be worked out from totals.

/// Whether each number of a table, row by row, is hidden: those from 1 to below `least`, and then, in each row and column with
/// a hidden one, the smallest others until two are hidden that together have `least`.
///
/// # Complexity
/// O(rows · columns) for each that is hidden.
///
/// # References
/// L. H. Cox (1980), Suppression methodology and statistical disclosure control, doi:10.1080/01621459.1980.10477481.
pub(super) fn hidden(table: &[u32], width: usize, least: u32) -> Vec<bool> {
    let mut hidden: Vec<bool> = table.iter().map(|cases| (1..least).contains(cases)).collect();
    if least <= 1 || width == 0 {
        return hidden;
    }
    let rows = (0..table.len() / width).map(|row| Line { begin: row * width, step: 1, count: width });
    let columns = (0..width).map(|column| Line { begin: column, step: width, count: table.len() / width });
    let lines: Vec<Line> = rows.chain(columns).collect();
    while let Some(more) = lines.iter().find_map(|line| line.lacks(table, &hidden, least)) {
        if let Some(cell) = hidden.get_mut(more) {
            *cell = true;
        }
    }
    hidden
}

/// One row or column.
struct Line {
    begin: usize,
    step: usize,
    count: usize,
}

impl Line {
    fn cells(&self) -> impl Iterator<Item = usize> {
        let (begin, step) = (self.begin, self.step);
        (0..self.count).map(move |at| begin + at * step)
    }

    /// The number to be hidden next; `None` where enough are, or none, or nothing is left.
    fn lacks(&self, table: &[u32], hidden: &[bool], least: u32) -> Option<usize> {
        let number = |at: usize| table.get(at).copied().unwrap_or_default();
        let is_hidden = |at: usize| hidden.get(at).copied().unwrap_or_default();
        let (mut count, mut sum, mut smallest) = (0_u32, 0_u32, None);
        for at in self.cells().filter(|at| number(*at) > 0) {
            if is_hidden(at) {
                (count, sum) = (count + 1, sum.saturating_add(number(at)));
            } else if smallest.is_none_or(|(cases, _)| number(at) < cases) {
                smallest = Some((number(at), at));
            }
        }
        let enough = count == 0 || (count >= 2 && sum >= least);
        smallest.filter(|_| !enough).map(|(_, at)| at)
    }
}
