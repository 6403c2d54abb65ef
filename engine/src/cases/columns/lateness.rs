//! Whether a case was late: one rule for maps, series and lists.

use super::chunk::Chunk;
use super::row::NO_TIME;
use crate::cases::{Stage, flag};

impl Chunk {
    /// Whether a row's handling can be judged at an instant (seconds since 1970), and whether it was late: as the overtime rate
    /// (超时率) of the indicators. Judged is what was handled or is past its deadline, and is not void, not filed or excused.
    #[must_use]
    pub fn judged(&self, row: usize, now: u32) -> (bool, bool) {
        let at = |column: &[u32]| column.get(row).copied().unwrap_or(NO_TIME);
        let (due, handled) = (at(self.due_at()), at(self.handled_at()));
        let flags = self.flags().get(row).copied().unwrap_or_default();
        let stage = self.stage().get(row).and_then(|stage| Stage::ALL.get(usize::from(*stage)));
        let counts =
            !matches!(stage, Some(Stage::Void | Stage::NotFiled) | None) && flags & flag::EXCUSED == 0;
        let judged = counts && due != NO_TIME && (handled != NO_TIME || due < now);
        (judged, judged && handled > due)
    }
}
