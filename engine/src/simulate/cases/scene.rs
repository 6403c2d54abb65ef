//! From a district's rules to what a run draws from.

use std::collections::BTreeMap;

use super::run::{ClassChoice, ConditionChoice, SimulateError, SourceChoice, StreamScene};
use super::spec::{SimulationSpec, Stream};
use crate::calendar::{Limit, LimitUnit};
use crate::crs::Datum;
use crate::ids::{ClassCode, SourceCode};
use crate::rules::{LocationQuality, RuleSet};

/// Hours on the wall clock that go by while one working hour does: 24 · 365 / (8 · 250).
const WALL_PER_WORKING: f64 = 4.38;

/// The streams of a specification with the classes, conditions and sources of a rule set.
///
/// # Errors
/// [`SimulateError::Unknown`] for a class or source that the rules do not have.
pub fn streams_of(spec: &SimulationSpec, rules: &RuleSet) -> Result<Vec<StreamScene>, SimulateError> {
    spec.streams
        .iter()
        .map(|stream| {
            Ok(StreamScene {
                classes: classes_of(stream, &spec.class_weights, rules)?,
                sources: sources_of(stream, rules)?,
                inside: stream.inside_coverage,
            })
        })
        .collect()
}

fn classes_of(
    stream: &Stream,
    weights: &BTreeMap<String, f64>,
    rules: &RuleSet,
) -> Result<Vec<ClassChoice>, SimulateError> {
    if stream.classes.is_empty() {
        return Ok(vec![ClassChoice { code: ClassCode::new(""), weight: 1.0, conditions: Vec::new() }]);
    }
    let mut choices = Vec::new();
    for node in &stream.classes {
        let at = rules.classes.index_of(&ClassCode::new(node)).ok_or_else(|| SimulateError::Unknown {
            stream: stream.name.clone(),
            what: "class",
            code: node.clone(),
        })?;
        let below = rules.classes.descendants(at).into_iter().filter(|&class| class != at);
        for leaf in below.chain([at]).filter(|&class| rules.classes.is_leaf(class)) {
            let Some(class) = rules.classes.get(leaf) else { continue };
            let conditions = class
                .conditions
                .iter()
                .map(|condition| ConditionChoice {
                    number: condition.number,
                    limit_s: condition.limits.last().map_or(f64::NAN, |stage| wall_seconds(stage.limit)),
                })
                .filter(|choice| choice.limit_s.is_finite())
                .collect();
            choices.push(ClassChoice {
                code: class.code.clone(),
                weight: weight_of(leaf, weights, rules),
                conditions,
            });
        }
    }
    Ok(choices)
}

/// The weight of a class: its own, or that of the nearest node above it that has one, or 1.
fn weight_of(class: u16, weights: &BTreeMap<String, f64>, rules: &RuleSet) -> f64 {
    let codes = std::iter::once(class).chain(rules.classes.ancestors(class));
    let named = codes.filter_map(|at| weights.get(rules.classes.get(at)?.code.as_str()));
    named.copied().next().unwrap_or(1.0)
}

fn sources_of(stream: &Stream, rules: &RuleSet) -> Result<Vec<SourceChoice>, SimulateError> {
    stream
        .sources
        .iter()
        .map(|weighted| {
            let at = rules.sources.index_of(&SourceCode::new(&weighted.source));
            let source = at.and_then(|at| rules.sources.get(at)).ok_or_else(|| SimulateError::Unknown {
                stream: stream.name.clone(),
                what: "source",
                code: weighted.source.clone(),
            })?;
            let states_pairs = matches!(
                source.location,
                LocationQuality::Gps | LocationQuality::Geocoded | LocationQuality::PhoneCell
            );
            Ok(SourceChoice {
                code: source.code.clone(),
                weight: weighted.weight,
                datum: states_pairs.then(|| source.datum.clone().unwrap_or(Datum::Wgs84)),
                accuracy: None,
                words: source.location == LocationQuality::AddressText,
                geocoded: source.location == LocationQuality::Geocoded,
                public: source.public,
            })
        })
        .collect()
}

/// A limit in seconds of the wall clock, on the average over a year.
fn wall_seconds(limit: Limit) -> f64 {
    let amount = f64::from(limit.amount);
    match limit.unit {
        LimitUnit::WorkingDay => amount * 8.0 * 3_600.0 * WALL_PER_WORKING,
        LimitUnit::WorkingHour => amount * 3_600.0 * WALL_PER_WORKING,
        LimitUnit::WorkingMinute => amount * 60.0 * WALL_PER_WORKING,
        LimitUnit::UrgentDay | LimitUnit::NaturalDay => amount * 86_400.0,
        LimitUnit::UrgentHour => amount * 3_600.0,
        LimitUnit::UrgentMinute => amount * 60.0,
    }
}
