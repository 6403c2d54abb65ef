//! The ground that points are looked at on: a rectangle, or the district's areas.

use std::path::PathBuf;

use gridward::analytics::points::piles;
use gridward::analytics::surface::Window;
use gridward::measure::PlaneXY;
use serde_json::json;

use super::input::{InputArgs, Places};
use super::told::Told;
use crate::failure::Failure;

/// A rectangle, in the coordinates of the plane.
#[derive(Debug, clap::Args)]
pub struct RectangleArgs {
    /// The rectangle that is looked at, in the plane's coordinates; otherwise the box of the places
    #[arg(long, value_name = "XMIN,XMAX,YMIN,YMAX", value_delimiter = ',', allow_hyphen_values = true)]
    pub window: Option<Vec<f64>>,
}

impl RectangleArgs {
    /// The corners.
    pub fn corners(&self, places: &Places, told: &mut Told) -> Result<[PlaneXY; 2], Failure> {
        let sides = match &self.window {
            Some(sides) => sides.clone(),
            None => box_of(places, told),
        };
        let [west, east, south, north] = sides.as_slice() else {
            return Err(Failure::usage(format!(
                "--window has {} numbers; right is XMIN,XMAX,YMIN,YMAX, such as 0,850,0,960",
                sides.len()
            )));
        };
        told.by("window", sides.clone());
        Ok([PlaneXY { x: *west, y: *south }, PlaneXY { x: *east, y: *north }])
    }
}

fn box_of(places: &Places, told: &mut Told) -> Vec<f64> {
    told.warn(
        "window",
        "未给出观测窗口：取各点的外接矩形，边界处的密度会偏高。",
        "No window was given: the box of the places is taken, and what lies at its border looks denser than it is.",
    );
    let least = |of: fn(&PlaneXY) -> f64| places.at.iter().map(of).fold(f64::INFINITY, f64::min);
    let most = |of: fn(&PlaneXY) -> f64| places.at.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    vec![least(|at| at.x), most(|at| at.x), least(|at| at.y), most(|at| at.y)]
}

/// A rectangle or areas.
#[derive(Debug, clap::Args)]
pub struct GroundArgs {
    #[command(flatten)]
    rectangle: RectangleArgs,

    /// Areas of any GIS format that are looked at, such as the district's border
    #[arg(long, value_name = "FILE", conflicts_with = "window")]
    district: Option<PathBuf>,
}

impl GroundArgs {
    /// The window.
    pub fn window(&self, input: &InputArgs, places: &Places, told: &mut Told) -> Result<Window, Failure> {
        if let Some(file) = &self.district {
            told.by("district", file.display().to_string());
            return Window::areas(&input.read_areas(file, places)?).map_err(Failure::data);
        }
        let [low, high] = self.rectangle.corners(places, told)?;
        Window::rectangle(low, high).map_err(Failure::usage)
    }
}

/// Warns of places that many rows share.
pub fn coincident(told: &mut Told, places: &Places) {
    let piles = piles(&places.at, 2);
    let Some(largest) = piles.first() else { return };
    let shared: usize = piles.iter().map(|pile| pile.count).sum();
    told.by(
        "coincident",
        json!({"places": piles.len(), "rows": shared, "largest": piles.iter().take(3).collect::<Vec<_>>()}),
    );
    if largest.count >= 5 && largest.share >= 0.01 || shared * 20 >= places.len() {
        let (count, x, y) = (largest.count, largest.x, largest.y);
        told.warn(
            "coincident",
            &format!("{shared} 行与别的行坐标完全相同，最多的一处 ({x}, {y}) 有 {count} 行：可能是地理编码的默认点，热点与聚类会被它支配。"),
            &format!("{shared} rows have exactly the place of another, up to {count} of them on one, ({x}, {y}): perhaps where a geocoder puts what it does not know. Hotspots and clusters there may be its own."),
        );
    }
}
