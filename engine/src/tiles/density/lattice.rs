//! The nodes that a density is computed at: one lattice for a bandwidth, whatever zoom and tile show it.

use super::bandwidth::Bandwidth;
use super::sources::Sources;
use crate::crs::metric::local_scale;
use crate::crs::{LatticePoint, STEPS_PER_DEGREE};
use crate::tiles::TileAddress;

/// Nodes in a bandwidth, on either axis.
pub(super) const NODES: f64 = 8.0;

/// Bandwidths below it are small, in metres.
const SMALL_M: f64 = 200.0;

/// A lattice of nodes (密度格网): an eighth of a bandwidth apart in metres at the district's latitude, at whole multiples of whole
/// lattice steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lattice {
    bandwidth: Bandwidth,
    latitude: f64,
    /// Metres of a pixel of zoom 0 at the latitude.
    pixel_m: f64,
    /// Lattice steps from node to node, east and north.
    pub(super) step: [i64; 2],
}

/// Nodes in a rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// The westmost column and the southmost row.
    pub first: [i64; 2],
    /// How many columns and rows.
    pub size: [usize; 2],
}

impl Lattice {
    /// The lattice of a bandwidth for a district. Its latitude in degrees sets the distance of the nodes only; a whole number for
    /// a whole district keeps it the same for all of its maps.
    #[must_use]
    pub fn new(bandwidth: Bandwidth, latitude: f64) -> Self {
        let latitude = latitude.clamp(-80.0, 80.0);
        let scale = local_scale(latitude);
        let step = |m_per_degree: f64| whole(bandwidth.metres().0 / NODES / m_per_degree * STEPS_PER_DEGREE);
        let equator_m = std::f64::consts::TAU * crate::crs::metric::SEMI_MAJOR_M;
        Self {
            bandwidth,
            latitude,
            pixel_m: equator_m * latitude.to_radians().cos() / super::pixels_around(0),
            step: [step(scale.east_m_per_degree).max(1), step(scale.north_m_per_degree).max(1)],
        }
    }

    /// The bandwidth.
    #[must_use]
    pub fn bandwidth(&self) -> Bandwidth {
        self.bandwidth
    }

    /// The latitude in degrees that it was made for.
    #[must_use]
    pub fn latitude_degrees(&self) -> f64 {
        self.latitude
    }

    /// Whether a zoom's pixels are so coarse beside the bandwidth that their centres are summed directly: coarser than it, or
    /// than half of a small one, of which a district has very many nodes.
    pub(super) fn is_coarse(&self, zoom: u8) -> bool {
        let (pixel, metres) = (self.pixel_m / f64::from(1_u32 << zoom.min(31)), self.bandwidth.metres().0);
        pixel > if metres < SMALL_M { metres / 2.0 } else { metres }
    }

    /// Two opposite corners of a box that holds every place which shows in a tile.
    #[must_use]
    pub fn reach(&self, address: TileAddress) -> (LatticePoint, LatticePoint) {
        let [west, south, east, north] = address.bounds_degrees();
        let widest = local_scale(south.abs().max(north.abs()));
        // A hundredth more for roundings, and five nodes: one of the case's, two of the kernel's, two of the interpolation's.
        let metres = self.bandwidth.metres().0 * 1.01;
        let [east_nodes, north_nodes] = self.step.map(|step| step as f64 * 5.0 / STEPS_PER_DEGREE);
        let dx = metres / widest.east_m_per_degree + east_nodes;
        let dy = metres / widest.north_m_per_degree + north_nodes;
        let corner = |lon: f64, lat: f64| {
            let [x, y] = [lon.clamp(-180.0, 180.0), lat.clamp(-90.0, 90.0)].map(crate::crs::nearest_step);
            LatticePoint { x, y }
        };
        (corner(west - dx, south - dy), corner(east + dx, north + dy))
    }

    /// The latitude of a row in degrees.
    pub(super) fn latitude(&self, row: i64) -> f64 {
        let [_, north] = self.step;
        row.saturating_mul(north) as f64 / STEPS_PER_DEGREE
    }

