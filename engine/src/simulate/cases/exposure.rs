//! What stands in the denominators: people, households, businesses, roads, patrol hours per cell. Synthetic.

use super::clock::whole;
use super::ground::LayerGround;
use super::spec::ExposureSpec;
use crate::ids::CellCode;
use crate::simulate::SplitMix64;
use crate::topology::Ground;

/// The exposure of one cell (暴露量).
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// The cell.
    pub code: CellCode,
    /// People.
    pub population: u32,
    /// Households.
    pub households: u32,
    /// Businesses.
    pub businesses: u32,
    /// Road length in metres.
    pub road_m: u32,
    /// Patrol minutes on each day from Monday to Sunday.
    pub patrol_minutes: [u32; 7],
}

/// The exposure of every cell of a layer, in its order; people add up to the total of the specification.
///
/// # Complexity
/// O(cells).
#[must_use]
pub fn exposure(ground: &LayerGround<'_>, spec: &ExposureSpec, seed: u64) -> Vec<Exposure> {
    let mut random = SplitMix64::new(seed).fork(0x65_78_70);
    let total: f64 = ground.density().iter().sum();
    let (mut owed, mut given) = (0.0, 0_i64);
    let mut cells = Vec::with_capacity(ground.density().len());
    for (cell, &density) in ground.layer.cells().iter().zip(ground.density()) {
        owed += density / total.max(f64::MIN_POSITIVE) * spec.population as f64;
        let people = whole(owed + 0.5) - given;
        given += people;
        let people_f = people as f64;
        let km2: f64 = cell.shape.polygons.iter().map(|part| Ground::PLAN.area_m2(part)).sum::<f64>() / 1e6;
        let lively = random.between(0.5, 1.5);
        let patrol = spec.patrol_hours_per_km2 * km2 * 60.0 * random.between(0.6, 1.4);
        let day = |weekday: usize| count(if weekday < 5 { patrol } else { patrol * 0.6 });
        cells.push(Exposure {
            code: cell.code.clone(),
            population: count(people_f),
            households: count(people_f / spec.household_size.max(1.0)),
            businesses: count(people_f / 1000.0 * spec.businesses_per_thousand * lively),
            road_m: count(km2 * spec.road_km_per_km2 * 1000.0 * random.between(0.7, 1.3)),
            patrol_minutes: std::array::from_fn(day),
        });
    }
    cells
}

fn count(value: f64) -> u32 {
    u32::try_from(whole(value + 0.5)).unwrap_or(0)
}
