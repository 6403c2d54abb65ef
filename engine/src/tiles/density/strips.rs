//! Cases in strips of latitude, so that those near a row are found without a search.

use std::ops::RangeInclusive;

/// Strips between the first and the last row in reach.
const STRIPS: usize = 2048;
const STRIPS_I64: i64 = 2048;

/// Cases strip by strip from the south: latitude in lattice steps and place along the rows. Within a strip in no order.
#[derive(Debug)]
pub(super) struct Strips {
    south: i64,
    height: i64,
    begins: Vec<u32>,
    cases: Vec<(i32, i32)>,
}

impl Strips {
    /// Sorts cases, all of which lie between two latitudes, by strip. O(n).
    pub fn sort(lats: RangeInclusive<i64>, cases: Vec<(i32, i32)>) -> Self {
        let (south, north) = lats.into_inner();
        let mut strips = Self {
            south,
            height: (north - south).max(0) / STRIPS_I64 + 1,
            begins: vec![0; STRIPS + 1],
            cases: vec![(0, 0); cases.len()],
        };
        let mut next = vec![0_u32; STRIPS + 1];
        for case in &cases {
            if let Some(count) = next.get_mut(strips.of(i64::from(case.0)) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for count in &mut next {
            sum += *count;
            *count = sum;
        }
        strips.begins.clone_from(&next);
        for case in cases {
            let strip = strips.of(i64::from(case.0));
            if let Some(to) = next.get_mut(strip) {
                if let Some(slot) = strips.cases.get_mut(*to as usize) {
                    *slot = case;
                }
                *to += 1;
            }
        }
        strips
    }

    fn of(&self, lat: i64) -> usize {
        usize::try_from((lat - self.south) / self.height).unwrap_or(0).min(STRIPS - 1)
    }

    /// The cases of all strips that two latitudes touch: every case between them, and some beside.
    pub fn between(&self, south: i64, north: i64) -> &[(i32, i32)] {
        let begin = |strip: usize| self.begins.get(strip).map_or(0, |begin| *begin as usize);
        self.cases.get(begin(self.of(south))..begin(self.of(north) + 1)).unwrap_or_default()
    }
}
