//! What everybody may ask and is told (公开口径), whatever they ask: [`Ask`] says which conditions each kind of answer takes,
//! [`Calendar`] of which time it is, [`Release`] which cells are told together, [`Cut`] how series and lists are cut. Whatever
//! is told is a sum of pieces that are the same for all questions, so that nothing can be subtracted.

mod ask;
mod calendar;
mod cut;
mod release;

pub use ask::Ask;
pub use calendar::Calendar;
pub use cut::{Cut, blocks, is_synthetic};
pub use release::{Release, Releases, on_the_map};

#[cfg(test)]
mod ask_tests;
#[cfg(test)]
mod calendar_tests;
#[cfg(test)]
mod release_tests;
