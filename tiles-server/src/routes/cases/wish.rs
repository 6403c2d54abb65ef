//! A case, and a question about one, as they are sent: flat JSON, each field known, read without an intermediate tree.

use gridward::cases::{Intake, PrivateText, Reporter, StatedPlace};
use gridward::crs::{Datum, StatedPair};
use gridward::ids::{CaseId, ClassCode, ComponentCode, SourceCode};
use gridward::locate::Location;
use gridward::measure::{LonLat, Metres};
use gridward::rules::{CaseKind, Grade, Settings};
use jiff::Timestamp;
use serde::Deserialize;

use crate::auth::secret::random;
use crate::problem::{Kind, Problem};

/// Longest identity, in bytes.
const ID_BYTES: usize = 128;
/// Longest text, in characters, as `GeoReport` bounds its description.
pub const TEXT_CHARS: usize = 4000;
/// Longest address, in characters.
const ADDRESS_CHARS: usize = 500;
/// Most corners of a stated polygon.
const CORNERS: usize = 1000;

/// Where something is said to be: whatever the source knows.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceWish {
    /// Degrees east, or the east coordinate of the datum.
    #[schema(example = 121.385)]
    pub lon: Option<f64>,
    /// Degrees north, or the north coordinate of the datum.
    #[schema(example = 31.112)]
    pub lat: Option<f64>,
    /// wgs84, cgcs2000, gcj02, bd09 or EPSG:n; the source's usual one where it is missing.
    #[schema(example = "wgs84")]
    pub datum: Option<String>,
    /// Radius of uncertainty, in metres.
    pub accuracy_m: Option<f64>,
    pub shape: Option<ShapeWish>,
    /// The address in words.
    pub address: Option<String>,
    /// The code of the component that it is about.
    pub component: Option<String>,
}

/// An area in which something is, instead of a place; WGS 84 degrees and metres.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ShapeWish {
    Circle {
        lon: f64,
        lat: f64,
        radius_m: f64,
    },
    Ellipse {
        lon: f64,
        lat: f64,
        semi_major_m: f64,
        semi_minor_m: f64,
        /// Direction of the long axis, degrees clockwise from north.
        orientation: f64,
    },
    ArcBand {
        lon: f64,
        lat: f64,
        inner_m: f64,
        outer_m: f64,
        /// Degrees clockwise from north.
        start: f64,
        opening: f64,
    },
    Polygon {
        /// Corners in order, longitude before latitude.
        corners: Vec<[f64; 2]>,
    },
}

/// A case as it is sent.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseWish {
    /// Made by the sender, so that a retry is the same case; made here where it is missing, and a retry is then another case.
    #[schema(example = "12345-20260801-000123")]
    pub id: Option<String>,
    #[schema(example = "E0113")]
    pub class: String,
    /// The number of the filing condition in the class.
    pub condition: Option<u8>,
    /// service, management or enforcement; the class's usual one where it is missing.
    #[schema(value_type = Option<String>)]
    pub kind: Option<CaseKind>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub datum: Option<String>,
    pub accuracy_m: Option<f64>,
    pub shape: Option<ShapeWish>,
    pub address: Option<String>,
    pub component: Option<String>,
    /// An instant with its offset.
    #[schema(value_type = String, example = "2026-08-01T08:00:00+08:00")]
    pub reported_at: Timestamp,
    #[schema(example = "12345")]
    pub source: String,
    /// The quality grade of its information, by its name in the settings.
    pub grade: Option<String>,
    pub text: Option<String>,
    #[schema(value_type = Option<ReporterWish>)]
    pub reporter: Option<Reporter>,
    /// Whether the case is invented, for a demonstration or a test; it stays marked for ever. What a demo account sends is.
    #[serde(default)]
    pub synthetic: bool,
}

