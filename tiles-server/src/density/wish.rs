//! How the density is to be made and drawn.

use gridward::measure::Metres;
use gridward::tiles::colour::Ramp;
use gridward::tiles::density::{Bandwidth, LEAST_SPREAD_M};

use crate::parameters::Parameters;
use crate::problem::Problem;

/// The parameters of the density beside those that choose cases.
pub const PARAMETERS: [&str; 3] = ["bandwidth", "edge", "ramp"];

/// The bandwidth where none is asked for, in metres.
const BANDWIDTH_M: f64 = 300.0;

/// What happens at the district's border.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Nothing: density leaks across.
    None,
    /// Every case inside counts in full inside.
    Corrected,
}

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The legend's colours.
    Picture,
    /// Numbers.
    Values,
}

/// What is asked of the density beside which cases.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    pub bandwidth: Bandwidth,
    pub edge: Edge,
    pub ramp: Ramp,
}

impl Wish {
    /// # Errors
    /// A problem that names the parameter and what would be right.
    pub fn read(asked: &Parameters) -> Result<Self, Problem> {
        let expected = "metres from 50 to 10000, for example 300";
        let metres = asked.number("bandwidth", expected)?.unwrap_or(BANDWIDTH_M);
        let bandwidth = Bandwidth::new(Metres(metres))
            .map_err(|fault| Problem::parameter("bandwidth", fault.to_string(), expected))?;
        let edge = match asked.text("edge") {
            None | Some("none") => Edge::None,
            Some("corrected") => Edge::Corrected,
            Some(other) => {
                return Err(Problem::parameter("edge", format!("edge is “{other}”"), "none or corrected"));
            }
        };
        let word = asked.text("ramp").unwrap_or(Ramp::default().name());
        let one_sided = |ramp: &Ramp| !ramp.is_two_sided();
        let ramp = word.parse::<Ramp>().ok().filter(one_sided).ok_or_else(|| {
            let names: Vec<_> = Ramp::ALL.into_iter().filter(one_sided).map(Ramp::name).collect();
            Problem::parameter("ramp", format!("ramp is “{word}”"), format!("one of {}", names.join(", ")))
        })?;
        Ok(Self { bandwidth, edge, ramp })
    }

    /// Refuses bandwidths with which the places that stand for a cell's ground would show.
    ///
    /// # Errors
    /// A problem that says from where on.
    pub fn over_cells(self) -> Result<Self, Problem> {
        if self.bandwidth.metres().0 >= LEAST_SPREAD_M {
            return Ok(self);
        }
        let detail = format!("{} m is too fine for cases that are shown by cells", self.bandwidth.metres().0);
        Err(Problem::parameter("bandwidth", detail, format!("{LEAST_SPREAD_M} to 10000 m for this account")))
    }

    /// The parameters as they stand in addresses.
    pub fn query(&self) -> String {
        format!("bandwidth={}&edge={}&ramp={}", self.bandwidth.metres().0, self.edge.name(), self.ramp.name())
    }
}

impl Edge {
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Corrected => "corrected",
        }
    }
}

impl Form {
    /// # Errors
    /// A problem that names the two.
    pub fn read(asked: &Parameters) -> Result<Self, Problem> {
        match asked.text("as") {
            None | Some("picture") => Ok(Self::Picture),
            Some("values") => Ok(Self::Values),
            Some(other) => Err(Problem::parameter("as", format!("as is “{other}”"), "picture or values")),
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Picture => "picture",
            Self::Values => "values",
        }
    }
}
