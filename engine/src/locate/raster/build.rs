//! Building the raster: which borders touch which pixels, and the class at every pixel's corner.

use super::{BORDER, BorderRaster, HEAD, NARROW, WIDE, WIDE_WORDS};
use crate::locate::border::{Border, NO_LOCATION, OUTSIDE};

/// Why no raster can be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RasterError {
    /// A border is longer than the exact arithmetic of the raster allows.
    #[error(
        "a border from ({ax}, {ay}) spans more than 214 degrees of longitude; cut the polygon at a meridian"
    )]
    TooLong {
        /// Lower end, lattice steps.
        ax: i32,
        /// Lower end, lattice steps.
        ay: i32,
    },
    /// The lists would need more than 2^31 words.
    #[error("{borders} borders are too many for one layer; split the layer")]
    TooMany {
        /// Number of borders.
        borders: usize,
    },
}

/// Where a raster lies and how fine it is.
#[derive(Debug, Clone, Copy)]
struct Frame {
    x_min: i64,
    y_min: i64,
    x_shift: u32,
    y_shift: u32,
    columns: i64,
    rows: i64,
}

impl BorderRaster {
    /// The raster of a layer's borders with about `pixels_wanted` pixels (at most twice as many).
    ///
    /// # Errors
    /// [`RasterError`] for a border longer than 214° or a layer of more than some 10^8 borders.
    ///
    /// # Complexity
    /// O(pixels + Σ pixels touched by each border) time and memory.
    pub fn build(borders: &[Border], pixels_wanted: usize) -> Result<Self, RasterError> {
        if let Some(long) = borders.iter().find(|e| e.b.x.checked_sub(e.a.x).is_none()) {
            return Err(RasterError::TooLong { ax: long.a.x, ay: long.a.y });
        }
        let frame = Frame::around(borders, pixels_wanted);
        let count = usize::try_from(frame.columns * frame.rows).unwrap_or(usize::MAX);
        let mut touching = vec![0u32; count];
        for border in borders {
            frame.touched(border, |pixel| touching[pixel] += 1);
        }
        let mut starts = Vec::with_capacity(count + 1);
        let mut total = 0u32;
        for &n in &touching {
            starts.push(total);
            total = total
                .checked_add(n)
                .filter(|&t| t < BORDER / 8)
                .ok_or(RasterError::TooMany { borders: borders.len() })?;
        }
        starts.push(total);
        let mut by_pixel = vec![0u32; total as usize];
        let mut next = starts.clone();
        for (index, border) in borders.iter().enumerate() {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "fewer borders than entries, which fit in 28 bits"
            )]
            frame.touched(border, |pixel| {
                by_pixel[next[pixel] as usize] = index as u32;
                next[pixel] += 1;
            });
        }
        Ok(Self::fill(frame, borders, &starts, &by_pixel))
    }

    /// Writes pixels and lists, row by row, from the borders that touch each pixel.
    fn fill(frame: Frame, borders: &[Border], starts: &[u32], by_pixel: &[u32]) -> Self {
        let corner_flips = frame.corner_flips(borders);
        let mut pixels = Vec::with_capacity(starts.len() + 1);
        let mut lists = Vec::with_capacity(by_pixel.len() * (NARROW + 1));
        let mut flips = corner_flips.iter().peekable();
        let mut pixel = 0usize;
        for row in 0..frame.rows {
            let mut class = OUTSIDE;
            for column in 0..frame.columns {
                while let Some(&&(_, _, difference)) = flips.peek().filter(|f| (f.0, f.1) == (row, column)) {
                    class ^= difference;
                    flips.next();
                }
                let listed = &by_pixel[starts[pixel] as usize..starts[pixel + 1] as usize];
                if listed.is_empty() {
                    pixels.push(class);
                } else {
                    #[expect(
                        clippy::cast_possible_truncation,
                        reason = "lists hold fewer than 2^31 words, checked"
                    )]
                    pixels.push(BORDER | lists.len() as u32);
                    frame.write_list(
                        &mut lists,
                        column,
                        row,
                        class,
                        listed.iter().map(|&i| &borders[i as usize]),
                    );
                }
                pixel += 1;
            }
        }
        pixels.push(OUTSIDE);
        pixels.push(NO_LOCATION);
        lists.shrink_to_fit();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "in the i32 lattice by construction"
        )]
        Self {
            x_min: frame.x_min as i32,
            y_min: frame.y_min as i32,
            x_shift: frame.x_shift,
            y_shift: frame.y_shift,
            columns: frame.columns as u32,
            rows: frame.rows as u32,
            pixels,
            lists,
        }
    }
}

