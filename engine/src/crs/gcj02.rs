//! The coordinate systems of China's consumer maps: GCJ-02 (火星坐标) and, on top of it, BD-09 (百度坐标).
//!
//! Both are types of their own, so that a shifted pair never passes for a [`LonLat`]. The shift is applied inside a crude
//! box around China, as every published implementation does; outside of the box the pair is WGS 84 itself. The box also
//! holds parts of the neighbouring countries. Within 700 m of the box's border the two readings overlap, and the inner
//! one wins.
//!
//! # References
//! The formula was never published officially; this is our own writing of the public-domain reconstruction
//! (wuyongzheng, 2013; checked against the vectors of eviltransform).

use crate::measure::{LonLat, PositionError};

/// Semi-major axis of the Krassowsky ellipsoid in metres, which the formula uses.
const A: f64 = 6_378_245.0;
/// First eccentricity squared of the same.
const E2: f64 = 0.006_693_421_622_965_943;
const PI: f64 = std::f64::consts::PI;
/// Where the formula's polynomial is centred.
const CENTRE_LON: f64 = 105.0;
const CENTRE_LAT: f64 = 35.0;
/// BD-09's constants: an offset in degrees, and the frequency of its ripple per degree.
const BD_LON: f64 = 0.0065;
const BD_LAT: f64 = 0.006;
const BD_RIPPLE: f64 = PI * 3000.0 / 180.0;

/// Whether a position lies in the box inside which the shift applies.
#[must_use]
pub fn in_china_box(place: LonLat) -> bool {
    in_box(place.lon(), place.lat())
}

fn in_box(lon: f64, lat: f64) -> bool {
    (72.004..=137.8347).contains(&lon) && (0.8293..=55.8271).contains(&lat)
}

/// A position in GCJ-02 degrees, some 480 m from its WGS 84 position in Shanghai and up to 700 m elsewhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gcj02 {
    /// Within ±180 and ±90 like a place, but not one.
    pair: LonLat,
}

/// A position in BD-09 degrees, some 1.1 km from its WGS 84 position in Shanghai.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bd09 {
    /// Within ±180 and ±90 like a place, but not one.
    pair: LonLat,
}

impl Gcj02 {
    /// A position stated in GCJ-02 degrees.
    ///
    /// # Errors
    /// As [`LonLat::new`].
    pub fn new(lon: f64, lat: f64) -> Result<Self, PositionError> {
        LonLat::new(lon, lat).map(|pair| Self { pair })
    }

    /// Longitude in GCJ-02 degrees.
    #[must_use]
    pub fn lon(self) -> f64 {
        self.pair.lon()
    }

    /// Latitude in GCJ-02 degrees.
    #[must_use]
    pub fn lat(self) -> f64 {
        self.pair.lat()
    }

    /// Where a WGS 84 place is drawn on a GCJ-02 map.
    ///
    /// # Example
    /// ```
    /// use gridward::{crs::Gcj02, measure::LonLat};
    /// let shown = Gcj02::from_wgs84(LonLat::new(121.5272106, 31.1774276)?);
    /// assert_eq!((shown.lon(), shown.lat()), (121.531541859215, 31.17530398364597));
    /// # Ok::<(), gridward::measure::PositionError>(())
    /// ```
    #[must_use]
    pub fn from_wgs84(place: LonLat) -> Self {
        let (lon, lat) = (place.lon(), place.lat());
        if !in_box(lon, lat) {
            return Self { pair: place };
        }
        let (d_lon, d_lat) = shift_degrees(lon, lat);
        Self { pair: LonLat::new(lon + d_lon, lat + d_lat).unwrap_or(place) }
    }

    /// The WGS 84 place that is drawn here, to 1e-8 m by Newton's method.
    ///
    /// Within 0.1 µm of the meridian 105°E the formula itself carries two places to one; there it is 2e-7 m.
    #[must_use]
    pub fn to_wgs84(self) -> LonLat {
        unshift(self.pair.lon(), self.pair.lat()).unwrap_or(self.pair)
    }
}

impl Bd09 {
    /// A position stated in BD-09 degrees.
    ///
    /// # Errors
    /// As [`LonLat::new`].
    pub fn new(lon: f64, lat: f64) -> Result<Self, PositionError> {
        LonLat::new(lon, lat).map(|pair| Self { pair })
    }

