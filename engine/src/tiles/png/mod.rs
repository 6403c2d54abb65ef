//! Raster tiles as PNG: coloured pictures, and values for whoever counts on. The same bytes for the same pixels: no time, no
//! name of a program goes in.
//!
//! # References
//! ISO/IEC 15948:2004 (PNG), also W3C REC-PNG-20031110.

mod picture;
mod values;

pub use picture::picture;
pub use values::{Steps, values};

/// The media type.
pub const MEDIA_TYPE: &str = "image/png";

/// Adds the size, has the rest set, and writes. Writing to memory does not fail; were it to, the picture is empty.
fn written(side: usize, pixels: &[u8], set: impl FnOnce(&mut ::png::Encoder<'_, &mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(pixels.len() / 4);
    let length = u32::try_from(side).unwrap_or(0);
    let mut encoder = ::png::Encoder::new(&mut bytes, length, length);
    set(&mut encoder);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(pixels)?;
        writer.finish()
    });
    if written.is_err() {
        bytes.clear();
    }
    bytes
}

#[cfg(test)]
#[path = "png_tests.rs"]
mod tests;
