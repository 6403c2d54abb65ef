//! Where rules leave nobody's land, or name two owners: the proof in figures, and one cell in words.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use gridward::ids::{CellCode, CellIndex};
use gridward::rules::prove::{Finding, ProofReport};
use serde::Serialize;

use super::district::Bilingual;
use crate::auth::Who;
use crate::gaps::{Of, PARAMETERS, RuleGaps};
use crate::negotiate::{Coding, ETag, Keep, full, not_modified};
use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::state::App;

/// What the proof found, in figures.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct GapSummary {
    plan: u32,
    /// The version of the rules; null for those of the folder.
    rules: Option<u32>,
    /// published or folder.
    of: &'static str,
    /// Whether plan and rules may be published.
    publishable: bool,
    /// The layer that the cells are of.
    layer: String,
    /// Cells with combinations that have no unit, or several, and that nobody accepted.
    open_cells: usize,
    /// Cells with accepted holes.
    accepted_cells: usize,
    /// Combinations of each cell.
    combinations_a_cell: u64,
    /// The proof in codes, as `gridward rules prove --format json` prints it; who accepted a hole only for those who work here.
    #[schema(value_type = Object)]
    proof: ProofReport,
}

/// One cell's combinations that have no unit, or several.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CellGaps {
    plan: u32,
    rules: Option<u32>,
    of: &'static str,
    code: String,
    name: Option<Bilingual>,
    /// Combinations without a unit that nobody accepted.
    holes: u64,
    /// Combinations with several units.
    ties: u64,
    /// Combinations without a unit that somebody accepted.
    accepted: u64,
    /// All combinations of the cell.
    combinations: u64,
    gaps: Vec<GapInfo>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct GapInfo {
    /// unowned, unresolved or tied.
    fault: &'static str,
    title: Bilingual,
    /// The rules that it is about.
    rules: Vec<String>,
    accepted: bool,
    accepted_by: Option<String>,
    reason: Option<String>,
    combinations: u64,
    /// Which classes, kinds, grades, times, sources and owners; one line a box.
    lines: Vec<Bilingual>,
}

/// The proof of the rules in force, or of those in the server's folder, over a plan.
#[utoipa::path(get, path = "/api/v1/gaps", tag = "rules",
    params(
        ("plan" = Option<u32>, Query, description = "Number of a plan; the one in force where it is missing"),
        ("rules" = Option<u32>, Query, description = "Number of a version of the rules; the one in force where it is missing"),
        ("as_of" = Option<String>, Query, description = "Date or instant; plan and rules in force then"),
        ("of" = Option<String>, Query, description = "published, or folder: what now stands in the server's district folder, for those who work here")
    ),
    responses((status = 200, body = GapSummary), (status = 304), (status = 400, body = crate::problem::ProblemDocument),
        (status = 409, body = crate::problem::ProblemDocument, description = "The folder's tables have a fault, which is named")))]
pub async fn summary(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    request: Request,
) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &PARAMETERS)?;
    let works_here = caller.works_here();
    let names = works_here.is_ok();
    let gaps = app.gaps.of(&app, &asked, works_here).await?;
    let tag = ETag::new(&format!("gaps-{}-{names}", gaps.version()));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Ask));
    }
    let mut proof = ProofReport::new(&gaps.proof, &gaps.bound);
    if !names {
        proof.findings.iter_mut().for_each(|finding| finding.accepted_by = None);
    }
    let (rules, of) = which(&gaps);
    let answer = GapSummary {
        plan: gaps.plan.number().0,
        rules,
        of,
        publishable: gaps.proof.publishable(),
        layer: gaps.routing.to_string(),
        open_cells: gaps.cells.iter().filter(|cell| cell.holes > 0 || cell.ties > 0).count(),
        accepted_cells: gaps.cells.iter().filter(|cell| cell.accepted > 0).count(),
        combinations_a_cell: gaps.of_a_cell,
        proof,
    };
    Ok(full(&tag, Coding::Identity, Keep::Ask, "application/json", bytes(&answer)))
}

