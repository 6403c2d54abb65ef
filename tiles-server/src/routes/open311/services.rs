//! What can be reported.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use gridward::ids::ClassCode;
use gridward::rules::{Class, RuleSet, Sensitivity};

use super::document::{Format, Node};
use super::{Fault, answer, desk, jurisdiction, named, reader, told};
use crate::auth::{Caller, Who};
use crate::dispatch::seeing::sensitivity;
use crate::parameters::Parameters;
use crate::state::App;

/// The attribute that names a filing condition.
pub const CONDITION: &str = "condition";

/// The classes that the public may report, in the order of the tree: public leaves of the tree.
pub fn offered(assigner: &gridward::assign::Assigner) -> impl Iterator<Item = &Class> {
    let classes = &assigner.rules().classes;
    let leaves = classes.leaves().filter_map(|at| classes.get(at));
    leaves.filter(|class| class.parent.is_some() && sensitivity(assigner, &class.code) == Sensitivity::Public)
}

/// A class that the public may report.
///
/// # Errors
/// 404 where there is none of this code.
pub fn service<'a>(assigner: &'a gridward::assign::Assigner, code: &str) -> Result<&'a Class, Fault> {
    let found = offered(assigner).find(|class| class.code == ClassCode::new(code));
    found.ok_or_else(|| Fault::missing(format!("service_code “{code}” is not known; services lists all")))
}

fn group<'a>(rules: &'a RuleSet, class: &Class) -> Option<&'a str> {
    let parent = rules.classes.index_of(class.parent.as_ref()?)?;
    rules.classes.get(parent).map(|parent| parent.name.zh.as_str())
}

/// All services.
#[utoipa::path(get, path = "/open311/v2/services.{format}", tag = "open311",
    params(("format" = String, Path, description = "xml or json"), ("jurisdiction_id" = Option<String>, Query)),
    responses((status = 200, description = "Services", content_type = "text/xml", body = String)))]
pub fn list(app: &App, caller: &Caller, format: Format, uri: &Uri) -> Result<Response, Fault> {
    let asked = Parameters::read(uri, &["jurisdiction_id", "api_key"])?;
    jurisdiction(app, asked.text("jurisdiction_id"))?;
    reader(app, caller, asked.text("api_key"))?;
    let assigner = desk(app)?.assigner();
    let rules = assigner.rules();
    let node = |class: &Class| {
        let filing = class.conditions.first().map(|condition| condition.filing.zh.clone());
        Node::Record(vec![
            ("service_code", Node::text(class.code.to_string())),
            ("service_name", Node::text(class.name.zh.clone())),
            ("description", Node::text(filing.unwrap_or_else(|| class.name.en.clone()))),
            ("metadata", Node::Truth(!class.conditions.is_empty())),
            ("type", Node::text("realtime")),
            ("keywords", Node::text(class.name.en.clone())),
            ("group", Node::maybe(group(rules, class).map(str::to_owned))),
        ])
    };
    let services = offered(&assigner).map(node).collect();
    Ok(answer(StatusCode::OK, format, "services", &Node::List("service", services)))
}

/// What can be said about a service: which of its conditions is met.
#[utoipa::path(get, path = "/open311/v2/services/{code}.{format}", tag = "open311",
    params(("code" = String, Path), ("format" = String, Path, description = "xml or json")),
    responses((status = 200, description = "Definition", content_type = "text/xml", body = String), (status = 404)))]
pub async fn definition(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(file): Path<String>,
    uri: Uri,
) -> Response {
    let (code, format) = match named(&file) {
        Ok(named) => named,
        Err(response) => return response,
    };
    told(format, defined(&app, &caller, code, format, &uri))
}

fn defined(app: &App, caller: &Caller, code: &str, format: Format, uri: &Uri) -> Result<Response, Fault> {
    let asked = Parameters::read(uri, &["jurisdiction_id", "api_key"])?;
    jurisdiction(app, asked.text("jurisdiction_id"))?;
    reader(app, caller, asked.text("api_key"))?;
    let assigner = desk(app)?.assigner();
    let class = service(&assigner, code)?;
    if class.conditions.is_empty() {
        return Err(Fault::missing(format!("service_code “{code}” has no metadata")));
    }
    let value = |condition: &gridward::rules::Condition| {
        Node::Record(vec![
            ("key", Node::text(condition.number.to_string())),
            ("name", Node::text(condition.filing.zh.clone())),
        ])
    };
    let attribute = Node::Record(vec![
        ("variable", Node::Truth(true)),
        ("code", Node::text(CONDITION)),
        ("datatype", Node::text("singlevaluelist")),
        ("required", Node::Truth(false)),
        ("datatype_description", Node::Empty),
        ("order", Node::Number(1.0)),
        ("description", Node::text("符合哪一条立案条件？ Which condition is met?")),
        ("values", Node::List("value", class.conditions.iter().map(value).collect())),
    ]);
    let document = Node::Record(vec![
        ("service_code", Node::text(class.code.to_string())),
        ("attributes", Node::List("attribute", vec![attribute])),
    ]);
    Ok(answer(StatusCode::OK, format, "service_definition", &document))
}
