//! A picture in the colours of a legend.

use png::{BitDepth, ColorType, DeflateCompression, Filter};

use super::written;
use crate::tiles::colour::{Rgb, Scale};

/// A square picture: each value in the colour of its class, row by row from the north-west; transparent where it is zero or
/// below. The colours are the legend's, no others.
///
/// # Complexity
/// O(pixels · breaks).
#[must_use]
pub fn picture(side: usize, values: &[f32], scale: &Scale) -> Vec<u8> {
    #[expect(clippy::cast_possible_truncation, reason = "breaks of few digits")]
    let breaks: Vec<f32> = scale.breaks().iter().map(|at| *at as f32).collect();
    // The first colour is none; the others are those of the classes.
    let class = |value: f32| {
        if value > 0.0 { 1 + breaks.iter().map(|at| u8::from(value >= *at)).sum::<u8>() } else { 0 }
    };
    let colours = (0..=breaks.len()).flat_map(|class| {
        let Rgb(bytes) = scale.colour(class);
        bytes
    });
    let palette: Vec<u8> = [0; 3].into_iter().chain(colours).collect();
    let small = palette.len() / 3 <= 16;
    let pixels: Vec<u8> = if small {
        let halves = |pair: &[f32]| pair.iter().fold(0, |byte, value| byte << 4 | class(*value));
        values.chunks(2).map(halves).collect()
    } else {
        values.iter().map(|value| class(*value)).collect()
    };
    written(side, &pixels, |encoder| {
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(if small { BitDepth::Four } else { BitDepth::Eight });
        encoder.set_palette(palette);
        encoder.set_trns(vec![0]);
        encoder.set_filter(Filter::NoFilter);
        encoder.set_deflate_compression(DeflateCompression::Level(1));
    })
}
