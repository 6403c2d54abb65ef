//! From a layer as it stands in a file to cells on the lattice, or to features for a check.

use std::collections::BTreeMap;

use geo::{Coord, LineString, MultiPolygon};

use super::rings::NOT_CLOSED;
use super::{Fault, Problem, RawCrs, RawGeometry, RawLayer, ReadError, to_lonlat};
use crate::crs::{Datum, LatticePoint};
use crate::ids::CellCode;
use crate::locate::ImportedCell;
use crate::measure::LonLat;
use crate::topology::defects::CheckFeature;
use crate::topology::{Ground, Lattice, LatticeError, Point, Polygon, Ring, Shape, Unit};

/// Cells of a file, on the 1e-7 degree lattice.
#[derive(Debug, Clone, PartialEq)]
pub struct CellImport {
    /// Code and shape of each usable feature, in the file's order; a code may stand on several features.
    pub cells: Vec<ImportedCell>,
    /// What is not as it should be.
    pub problems: Vec<Problem>,
}

/// Features of a file, on a lattice that holds the file's own numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckInput {
    /// The lattice, and what its unit is.
    pub ground: Ground,
    /// The layer's features.
    pub features: Vec<CheckFeature>,
    /// The outlines' features.
    pub parents: Vec<CheckFeature>,
    /// What is not as it should be in either file.
    pub problems: Vec<Problem>,
}

/// The cells of a layer. A projected layer is densified, so that its edges stay within half a lattice step.
///
/// `declared` goes before what the file states.
///
/// # Errors
/// [`ReadError`] when the code field is missing, or the coordinate system is missing or not understood.
pub fn import_cells(
    raw: RawLayer,
    code_field: &str,
    declared: Option<&Datum>,
) -> Result<CellImport, ReadError> {
    let field = code_index(&raw, code_field)?;
    let raw = to_lonlat(raw, declared)?;
    let (mut cells, mut problems) = (Vec::with_capacity(raw.features.len()), raw.problems);
    for feature in raw.features {
        let fault = |field: &str, value: &str, right: &str| {
            Fault::dropped(field, value, right).at(&raw.source, feature.number)
        };
        let code = feature
            .attributes
            .get(field)
            .and_then(Option::as_deref)
            .map(str::trim)
            .filter(|code| !code.is_empty());
        match (code, feature.geometry) {
            (Some(code), RawGeometry::Polygons(polygons)) => {
                let shape = on_plan_lattice(&polygons);
                cells.push(ImportedCell { code: CellCode::new(code), shape, rings: rings(&polygons) });
            }
            (None, _) => {
                problems.push(fault(code_field, "empty", "the cell's code; the feature is left out"));
            }
            (_, RawGeometry::Lines(_)) => {
                problems.push(fault("geometry", "a line", "a polygon; the feature is left out"));
            }
            (_, RawGeometry::Points(_)) => {
                problems.push(fault("geometry", "a point", "a polygon; the feature is left out"));
            }
        }
    }
    problems.extend(short_codes(&raw.source, code_field, cells.iter().map(|cell| cell.code.as_str())));
    Ok(CellImport { cells, problems })
}

/// A layer, and outlines to hold it against, as [`check`](crate::topology::defects::check) takes them.
///
/// # Errors
/// [`ReadError`] when the code field is missing, or the file does not say what its numbers are.
pub fn check_input(
    layer: RawLayer,
    code_field: Option<&str>,
    outlines: Option<RawLayer>,
    planar: bool,
) -> Result<CheckInput, ReadError> {
    let field = code_field.map(|name| code_index(&layer, name)).transpose()?;
    let unit = unit(&layer, planar)?;
    if let Some(outlines) = &outlines {
        let found = self::unit(outlines, planar)?;
        if found != unit || (!planar && unit == Unit::Plane && outlines.crs != layer.crs) {
            let detail = format!("{} is in another coordinate system", layer.source);
            return Err(ReadError::Crs {
                file: outlines.source.clone(),
                crs: format!("{:?}", outlines.crs),
                detail,
            });
        }
    }
    let in_range = |layer: RawLayer| if unit == Unit::Degrees { layer.into_degrees() } else { layer };
    let layer = in_range(layer);
    let outlines = outlines.map(in_range);
    let all = std::iter::once(&layer)
        .chain(&outlines)
        .flat_map(|l| &l.features)
        .flat_map(|f| f.geometry.positions());
    let beyond =
        |error: LatticeError| ReadError::NotGeoJson { file: layer.source.clone(), detail: error.to_string() };
    let lattice = Lattice::covering(all.flat_map(|c| [c.x, c.y])).map_err(beyond)?;
    let mut problems = Vec::new();
    let features = features(&layer, field, lattice, &mut problems).map_err(beyond)?;
    let parents = outlines.as_ref().map(|outlines| self::features(outlines, None, lattice, &mut problems));
    let parents = parents.transpose().map_err(beyond)?.unwrap_or_default();
    if let Some(name) = code_field {
        problems.extend(short_codes(&layer.source, name, features.iter().filter_map(|f| f.code.as_deref())));
    }
    Ok(CheckInput { ground: Ground { lattice, unit }, features, parents, problems })
}

