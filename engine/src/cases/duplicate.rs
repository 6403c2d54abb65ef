//! Is this the same as another one (疑似重复)? Same class, near in place and time.

use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp};

use super::stage::Stage;
use crate::crs::metric;
use crate::ids::CaseNumber;
use crate::measure::{LonLat, Metres};
use crate::rules::RuleSet;
use crate::rules::settings::{DuplicateRule, DuplicateWindow};

/// What of a case is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sighting {
    /// Its number.
    pub number: CaseNumber,
    /// Its class's position in the rules.
    pub class: u16,
    /// Where it is, in WGS 84.
    pub place: LonLat,
    /// When it was reported.
    pub at: Timestamp,
    /// Where it stands.
    pub stage: Stage,
}

/// A case that may be the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similar {
    /// Its number.
    pub number: CaseNumber,
    /// How far away it is.
    pub distance: Metres,
    /// How much earlier it was reported; negative if later.
    pub earlier: SignedDuration,
    /// Where it stands.
    pub stage: Stage,
}

/// The window of a class: how near is the same (D19).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DuplicateSearch {
    /// Metres and hours; both ends count.
    pub window: DuplicateWindow,
}

/// Metres of one degree of latitude, rounded down so that a box never misses (6,356,752 m is the polar radius).
const METRES_PER_DEGREE: f64 = 110_500.0;

impl DuplicateSearch {
    /// The window that the rules give a class; `None` where duplicates are not offered.
    #[must_use]
    pub fn of(rules: &RuleSet, class: u16) -> Option<Self> {
        let window = match rules.settings.switches.duplicates {
            DuplicateRule::Off => return None,
            DuplicateRule::District => rules.settings.duplicates,
            DuplicateRule::PerClass => rules.duplicates(class),
        };
        Some(Self { window })
    }

    /// South-west and north-east corner of a box that holds all that may be the same as something at a place.
    #[must_use]
    pub fn reach(&self, place: LonLat) -> [[f64; 2]; 2] {
        let lat = f64::from(self.window.metres) / METRES_PER_DEGREE;
        let lon = lat / place.lat().to_radians().cos().max(0.01);
        [[place.lon() - lon, place.lat() - lat], [place.lon() + lon, place.lat() + lat]]
    }

    /// First and last instant at which the same may have been reported.
    #[must_use]
    pub fn span(&self, at: Timestamp) -> (Timestamp, Timestamp) {
        let hours = SignedDuration::from_hours(i64::from(self.window.hours));
        let from = at.saturating_sub(hours).unwrap_or(Timestamp::MIN);
        (from, at.saturating_add(hours).unwrap_or(Timestamp::MAX))
    }

    /// Those of the candidates that may be the same: of the class, inside the window, neither itself nor void. Open ones
    /// first, then the nearer, the closer in time, the lower number.
    ///
    /// # Complexity
    /// O(n log n) for n candidates inside the window, O(1) for each other one.
    #[must_use]
    pub fn among(&self, new: &Sighting, candidates: impl IntoIterator<Item = Sighting>) -> Vec<Similar> {
        let (from, until) = self.span(new.at);
        let most = f64::from(self.window.metres);
        let mut similar: Vec<Similar> = candidates
            .into_iter()
            .filter(|other| {
                other.class == new.class && other.number != new.number && other.stage != Stage::Void
            })
            .filter(|other| (from..=until).contains(&other.at))
            .map(|other| Similar {
                number: other.number,
                distance: metric::distance(new.place, other.place),
                earlier: new.at.duration_since(other.at),
                stage: other.stage,
            })
            .filter(|similar| similar.distance.0 <= most)
            .collect();
        similar.sort_by(nearer);
        similar
    }
}

fn nearer(a: &Similar, b: &Similar) -> Ordering {
    let key = |similar: &Similar| (similar.earlier.unsigned_abs(), similar.number);
    a.stage
        .is_final()
        .cmp(&b.stage.is_final())
        .then(a.distance.0.total_cmp(&b.distance.0))
        .then_with(|| key(a).cmp(&key(b)))
}

#[cfg(test)]
#[path = "duplicate_tests.rs"]
mod tests;
