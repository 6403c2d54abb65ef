//! Which cases a question is for.

use gridward::cases::columns::Filter;
use jiff::{SignedDuration, Timestamp};

use super::super::crs::Road;
use super::super::opening::Opening;
use super::super::selection::{page_size, system_of, window_of};
use super::super::time::period;
use super::super::window::Window;
use crate::dispatch::{Dispatch, Seen, conditions};
use crate::problem::Problem;

/// Parameters of pages of cases besides the form, the conditions and those of figures, which say nothing of single cases.
pub const OWN: [&str; 6] = ["bbox", "bbox-crs", "crs", "datetime", "limit", "after"];

/// What is asked of the cases.
pub struct Wanted {
    pub filter: Filter,
    pub window: Option<Window>,
    pub road: Road,
    pub limit: usize,
    /// Only cases after the one of this number.
    pub after: Option<u32>,
}

impl Wanted {
    /// # Errors
    /// A problem that names the parameter and what would be right.
    pub fn read(opening: &Opening, dispatch: &Dispatch, seen: &Seen) -> Result<Self, Problem> {
        let (app, parameters) = (&opening.asking.app, &opening.question.parameters);
        let mut filter = Filter::default();
        conditions::read(app, dispatch, seen, parameters, &mut filter)?;
        if let Some(text) = parameters.text("datetime") {
            let (from, to) = period(&opening.asking.snapshot, text)?;
            // Both ends count, and cases are kept to the second.
            let behind = |at: Timestamp| at.saturating_add(SignedDuration::from_secs(1)).unwrap_or(at);
            filter.from = filter.from.max(from);
            let to = to.map(behind);
            filter.to = filter.to.into_iter().chain(to).min();
        }
        Ok(Self {
            filter,
            window: window_of(parameters, opening.asking.bounds())?,
            road: system(opening)?,
            limit: usize::try_from(page_size(parameters)?).unwrap_or(usize::MAX),
            after: parameters.count("after", "the number of the last case of the page before")?,
        })
    }
}

/// The system of the answer.
///
/// # Errors
/// A problem with those that are offered.
pub fn system(opening: &Opening) -> Result<Road, Problem> {
    system_of(&opening.question.parameters, opening.asking.bounds())
}
