//! A file of places with numbers: areas or points of any GIS format, or a CSV table, on a plane.

use std::path::{Path, PathBuf};

use geo::{Centroid, MapCoords};
use gridward::crs::{Datum, MetricPlane, StatedPair};
use gridward::measure::{LonLat, PlaneXY};
use gridward::vector_io::{RawGeometry, RawLayer, read_layer};

use crate::failure::Failure;

/// Where places stand.
#[derive(Debug, clap::Args)]
pub struct InputArgs {
    /// Areas or points in any GIS format, or a CSV table with columns for coordinates
    #[arg(long, value_name = "FILE")]
    pub input: PathBuf,

    /// Coordinates are numbers of a plane, as they stand; otherwise they are degrees, laid on a plane in metres around their middle
    #[arg(long)]
    pub planar: bool,

    /// The datum of degrees
    #[arg(long, default_value = "wgs84", conflicts_with = "planar")]
    pub datum: Datum,

    /// The CSV column of east, x or longitude
    #[arg(long, value_name = "COLUMN", default_value = "x")]
    pub x: String,

    /// The CSV column of north, y or latitude
    #[arg(long, value_name = "COLUMN", default_value = "y")]
    pub y: String,

    /// The column that names places; otherwise they are numbered from 1
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
}

/// Places with their columns.
pub struct Places {
    /// The file.
    pub source: String,
    /// Where each stands: a point, or the middle of an area.
    pub at: Vec<PlaneXY>,
    /// The rings of areas, corner by corner as bits; `None` for points.
    pub rings: Option<Vec<Vec<Vec<(u64, u64)>>>>,
    /// Names from `--id`.
    pub names: Option<Vec<String>>,
    fields: Vec<String>,
    rows: Vec<Vec<Option<String>>>,
    /// Whether numbers of the plane look like degrees.
    pub looks_like_degrees: bool,
    /// The plane on which degrees were laid; `None` for numbers of a plane.
    plane: Option<MetricPlane>,
}

impl InputArgs {
    /// Reads the file. What is wrong with a row is one line on standard error; a row without a usable place ends the command, because
    /// neighbours are counted by rows.
    pub fn read(&self) -> Result<Places, Failure> {
        self.read_on(&self.input, None)
    }

    /// Reads another file of the same kind, and lays it on the plane of places that were read before.
    pub fn read_beside(&self, file: &Path, places: &Places) -> Result<Places, Failure> {
        self.read_on(file, places.plane.as_ref())
    }

    fn read_on(&self, file: &Path, plane: Option<&MetricPlane>) -> Result<Places, Failure> {
        let is_table = file.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
        let mut places =
            if is_table { self.read_table(file, plane)? } else { self.read_features(file, plane)? };
        if places.at.is_empty() {
            return Err(Failure::data(format!("{}: no place; at least one row is needed", places.source)));
        }
        if let Some(id) = &self.id {
            places.names = Some(places.texts(id)?);
        }
        Ok(places)
    }

    /// Areas of a file, laid on the plane of places that were read before.
    pub fn read_areas(&self, file: &Path, places: &Places) -> Result<geo::MultiPolygon<f64>, Failure> {
        let layer = read_layer(file, None).map_err(Failure::data)?;
        layer.problems.iter().for_each(|problem| eprintln!("{problem}"));
        let mut areas = Vec::new();
        for feature in layer.features {
            let RawGeometry::Polygons(parts) = feature.geometry else {
                return Err(Failure::data(format!(
                    "{}: feature {}: an area is needed",
                    layer.source, feature.number
                )));
            };
            let on_plane = |at: geo::Coord<f64>| {
                let (on, _) = self.on_plane(&layer.source, &[[at.x, at.y]], places.plane.as_ref())?;
                Ok(on.first().map_or(at, |on| geo::Coord { x: on.x, y: on.y }))
            };
            areas.extend(parts.try_map_coords(on_plane)?);
        }
        Ok(geo::MultiPolygon(areas))
    }

    fn read_table(&self, file: &Path, plane: Option<&MetricPlane>) -> Result<Places, Failure> {
        let source = file.display().to_string();
        let (fields, rows) = read_csv(file)?;
        let mut places = Places {
            source,
            at: Vec::new(),
            rings: None,
            names: None,
            fields,
            rows,
            looks_like_degrees: false,
            plane: None,
        };
        let (xs, ys) = (places.numbers(&self.x)?, places.numbers(&self.y)?);
        let stated: Vec<[f64; 2]> = xs.into_iter().zip(ys).map(|(x, y)| [x, y]).collect();
        places.looks_like_degrees = self.planar && degrees_only(&stated);
        (places.at, places.plane) = self.on_plane(&places.source, &stated, plane)?;
        Ok(places)
    }

