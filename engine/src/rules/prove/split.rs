//! Groups of places, parted condition by condition.

use std::collections::BTreeMap;

/// Groups of place atoms that the surviving rules do not tell apart.
pub(super) struct Split {
    pub(super) of_atom: Vec<u32>,
    /// Conditions that hold a group; territories without a unit count on after the conditions.
    pub(super) held: Vec<Vec<u32>>,
    pub(super) size: Vec<u32>,
}

impl Split {
    pub(super) fn new(atoms: usize) -> Self {
        let size = vec![u32::try_from(atoms).unwrap_or(u32::MAX)];
        Self { of_atom: vec![0; atoms], held: vec![Vec::new()], size }
    }

    /// Parts every group by whether a condition holds it (partition refinement: Paige and Tarjan 1987,
    /// doi:10.1137/0216062).
    pub(super) fn refine(&mut self, condition: u32, atoms: &[u32]) {
        let mut moved: BTreeMap<u32, u32> = BTreeMap::new();
        for atom in atoms {
            let Some(group) = self.of_atom.get_mut(*atom as usize) else { continue };
            let (held, size) = (&mut self.held, &mut self.size);
            let target = *moved.entry(*group).or_insert_with_key(|old| {
                let mut conditions = held.get(*old as usize).cloned().unwrap_or_default();
                conditions.push(condition);
                held.push(conditions);
                size.push(0);
                u32::try_from(held.len() - 1).unwrap_or(u32::MAX)
            });
            if let Some(old) = size.get_mut(*group as usize) {
                *old -= 1;
            }
            if let Some(new) = size.get_mut(target as usize) {
                *new += 1;
            }
            *group = target;
        }
    }
}
