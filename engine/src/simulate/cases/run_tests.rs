//! The printed totals of the district's own specification, met to the case on its own ground.

use std::path::Path;

use super::*;
use crate::cases::Past;
use crate::grid::Layer;
use crate::grid::definition::District;
use crate::ids::LayerName;
use crate::locate::{Locator, LocatorOptions};
use crate::simulate::cases::{LayerGround, exposure};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../grid-definitions/minhang"))
}

fn locator(layer: &Layer) -> Locator {
    let cells = layer.cells().iter().map(|cell| (cell.code.clone(), cell.shape.clone())).collect();
    Locator::build(cells, LocatorOptions::default()).unwrap().0
}

fn spec() -> SimulationSpec {
    serde_json::from_str(&std::fs::read_to_string(folder().join("simulation.json")).unwrap()).unwrap()
}

/// Runs the specification with one class per stream; `share` scales every total down.
fn run(seed: u64, check: &mut dyn FnMut(&SimulationSpec, Vec<Past>)) -> usize {
    let district = District::load(folder()).unwrap();
    let spec = spec();
    let layers: Vec<_> = district
        .plans()
        .plans()
        .iter()
        .map(|plan| {
            let layer = |name| plan.layer(&LayerName::new(name)).unwrap();
            (plan.valid_from().as_second(), layer("unit-grid"), layer("town"))
        })
        .collect();
    let locators: Vec<_> = layers.iter().map(|(_, units, towns)| (locator(units), locator(towns))).collect();
    let grounds: Vec<_> = layers
        .iter()
        .zip(&locators)
        .map(|((from, units, towns), (in_units, in_towns))| PlanGround {
            from: *from,
            units: LayerGround::new(units, in_units, 5),
            towns: LayerGround::new(towns, in_towns, 5),
        })
        .collect();
    let streams: Vec<_> = spec
        .streams
        .iter()
        .map(|stream| StreamScene {
            classes: vec![ClassChoice {
                code: ClassCode::new(&stream.name),
                weight: 1.0,
                conditions: vec![ConditionChoice { number: 1, limit_s: 86_400.0 }],
            }],
            sources: vec![SourceChoice {
                code: SourceCode::new("S"),
                weight: 1.0,
                datum: Some(Datum::Gcj02),
                accuracy: None,
                words: false,
                geocoded: !stream.inside_coverage,
                public: true,
            }],
            inside: stream.inside_coverage,
        })
        .collect();
    let people = exposure(&grounds[1].units, &spec.exposure, 5);
    assert_eq!(people.iter().map(|cell| u64::from(cell.population)).sum::<u64>(), spec.exposure.population);
    let scene = Scene {
        spec: &spec,
        zone: district.zone(),
        grounds: &grounds,
        streams: &streams,
        address: &|_| None,
    };
    simulate(&scene, seed, &mut |batch| check(&spec, batch)).unwrap()
}

#[test]
fn the_printed_figures_of_the_district_are_met_to_the_case() {
    let mut cases = Vec::new();
    let total = run(1, &mut |_, batch| cases.extend(batch));
    assert_eq!(total, cases.len());
    let spec = spec();
    for period in &spec.periods {
        let end: Timestamp = format!("{}T00:00:00+08:00", period.until).parse().unwrap();
        let prefix = format!("SYN-{}-", period.name);
        let own: Vec<_> = cases.iter().filter(|case| case.intake.id.as_str().starts_with(&prefix)).collect();
        let before = |at: Option<Timestamp>| at.is_some_and(|at| at < end);
        let received: u32 = period.streams.iter().map(|stream| stream.received).sum();
        let filed: u32 = period.streams.iter().map(|stream| stream.filed).sum();
        assert_eq!(own.len(), received as usize, "{}", period.name);
        assert_eq!(own.iter().filter(|case| before(case.filed_at)).count(), filed as usize);
        assert_eq!(own.iter().filter(|case| before(case.closed_at)).count(), period.closed as usize);
        for (stream, totals) in spec.streams.iter().zip(&period.streams) {
            let Some(rewarded) = totals.rewarded else { continue };
            let of: Vec<_> = own.iter().filter(|case| case.intake.class.as_str() == stream.name).collect();
            let fen: Vec<_> = of.iter().filter_map(|case| case.reward_fen).map(u64::from).collect();
            assert_eq!((fen.len(), fen.iter().sum::<u64>()), (rewarded as usize, totals.reward_fen.unwrap()));
            let closed = of.iter().filter(|case| before(case.closed_at)).count();
            assert_eq!(closed, totals.closed.unwrap() as usize);
        }
    }
    assert!(cases.iter().all(|case| case.intake.synthetic && case.check().is_ok()));
    assert!(cases.windows(2).all(|pair| pair[0].intake.reported_at <= pair[1].intake.reported_at));
}
