//! How a cube of cells and steps is read: counts in columns of areas, or dated points in squares.

use gridward::analytics::emerging::{CivilSteps, Cube, NumberedSteps, StepUnit};
use gridward::analytics::weights::{Contiguity, Weights, contiguity};
use gridward::measure::PlaneXY;
use jiff::civil::Date;
use serde_json::json;

use super::input::{InputArgs, Places};
use super::neighbours::NeighbourArgs;
use super::told::Told;
use crate::failure::Failure;

/// A cube of cells and steps.
#[derive(Debug, clap::Args)]
pub struct CubeArgs {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    neighbours: NeighbourArgs,

    /// Areas: the columns of counts, one for each step in order
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', conflicts_with_all = ["cell", "time"])]
    counts: Vec<String>,

    /// Dated points: the side of the squares they are counted in, in the plane's unit; squares are neighbours as queens move
    #[arg(long, value_name = "SIZE", requires_all = ["time", "steps"])]
    cell: Option<f64>,

    /// The window of the squares; otherwise whole squares around all points
    #[arg(long, value_name = "X0,Y0,X1,Y1", value_delimiter = ',', allow_negative_numbers = true)]
    window: Vec<f64>,

    /// The column of time: numbers with --start and --length, dates (2018-01-31, what follows is not read) with --first and --every
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,

    /// How many steps
    #[arg(long, value_name = "N")]
    steps: Option<usize>,

    /// The number with which the first step begins
    #[arg(long, value_name = "T", requires = "length", allow_negative_numbers = true)]
    start: Option<f64>,

    /// The length of a step as a number
    #[arg(long, value_name = "T", requires = "start")]
    length: Option<f64>,

    /// The day with which the first step begins
    #[arg(long, value_name = "DATE", conflicts_with = "start")]
    first: Option<Date>,

    /// What a step is by the calendar: day, week, month or year
    #[arg(long, value_name = "UNIT", default_value = "month", value_parser = unit)]
    every: StepUnit,

    /// The day up to which cases are known, not including it: the step it lies in is known in part
    #[arg(long, value_name = "DATE", requires = "first")]
    until: Option<Date>,

    /// Only squares with a case in some step stay, as where no mask is given elsewhere; the zeros of the others are lost
    #[arg(long)]
    occupied: bool,
}

fn unit(text: &str) -> Result<StepUnit, String> {
    Ok(match text {
        "day" => StepUnit::Day,
        "week" => StepUnit::Week,
        "month" => StepUnit::Month,
        "year" => StepUnit::Year,
        _ => return Err(format!("{text:?} is no step; right are day, week, month, year")),
    })
}

/// A cube that was read.
pub struct Ready {
    pub told: Told,
    pub cube: Cube,
    pub weights: Weights,
    /// Middles of cells.
    pub middles: Vec<PlaneXY>,
    /// Cases with their steps; none where counts were given.
    pub cases: Vec<(PlaneXY, u32)>,
}

impl CubeArgs {
    /// Reads the cube.
    pub fn ready(&self, method: &str) -> Result<Ready, Failure> {
        let places = self.input.read()?;
        let mut told = Told::new(method, &places);
        match self.cell {
            Some(side) => self.of_points(&places, told, side),
            None if self.counts.len() < 2 => Err(Failure::usage(
                "name at least two columns with --counts (areas), or --cell, --time and --steps (dated points)",
            )),
            None => {
                let columns =
                    self.counts.iter().map(|name| counts(&places, name)).collect::<Result<Vec<_>, _>>()?;
                let of =
                    |cell: usize| columns.iter().filter_map(|column| column.get(cell).copied()).collect();
                let rows: Vec<Vec<u32>> = (0..places.len()).map(of).collect();
                told.by("counts", self.counts.clone());
                let weights = self.neighbours.make(&places, &mut told)?;
                let cube = Cube::from_counts(&rows).map_err(Failure::data)?;
                Ok(Ready { told, cube, weights, middles: places.at, cases: Vec::new() })
            }
        }
    }

    fn of_points(&self, places: &Places, mut told: Told, side: f64) -> Result<Ready, Failure> {
        let steps = self.steps.unwrap_or(0);
        let when = self.when(places, steps, &mut told)?;
        let squares = Squares::new(side, &self.window, &places.at)?;
        let mut cases = Vec::new();
        let (mut binned, mut outside) = (Vec::new(), 0_usize);
        for (at, step) in places.at.iter().zip(when) {
            match (squares.of(*at), step) {
                (Some(cell), Some(step)) => {
                    binned.push((cell, step));
                    cases.push((*at, step));
                }
                _ => outside += 1,
            }
        }
        if outside > 0 {
            told.warn(
                "outside",
                &format!("{outside} 件在窗口或时间之外，未计入。"),
                &format!("{outside} cases lie outside the window or the steps and are not counted."),
            );
        }
        let all = Cube::from_cases(squares.wide * squares.high, steps, &binned).map_err(Failure::data)?;
        let kept: Vec<usize> = if self.occupied { all.occupied() } else { (0..all.cells()).collect() };
        let rows: Vec<Vec<u32>> = kept.iter().map(|cell| all.row(*cell).to_vec()).collect();
        let corners: Vec<_> = kept.iter().map(|cell| squares.corners(*cell)).collect();
        let weights = contiguity(&corners, Contiguity::Queen).map_err(Failure::data)?;
        told.by("cell", side)
            .by("window", squares.window().to_vec())
            .by("nx", squares.wide)
            .by("ny", squares.high);
        told.by("weights", "queen").by("steps", steps).by("cells", kept.len()).by("cases", binned.len());
        if self.occupied {
            told.by("analysed_cells", kept.clone());
            told.warn(
                "occupied",
                "只保留有案件的格子：空格子的零被去掉，基准偏高。",
                "Only squares with a case are kept: the zeros of the others are lost, and with them the level they are compared with.",
            );
        }
        let middles = kept.iter().map(|cell| squares.middle(*cell)).collect();
        let cube = Cube::from_counts(&rows).map_err(Failure::data)?;
        Ok(Ready { told, cube, weights, middles, cases })
    }

