//! A picture in the colours of a legend.

use png::{BitDepth, ColorType, DeflateCompression, Filter};

use super::written;
use crate::tiles::colour::{Rgb, Scale};

/// Values that are looked at together.
const ROW: usize = 512;

/// A square picture: each value in the colour of its class, row by row from the north-west; transparent where it is zero or
/// below. The colours are the legend's, no others.
///
/// # Complexity
/// O(pixels · breaks).
#[must_use]
pub fn picture(side: usize, values: &[f32], scale: &Scale) -> Vec<u8> {
    #[expect(clippy::cast_possible_truncation, reason = "breaks of few digits")]
    let breaks: Vec<f32> = scale.breaks().iter().map(|at| *at as f32).collect();
    let colours = (0..=breaks.len()).flat_map(|class| {
        let Rgb(bytes) = scale.colour(class);
        bytes
    });
    let palette: Vec<u8> = [0; 3].into_iter().chain(colours).collect();
    let small = palette.len() / 3 <= 16;
    let classes = classes(values, &breaks);
    let pixels = if small { classes.chunks(2).map(halves).collect() } else { classes };
    written(side, &pixels, |encoder| {
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(if small { BitDepth::Four } else { BitDepth::Eight });
        encoder.set_palette(palette);
        encoder.set_trns(vec![0]);
        encoder.set_filter(Filter::NoFilter);
        encoder.set_deflate_compression(DeflateCompression::Level(1));
    })
}

/// The colour of each value: none, or one more than its class. Breaks outside, values inside, so that the loop runs over many
/// values at once.
fn classes(values: &[f32], breaks: &[f32]) -> Vec<u8> {
    let mut classes: Vec<u8> = values.iter().map(|value| u8::from(*value > 0.0)).collect();
    for (classes, values) in classes.chunks_mut(ROW).zip(values.chunks(ROW)) {
        for at in breaks {
            classes.iter_mut().zip(values).for_each(|(class, value)| *class += u8::from(value >= at));
        }
    }
    classes
}

/// Two pixels in a byte.
fn halves(pair: &[u8]) -> u8 {
    pair.iter().fold(0, |byte, class| byte << 4 | class)
}
