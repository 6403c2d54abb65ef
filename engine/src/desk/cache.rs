//! Cases that were touched of late, so that their history is not read again for each act.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::command::CaseRecord;
use crate::ids::CaseNumber;

/// Most cases kept; about 2 kB each.
const MOST: usize = 1 << 15;

/// The cases touched last, first in, first out.
#[derive(Debug, Clone, Default)]
pub(super) struct RecentCases {
    records: BTreeMap<u32, Arc<CaseRecord>>,
    order: VecDeque<u32>,
}

impl RecentCases {
    /// A case, if it is here.
    pub(super) fn get(&self, number: CaseNumber) -> Option<&Arc<CaseRecord>> {
        self.records.get(&number.0)
    }

    /// Keeps a case as it now stands.
    pub(super) fn put(&mut self, record: Arc<CaseRecord>) {
        let number = record.head.number.0;
        if self.records.insert(number, record).is_none() {
            self.order.push_back(number);
        }
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.records.remove(&oldest);
        }
    }
}
