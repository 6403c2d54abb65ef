//! Copies of cells and units for GIS programs, made when a version is published.

use geo::{Coord, LineString, MultiPolygon, Polygon};

use super::codes::Codes;
use super::error::WorldError;
use super::plan_edition::PlanEdition;
use super::version::Version;
use crate::grid::{Cell, Layer};
use crate::ids::RulesVersion;
use crate::rules::Unit;
use crate::store::{CellRow, GroundCopies, Published, PublishedKind, UnitRow};
use crate::topology::{self, Lattice, Ring, Shape};

use super::rules_edition::RulesEdition;

/// The cells of plans and the units of rules.
///
/// # Errors
/// [`WorldError`] where a version cannot be read.
///
/// # Complexity
/// O(vertices).
pub(super) fn copies_of(versions: &[Published], codes: &Codes) -> Result<GroundCopies, WorldError> {
    let mut codes = codes.clone();
    let mut copies = GroundCopies::default();
    for published in versions {
        let Published { kind, number, .. } = *published;
        let wrong = |source| WorldError::Edition { kind, number, source };
        match kind {
            PublishedKind::Plan => {
                let version = Version::of(published.clone())?;
                let edition = PlanEdition::from_pack(version.pack()).map_err(wrong)?;
                let cells = edition.layers.values().flat_map(|layer| rows_of(layer)).collect();
                copies.cells.push((number, cells));
            }
            PublishedKind::Rules => {
                let version = Version::of(published.clone())?;
                let edition = RulesEdition::from_pack(version.pack(), RulesVersion(number)).map_err(wrong)?;
                let units = edition.set.units.all();
                units.iter().for_each(|unit| codes.units.add(&unit.code));
                copies.units.push((number, units.iter().map(|unit| unit_row(unit, &codes)).collect()));
            }
            PublishedKind::Calendar => {}
        }
    }
    Ok(copies)
}

fn rows_of(layer: &Layer) -> impl Iterator<Item = CellRow> + '_ {
    let row = |cell: &Cell| CellRow {
        layer: layer.name().clone(),
        code: cell.code.clone(),
        name: cell.name.clone().unwrap_or_default(),
        shape: in_degrees(&cell.shape),
    };
    layer.cells().iter().map(row)
}

fn unit_row(unit: &Unit, codes: &Codes) -> UnitRow {
    let kind = serde_json::to_value(unit.kind).ok();
    UnitRow {
        position: codes.units.position(&unit.code),
        code: unit.code.clone(),
        kind: kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or_default().to_owned(),
        name: unit.name.clone(),
    }
}

fn in_degrees(shape: &Shape) -> MultiPolygon<f64> {
    let ring = |ring: &Ring| LineString::from_iter(ring.iter().map(|&p| Coord::from(Lattice::PLAN.place(p))));
    let part = |part: &topology::Polygon| {
        Polygon::new(ring(&part.exterior), part.interiors.iter().map(ring).collect())
    };
    MultiPolygon::from_iter(shape.polygons.iter().map(part))
}
