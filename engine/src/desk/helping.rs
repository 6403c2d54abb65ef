//! Who helps with which open cases (协办): found again from the histories after a start, part by part.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::ids::CaseNumber;

/// Open cases by the units that help with them, units by position in the table of codes. Cheap to copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Helping(Arc<BTreeMap<u16, Arc<BTreeSet<u32>>>>);

impl Helping {
    /// Whether a unit helps with a case. O(log n).
    #[must_use]
    pub fn helps(&self, unit: u16, case: CaseNumber) -> bool {
        self.0.get(&unit).is_some_and(|cases| cases.contains(&case.0))
    }

    /// The open cases that some units help with, in order of number. O(cases · log cases).
    #[must_use]
    pub fn cases(&self, units: impl IntoIterator<Item = u16>) -> BTreeSet<u32> {
        units
            .into_iter()
            .filter_map(|unit| self.0.get(&unit))
            .flat_map(|cases| cases.iter().copied())
            .collect()
    }

    fn change(&mut self, unit: u16, case: u32, helps: bool) {
        let cases = Arc::make_mut(Arc::make_mut(&mut self.0).entry(unit).or_default());
        if helps {
            cases.insert(case);
        } else {
            cases.remove(&case);
        }
    }
}

/// The books behind it.
#[derive(Debug, Clone, Default)]
pub(super) struct Helpers {
    of_case: BTreeMap<u32, Vec<u16>>,
    by_unit: Helping,
}

impl Helpers {
    /// Takes who helps with a case now; nobody, once it is over. O(helpers · log cases), and a copy of the units touched where a
    /// reader has them.
    pub(super) fn set(&mut self, case: u32, mut units: Vec<u16>) {
        units.sort_unstable();
        units.dedup();
        let before = if units.is_empty() {
            self.of_case.remove(&case)
        } else {
            self.of_case.insert(case, units.clone())
        };
        let before = before.unwrap_or_default();
        for &unit in before.iter().filter(|unit| !units.contains(unit)) {
            self.by_unit.change(unit, case, false);
        }
        for &unit in units.iter().filter(|unit| !before.contains(unit)) {
            self.by_unit.change(unit, case, true);
        }
    }

    /// What readers see.
    pub(super) fn snapshot(&self) -> Helping {
        self.by_unit.clone()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_unit_helps_with_the_cases_that_last_named_it_and_earlier_readers_see_no_change(
            steps in prop::collection::vec((0_u32..6, prop::collection::vec(0_u16..4, 0..4)), 0..40),
        ) {
            let mut helpers = Helpers::default();
            let mut last = BTreeMap::new();
            for (case, units) in steps {
                let (seen, before) = (helpers.snapshot(), last.clone());
                helpers.set(case, units.clone());
                last.insert(case, units);
                for (helping, expected) in [(&seen, &before), (&helpers.snapshot(), &last)] {
                    for (unit, case) in (0..4).flat_map(|unit| (0..6).map(move |case| (unit, case))) {
                        let named = expected.get(&case).is_some_and(|units: &Vec<u16>| units.contains(&unit));
                        prop_assert_eq!(helping.helps(unit, CaseNumber(case)), named);
                        prop_assert_eq!(helping.cases([unit]).contains(&case), named);
                    }
                }
            }
        }
    }
}
