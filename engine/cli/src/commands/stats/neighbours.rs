//! `gridward stats weights`, and the flags by which every statistic is told who is near whom.

use std::path::PathBuf;

use gridward::analytics::weights::{
    Contiguity, FileForm, Names, Weights, band, contiguity, hexagons, largest_nearest, nearest, read_weights,
    write_weights,
};
use serde_json::{Value, json};

use super::input::{InputArgs, Places};
use super::told::Told;
use crate::failure::Failure;

/// Who is near whom.
#[derive(Debug, clap::Args)]
pub struct NeighbourArgs {
    /// queen, rook, knn:K, band:DISTANCE, band:nearest (the shortest without islands), h3 or h3:RINGS (cells named by --id), or <file:FILE> (.gal, .gwt, .json)
    #[arg(long, value_name = "KIND", default_value = "queen")]
    pub weights: Kind,

    /// Weights of a row are divided by their sum
    #[arg(long)]
    pub row_standardised: bool,
}

/// How weights are made.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Queen,
    Rook,
    Nearest(usize),
    Band(f64),
    BandToNearest,
    Hexagons(u32),
    File(PathBuf),
}

impl std::str::FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "{text:?} is no kind of weights; right are queen, rook, knn:8, band:500, band:nearest, h3, h3:2, file:near.gal"
            )
        };
        let (name, value) = text.split_once(':').map_or((text, None), |(name, value)| (name, Some(value)));
        let kind = match (name, value) {
            ("queen", None) => Self::Queen,
            ("rook", None) => Self::Rook,
            ("knn", Some(k)) => Self::Nearest(k.parse().ok().filter(|k| *k > 0).ok_or_else(wrong)?),
            ("band", Some("nearest")) => Self::BandToNearest,
            ("band", Some(reach)) => Self::Band(
                reach
                    .parse()
                    .ok()
                    .filter(|reach: &f64| *reach >= 0.0 && reach.is_finite())
                    .ok_or_else(wrong)?,
            ),
            ("h3", rings) => Self::Hexagons(
                rings.map_or(Ok(1), str::parse).ok().filter(|rings| *rings > 0).ok_or_else(wrong)?,
            ),
            ("file", Some(file)) => Self::File(file.into()),
            _ => return Err(wrong()),
        };
        Ok(kind)
    }
}

impl NeighbourArgs {
    /// Makes the weights of places, and tells how.
    pub fn make(&self, places: &Places, told: &mut Told) -> Result<Weights, Failure> {
        let (weights, how) = self.binary(places)?;
        told.by("weights", how).by("row_standardised", self.row_standardised);
        let islands = weights.islands();
        if !islands.is_empty() {
            let count = islands.len();
            told.warn(
                "islands",
                &format!("{count} 个位置没有邻居：不参与检验，结果为空。"),
                &format!("{count} places have no neighbour: they are not tested, and their result is null."),
            );
            told.by("islands", islands);
        }
        Ok(if self.row_standardised { weights.standardised() } else { weights })
    }

    fn binary(&self, places: &Places) -> Result<(Weights, Value), Failure> {
        let areas = || {
            places.rings.as_ref().ok_or_else(|| {
                Failure::usage(format!(
                    "{}: points have no common border; take --weights knn:8, or band:DISTANCE",
                    places.source
                ))
            })
        };
        let (weights, how) = match &self.weights {
            Kind::Queen => (contiguity(areas()?, Contiguity::Queen), json!("queen")),
            Kind::Rook => (contiguity(areas()?, Contiguity::Rook), json!("rook")),
            Kind::Nearest(k) => {
                if *k >= places.len() {
                    return Err(Failure::usage(format!(
                        "--weights knn:{k}: each of {} places has only {} others",
                        places.len(),
                        places.len() - 1
                    )));
                }
                (nearest(&places.at, *k), json!({"knn": k}))
            }
            Kind::Band(reach) => (band(&places.at, *reach), json!({"band": reach})),
            Kind::BandToNearest => {
                let reach = largest_nearest(&places.at).unwrap_or(0.0);
                (band(&places.at, reach), json!({"band": reach, "of": "nearest"}))
            }
            Kind::Hexagons(rings) => (hexagons(&cells(places)?, *rings), json!({"h3_rings": rings})),
            Kind::File(file) => return of_file(file, places),
        };
        Ok((weights.map_err(Failure::data)?, how))
    }
}

fn of_file(file: &std::path::Path, places: &Places) -> Result<(Weights, Value), Failure> {
    let name = file.display().to_string();
    let wrong = |fault: &dyn std::fmt::Display| Failure::data(format!("{name}: {fault}"));
    let form = FileForm::of_name(&name)
        .ok_or_else(|| Failure::usage(format!("{name}: the name must end in .gal, .gwt or .json")))?;
    let text = std::fs::read_to_string(file).map_err(|fault| wrong(&fault))?;
    let weights = read_weights(&text, form, &names(places)).map_err(|fault| wrong(&fault))?;
    Ok((weights, json!({"file": name})))
}

fn names(places: &Places) -> Names<'_> {
    places.names.as_deref().map_or(Names::Numbers(places.len()), Names::Given)
}

/// H3 cells from the column that names places.
fn cells(places: &Places) -> Result<Vec<h3o::CellIndex>, Failure> {
    let names = places
        .names
        .as_ref()
        .ok_or_else(|| Failure::usage("--weights h3 needs --id, the column of H3 cells"))?;
    let cell = |(row, name): (usize, &String)| {
        name.parse().map_err(|_| {
            Failure::data(format!(
                "{}: row {}: {name:?} is no H3 cell, such as 8b195da49108fff",
                places.source,
                row + 1
            ))
        })
    };
    names.iter().enumerate().map(cell).collect()
}

/// Who is near whom, as a file for other programs or as JSON
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  gridward stats weights --input cells.geojson --weights rook --out near.gal"
)]
pub struct WeightsArgs {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    neighbours: NeighbourArgs,

    /// Writes the weights into a file: .gal, .gwt or .json
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &WeightsArgs) -> Result<(), Failure> {
    let places = args.input.read()?;
    let mut told = Told::new("weights", &places);
    let weights = args.neighbours.make(&places, &mut told)?;
    if let Some(file) = &args.out {
        let name = file.display().to_string();
        let form = FileForm::of_name(&name)
            .ok_or_else(|| Failure::usage(format!("{name}: the name must end in .gal, .gwt or .json")))?;
        std::fs::write(file, write_weights(&weights, form, &names(&places)))
            .map_err(|fault| Failure::data(format!("{name}: {fault}")))?;
    }
    let neighbours: Vec<&[u32]> = weights.rows().map(|row| row.neighbours).collect();
    let sums = weights.sums();
    told.print(json!({
        "neighbours": neighbours,
        "weights": weights.rows().map(|row| row.weights().collect()).collect::<Vec<Vec<f64>>>(),
        "islands": weights.islands(),
        "symmetric": weights.is_symmetric(),
        "sums": sums,
    }))
}
