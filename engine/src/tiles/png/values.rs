//! Values as whole numbers in three bytes, for pages that colour and notebooks that compute.

use png::{BitDepth, ColorType, DeflateCompression, Filter};

use super::written;

/// The largest number that three bytes hold.
const MOST: f32 = 16_777_215.0;

/// How numbers stand for values: value = step · (red · 65,536 + green · 256 + blue).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Steps {
    /// The value of one.
    pub step: f64,
}

impl Steps {
    /// The value that stands for everything from it on.
    #[must_use]
    pub fn largest(self) -> f64 {
        self.step * f64::from(MOST)
    }

    /// The number of a value: the nearest one.
    fn number(self, value: f32) -> u32 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "saturates; held within three bytes"
        )]
        let number = (f64::from(value) / self.step).round().min(f64::from(MOST)) as u32;
        number
    }
}

/// A square of values, row by row from the north-west; alpha is 0 where there is none.
#[must_use]
pub fn values(side: usize, values: &[f32], steps: Steps, is_there: impl Fn(f32) -> bool) -> Vec<u8> {
    let pixel = |value: &f32| {
        if !is_there(*value) {
            return [0; 4];
        }
        let [_, red, green, blue] = steps.number(*value).to_be_bytes();
        [red, green, blue, 255]
    };
    let pixels: Vec<u8> = values.iter().flat_map(pixel).collect();
    written(side, &pixels, |encoder| {
        encoder.set_color(ColorType::Rgba);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_filter(Filter::Up);
        encoder.set_deflate_compression(DeflateCompression::FdeflateUltraFast);
    })
}
