//! What a case may look like when it comes in (上报校验): limits on everything, one line for each fault.

use jiff::{SignedDuration, Timestamp};

use super::event::PrivateText;
use super::intake::{Intake, Reporter, StatedPlace};
use crate::locate::Location;

/// Bounds on what comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeBounds {
    /// Characters of the text.
    pub text_chars: usize,
    /// Characters of the address.
    pub address_chars: usize,
    /// Characters of one field of the reporter.
    pub reporter_chars: usize,
    /// Corners of a polygon.
    pub corners: usize,
    /// How far the sender's clock may be ahead of ours.
    pub ahead: SignedDuration,
}

impl Default for IntakeBounds {
    fn default() -> Self {
        Self {
            text_chars: 4000,
            address_chars: 500,
            reporter_chars: 200,
            corners: 1000,
            ahead: SignedDuration::from_mins(10),
        }
    }
}

/// Why a case cannot come in as it is.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IntakeFault {
    /// An identity or a code has a form that no answer could carry.
    #[error("{field} is “{value}”; {wanted}")]
    Form {
        /// The field.
        field: &'static str,
        /// What was given, its first characters.
        value: String,
        /// What would be right.
        wanted: &'static str,
    },
    /// A text is too long.
    #[error("{field} has {length} characters; at most {most} are taken")]
    TooLong {
        /// The field.
        field: &'static str,
        /// How long it is.
        length: usize,
        /// The most.
        most: usize,
    },
    /// A text holds characters that are no text.
    #[error("{field} holds the control character U+{code:04X}; leave it out")]
    Control {
        /// The field.
        field: &'static str,
        /// The character.
        code: u32,
    },
    /// A number makes no sense.
    #[error("{field} is {value}; {wanted} is needed")]
    Number {
        /// The field.
        field: &'static str,
        /// The number given.
        value: f64,
        /// What would be right.
        wanted: &'static str,
    },
    /// Two fields do not go together.
    #[error("{field}: {wanted}")]
    Together {
        /// The field.
        field: &'static str,
        /// What would be right.
        wanted: &'static str,
    },
    /// It was reported in the future.
    #[error("reported_at is {at}, later than now, {now}; check the sender's clock and its offset from UTC")]
    Future {
        /// When it is said to have been reported.
        at: Timestamp,
        /// Now.
        now: Timestamp,
    },
    /// It was reported before there were any such systems.
    #[error("reported_at is {at}; a time from 1990 on is needed")]
    Past {
        /// When it is said to have been reported.
        at: Timestamp,
    },
}

impl IntakeFault {
    /// The field that is wrong.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Form { field, .. }
            | Self::TooLong { field, .. }
            | Self::Control { field, .. }
            | Self::Number { field, .. }
            | Self::Together { field, .. } => field,
            Self::Future { .. } | Self::Past { .. } => "reported_at",
        }
    }
}

/// 1990-01-01T00:00:00Z.
const EARLIEST_S: i64 = 631_152_000;
const ID: &str = "1 to 64 ASCII letters, digits and - _ . : are needed, the first a letter or digit";
const CODE: &str = "1 to 32 ASCII letters, digits and - _ . : are needed, the first a letter or digit";

impl Intake {
    /// Everything that is wrong with a case that comes in, in the order of its fields; nothing for a good one. Whether its
    /// class and source are known is for the rules to say: a case of an unknown class is kept and queued.
    ///
    /// # Complexity
    /// O(length).
    #[must_use]
    pub fn faults(&self, bounds: &IntakeBounds, now: Timestamp) -> Vec<IntakeFault> {
        let mut faults = Vec::new();
        faults.extend(code_fault("id", self.id.as_str(), 64, ID));
        faults.extend(code_fault("class", self.class.as_str(), 32, CODE));
        faults.extend((self.condition == Some(0)).then_some(IntakeFault::Number {
            field: "condition",
            value: 0.0,
            wanted: "the number of a filing condition, from 1",
        }));
        place_faults(&self.place, bounds, &mut faults);
        if self.reported_at > now.saturating_add(bounds.ahead).unwrap_or(Timestamp::MAX) {
            faults.push(IntakeFault::Future { at: self.reported_at, now });
        }
        if self.reported_at.as_second() < EARLIEST_S {
            faults.push(IntakeFault::Past { at: self.reported_at });
        }
        faults.extend(code_fault("source", self.source.as_str(), 32, CODE));
        faults.extend(private_fault("text", self.text.as_ref(), bounds.text_chars));
        reporter_faults(self.reporter.as_ref(), bounds, &mut faults);
        faults
    }

