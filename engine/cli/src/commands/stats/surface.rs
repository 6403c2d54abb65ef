//! `gridward stats density`.

use std::path::PathBuf;

use clap::ValueEnum;
use gridward::analytics::surface::{Edge, Event, Kernel, Pixels, Surface, Window, adapted, ratio, surface};
use serde_json::{Map, Value, json};

use super::ground::{GroundArgs, coincident};
use super::input::{InputArgs, Places};
use super::told::Told;
use crate::failure::Failure;

/// Below this share of its peak the lower surface of a ratio says nothing.
const LEAST_SHARE: f64 = 0.01;

#[derive(Debug, Clone, Copy, ValueEnum)]
enum KernelArg {
    Quartic,
    Gaussian,
    Epanechnikov,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum EdgeArg {
    None,
    Uniform,
    Diggle,
}

/// Kernel density: cases per square unit at the centres of pixels, by direct sum
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Rows of values begin at the lowest y.\n\nExample:\n  gridward stats density --input cases.geojson --bandwidth 300 --pixel 50 --district district.geojson"
)]
pub struct DensityArgs {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    ground: GroundArgs,

    /// How the weight of a case falls with distance
    #[arg(long, value_enum, default_value = "quartic")]
    kernel: KernelArg,

    /// Quartic, epanechnikov: the radius of the support; gaussian: the standard deviation along each axis. In the plane's unit
    #[arg(long, value_name = "M", allow_hyphen_values = true)]
    bandwidth: f64,

    /// What is done about the mass lost beyond the border: divide at each case (diggle), at each pixel (uniform), or nothing
    #[arg(long, value_enum, default_value = "diggle")]
    edge: EdgeArg,

    /// The column of weights; otherwise each row counts 1
    #[arg(long, value_name = "COLUMN")]
    weight: Option<String>,

    /// The side of a square pixel; otherwise a fifth of the bandwidth
    #[arg(long, value_name = "M", conflicts_with = "pixels")]
    pixel: Option<f64>,

    /// Columns and rows of pixels over the window's box
    #[arg(long, value_name = "COLUMNSxROWS")]
    pixels: Option<String>,

    /// Bandwidths adapt: shorter where cases are dense (Abramson)
    #[arg(long)]
    adaptive: bool,

    /// Other places in a file of the same kind; the ratio of both surfaces is told as well, 1 where both have the same share
    #[arg(long, value_name = "FILE")]
    over: Option<PathBuf>,
}

impl DensityArgs {
    fn pixels(&self, window: &Window) -> Result<Pixels, Failure> {
        if let Some(text) = &self.pixels {
            let sides = text
                .split_once('x')
                .and_then(|(columns, rows)| Some((columns.parse().ok()?, rows.parse().ok()?)));
            let (columns, rows) = sides.ok_or_else(|| {
                Failure::usage(format!("--pixels {text:?}: right is COLUMNSxROWS, such as 17x24"))
            })?;
            return Pixels::over(window.corners(), columns, rows).map_err(Failure::usage);
        }
        Pixels::of_side(window.corners(), self.pixel.unwrap_or(self.bandwidth / 5.0)).map_err(Failure::usage)
    }

    fn kernel(&self) -> Kernel {
        match self.kernel {
            KernelArg::Quartic => Kernel::Quartic,
            KernelArg::Gaussian => Kernel::Gaussian,
            KernelArg::Epanechnikov => Kernel::Epanechnikov,
        }
    }

    fn edge(&self) -> Edge {
        match self.edge {
            EdgeArg::None => Edge::None,
            EdgeArg::Uniform => Edge::Uniform,
            EdgeArg::Diggle => Edge::Diggle,
        }
    }

    fn of(&self, places: &Places, window: &Window, pixels: Pixels) -> Result<Surface, Failure> {
        let weights = self.weight.as_ref().map(|field| places.numbers(field)).transpose()?;
        let event = |(row, at)| Event {
            at,
            weight: weights.as_ref().and_then(|weights| weights.get(row)).copied().unwrap_or(1.0),
            bandwidth: self.bandwidth,
        };
        let mut events: Vec<Event> = places.at.iter().copied().enumerate().map(event).collect();
        let kernel = self.kernel();
        if self.adaptive {
            // What is wrong with a case is said before its bandwidth is changed.
            surface(&events, kernel, Edge::None, window, Pixels { columns: 1, rows: 1, ..pixels })
                .map_err(Failure::data)?;
            events = adapted(&events, kernel, window);
        }
        surface(&events, kernel, self.edge(), window, pixels).map_err(Failure::data)
    }
}

/// Density, and the ratio of two.
pub fn density(args: &DensityArgs) -> Result<(), Failure> {
    let places = args.input.read()?;
    let mut told = Told::new("density", &places);
    let window = args.ground.window(&args.input, &places, &mut told)?;
    let pixels = args.pixels(&window)?;
    told.by("kernel", json!(args.kernel()))
        .by("bandwidth", args.bandwidth)
        .by("bandwidth_meaning", args.kernel().bandwidth_meaning())
        .by("edge", json!(args.edge()))
        .by("weights", args.weight.clone())
        .by("adaptive", args.adaptive);
    coincident(&mut told, &places);
    let found = args.of(&places, &window, pixels)?;
    if found.inside < places.len() {
        let out = places.len() - found.inside;
        told.warn(
            "outside",
            &format!("{out} 行在窗口之外，不计入。"),
            &format!("{out} rows lie outside the window and do not count."),
        );
    }
    let mut result = described(&found);
    if let Some(file) = &args.over {
        told.by("over", file.display().to_string()).by("least_share", LEAST_SHARE);
        let others = args.input.read_beside(file, &places)?;
        let below = args.of(&others, &window, pixels)?;
        let ratio = ratio(&found, &below, LEAST_SHARE).map_err(Failure::data)?;
        let rows: Vec<&[Option<f64>]> = ratio.chunks(pixels.columns).collect();
        result.insert("ratio".to_owned(), json!(rows));
    }
    told.print(result)
}

fn described(found: &Surface) -> Map<String, Value> {
    let pixels = found.pixels;
    let rows: Vec<&[f64]> = found.values.chunks(pixels.columns).collect();
    let fields = [
        ("nx", json!(pixels.columns)),
        ("ny", json!(pixels.rows)),
        ("pixel_centres_x", json!((0..pixels.columns).map(|at| pixels.x(at)).collect::<Vec<f64>>())),
        ("pixel_centres_y", json!((0..pixels.rows).map(|at| pixels.y(at)).collect::<Vec<f64>>())),
        ("row_order", json!("row 0 = lowest y")),
        ("unit", json!("events per square coordinate unit")),
        ("inside", json!(found.inside)),
        ("weight", json!(found.weight)),
        ("peak", json!(found.peak())),
        ("pixel_integral", json!(found.integral())),
        ("values", json!(rows)),
    ];
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
