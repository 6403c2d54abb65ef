//! Fitting a local system on control points (控制点) by least squares.

use std::fmt::Write as _;

use proj4rs::Proj;
use proj4rs::transform::transform;
use serde::{Deserialize, Serialize};

use super::{LocalDefinition, LocalError, LocalMethod, LocalSystem, Similarity, base_plane};
use crate::crs::metric::LocalPlane;
use crate::measure::{LonLat, PlaneXY};

/// A spot that is known in both systems.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ControlPoint {
    /// Its name, for the report.
    pub name: String,
    /// Where the local system has it, east first.
    pub local: PlaneXY,
    /// Where it is.
    pub place: LonLat,
}

/// How far a control point lies from where the fitted system puts it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Residual {
    /// The control point.
    pub name: String,
    /// Fitted minus stated, metres east.
    pub east_m: f64,
    /// Fitted minus stated, metres north.
    pub north_m: f64,
}

/// What a fit is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FitReport {
    /// One residual a control point, in the given order.
    pub residuals: Vec<Residual>,
    /// Root of the mean squared distance in metres.
    pub rms_m: f64,
    /// The largest distance in metres.
    pub maximum_m: f64,
    /// Measured coordinates less fitted parameters; at zero the residuals are zero whatever the mistake.
    pub degrees_of_freedom: usize,
}

impl FitReport {
    fn of(system: &LocalSystem, points: &[ControlPoint], parameters: usize) -> Result<Self, LocalError> {
        let mut residuals = Vec::with_capacity(points.len());
        let (mut sum, mut maximum_m) = (0.0, 0.0_f64);
        for point in points {
            let fitted = system.place(point.local).ok_or_else(|| bad_point(system.name(), point))?;
            let PlaneXY { x: east_m, y: north_m } = LocalPlane::at(point.place).metres(fitted);
            sum += east_m * east_m + north_m * north_m;
            maximum_m = maximum_m.max(east_m.hypot(north_m));
            residuals.push(Residual { name: point.name.clone(), east_m, north_m });
        }
        let degrees_of_freedom = (2 * points.len()).saturating_sub(parameters);
        Ok(Self { residuals, rms_m: (sum / count(points)).sqrt(), maximum_m, degrees_of_freedom })
    }
}

fn bad_point(name: &str, point: &ControlPoint) -> LocalError {
    LocalError::BadPoint { name: name.to_owned(), point: point.name.clone() }
}

#[expect(clippy::cast_precision_loss, reason = "nobody has 2^52 control points")]
fn count(points: &[ControlPoint]) -> f64 {
    points.len() as f64
}

impl LocalSystem {
    /// Fits a 4-parameter similarity (scale, turn, two shifts) on a named plane, by least squares in closed form.
    ///
    /// # Errors
    /// [`LocalError`] for fewer than two points, points on one spot, or a base that is no plane.
    pub fn fit_similarity(name: &str, base_epsg: u32, points: &[ControlPoint]) -> Result<Self, LocalError> {
        require(name, points, 2)?;
        let plane = base_plane(name, base_epsg)?;
        let mut base = Vec::with_capacity(points.len());
        for point in points {
            base.push(plane.pair(point.place).ok_or_else(|| bad_point(name, point))?);
        }
        let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / count(points);
        let base_origin =
            PlaneXY { x: mean(&mut base.iter().map(|p| p.x)), y: mean(&mut base.iter().map(|p| p.y)) };
        let local_origin = PlaneXY {
            x: mean(&mut points.iter().map(|p| p.local.x)),
            y: mean(&mut points.iter().map(|p| p.local.y)),
        };
        let (mut square, mut along, mut across) = (0.0, 0.0, 0.0);
        for (at, point) in base.iter().zip(points) {
            let (bx, by) = (at.x - base_origin.x, at.y - base_origin.y);
            let (lx, ly) = (point.local.x - local_origin.x, point.local.y - local_origin.y);
            square += bx * bx + by * by;
            along += bx * lx + by * ly;
            across += bx * ly - by * lx;
        }
        let similarity =
            Similarity { base_epsg, base_origin, local_origin, a: along / square, b: across / square };
        // Control points within a metre of each other fix no direction.
        if !similarity.is_sound() || square < count(points) {
            return Err(LocalError::Degenerate { name: name.to_owned() });
        }
        Self::fitted(name, LocalMethod::Similarity(similarity), points, 4)
    }

