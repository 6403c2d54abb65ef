//! A plan made ready for questions: a locator for each layer, from coarse to fine.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::assignment::CellAnswer;
use crate::grid::{Layer, LayerRole, Plan};
use crate::ids::{CellCode, LayerName, PlanNumber};
use crate::locate::{Location, Locator, LocatorError, LocatorOptions, NO_CELL, Placement, Status};
use crate::measure::LonLat;

/// A circle is clear of a border that is farther than so many radii and metres: more than rounding and the plane of its centre
/// can move either.
const CLEAR_SHARE: f64 = 1.001;
/// See [`CLEAR_SHARE`].
const CLEAR_M: f64 = 0.1;

/// A plan with its search structures. Immutable, shared between rules and calendars.
#[derive(Debug, Clone)]
pub struct LocatedPlan {
    plan: Arc<Plan>,
    layers: Vec<LocatedLayer>,
    routing: usize,
    routing_layer: LayerName,
}

/// A layer with its search structure.
#[derive(Debug, Clone)]
pub struct LocatedLayer {
    layer: Arc<Layer>,
    locator: Arc<Locator>,
}

/// Why a plan cannot be searched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LocatedPlanError {
    /// A layer's borders cannot be searched.
    #[error("plan {}, layer {layer}: {source}", plan.0)]
    Layer {
        /// The plan.
        plan: PlanNumber,
        /// The layer.
        layer: LayerName,
        /// What is wrong.
        source: LocatorError,
    },
    /// The layer that decides a case's way is not in the plan.
    #[error("plan {}: the routing layer {layer} is none of its layers", plan.0)]
    NoRouting {
        /// The plan.
        plan: PlanNumber,
        /// The layer.
        layer: LayerName,
    },
}

/// Where a place lies in one layer, before names are given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub cell: u32,
    pub status: Status,
    pub border_m: f64,
    pub rival: u32,
    pub confidence: f32,
}

impl Found {
    pub(super) const NONE: Self = Self {
        cell: NO_CELL,
        status: Status::NoLocation,
        border_m: f64::NAN,
        rival: NO_CELL,
        confidence: 0.0,
    };
}

impl LocatedPlan {
    /// Makes a plan ready. Layers that roll up stand first, from the top, then the others by name.
    ///
    /// # Errors
    /// [`LocatedPlanError`].
    ///
    /// # Complexity
    /// O(n log n) in the number of vertices; layers that the plan before has unchanged are taken from it.
    pub fn new(
        plan: Arc<Plan>,
        levels: &[LayerName],
        routing_layer: &LayerName,
        before: Option<&Self>,
    ) -> Result<Self, LocatedPlanError> {
        let mut left: BTreeMap<&LayerName, &Arc<Layer>> = plan.layers().iter().collect();
        let mut ordered: Vec<&Arc<Layer>> = levels.iter().filter_map(|name| left.remove(name)).collect();
        let mut others: Vec<&Arc<Layer>> = left.into_values().collect();
        others.sort_by_key(|layer| (coarseness(layer.role()), layer.name().clone()));
        ordered.extend(others);
        let layers =
            ordered.into_iter().map(|layer| located(&plan, layer, before)).collect::<Result<Vec<_>, _>>()?;
        let position = layers.iter().position(|located| located.layer.name() == routing_layer);
        let missing = || LocatedPlanError::NoRouting { plan: plan.number(), layer: routing_layer.clone() };
        let routing = position.ok_or_else(missing)?;
        Ok(Self { plan, layers, routing, routing_layer: routing_layer.clone() })
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// Its layers, from coarse to fine.
    #[must_use]
    pub fn layers(&self) -> &[LocatedLayer] {
        &self.layers
    }

    /// The position of the layer whose cell decides a case's way.
    #[must_use]
    pub const fn routing(&self) -> usize {
        self.routing
    }

    /// The name of that layer.
    #[must_use]
    pub fn routing_name(&self) -> &LayerName {
        &self.routing_layer
    }

    /// The position of a layer.
    #[must_use]
    pub fn position(&self, name: &LayerName) -> Option<usize> {
        self.layers.iter().position(|located| located.layer.name() == name)
    }
}

fn located(
    plan: &Arc<Plan>,
    layer: &Arc<Layer>,
    before: Option<&LocatedPlan>,
) -> Result<LocatedLayer, LocatedPlanError> {
    let same =
        before.into_iter().flat_map(|before| &before.layers).find(|old| old.layer.cells() == layer.cells());
    if let Some(same) = same.filter(|old| old.layer.name() == layer.name()) {
        return Ok(LocatedLayer { layer: Arc::clone(layer), locator: Arc::clone(&same.locator) });
    }
    let cells = layer.cells().iter().map(|cell| (cell.code.clone(), cell.shape.clone())).collect();
    let (locator, _) = Locator::build(cells, LocatorOptions::default()).map_err(|source| {
        LocatedPlanError::Layer { plan: plan.number(), layer: layer.name().clone(), source }
    })?;
    Ok(LocatedLayer { layer: Arc::clone(layer), locator: Arc::new(locator) })
}

const fn coarseness(role: LayerRole) -> u8 {
    match role {
        LayerRole::District => 0,
        LayerRole::Town => 1,
        LayerRole::Community => 2,
        LayerRole::ResponsibilityGrid => 3,
        LayerRole::PatrolGrid => 4,
        LayerRole::UnitGrid => 5,
        _ => 6,
    }
}

impl LocatedLayer {
    /// The layer.
    #[must_use]
    pub fn layer(&self) -> &Arc<Layer> {
        &self.layer
    }

