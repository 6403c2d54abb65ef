//! `gridward stats effort`: more cases, or more looking?

use gridward::analytics::effort::{Exposure, FoundBy, expected_by_exposure, found_by};
use serde_json::{Map, json};

use super::cube::counts;
use super::input::InputArgs;
use super::told::Told;
use crate::failure::Failure;

/// Cases against exposure: what patrol hours, households or road length let expect, and who found them
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward stats effort --input cells.geojson --value cases --exposure patrol_hours,households --patrol by_patrol --public by_public"
)]
pub struct EffortArgs {
    #[command(flatten)]
    input: InputArgs,

    /// The column of cases
    #[arg(long, value_name = "COLUMN")]
    value: String,

    /// Columns of exposure, each judged on its own
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    exposure: Vec<String>,

    /// How strongly cases grow with exposure: 1 in proportion, 0 not at all
    #[arg(long, value_name = "E", value_delimiter = ',', default_value = "1")]
    elasticity: Vec<f64>,

    /// The column of cases found by patrol
    #[arg(long, value_name = "COLUMN", requires = "public")]
    patrol: Option<String>,

    /// The column of cases reported by the public
    #[arg(long, value_name = "COLUMN", requires = "patrol")]
    public: Option<String>,
}

/// Runs the command.
pub fn effort(args: &EffortArgs) -> Result<(), Failure> {
    let places = args.input.read()?;
    let mut told = Told::new("effort", &places);
    let observed = counts(&places, &args.value)?;
    told.by("value", args.value.as_str()).by("exposure", args.exposure.clone());
    told.by("elasticity", args.elasticity.clone());
    let mut result = Map::new();
    let mut expected = Vec::new();
    for name in &args.exposure {
        let exposure = Exposure { name: name.clone(), amount: places.numbers(name)? };
        for elasticity in &args.elasticity {
            let cells = expected_by_exposure(&observed, &exposure, *elasticity).map_err(Failure::data)?;
            expected.push(json!({"exposure": name, "elasticity": elasticity, "cells": cells}));
        }
    }
    result.insert("expected".to_owned(), expected.into());
    if let (Some(patrol), Some(public)) = (&args.patrol, &args.public) {
        let (by_patrol, by_public) = (counts(&places, patrol)?, counts(&places, public)?);
        let cells = by_patrol.into_iter().zip(by_public).map(|(patrol, public)| FoundBy { patrol, public });
        let (whole, cells) = found_by(&cells.collect::<Vec<_>>()).map_err(Failure::data)?;
        result.insert("found_by".to_owned(), json!({"patrol_share": whole, "cells": cells}));
    }
    told.warn(
        "effort",
        "巡查多则发现多：期望数随所选暴露量与弹性而变，多种设定下都成立的结论才可信。",
        "More patrol finds more: what is expected depends on the exposure and the elasticity chosen; believe what holds for several.",
    );
    told.print(result)
}
