//! Of what are there most?

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use gridward::analytics::figures::{Block, Chosen, DimensionTally, SeriesTally, Slots, Week, withhold};
use gridward::cases::columns::Filter;
use gridward::ids::ClassCode;
use jiff::Timestamp;
use serde::Serialize;

use super::named::{By, Members, titled};
use super::parts;
use crate::auth::Who;
use crate::figures::everybody::{self, Cut};
use crate::figures::{Question, Sheet};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::routes::district::Bilingual;
use crate::routes::maps::parameters::{ConditionParameters, PlanParameters};
use crate::state::{App, Snapshot};

/// Rows where the caller names no number, and most of them.
const ROWS: u32 = 10;
const MOST_ROWS: u32 = 500;

/// Groups with the most chosen cases, the largest first.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Top {
    #[schema(value_type = String, example = "class")]
    by: &'static str,
    unit: Bilingual,
    /// The time that is shown; for everybody whole months or quarters. Null: all cases.
    from: Option<String>,
    to: Option<String>,
    rows: Vec<TopRow>,
    /// Cases of all other groups and of none, those that are too few to be told among them.
    others: Option<u64>,
    /// All chosen cases; null where they are too few.
    cases: Option<u64>,
    least_cases: u32,
    /// Everything before this event is counted.
    event: u64,
    /// Whether some of the cases are invented.
    synthetic: bool,
}

/// One group.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct TopRow {
    #[schema(example = "E0113")]
    code: String,
    name: Bilingual,
    cases: u64,
    /// Its part of all chosen cases, 0 to 1.
    share: f64,
    /// Cases of the period before, where `before` was given; null where they are too few to be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    #[expect(clippy::option_option, reason = "not asked for, and too few to be told, are two answers")]
    before: Option<Option<u64>>,
    /// Of cells: how many cells are shown together, because some have too few cases.
    #[serde(skip_serializing_if = "Option::is_none")]
    cells: Option<u32>,
}

/// Groups with the most chosen cases. For everybody of quarters of whole weeks (main classes of months of them), with `class`, `from`
/// and `to` only.
#[utoipa::path(get, path = "/api/v1/figures/top", tag = "figures",
    params(ConditionParameters, PlanParameters,
        ("by" = Option<String>, Query, description = "class (where it is missing), major, source, unit, stage, or cell with `layer`"),
        ("layer" = Option<String>, Query, description = "With by=cell: a layer of the plan"),
        ("limit" = Option<u32>, Query, description = "1 to 500 rows; 10 where it is missing"),
        ("before" = Option<String>, Query, description = "Where an earlier period begins, as long as from and to, that is counted as well")),
    responses((status = 200, body = Top), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 403, body = crate::problem::ProblemDocument)))]
pub async fn top(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    let asked = parts::read(request.uri(), &["by", "layer", "limit", "before"])?;
    let (name, by) = by(&asked)?;
    let limit = limit(&asked)?;
    let question = Question::read(&app, &caller, &asked).await?;
    let before = before(&question.snapshot, &question.filter, &asked)?;
    if question.is_public() {
        by.ask().refuse_more(&asked)?;
    }
    question.of_a_cell_shown_alone(&app, &caller, &asked).await?;
    if by == By::Cell {
        let layer = asked.text("layer").unwrap_or_default().to_owned();
        // The map's own figures: the same cells are shown together.
        let sheet = Sheet::of(&app, &caller, &asked, &layer).await?;
        let make = move |question: &Question| Ok(parts::bytes(&of_cells(question, &sheet, limit)));
        return parts::answered("top", question, request.headers(), make).await;
    }
    if question.is_public() {
        let class = asked.text("class").map(ClassCode::new);
        let make = move |question: &Question| {
            told_to_all(question, (name, by), class.as_ref(), limit).map(|top| parts::bytes(&top))
        };
        return parts::answered("top", question, request.headers(), make).await;
    }
    let make =
        move |question: &Question| Ok(parts::bytes(&counted(question, (name, by), before.as_ref(), limit)));
    parts::answered("top", question, request.headers(), make).await
}

fn by(asked: &Parameters) -> Result<(&'static str, By), Problem> {
    let word = asked.text("by").unwrap_or("class");
    let known = By::NAMES.into_iter().find(|(name, _)| *name == word).ok_or_else(|| {
        let names: Vec<_> = By::NAMES.iter().map(|(name, _)| *name).collect();
        Problem::parameter("by", format!("by is “{word}”"), format!("one of {}", names.join(", ")))
    })?;
    match (known.1, asked.text("layer")) {
        (By::Cell, None) => {
            Err(Problem::parameter("layer", "layer is missing with by=cell", "a layer of the plan"))
        }
        (By::Cell, Some(_)) | (_, None) => Ok(known),
        (_, Some(_)) => Err(Problem::parameter("layer", format!("layer is given with by={word}"), "by=cell")),
    }
}

