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

/// Entries in one page.
const PAGE: usize = 2048;

/// A long list in pages; a copy shares all pages, a change copies one.
#[derive(Debug, Clone)]
pub(super) struct Paged<T> {
    pages: Arc<Page<Arc<Page<T>>>>,
}

impl<T> Default for Paged<T> {
    fn default() -> Self {
        Self { pages: Arc::new(Page(Vec::new())) }
    }
}

impl<T: Clone> Paged<T> {
    pub(super) fn of(all: &[T]) -> Self {
        let page = |part: &[T]| {
            let mut room = Vec::with_capacity(PAGE);
            room.extend_from_slice(part);
            Arc::new(Page(room))
        };
        Self { pages: Arc::new(Page(all.chunks(PAGE).map(page).collect())) }
    }

    pub(super) fn len(&self) -> usize {
        let pages = &self.pages.0;
        pages.last().map_or(0, |last| (pages.len() - 1) * PAGE + last.0.len())
    }

    pub(super) fn get(&self, at: usize) -> Option<&T> {
        self.pages.0.get(at / PAGE)?.0.get(at % PAGE)
    }

    pub(super) fn push(&mut self, value: T) {
        let pages = &mut Arc::make_mut(&mut self.pages).0;
        if let Some(last) = pages.last_mut().filter(|last| last.0.len() < PAGE) {
            Arc::make_mut(last).0.push(value);
        } else {
            let mut room = Vec::with_capacity(PAGE);
            room.push(value);
            pages.push(Arc::new(Page(room)));
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.pages.0.iter().flat_map(|page| &page.0)
    }

    pub(super) fn bytes(&self) -> usize {
        self.pages.bytes() + self.pages.0.iter().map(|page| page.bytes() + 40).sum::<usize>()
    }
}
