//! The week as slots see it: which slots hold each minute of each kind of day.

use std::collections::BTreeMap;

use crate::rules::settings::{Moment, TimeSlot, Weekday};

const MINUTES: usize = 1440;

/// Every minute of every kind of day (seven weekdays, working or not), as the number of a set of slots.
#[derive(Debug, Clone, Default)]
pub(in crate::rules) struct Times {
    of_minute: Vec<u16>,
    sets: Vec<Vec<u8>>,
    samples: Vec<Moment>,
}

impl Times {
    /// The week that slots make.
    pub(super) fn new(slots: &[TimeSlot]) -> Self {
        let mut times = Self::default();
        let mut numbers: BTreeMap<Vec<u8>, u16> = BTreeMap::new();
        for weekday in Weekday::ALL {
            for workday in [false, true] {
                for minute in (0u16..).take(MINUTES) {
                    let moment = Moment { weekday, workday, minute };
                    let set: Vec<u8> = (0u8..=u8::MAX)
                        .zip(slots)
                        .filter(|(_, slot)| slot.holds(moment))
                        .map(|(at, _)| at)
                        .collect();
                    let next = u16::try_from(times.sets.len()).unwrap_or(u16::MAX);
                    let number = *numbers.entry(set).or_insert_with_key(|set| {
                        times.sets.push(set.clone());
                        times.samples.push(moment);
                        next
                    });
                    times.of_minute.push(number);
                }
            }
        }
        times
    }

    /// The number of the set of slots that hold a moment.
    pub(super) fn at(&self, moment: Moment) -> usize {
        let day = Weekday::ALL.iter().position(|day| *day == moment.weekday).unwrap_or(0);
        let minute = (day * 2 + usize::from(moment.workday)) * MINUTES + usize::from(moment.minute) % MINUTES;
        self.of_minute.get(minute).copied().map_or(0, usize::from)
    }

    /// The sets of slots that occur, by number.
    pub(in crate::rules) fn sets(&self) -> &[Vec<u8>] {
        &self.sets
    }

    /// A moment of each set.
    pub(in crate::rules) fn samples(&self) -> &[Moment] {
        &self.samples
    }

    /// For each of `count` slots, those that hold all of its minutes, itself included.
    pub(super) fn wider(&self, count: usize) -> Vec<Vec<u32>> {
        let holds = |slot: usize, set: &Vec<u8>| set.iter().any(|member| usize::from(*member) == slot);
        let within = |a: usize, b: usize| self.sets.iter().all(|set| !holds(a, set) || holds(b, set));
        (0..count)
            .map(|a| {
                (0u32..).zip(0..count).filter(|(_, b)| a == *b || within(a, *b)).map(|(at, _)| at).collect()
            })
            .collect()
    }
}
