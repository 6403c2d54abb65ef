//! The answer for one place in words that people use: codes, shares, confidence, and who else is near.

use super::answer::{Answer, Candidate, NO_CELL, Placement, Status};
use super::faces::Kind;
use super::locator::Locator;
use super::own_numbers::NEAR_M2;
use crate::crs::LatticePoint;
use crate::ids::CellIndex;
use crate::measure::{LonLat, Metres};

impl Locator {
    /// The explained answer for one place taken as exact.
    ///
    /// # Example
    /// ```
    /// use gridward::{ids::CellCode, locate::{Locator, LocatorOptions, Status}, measure::LonLat};
    /// use gridward::topology::{Point, Polygon, Shape};
    /// let square = |x: i64| {
    ///     let corners = [(0, 0), (20_000, 0), (20_000, 20_000), (0, 20_000)];
    ///     let exterior = corners.map(|(dx, y)| Point { x: x + dx, y }).to_vec();
    ///     Shape { polygons: vec![Polygon { exterior, interiors: vec![] }] }
    /// };
    /// let cells = vec![(CellCode::new("A"), square(0)), (CellCode::new("B"), square(20_000))];
    /// let (locator, _) = Locator::build(cells, LocatorOptions::default())?;
    /// let answer = locator.locate(LonLat::new(0.001_9, 0.001)?);
    /// assert_eq!((answer.code.as_ref().map(CellCode::as_str), answer.status), (Some("A"), Status::Inside));
    /// assert_eq!(answer.rival.as_ref().map(CellCode::as_str), Some("B"));
    /// assert!((answer.border_m.unwrap_or_default() - 11.132).abs() < 0.001);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn locate(&self, place: LonLat) -> Answer {
        let p = LatticePoint::nearest(place);
        let found = self.refined(place, p, self.place_at(p));
        let near = self.meeting_near(place, p).filter(|_| found.border_m * found.border_m < NEAR_M2);
        let meeting = self.meeting(p, &found, near);
        #[expect(clippy::cast_precision_loss, reason = "a handful of cells")]
        let share = 1.0 / meeting.len().max(1) as f64;
        let candidates: Vec<Candidate> =
            meeting.iter().filter_map(|&c| Some(Candidate { code: self.code(c)?.clone(), share })).collect();
        let confidence = match found.status {
            Status::GapResolved | Status::NoLocation => 0.0,
            _ => share,
        };
        Answer {
            code: self.code(found.cell).cloned(),
            status: found.status,
            border_m: (!found.border_m.is_nan()).then_some(found.border_m),
            rival: self.code(found.rival).cloned(),
            confidence,
            review: confidence < super::uncertain::REVIEW_BELOW,
            candidates,
        }
    }

    /// The cells that a position lies in or on, the owner first, then by rising index.
    fn meeting(&self, p: LatticePoint, found: &Placement, near: Option<Vec<u32>>) -> Vec<u32> {
        let mut cells = match self.classes.kind(self.raster.find(p).class) {
            _ if near.is_some() => near.unwrap_or_default(),
            Kind::Overlap(cells) | Kind::Gap(cells) => cells.to_vec(),
            _ if found.border_m == 0.0 => self.reference.touching(self.tree.borders(), p),
            _ => Vec::new(),
        };
        cells.retain(|&c| c != found.cell);
        if found.cell != NO_CELL {
            cells.insert(0, found.cell);
        }
        cells
    }

    /// The cells at most `radius` away from a place with their distance (0 inside), nearest first, equal ones by code.
    ///
    /// # Complexity
    /// O(log borders + borders within the radius).
    #[must_use]
    pub fn within(&self, place: LonLat, radius: Metres) -> Vec<(CellIndex, Metres)> {
        let p = LatticePoint::nearest(place);
        let mut nearest: std::collections::BTreeMap<u32, f64> =
            self.cover_at(p).map(|cell| (cell, 0.0)).collect();
        let scale = self.scales.at(p.y);
        self.tree.within(p, scale, radius.0 * radius.0, |border, squared_m2| {
            for cell in self.classes.cover(border.left).chain(self.classes.cover(border.right)) {
                let least = nearest.entry(cell).or_insert(f64::INFINITY);
                *least = least.min(squared_m2);
            }
        });
        let mut cells: Vec<(CellIndex, Metres)> =
            nearest.into_iter().map(|(cell, m2)| (CellIndex(cell), Metres(m2.sqrt()))).collect();
        cells.sort_by(|a, b| a.1.0.total_cmp(&b.1.0).then(a.0.cmp(&b.0)));
        cells
    }
}
