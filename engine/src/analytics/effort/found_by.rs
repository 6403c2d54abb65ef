//! Who found the cases: patrols or the public.

use serde::Serialize;

use super::expected::EffortError;
use crate::analytics::chance::two_sided_normal;

/// Cases by who found them (主动发现与公众举报).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FoundBy {
    /// Found by patrols.
    pub patrol: u32,
    /// Reported by the public.
    pub public: u32,
}

/// The share that patrols found in one cell.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Shares {
    /// Cases.
    pub cases: u32,
    /// The share found by patrol; `None` without a case.
    pub patrol_share: Option<f64>,
    /// The lower bound of the share at 95 % (Wilson).
    pub low: Option<f64>,
    /// The upper bound.
    pub high: Option<f64>,
    /// Standard deviations from the share of all cells; `None` without a case, and where all cells have the same finder.
    pub z: Option<f64>,
    /// Its two-sided p-value by the normal law.
    pub p: Option<f64>,
}

/// The share of each cell against that of all together: where far more is found by patrol than elsewhere, counts tell of patrol.
///
/// # Errors
/// [`EffortError::Nothing`] where there is no case.
///
/// # Complexity
/// O(cells).
///
/// # References
/// E. Wilson, 1927, doi:10.1080/01621459.1927.10502953.
pub fn found_by(cells: &[FoundBy]) -> Result<(f64, Vec<Shares>), EffortError> {
    let patrol: f64 = cells.iter().map(|cell| f64::from(cell.patrol)).sum();
    let all: f64 = patrol + cells.iter().map(|cell| f64::from(cell.public)).sum::<f64>();
    if all <= 0.0 {
        return Err(EffortError::Nothing("the number of cases".to_owned()));
    }
    let whole = patrol / all;
    let share = |cell: &FoundBy| {
        let n = f64::from(cell.patrol) + f64::from(cell.public);
        let cases = cell.patrol.saturating_add(cell.public);
        if n <= 0.0 {
            return Shares { cases, patrol_share: None, low: None, high: None, z: None, p: None };
        }
        let own = f64::from(cell.patrol) / n;
        let [low, high] = wilson(own, n);
        let spread = (whole * (1.0 - whole) / n).sqrt();
        let z = (spread > 0.0).then(|| (own - whole) / spread);
        Shares {
            cases,
            patrol_share: Some(own),
            low: Some(low),
            high: Some(high),
            z,
            p: z.map(two_sided_normal),
        }
    };
    Ok((whole, cells.iter().map(share).collect()))
}

fn wilson(share: f64, n: f64) -> [f64; 2] {
    let z = 1.959_963_984_540_054_f64;
    let square = z * z / n;
    let middle = share + square / 2.0;
    let half = z * (share * (1.0 - share) / n + square / (4.0 * n)).sqrt();
    [(middle - half) / (1.0 + square), (middle + half) / (1.0 + square)].map(|bound| bound.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_where_only_patrols_find_stands_out() {
        let cell = |patrol, public| FoundBy { patrol, public };
        let (whole, found) = found_by(&[cell(20, 0), cell(10, 30), cell(0, 0), cell(5, 15)]).unwrap();
        assert_eq!(whole, 35.0 / 80.0);
        assert!(found[0].p.unwrap() < 1e-5 && found[0].high == Some(1.0) && found[0].low.unwrap() > 0.8);
        assert_eq!((found[2].patrol_share, found[2].p), (None, None));
        assert!(found_by(&[cell(0, 0)]).is_err());
        let (_, one_finder) = found_by(&[cell(0, 3), cell(0, 1)]).unwrap();
        assert!(one_finder.iter().all(|cell| cell.z.is_none() && cell.patrol_share == Some(0.0)));
    }
}
