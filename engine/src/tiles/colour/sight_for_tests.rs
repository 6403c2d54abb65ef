//! How colours look: lightness and distance in CIELAB, and to those who lack one of three cones.

use super::Rgb;

/// L*, a*, b* under D65 (CIE 15:2004; sRGB by IEC 61966-2-1:1999).
pub fn lab(colour: [f64; 3]) -> [f64; 3] {
    let [r, g, b] = colour;
    let x = (0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / 0.950_47;
    let y = 0.212_672_9 * r + 0.715_152_2 * g + 0.072_175 * b;
    let z = (0.019_333_9 * r + 0.119_192 * g + 0.950_304_1 * b) / 1.088_83;
    let f = |t: f64| if t > 216.0 / 24389.0 { t.cbrt() } else { (24389.0 / 27.0 * t + 16.0) / 116.0 };
    [116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z))]
}

/// Shares of light, without the curve of sRGB.
pub fn light(Rgb(bytes): Rgb) -> [f64; 3] {
    bytes.map(|byte| {
        let share = f64::from(byte) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    })
}

/// Distance in CIELAB (ΔE of 1976).
pub fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    let ([l, m, n], [o, p, q]) = (lab(a), lab(b));
    ((l - o).powi(2) + (m - p).powi(2) + (n - q).powi(2)).sqrt()
}

/// What is left of light without one cone: protan, deutan, tritan, at full severity.
///
/// G. M. Machado, M. M. Oliveira, L. A. F. Fernandes (2009), doi:10.1109/TVCG.2009.113.
pub const WITHOUT_ONE_CONE: [[[f64; 3]; 3]; 3] = [
    [
        [0.152_286, 1.052_583, -0.204_868],
        [0.114_503, 0.786_281, 0.099_216],
        [-0.003_882, -0.048_116, 1.051_998],
    ],
    [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_820, 0.042_940, 0.968_881],
    ],
    [
        [1.255_528, -0.076_749, -0.178_779],
        [-0.078_411, 0.930_809, 0.147_602],
        [0.004_733, 0.691_367, 0.303_900],
    ],
];

/// Light as it is seen without one cone.
pub fn seen(light: [f64; 3], matrix: [[f64; 3]; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(light).map(|(m, l)| m * l).sum::<f64>().clamp(0.0, 1.0))
}
