//! The transverse Mercator projection (高斯-克吕格投影) by Krüger's series in the third flattening, to order six.

use crate::measure::PlaneXY;

/// An ellipsoid of revolution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ellipsoid {
    /// Equatorial radius in metres.
    pub semi_major_m: f64,
    /// Flattening, (a − b)/a.
    pub flattening: f64,
}

impl Ellipsoid {
    /// WGS 84.
    pub const WGS84: Self = Self { semi_major_m: 6_378_137.0, flattening: 1.0 / 298.257_223_563 };
    /// GRS 80, which CGCS2000, ETRS89 and NAD83 use.
    pub const GRS80: Self = Self { semi_major_m: 6_378_137.0, flattening: 1.0 / 298.257_222_101 };
}

/// What names one transverse Mercator plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TransverseMercatorParameters {
    /// The ellipsoid projected from.
    pub ellipsoid: Ellipsoid,
    /// Central meridian (中央经线) in degrees.
    pub central_meridian_degrees: f64,
    /// Latitude in degrees whose northing on the central meridian is `false_north_m`.
    pub origin_latitude_degrees: f64,
    /// Scale on the central meridian.
    pub scale: f64,
    /// Metres added to every easting.
    pub false_east_m: f64,
    /// Metres added to every northing.
    pub false_north_m: f64,
}

/// A transverse Mercator plane, ready to convert.
///
/// Within 3° of the central meridian the series is exact to the rounding of a double (nanometres); within 35° to 5 nm.
///
/// # References
/// C. F. F. Karney: Transverse Mercator with an accuracy of a few nanometers, Journal of Geodesy 85, 2011,
/// doi 10.1007/s00190-011-0445-3, equations 7–9, 14, 35 and 36. L. Krüger: Konforme Abbildung des Erdellipsoids in der
/// Ebene, 1912, doi 10.2312/GFZ.b103-krueger28.
#[derive(Debug, Clone, PartialEq)]
pub struct TransverseMercator {
    parameters: TransverseMercatorParameters,
    eccentricity: f64,
    /// Scale times the rectifying radius, in metres.
    radius_m: f64,
    /// Northing of the origin latitude before the false northing, in metres.
    origin_north_m: f64,
    to_plane: [f64; 6],
    to_sphere: [f64; 6],
}

impl TransverseMercator {
    /// The plane that the parameters name.
    #[must_use]
    pub fn new(parameters: TransverseMercatorParameters) -> Self {
        let f = parameters.ellipsoid.flattening;
        let n = f / (2.0 - f);
        let n2 = n * n;
        let rectifying = parameters.ellipsoid.semi_major_m / (1.0 + n)
            * (1.0 + n2 * (1.0 / 4.0 + n2 * (1.0 / 64.0 + n2 / 256.0)));
        let mut plane = Self {
            parameters,
            eccentricity: (f * (2.0 - f)).sqrt(),
            radius_m: parameters.scale * rectifying,
            origin_north_m: 0.0,
            to_plane: to_plane_coefficients(n),
            to_sphere: to_sphere_coefficients(n),
        };
        plane.origin_north_m = plane.unshifted(0.0, parameters.origin_latitude_degrees).1;
        plane
    }

    /// What names this plane.
    #[must_use]
    pub fn parameters(&self) -> &TransverseMercatorParameters {
        &self.parameters
    }

    /// East and north in metres of geographic degrees on the plane's own ellipsoid.
    #[must_use]
    pub fn forward(&self, lon_degrees: f64, lat_degrees: f64) -> PlaneXY {
        let (east, north) =
            self.unshifted(lon_degrees - self.parameters.central_meridian_degrees, lat_degrees);
        PlaneXY {
            x: east + self.parameters.false_east_m,
            y: north - self.origin_north_m + self.parameters.false_north_m,
        }
    }

    /// Longitude and latitude in degrees on the plane's own ellipsoid, of metres east and north.
    ///
    /// `None` where the numbers are further than 4,500 km from the central meridian or beyond the poles: no place of the
    /// plane. A zone number in front of the easting has this effect.
    #[must_use]
    pub fn inverse(&self, plane: PlaneXY) -> Option<[f64; 2]> {
        let eta = (plane.x - self.parameters.false_east_m) / self.radius_m;
        let xi = (plane.y - self.parameters.false_north_m + self.origin_north_m) / self.radius_m;
        // Written so that NaN fails too.
        if !(eta.abs() <= 0.7 && xi.abs() <= std::f64::consts::FRAC_PI_2) {
            return None;
        }
        let (d_xi, d_eta) = series(&self.to_sphere, xi, eta);
        let (xi, eta) = (xi - d_xi, eta - d_eta);
        let (sin_xi, cos_xi) = xi.sin_cos();
        let sinh_eta = eta.sinh();
        let lon = sinh_eta.atan2(cos_xi).to_degrees();
        let lat = self.geodetic_tangent(sin_xi / sinh_eta.hypot(cos_xi)).atan().to_degrees();
        Some([lon + self.parameters.central_meridian_degrees, lat])
    }

