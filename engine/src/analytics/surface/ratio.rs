//! One surface beside another: where is it denser than the other says?

use super::sum::{Surface, SurfaceError};

/// The ratio of two surfaces (相对风险面), each of its own total: 1 where the share of both is the same; `None` where the lower one is
/// below `least` of its own peak, because a ratio of next to nothing says nothing.
///
/// # Errors
/// [`SurfaceError::Mismatch`] where pixels differ.
///
/// # References
/// J. F. Bithell, "An application of density estimation to geographical epidemiology", 1990, doi:10.1002/sim.4780090616.
pub fn ratio(upper: &Surface, lower: &Surface, least: f64) -> Result<Vec<Option<f64>>, SurfaceError> {
    if upper.pixels != lower.pixels || upper.values.len() != lower.values.len() {
        return Err(SurfaceError::Mismatch);
    }
    let floor = lower.peak() * least.max(f64::MIN_POSITIVE);
    let scale = lower.weight / upper.weight;
    let ratio =
        |(upper, lower): (&f64, &f64)| (*lower >= floor && *lower > 0.0).then(|| upper / lower * scale);
    Ok(upper
        .values
        .iter()
        .zip(&lower.values)
        .map(ratio)
        .map(|ratio| ratio.filter(|ratio| ratio.is_finite()))
        .collect())
}
