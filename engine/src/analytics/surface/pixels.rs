//! The pixels of a surface.

use super::sum::SurfaceError;
use crate::measure::PlaneXY;

/// Most pixels of a surface.
pub const MOST_PIXELS: usize = 25_000_000;

/// Rows and columns of equal pixels (像元), row 0 at the lowest y; values are those at the pixels' centres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pixels {
    /// The corner of lowest x and y.
    pub low: PlaneXY,
    /// The sides of a pixel.
    pub size: [f64; 2],
    /// Columns.
    pub columns: usize,
    /// Rows.
    pub rows: usize,
}

impl Pixels {
    /// So many columns and rows over a box.
    ///
    /// # Errors
    /// [`SurfaceError::Pixels`].
    pub fn over([low, high]: [PlaneXY; 2], columns: usize, rows: usize) -> Result<Self, SurfaceError> {
        let size = [(high.x - low.x) / columns as f64, (high.y - low.y) / rows as f64];
        Self { low, size, columns, rows }.checked()
    }

    /// Square pixels of a side that cover a box from its lowest corner.
    ///
    /// # Errors
    /// [`SurfaceError::Pixels`].
    pub fn of_side([low, high]: [PlaneXY; 2], side: f64) -> Result<Self, SurfaceError> {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "saturates, and is bounded below"
        )]
        let count = |length: f64| (length / side - 1e-9).ceil() as usize;
        let (columns, rows) = (count(high.x - low.x), count(high.y - low.y));
        Self { low, size: [side, side], columns, rows }.checked()
    }

    fn checked(self) -> Result<Self, SurfaceError> {
        let fits = self.size.iter().all(|side| side.is_finite() && *side > 0.0)
            && self.low.x.is_finite()
            && self.low.y.is_finite()
            && (1..=MOST_PIXELS).contains(&self.columns.saturating_mul(self.rows));
        let wrong = SurfaceError::Pixels { columns: self.columns, rows: self.rows, most: MOST_PIXELS };
        fits.then_some(self).ok_or(wrong)
    }

    /// The middle of a column.
    #[must_use]
    pub fn x(&self, column: usize) -> f64 {
        self.low.x + (column as f64 + 0.5) * self.size[0]
    }

    /// The middle of a row.
    #[must_use]
    pub fn y(&self, row: usize) -> f64 {
        self.low.y + (row as f64 + 0.5) * self.size[1]
    }

    /// The area of a pixel.
    #[must_use]
    pub fn area(&self) -> f64 {
        self.size[0] * self.size[1]
    }
}
