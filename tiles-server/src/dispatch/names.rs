//! What codes are called, under the versions that made a decision.

use gridward::assign::{Assigner, ToldRule};
use gridward::grid::Layer;
use gridward::ids::{ClassCode, LayerName, RuleId, SourceCode, UnitCode};
use gridward::rules::{Class, Source, Unit};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Names from one plan and one set of rules; instants in the district's time.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    pub assigner: &'a Assigner,
    pub zone: &'a TimeZone,
}

impl<'a> Names<'a> {
    pub fn unit(&self, code: &UnitCode) -> Option<&'a Unit> {
        let units = &self.assigner.rules().units;
        units.get(units.index_of(code)?)
    }

    pub fn class(&self, code: &ClassCode) -> Option<&'a Class> {
        let classes = &self.assigner.rules().classes;
        classes.get(classes.index_of(code)?)
    }

    pub fn source(&self, code: &SourceCode) -> Option<&'a Source> {
        let sources = &self.assigner.rules().sources;
        sources.get(sources.index_of(code)?)
    }

    pub fn layer(&self, name: &LayerName) -> Option<&'a Layer> {
        let plan = self.assigner.plan();
        plan.layers().get(plan.position(name)?).map(|layer| layer.layer().as_ref())
    }

    pub fn rule_note(&self, id: &RuleId) -> Option<(&'a str, &'a str)> {
        ToldRule { id: "", rule: self.assigner.rule(id) }.note()
    }

    /// An instant with the district's offset, to the second.
    pub fn local(&self, at: Timestamp) -> String {
        local(self.zone, at)
    }
}

/// An instant with the zone's offset, to the second, as RFC 3339.
pub fn local(zone: &TimeZone, at: Timestamp) -> String {
    let offset = zone.to_offset(at);
    let civil = offset.to_datetime(at);
    let minutes = offset.seconds() / 60;
    let mut text = String::with_capacity(32);
    digits(&mut text, i32::from(civil.year()) / 100);
    digits(&mut text, i32::from(civil.year()) % 100);
    for (lead, number) in [
        ('-', i32::from(civil.month())),
        ('-', civil.day().into()),
        ('T', civil.hour().into()),
        (':', civil.minute().into()),
        (':', civil.second().into()),
        (if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60),
        (':', minutes.abs() % 60),
    ] {
        text.push(lead);
        digits(&mut text, number);
    }
    text
}

/// Two digits of a number from 0 to 99.
fn digits(text: &mut String, number: i32) {
    let digit = |number: i32| u32::try_from(number % 10).ok().and_then(|digit| char::from_digit(digit, 10));
    text.push(digit(number / 10).unwrap_or('0'));
    text.push(digit(number).unwrap_or('0'));
}

/// The English words of a kebab-case word: `not-filed` is “Not filed”.
pub fn english(word: &'static str) -> String {
    let mut text = word.replace('-', " ");
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_told_in_the_district_s_time() {
        let at: Timestamp = "2012-09-28T09:00:00.999Z".parse().unwrap();
        assert_eq!(local(&TimeZone::fixed(jiff::tz::offset(8)), at), "2012-09-28T17:00:00+08:00");
        assert_eq!(local(&TimeZone::fixed(jiff::tz::offset(-3)), at), "2012-09-28T06:00:00-03:00");
        assert_eq!(local(&TimeZone::UTC, at), "2012-09-28T09:00:00+00:00");
    }

    #[test]
    fn words_become_titles() {
        assert_eq!(english("not-filed"), "Not filed");
        assert_eq!(english("file"), "File");
    }
}
