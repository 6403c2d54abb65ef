//! Lists that are shared until somebody changes them.

use std::sync::Arc;

/// A list that keeps its room when it is copied.
#[derive(Debug, Default)]
pub(super) struct Page<T>(pub(super) Vec<T>);

impl<T: Clone> Clone for Page<T> {
    fn clone(&self) -> Self {
        let mut copy = Vec::with_capacity(self.0.capacity());
        copy.extend_from_slice(&self.0);
        Self(copy)
    }
}

impl<T> Page<T> {
    pub(super) fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<T>()
    }
}

/// Members of a group; two in tests, so that few rows make several runs.
pub(super) const GROUP: usize = if cfg!(test) { 2 } else { 64 };

type Group<T> = Page<Arc<T>>;

/// A list of shared things in groups: a copy shares all, a change copies the list of groups, one group and one thing. Counting
/// a reference is a visit to memory, so that thousands of them in one flat list would cost more than what is changed.
#[derive(Debug)]
pub(super) struct Shared<T> {
    groups: Arc<Page<Arc<Group<T>>>>,
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self { groups: Arc::clone(&self.groups) }
    }
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self { groups: Arc::new(Page(Vec::new())) }
    }
}

impl<T> FromIterator<Arc<T>> for Shared<T> {
    fn from_iter<I: IntoIterator<Item = Arc<T>>>(things: I) -> Self {
        let mut list = Self::default();
        things.into_iter().for_each(|thing| list.push(thing));
        list
    }
}

impl<T> Shared<T> {
    pub(super) fn len(&self) -> usize {
        let groups = &self.groups.0;
        groups.last().map_or(0, |last| (groups.len() - 1) * GROUP + last.0.len())
    }

    pub(super) fn get(&self, at: usize) -> Option<&T> {
        Some(self.groups.0.get(at / GROUP)?.0.get(at % GROUP)?)
    }

    pub(super) fn last(&self) -> Option<&T> {
        Some(self.groups.0.last()?.0.last()?)
    }

    /// The first groups of it, shared.
    pub(super) fn first_groups(&self, groups: usize) -> Self {
        let kept = self.groups.0.iter().take(groups).cloned().collect();
        Self { groups: Arc::new(Page(kept)) }
    }

    pub(super) fn push(&mut self, thing: Arc<T>) {
        let groups = &mut Arc::make_mut(&mut self.groups).0;
        if let Some(last) = groups.last_mut().filter(|last| last.0.len() < GROUP) {
            Arc::make_mut(last).0.push(thing);
        } else {
            let mut room = Vec::with_capacity(GROUP);
            room.push(thing);
            groups.push(Arc::new(Page(room)));
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.groups.0.iter().flat_map(|group| group.0.iter().map(|thing| &**thing))
    }

    /// Bytes of the list, without the things.
    pub(super) fn bytes(&self) -> usize {
        self.groups.bytes() + self.groups.0.iter().map(|group| group.bytes() + 40).sum::<usize>()
    }
}

impl<T: Clone> Shared<T> {
    /// A thing, to change it; copied if a reader holds it.
    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        let group = Arc::make_mut(&mut self.groups).0.get_mut(at / GROUP)?;
        Arc::make_mut(group).0.get_mut(at % GROUP).map(Arc::make_mut)
    }

    pub(super) fn last_mut(&mut self) -> Option<&mut T> {
        self.get_mut(self.len().checked_sub(1)?)
    }
}

/// Entries in one page.
const PAGE: usize = 512;

/// A long list in pages; a copy shares all pages, a change copies one.
#[derive(Debug)]
pub(super) struct Paged<T> {
    pages: Shared<Page<T>>,
}

impl<T> Clone for Paged<T> {
    fn clone(&self) -> Self {
        Self { pages: self.pages.clone() }
    }
}

impl<T> Default for Paged<T> {
    fn default() -> Self {
        Self { pages: Shared::default() }
    }
}

impl<T: Clone> Paged<T> {
    pub(super) fn len(&self) -> usize {
        self.pages.last().map_or(0, |last| (self.pages.len() - 1) * PAGE + last.0.len())
    }

    pub(super) fn get(&self, at: usize) -> Option<&T> {
        self.pages.get(at / PAGE)?.0.get(at % PAGE)
    }

    pub(super) fn push(&mut self, value: T) {
        if self.pages.last().is_none_or(|last| last.0.len() == PAGE) {
            self.pages.push(Arc::new(Page(Vec::with_capacity(PAGE))));
        }
        if let Some(last) = self.pages.last_mut() {
            last.0.push(value);
        }
    }

    /// An entry, to change it; the page is copied if a reader holds it.
    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.pages.get_mut(at / PAGE)?.0.get_mut(at % PAGE)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.pages.iter().flat_map(|page| &page.0)
    }

    pub(super) fn bytes(&self) -> usize {
        self.pages.bytes() + self.pages.iter().map(|page| page.bytes() + 40).sum::<usize>()
    }
}
