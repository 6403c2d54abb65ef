//! From what a source says about a place to a location, and what had to be assumed on the way.

use serde::{Deserialize, Serialize};

use super::query::Whereabouts;
use super::register::{ComponentRegister, NamedPlace, PlaceNames};
use crate::crs::{Converter, Datum};
use crate::grid::Title;
use crate::ids::{ComponentCode, UnitCode};
use crate::locate::Location;
use crate::measure::{LonLat, Metres};
use crate::rules::Source;

/// Most places that an address is told to mean.
const NAMES_MOST: usize = 5;

/// Where a place was taken from, and what was assumed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The stated pair.
    Pair {
        /// The datum used.
        datum: Datum,
        /// Whether it is the source's usual one, because the case names none.
        datum_assumed: bool,
        /// The radius of uncertainty used.
        accuracy: Option<Metres>,
        /// Whether that is the source's usual one.
        accuracy_assumed: bool,
    },
    /// The stated shape.
    Shape,
    /// The place of a registered component.
    Component(ComponentCode),
    /// The place that the address most probably means.
    Address {
        /// Its name.
        name: Title,
        /// How sure that is, 0 to 1.
        confidence: f32,
    },
    /// There is no usable place.
    None {
        /// Why what was stated cannot be used, one line; empty where nothing was stated.
        faults: Vec<String>,
    },
}

/// A place as far as it is known.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedPlace {
    /// Where, if it is known.
    pub location: Option<Location>,
    /// Where that was taken from.
    pub basis: Basis,
    /// Places that the address may mean, the likeliest first; looked up only where nothing better is stated.
    pub names: Vec<NamedPlace>,
    /// Who owns the component, if one is named and registered.
    pub owner: Option<UnitCode>,
}

impl ResolvedPlace {
    /// The middle of the location.
    #[must_use]
    pub fn centre(&self) -> Option<LonLat> {
        self.location.as_ref().and_then(Location::centre)
    }
}

/// What places are resolved with.
pub(super) struct PlaceSources<'a> {
    pub converters: &'a [Converter],
    pub register: &'a ComponentRegister,
    pub names: Option<&'a dyn PlaceNames>,
    /// Addresses below this confidence stay words.
    pub name_confidence: f32,
    /// Whether a source's usual datum may be taken where a case names none (D16).
    pub datum_by_source: bool,
}

impl PlaceSources<'_> {
    /// The best place that is stated: shape, pair, component, address, in this order.
    pub(super) fn resolve(&self, stated: &Whereabouts<'_>, source: Option<&Source>) -> ResolvedPlace {
        let component = stated.component.and_then(|code| self.register.get(code));
        let owner = component.and_then(|component| component.owner.clone());
        let mut faults = Vec::new();
        let found = |location, basis, owner| ResolvedPlace {
            location: Some(location),
            basis,
            names: Vec::new(),
            owner,
        };
        if let Some(shape) = stated.shape {
            match shape.centre() {
                Some(_) => return found(shape.clone(), Basis::Shape, owner),
                None => faults.push("the shape encloses no area".into()),
            }
        }
        match self.of_pair(stated, source) {
            Some(Ok((location, basis))) => return found(location, basis, owner),
            Some(Err(fault)) => faults.push(fault),
            None => {}
        }
        if let Some((code, component)) = stated.component.zip(component)
            && let Some(place) = component.place
        {
            return found(Location::Point(place), Basis::Component(code.clone()), owner);
        }
        if let Some(code) = stated.component {
            faults.push(format!("component {code} has no place in the register"));
        }
        let names = stated.address.zip(self.names).map(|(address, names)| names.find(address, NAMES_MOST));
        let names = names.unwrap_or_default();
        if let Some(best) = names.first().filter(|best| best.confidence >= self.name_confidence) {
            let basis = Basis::Address { name: best.name.clone(), confidence: best.confidence };
            return ResolvedPlace { location: Some(Location::Point(best.place)), basis, owner, names };
        }
        if stated.address.is_some() {
            faults.push("the address names no place surely enough".into());
        }
        ResolvedPlace { location: None, basis: Basis::None { faults }, names, owner }
    }

    /// The stated pair in its datum, or why it is no place; `None` where none is stated.
    fn of_pair(
        &self,
        stated: &Whereabouts<'_>,
        source: Option<&Source>,
    ) -> Option<Result<(Location, Basis), String>> {
        let pair = stated.pair?;
        let usual = source.and_then(|source| source.datum.as_ref()).filter(|_| self.datum_by_source);
        let Some(datum) = stated.datum.or(usual) else {
            return Some(Err("the pair has no datum, and none may be assumed for its source".into()));
        };
        let known = self.converters.iter().find(|converter| converter.datum() == datum);
        let converted = match known {
            Some(converter) => converter.place(pair).map_err(|error| error.to_string()),
            None => match datum.converter() {
                Ok(converter) => converter.place(pair).map_err(|error| error.to_string()),
                Err(error) => Err(error.to_string()),
            },
        };
        let accuracy = stated.accuracy.or_else(|| source.and_then(|source| source.accuracy));
        let accuracy = accuracy.filter(|radius| radius.0 > 0.0);
        Some(converted.map(|centre| {
            let location =
                accuracy.map_or(Location::Point(centre), |radius| Location::Circle { centre, radius });
            let basis = Basis::Pair {
                datum: datum.clone(),
                datum_assumed: stated.datum.is_none(),
                accuracy,
                accuracy_assumed: accuracy.is_some() && stated.accuracy.is_none(),
            };
            (location, basis)
        }))
    }
}
