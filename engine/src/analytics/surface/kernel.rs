//! How the weight of a case falls with distance.

use serde::Serialize;

/// Standard deviations after which a gaussian counts as nothing: less than the last bit of a double.
const GAUSSIAN_REACH: f64 = 9.0;

/// A kernel (核函数) of the plane, with integral 1.
///
/// # References
/// B. W. Silverman, "Density estimation for statistics and data analysis", 1986, 4.2.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kernel {
    /// 3/(πh²) · (1 − d²/h²)²: the bandwidth h is the radius of the support.
    Quartic,
    /// 2/(πh²) · (1 − d²/h²): the bandwidth h is the radius of the support.
    Epanechnikov,
    /// 1/(2πh²) · exp(−d²/2h²): the bandwidth h is the standard deviation along each axis.
    Gaussian,
}

impl Kernel {
    /// What a bandwidth means for this kernel.
    #[must_use]
    pub fn bandwidth_meaning(self) -> &'static str {
        match self {
            Self::Quartic | Self::Epanechnikov => "radius of the support",
            Self::Gaussian => "standard deviation along each axis",
        }
    }

    /// The distance from which on the kernel is nothing.
    #[must_use]
    pub fn reach(self, bandwidth: f64) -> f64 {
        match self {
            Self::Quartic | Self::Epanechnikov => bandwidth,
            Self::Gaussian => bandwidth * GAUSSIAN_REACH,
        }
    }

    /// The value at the centre.
    #[must_use]
    pub fn peak(self, bandwidth: f64) -> f64 {
        let square = std::f64::consts::PI * bandwidth * bandwidth;
        match self {
            Self::Quartic => 3.0 / square,
            Self::Epanechnikov => 2.0 / square,
            Self::Gaussian => 0.5 / square,
        }
    }

    /// The value at a squared distance.
    #[must_use]
    pub fn at(self, squared: f64, bandwidth: f64) -> f64 {
        let share = squared / (bandwidth * bandwidth);
        let left = (1.0 - share).max(0.0);
        self.peak(bandwidth)
            * match self {
                Self::Quartic => left * left,
                Self::Epanechnikov => left,
                Self::Gaussian => (-0.5 * share).exp(),
            }
    }

    /// The integral over φ/2π of the mass farther out than r, along a line at distance `p` from the centre, from `from` to `to` along it
    /// (positions counted from the foot); both within reach. The line's distance is positive.
    ///
    /// With r² = p² + t² and p·dt/r² = dφ, the mass beyond r is (1 − r²/h²)³, (1 − r²/h²)² or exp(−r²/2h²): polynomials of t besides one
    /// angle for the first two; the last is Owen's T, here by Gauss and Legendre on panels that grow with t.
    pub(super) fn beyond(self, p: f64, from: f64, to: f64, bandwidth: f64) -> f64 {
        let turn = 2.0 * std::f64::consts::PI;
        let (p, from, to) = (p / bandwidth, from / bandwidth, to / bandwidth);
        let angle = (to * p - from * p).atan2(p * p + from * to);
        // ∫ r²ᵏ dφ for k = 1, 2, 3.
        let powers = |t: f64| {
            let (p2, t2) = (p * p, t * t);
            [p * t, p * t * (p2 + t2 / 3.0), p * t * (p2 * p2 + p2 * t2 / 1.5 + t2 * t2 / 5.0)]
        };
        let ([a1, a2, a3], [b1, b2, b3]) = (powers(from), powers(to));
        let (first, second, third) = (b1 - a1, b2 - a2, b3 - a3);
        let sum = match self {
            Self::Quartic => angle - 3.0 * first + 3.0 * second - third,
            Self::Epanechnikov => angle - 2.0 * first + second,
            Self::Gaussian => gaussian_to(p, to) - gaussian_to(p, from),
        };
        sum / turn
    }
}

/// ∫₀ᵗ exp(−(p² + s²)/2) p/(p² + s²) ds.
fn gaussian_to(p: f64, t: f64) -> f64 {
    let end = t.abs();
    let (mut from, mut to, mut sum) = (0.0, p, 0.0);
    while from < end {
        let last = to.min(end).min(from + 2.0);
        let (middle, half) = (f64::midpoint(from, last), (last - from) / 2.0);
        let part: f64 = NODES
            .iter()
            .flat_map(|(node, weight)| [(-node, weight), (*node, weight)])
            .map(|(node, weight)| {
                let s = middle + half * node;
                let squared = p * p + s * s;
                weight * (-0.5 * squared).exp() * p / squared
            })
            .sum();
        sum += part * half;
        from = last;
        to = from * 3.0;
    }
    sum.copysign(t)
}

/// Gauss and Legendre's eight nodes on either side of the middle, with their weights.
const NODES: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
];
