//! How every request here begins: who asks what, of which state, and of which collection.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use gridward::desk::Role;
use serde_json::Value;

use super::question::Question;
use super::{answer, shown};
use crate::auth::{Caller, Who};
use crate::problem::Problem;
use crate::routes::maps;
use crate::state::{App, LayerView, Snapshot};

/// The collection of cases.
pub const CASES: &str = "cases";
/// The collection that is a picture of how many cases there are.
pub const DENSITY: &str = crate::density::LAYER;

/// A request before its parameters are read.
pub struct Asking {
    pub app: Arc<App>,
    pub caller: Arc<Caller>,
    pub snapshot: Arc<Snapshot>,
    pub uri: Uri,
    pub headers: HeaderMap,
}

/// A request for a document, read.
pub struct Opening {
    pub asking: Asking,
    pub question: Question,
}

/// What a collection is of.
pub enum Collection {
    /// Cells of a layer.
    Layer(Arc<LayerView>),
    /// Cases, for those who see where each one is.
    Cases,
    /// A picture of how many cases there are.
    Density,
}

impl FromRequestParts<Arc<App>> for Asking {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let Who(caller) = Who::from_request_parts(parts, app).await?;
        let (uri, headers) = (parts.uri.clone(), parts.headers.clone());
        Ok(Self { app: Arc::clone(app), caller, snapshot: app.snapshot(), uri, headers })
    }
}

impl FromRequestParts<Arc<App>> for Opening {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        Asking::from_request_parts(parts, app).await?.with(&[])
    }
}

impl Asking {
    /// Reads the parameters, of which `own` are known besides the form and those of figures.
    ///
    /// # Errors
    /// A problem that names the parameter and what would be right.
    pub fn with(self, own: &[&str]) -> Result<Opening, Problem> {
        let question = Question::read(&self.app, &self.uri, &self.headers, self.works_here(), own)?;
        Ok(Opening { asking: self, question })
    }

    /// Whether the caller may see where a case is.
    pub fn works_here(&self) -> bool {
        self.caller.role != Role::Public
    }

    /// Whether there are cases of which the caller may see each one.
    pub fn sees_cases(&self) -> bool {
        self.works_here() && self.app.cases.is_some()
    }

    /// The collection of a name.
    ///
    /// # Errors
    /// 404 where there is none; 403 where it is not for this caller.
    pub fn collection(&self, id: &str) -> Result<Collection, Problem> {
        match id {
            CASES if self.app.cases.is_some() => {
                maps::for_those_who_work_here(&self.caller, CASES)?;
                Ok(Collection::Cases)
            }
            DENSITY if self.app.cases.is_some() => Ok(Collection::Density),
            _ => self.layer(id).map(Collection::Layer),
        }
    }

    /// The layer of a name, in the plan that is shown.
    ///
    /// # Errors
    /// 404 where there is no such layer.
    pub fn layer(&self, id: &str) -> Result<Arc<LayerView>, Problem> {
        let (app, snapshot) = (&self.app, &self.snapshot);
        let plan = snapshot.plan(None, None, (app.clock)());
        let plan = plan.or_else(|none| shown(app, snapshot).ok_or(none))?;
        snapshot.view(plan, id).map(Arc::clone)
    }

    /// The layers of the plan that is shown.
    pub fn layers(&self) -> Vec<&Arc<LayerView>> {
        shown(&self.app, &self.snapshot).map(|plan| self.snapshot.views_of(plan)).unwrap_or_default()
    }

    /// West, south, east and north of the plan that is shown.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        shown(&self.app, &self.snapshot).and_then(|plan| self.snapshot.bounds_of(plan))
    }

    /// The same request for another handler.
    pub fn request(&self, uri: Uri) -> Request {
        let mut request = Request::new(axum::body::Body::empty());
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers.clone();
        request
    }
}

impl Opening {
    /// A short document in the form asked for.
    pub fn document(&self, media: &'static str, title: &str, document: &Value) -> Response {
        answer::document(&self.question, &self.asking.headers, media, title, document)
    }
}