/// Who reported. Kept apart, never shown to the public, and can be erased.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[expect(dead_code, reason = "only describes gridward::cases::Reporter")]
pub struct ReporterWish {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

/// A question: who would answer?
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteWish {
    #[schema(example = "E0113")]
    pub class: String,
    pub condition: Option<u8>,
    #[schema(value_type = Option<String>)]
    pub kind: Option<CaseKind>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub datum: Option<String>,
    pub accuracy_m: Option<f64>,
    pub shape: Option<ShapeWish>,
    pub address: Option<String>,
    pub component: Option<String>,
    /// The instant for which the answer holds; now where it is missing.
    #[schema(value_type = Option<String>)]
    pub at: Option<Timestamp>,
    /// The source, whose usual datum and accuracy then count.
    pub source: Option<String>,
    pub grade: Option<String>,
}

impl CaseWish {
    /// The case for the desk; `demo`: the sender's account is invented, and so is what it sends.
    ///
    /// # Errors
    /// A problem that names the field.
    pub fn into_intake(self, settings: &Settings, demo: bool) -> Result<Intake, Problem> {
        let Self { lon, lat, datum, accuracy_m, shape, address, component, .. } = self;
        let place = PlaceWish { lon, lat, datum, accuracy_m, shape, address, component }.into_stated()?;
        let id = match self.id {
            Some(id) => checked_id(id)?,
            None => fresh_id("g")?,
        };
        let text = self.text.filter(|text| !text.trim().is_empty());
        bounded("text", text.as_deref(), TEXT_CHARS)?;
        let reporter = self.reporter.filter(|reporter| *reporter != Reporter::default());
        Ok(Intake {
            id,
            class: code("class", &self.class).map(ClassCode::new)?,
            condition: self.condition,
            kind: self.kind,
            place,
            reported_at: self.reported_at,
            source: code("source", &self.source).map(SourceCode::new)?,
            grade: grade_named(settings, self.grade.as_deref())?,
            text: text.map(PrivateText::Words),
            reporter: reporter.as_ref().map(reporter_words).transpose()?,
            synthetic: self.synthetic || demo,
        })
    }
}

/// The reporter as the desk keeps it.
pub fn reporter_words(reporter: &Reporter) -> Result<PrivateText, Problem> {
    for (field, value) in [("name", &reporter.name), ("phone", &reporter.phone), ("email", &reporter.email)] {
        bounded(field, value.as_deref(), 200)?;
    }
    let words =
        serde_json::to_string(reporter).map_err(|fault| Problem::new(Kind::Internal, fault.to_string()))?;
    Ok(PrivateText::Words(words))
}

impl PlaceWish {
    /// The place for the desk: as stated, whatever it means.
    ///
    /// # Errors
    /// A problem that names the field.
    pub fn into_stated(self) -> Result<StatedPlace, Problem> {
        let pair = match (self.lon, self.lat) {
            (Some(x), Some(y)) if x.is_finite() && y.is_finite() => Some(StatedPair { x, y }),
            (None, None) => None,
            (Some(_), _) => {
                return Err(Problem::body_field("lat", "lat is missing", "lon and lat, or neither"));
            }
            (None, _) => return Err(Problem::body_field("lon", "lon is missing", "lon and lat, or neither")),
        };
        let datum = match self.datum.as_deref() {
            Some(word) => Some(word.parse::<Datum>().map_err(|fault| {
                Problem::body_field("datum", fault.to_string(), "wgs84, cgcs2000, gcj02, bd09 or EPSG:n")
            })?),
            None => None,
        };
        let accuracy = match self.accuracy_m {
            Some(metres) if !(0.0..=50_000.0).contains(&metres) => {
                let detail = format!("accuracy_m is {metres}");
                return Err(Problem::body_field("accuracy_m", detail, "metres from 0 to 50000"));
            }
            metres => metres.map(Metres),
        };
        let address = self.address.filter(|address| !address.trim().is_empty());
        bounded("address", address.as_deref(), ADDRESS_CHARS)?;
        let component = self.component.as_deref().filter(|text| !text.is_empty());
        Ok(StatedPlace {
            pair,
            datum,
            accuracy,
            shape: self.shape.map(ShapeWish::into_location).transpose()?,
            address: address.map(PrivateText::Words),
            component: component.map(|text| code("component", text).map(ComponentCode::new)).transpose()?,
        })
    }
}

impl ShapeWish {
    fn into_location(self) -> Result<Location, Problem> {
        let at = |lon, lat| {
            LonLat::new(lon, lat).map_err(|fault| {
                Problem::body_field("shape", fault.to_string(), "WGS 84 degrees, lon before lat")
            })
        };
        let metres = |name: &str, value: f64| {
            if (0.0..=100_000.0).contains(&value) {
                return Ok(Metres(value));
            }
            Err(Problem::body_field("shape", format!("{name} is {value}"), "metres from 0 to 100000"))
        };
        Ok(match self {
            Self::Circle { lon, lat, radius_m } => {
                Location::Circle { centre: at(lon, lat)?, radius: metres("radius_m", radius_m)? }
            }
            Self::Ellipse { lon, lat, semi_major_m, semi_minor_m, orientation } => Location::Ellipse {
                centre: at(lon, lat)?,
                semi_major: metres("semi_major_m", semi_major_m)?,
                semi_minor: metres("semi_minor_m", semi_minor_m)?,
                orientation_degrees: orientation,
            },
            Self::ArcBand { lon, lat, inner_m, outer_m, start, opening } => Location::ArcBand {
                centre: at(lon, lat)?,
                inner: metres("inner_m", inner_m)?,
                outer: metres("outer_m", outer_m)?,
                start_degrees: start,
                opening_degrees: opening,
            },
            Self::Polygon { corners } => {
                if !(3..=CORNERS).contains(&corners.len()) {
                    let detail = format!("the polygon has {} corners", corners.len());
                    return Err(Problem::body_field("shape", detail, format!("3 to {CORNERS} corners")));
                }
                Location::Polygon(
                    corners.into_iter().map(|[lon, lat]| at(lon, lat)).collect::<Result<_, _>>()?,
                )
            }
        })
    }
}

/// The grade of a name.
///
/// # Errors
/// A problem that names those that there are.
pub fn grade_named(settings: &Settings, name: Option<&str>) -> Result<Option<Grade>, Problem> {
    let Some(name) = name else { return Ok(None) };
    let grade = settings.grade(name);
    grade.map(Some).ok_or_else(|| {
        let names: Vec<_> = settings.grades.iter().map(|grade| grade.name.as_str()).collect();
        Problem::body_field("grade", format!("grade is “{name}”"), format!("one of {}", names.join(", ")))
    })
}

/// An identity made here.
///
/// # Errors
/// When there is no randomness.
pub fn fresh_id(start: &str) -> Result<CaseId, Problem> {
    let bytes = random::<16>().map_err(|fault| Problem::new(Kind::Internal, fault.to_string()))?;
    Ok(CaseId::new(&format!("{start}-{}", hex::encode(bytes))))
}

fn checked_id(id: String) -> Result<CaseId, Problem> {
    let proper = |c: char| c.is_ascii_graphic() && !"/?#%\\\"".contains(c);
    if (1..=ID_BYTES).contains(&id.len()) && id.chars().all(proper) {
        return Ok(CaseId::new(&id));
    }
    let expected = format!("1 to {ID_BYTES} printable ASCII characters without space, / ? # % \\ \"");
    Err(Problem::body_field("id", "this is no identity that an address can hold", expected))
}

/// A code: short, printable.
pub fn code<'a>(field: &str, text: &'a str) -> Result<&'a str, Problem> {
    if (1..=64).contains(&text.len()) && !text.chars().any(char::is_control) {
        return Ok(text);
    }
    Err(Problem::body_field(field, format!("{field} has {} bytes", text.len()), "a code of 1 to 64 bytes"))
}

/// # Errors
/// A problem where a text is longer than so many characters.
pub fn bounded(field: &str, text: Option<&str>, most: usize) -> Result<(), Problem> {
    let length = text.map_or(0, |text| text.chars().count());
    if length <= most {
        return Ok(());
    }
    Err(Problem::body_field(
        field,
        format!("{field} has {length} characters"),
        format!("at most {most} characters"),
    ))
}