    /// Fits the 7 parameters (three shifts, three rotations, scale) between a local datum and WGS 84, heights zero.
    ///
    /// `projection` is the local system's own projection as a PROJ string without a datum shift, for instance
    /// `+proj=tmerc +lat_0=0 +lon_0=120 +x_0=500000 +ellps=krass`. The result is that string with `+towgs84=`, in PROJ's
    /// position vector convention. In a district the seven hang together closely: they hold inside it, not far outside.
    ///
    /// # Errors
    /// [`LocalError`] for fewer than four points, points in one line, or a string that cannot serve.
    ///
    /// # References
    /// Bursa 1962, Wolf 1963; linear least squares on centred coordinates (the Molodensky–Badekas arrangement).
    pub fn fit_seven_parameters(
        name: &str,
        projection: &str,
        points: &[ControlPoint],
    ) -> Result<Self, LocalError> {
        require(name, points, 4)?;
        let tokens: Vec<&str> = projection
            .split_whitespace()
            .filter(|token| !["+towgs84", "+datum", "+nadgrids"].iter().any(|key| token.starts_with(key)))
            .collect();
        let plain = tokens.join(" ");
        let figure: Vec<&str> = tokens
            .iter()
            .filter(|token| ["+ellps=", "+a=", "+b=", "+rf=", "+f="].iter().any(|key| token.starts_with(key)))
            .copied()
            .collect();
        let geocentric = format!("+proj=geocent {} +units=m", figure.join(" "));
        let local =
            geocentric_places(name, points, &plain, &geocentric, |point| (point.local.x, point.local.y))?;
        let wgs84 = "+proj=longlat +ellps=WGS84";
        let world = geocentric_places(name, points, wgs84, "+proj=geocent +ellps=WGS84 +units=m", |point| {
            (point.place.lon().to_radians(), point.place.lat().to_radians())
        })?;
        let shift = seven_parameters(&local, &world, count(points))
            .ok_or_else(|| LocalError::Degenerate { name: name.to_owned() })?;
        let mut text = plain;
        let _ = write!(text, " +towgs84={}", shift.map(|value| format!("{value:.9}")).join(","));
        Self::fitted(name, LocalMethod::Proj(text), points, 7)
    }

    fn fitted(
        name: &str,
        method: LocalMethod,
        points: &[ControlPoint],
        parameters: usize,
    ) -> Result<Self, LocalError> {
        let mut system = Self::try_from(LocalDefinition { name: name.to_owned(), method, fit: None })?;
        let report = FitReport::of(&system, points, parameters)?;
        system.definition.fit = Some(report);
        Ok(system)
    }
}

fn require(name: &str, points: &[ControlPoint], needed: usize) -> Result<(), LocalError> {
    if points.len() < needed {
        return Err(LocalError::TooFewPoints { name: name.to_owned(), given: points.len(), needed });
    }
    match points.iter().find(|point| !(point.local.x.is_finite() && point.local.y.is_finite())) {
        Some(point) => Err(bad_point(name, point)),
        None => Ok(()),
    }
}

