//! Clusters of any density: those that last longest while the distance shrinks.

use crate::measure::PlaneXY;

/// Most places: all distances between them are looked at.
pub const MOST_PLACES: usize = 50_000;

/// Why there are no clusters.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HdbscanError {
    /// Too many places.
    #[error(
        "{0} places; HDBSCAN looks at all distances and takes at most {MOST_PLACES}: take fewer, or dbscan"
    )]
    Many(usize),
    /// Too small a cluster.
    #[error("a cluster of at least {0}; from 2 places on are a cluster")]
    Cluster(usize),
    /// Too many or no neighbours.
    #[error("the distance to the {least}th of {n} places (itself the first); take from 1 to {n}")]
    Least {
        /// Neighbours asked for.
        least: usize,
        /// Places there are.
        n: usize,
    },
    /// A place that is none.
    #[error("row {0}: a coordinate is no finite number; mend the row or leave it out")]
    Place(usize),
}

/// HDBSCAN: the cluster of each place, -1 for noise. Places count as far from one another as the larger of their distance and of the
/// distances to the `least`th place around each (itself the first); clusters have at least `cluster` places and are chosen by excess of
/// mass; all places together are none.
///
/// # Errors
/// [`HdbscanError`].
///
/// # Complexity
/// O(n²) time, O(n) memory.
///
/// # References
/// R. Campello, D. Moulavi, A. Zimek, J. Sander, "Hierarchical density estimates for data clustering", 2015, doi:10.1145/2733381.
pub fn hdbscan(places: &[PlaneXY], cluster: usize, least: usize) -> Result<Vec<i32>, HdbscanError> {
    let n = places.len();
    if n > MOST_PLACES {
        return Err(HdbscanError::Many(n));
    }
    if cluster < 2 {
        return Err(HdbscanError::Cluster(cluster));
    }
    if least == 0 || least > n {
        return Err(HdbscanError::Least { least, n });
    }
    if let Some(row) = places.iter().position(|at| !(at.x.is_finite() && at.y.is_finite())) {
        return Err(HdbscanError::Place(row));
    }
    let merges = merged(n, spanning(places, &core_distances(places, least)));
    let tree = Condensed::of(n, &merges, cluster);
    Ok(tree.labels())
}

fn distance(a: PlaneXY, b: PlaneXY) -> f64 {
    let (dx, dy) = (a.x - b.x, a.y - b.y);
    (dx * dx + dy * dy).sqrt()
}

fn core_distances(places: &[PlaneXY], least: usize) -> Vec<f64> {
    use rayon::prelude::*;
    let core = |at: &PlaneXY| {
        let mut all: Vec<f64> = places.iter().map(|other| distance(*at, *other)).collect();
        *all.select_nth_unstable_by(least - 1, f64::total_cmp).1
    };
    places.par_iter().map(core).collect()
}

/// The shortest tree over all places (Prim), its edges from short to long; of edges equally long that of the lower rows first. Many are
/// equally long (a place's own distance to its neighbours), and a few places at a cluster's rim change sides with the order of those.
fn spanning(places: &[PlaneXY], core: &[f64]) -> Vec<(f64, usize, usize)> {
    let mut best: Vec<(f64, usize, usize)> = (1..places.len()).map(|at| (f64::INFINITY, 0, at)).collect();
    let mut edges = Vec::with_capacity(places.len());
    let mut newest = 0;
    while !best.is_empty() {
        let (Some(place), Some(own)) = (places.get(newest), core.get(newest)) else { break };
        let mut nearest = 0;
        let mut least = f64::INFINITY;
        for (slot, (far, from, to)) in best.iter_mut().enumerate() {
            let (Some(other), Some(theirs)) = (places.get(*to), core.get(*to)) else { continue };
            let apart = distance(*place, *other).max(*own).max(*theirs);
            if apart < *far {
                (*far, *from) = (apart, newest);
            }
            if *far < least {
                (least, nearest) = (*far, slot);
            }
        }
        let edge = best.remove(nearest);
        newest = edge.2;
        edges.push(edge);
    }
    let rows = |edge: &(f64, usize, usize)| (edge.1.min(edge.2), edge.1.max(edge.2));
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(rows(a).cmp(&rows(b))));
    edges
}

/// Two parts become one: at a distance, of so many places. Part k below n is place k; the merge of number k is part n + k.
struct Merge {
    far: f64,
    parts: [usize; 2],
    size: usize,
}

