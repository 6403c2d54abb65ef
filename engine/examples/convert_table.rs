//! Converts a table between CSV, CSV.gz, Parquet and .xlsx, and says how long it took.
//!
//! `cargo run --release -p gridward --example convert_table -- IN OUT [THREADS [ADDED_LAYERS]]`
//! `ADDED_LAYERS` adds the four columns that `assign` adds for a layer, so that the cost of writing them can be measured.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::allow_attributes,
    reason = "a demonstration that prints"
)]

use std::error::Error;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use gridward::frames::{Batch, TableError, create_table, open_table, pipeline};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output, rest @ ..] = arguments.as_slice() else {
        return Err("usage: convert_table IN OUT [THREADS [ADDED_LAYERS]]".into());
    };
    let threads = rest.first().map_or(Ok(NonZeroUsize::MIN), |t| t.parse())?;
    let layers: usize = rest.get(1).map_or(Ok(0), |t| t.parse())?;
    let codes: Arc<[Box<str>]> = (0..2000).map(|i| format!("3101120{i:05}").into()).collect();
    let statuses: Arc<[Box<str>]> = ["inside", "edge", "outside"].into_iter().map(Into::into).collect();
    let started = Instant::now();
    let mut reader = open_table(Path::new(input))?;
    let mut writer = create_table(Path::new(output))?;
    let totals =
        pipeline(&mut *reader, &mut *writer, None, threads, |mut batch: Batch| -> Result<_, TableError> {
            if layers > 0 {
                let (lon, lat) = (batch.numbers("lon")?.values, batch.numbers("lat")?.values);
                for layer in 0..layers {
                    let key =
                        |(x, y): (&f64, &f64)| ((x * 1e4) as u32).wrapping_add((y * 1e4) as u32 * 7) % 2000;
                    let keys: Vec<u32> = lon.iter().zip(&lat).map(key).collect();
                    let rivals = keys.iter().map(|k| (k + 1) % 2000).collect();
                    let border =
                        keys.iter().zip(&lon).map(|(k, x)| f64::from(*k) * 0.37 + x.fract()).collect();
                    batch.add_coded(&format!("layer{layer}"), keys, Arc::clone(&codes))?;
                    batch.add_coded(
                        &format!("layer{layer}_status"),
                        vec![0; lon.len()],
                        Arc::clone(&statuses),
                    )?;
                    batch.add_numbers(&format!("layer{layer}_border_m"), border, 3)?;
                    batch.add_coded(&format!("layer{layer}_rival"), rivals, Arc::clone(&codes))?;
                }
            }
            Ok(batch)
        })?;
    println!("{} rows, {} rejected, {:.2} s", totals.rows, totals.rejects, started.elapsed().as_secs_f64());
    Ok(())
}