fn limit(asked: &Parameters) -> Result<usize, Problem> {
    let expected = format!("1 to {MOST_ROWS}");
    let limit = asked.count("limit", &expected)?.unwrap_or(ROWS);
    if !(1..=MOST_ROWS).contains(&limit) {
        return Err(Problem::parameter("limit", format!("limit is {limit}"), expected));
    }
    Ok(usize::try_from(limit).unwrap_or(1))
}

/// The same conditions in an earlier period.
pub fn before(snapshot: &Snapshot, filter: &Filter, asked: &Parameters) -> Result<Option<Filter>, Problem> {
    let Some(text) = asked.text("before") else { return Ok(None) };
    earlier(filter, snapshot.instant("before", text)?).map(Some)
}

/// A filter moved to a period of the same length that begins at an instant.
///
/// # Errors
/// 400 where the filter has no period.
pub fn earlier(filter: &Filter, begin: Timestamp) -> Result<Filter, Problem> {
    let (Some(from), Some(to)) = (filter.from, filter.to) else {
        return Err(Problem::parameter("before", "before needs a period", "from and to as well"));
    };
    let end = begin.saturating_add(to.duration_since(from)).unwrap_or(to);
    Ok(Filter { from: Some(begin), to: Some(end), ..filter.clone() })
}

