//! A table of cases named on the command line.

use std::path::PathBuf;

use gridward::crs::Datum;
use gridward::frames::StatedColumns;

use crate::failure::Failure;

/// Flags that name a table of cases and the columns with their places.
#[derive(Debug, clap::Args)]
pub struct CaseArgs {
    /// The table of cases
    #[arg(long, value_name = "FILE")]
    pub cases: PathBuf,

    /// The column with the longitude, or east
    #[arg(long, value_name = "COLUMN")]
    pub lon: String,

    /// The column with the latitude, or north
    #[arg(long, value_name = "COLUMN")]
    pub lat: String,

    /// What the numbers are measured in: wgs84, cgcs2000, gcj02, bd09 or EPSG:n. No default: a wrong guess is 483 m in Shanghai
    #[arg(long)]
    pub datum: Datum,
}

impl CaseArgs {
    /// The columns with the converter of their datum.
    pub fn stated(&self) -> Result<StatedColumns, Failure> {
        let converter = self.datum.converter().map_err(Failure::usage)?;
        Ok(StatedColumns { lon: self.lon.clone(), lat: self.lat.clone(), converter })
    }
}
