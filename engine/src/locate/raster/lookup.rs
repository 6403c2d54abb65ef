//! Asking the raster: one place, or slices of places.

use super::{BORDER, BorderRaster, HEAD, NARROW, WIDE, WIDE_WORDS};
use crate::crs::{LatticePoint, nearest_step};
use crate::locate::border::FaceClass;

/// Places taken together: their pixels are loaded side by side, so that the machine waits for many at once.
const BLOCK: usize = 256;

/// What the raster says of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// The class of the face that holds the place, by the half-open rule.
    pub class: FaceClass,
    /// Whether a listed border's line runs exactly through the place, so that it may lie on a border.
    pub on_line: bool,
}

impl BorderRaster {
    /// The class at a lattice position. Exact. O(borders in its pixel).
    #[inline]
    pub(crate) fn find(&self, p: LatticePoint) -> Found {
        let (x, y) =
            (p.x.wrapping_sub(self.x_min).cast_unsigned(), p.y.wrapping_sub(self.y_min).cast_unsigned());
        let pixel = self.pixels[self.pixel(x, y, true) as usize];
        if pixel & BORDER == 0 {
            return Found { class: pixel, on_line: false };
        }
        self.resolve(pixel, x & self.x_mask(), y & self.y_mask())
    }

    /// The class of each place given in degrees; what is not a position on Earth gets `NO_LOCATION`. `on_line` is
    /// called with the position of every place through which a listed border's line runs exactly.
    ///
    /// All three slices have the same length. About 10 ns a place on one core; the loads of a block overlap.
    pub(crate) fn find_each(
        &self,
        lon: &[f64],
        lat: &[f64],
        classes: &mut [FaceClass],
        mut on_line: impl FnMut(usize, LatticePoint),
    ) {
        let mut at = [0u32; BLOCK];
        let (mut xs, mut ys) = ([0u32; BLOCK], [0u32; BLOCK]);
        let mut near = [0u32; BLOCK];
        let blocks = lon.chunks(BLOCK).zip(lat.chunks(BLOCK)).zip(classes.chunks_mut(BLOCK));
        for (number, ((lon, lat), classes)) in blocks.enumerate() {
            self.address(lon, lat, &mut at, &mut xs, &mut ys);
            let mut count = 0usize;
            for (i, (class, &pixel)) in (0u32..).zip(classes.iter_mut().zip(&at)) {
                let content = self.pixels[pixel as usize];
                *class = content;
                near[count % BLOCK] = i;
                count += (content >> 31) as usize;
            }
            for &i in &near[..count] {
                let i = i as usize;
                let (x, y) = (xs[i], ys[i]);
                let found = self.resolve(classes[i], x & self.x_mask(), y & self.y_mask());
                classes[i] = found.class;
                if found.on_line {
                    let place = LatticePoint {
                        x: self.x_min.wrapping_add(x.cast_signed()),
                        y: self.y_min.wrapping_add(y.cast_signed()),
                    };
                    on_line(number * BLOCK + i, place);
                }
            }
        }
    }

    /// The pixel of each place of a block and its position relative to the raster's corner. No branch, so that it
    /// compiles to vector code.
    #[inline]
    fn address(
        &self,
        lon: &[f64],
        lat: &[f64],
        at: &mut [u32; BLOCK],
        xs: &mut [u32; BLOCK],
        ys: &mut [u32; BLOCK],
    ) {
        for (((&lon, &lat), at), (x_out, y_out)) in
            lon.iter().zip(lat).zip(at.iter_mut()).zip(xs.iter_mut().zip(ys.iter_mut()))
        {
            let x = nearest_step(lon).wrapping_sub(self.x_min).cast_unsigned();
            let y = nearest_step(lat).wrapping_sub(self.y_min).cast_unsigned();
            *x_out = x;
            *y_out = y;
            *at = self.pixel(x, y, (lon.abs() <= 180.0) & (lat.abs() <= 90.0));
        }
    }

    /// The pixel of a position relative to the corner; off the raster the last but one, without a place the last.
    #[inline]
    #[expect(clippy::needless_bitwise_bool, reason = "without a jump the loop over places stays wide")]
    fn pixel(&self, x: u32, y: u32, is_place: bool) -> u32 {
        let (column, row) = (x >> self.x_shift, y >> self.y_shift);
        let area = self.columns.wrapping_mul(self.rows);
        let inside = (column < self.columns) & (row < self.rows);
        let on_earth = if inside { row.wrapping_mul(self.columns).wrapping_add(column) } else { area };
        if is_place { on_earth } else { area.wrapping_add(1) }
    }

    /// The class at position (u, v) of a border pixel.
    #[inline]
    #[expect(clippy::needless_bitwise_bool, reason = "a jump that is taken at random costs more")]
    #[expect(clippy::cast_possible_truncation, reason = "the low half of the word")]
    fn resolve(&self, pixel: u32, u: u32, v: u32) -> Found {
        let start = (pixel & !BORDER) as usize;
        let [base, count] = [self.lists[start], self.lists[start + HEAD - 1]];
        if count & WIDE != 0 {
            return self.resolve_wide(start, u, v);
        }
        let entries = &self.lists[start + HEAD..][..count as usize * NARROW];
        let (u, v) = (u.cast_signed(), v.cast_signed());
        let (mut class, mut zero) = (base, false);
        for entry in entries.as_chunks::<NARROW>().0 {
            let a = i32::from((entry[0] as u16).cast_signed());
            let b = entry[0].cast_signed() >> 16;
            let line = a.wrapping_mul(u).wrapping_add(b.wrapping_mul(v)).wrapping_add(entry[1].cast_signed());
            let (first, end) = ((entry[2] & 0xFFFF).cast_signed(), (entry[2] >> 16).cast_signed());
            let left = (line >= 0) & (first <= v) & (v < end);
            class ^= entry[3] & u32::from(left).wrapping_neg();
            zero |= line == 0;
        }
        Found { class, on_line: zero }
    }

    /// As [`Self::resolve`], for entries that need 64 bits.
    #[cold]
    fn resolve_wide(&self, start: usize, u: u32, v: u32) -> Found {
        let count = (self.lists[start + HEAD - 1] & !WIDE) as usize;
        let entries = &self.lists[start + HEAD..][..count * WIDE_WORDS];
        let (mut class, mut zero) = (self.lists[start], false);
        for &[a, b, c_low, c_high, first, end, difference] in entries.as_chunks::<WIDE_WORDS>().0 {
            let c = (u64::from(c_low) | u64::from(c_high) << 32).cast_signed();
            let line =
                i64::from(a.cast_signed()) * i64::from(u) + i64::from(b.cast_signed()) * i64::from(v) + c;
            if line >= 0 && first <= v && v < end {
                class ^= difference;
            }
            zero |= line == 0;
        }
        Found { class, on_line: zero }
    }

    #[inline]
    fn x_mask(&self) -> u32 {
        (1u32 << self.x_shift).wrapping_sub(1)
    }

    #[inline]
    fn y_mask(&self) -> u32 {
        (1u32 << self.y_shift).wrapping_sub(1)
    }
}
