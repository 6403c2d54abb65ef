//! Which cells of which plan a question about items is for.

use std::sync::Arc;

use gridward::grid::Plan;

use super::crs::{Crs, Road};
use super::fields::{Common, Fields};
use super::question::Question;
use super::time::plan_at;
use super::window::Window;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::{App, LayerView, Snapshot};

/// Items of a page where no number is given.
pub const PAGE: u32 = 100;
/// Most items of a page; a larger number means this one.
pub const LARGEST_PAGE: u32 = 10_000;

/// Parameters of items besides those that choose by a property, the form and those of figures.
pub const PARAMETERS: [&str; 7] = ["bbox", "bbox-crs", "crs", "datetime", "plan", "limit", "offset"];

/// Plan and layer that answer.
pub struct Source {
    pub snapshot: Arc<Snapshot>,
    pub plan: Arc<Plan>,
    pub view: Arc<LayerView>,
}

impl Source {
    /// The plan of `datetime` or `plan`, or the one in force, with a layer; `None` where no plan was in force then, or that plan
    /// has no such layer.
    ///
    /// # Errors
    /// A problem that names the parameter.
    pub fn of(app: &App, question: &Question, layer: &str) -> Result<Option<Self>, Problem> {
        let snapshot = app.snapshot();
        let number = question.parameters.count("plan", "the number of a plan")?;
        let plan = match (number, question.parameters.text("datetime")) {
            (Some(_), Some(_)) => {
                let detail = "plan and datetime are both given";
                return Err(Problem::parameter("datetime", detail, "one of the two"));
            }
            (Some(_), None) => Some(snapshot.plan(number, None, (app.clock)())?),
            (None, Some(text)) => plan_at(&snapshot, text)?,
            (None, None) => super::shown(app, &snapshot),
        };
        let Some(plan) = plan.map(Arc::clone) else { return Ok(None) };
        let Ok(view) = snapshot.view(&plan, layer).map(Arc::clone) else { return Ok(None) };
        Ok(Some(Self { snapshot, plan, view }))
    }

    /// What all cells have in common.
    pub fn common(&self) -> Common {
        Common {
            plan: self.plan.number().0,
            valid_from: self.snapshot.local(self.plan.valid_from()),
            valid_to: self.plan.valid_to().map(|end| self.snapshot.local(end)),
            synthetic: self.view.layer.synthetic(),
        }
    }
}

/// The system that the answer is wanted in.
///
/// # Errors
/// A problem with those that are offered.
pub fn system_of(parameters: &Parameters, bounds: Option<[f64; 4]>) -> Result<Road, Problem> {
    named("crs", parameters, bounds)?.road()
}

/// The rectangle that is asked for.
///
/// # Errors
/// A problem that names the parameter and what would be right.
pub fn window_of(parameters: &Parameters, bounds: Option<[f64; 4]>) -> Result<Option<Window>, Problem> {
    let crs = named("bbox-crs", parameters, bounds)?;
    parameters.text("bbox").map(|text| Window::read(text, crs)).transpose()
}

/// How many items a page has at most.
///
/// # Errors
/// A problem for zero and for what is no whole number.
pub fn page_size(parameters: &Parameters) -> Result<u32, Problem> {
    match parameters.count("limit", "a whole number from 1")? {
        Some(0) => Err(Problem::parameter("limit", "limit is 0", "a whole number from 1")),
        Some(limit) => Ok(limit.min(LARGEST_PAGE)),
        None => Ok(PAGE),
    }
}

fn named(field: &str, parameters: &Parameters, bounds: Option<[f64; 4]>) -> Result<Crs, Problem> {
    let read = |text| Crs::read(field, text, &Crs::offered(bounds));
    parameters.text(field).map_or(Ok(Crs::Crs84), read)
}

/// What is asked of a layer's cells.
pub struct Selection {
    window: Option<Window>,
    /// Key and text that a cell must have.
    wanted: Vec<(String, String)>,
    pub road: Road,
    pub limit: u32,
    pub offset: u32,
}

impl Selection {
    /// # Errors
    /// A problem that names the parameter and what would be right.
    pub fn read(question: &Question, fields: &Fields, bounds: Option<[f64; 4]>) -> Result<Self, Problem> {
        let parameters = &question.parameters;
        let choosing = fields.choosing().into_iter();
        Ok(Self {
            window: window_of(parameters, bounds)?,
            wanted: choosing
                .filter_map(|key| parameters.text(&key).map(str::to_owned).map(|text| (key, text)))
                .collect(),
            road: system_of(parameters, bounds)?,
            limit: page_size(parameters)?,
            offset: parameters.count("offset", "a whole number from 0")?.unwrap_or(0),
        })
    }

    /// The cells asked for, rising by code, of all pages.
    ///
    /// # Complexity
    /// O(vertices of the layer).
    pub fn cells(&self, view: &LayerView, fields: &Fields) -> Vec<u32> {
        (0..)
            .zip(view.layer.cells())
            .filter(|(_, cell)| {
                self.wanted.iter().all(|(key, text)| fields.text(cell, key) == Some(text))
                    && self.window.as_ref().is_none_or(|window| window.meets(&cell.shape))
            })
            .map(|(at, _)| at)
            .collect()
    }

    /// Those of this page.
    pub fn page<'a>(&self, cells: &'a [u32]) -> &'a [u32] {
        let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let rest = cells.get(size(self.offset)..).unwrap_or_default();
        rest.get(..size(self.limit).min(rest.len())).unwrap_or_default()
    }
}
