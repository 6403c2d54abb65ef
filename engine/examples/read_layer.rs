//! Reads a layer and says what is in it and how long it took.
//!
//! `cargo run --release -p gridward --example read_layer -- FILE[#SUBLAYER]`

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::allow_attributes,
    reason = "a demonstration that prints"
)]

use std::error::Error;
use std::time::Instant;

use gridward::vector_io::{FileSpec, read_layer};

fn main() -> Result<(), Box<dyn Error>> {
    let text = std::env::args().nth(1).ok_or("usage: read_layer FILE[#SUBLAYER]")?;
    let file = FileSpec::parse(&text);
    let started = Instant::now();
    let layer = read_layer(&file.path, file.sublayer.as_deref())?;
    let seconds = started.elapsed().as_secs_f64();
    let positions: usize = layer.features.iter().map(|f| f.geometry.positions().count()).sum();
    println!("{} features, {positions} positions, {:?}, {seconds:.2} s", layer.features.len(), layer.crs);
    println!("fields: {}", layer.fields.join(", "));
    layer.problems.iter().take(20).for_each(|problem| println!("{problem}"));
    Ok(())
}
