//! Metres of a lattice step by latitude, from a table, and widths of faces.

use super::border::Border;
use super::eight::StepMetres;
use crate::crs::{STEPS_PER_DEGREE, metric};
use crate::measure::Metres;
use crate::topology::inscribed::largest_inscribed_circle;
use crate::topology::{Arrangement, FaceId};

/// Rows between table entries: 2^16 steps, 730 m.
const SHIFT: u32 = 16;

/// Metres of a step over the latitudes of a layer. Between entries linear, wrong by less than 2e-9 of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Scales {
    first_row: i32,
    table: Vec<StepMetres>,
}

impl Scales {
    /// The table for the latitudes of some borders.
    pub fn over(borders: &[Border]) -> Self {
        let low = borders.iter().map(|e| e.a.y).min().unwrap_or(0);
        let high = borders.iter().map(|e| e.b.y).max().unwrap_or(0);
        let rows = (low >> SHIFT)..=(high >> SHIFT).saturating_add(1);
        Self { first_row: low >> SHIFT, table: rows.map(|row| exact(f64::from(row) * 65_536.0)).collect() }
    }

    /// Metres of a step at a latitude in steps.
    pub fn at(&self, y: i32) -> StepMetres {
        let row = usize::try_from((y >> SHIFT) - self.first_row).ok();
        match row.and_then(|row| self.table.get(row..row + 2)) {
            Some([low, high]) => {
                let t = f64::from(y & 0xFFFF) / 65_536.0;
                StepMetres {
                    east: low.east + (high.east - low.east) * t,
                    north: low.north + (high.north - low.north) * t,
                }
            }
            _ => exact(f64::from(y)),
        }
    }
}

fn exact(y_steps: f64) -> StepMetres {
    let scale = metric::local_scale((y_steps / STEPS_PER_DEGREE).clamp(-90.0, 90.0));
    StepMetres {
        east: scale.east_m_per_degree / STEPS_PER_DEGREE,
        north: scale.north_m_per_degree / STEPS_PER_DEGREE,
    }
}

/// The width of a bounded face: twice the radius of its largest inscribed circle, to one part in a thousand.
pub(super) fn face_width(arrangement: &Arrangement, face: FaceId) -> Metres {
    let polygon = arrangement.face_polygon(face);
    let Some(low) = polygon.exterior.iter().map(|p| p.y).min() else { return Metres(f64::INFINITY) };
    #[expect(clippy::cast_precision_loss, reason = "lattice steps of a degree fit 31 bits")]
    let scale = exact(low as f64);
    let circle = largest_inscribed_circle(&polygon, (scale.east, scale.north), 1e-3);
    Metres(circle.map_or(0.0, |circle| 2.0 * circle.radius_m))
}