fn merged(n: usize, edges: Vec<(f64, usize, usize)>) -> Vec<Merge> {
    let mut above: Vec<usize> = (0..2 * n).collect();
    let mut merges: Vec<Merge> = Vec::with_capacity(n);
    let top = |mut at: usize, above: &mut Vec<usize>| {
        while let Some(next) = above.get(at).copied().filter(|next| *next != at) {
            let further = above.get(next).copied().unwrap_or(next);
            if let Some(own) = above.get_mut(at) {
                *own = further;
            }
            at = further;
        }
        at
    };
    for (far, a, b) in edges {
        let parts = [top(a, &mut above), top(b, &mut above)];
        let size = parts.iter().map(|part| size(n, &merges, *part)).sum();
        let part = n + merges.len();
        for one in parts {
            if let Some(own) = above.get_mut(one) {
                *own = part;
            }
        }
        merges.push(Merge { far, parts, size });
    }
    merges
}

fn size(n: usize, merges: &[Merge], part: usize) -> usize {
    part.checked_sub(n).and_then(|merge| merges.get(merge)).map_or(1, |merge| merge.size)
}

/// The tree of clusters: only splits into two that are both large enough make new ones.
struct Condensed {
    /// The cluster above each, and the density (one over the distance) at which it began; the first is all places.
    clusters: Vec<(usize, f64)>,
    /// How long each lasts: Σ of densities that its places outlive it by.
    lasts: Vec<f64>,
    /// The last cluster that each place is in.
    of_place: Vec<usize>,
}

impl Condensed {
    fn of(n: usize, merges: &[Merge], cluster: usize) -> Self {
        let mut tree = Self { clusters: vec![(0, 0.0)], lasts: vec![0.0], of_place: vec![0; n] };
        // Coincident places are infinitely dense; a trillionth of the longest distance stands for none at all.
        let none = merges.last().map_or(1.0, |merge| merge.far * 1e-12).max(f64::MIN_POSITIVE * 1e16);
        let mut open: Vec<(usize, usize)> =
            merges.len().checked_sub(1).map(|top| (n + top, 0)).into_iter().collect();
        while let Some((part, own)) = open.pop() {
            let Some(merge) = part.checked_sub(n).and_then(|merge| merges.get(merge)) else {
                continue;
            };
            let dense = 1.0 / merge.far.max(none);
            let large = merge.parts.map(|part| size(n, merges, part) >= cluster);
            for (part, is_large) in merge.parts.into_iter().zip(large) {
                let count = size(n, merges, part);
                if is_large && large == [true, true] {
                    tree.outlives(own, dense, count);
                    tree.clusters.push((own, dense));
                    tree.lasts.push(0.0);
                    open.push((part, tree.clusters.len() - 1));
                } else if is_large {
                    open.push((part, own));
                } else {
                    tree.outlives(own, dense, count);
                    tree.hold(n, merges, part, own);
                }
            }
        }
        tree
    }

    fn outlives(&mut self, own: usize, dense: f64, count: usize) {
        let born = self.clusters.get(own).map_or(0.0, |(_, born)| *born);
        if let Some(lasts) = self.lasts.get_mut(own) {
            *lasts += (dense - born) * count as f64;
        }
    }

    /// All places of a part leave at the same time.
    fn hold(&mut self, n: usize, merges: &[Merge], part: usize, own: usize) {
        let mut open = vec![part];
        while let Some(part) = open.pop() {
            match part.checked_sub(n).and_then(|merge| merges.get(merge)) {
                Some(merge) => open.extend(merge.parts),
                None => {
                    if let Some(of) = self.of_place.get_mut(part) {
                        *of = own;
                    }
                }
            }
        }
    }

    /// Takes a cluster instead of its parts where it lasts at least as long as they do together.
    fn labels(mut self) -> Vec<i32> {
        let count = self.clusters.len();
        let mut below = vec![0.0; count];
        let mut taken = vec![false; count];
        for at in (1..count).rev() {
            let (Some(parts), Some(own)) = (below.get(at).copied(), self.lasts.get_mut(at)) else { continue };
            let whole = parts <= *own;
            *own = own.max(parts);
            let lasts = *own;
            if let Some(taken) = taken.get_mut(at) {
                *taken = whole;
            }
            let above = self.clusters.get(at).map_or(0, |(above, _)| *above);
            if let Some(below) = below.get_mut(above) {
                *below += lasts;
            }
        }
        // From the top: who lies in a taken cluster belongs to it.
        let mut labels = vec![-1; count];
        let mut next = 0;
        for at in 1..count {
            let above =
                self.clusters.get(at).and_then(|(above, _)| labels.get(*above)).copied().unwrap_or(-1);
            let own = if above >= 0 {
                above
            } else if taken.get(at).copied().unwrap_or(false) {
                next += 1;
                next - 1
            } else {
                -1
            };
            if let Some(label) = labels.get_mut(at) {
                *label = own;
            }
        }
        self.of_place.iter().map(|of| labels.get(*of).copied().unwrap_or(-1)).collect()
    }
}

#[cfg(test)]
#[path = "hdbscan_tests.rs"]
mod tests;
