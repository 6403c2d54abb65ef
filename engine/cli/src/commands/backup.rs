//! `gridward backup`: a copy of a store that is in use.

use std::path::PathBuf;
use std::process::ExitCode;

use gridward::store::GeoPackageReader;

use crate::failure::Failure;
use crate::output;

/// Copies a store while its server writes; the copy is verified and durable when the command ends
#[derive(Debug, clap::Args)]
#[command(
    after_help = "To restore: stop the server, put the copy in the place of the store, remove the store's -wal, -shm and .tip.\n\nExample:\n  gridward backup --store demo.gpkg --to demo-2026-11-27.gpkg"
)]
pub struct Args {
    /// The store
    #[arg(long, value_name = "FILE.gpkg")]
    store: PathBuf,

    /// The new file
    #[arg(long, value_name = "FILE.gpkg")]
    to: PathBuf,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let reader = GeoPackageReader::open(&args.store).map_err(Failure::data)?;
    let copied = reader.backup(&args.to).map_err(Failure::data)?;
    output::text_out(&format!(
        "{}: {} cases, {} events, verified\n",
        args.to.display(),
        copied.cases,
        copied.events
    ))?;
    Ok(ExitCode::SUCCESS)
}
