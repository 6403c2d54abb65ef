//! `gridward locate`: the owner of one place.

use std::collections::BTreeMap;
use std::process::ExitCode;

use gridward::crs::{Datum, StatedPair};
use gridward::locate::{Answer, Location};
use gridward::measure::{LonLat, Metres};
use serde::Serialize;

use crate::failure::Failure;
use crate::layers::LayerArgs;
use crate::output::{self, Format};

/// The cell of one place in every layer, with the reasons
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward locate --layer ward=wards.geojson:WARD --lon -77.0117 --lat 38.8996 --accuracy 20"
)]
pub struct Args {
    #[command(flatten)]
    layers: LayerArgs,

    /// Longitude in degrees, or east in the datum's unit
    #[arg(long, allow_negative_numbers = true)]
    lon: f64,

    /// Latitude in degrees, or north in the datum's unit
    #[arg(long, allow_negative_numbers = true)]
    lat: f64,

    /// What the numbers are measured in: wgs84, cgcs2000, gcj02, bd09 or EPSG:n
    #[arg(long, default_value = "wgs84")]
    datum: Datum,

    /// The place is uncertain by this many metres: shares of the circle decide
    #[arg(long, value_name = "M", default_value_t = 0.0, allow_negative_numbers = true)]
    accuracy: f64,

    /// The form of the answer
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
}

#[derive(Serialize)]
struct Document {
    datum: String,
    place: LonLat,
    accuracy_m: f64,
    layers: BTreeMap<String, Answer>,
}

/// Runs the command.
pub fn run(args: &Args) -> Result<ExitCode, Failure> {
    let converter = args.datum.converter().map_err(Failure::usage)?;
    let place = converter.place(StatedPair { x: args.lon, y: args.lat }).map_err(Failure::data)?;
    let location = Location::Circle { centre: place, radius: Metres(args.accuracy) };
    let mut layers = BTreeMap::new();
    for (name, locator) in args.layers.open()? {
        layers.insert(name.to_string(), locator.locate_shape(&location).map_err(Failure::usage)?);
    }
    let document = Document { datum: args.datum.to_string(), place, accuracy_m: args.accuracy, layers };
    match args.format {
        Format::Json => output::json(&document)?,
        Format::Text => output::text_out(&text(&document))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn text(document: &Document) -> String {
    let line = |(name, answer): (&String, &Answer)| {
        let code = answer.code.as_ref().map_or("-", |code| code.as_str());
        let mut line =
            format!("{name}: {code} ({}, confidence {:.2}", answer.status.as_str(), answer.confidence);
        if let Some(metres) = answer.border_m {
            line.push_str(&format!(", {metres:.1} m from the border"));
        }
        if let Some(rival) = &answer.rival {
            line.push_str(&format!(", beyond it {rival}"));
        }
        line + ")\n"
    };
    document.layers.iter().map(line).collect()
}