impl Frame {
    /// The frame around all borders whose pixels are as square on the lattice as powers of two allow.
    fn around(borders: &[Border], pixels_wanted: usize) -> Self {
        let fold = |pick: fn(&Border) -> (i32, i32)| {
            borders.iter().map(pick).fold((i32::MAX, i32::MIN), |(lo, hi), (a, b)| (lo.min(a), hi.max(b)))
        };
        let (mut x_lo, mut x_hi) = fold(|e| (e.a.x.min(e.b.x), e.a.x.max(e.b.x)));
        let (mut y_lo, mut y_hi) = fold(|e| (e.a.y, e.b.y));
        if borders.is_empty() {
            (x_lo, x_hi, y_lo, y_hi) = (0, 0, 0, 0);
        }
        let (width, height) = (i64::from(x_hi) - i64::from(x_lo) + 1, i64::from(y_hi) - i64::from(y_lo) + 1);
        let wanted = i64::try_from(pixels_wanted.max(1)).unwrap_or(i64::MAX);
        let (mut x_shift, mut y_shift) = (0u32, 0u32);
        let cut = |length: i64, shift: u32| ((length - 1) >> shift) + 1;
        while cut(width, x_shift).saturating_mul(cut(height, y_shift)) > wanted {
            if x_shift <= y_shift { x_shift += 1 } else { y_shift += 1 }
        }
        Self {
            x_min: i64::from(x_lo),
            y_min: i64::from(y_lo),
            x_shift,
            y_shift,
            columns: cut(width, x_shift),
            rows: cut(height, y_shift),
        }
    }

    /// Calls `visit` with every pixel that the closed segment touches; pixels are closed below and to the left, and
    /// their upper side counts as touched, so that a border never leaves a pixel unseen through a corner.
    fn touched(&self, border: &Border, mut visit: impl FnMut(usize)) {
        let (ax, ay) = (i64::from(border.a.x) - self.x_min, i64::from(border.a.y) - self.y_min);
        let (bx, by) = (i64::from(border.b.x) - self.x_min, i64::from(border.b.y) - self.y_min);
        let height = 1i64 << self.y_shift;
        let mut x_here = ax;
        for row in (ay >> self.y_shift)..=(by >> self.y_shift) {
            let top = (row + 1) * height;
            let x_top = if top >= by { bx } else { crossing_floor(ax, ay, bx, by, top) };
            let (lo, hi) = (x_here.min(x_top) >> self.x_shift, x_here.max(x_top) >> self.x_shift);
            for column in lo..=hi {
                if let Ok(pixel) = usize::try_from(row * self.columns + column) {
                    visit(pixel);
                }
            }
            x_here = x_top;
        }
    }

    /// For every row, the columns from whose lower left corner on a border lies to the left: (row, column, difference),
    /// in that order.
    fn corner_flips(&self, borders: &[Border]) -> Vec<(i64, i64, u32)> {
        let mut flips = Vec::new();
        for border in borders {
            let (ax, ay) = (i64::from(border.a.x) - self.x_min, i64::from(border.a.y) - self.y_min);
            let (bx, by) = (i64::from(border.b.x) - self.x_min, i64::from(border.b.y) - self.y_min);
            let height = 1i64 << self.y_shift;
            let first = (ay + height - 1) >> self.y_shift;
            for row in first..self.rows {
                let y = row * height;
                if y >= by {
                    break;
                }
                let x_left = crossing_ceil(ax, ay, bx, by, y);
                let column = (x_left + (1i64 << self.x_shift) - 1) >> self.x_shift;
                if column < self.columns {
                    flips.push((row, column, border.difference()));
                }
            }
        }
        flips.sort_unstable();
        flips
    }