    /// Its search structure.
    #[must_use]
    pub fn locator(&self) -> &Arc<Locator> {
        &self.locator
    }

    /// Where a location lies.
    pub(super) fn find(&self, location: &Location) -> Found {
        match location {
            Location::Point(place) | Location::Circle { centre: place, .. } => {
                self.of_location(location, *place, self.locator.place(*place))
            }
            _ => self.of_shape(location, location.centre().map(|place| self.locator.place(place))),
        }
    }

    /// As [`Self::find`], the placement of the location's centre being known. A circle that no border reaches lies in its
    /// centre's cell as a whole.
    pub(super) fn of_location(&self, location: &Location, centre: LonLat, at: Placement) -> Found {
        match location {
            Location::Point(_) => self.of_placement(centre, at),
            Location::Circle { radius, .. }
                if at.status == Status::Inside && at.border_m > radius.0 * CLEAR_SHARE + CLEAR_M =>
            {
                Found {
                    cell: at.cell,
                    status: at.status,
                    border_m: at.border_m,
                    rival: at.rival,
                    confidence: 1.0,
                }
            }
            Location::Circle { radius, .. } if radius.0 == 0.0 => self.of_exact(location),
            _ => self.of_shape(location, Some(at)),
        }
    }

    /// Where an uncertain location lies, by the shares of its area, the placement of its centre being known.
    fn of_shape(&self, location: &Location, centre: Option<Placement>) -> Found {
        if matches!(location, Location::Ellipse { semi_major, .. } if semi_major.0 == 0.0) {
            return self.of_exact(location);
        }
        let Ok(weighed) = self.locator.weighed(location, centre) else { return Found::NONE };
        let Placement { cell, status, border_m, rival } = weighed.placement;
        Found { cell, status, border_m, rival, confidence: single(weighed.confidence) }
    }

    /// Where a location without an area lies.
    fn of_exact(&self, location: &Location) -> Found {
        let Ok(answer) = self.locator.locate_shape(location) else { return Found::NONE };
        let index = |code: Option<CellCode>| {
            let cell = code.and_then(|code| self.locator.codes().binary_search(&code).ok());
            cell.and_then(|cell| u32::try_from(cell).ok()).unwrap_or(NO_CELL)
        };
        Found {
            cell: index(answer.code),
            status: answer.status,
            border_m: answer.border_m.unwrap_or(f64::NAN),
            rival: index(answer.rival),
            confidence: single(answer.confidence),
        }
    }

    /// The finding for an exact place whose placement is known.
    pub(super) fn of_placement(&self, place: LonLat, at: Placement) -> Found {
        let confidence = match at.status {
            Status::GapResolved | Status::NoLocation => 0.0,
            Status::Inside | Status::Outside if at.border_m > 0.0 => 1.0,
            _ => single(self.locator.locate(place).confidence),
        };
        Found { cell: at.cell, status: at.status, border_m: at.border_m, rival: at.rival, confidence }
    }

    /// The finding with the names of layer and cells; the distance to the centimetre.
    pub(super) fn answer(&self, found: Found) -> CellAnswer {
        CellAnswer {
            layer: self.layer.name().clone(),
            code: self.locator.code(found.cell).cloned(),
            status: found.status,
            border_m: centimetres(found.border_m),
            rival: self.locator.code(found.rival).cloned(),
            confidence: found.confidence,
        }
    }
}

/// Metres to the centimetre; nothing where they are unknown.
pub(super) fn centimetres(metres: f64) -> Option<f64> {
    (!metres.is_nan()).then(|| (metres * 100.0).round() / 100.0)
}

#[expect(clippy::cast_possible_truncation, reason = "a share needs no more digits")]
fn single(share: f64) -> f32 {
    share as f32
}