    /// The step of each place.
    fn when(&self, places: &Places, steps: usize, told: &mut Told) -> Result<Vec<Option<u32>>, Failure> {
        let column = self.time.as_deref().unwrap_or("t");
        told.by("time", column);
        if let (Some(start), Some(length)) = (self.start, self.length) {
            let numbered = NumberedSteps::new(start, length, steps).map_err(Failure::usage)?;
            told.by("start", start).by("length", length);
            return Ok(places.numbers(column)?.into_iter().map(|t| numbered.of(t)).collect());
        }
        let first = self
            .first
            .ok_or_else(|| Failure::usage("name the first day with --first, or --start and --length"))?;
        let civil = CivilSteps::new(first, self.every, 1, steps).map_err(Failure::usage)?;
        told.by("first", first.to_string()).by("every", json!(self.every));
        told.by("edges", civil.edges().iter().map(ToString::to_string).collect::<Vec<_>>());
        if let Some(last) = self.until.and_then(|until| civil.partial(until)) {
            told.by("partial", json!(last)).warn(
                "partial",
                &format!("第 {} 步只知 {}/{} 天：计数偏低。", last.step, last.known_days, last.days),
                &format!(
                    "Step {} is known for {} of {} days: its counts are too low to compare.",
                    last.step, last.known_days, last.days
                ),
            );
        }
        let day = |(row, text): (usize, String)| {
            let date = text.get(..10).and_then(|day| day.parse::<Date>().ok());
            let wrong = || {
                format!(
                    "{}: row {}: {column} is {text:?}; a date such as 2018-01-31 is needed",
                    places.source,
                    row + 1
                )
            };
            date.map(|date| civil.of(date)).ok_or_else(|| Failure::data(wrong()))
        };
        places.texts(column)?.into_iter().enumerate().map(day).collect()
    }
}

/// A column of counts.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be whole and in range"
)]
pub fn counts(places: &Places, column: &str) -> Result<Vec<u32>, Failure> {
    let whole = |(row, value): (usize, f64)| {
        let good = value.fract().abs() <= 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value);
        let wrong = || {
            format!(
                "{}: row {}: {column} is {value}; a whole number from 0 on is needed",
                places.source,
                row + 1
            )
        };
        good.then_some(value as u32).ok_or_else(|| Failure::data(wrong()))
    };
    places.numbers(column)?.into_iter().enumerate().map(whole).collect()
}

/// Squares of a window, row by row from the lowest y.
struct Squares {
    side: f64,
    x: f64,
    y: f64,
    wide: usize,
    high: usize,
}

impl Squares {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to lie from 1 to 20 million"
    )]
    fn new(side: f64, window: &[f64], at: &[PlaneXY]) -> Result<Self, Failure> {
        if !matches!(window.len(), 0 | 4) {
            let found = window.len();
            return Err(Failure::usage(format!(
                "--window has {found} numbers; four are needed: X0,Y0,X1,Y1"
            )));
        }
        if !(side > 0.0 && side.is_finite()) {
            return Err(Failure::usage(format!("--cell {side}: a finite number above 0 is needed")));
        }
        let [x, y, x1, y1] = <[f64; 4]>::try_from(window).unwrap_or_else(|_| {
            let ends = |of: fn(&PlaneXY) -> f64| {
                let least = at.iter().map(of).fold(f64::INFINITY, f64::min);
                let most = at.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
                // Anchored to whole squares, not to the first case; a case on the last border has a square too.
                ((least / side).floor() * side, ((most / side).floor() + 1.0) * side)
            };
            let ((x, x1), (y, y1)) = (ends(|at| at.x), ends(|at| at.y));
            [x, y, x1, y1]
        });
        let number = |from: f64, to: f64| ((to - from) / side - 1e-9).ceil();
        let (wide, high) = (number(x, x1), number(y, y1));
        if !(wide >= 1.0 && high >= 1.0 && wide * high <= Cube::MOST as f64) {
            return Err(Failure::usage(format!(
                "{wide} × {high} squares of {side} from {x},{y} to {x1},{y1}; from 1 to {} are possible, take another --cell or --window",
                Cube::MOST
            )));
        }
        Ok(Self { side, x, y, wide: wide as usize, high: high as usize })
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to lie in the window"
    )]
    fn of(&self, at: PlaneXY) -> Option<u32> {
        let (column, row) = (((at.x - self.x) / self.side).floor(), ((at.y - self.y) / self.side).floor());
        let inside = column >= 0.0 && row >= 0.0 && column < self.wide as f64 && row < self.high as f64;
        inside.then_some(row as u32 * u32::try_from(self.wide).unwrap_or(u32::MAX) + column as u32)
    }

    fn corners(&self, cell: usize) -> Vec<Vec<(usize, usize)>> {
        let (x, y) = (cell % self.wide, cell / self.wide);
        vec![vec![(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]]
    }

    fn middle(&self, cell: usize) -> PlaneXY {
        let at = |number: usize| (number as f64 + 0.5) * self.side;
        PlaneXY { x: self.x + at(cell % self.wide), y: self.y + at(cell / self.wide) }
    }

    fn window(&self) -> [f64; 4] {
        let end = |number: usize| number as f64 * self.side;
        [self.x, self.y, self.x + end(self.wide), self.y + end(self.high)]
    }
}
