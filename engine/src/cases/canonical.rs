//! One byte form for one meaning (规范形式), so that a retry is told from another case under the same identity.

use sha2::{Digest, Sha256};

use super::event::PrivateText;
use super::intake::{Intake, Reporter, StatedPlace};
use crate::crs::Datum;
use crate::locate::Location;
use crate::measure::LonLat;

/// The first bytes of the form; another number where its meaning changes.
const FORM: &[u8] = b"gridward intake 1\n";

impl Intake {
    /// The same bytes for the same meaning: every field in a fixed order, a number before it, lengths before texts, numbers
    /// little-endian, instants in milliseconds, minus zero as zero, empty words as none, the reporter by fields.
    ///
    /// # Complexity
    /// O(length).
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        let Self { id, class, condition, kind, place, reported_at, source, grade, text, reporter, synthetic } =
            self;
        let mut form = Form(Vec::with_capacity(USUAL_BYTES));
        form.0.extend_from_slice(FORM);
        form.text(1, Some(id.as_str()));
        form.text(2, Some(class.as_str()));
        form.bytes(3, condition.map(|number| [number]).as_ref());
        form.bytes(4, kind.map(|kind| [kind as u8]).as_ref());
        form.place(place);
        form.bytes(6, Some(&reported_at.as_millisecond().to_le_bytes()));
        form.text(7, Some(source.as_str()));
        form.bytes(8, grade.map(|grade| [grade.0]).as_ref());
        form.private(9, text.as_ref());
        form.reporter(reporter.as_ref());
        form.bytes(11, synthetic.then_some(&[0_u8; 0]));
        form.0
    }

    /// SHA-256 of the canonical form: equal for a retry, different for another body under the same identity.
    ///
    /// # Complexity
    /// O(length).
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.canonical()).into()
    }
}

/// Room for a case without many words.
const USUAL_BYTES: usize = 256;

struct Form(Vec<u8>);

impl Form {
    /// A field: its number, and if it is there its length and its bytes. Absent fields leave nothing.
    fn bytes<B: AsRef<[u8]> + ?Sized>(&mut self, number: u8, value: Option<&B>) {
        if let Some(value) = value.map(AsRef::as_ref) {
            self.0.push(number);
            self.0.extend_from_slice(&(value.len() as u64).to_le_bytes());
            self.0.extend_from_slice(value);
        }
    }

    fn text(&mut self, number: u8, value: Option<&str>) {
        self.bytes(number, value);
    }

    fn numbers(&mut self, number: u8, values: &[f64]) {
        // Adding zero makes minus zero zero; whatever is no number is one kind of none.
        let canonical = |value: &f64| if value.is_nan() { f64::NAN } else { value + 0.0 };
        self.0.push(number);
        self.0.extend_from_slice(&(size_of_val(values) as u64).to_le_bytes());
        values.iter().for_each(|value| self.0.extend_from_slice(&canonical(value).to_le_bytes()));
    }

    fn private(&mut self, number: u8, value: Option<&PrivateText>) {
        match value {
            Some(PrivateText::Words(words)) if !words.trim().is_empty() => self.text(number, Some(words)),
            // The highest bit keeps a digest apart from words that look like one.
            Some(PrivateText::Digest(digest)) => self.bytes(number | 0x80, Some(digest)),
            _ => {}
        }
    }

    fn place(&mut self, place: &StatedPlace) {
        let StatedPlace { pair, datum, accuracy, shape, address, component } = place;
        if let Some(pair) = pair {
            self.numbers(20, &[pair.x, pair.y]);
        }
        match datum {
            // A local system is what it computes, not only what it is called.
            Some(Datum::Local(system)) => self.text(22, serde_json::to_string(system).ok().as_deref()),
            named => self.text(21, named.as_ref().map(ToString::to_string).as_deref()),
        }
        if let Some(accuracy) = accuracy {
            self.numbers(23, &[accuracy.0]);
        }
        if let Some(shape) = shape {
            let (kind, numbers) = shape_numbers(shape);
            self.numbers(kind, &numbers);
        }
        self.private(30, address.as_ref());
        self.text(31, component.as_ref().map(crate::ids::ComponentCode::as_str));
    }

    /// The reporter's fields; what is no [`Reporter`] is taken as it is.
    fn reporter(&mut self, reporter: Option<&PrivateText>) {
        let words = reporter.and_then(PrivateText::words);
        match words.and_then(|words| serde_json::from_str::<Reporter>(words).ok()) {
            Some(Reporter { name, phone, email }) => {
                for (number, field) in [(40, name), (41, phone), (42, email)] {
                    self.text(number, field.as_deref().filter(|field| !field.trim().is_empty()));
                }
            }
            None => self.private(43, reporter),
        }
    }
}

fn shape_numbers(shape: &Location) -> (u8, Vec<f64>) {
    let at = |place: &LonLat| [place.lon(), place.lat()];
    let with = |place: &LonLat, more: &[f64]| [at(place).as_slice(), more].concat();
    match shape {
        Location::Point(place) => (24, at(place).to_vec()),
        Location::Circle { centre, radius } => (25, with(centre, &[radius.0])),
        Location::Ellipse { centre, semi_major, semi_minor, orientation_degrees } => {
            (26, with(centre, &[semi_major.0, semi_minor.0, *orientation_degrees]))
        }
        Location::ArcBand { centre, inner, outer, start_degrees, opening_degrees } => {
            (27, with(centre, &[inner.0, outer.0, *start_degrees, *opening_degrees]))
        }
        Location::Polygon(corners) => (28, corners.iter().flat_map(at).collect()),
    }
}

#[cfg(test)]
#[path = "canonical_tests.rs"]
mod tests;