fn counted(
    question: &Question,
    (name, by): (&'static str, By),
    before: Option<&Filter>,
    limit: usize,
) -> Top {
    let members = Members::new(question, by);
    let columns = &question.seen.view.columns;
    let slots = Slots::new(&[]);
    let number = members.named.len();
    let tally = || DimensionTally::new(by.dimension(), &members.of, number);
    let chosen = Chosen { columns, filter: &question.filter, area: None };
    let (own, all) = chosen.tallied(|| (tally(), SeriesTally::new(&slots, question.seen.view.at)));
    let before = before.map(|filter| Chosen { columns, filter, area: None }.tallied(tally));
    let (rows, others) = rows(
        members.named,
        own.counts(),
        before.as_ref().map(DimensionTally::counts),
        &Bounds { least: question.least, all: all.all().cases, limit },
    );
    let few = (1..u64::from(question.least)).contains(&all.all().cases);
    Top {
        rows,
        others,
        cases: (!few).then_some(all.all().cases),
        synthetic: all.all().synthetic > 0,
        ..empty(question, name)
    }
}

/// What bounds a list.
pub struct Bounds {
    pub least: u32,
    /// All chosen cases.
    pub all: u64,
    pub limit: usize,
}

/// The largest groups that may be told, and the cases of all others: those of no group are withheld as if they were one.
pub fn rows(
    named: Vec<(String, Bilingual)>,
    counts: &[u64],
    before: Option<&[u64]>,
    bounds: &Bounds,
) -> (Vec<TopRow>, Option<u64>) {
    let rest = bounds.all.saturating_sub(counts.iter().sum());
    let with_rest: Vec<u64> = counts.iter().copied().chain([rest]).collect();
    let withheld = withhold(&with_rest, bounds.least.into());
    let earlier = before.map(|before| (before, withhold(before, bounds.least.into())));
    let told = named.into_iter().zip(counts).zip(0..).filter_map(|(((code, name), cases), at)| {
        let cases = withheld.of(at, *cases).filter(|cases| *cases > 0)?;
        let before = earlier
            .as_ref()
            .map(|(counts, withheld)| counts.get(at).and_then(|count| withheld.of(at, *count)));
        Some(TopRow { code, name, cases, share: share(cases, bounds.all), before, cells: None })
    });
    let rows = largest(told.collect(), bounds.limit);
    let told: u64 = rows.iter().map(|row| row.cases).sum();
    (rows, (!withheld.total).then_some(bounds.all - told))
}

fn largest(mut rows: Vec<TopRow>, limit: usize) -> Vec<TopRow> {
    rows.sort_by(|a, b| b.cases.cmp(&a.cases).then_with(|| a.code.cmp(&b.code)));
    rows.truncate(limit);
    rows
}

fn share(part: u64, whole: u64) -> f64 {
    let share = part as f64 / whole.max(1) as f64;
    (share * 1e6).round() / 1e6
}

fn empty(question: &Question, by: &'static str) -> Top {
    let local = |at: Option<Timestamp>| at.map(|at| question.snapshot.local(at));
    Top {
        by,
        unit: parts::unit(),
        from: local(question.filter.from),
        to: local(question.filter.to),
        rows: Vec::new(),
        others: None,
        cases: None,
        least_cases: question.least,
        event: question.seen.view.next_event.0,
        synthetic: false,
    }
}

/// For everybody: sums of pieces that are the same for all questions; what is kept back is among the others.
fn told_to_all(
    question: &Question,
    (name, by): (&'static str, By),
    class: Option<&ClassCode>,
    limit: usize,
) -> Result<Top, Problem> {
    let tree = matches!(by, By::Class | By::Major);
    let cut = if tree { Cut::by_class(question) } else { Cut::flat(question, by.dimension()) };
    let classes = &question.seen.assigner.rules().classes;
    let above = class.and_then(|class| classes.index_of(class));
    let wanted = |position: u16| match by {
        By::Class => classes.is_leaf(position),
        By::Major => classes.ancestors(position).count() == 2,
        _ => true,
    };
    let inside =
        |position: u16| !tree || above.is_none_or(|above| classes.ancestors(position).any(|at| at == above));
    let root = cut.node(above.filter(|_| tree));
    let own = if by == By::Major { Block::Month } else { Block::Quarter };
    let block = own.max(cut.nodes.block(root));
    let months = everybody::blocks(question, block)?;
    let published = cut.count(question, months.clone());
    let all = published.told(root, months.clone()).cases;
    let names = Members::new(question, if tree { By::Class } else { by });
    let dispatch_names = question.dispatch.names(&question.seen.assigner);
    let mut rows = Vec::new();
    for (node, position) in (1_u32..).zip(&cut.behind) {
        if !wanted(*position) || !inside(*position) {
            continue;
        }
        let cases = published.told(node, months.clone()).cases;
        let (code, title) = if tree {
            let Some(class) = classes.get(*position) else { continue };
            super::named::class(&dispatch_names, &class.code)
        } else {
            names.named.get(usize::from(*position)).cloned().unwrap_or_else(|| titled("", None))
        };
        if cases > 0 {
            rows.push(TopRow {
                code,
                name: title,
                cases,
                share: share(cases, all),
                before: None,
                cells: None,
            });
        }
    }
    let rows = largest(rows, limit);
    let told: u64 = rows.iter().map(|row| row.cases).sum();
    let time = Week::until(months.start, months.end, &question.snapshot.zone);
    Ok(Top {
        rows,
        others: Some(all.saturating_sub(told)),
        cases: Some(all),
        from: Some(question.snapshot.local(time.from)),
        to: Some(question.snapshot.local(time.to)),
        synthetic: everybody::is_synthetic(question),
        ..empty(question, name)
    })
}

/// The cells of a map with the most cases; those that it shows together are one row.
fn of_cells(question: &Question, sheet: &Sheet, limit: usize) -> Top {
    let shown = &sheet.figures.shown;
    // Everybody's figures are of the map alone.
    let elsewhere = if sheet.public { 0 } else { shown.elsewhere.cases };
    let all = u64::from(shown.total.cases) + u64::from(elsewhere);
    let few = |count: u64| (1..u64::from(question.least)).contains(&count);
    let mut rows: Vec<TopRow> = Vec::new();
    let mut at = std::collections::BTreeMap::new();
    for (cell, shown) in sheet.view.layer.cells().iter().zip(&shown.cells) {
        if shown.cases == 0 || shown.merged.withheld {
            continue;
        }
        let row = *at.entry(shown.merged.group).or_insert_with(|| {
            let (code, name) = titled(cell.code.as_str(), cell.name.as_ref());
            let cases = u64::from(shown.cases);
            rows.push(TopRow { code, name, cases, share: 0.0, before: None, cells: None });
            rows.len() - 1
        });
        if shown.merged.level > 0
            && let Some(row) = rows.get_mut(row)
        {
            row.cells = Some(row.cells.unwrap_or(0) + 1);
        }
    }
    let mut rows = largest(rows, limit);
    let told: u64 = rows.iter().map(|row| row.cases).sum();
    let others = all.saturating_sub(told);
    // A share of all would tell the few others.
    let whole = if few(others) { told } else { all };
    rows.iter_mut().for_each(|row| row.share = share(row.cases, whole));
    Top {
        rows,
        others: (!few(others)).then_some(others),
        cases: (!few(others) && !few(all)).then_some(all),
        from: sheet.from.map(|at| question.snapshot.local(at)),
        to: sheet.to.map(|at| question.snapshot.local(at)),
        synthetic: sheet.view.layer.synthetic(),
        ..empty(question, "cell")
    }
}