    /// Longitude in BD-09 degrees.
    #[must_use]
    pub fn lon(self) -> f64 {
        self.pair.lon()
    }

    /// Latitude in BD-09 degrees.
    #[must_use]
    pub fn lat(self) -> f64 {
        self.pair.lat()
    }

    /// Where a WGS 84 place is drawn on a BD-09 map.
    #[must_use]
    pub fn from_wgs84(place: LonLat) -> Self {
        if !in_china_box(place) {
            return Self { pair: place };
        }
        let gcj = Gcj02::from_wgs84(place);
        let (lon, lat) = (gcj.lon(), gcj.lat());
        let z = (lon * lon + lat * lat).sqrt() + 0.00002 * (lat * BD_RIPPLE).sin();
        let angle = lat.atan2(lon) + 0.000_003 * (lon * BD_RIPPLE).cos();
        Self { pair: LonLat::new(z * angle.cos() + BD_LON, z * angle.sin() + BD_LAT).unwrap_or(place) }
    }

    /// The WGS 84 place that is drawn here, to 1e-8 m.
    #[must_use]
    pub fn to_wgs84(self) -> LonLat {
        let gcj = self.unrippled();
        unshift(gcj.0, gcj.1).unwrap_or(self.pair)
    }

    /// The GCJ-02 degrees behind BD-09: a fixed-point iteration that gains a factor of 50 a round.
    fn unrippled(self) -> (f64, f64) {
        let (x, y) = (self.pair.lon() - BD_LON, self.pair.lat() - BD_LAT);
        let (z, angle) = ((x * x + y * y).sqrt(), y.atan2(x));
        let (mut lon, mut lat) = (x, y);
        for _ in 0..12 {
            let radius = z - 0.00002 * (lat * BD_RIPPLE).sin();
            let (sin, cos) = (angle - 0.000_003 * (lon * BD_RIPPLE).cos()).sin_cos();
            let step = (radius * cos - lon).abs().max((radius * sin - lat).abs());
            (lon, lat) = (radius * cos, radius * sin);
            if step < 1e-12 {
                break;
            }
        }
        (lon, lat)
    }
}

