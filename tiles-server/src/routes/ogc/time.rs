//! The time of a question (`datetime`): an instant, or an interval that may be open on either side.

use std::sync::Arc;

use gridward::grid::Plan;
use jiff::Timestamp;

use crate::problem::Problem;
use crate::state::Snapshot;

/// The plan that answers for a time: the one in force at an instant; of an interval, ends included, the last one that was in
/// force in it. `None` where none was.
///
/// # Errors
/// A problem that says what would be right.
pub fn plan_at<'a>(snapshot: &'a Snapshot, text: &str) -> Result<Option<&'a Arc<Plan>>, Problem> {
    if !text.contains('/') {
        return Ok(snapshot.history.as_of(snapshot.instant("datetime", text)?));
    }
    let (from, to) = period(snapshot, text)?;
    let met = |plan: &&Arc<Plan>| {
        to.is_none_or(|to| plan.valid_from() <= to)
            && from.zip(plan.valid_to()).is_none_or(|(from, end)| end > from)
    };
    Ok(snapshot.history.plans().iter().rev().find(met))
}

/// The two ends of an instant or of an interval, both of them included; `None` for an open one.
///
/// # Errors
/// A problem that says what would be right.
pub fn period(snapshot: &Snapshot, text: &str) -> Result<(Option<Timestamp>, Option<Timestamp>), Problem> {
    let instant = |text: &str| snapshot.instant("datetime", text);
    let Some((from, to)) = text.split_once('/') else {
        let at = instant(text)?;
        return Ok((Some(at), Some(at)));
    };
    let end = |text: &str| -> Result<Option<Timestamp>, Problem> {
        if matches!(text, "" | "..") { Ok(None) } else { instant(text).map(Some) }
    };
    let (from, to) = (end(from)?, end(to)?);
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        let detail = format!("datetime is “{text}”, which ends before it begins");
        return Err(Problem::parameter("datetime", detail, "an instant, or from/to with .. for an open end"));
    }
    Ok((from, to))
}
