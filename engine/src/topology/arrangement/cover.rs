//! Which shapes cover each face: toggled from the unbounded face inwards, edge by edge.

use smallvec::SmallVec;

use super::{Arrangement, FaceId};
use crate::topology::noding::Noded;
use crate::topology::strips::Segment;

type Cover = SmallVec<[u32; 4]>;

/// The edges that enclose something for some shape: the edges, their numbers in `noded`, and their shapes as offsets
/// and items.
pub(super) fn enclosing(noded: &Noded) -> (Vec<Segment>, Vec<u32>, Vec<u32>, Vec<u32>) {
    let count = noded.edges.len();
    let (mut edges, mut kept) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let (mut offsets, mut shapes) = (Vec::with_capacity(count + 1), Vec::with_capacity(2 * count));
    offsets.push(0u32);
    let mut odd: Cover = SmallVec::new();
    for (index, &edge) in (0u32..).zip(&noded.edges) {
        odd.clear();
        for &source in noded.sources(index as usize) {
            let owners = noded.borders.owners(source as usize).iter().filter(|owner| owner.is_odd());
            let owners: Cover = owners.map(|owner| owner.shape).collect();
            odd = toggled(&odd, &owners);
        }
        if !odd.is_empty() {
            edges.push(edge);
            kept.push(index);
            shapes.extend_from_slice(&odd);
            offsets.push(shapes.len() as u32);
        }
    }
    (edges, kept, offsets, shapes)
}

/// The elements of exactly one of two sorted sets.
fn toggled(a: &[u32], b: &[u32]) -> Cover {
    let (mut i, mut j) = (0, 0);
    let mut out = Cover::new();
    while let (Some(&x), Some(&y)) = (a.get(i), b.get(j)) {
        if x <= y {
            i += 1;
        }
        if y <= x {
            j += 1;
        }
        if x != y {
            out.push(x.min(y));
        }
    }
    out.extend_from_slice(&a[i..]);
    out.extend_from_slice(&b[j..]);
    out
}

/// Fills in the cover of every face.
pub(super) fn spread(faces: &mut Arrangement) {
    let count = faces.face_count();
    let mut covers: Vec<Option<Cover>> = vec![None; count];
    let mut queue = Vec::with_capacity(count);
    if let Some(unbounded) = covers.first_mut() {
        *unbounded = Some(Cover::new());
        queue.push(FaceId::UNBOUNDED);
    }
    while let Some(face) = queue.pop() {
        let Some(cover) = covers[face.index()].clone() else { continue };
        for (edge, ahead) in faces.face_edges(face) {
            let other = faces.half_face[2 * edge.0 as usize + usize::from(ahead)];
            let other_cover = &mut covers[other as usize];
            if other_cover.is_none() {
                *other_cover = Some(toggled(&cover, faces.edge_shapes(edge)));
                queue.push(FaceId(other));
            }
        }
    }
    let mut offsets = Vec::with_capacity(count + 1);
    let mut items = Vec::new();
    offsets.push(0u32);
    for cover in covers {
        items.extend(cover.unwrap_or_default());
        offsets.push(items.len() as u32);
    }
    faces.cover_offsets = offsets;
    faces.covers = items;
}
