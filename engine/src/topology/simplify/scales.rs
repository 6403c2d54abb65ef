//! All scales at once: the area at which each vertex disappears.

use super::super::arcs::SharedArcs;
use super::super::shape::{Point, Shape};
use super::eliminate::{Elimination, NEVER};
use super::{SimplifyError, SimplifyOptions, area_limit};

/// For every vertex of every arc the triangle area at which it disappears.
///
/// Taking the vertices above any one area gives exactly what [`simplify`](super::simplify) gives for that area, so a
/// tile at any zoom is made in one pass, and neighbouring cells agree because they take the same arc.
#[derive(Debug, Clone)]
pub struct ArcScales {
    gone_at: Vec<f64>,
}

impl ArcScales {
    /// The areas for all arcs, in square steps of y.
    ///
    /// # Errors
    /// [`SimplifyError::Scale`] when the scale of x is not positive.
    ///
    /// # Complexity
    /// O(n log n) for n vertices, 8 bytes for each.
    pub fn compute(arcs: &SharedArcs, x_scale: f64, keep_outer_border: bool) -> Result<Self, SimplifyError> {
        let options = SimplifyOptions { tolerance_steps: NEVER, x_scale, keep_outer_border };
        let limit_area = area_limit(&options)?;
        Ok(Self { gone_at: Elimination::new(arcs, &options, limit_area).run() })
    }

    /// The positions of an arc that are seen where triangles of up to `area` square steps are not.
    ///
    /// `arcs` are those that the areas were computed for. Linear in the length of the arc.
    #[must_use]
    pub fn positions<'a>(
        &'a self,
        arcs: &'a SharedArcs,
        arc: usize,
        area: f64,
    ) -> impl DoubleEndedIterator<Item = Point> + 'a {
        arcs.step_range(arc)
            .zip(arcs.positions(arc))
            .filter(move |&(step, _)| self.is_seen(step, area))
            .map(|(_, position)| position)
    }

    /// One shape as it is seen where triangles of up to `area` square steps are not.
    ///
    /// `arcs` are those that the areas were computed for. Linear in the number of the shape's vertices.
    #[must_use]
    pub fn shape(&self, arcs: &SharedArcs, shape: usize, area: f64) -> Shape {
        arcs.shape_where(shape, |step| self.is_seen(step, area))
    }

    /// The whole coverage at one area.
    #[must_use]
    pub fn coverage(&self, arcs: &SharedArcs, area: f64) -> SharedArcs {
        arcs.thinned(|step| self.is_seen(step, area))
    }

    fn is_seen(&self, step: usize, area: f64) -> bool {
        self.gone_at.get(step).is_none_or(|&gone_at| gone_at > area)
    }
}
