//! Which hole belongs to which shell?

use super::super::predicates::locate;
use super::super::shape::{Point, Polygon, Ring, Shape};
use super::{AssembleError, is_counter_clockwise};

/// A ring whose polygon is not known yet. Rings of one group were traced together: they touch.
pub(super) struct Loose {
    ring: Ring,
    group: usize,
    is_shell: bool,
    low: Point,
    high: Point,
}

impl Loose {
    pub(super) fn new(mut ring: Ring, group: usize) -> Self {
        if let Some(lowest) = (0..ring.len()).min_by_key(|&place| ring[place]) {
            ring.rotate_left(lowest);
        }
        let first = ring.first().copied().unwrap_or(Point::new(0, 0));
        let (low, high) = ring.iter().fold((first, first), |(low, high), point| {
            (
                Point::new(low.x.min(point.x), low.y.min(point.y)),
                Point::new(high.x.max(point.x), high.y.max(point.y)),
            )
        });
        Self { is_shell: is_counter_clockwise(&ring), ring, group, low, high }
    }

    /// Whether another ring's bounding box lies in this one's.
    fn spans(&self, other: &Self) -> bool {
        self.low.x <= other.low.x
            && self.low.y <= other.low.y
            && self.high.x >= other.high.x
            && self.high.y >= other.high.y
    }

    /// Whether a ring that does not cross this one, but may touch it, runs inside.
    fn encloses(&self, other: &Self) -> bool {
        let mut places = other.ring.iter().map(|&point| locate(&self.ring, point));
        places.find(|place| place.is_ne()).is_some_and(std::cmp::Ordering::is_gt)
    }

    /// Half the girth of the bounding box; of nested rings the inner one has less.
    fn girth(&self) -> u128 {
        u128::from(self.high.x.abs_diff(self.low.x)) + u128::from(self.high.y.abs_diff(self.low.y))
    }
}

/// Shells with their holes: a hole goes to the shell it was traced with, otherwise to the innermost one around it.
pub(super) fn nest(loose: Vec<Loose>, owner: u32) -> Result<Shape, AssembleError> {
    let (mut shells, holes): (Vec<Loose>, Vec<Loose>) = loose.into_iter().partition(|ring| ring.is_shell);
    shells.sort_by(|a, b| a.ring.first().cmp(&b.ring.first()).then_with(|| a.ring.cmp(&b.ring)));
    let mut by_group: Vec<(usize, usize)> =
        shells.iter().enumerate().map(|(place, shell)| (shell.group, place)).collect();
    by_group.sort_unstable();
    let mut interiors: Vec<Vec<Ring>> = vec![Vec::new(); shells.len()];
    for hole in holes {
        let traced = by_group.binary_search_by_key(&hole.group, |&(group, _)| group);
        let home = match traced {
            Ok(found) => by_group.get(found).map(|&(_, place)| place),
            Err(_) => (0..shells.len())
                .filter(|&place| shells[place].spans(&hole) && shells[place].encloses(&hole))
                .min_by_key(|&place| shells[place].girth()),
        };
        match home.and_then(|place| interiors.get_mut(place)) {
            Some(rings) => rings.push(hole.ring),
            None => return Err(AssembleError::LooseHole { owner, place: hole.low }),
        }
    }
    let polygons = shells.into_iter().zip(interiors).map(|(shell, mut interiors)| {
        interiors.sort_unstable();
        Polygon { exterior: shell.ring, interiors }
    });
    Ok(Shape { polygons: polygons.collect() })
}
