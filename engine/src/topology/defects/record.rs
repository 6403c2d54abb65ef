//! Defects as they are written out.

use serde::Serialize;

use super::{CheckFeature, Defect, DefectGeometry, DefectKind};
use crate::topology::lattice::Lattice;
use crate::topology::shape::{Point, Polygon};

/// A feature's code, or its position in the file, from 0, where it has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum CellName {
    /// The code.
    Code(String),
    /// The position.
    Number(u32),
}

impl CellName {
    fn of(features: &[CheckFeature], index: u32) -> Self {
        let code = features.get(index as usize).and_then(|feature| feature.code.clone());
        code.map_or(Self::Number(index), Self::Code)
    }
}

/// GeoJSON geometry.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", content = "coordinates")]
pub enum Geometry {
    /// Points.
    MultiPoint(Vec<[f64; 2]>),
    /// Lines.
    MultiLineString(Vec<Vec<[f64; 2]>>),
    /// Rings, closed; exterior counter-clockwise, holes clockwise.
    Polygon(Vec<Vec<[f64; 2]>>),
}

/// A defect with names and coordinates in the input's unit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DefectRecord {
    /// What is wrong.
    pub kind: DefectKind,
    /// The cells concerned.
    pub cells: Vec<CellName>,
    /// The parents concerned; left out where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<CellName>,
    /// Area in square metres.
    pub area_m2: f64,
    /// Width in metres.
    pub width_m: f64,
    /// Length in metres.
    pub length_m: f64,
    /// A place inside the face or on the line.
    pub place: Option<[f64; 2]>,
    /// Where it is.
    pub geometry: Option<Geometry>,
    /// One line for people.
    pub note: String,
}

impl Defect {
    /// The defect as it is written out.
    #[must_use]
    pub fn record(
        &self,
        features: &[CheckFeature],
        parents: &[CheckFeature],
        lattice: Lattice,
    ) -> DefectRecord {
        let line = |points: &[Point]| -> Vec<[f64; 2]> { points.iter().map(|&p| lattice.place(p)).collect() };
        DefectRecord {
            kind: self.kind,
            cells: self.features.iter().map(|&index| CellName::of(features, index)).collect(),
            parents: self.parents.iter().map(|&index| CellName::of(parents, index)).collect(),
            area_m2: self.area_m2,
            width_m: self.width_m,
            length_m: self.length_m,
            place: self.place.map(|p| lattice.place(p)),
            geometry: match &self.geometry {
                DefectGeometry::None => None,
                DefectGeometry::Points(points) => Some(Geometry::MultiPoint(line(points))),
                DefectGeometry::Lines(lines) => {
                    Some(Geometry::MultiLineString(lines.iter().map(|points| line(points)).collect()))
                }
                DefectGeometry::Face(polygon) => Some(Geometry::Polygon(rings(polygon, lattice))),
            },
            note: self.note.clone(),
        }
    }
}

fn rings(polygon: &Polygon, lattice: Lattice) -> Vec<Vec<[f64; 2]>> {
    let closed = |ring: &Vec<Point>| ring.iter().chain(ring.first()).map(|&p| lattice.place(p)).collect();
    polygon.rings().map(closed).collect()
}
