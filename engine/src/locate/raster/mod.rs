//! Point location at memory speed: a raster that knows most places outright, and exact edge tests near borders.
//!
//! The layer's box is cut into pixels of 2^i × 2^j lattice steps. A pixel that no border touches holds the class of
//! its places. Any other pixel holds its own short list of borders and the class `base`; a place in it has the class
//!
//! ```text
//! base xor (difference of each listed border that lies to the left of the place)
//! ```
//!
//! Why this is exact. Walk from the pixel's left side to the place along its row: each border crossed changes the
//! class by its `difference`, and differences telescope. Along the pixel's left side the class changes exactly where
//! a border crosses that side, and there the border stops being "to the left" of the pixel: the two changes cancel,
//! so `base` is one constant. A border that ends to the left of the pixel is prolonged to the pixel's full height
//! for that purpose. All tests are integer line functions `A·u + B·v + C` of the place's position (u, v) in the
//! pixel, evaluated without rounding.
//!
//! A look-up costs one load for most places and, near a border, a second one of 16 bytes for each listed border.

mod build;
mod lookup;
#[cfg(test)]
mod raster_tests;

pub use build::RasterError;
pub(crate) use lookup::Found;

/// Set in a pixel that borders touch; the rest of its bits are then the position of its list in `lists`.
const BORDER: u32 = 1 << 31;

/// Set in a list's count where its entries are wide.
const WIDE: u32 = 1 << 31;

/// Words of a list before its entries: base class, count.
const HEAD: usize = 2;

/// Words of a narrow entry: (A, B) as i16, C as i32, rows as (u16, u16), difference.
const NARROW: usize = 4;

/// Words of a wide entry: A, B, C low, C high, first row, end row, difference.
const WIDE_WORDS: usize = 7;

/// The raster of one layer.
#[derive(Debug, Clone)]
pub struct BorderRaster {
    /// Lattice position of the lower left corner.
    x_min: i32,
    y_min: i32,
    /// A pixel is `2^x_shift` by `2^y_shift` lattice steps.
    x_shift: u32,
    y_shift: u32,
    columns: u32,
    rows: u32,
    /// Row by row from the bottom; two more at the end, for places off the raster and for no place at all.
    pixels: Vec<u32>,
    /// The lists of border pixels, one after another.
    lists: Vec<u32>,
}

impl BorderRaster {
    /// Memory held, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        (self.pixels.len() + self.lists.len()) * size_of::<u32>()
    }

    /// Columns and rows of the raster.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        (self.columns, self.rows)
    }
}
