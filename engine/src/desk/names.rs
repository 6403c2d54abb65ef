//! The district's place names (地名), as the assigner asks for them.

use crate::assign::{NamedPlace, PlaceNames};
use crate::cases::gazetteer::Gazetteer;

impl PlaceNames for Gazetteer {
    fn find(&self, address: &str, most: usize) -> Vec<NamedPlace> {
        let answers = self.look_up(address, most).into_iter();
        answers
            .map(|answer| NamedPlace {
                name: answer.name,
                kind: answer.kind.as_str().to_owned(),
                place: answer.place,
                confidence: single(answer.confidence),
            })
            .collect()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a confidence needs no more digits")]
const fn single(confidence: f64) -> f32 {
    confidence as f32
}
