//! A case's row is defined where cases are defined.

pub use crate::cases::CaseHead;
