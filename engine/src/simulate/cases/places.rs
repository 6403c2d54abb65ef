//! Where cases lie: people, hotspots, near repeats, geocoding sinks, and no place at all.

use std::collections::BTreeMap;
use std::collections::VecDeque;

use super::ground::{LayerGround, step};
use super::spec::PlaceSpec;
use crate::ids::ClassCode;
use crate::measure::LonLat;
use crate::simulate::SplitMix64;

/// How many earlier places of a class are remembered for near repeats.
const REMEMBERED: usize = 48;

/// The layers of one plan, from an instant on.
pub struct PlanGround<'a> {
    /// The first second in force.
    pub from: i64,
    /// The atoms of the coverage.
    pub units: LayerGround<'a>,
    /// The towns, which fill the whole district.
    pub towns: LayerGround<'a>,
}

/// What is drawn for a case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Drawn {
    /// It has no place.
    Nowhere,
    /// It has one.
    At(LonLat),
    /// A geocoder put it onto the seat of its town.
    Sink(LonLat),
}

/// Draws places in order of time.
pub struct Places<'a> {
    grounds: &'a [PlanGround<'a>],
    spec: &'a PlaceSpec,
    hotspots: Vec<LonLat>,
    seats: Vec<LonLat>,
    recent: BTreeMap<ClassCode, VecDeque<(i64, LonLat)>>,
}

impl<'a> Places<'a> {
    /// Hotspots lie in the coverage of the first plan, so that they exist in all years.
    pub fn new(grounds: &'a [PlanGround<'a>], spec: &'a PlaceSpec, random: &mut SplitMix64) -> Self {
        let draw = |random: &mut SplitMix64| grounds.first().and_then(|ground| ground.units.draw(random));
        let hotspots = (0..spec.hotspots).filter_map(|_| draw(random)).collect();
        let seats = grounds.first().map_or_else(Vec::new, |ground| {
            let towns = ground.towns.layer.cells().len();
            let seat = |town: usize| {
                let town = crate::ids::CellIndex(u32::try_from(town).ok()?);
                ground.towns.draw_in(town, random)
            };
            (0..towns).filter_map(seat).collect()
        });
        Self { grounds, spec, hotspots, seats, recent: BTreeMap::new() }
    }

    /// The place of a case; times must not fall.
    pub fn draw(
        &mut self,
        at: i64,
        class: &ClassCode,
        inside: bool,
        geocoded: bool,
        random: &mut SplitMix64,
    ) -> Drawn {
        let (lot, sink, repeat) = (random.unit(), random.unit(), random.unit());
        if lot < self.spec.missing_share {
            return Drawn::Nowhere;
        }
        let Some(ground) =
            self.grounds.iter().rev().find(|ground| ground.from <= at).or(self.grounds.first())
        else {
            return Drawn::Nowhere;
        };
        if geocoded && sink < self.spec.sink_share && !self.seats.is_empty() {
            let seat = below(self.seats.len(), random);
            return self.seats.get(seat).map_or(Drawn::Nowhere, |&seat| Drawn::Sink(seat));
        }
        let place =
            self.repeated(at, class, repeat, random).or_else(|| self.fresh(ground, class, inside, random));
        let allowed = |place: &LonLat| {
            let layer = if inside { &ground.units } else { &ground.towns };
            layer.locator.covers(*place)
        };
        let place = place
            .filter(allowed)
            .or_else(|| if inside { ground.units.draw(random) } else { ground.towns.draw(random) });
        let Some(place) = place else { return Drawn::Nowhere };
        let recent = self.recent.entry(class.clone()).or_default();
        if recent.len() == REMEMBERED {
            recent.pop_front();
        }
        recent.push_back((at, place));
        Drawn::At(place)
    }

    fn repeated(&self, at: i64, class: &ClassCode, lot: f64, random: &mut SplitMix64) -> Option<LonLat> {
        if lot >= self.spec.near_repeat_share {
            return None;
        }
        let recent = self.recent.get(class)?;
        let &(before, place) = recent.get(below(recent.len(), random))?;
        let days = (at - before) as f64 / 86_400.0;
        (days <= self.spec.near_repeat_days).then(|| step(place, self.spec.near_repeat_m, random)).flatten()
    }

    fn fresh(
        &self,
        ground: &PlanGround<'_>,
        class: &ClassCode,
        inside: bool,
        random: &mut SplitMix64,
    ) -> Option<LonLat> {
        let hot = random.unit() < self.spec.hotspot_share && !self.hotspots.is_empty();
        if hot {
            // Classes of a branch share their hotspots, other branches have others.
            let branch: u64 = class.as_str().bytes().take(3).fold(7, |sum, byte| sum * 31 + u64::from(byte));
            let own = SplitMix64::new(branch).fork(random.next_u64() % 8).next_u64();
            let spot = usize::try_from(own % self.hotspots.len() as u64).unwrap_or(0);
            return step(*self.hotspots.get(spot)?, self.spec.hotspot_radius_m, random);
        }
        if inside { ground.units.draw(random) } else { ground.towns.draw(random) }
    }
}

/// A number below `count`.
pub(super) fn below(count: usize, random: &mut SplitMix64) -> usize {
    let wide = u128::from(random.next_u64()) * (count as u128);
    usize::try_from(wide >> 64).unwrap_or(0)
}
