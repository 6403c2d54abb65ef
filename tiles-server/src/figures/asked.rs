//! What a map of cells is to show: measure, cases, periods, and how much the caller may see of it.

use gridward::cases::columns::{Filter, IndexSet};
use gridward::desk::Role;
use gridward::grid::Layer;
use gridward::rules::Sensitivity;
use gridward::tiles::figures::{Groups, Measure, Period};
use jiff::{SignedDuration, Timestamp};

use super::everybody::{Ask, Release};
use crate::auth::Caller;
use crate::dispatch::{Dispatch, Seen, conditions};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

/// All parameters that say what is shown, in the order in which addresses name them.
pub fn parameters() -> impl Iterator<Item = &'static str> + Clone {
    ["measure"].into_iter().chain(conditions::PARAMETERS).chain(["before"])
}

/// What is to be shown.
pub struct Asked {
    pub measure: Measure,
    pub filter: Filter,
    /// The period before, where the measure compares.
    pub before: Option<Filter>,
    pub period: Period,
    /// Groups with fewer cases may not be seen by this caller.
    pub least: u32,
    /// Groups that are the same for all questions of this caller; otherwise they are made for the question.
    pub groups: Option<Groups>,
    /// Everything above in letters: two requests with the same ones show the same.
    pub key: String,
    /// The query without the address's own parameters, for the addresses of tiles and legend.
    pub query: String,
}

impl Asked {
    /// # Errors
    /// A problem that names the parameter and what would be right.
    pub fn read(
        app: &App,
        dispatch: &Dispatch,
        seen: &Seen,
        caller: &Caller,
        asked: &Parameters,
        released: Option<(&Release, &Layer)>,
    ) -> Result<Self, Problem> {
        let word = asked.text("measure").unwrap_or(Measure::Count.name());
        let measure: Measure = word.parse().map_err(|fault: gridward::tiles::figures::UnknownMeasure| {
            let all: Vec<_> = Measure::ALL.iter().map(|measure| measure.name()).collect();
            Problem::parameter("measure", fault.to_string(), format!("one of {}", all.join(", ")))
        })?;
        let mut filter = Filter::default();
        if released.is_some() {
            Ask::Map.refuse_more(asked)?;
        }
        conditions::read(app, dispatch, seen, asked, &mut filter)?;
        let least = least(caller.role);
        hide_what_is_not_for(caller, seen, &mut filter);
        let (period, before) = match released {
            Some((release, _)) => release.periods(&app.snapshot(), asked, measure, &mut filter)?,
            None => periods(app, asked, measure, &filter)?,
        };
        let groups = released.map(|(release, layer)| release.groups_of(layer)).transpose()?;
        let query = query_of(asked, parameters());
        // A deadline passes without an event: what is late is counted anew each minute.
        let minute = if measure == Measure::OverdueShare { seen.view.at.as_second() / 60 } else { 0 };
        let key = format!("{query}-k{least}-{}-{minute}", u8::from(caller.restricted));
        Ok(Self { measure, filter, before, period, least, groups, key, query })
    }
}

/// Those of some parameters that a request has, as part of an address.
pub fn query_of(asked: &Parameters, names: impl Iterator<Item = &'static str>) -> String {
    let given = names.filter_map(|name| Some(format!("{name}={}", encoded(asked.text(name)?))));
    given.collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> String {
    serde_urlencoded::to_string([("", text)]).unwrap_or_default().trim_start_matches('=').to_owned()
}

/// Groups of fewer cases are merged upward: for the public ten, for one unit's people three, for the district's own none.
pub const fn least(role: Role) -> u32 {
    match role {
        Role::District => 1,
        Role::Public => 10,
        _ => 3,
    }
}

/// A count, unless it is too small to be told.
pub fn told<N: Copy + Into<u64>>(cases: N, least: u32) -> Option<N> {
    Some(cases).filter(|cases| !(1..u64::from(least)).contains(&(*cases).into()))
}

/// Classes that a caller may not see at all leave the counts.
pub fn hide_what_is_not_for(caller: &Caller, seen: &Seen, filter: &mut Filter) {
    let codes = &seen.view.world.codes().classes;
    let seen_by = |sensitivity: Sensitivity| match sensitivity {
        Sensitivity::Public => true,
        Sensitivity::Internal => caller.role != Role::Public,
        Sensitivity::Restricted => caller.restricted,
    };
    let classes = seen.assigner.rules().classes.all().iter();
    let visible = classes.filter(|class| seen_by(class.sensitivity)).map(|class| codes.position(&class.code));
    // What has no class yet is for those who work here.
    let unclassified = (caller.role != Role::Public).then_some(u16::MAX);
    let asked = filter.classes.take();
    let both = |at: &u32| asked.as_ref().is_none_or(|asked| asked.contains(*at));
    filter.classes = Some(visible.chain(unclassified).map(u32::from).filter(both).collect::<IndexSet>());
}

fn length(filter: &Filter) -> Option<SignedDuration> {
    Some(filter.to?.duration_since(filter.from?))
}

/// The lengths of the period and of the one before, and the cases of that one.
fn periods(
    app: &App,
    asked: &Parameters,
    measure: Measure,
    filter: &Filter,
) -> Result<(Period, Option<Filter>), Problem> {
    let days = |length: SignedDuration| length.as_secs_f64() / 86_400.0;
    let Some(length) = length(filter) else {
        if matches!(measure, Measure::Count | Measure::OverdueShare) && !measure.compares() {
            return Ok((Period { days: 0.0, before_days: None }, None));
        }
        let detail = format!("{} needs a period", measure.name());
        let field = if filter.from.is_none() { "from" } else { "to" };
        return Err(Problem::parameter(field, detail, "from and to, for example 2012-01-01 and 2013-01-01"));
    };
    if length <= SignedDuration::ZERO {
        return Err(Problem::parameter("to", "to is not after from", "an instant after from"));
    }
    if !measure.compares() {
        return Ok((Period { days: days(length), before_days: None }, None));
    }
    let from = filter.from.unwrap_or(Timestamp::UNIX_EPOCH);
    let begin = match asked.text("before") {
        Some(text) => app.snapshot().instant("before", text)?,
        None => from.saturating_sub(length).unwrap_or(Timestamp::UNIX_EPOCH),
    };
    let end = begin.saturating_add(length).unwrap_or(from);
    let before = Filter { from: Some(begin), to: Some(end), ..filter.clone() };
    Ok((Period { days: days(length), before_days: Some(days(length)) }, Some(before)))
}