    fn read_features(&self, file: &Path, plane: Option<&MetricPlane>) -> Result<Places, Failure> {
        let layer = read_layer(file, None).map_err(Failure::data)?;
        layer.problems.iter().for_each(|problem| eprintln!("{problem}"));
        if let Some(problem) = layer.problems.iter().find(|problem| !problem.kept) {
            return Err(Failure::data(format!(
                "{problem}; every row counts among neighbours, mend it or take it out"
            )));
        }
        let RawLayer { source, fields, features, .. } = layer;
        let (mut stated, mut rings, mut rows) = (Vec::new(), Vec::new(), Vec::new());
        for feature in features {
            let number = feature.number;
            let middle = match &feature.geometry {
                RawGeometry::Polygons(areas) => {
                    rings.push(corners(areas));
                    areas.centroid()
                }
                RawGeometry::Points(points) => points.centroid(),
                RawGeometry::Lines(_) => None,
            };
            let middle = middle.ok_or_else(|| {
                Failure::data(format!("{source}: feature {number}: an area or a point is needed"))
            })?;
            stated.push([middle.x(), middle.y()]);
            rows.push(feature.attributes);
        }
        let rings = (rings.len() == stated.len()).then_some(rings);
        let looks_like_degrees = self.planar && degrees_only(&stated);
        let (at, plane) = self.on_plane(&source, &stated, plane)?;
        Ok(Places { source, at, rings, names: None, fields, rows, looks_like_degrees, plane })
    }

    /// Puts stated pairs on a plane; without one, on one around their middle.
    fn on_plane(
        &self,
        source: &str,
        stated: &[[f64; 2]],
        plane: Option<&MetricPlane>,
    ) -> Result<(Vec<PlaneXY>, Option<MetricPlane>), Failure> {
        if self.planar {
            return Ok((stated.iter().map(|[x, y]| PlaneXY { x: *x, y: *y }).collect(), None));
        }
        let converter = self.datum.converter().map_err(Failure::usage)?;
        let place = |(row, [x, y]): (usize, &[f64; 2])| -> Result<LonLat, Failure> {
            converter.place(StatedPair { x: *x, y: *y }).map_err(|fault| {
                Failure::data(format!(
                    "{source}: row {}: {fault}; give --planar for numbers of a plane",
                    row + 1
                ))
            })
        };
        let places: Vec<LonLat> = stated.iter().enumerate().map(place).collect::<Result<_, _>>()?;
        let middle = |of: fn(LonLat) -> f64| {
            let numbers = || places.iter().map(|place| of(*place));
            f64::midpoint(
                numbers().fold(f64::INFINITY, f64::min),
                numbers().fold(f64::NEG_INFINITY, f64::max),
            )
        };
        let Ok(centre) = LonLat::new(middle(LonLat::lon), middle(LonLat::lat)) else {
            return Ok((Vec::new(), None));
        };
        let plane = plane.cloned().unwrap_or_else(|| MetricPlane::at(centre));
        let far = || {
            Failure::data(format!(
                "{source}: places lie farther than {} km from their middle; name a projection with --datum, or --planar",
                MetricPlane::REACH_M / 1000.0
            ))
        };
        let at = places.iter().map(|place| plane.metres(*place).ok_or_else(far));
        Ok((at.collect::<Result<_, _>>()?, Some(plane)))
    }
}

impl Places {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.at.len()
    }

    /// A column as text.
    pub fn texts(&self, field: &str) -> Result<Vec<String>, Failure> {
        let at = self.column(field)?;
        let text = |row: &Vec<Option<String>>| row.get(at).cloned().flatten().unwrap_or_default();
        Ok(self.rows.iter().map(text).collect())
    }

    /// A column as numbers, one in each row.
    pub fn numbers(&self, field: &str) -> Result<Vec<f64>, Failure> {
        let number = |(row, text): (usize, Option<&str>)| {
            text.and_then(|text| text.trim().parse().ok())
                .filter(|number: &f64| number.is_finite())
                .ok_or_else(|| {
                    let text = text.unwrap_or("");
                    Failure::data(format!(
                        "{}: row {}: {field} is {text:?}; a finite number is needed",
                        self.source,
                        row + 1
                    ))
                })
        };
        let at = self.column(field)?;
        let texts = self.rows.iter().map(|row| row.get(at).and_then(Option::as_deref));
        texts.enumerate().map(number).collect()
    }

    fn column(&self, field: &str) -> Result<usize, Failure> {
        self.fields.iter().position(|own| own == field).ok_or_else(|| {
            Failure::usage(format!(
                "{}: no column {field:?}; there are {}",
                self.source,
                self.fields.join(", ")
            ))
        })
    }
}

/// The corners of an area as bits, so that two are equal only when their numbers are.
fn corners(areas: &geo::MultiPolygon<f64>) -> Vec<Vec<(u64, u64)>> {
    // Adding 0 makes -0 and 0 the same corner.
    let corner = |at: &geo::Coord<f64>| ((at.x + 0.0).to_bits(), (at.y + 0.0).to_bits());
    let rings = areas.iter().flat_map(|area| std::iter::once(area.exterior()).chain(area.interiors()));
    rings.map(|ring| ring.coords().map(corner).collect()).collect()
}

fn degrees_only(stated: &[[f64; 2]]) -> bool {
    stated.iter().all(|[x, y]| x.abs() <= 180.0 && y.abs() <= 90.0)
}

type Table = (Vec<String>, Vec<Vec<Option<String>>>);

/// A CSV table as text.
pub fn read_csv(file: &Path) -> Result<Table, Failure> {
    let wrong = |fault: &dyn std::fmt::Display| Failure::data(format!("{}: {fault}", file.display()));
    let mut reader = csv::Reader::from_path(file).map_err(|fault| wrong(&fault))?;
    let fields = reader.headers().map_err(|fault| wrong(&fault))?.iter().map(str::to_owned).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|fault| wrong(&fault))?;
        rows.push(record.iter().map(|text| (!text.is_empty()).then(|| text.to_owned())).collect());
    }
    Ok((fields, rows))
}
