//! The proof of a rule table over a plan, kept ready for the map: where nobody answers, or several do (规则空缺).

use std::path::Path;
use std::sync::Arc;

use gridward::desk::World;
use gridward::grid::{Plan, Title};
use gridward::ids::{CellIndex, LayerName, RulesVersion};
use gridward::rules::definition::rule_files;
use gridward::rules::prove::{CellFindings, Proof, prove};
use gridward::rules::{BoundRules, RuleSet};
use gridward::store::PublishedKind;
use gridward::tiles::gap_step;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::parameters::Parameters;
use crate::problem::{Kind, Problem};
use crate::shelf::Shelf;
use crate::state::App;

/// Name of the layer in addresses.
pub const LAYER: &str = "rule-gaps";

/// Raised when the same rules over the same plan would show something else.
const VERSION: u32 = 1;

/// Proofs kept: the published one, a draft, and a few that somebody compares.
const KEPT: usize = 6;

/// The parameters that say which proof is meant.
pub const PARAMETERS: [&str; 4] = ["plan", "rules", "as_of", "of"];

/// Which rules are proved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// A published version.
    Published(u32),
    /// What now stands in the server's district folder, by its digest: not published yet.
    Folder(String),
}

/// A proof, ready to be shown.
pub struct RuleGaps {
    pub plan: Arc<Plan>,
    pub of: Of,
    pub routing: LayerName,
    pub bound: BoundRules,
    pub proof: Proof,
    /// By cell of the routing layer.
    pub cells: Vec<CellFindings>,
    /// How many combinations a cell has.
    pub of_a_cell: u64,
}

impl RuleGaps {
    fn new(plan: Arc<Plan>, routing: LayerName, of: Of, rules: Arc<RuleSet>) -> Self {
        let bound = BoundRules::bind(rules, plan.layers(), &routing);
        let proof = prove(&bound);
        let (cells, of_a_cell) = (proof.per_cell(&bound), proof.combinations_a_cell(&bound));
        Self { plan, of, routing, bound, proof, cells, of_a_cell }
    }

    /// Names plan and rules in addresses and `ETag`s.
    pub fn version(&self) -> String {
        version_of(&self.plan, &self.of)
    }

    /// What a cell has, and its step in the legend; `None` where each of its combinations has one unit.
    pub fn of_cell(&self, cell: CellIndex) -> Option<(CellFindings, u8)> {
        let counts = usize::try_from(cell.0).ok().and_then(|at| self.cells.get(at))?;
        let open = counts.holes.saturating_add(counts.ties);
        (open > 0 || counts.accepted > 0).then(|| (*counts, gap_step(open, self.of_a_cell)))
    }

    pub fn is_folder(&self) -> bool {
        matches!(self.of, Of::Folder(_))
    }
}

fn version_of(plan: &Plan, of: &Of) -> String {
    let rules = match of {
        Of::Published(number) => format!("r{number}"),
        Of::Folder(digest) => format!("d{digest}"),
    };
    format!("p{}-{rules}-{VERSION}", plan.number().0)
}

/// Proofs by plan and rules.
pub struct GapShelf(Shelf<(u32, Of), RuleGaps>);

impl Default for GapShelf {
    fn default() -> Self {
        Self(Shelf::of_things(KEPT))
    }
}

impl GapShelf {
    /// The proof that a request asks for; made where nobody asked before.
    ///
    /// # Errors
    /// A problem that names the parameter, or what of the folder cannot be read.
    pub async fn of(
        &self,
        app: &App,
        asked: &Parameters,
        may_see_folder: Result<(), Problem>,
    ) -> Result<Arc<RuleGaps>, Problem> {
        let dispatch = app.dispatch()?;
        let number = asked.count("plan", "the number of a plan")?;
        let now = (app.clock)();
        let snapshot = app.snapshot();
        let plan = Arc::clone(snapshot.plan(number, asked.text("as_of"), now)?);
        let world = Arc::clone(&dispatch.view().world);
        let at = asked.text("as_of").map_or(Ok(now), |text| snapshot.instant("as_of", text))?;
        let (of, files) = match asked.text("of") {
            None | Some("published") => {
                let rules = asked.count("rules", "the number of a version of the rules")?;
                (Of::Published(published(&world, rules, at, now)?), None)
            }
            Some("folder") => {
                may_see_folder?;
                let folder = dispatch.folder.clone();
                let files = blocking(move || draft(&folder)).await??;
                (Of::Folder(files.0), Some(files.1))
            }
            Some(other) => {
                return Err(Problem::parameter("of", format!("of is “{other}”"), "published or folder"));
            }
        };
        let make = {
            let of = of.clone();
            let plan = Arc::clone(&plan);
            move || proof(&world, plan, of, files)
        };
        self.0.try_of((plan.number().0, of), make).await
    }
}

/// Proves rules over a plan.
fn proof(world: &World, plan: Arc<Plan>, of: Of, files: Option<Files>) -> Result<RuleGaps, Problem> {
    let internal = |fault: String| Problem::new(Kind::Internal, fault);
    let located = world.plan(plan.number().0).map_err(|fault| internal(fault.to_string()))?;
    let rules = match (&of, files) {
        (Of::Published(number), _) => {
            Arc::clone(&world.rules(*number).map_err(|fault| internal(fault.to_string()))?.set)
        }
        (Of::Folder(_), files) => {
            let set = RuleSet::from_files(&files.unwrap_or_default(), RulesVersion(0));
            Arc::new(set.map_err(|faults| unreadable(&faults.to_string()))?)
        }
    };
    Ok(RuleGaps::new(plan, located.routing_name().clone(), of, rules))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Problem::new(Kind::Internal, "the proof stopped"))
}

fn unreadable(faults: &str) -> Problem {
    Problem::new(Kind::Refused, faults.to_owned())
        .expected("a folder that `gridward check-district` finds whole")
}

type Files = gridward::rules::definition::FolderFiles;

/// The folder's tables of rules and their digest.
fn draft(folder: &Path) -> Result<(String, Files), Problem> {
    let files = rule_files(folder).map_err(|faults| unreadable(&faults.to_string()))?;
    let mut hash = Sha256::new();
    for (name, content) in &files {
        for part in [name.as_bytes(), content] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part);
        }
    }
    let digest = hex::encode(hash.finalize().get(..8).unwrap_or_default());
    Ok((digest, files))
}

/// The version of the rules that is asked for: by number, or the one in force.
fn published(world: &World, number: Option<u32>, at: Timestamp, now: Timestamp) -> Result<u32, Problem> {
    if let Some(number) = number {
        return world.version(PublishedKind::Rules, number).map(|version| version.number).map_err(|_| {
            let all: Vec<_> =
                world.of_kind(PublishedKind::Rules).map(|version| version.number.to_string()).collect();
            let expected = format!("one of {}", all.join(", "));
            Problem::parameter("rules", format!("there is no version {number} of the rules"), expected)
        });
    }
    let in_force = world.one_as_of(PublishedKind::Rules, at, now);
    in_force.map(|version| version.number).ok_or_else(|| {
        Problem::parameter("as_of", "no rules are in force then", "an instant at which rules are in force")
    })
}

/// The layer's name for people.
pub fn title() -> Title {
    Title::new("规则空缺", "Rule gaps")
}
