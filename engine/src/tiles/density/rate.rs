//! From cases per km² to the unit of the map: cases per km² and 30 days.

use super::bandwidth::Bandwidth;
use crate::tiles::colour::{Ramp, Scale};
use crate::tiles::png::Steps;

/// Where colours change, in cases per km² and 30 days: one scale for all bandwidths, periods, tiles, zooms and viewers, up to
/// what street corners reach.
pub const BREAKS: [f64; 12] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0];

/// Days that a rate is told for.
const DAYS: f64 = 30.0;

/// The finest step of values, cases per km² and 30 days: a hundredth of the first break.
const FINEST: f64 = 0.01;

/// How densities of a period become the rate that is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    days: f64,
}

impl Rate {
    /// The rate of a period of so many days; a period of none counts as a second.
    #[must_use]
    pub fn over(days: f64) -> Self {
        Self { days: days.max(1.0 / 86_400.0) }
    }

    /// Cases per km² and 30 days for one case per km² in the period.
    #[must_use]
    pub fn factor(self) -> f64 {
        DAYS / self.days
    }

    /// The colours of the rate.
    #[must_use]
    pub fn scale(self, ramp: Ramp) -> Scale {
        Scale::new(BREAKS.to_vec(), ramp).unwrap_or_else(|_| Scale::up_to(1000.0, ramp))
    }

    /// The steps that values are told in, declared by bandwidth and period and not by what a tile shows: 1, 2 or 5 times a
    /// power of ten, at least a hundredth, and at least a five-hundredth of what a lone case makes, so that 33,000 cases on
    /// one spot still have a number of their own.
    #[must_use]
    pub fn steps(self, bandwidth: Bandwidth) -> Steps {
        let least = (bandwidth.peak_per_km2() * self.factor() / 500.0).max(FINEST);
        let power = 10.0_f64.powf(least.log10().floor());
        let step = [1.0, 2.0, 5.0].map(|digit| digit * power).into_iter().find(|step| *step >= least);
        Steps { step: step.unwrap_or(10.0 * power) }
    }
}