/// The shift in degrees at a WGS 84 position, term by term as published, so that it agrees with others to the last digit.
fn shift_degrees(lon: f64, lat: f64) -> (f64, f64) {
    let (x, y) = (lon - CENTRE_LON, lat - CENTRE_LAT);
    let root = x.abs().sqrt();
    let both = (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0;
    let mut d_lat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root;
    d_lat += both;
    d_lat += (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0;
    d_lat += (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y / 30.0 * PI).sin()) * 2.0 / 3.0;
    let mut d_lon = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root;
    d_lon += both;
    d_lon += (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0;
    d_lon += (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0;
    let (sin, cos) = (lat / 180.0 * PI).sin_cos();
    let m = 1.0 - E2 * sin * sin;
    let root_m = m.sqrt();
    (d_lon * 180.0 / (A / root_m * cos * PI), d_lat * 180.0 / ((A * (1.0 - E2)) / (m * root_m) * PI))
}

/// The place that [`shift_degrees`] carries to the given GCJ-02 degrees, by Newton's method; `None` outside the box.
fn unshift(gcj_lon: f64, gcj_lat: f64) -> Option<LonLat> {
    // The box grown by more than the largest shift: far places need no iteration.
    if !((72.0..=137.9).contains(&gcj_lon) && (0.8..=55.9).contains(&gcj_lat)) {
        return None;
    }
    let (mut lon, mut lat) = (gcj_lon, gcj_lat);
    for _ in 0..24 {
        let s = Shift::at(lon, lat);
        let (miss_lon, miss_lat) = (lon + s.d_lon - gcj_lon, lat + s.d_lat - gcj_lat);
        let (a, b, c, d) = (1.0 + s.lon_by_lon, s.lon_by_lat, s.lat_by_lon, 1.0 + s.lat_by_lat);
        let determinant = a * d - b * c;
        let step = ((d * miss_lon - b * miss_lat) / determinant, (a * miss_lat - c * miss_lon) / determinant);
        (lon, lat) = (lon - step.0, lat - step.1);
        // Convergence is quadratic: after a step of 1e-8 degrees (1 mm) the rest is far below a nanometre, except
        // close to 105°E, where the slope of the square root is left out.
        let enough = if (lon - CENTRE_LON).abs() > 1e-6 { 1e-8 } else { 1e-14 };
        if step.0.abs().max(step.1.abs()) < enough {
            break;
        }
    }
    if in_box(lon, lat) { LonLat::new(lon, lat).ok() } else { None }
}

/// The shift with its derivatives. All sines come from one sine and cosine per axis, as powers of a complex number, so the
/// value differs from [`shift_degrees`] by rounding only (below 1e-8 m).
struct Shift {
    d_lon: f64,
    d_lat: f64,
    lon_by_lon: f64,
    lon_by_lat: f64,
    lat_by_lon: f64,
    lat_by_lat: f64,
}

/// sin and cos of multiples of π v / 60.
struct Multiples {
    /// 2/60 = 1/30.
    by30: (f64, f64),
    /// 5/60 = 1/12.
    by12: (f64, f64),
    /// 20/60 = 1/3.
    by3: (f64, f64),
    once: (f64, f64),
}

/// Sine and cosine of a sum of angles.
fn add(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 * b.1 + a.1 * b.0, a.1 * b.1 - a.0 * b.0)
}

impl Multiples {
    fn of(v: f64) -> Self {
        let one = (v * (PI / 60.0)).sin_cos();
        let by30 = add(one, one);
        let by12 = add(add(by30, by30), one);
        let ten = add(by12, by12);
        let by3 = add(ten, ten);
        Self { by30, by12, by3, once: add(add(by3, by3), by3) }
    }

    /// (20 sin πv + 40 sin πv/3 + w sin πv/12 + 2w sin πv/30)·2/3 and its derivative by v.
    fn waves(&self, w: f64) -> (f64, f64) {
        let value = 20.0 * self.once.0 + 40.0 * self.by3.0 + w * self.by12.0 + 2.0 * w * self.by30.0;
        let slope =
            20.0 * self.once.1 + 40.0 / 3.0 * self.by3.1 + w / 12.0 * self.by12.1 + w / 15.0 * self.by30.1;
        (value * 2.0 / 3.0, slope * PI * 2.0 / 3.0)
    }
}

impl Shift {
    fn at(lon: f64, lat: f64) -> Self {
        let (x, y) = (lon - CENTRE_LON, lat - CENTRE_LAT);
        let (mx, my) = (Multiples::of(x), Multiples::of(y));
        let twice = add(mx.once, mx.once);
        let six = add(add(twice, twice), twice);
        let both = (20.0 * six.0 + 20.0 * twice.0) * 2.0 / 3.0;
        let both_slope = (120.0 * six.1 + 40.0 * twice.1) * PI * 2.0 / 3.0;
        let root = x.abs().sqrt();
        // The slope of √|x| is unbounded at 105°E; a millimetre from it, leaving the term out costs nothing.
        let root_slope = if root > 1e-4 { 0.5 * x.signum() / root } else { 0.0 };
        let (wave_x, wave_x_slope) = mx.waves(150.0);
        let (wave_y, wave_y_slope) = my.waves(160.0);
        let north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + both + wave_y;
        let east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + both + wave_x;
        let (sin, cos) = lat.to_radians().sin_cos();
        let m = 1.0 - E2 * sin * sin;
        let root_m = m.sqrt();
        let per_north = (m * root_m / (A * (1.0 - E2))).to_degrees();
        let per_east = (root_m / (A * cos)).to_degrees();
        let m_slope = -2.0 * E2 * sin * cos * PI / 180.0;
        let tangent = sin / cos * PI / 180.0;
        Self {
            d_lon: east * per_east,
            d_lat: north * per_north,
            lon_by_lon: per_east * (1.0 + 0.2 * x + 0.1 * y + 0.1 * root_slope + both_slope + wave_x_slope),
            lon_by_lat: per_east * (2.0 + 0.1 * x) + east * per_east * (0.5 * m_slope / m + tangent),
            lat_by_lon: per_north * (2.0 + 0.1 * y + 0.2 * root_slope + both_slope),
            lat_by_lat: per_north * (3.0 + 0.4 * y + 0.1 * x + wave_y_slope)
                + north * per_north * 1.5 * m_slope / m,
        }
    }
}

#[cfg(test)]
#[path = "gcj02_tests.rs"]
mod tests;