    /// As [`Self::faults`], the first one only.
    ///
    /// # Errors
    /// The first fault.
    pub fn validate(&self, bounds: &IntakeBounds, now: Timestamp) -> Result<(), IntakeFault> {
        self.faults(bounds, now).into_iter().next().map_or(Ok(()), Err)
    }
}

fn place_faults(place: &StatedPlace, bounds: &IntakeBounds, faults: &mut Vec<IntakeFault>) {
    if let Some(pair) = place.pair {
        for (field, value) in [("lon", pair.x), ("lat", pair.y)] {
            if !value.is_finite() {
                faults.push(IntakeFault::Number { field, value, wanted: "a finite number" });
            }
        }
        if place.datum.is_none() {
            let wanted = "a place needs its datum: wgs84, cgcs2000, gcj02, bd09 or EPSG:n";
            faults.push(IntakeFault::Together { field: "datum", wanted });
        }
    }
    if let Some(accuracy) = place.accuracy.filter(|metres| !(0.0..=100_000.0).contains(&metres.0)) {
        let wanted = "a length from 0 to 100,000 m";
        faults.push(IntakeFault::Number { field: "accuracy_m", value: accuracy.0, wanted });
    }
    if let Some(shape) = &place.shape {
        if place.pair.is_some() {
            let wanted = "give a pair of coordinates or a shape, not both";
            faults.push(IntakeFault::Together { field: "shape", wanted });
        }
        faults.extend(shape_fault(shape, bounds));
    }
    faults.extend(private_fault("address", place.address.as_ref(), bounds.address_chars));
    let component =
        place.component.as_ref().and_then(|code| code_fault("component", code.as_str(), 32, CODE));
    faults.extend(component);
}

/// Lengths and angles are judged by whoever locates; here nothing endless and nothing that is no number comes in.
fn shape_fault(shape: &Location, bounds: &IntakeBounds) -> Option<IntakeFault> {
    let numbers: &[f64] = match shape {
        Location::Circle { radius, .. } => &[radius.0],
        Location::Ellipse { semi_major, semi_minor, orientation_degrees, .. } => {
            &[semi_major.0, semi_minor.0, *orientation_degrees]
        }
        Location::ArcBand { inner, outer, start_degrees, opening_degrees, .. } => {
            &[inner.0, outer.0, *start_degrees, *opening_degrees]
        }
        Location::Polygon(corners) if corners.len() > bounds.corners => {
            let (value, wanted) = (corners.len() as f64, "a polygon of at most 1,000 corners");
            return Some(IntakeFault::Number { field: "shape", value, wanted });
        }
        Location::Point(_) | Location::Polygon(_) => &[],
    };
    let wanted = "a finite number";
    let value = numbers.iter().copied().find(|number| !number.is_finite())?;
    Some(IntakeFault::Number { field: "shape", value, wanted })
}

fn reporter_faults(reporter: Option<&PrivateText>, bounds: &IntakeBounds, faults: &mut Vec<IntakeFault>) {
    let Some(words) = reporter.and_then(PrivateText::words) else { return };
    match serde_json::from_str::<Reporter>(words) {
        Ok(Reporter { name, phone, email }) => {
            let fields = [("reporter.name", name), ("reporter.phone", phone), ("reporter.email", email)];
            for (field, text) in fields {
                faults.extend(text.and_then(|text| text_fault(field, &text, bounds.reporter_chars)));
            }
        }
        Err(_) => faults.push(IntakeFault::Together {
            field: "reporter",
            wanted: "an object with name, phone and email as texts is needed",
        }),
    }
}

fn private_fault(field: &'static str, text: Option<&PrivateText>, most: usize) -> Option<IntakeFault> {
    text_fault(field, text?.words()?, most)
}

fn text_fault(field: &'static str, text: &str, most: usize) -> Option<IntakeFault> {
    // A character has at least one byte, so that endless texts are not counted to their end.
    let length = if text.len() > most.saturating_mul(4) { text.len() / 4 + 1 } else { text.chars().count() };
    if length > most {
        return Some(IntakeFault::TooLong { field, length: text.chars().count(), most });
    }
    let stray = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))?;
    Some(IntakeFault::Control { field, code: u32::from(stray) })
}

fn code_fault(field: &'static str, code: &str, most: usize, wanted: &'static str) -> Option<IntakeFault> {
    let first = code.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
    let rest = code.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    let good = first && rest && code.len() <= most;
    (!good).then(|| IntakeFault::Form { field, value: code.chars().take(80).collect(), wanted })
}

#[cfg(test)]
#[path = "bounds_tests.rs"]
mod tests;
