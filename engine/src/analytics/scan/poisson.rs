//! Kulldorff's scan of counts with a population (泊松空间扫描).

use serde::Serialize;

use super::bounds::{Bounds, LANES};
use super::circles::{Circles, distance};
use super::lanes::{Lanes, replicas, walk};
use super::settings::{ScanError, Settings};
use super::windows::{Cluster, Found, Slice, best_first, p_value};
use crate::analytics::chance::Stream;
use crate::measure::PlaneXY;

/// What a scan with a population found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PoissonScan {
    /// All cases.
    pub total_cases: u64,
    /// All population.
    pub total_population: f64,
    /// Circles that were looked at.
    pub n_windows: usize,
    /// The best windows, the best first.
    pub clusters: Vec<Cluster>,
    /// The population of each cluster.
    pub populations: Vec<f64>,
    /// The best ratio of each replica, the lowest first.
    pub null_max: Vec<f64>,
}

/// Circles around every place, each against the rest: where is the rate higher (or lower) than elsewhere? Under the null the cases fall by
/// population alone, their number held (multinomial).
///
/// # Errors
/// [`ScanError`].
///
/// # Complexity
/// O(n² log n) for the order of neighbours, then O(windows × draws) with sixteen replicas side by side, on all threads; the same result at
/// any number of them.
///
/// # References
/// M. Kulldorff, "A spatial scan statistic", 1997, doi:10.1080/03610929708831995.
pub fn poisson(
    places: &[PlaneXY],
    cases: &[u32],
    population: &[f64],
    settings: &Settings,
) -> Result<PoissonScan, ScanError> {
    check(places, cases, population)?;
    let total = total(cases.iter().map(|cases| u64::from(*cases)).sum())?;
    let circles = Circles::new(places, population, settings)?;
    let people: f64 = population.iter().sum();
    let all = f64::from(total);
    let expected: Vec<f64> = population.iter().map(|own| all * (own / people)).collect();
    let slice = Slice { expected: &expected, counts: cases, all, steps: None, rates: settings.rates };
    let mut null_max = null(&circles, &expected, total, settings);
    null_max.sort_by(f64::total_cmp);
    let best = |taken: &[bool]| slice.best(&circles, taken);
    let found = chosen(&circles, places.len(), settings, best, || slice.leading(&circles));
    let clusters: Vec<Cluster> =
        found.iter().map(|found| told(found, &circles, places, all, &null_max)).collect();
    let people_of = |cluster: &Cluster| {
        cluster.members.iter().filter_map(|place| population.get(*place as usize)).sum::<f64>()
    };
    Ok(PoissonScan {
        total_cases: total.into(),
        total_population: people,
        n_windows: circles.count(),
        populations: clusters.iter().map(people_of).collect(),
        clusters,
        null_max,
    })
}

fn check(places: &[PlaneXY], cases: &[u32], population: &[f64]) -> Result<(), ScanError> {
    for (what, found) in [("cases", cases.len()), ("population", population.len())] {
        if found != places.len() {
            return Err(ScanError::Length { what, found, places: places.len() });
        }
    }
    for (place, (cases, population)) in cases.iter().zip(population).enumerate() {
        let (cases, population) = (*cases, *population);
        if !(population >= 0.0 && population.is_finite()) {
            return Err(ScanError::Population { place, population });
        }
        if cases > 0 && population <= 0.0 {
            return Err(ScanError::Unpeopled { place, cases });
        }
    }
    let peopled = population.iter().filter(|population| **population > 0.0).count();
    if peopled < 2 { Err(ScanError::OnePlace(peopled)) } else { Ok(()) }
}

/// The number of cases, if it can be scanned.
pub(super) fn total(cases: u64) -> Result<u32, ScanError> {
    match u32::try_from(cases) {
        Ok(total @ 2..=2_000_000_000) => Ok(total),
        Ok(0..2) => Err(ScanError::TooFew(cases)),
        _ => Err(ScanError::TooMany(cases)),
    }
}