    /// Appends the list of one pixel: base class, count, entries.
    fn write_list<'a>(
        &self,
        lists: &mut Vec<u32>,
        column: i64,
        row: i64,
        corner_class: u32,
        borders: impl Iterator<Item = &'a Border> + Clone,
    ) {
        let head = lists.len();
        lists.extend([corner_class, 0]);
        let entries = borders.map(|border| self.entry(border, column, row));
        let wide = entries.clone().any(|e| e.narrow(self).is_none());
        let (mut base, mut count) = (corner_class, 0u32);
        for entry in entries {
            if entry.first_row == 0 && entry.end_row > 0 && entry.c >= 0 {
                base ^= entry.difference;
            }
            match entry.narrow(self).filter(|_| !wide) {
                Some(words) => lists.extend(words),
                None => lists.extend(entry.wide()),
            }
            count += 1;
        }
        lists[head] = base;
        lists[head + HEAD - 1] = count | if wide { WIDE } else { 0 };
    }

    /// The border as a line function of the position in the pixel, valid for a range of the pixel's lattice rows.
    fn entry(&self, border: &Border, column: i64, row: i64) -> Entry {
        let (x0, y0) = (self.x_min + (column << self.x_shift), self.y_min + (row << self.y_shift));
        let height = 1i64 << self.y_shift;
        let (ax, ay) = (i64::from(border.a.x), i64::from(border.a.y));
        let (bx, by) = (i64::from(border.b.x), i64::from(border.b.y));
        let (a, b) = (by - ay, ax - bx);
        let c = i128::from(a) * i128::from(x0 - ax) + i128::from(b) * i128::from(y0 - ay);
        let (mut first_row, mut end_row) = ((ay - y0).clamp(0, height), (by - y0).clamp(0, height));
        // A level border counts as rising by an infinitesimal from its left end, which is a.
        if ax < x0 && ay >= y0 {
            first_row = 0;
        }
        if bx < x0 && by < y0 + height {
            end_row = height;
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "|C| ≤ |A|·width + |B|·height for a border that touches"
        )]
        Entry { a, b, c: c as i64, first_row, end_row, difference: border.difference() }
    }
}

/// A listed border: to the left of, or on, the place (u, v) of the pixel where a·u + b·v + c ≥ 0 and v is in its rows.
#[derive(Clone, Copy)]
struct Entry {
    a: i64,
    b: i64,
    c: i64,
    first_row: i64,
    end_row: i64,
    difference: u32,
}

impl Entry {
    /// The entry in four words, where it fits.
    fn narrow(&self, frame: &Frame) -> Option<[u32; NARROW]> {
        let (a, b) = (i16::try_from(self.a).ok()?, i16::try_from(self.b).ok()?);
        let reach = (self.a.abs() << frame.x_shift) + (self.b.abs() << frame.y_shift) + self.c.abs();
        i32::try_from(reach).ok()?;
        let (first, end) = (u16::try_from(self.first_row).ok()?, u16::try_from(self.end_row).ok()?);
        #[expect(clippy::cast_possible_truncation, reason = "|c| ≤ reach, which fits")]
        let c = self.c as i32;
        Some([
            u32::from(a.cast_unsigned()) | u32::from(b.cast_unsigned()) << 16,
            c.cast_unsigned(),
            u32::from(first) | u32::from(end) << 16,
            self.difference,
        ])
    }

    /// The entry in seven words; always fits.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "words, put together when read"
    )]
    fn wide(&self) -> [u32; WIDE_WORDS] {
        let c = self.c.cast_unsigned();
        [
            self.a as u32,
            self.b as u32,
            c as u32,
            (c >> 32) as u32,
            self.first_row as u32,
            self.end_row as u32,
            self.difference,
        ]
    }
}

/// ⌊x⌋ where the segment crosses the height y; ay ≤ y ≤ by, ay < by.
fn crossing_floor(ax: i64, ay: i64, bx: i64, by: i64, y: i64) -> i64 {
    ax + floor_quotient((bx - ax, y - ay), by - ay)
}

/// ⌈x⌉ where the segment crosses the height y.
fn crossing_ceil(ax: i64, ay: i64, bx: i64, by: i64, y: i64) -> i64 {
    ax - floor_quotient((ax - bx, y - ay), by - ay)
}

/// ⌊p·q / d⌋ for d > 0, exact: in 64 bits where the product fits.
fn floor_quotient((p, q): (i64, i64), d: i64) -> i64 {
    match p.checked_mul(q) {
        Some(product) => product.div_euclid(d),
        #[expect(clippy::cast_possible_truncation, reason = "0 ≤ q ≤ d, so the quotient is no larger than p")]
        None => (i128::from(p) * i128::from(q)).div_euclid(i128::from(d)) as i64,
    }
}
