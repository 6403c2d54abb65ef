//! Which rates are outside of what their size lets expect?

use serde::Serialize;
use statrs::distribution::{DiscreteCDF, Poisson};

use super::exposed::Exposed;

/// The lowest and the highest rate that chance explains.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Limits {
    /// The lowest.
    pub lower: f64,
    /// The highest.
    pub upper: f64,
}

/// One place in the funnel.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FunnelPlace {
    /// Cases for one exposed.
    pub rate: f64,
    /// Cases that the common rate lets expect.
    pub expected: f64,
    /// Limits within which 95 % lie.
    pub limits_95: Limits,
    /// Limits within which 99.8 % lie.
    pub limits_998: Limits,
    /// −2 and 2 outside of 99.8 %, −1 and 1 outside of 95 %, 0 within.
    pub outside: i8,
}

/// The funnel (漏斗图控制限) of all places.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Funnel {
    /// The common rate, to which the funnel closes.
    pub mean: f64,
    /// The places.
    pub places: Vec<FunnelPlace>,
}

/// Poisson limits around the common rate, with the next whole numbers interpolated so that limits close smoothly.
///
/// # Complexity
/// O(n log of the largest count expected).
///
/// # References
/// D. Spiegelhalter, "Funnel plots for comparing institutional performance", 2005, doi:10.1002/sim.1970.
#[must_use]
pub fn funnel(places: &Exposed) -> Funnel {
    let mean = places.mean();
    let place = |&(cases, population): &(f64, f64)| {
        let expected = mean * population;
        let limits = |tail: f64| Limits {
            lower: quantile(expected, tail) / population,
            upper: quantile(expected, 1.0 - tail) / population,
        };
        let (limits_95, limits_998) = (limits(0.025), limits(0.001));
        let rate = cases / population;
        let side = |limits: Limits| i8::from(rate > limits.upper) - i8::from(rate < limits.lower);
        FunnelPlace { rate, expected, limits_95, limits_998, outside: side(limits_95) + side(limits_998) }
    };
    Funnel { mean, places: places.pairs().iter().map(place).collect() }
}

/// The interpolated quantile of Poisson counts: r − (F(r) − p)/(F(r) − F(r − 1)), never below 0.
fn quantile(expected: f64, p: f64) -> f64 {
    let Ok(law) = Poisson::new(expected) else { return 0.0 };
    let whole = law.inverse_cdf(p);
    let above = law.cdf(whole);
    let below = whole.checked_sub(1).map_or(0.0, |less| law.cdf(less));
    let share = if above > below { ((above - p) / (above - below)).clamp(0.0, 1.0) } else { 0.0 };
    (whole as f64 - share).max(0.0)
}

#[cfg(test)]
#[path = "funnel_tests.rs"]
mod tests;
