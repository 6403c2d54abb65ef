//! Pictures and values as another reader sees them.

use std::io::Cursor;

use super::*;
use crate::tiles::colour::{Ramp, Rgb, Scale};

/// Red, green, blue, alpha of every pixel.
fn read(bytes: &[u8]) -> (u32, Vec<[u8; 4]>) {
    let mut decoder = ::png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(::png::Transformations::EXPAND | ::png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(info.width, info.height);
    (info.width, pixels.as_chunks().0.to_vec())
}

#[test]
fn a_picture_has_the_colours_of_the_legend_and_nothing_where_there_is_nothing() {
    for breaks in [vec![1.0, 5.0], (1..=15).map(f64::from).collect()] {
        let scale = Scale::new(breaks, Ramp::Cividis).unwrap();
        let values: Vec<f32> = (0..64_u8).map(|at| f32::from(at) / 4.0).collect();
        let bytes = picture(8, &values, &scale);
        let (side, pixels) = read(&bytes);
        assert_eq!((side, pixels.len()), (8, 64));
        assert_eq!(pixels[0][3], 0);
        for (value, pixel) in values.iter().zip(&pixels).skip(1) {
            let Rgb([red, green, blue]) = scale.colour(scale.class(f64::from(*value)));
            assert_eq!(*pixel, [red, green, blue, 255], "{value}");
        }
        assert_eq!(bytes, picture(8, &values, &scale));
    }
}

#[test]
fn values_come_back_to_half_a_step_and_the_largest_one_stands_for_all_above() {
    let steps = Steps { step: 0.02 };
    let given = [0.0, 0.02, 0.029, 1234.567, 300_000.0, 9e9, -1.0, 8.0, 9.0];
    let (_, pixels) = read(&values(3, &given, steps, |value| value >= 0.0));
    let value = |[red, green, blue, _]: [u8; 4]| {
        f64::from(u32::from(red) << 16 | u32::from(green) << 8 | u32::from(blue)) * steps.step
    };
    for (given, pixel) in given.iter().zip(&pixels).take(5) {
        assert!((value(*pixel) - f64::from(*given)).abs() <= 0.010_01, "{given}");
        assert_eq!(pixel[3], 255);
    }
    assert!((value(pixels[5]) - steps.largest()).abs() < 1e-6);
    assert_eq!(pixels[6], [0; 4]);
}