/// The clusters that are told: the best circle of each centre and span of time, or each the best that shares no place with those before.
pub(super) fn chosen(
    circles: &Circles,
    places: usize,
    settings: &Settings,
    best: impl Fn(&[bool]) -> Option<Found>,
    leading: impl Fn() -> Vec<Found>,
) -> Vec<Found> {
    let mut chosen: Vec<Found> = Vec::new();
    if settings.overlapping {
        let mut all = leading();
        best_first(&mut all);
        let mut known = std::collections::BTreeSet::new();
        all.retain(|found| {
            known.len() < settings.most && known.insert((found.members(circles), found.steps))
        });
        return all;
    }
    let mut taken = vec![false; places];
    while chosen.len() < settings.most {
        let Some(found) = best(&taken) else { break };
        for place in found.members(circles) {
            taken.iter_mut().skip(place as usize).take(1).for_each(|taken| *taken = true);
        }
        chosen.push(found);
    }
    chosen
}

/// A window as it is told.
pub(super) fn told(
    found: &Found,
    circles: &Circles,
    places: &[PlaneXY],
    all: f64,
    null_max: &[f64],
) -> Cluster {
    let members = found.members(circles);
    let centre = places.get(found.centre).copied();
    let far = members.iter().filter_map(|place| Some(distance(centre?, *places.get(*place as usize)?)));
    let cases = f64::from(found.cases);
    let outside = (all - cases) / (all - found.expected);
    Cluster {
        llr: found.llr,
        centre: found.centre,
        radius: far.fold(0.0, f64::max),
        members,
        steps: found.steps,
        cases: found.cases,
        expected: found.expected,
        relative_risk: (outside > 0.0).then(|| cases / found.expected / outside),
        p: p_value(found.llr, null_max),
    }
}

fn null(circles: &Circles, expected: &[f64], total: u32, settings: &Settings) -> Vec<f64> {
    if settings.draws == 0 {
        return Vec::new();
    }
    let all = f64::from(total);
    let least = expected.iter().copied().filter(|own| *own > 0.0).fold(f64::INFINITY, f64::min);
    let bounds = Bounds::new(least, circles.highest(expected), all, settings.rates);
    let urn = Urn::new(expected);
    replicas(settings.draws, &bounds, |first, lanes| {
        let mut counts: Vec<Lanes> = vec![[0; LANES]; expected.len()];
        for (lane, number) in (0..LANES).zip(first..) {
            let mut stream = settings.streams.of(number);
            for _ in 0..total {
                if let Some(count) = counts.get_mut(urn.draw(&mut stream)).and_then(|row| row.get_mut(lane)) {
                    *count += 1;
                }
            }
        }
        walk(circles, expected, &counts, all, settings.rates, lanes);
    })
}

/// Places, each drawn as often as its weight says.
///
/// # References
/// M. Vose, "A linear algorithm for generating random numbers with a given distribution", 1991, doi:10.1109/32.92917.
struct Urn {
    /// The share of draws of a place that stay with it, in 2⁻³², and where the others go.
    rows: Vec<(u64, u32)>,
}

impl Urn {
    fn new(weights: &[f64]) -> Self {
        let mean = weights.iter().sum::<f64>() / weights.len() as f64;
        let mut share: Vec<f64> = weights.iter().map(|own| own / mean).collect();
        // Rounding may leave a place of no weight over: whatever happens, it is not drawn.
        let heaviest = (0..).zip(weights).max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(at, _)| at);
        let alone = |(at, own): (u32, &f64)| if *own > 0.0 { (1 << 32, at) } else { (0, heaviest) };
        let mut rows: Vec<(u64, u32)> = (0..).zip(weights).map(alone).collect();
        let (mut small, mut large): (Vec<u32>, Vec<u32>) = (0..)
            .zip(&share)
            .map(|(at, _)| at)
            .partition(|at: &u32| share.get(*at as usize).is_some_and(|own| *own < 1.0));
        while let (Some(few), Some(many)) = (small.pop(), large.pop()) {
            let own = share.get(few as usize).copied().unwrap_or(0.0);
            if let Some(row) = rows.get_mut(few as usize) {
                *row = (in_parts(own), many);
            }
            let Some(left) = share.get_mut(many as usize) else { break };
            *left -= 1.0 - own;
            if *left < 1.0 { small.push(many) } else { large.push(many) }
        }
        Self { rows }
    }

    #[inline]
    fn draw(&self, stream: &mut Stream) -> usize {
        let at = stream.below(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        let coin = u64::from(stream.half());
        match self.rows.get(at as usize) {
            Some((own, other)) if coin >= *own => *other as usize,
            _ => at as usize,
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share from 0 to 1 of 2³²")]
fn in_parts(share: f64) -> u64 {
    (share.clamp(0.0, 1.0) * 4_294_967_296.0).round() as u64
}

#[cfg(test)]
#[path = "poisson_tests.rs"]
mod tests;
