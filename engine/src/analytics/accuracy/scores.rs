//! The kernel density of points at the middles of cells.

use rayon::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use crate::measure::PlaneXY;

/// The density of weighted points (核密度) at each of `middles`, in points for a square unit: quartic kernel, `radius` is where its support ends. Without
/// correction at the border.
///
/// # Complexity
/// O(points + middles × points within the radius × log points) on all threads; the same result at any number of them.
#[must_use]
pub fn kernel_scores(middles: &[PlaneXY], points: &[PlaneXY], radius: f64) -> Vec<f64> {
    let sites = (0_u32..).zip(points).map(|(at, point)| GeomWithData::new([point.x, point.y], at));
    let tree = RTree::bulk_load(sites.collect());
    let square = radius * radius;
    let height = 3.0 / (std::f64::consts::PI * square);
    let density = |middle: &PlaneXY| {
        let near = tree.locate_within_distance([middle.x, middle.y], square);
        let mut shares: Vec<(u32, f64)> = near
            .map(|site| {
                let [x, y] = site.geom();
                let far = (x - middle.x).powi(2) + (y - middle.y).powi(2);
                (site.data, (1.0 - far / square).max(0.0).powi(2))
            })
            .collect();
        // In the order of the points, so that the sum is the same however the tree was built.
        shares.sort_unstable_by_key(|(at, _)| *at);
        height * shares.iter().map(|(_, share)| share).sum::<f64>()
    };
    middles.par_iter().map(density).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_has_the_height_of_the_kernel_in_its_middle_and_nothing_at_the_radius() {
        let at = |x| PlaneXY { x, y: 0.0 };
        let found = kernel_scores(&[at(0.0), at(1.0), at(2.0)], &[at(0.0)], 2.0);
        let height = 3.0 / (std::f64::consts::PI * 4.0);
        assert!((found[0] - height).abs() < 1e-15);
        assert!((found[1] - height * 0.75 * 0.75).abs() < 1e-15);
        assert_eq!(found[2], 0.0);
    }
}