/// Earth-centred metres of every control point, through a projection on its own ellipsoid.
fn geocentric_places(
    name: &str,
    points: &[ControlPoint],
    from: &str,
    to: &str,
    pair: impl Fn(&ControlPoint) -> (f64, f64),
) -> Result<Vec<[f64; 3]>, LocalError> {
    let system = |text: &str| {
        Proj::from_proj_string(text).map_err(|error| LocalError::Projection {
            name: name.to_owned(),
            source: super::ProjectionError::Unsupported {
                projection: text.to_owned(),
                reason: error.to_string(),
            },
        })
    };
    let (from, to) = (system(from)?, system(to)?);
    let mut places = Vec::with_capacity(points.len());
    for point in points {
        let (x, y) = pair(point);
        let mut at = (x, y, 0.0);
        transform(&from, &to, &mut at).map_err(|_| bad_point(name, point))?;
        places.push([at.0, at.1, at.2]);
    }
    Ok(places)
}

/// Shifts in metres, rotations in arc-seconds and scale in ppm that carry `from` to `to`; `None` where they are not fixed.
///
/// With u = 1 + s and v = u·r, to = T + u·from + v × from is linear in all unknowns.
fn seven_parameters(from: &[[f64; 3]], to: &[[f64; 3]], n: f64) -> Option<[f64; 7]> {
    let mean = |places: &[[f64; 3]]| {
        let sum = places.iter().fold([0.0; 3], |s, p| [s[0] + p[0], s[1] + p[1], s[2] + p[2]]);
        sum.map(|value| value / n)
    };
    let (centre, goal) = (mean(from), mean(to));
    // Normal equations for (u − 1, vx, vy, vz) on centred coordinates, with differences on the right for precision.
    let mut normal = [[0.0; 5]; 4];
    for (p, q) in from.iter().zip(to) {
        let c = [p[0] - centre[0], p[1] - centre[1], p[2] - centre[2]];
        let rows = [[c[0], 0.0, c[2], -c[1]], [c[1], -c[2], 0.0, c[0]], [c[2], c[1], -c[0], 0.0]];
        for (axis, row) in rows.iter().enumerate() {
            let right = (q[axis] - goal[axis]) - c[axis];
            for (i, line) in normal.iter_mut().enumerate() {
                for (j, value) in row.iter().enumerate() {
                    line[j] += row[i] * value;
                }
                line[4] += row[i] * right;
            }
        }
    }
    let [s, vx, vy, vz] = solve(normal)?;
    let u = 1.0 + s;
    let v = [vx, vy, vz];
    let turned = [
        v[1] * centre[2] - v[2] * centre[1],
        v[2] * centre[0] - v[0] * centre[2],
        v[0] * centre[1] - v[1] * centre[0],
    ];
    let shift: [f64; 3] = std::array::from_fn(|i| (goal[i] - centre[i]) - s * centre[i] - turned[i]);
    let seconds = v.map(|value| (value / u).to_degrees() * 3600.0);
    let all = [shift[0], shift[1], shift[2], seconds[0], seconds[1], seconds[2], s * 1e6];
    all.iter().all(|value| value.is_finite()).then_some(all)
}

/// Solves four linear equations by elimination with row pivots; `None` when they are singular to rounding.
fn solve(mut m: [[f64; 5]; 4]) -> Option<[f64; 4]> {
    let largest = m.iter().flat_map(|row| row[..4].iter()).fold(0.0_f64, |max, value| max.max(value.abs()));
    for column in 0..4 {
        let pivot = (column..4).max_by(|&a, &b| m[a][column].abs().total_cmp(&m[b][column].abs()))?;
        m.swap(column, pivot);
        if m[column][column].abs() <= 1e-12 * largest {
            return None;
        }
        let above = m[column];
        for line in m.iter_mut().skip(column + 1) {
            let factor = line[column] / above[column];
            for (value, known) in line.iter_mut().zip(above).skip(column) {
                *value -= factor * known;
            }
        }
    }
    let mut x = [0.0; 4];
    for row in (0..4).rev() {
        let known: f64 = (row + 1..4).map(|k| m[row][k] * x[k]).sum();
        x[row] = (m[row][4] - known) / m[row][row];
    }
    Some(x)
}