    /// Which node a place is on, with its share of the way to the next one: columns and rows as doubles.
    pub(super) fn position(&self, steps: [f64; 2]) -> [f64; 2] {
        let ([x, y], [east, north]) = (steps, self.step);
        [x / east as f64, y / north as f64]
    }

    /// The nodes between two places, and so many more on each side.
    pub(super) fn window(&self, low: [f64; 2], high: [f64; 2], more: [i64; 2]) -> Window {
        let ([a, b], [c, d], [dx, dy]) = (self.position(low), self.position(high), more);
        let first = [whole(a.floor()) - dx, whole(b.floor()) - dy];
        let last = [whole(c.floor()) + 1 + dx, whole(d.floor()) + 1 + dy];
        Window::between(first, last)
    }

    /// The nodes that a tile is interpolated from, without those that no place reaches.
    pub(super) fn window_of(&self, pixels: &super::Pixels, sources: &Sources) -> Option<Window> {
        let (low, high) = pixels.steps();
        let shown = self.window(low, high, [1, 1]);
        let [dx, dy] = self.half_widths(shown);
        let around = shown.grown([dx + 1, dy + 1]);
        let (low, high) = around.corners(self.step);
        let (low, high) = sources.box_within(low, high)?;
        let corner = |at: LatticePoint| [f64::from(at.x), f64::from(at.y)];
        shown.common(self.window(corner(low), corner(high), [dx, dy]))
    }

    /// How many nodes the kernel spans on either side, east and north, at most in any row of a window.
    pub(super) fn half_widths(&self, window: Window) -> [i64; 2] {
        let ([_, first], [_, rows]) = (window.first, window.size);
        let last = first + i64::try_from(rows).unwrap_or(0);
        let farthest = self.latitude(first).abs().max(self.latitude(last).abs());
        let scale = local_scale(farthest.min(86.0));
        let [east, north] = self.step.map(|step| step as f64 / STEPS_PER_DEGREE);
        let nodes = |step_m: f64| whole((self.bandwidth.metres().0 / step_m).ceil()) + 2;
        // Metres in a degree north are fewest at the equator, by a hundredth.
        [nodes(east * scale.east_m_per_degree), nodes(north * scale.north_m_per_degree * 0.99)]
    }
}

impl Window {
    fn between(first: [i64; 2], last: [i64; 2]) -> Self {
        let length = |axis: usize| {
            let ends = first.get(axis).zip(last.get(axis));
            ends.and_then(|(first, last)| usize::try_from(last - first + 1).ok()).unwrap_or(0)
        };
        Self { first, size: [length(0), length(1)] }
    }

    fn last(self) -> [i64; 2] {
        let [columns, rows] = self.size.map(|size| i64::try_from(size).unwrap_or(0));
        let [x, y] = self.first;
        [x + columns - 1, y + rows - 1]
    }

    pub fn grown(self, [dx, dy]: [i64; 2]) -> Self {
        let ([x, y], [to_x, to_y]) = (self.first, self.last());
        Self::between([x - dx, y - dy], [to_x + dx, to_y + dy])
    }

    /// What two have in common; `None` for nothing.
    pub fn common(self, other: Self) -> Option<Self> {
        let ([ax, ay], [bx, by]) = (self.first, other.first);
        let ([cx, cy], [dx, dy]) = (self.last(), other.last());
        let window = Self::between([ax.max(bx), ay.max(by)], [cx.min(dx), cy.min(dy)]);
        (window.size.iter().all(|size| *size > 0)).then_some(window)
    }

    /// Its corner nodes as places.
    pub fn corners(self, [east, north]: [i64; 2]) -> (LatticePoint, LatticePoint) {
        let place = |[x, y]: [i64; 2]| {
            let steps = |nodes: i64, step: i64, most: i64| {
                i32::try_from(nodes.saturating_mul(step).clamp(-most, most)).unwrap_or(0)
            };
            LatticePoint { x: steps(x, east, 1_800_000_000), y: steps(y, north, 900_000_000) }
        };
        (place(self.first), place(self.last()))
    }
}

/// A double that stands for a whole number far below 2⁵³.
pub(super) fn whole(number: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "saturates; places on Earth are far below")]
    let whole = number as i64;
    whole
}