fn code_index(layer: &RawLayer, name: &str) -> Result<usize, ReadError> {
    layer.field_index(name).ok_or_else(|| ReadError::NoField {
        file: layer.source.clone(),
        name: name.to_owned(),
        known: layer.fields.join(", "),
    })
}

/// The outline that a layer's polygons make together, on the 1e-7 degree lattice, and what is not as it should be.
///
/// # Errors
/// [`ReadError`] when the coordinate system is missing or not understood.
pub fn import_outline(raw: RawLayer, declared: Option<&Datum>) -> Result<(Shape, Vec<Problem>), ReadError> {
    let raw = to_lonlat(raw, declared)?;
    let mut outline = Shape::default();
    for feature in &raw.features {
        if let RawGeometry::Polygons(polygons) = &feature.geometry {
            outline.polygons.extend(on_plan_lattice(polygons).polygons);
        }
    }
    Ok((outline, raw.problems))
}

/// What a layer's numbers are. A system without an EPSG code counts as a plane when its numbers are no degrees.
fn unit(layer: &RawLayer, planar: bool) -> Result<Unit, ReadError> {
    if planar {
        return Ok(Unit::Plane);
    }
    let geographic = match (&layer.crs, layer.crs.epsg()) {
        (RawCrs::Missing, _) => return Err(ReadError::NoCrs { file: layer.source.clone() }),
        (_, Some(code)) => Datum::Epsg(code).converter().ok().map(|converter| converter.is_geographic()),
        (RawCrs::Known(_), None) => None,
    };
    let degrees =
        || layer.features.iter().flat_map(|f| f.geometry.positions()).all(|c| LonLat::new(c.x, c.y).is_ok());
    Ok(if geographic.unwrap_or_else(degrees) { Unit::Degrees } else { Unit::Plane })
}

/// Every ring in the file's own degrees.
fn rings(polygons: &MultiPolygon<f64>) -> Vec<Vec<[f64; 2]>> {
    let rings = polygons.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    rings.map(|ring| ring.coords().map(|c| [c.x, c.y]).collect()).collect()
}

fn on_plan_lattice(polygons: &MultiPolygon<f64>) -> Shape {
    let point = |c: &Coord<f64>| {
        LonLat::new(c.x, c.y).ok().map(LatticePoint::nearest).map(|p| Point { x: p.x.into(), y: p.y.into() })
    };
    let ring = |line: &LineString<f64>| -> Ring {
        let mut ring: Ring = line.coords().filter_map(point).collect();
        ring.dedup();
        if ring.len() > 1 && ring.first() == ring.last() {
            ring.pop();
        }
        ring
    };
    let polygon = |p: &geo::Polygon<f64>| Polygon {
        exterior: ring(p.exterior()),
        interiors: p.interiors().iter().map(ring).collect(),
    };
    Shape { polygons: polygons.iter().map(polygon).collect() }
}

fn features(
    layer: &RawLayer,
    field: Option<usize>,
    lattice: Lattice,
    problems: &mut Vec<Problem>,
) -> Result<Vec<CheckFeature>, LatticeError> {
    let mut unclosed: BTreeMap<usize, usize> = BTreeMap::new();
    for problem in &layer.problems {
        if problem.value == NOT_CLOSED {
            *unclosed.entry(problem.feature).or_default() += 1;
        }
    }
    problems.extend(layer.problems.iter().filter(|problem| problem.value != NOT_CLOSED).cloned());
    let mut features = Vec::with_capacity(layer.features.len());
    for feature in &layer.features {
        let RawGeometry::Polygons(polygons) = &feature.geometry else {
            let right = "a polygon; the feature is left out";
            problems.push(Fault::dropped("geometry", "no polygon", right).at(&layer.source, feature.number));
            continue;
        };
        let ring = |line: &LineString<f64>| lattice.ring(line.coords().map(|c| [c.x, c.y]));
        let mut shape = Shape::default();
        for polygon in polygons {
            let interiors = polygon.interiors().iter().map(ring).collect::<Result<Vec<_>, _>>()?;
            shape.polygons.push(Polygon { exterior: ring(polygon.exterior())?, interiors });
        }
        let open = unclosed.get(&feature.number).copied().unwrap_or(0);
        let unclosed = shape.rings().filter_map(|ring| ring.first().copied()).take(open).collect();
        let code = field.and_then(|field| feature.attribute(field)).map(str::to_owned);
        features.push(CheckFeature { code, shape, unclosed });
    }
    Ok(features)
}

/// Codes of digits that are shorter than nearly all others: a spreadsheet took their leading zeros.
fn short_codes<'a>(source: &str, field: &str, codes: impl Iterator<Item = &'a str> + Clone) -> Vec<Problem> {
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    for code in codes.clone() {
        *lengths.entry(code.len()).or_default() += 1;
    }
    let Some((&usual, &count)) = lengths.iter().max_by_key(|&(_, count)| count) else { return Vec::new() };
    if usual < 4 || count * 10 < codes.clone().count() * 9 {
        return Vec::new();
    }
    let short = |code: &&str| code.len() < usual && code.bytes().all(|b| b.is_ascii_digit());
    let right =
        format!("{usual} characters as in the other codes; were leading zeros lost? It is used as it stands");
    (1..)
        .zip(codes)
        .filter(|(_, code)| short(code))
        .map(|(number, code)| Fault::repaired(field, code, &right).at(source, number))
        .collect()
}