/// What one cell's gaps are, in words.
#[utoipa::path(get, path = "/api/v1/gaps/{cell}", tag = "rules",
    params(("cell" = String, Path, description = "Code of a cell of the routing layer", example = "310112001001"),
        ("plan" = Option<u32>, Query, description = "As above"), ("rules" = Option<u32>, Query, description = "As above"),
        ("as_of" = Option<String>, Query, description = "As above"), ("of" = Option<String>, Query, description = "As above")),
    responses((status = 200, body = CellGaps), (status = 304), (status = 404, body = crate::problem::ProblemDocument)))]
pub async fn cell(
    State(app): State<Arc<App>>,
    Who(caller): Who,
    Path(code): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let asked = Parameters::read(request.uri(), &PARAMETERS)?;
    let works_here = caller.works_here();
    let names = works_here.is_ok();
    let gaps = app.gaps.of(&app, &asked, works_here).await?;
    let layer = gaps.plan.layer(&gaps.routing);
    let found = layer.and_then(|layer| {
        let code = CellCode::new(&code);
        (0u32..).zip(layer.cells()).find(|(_, cell)| cell.code == code)
    });
    let (at, cell) = found.ok_or_else(|| {
        let detail = format!("plan {} has no cell {code} in layer {}", gaps.plan.number().0, gaps.routing);
        Problem::new(Kind::NoSuchCell, detail)
            .field("cell")
            .expected("a code as the tiles of rule-gaps have it")
    })?;
    let tag = ETag::new(&format!("gaps-{}-{names}-{code}", gaps.version()));
    if tag.is_held(request.headers()) {
        return Ok(not_modified(&tag, Coding::Identity, Keep::Ask));
    }
    let counts = gaps.of_cell(CellIndex(at)).map(|(counts, _)| counts).unwrap_or_default();
    let (rules, of) = which(&gaps);
    let answer = CellGaps {
        plan: gaps.plan.number().0,
        rules,
        of,
        code: code.clone(),
        name: cell.name.as_ref().map(Into::into),
        holes: counts.holes,
        ties: counts.ties,
        accepted: counts.accepted,
        combinations: gaps.of_a_cell,
        gaps: gaps
            .proof
            .findings
            .iter()
            .filter_map(|finding| gap(finding, CellIndex(at), &gaps, names))
            .collect(),
    };
    Ok(full(&tag, Coding::Identity, Keep::Ask, "application/json", bytes(&answer)))
}

fn which(gaps: &RuleGaps) -> (Option<u32>, &'static str) {
    match &gaps.of {
        Of::Published(number) => (Some(*number), "published"),
        Of::Folder(_) => (None, "folder"),
    }
}

fn gap(finding: &Finding, cell: CellIndex, gaps: &RuleGaps, names: bool) -> Option<GapInfo> {
    let bound = &gaps.bound;
    let here: Vec<_> = finding.boxes.iter().filter(|one| one.has_cell(cell, bound)).collect();
    if here.is_empty() {
        return None;
    }
    let rules = bound.rules();
    let table = finding.fault.rules().into_iter().filter_map(|rule| rules.table.get(usize::from(rule)));
    let hole = finding.accepted.and_then(|at| rules.accepted.get(usize::from(at)));
    Some(GapInfo {
        fault: finding.fault.as_str(),
        title: finding.words(bound).into(),
        rules: table.map(|rule| rule.id.to_string()).collect(),
        accepted: finding.accepted.is_some(),
        accepted_by: hole.filter(|_| names).map(|hole| hole.accepted_by.clone()),
        reason: hole.map(|hole| hole.reason.clone()),
        combinations: here.iter().map(|one| one.combinations_a_cell()).fold(0, u64::saturating_add),
        lines: here.iter().map(|one| one.words(bound).into()).collect(),
    })
}

/// As JSON; our own shapes always are.
fn bytes(answer: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(answer).unwrap_or_default()
}
