//! A few thousand rows, column by column, with a summary by which most searches pass them over.

use std::sync::{Arc, Weak};

use super::page::Page;
use super::row::{NO_PLACE, Rare, Row, columns};

/// What holds for all rows of a chunk. A change may leave it wider than needed until the next merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Summary {
    /// The box of all places: smallest and largest longitude, then latitude; empty without any.
    pub(super) lon: (i32, i32),
    pub(super) lat: (i32, i32),
    /// The first and the last second of report.
    pub(super) reported: (u32, u32),
    /// A bit for each stage and each queue that a row is or was in.
    pub(super) stages: u16,
    pub(super) queues: u8,
}

impl Summary {
    const EMPTY: Self = Self {
        lon: (i32::MAX, i32::MIN),
        lat: (i32::MAX, i32::MIN),
        reported: (u32::MAX, 0),
        stages: 0,
        queues: 0,
    };

    fn add(&mut self, row: &Row) {
        if row.lon != NO_PLACE {
            self.lon = (self.lon.0.min(row.lon), self.lon.1.max(row.lon));
            self.lat = (self.lat.0.min(row.lat), self.lat.1.max(row.lat));
        }
        self.reported = (self.reported.0.min(row.reported_at), self.reported.1.max(row.reported_at));
        self.stages |= 1 << (row.stage & 15);
        self.queues |= 1 << (row.queue & 7);
    }
}

macro_rules! define_chunk {
    ($($(#[$doc:meta])* $name:ident : $type:ty),* $(,)?) => {
        /// Rows in columns. All slices have the same length.
        #[derive(Debug, Clone)]
        pub struct Chunk {
            $($name: Arc<Page<$type>>,)*
            /// What few rows have, by rising row.
            rare: Option<Arc<Page<(u16, Rare)>>>,
            pub(super) summary: Summary,
        }

        impl Chunk {
            /// A chunk without rows, with room for some.
            pub(super) fn with_room(rows: usize) -> Self {
                Self {
                    $($name: Arc::new(Page(Vec::with_capacity(rows))),)*
                    rare: None,
                    summary: Summary::EMPTY,
                }
            }

            $(
                $(#[$doc])*
                #[must_use]
                pub fn $name(&self) -> &[$type] {
                    &self.$name.0
                }
            )*

            fn push_columns(&mut self, row: &Row) {
                $(Arc::make_mut(&mut self.$name).0.push(row.$name);)*
            }

            /// Writes what differs; only those columns are copied if a reader holds them.
            fn set_columns(&mut self, at: usize, row: &Row) {
                $(if self.$name.0.get(at).is_some_and(|old| *old != row.$name)
                    && let Some(value) = Arc::make_mut(&mut self.$name).0.get_mut(at)
                {
                    *value = row.$name;
                })*
            }

            /// A row; `None` past the last one.
            pub(super) fn row(&self, at: usize) -> Option<Row> {
                let rare = self.rare_of(at);
                Some(Row { $($name: *self.$name.0.get(at)?,)* rare })
            }

            /// Columns from rows, each column in one pass.
            fn fill<'a>(&mut self, rows: impl Iterator<Item = &'a Row> + Clone) {
                $(Arc::make_mut(&mut self.$name).0.extend(rows.clone().map(|row| row.$name));)*
            }

            /// Keeps those columns once that are the same in another chunk: mostly what is the same in all rows.
            pub(super) fn share(&mut self, other: &Self) {
                $(if self.$name.0 == other.$name.0 {
                    self.$name = Arc::clone(&other.$name);
                })*
            }

            /// Bytes of memory; of what chunks share, each has its part.
            pub(super) fn bytes(&self) -> usize {
                // A shared list has two counts and three words beside its entries.
                let list = 40;
                let rare = self.rare.as_ref().map_or(0, |rare| rare.bytes() + list);
                size_of::<Self>() + rare $(+ (self.$name.bytes() + list) / Arc::strong_count(&self.$name))*
            }
        }
    };
}
columns!(define_chunk);

/// Names the places of a chunk (位置标记), so that what was worked out from them is known again while they are the same.
#[derive(Debug, Clone)]
pub struct Places {
    lon: Weak<Page<i32>>,
    lat: Weak<Page<i32>>,
}

impl Places {
    /// Whether a chunk still has these places. A name that is kept keeps its memory from being given to others.
    #[must_use]
    pub fn is_of(&self, chunk: &Chunk) -> bool {
        std::ptr::eq(self.lon.as_ptr(), Arc::as_ptr(&chunk.lon))
            && std::ptr::eq(self.lat.as_ptr(), Arc::as_ptr(&chunk.lat))
    }
}

impl Chunk {
    pub(super) fn from_rows<'a>(rows: impl ExactSizeIterator<Item = &'a Row> + Clone) -> Self {
        let mut chunk = Self::with_room(rows.len());
        chunk.fill(rows.clone());
        rows.clone().for_each(|row| chunk.summary.add(row));
        let mut rare: Vec<(u16, Rare)> =
            (0_u16..).zip(rows.map(|row| row.rare)).filter(|(_, rare)| *rare != Rare::default()).collect();
        if !rare.is_empty() {
            rare.shrink_to_fit();
            chunk.rare = Some(Arc::new(Page(rare)));
        }
        chunk
    }

    /// A name for its places.
    #[must_use]
    pub fn places(&self) -> Places {
        Places { lon: Arc::downgrade(&self.lon), lat: Arc::downgrade(&self.lat) }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.number.0.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.number.0.is_empty()
    }

    pub(super) fn push(&mut self, row: &Row) {
        self.push_columns(row);
        self.summary.add(row);
        self.set_rare(self.len() - 1, row.rare);
    }

    pub(super) fn set(&mut self, at: usize, row: &Row) {
        self.set_columns(at, row);
        self.summary.add(row);
        self.set_rare(at, row.rare);
    }

    fn rare_of(&self, at: usize) -> Rare {
        let list = self.rare.as_ref().map_or(&[][..], |rare| &rare.0);
        let found =
            u16::try_from(at).ok().and_then(|at| list.binary_search_by_key(&at, |(row, _)| *row).ok());
        found.and_then(|found| list.get(found)).map_or_else(Rare::default, |(_, rare)| *rare)
    }

    fn set_rare(&mut self, at: usize, rare: Rare) {
        let Ok(row) = u16::try_from(at) else { return };
        if self.rare_of(at) == rare {
            return;
        }
        let list = &mut Arc::make_mut(self.rare.get_or_insert_with(Arc::default)).0;
        match list.binary_search_by_key(&row, |(row, _)| *row) {
            Ok(found) if rare == Rare::default() => {
                list.remove(found);
            }
            Ok(found) => {
                if let Some((_, value)) = list.get_mut(found) {
                    *value = rare;
                }
            }
            Err(place) => list.insert(place, (row, rare)),
        }
    }
}