    fn unshifted(&self, lon_offset_degrees: f64, lat_degrees: f64) -> (f64, f64) {
        let tau = lat_degrees.to_radians().tan();
        let (sin_lon, cos_lon) = lon_offset_degrees.to_radians().sin_cos();
        let conformal = self.conformal_tangent(tau);
        let xi = conformal.atan2(cos_lon);
        let eta = (sin_lon / conformal.hypot(cos_lon)).asinh();
        let (d_xi, d_eta) = series(&self.to_plane, xi, eta);
        (self.radius_m * (eta + d_eta), self.radius_m * (xi + d_xi))
    }

    /// Tangent of the conformal latitude from that of the geodetic one (Karney eq. 7–9).
    fn conformal_tangent(&self, tau: f64) -> f64 {
        let secant = tau.hypot(1.0);
        let sigma = (self.eccentricity * (self.eccentricity * tau / secant).atanh()).sinh();
        tau * sigma.hypot(1.0) - sigma * secant
    }

    /// The inverse of [`Self::conformal_tangent`] by Newton's method (Karney eq. 19–21); it gains all digits in 2–3 rounds.
    fn geodetic_tangent(&self, conformal: f64) -> f64 {
        let e2m = 1.0 - self.eccentricity * self.eccentricity;
        let mut tau = conformal / e2m;
        for _ in 0..5 {
            let guess = self.conformal_tangent(tau);
            let step =
                (conformal - guess) / guess.hypot(1.0) * (1.0 + e2m * tau * tau) / (e2m * tau.hypot(1.0));
            tau += step;
            if step.abs() <= 1e-16 * tau.abs().max(1.0) {
                break;
            }
        }
        tau
    }
}

/// Σ cⱼ sin 2jξ cosh 2jη and Σ cⱼ cos 2jξ sinh 2jη, by Clenshaw summation of the complex sine series.
fn series(coefficients: &[f64; 6], xi: f64, eta: f64) -> (f64, f64) {
    let (sin, cos) = (2.0 * xi).sin_cos();
    let (sinh, cosh) = ((2.0 * eta).sinh(), (2.0 * eta).cosh());
    // 2 cos 2ζ with ζ = ξ + iη.
    let (re, im) = (2.0 * cos * cosh, -2.0 * sin * sinh);
    let (mut b1, mut b2) = ((0.0, 0.0), (0.0, 0.0));
    for c in coefficients.iter().rev() {
        let b0 = (re * b1.0 - im * b1.1 - b2.0 + c, re * b1.1 + im * b1.0 - b2.1);
        b2 = b1;
        b1 = b0;
    }
    // Times sin 2ζ.
    let (s_re, s_im) = (sin * cosh, cos * sinh);
    (b1.0 * s_re - b1.1 * s_im, b1.0 * s_im + b1.1 * s_re)
}

/// c[0] n^first + c[1] n^(first + 1) + …
fn powers(n: f64, first: i32, c: &[f64]) -> f64 {
    c.iter().rev().fold(0.0, |sum, c| sum * n + c) * n.powi(first)
}

/// Krüger's α: from the conformal sphere to the plane (Karney eq. 35).
fn to_plane_coefficients(n: f64) -> [f64; 6] {
    [
        powers(n, 1, &[1.0 / 2.0, -2.0 / 3.0, 5.0 / 16.0, 41.0 / 180.0, -127.0 / 288.0, 7891.0 / 37800.0]),
        powers(n, 2, &[13.0 / 48.0, -3.0 / 5.0, 557.0 / 1440.0, 281.0 / 630.0, -1_983_433.0 / 1_935_360.0]),
        powers(n, 3, &[61.0 / 240.0, -103.0 / 140.0, 15061.0 / 26880.0, 167_603.0 / 181_440.0]),
        powers(n, 4, &[49561.0 / 161_280.0, -179.0 / 168.0, 6_601_661.0 / 7_257_600.0]),
        powers(n, 5, &[34729.0 / 80640.0, -3_418_889.0 / 1_995_840.0]),
        powers(n, 6, &[212_378_941.0 / 319_334_400.0]),
    ]
}

/// Krüger's β: from the plane to the conformal sphere (Karney eq. 36).
fn to_sphere_coefficients(n: f64) -> [f64; 6] {
    [
        powers(n, 1, &[1.0 / 2.0, -2.0 / 3.0, 37.0 / 96.0, -1.0 / 360.0, -81.0 / 512.0, 96199.0 / 604_800.0]),
        powers(n, 2, &[1.0 / 48.0, 1.0 / 15.0, -437.0 / 1440.0, 46.0 / 105.0, -1_118_711.0 / 3_870_720.0]),
        powers(n, 3, &[17.0 / 480.0, -37.0 / 840.0, -209.0 / 4480.0, 5569.0 / 90720.0]),
        powers(n, 4, &[4397.0 / 161_280.0, -11.0 / 504.0, -830_251.0 / 7_257_600.0]),
        powers(n, 5, &[4583.0 / 161_280.0, -108_847.0 / 3_991_680.0]),
        powers(n, 6, &[20_648_693.0 / 638_668_800.0]),
    ]
}

#[cfg(test)]
#[path = "transverse_mercator_tests.rs"]
mod tests;
