//! Which places are close to a place.

use crate::measure::PlaneXY;

/// Places in squares as wide as a reach, so that all within it are in nine squares.
#[derive(Debug, Clone)]
pub struct Near {
    reach: f64,
    low: PlaneXY,
    side: f64,
    columns: usize,
    rows: usize,
    /// Where each square begins in `rows_of`.
    begins: Vec<u32>,
    /// Places square by square, with their rows.
    held: Vec<(PlaneXY, u32)>,
}

impl Near {
    /// An index of places for a reach; at most 2³² places, further ones are left out.
    ///
    /// # Complexity
    /// O(n + squares); squares are made wider where there would be many more than places.
    #[must_use]
    pub fn new(places: &[PlaneXY], reach: f64) -> Self {
        let least = |of: fn(&PlaneXY) -> f64| places.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = |of: fn(&PlaneXY) -> f64| places.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        let low = PlaneXY { x: least(|at| at.x), y: least(|at| at.y) };
        let (wide, high) = (most(|at| at.x) - low.x, most(|at| at.y) - low.y);
        let squares = (4 * places.len() + 16) as f64;
        let side =
            reach.max((wide * high / squares).sqrt()).max(wide.max(high) / squares).max(f64::MIN_POSITIVE);
        let (columns, rows) = (cell(wide / side) + 1, cell(high / side) + 1);
        let mut near =
            Self { reach, low, side, columns, rows, begins: vec![0; columns * rows + 1], held: Vec::new() };
        let squares: Vec<usize> = places.iter().map(|at| near.square(*at)).collect();
        for square in &squares {
            if let Some(begin) = near.begins.get_mut(square + 1) {
                *begin += 1;
            }
        }
        let mut all = 0;
        for begin in &mut near.begins {
            all += *begin;
            *begin = all;
        }
        let mut order: Vec<(usize, u32)> = squares.into_iter().zip(0..).collect();
        order.sort_unstable();
        near.held = order.iter().filter_map(|(_, row)| Some((*places.get(*row as usize)?, *row))).collect();
        near
    }

    fn square(&self, at: PlaneXY) -> usize {
        let column = cell((at.x - self.low.x) / self.side).min(self.columns - 1);
        cell((at.y - self.low.y) / self.side).min(self.rows - 1) * self.columns + column
    }

    /// Rows in the order of squares: neighbours stand close together.
    pub fn order(&self) -> impl Iterator<Item = u32> + '_ {
        self.held.iter().map(|(_, row)| *row)
    }

    /// Calls with the row and the distance of every place within reach, exactly as far counts; the place itself too.
    #[inline]
    pub fn within(&self, at: PlaneXY, mut found: impl FnMut(usize, f64)) {
        let column = (at.x - self.low.x) / self.side;
        let row = (at.y - self.low.y) / self.side;
        if column < -1.0 || row < -1.0 {
            return;
        }
        // A quotient may be rounded across a border; the reach is looked at with a hair more.
        let near = self.reach / self.side + 1e-9;
        let (from, to) = (cell(column - near), cell(column + near).min(self.columns - 1));
        for row in cell(row - near)..=cell(row + near).min(self.rows - 1) {
            let begin = self.begins.get(row * self.columns + from).map_or(0, |begin| *begin as usize);
            let end = self.begins.get(row * self.columns + to + 1).map_or(0, |end| *end as usize);
            for (place, row) in self.held.get(begin..end).unwrap_or_default() {
                let (dx, dy) = (place.x - at.x, place.y - at.y);
                let distance = (dx * dx + dy * dy).sqrt();
                if distance <= self.reach {
                    found(*row as usize, distance);
                }
            }
        }
    }
}

fn cell(place: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates at 0")]
    let cell = place as usize;
    cell
}

#[cfg(test)]
#[path = "near_tests.rs"]
mod tests;
