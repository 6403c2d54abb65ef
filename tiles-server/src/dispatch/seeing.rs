//! Who sees which case, and what they may do with it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::response::Response;
use gridward::assign::Assigner;
use gridward::cases::{ActKind, CaseHead, Course};
use gridward::desk::{CaseRecord, Role, Scope, Sight, View, Visible};
use gridward::ids::{CaseId, ClassCode, UnitCode};
use gridward::rules::Sensitivity;
use jiff::Timestamp;

use super::case_info::{CaseInfo, Telling};
use super::{Dispatch, Seen};
use crate::auth::{Caller, rights};
use crate::problem::{Kind, Problem};

type ScopeKey = (Role, Option<UnitCode>, bool, u32, u32);

/// Scopes that were worked out under the versions in force.
#[derive(Debug, Default)]
pub struct Scopes(Mutex<BTreeMap<ScopeKey, Arc<Scope>>>);

/// Scopes kept; past it all are worked out anew.
const SCOPES: usize = 4096;

/// What somebody who sees a case in their territory may do though another unit works on it.
const BESIDE: [ActKind; 4] = [ActKind::Note, ActKind::Attach, ActKind::Locate, ActKind::Supervise];

impl Dispatch {
    /// What a caller may see, under the versions in force.
    ///
    /// # Errors
    /// 403 where the account's unit is in no version of the rules any more.
    pub fn scope(&self, caller: &Caller) -> Result<Arc<Scope>, Problem> {
        let Seen { view, assigner } = self.seen_now();
        let (plan, rules) = (assigner.plan_number().0, assigner.rules().version.0);
        let key = (caller.role, caller.unit.clone(), caller.restricted, plan, rules);
        let mut all = self.scopes.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(scope) = all.get(&key) {
            return Ok(Arc::clone(scope));
        }
        let scope = Arc::new(scope_of(caller, &view, &assigner)?);
        if all.len() >= SCOPES {
            all.clear();
        }
        all.insert(key, Arc::clone(&scope));
        Ok(scope)
    }

    /// A unit's position in the table of codes.
    pub fn unit_position(&self, unit: &UnitCode) -> Option<u16> {
        let position = self.view().world.codes().units.position(unit);
        (position != u16::MAX).then_some(position)
    }

    /// Whether a unit is one's own or below it.
    pub fn is_inside(&self, scope: &Scope, unit: &UnitCode) -> bool {
        self.unit_position(unit).is_some_and(|position| scope.units.contains(&position))
    }

    /// How much of a case a caller sees.
    pub fn sight(&self, caller: &Caller, record: &CaseRecord) -> Sight {
        let Ok(scope) = self.scope(caller) else { return Sight::Nothing };
        let Seen { view, assigner } = self.seen_now();
        let codes = view.world.codes();
        let beside: Vec<u16> = record.state.helpers.iter().map(|unit| codes.units.position(unit)).collect();
        sight_of(&scope, &view, &assigner, &record.head, &beside)
    }

    /// Whether a caller may be told that something happened to a case.
    pub fn tells(&self, caller: &Caller, head: &CaseHead) -> bool {
        let Ok(scope) = self.scope(caller) else { return false };
        let Seen { view, assigner } = self.seen_now();
        let helping = scope.units.iter().copied().find(|unit| view.helping.helps(*unit, head.number));
        sight_of(&scope, &view, &assigner, head, helping.as_slice()) != Sight::Nothing
    }

    /// A case with as much as the caller sees of it.
    ///
    /// # Errors
    /// 404 where there is none, or none that the caller may know of: the two cannot be told apart.
    pub async fn seen(
        self: &Arc<Self>,
        caller: &Caller,
        id: &CaseId,
    ) -> Result<(Arc<CaseRecord>, Sight), Problem> {
        let found = self.view().columns.find(id);
        let record = match found {
            Some(number) => self.record(number).await?,
            None => None,
        };
        let record = record.ok_or_else(|| Self::no_such(id))?;
        match self.sight(caller, &record) {
            Sight::Nothing => Err(Self::no_such(id)),
            sight => Ok((record, sight)),
        }
    }

    /// Whether the caller may do something with a case that it sees.
    ///
    /// # Errors
    /// 403 says what is missing.
    pub fn may(
        &self,
        caller: &Caller,
        record: &CaseRecord,
        sight: Sight,
        act: ActKind,
    ) -> Result<(), Problem> {
        if self.is_allowed(caller, record, sight, act) {
            return Ok(());
        }
        let word = act.as_str();
        let problem = if rights::may(caller.role, act) {
            Problem::new(
                Kind::NotAllowed,
                format!("the case is not with a unit of this account; {word} is for those that it is with"),
            )
        } else {
            Problem::new(Kind::NotAllowed, format!("the role {} does not {word}", caller.role.as_str()))
        };
        Err(problem
            .field("act")
            .expected("an account of the unit that must act, or of the district's centre"))
    }

    fn is_allowed(&self, caller: &Caller, record: &CaseRecord, sight: Sight, act: ActKind) -> bool {
        if !rights::may(caller.role, act) || sight != Sight::Whole {
            return false;
        }
        let Ok(scope) = self.scope(caller) else { return false };
        let head = &record.head;
        // A helper works on it as well, but does not decide.
        scope.may_act(head.unit) || self.owns(&scope, record) || BESIDE.contains(&act)
    }

    /// Whether the case is with a unit of the scope while a collector of another unit looks.
    fn owns(&self, scope: &Scope, record: &CaseRecord) -> bool {
        record.state.unit.as_ref().is_some_and(|unit| self.is_inside(scope, unit))
            && scope.role != Role::Collector
    }

    /// Records that a restricted case was read, before it is told.
    ///
    /// # Errors
    /// 503: without the record there is no answer.
    pub async fn note_reading(
        self: &Arc<Self>,
        caller: &Caller,
        record: &CaseRecord,
        what: &'static str,
        now: Timestamp,
    ) -> Result<(), Problem> {
        let Seen { assigner, .. } = self.seen_now();
        if sensitivity(&assigner, &record.state.class) != Sensitivity::Restricted {
            return Ok(());
        }
        let (own, caller, case) = (Arc::clone(self), caller.clone(), record.head.id.clone());
        let noted = tokio::task::spawn_blocking(move || own.audit.note(&caller, &case, what, now)).await;
        let noted = noted.map_err(|fault| super::internal(&fault))?;
        noted.map_err(|fault| {
            tracing::error!(%fault, "the record of readings cannot be written");
            Problem::new(Kind::Busy, "this case is only shown when its reading can be recorded")
                .retry_after(30)
        })
    }

    /// Tells a case, with what may be done with it now.
    ///
    /// # Errors
    /// A fault inside the server.
    pub fn tell(
        &self,
        caller: &Caller,
        record: &CaseRecord,
        sight: Sight,
        render: impl FnOnce(CaseInfo<'_>) -> Response,
    ) -> Result<Response, Problem> {
        let Seen { view, assigner } = self.seen_now();
        let of_decision = match &record.state.assignment {
            Some(assignment) => self.assigner_of(assignment)?,
            None => Arc::clone(&assigner),
        };
        let telling = Telling {
            names: self.names(&of_decision),
            codes: view.world.codes(),
            now: view.at,
            public: caller.role == Role::Public,
        };
        let mut case = telling.whole(record, sight);
        if sight == Sight::Whole {
            let lawful = record.state.lawful();
            let allowed = lawful.into_iter().filter(|act| self.is_allowed(caller, record, sight, *act));
            case.lawful = allowed.map(ActKind::as_str).collect();
        }
        Ok(render(case))
    }
}

fn scope_of(caller: &Caller, view: &View, assigner: &Assigner) -> Result<Scope, Problem> {
    let mut scope = match (caller.role, &caller.unit) {
        (Role::Public, _) => return Ok(Scope::public()),
        (Role::District, _) => Scope { restricted: caller.restricted, ..Scope::all() },
        (role, Some(_)) => Scope { role, restricted: caller.restricted, ..Scope::public() },
        (_, None) => return Err(Problem::new(Kind::NotAllowed, "this account acts for no unit")),
    };
    scope.unit.clone_from(&caller.unit);
    let rules = assigner.rules();
    let Some(unit) = &caller.unit else { return Ok(scope) };
    let position = rules.units.index_of(unit);
    let Some(position) = position else {
        return Err(Problem::new(
            Kind::NotAllowed,
            format!("the unit {unit} of this account is in the rules no more"),
        ));
    };
    let codes = &view.world.codes().units;
    let below = rules.units.descendants(position).into_iter().filter_map(|at| rules.units.get(at));
    scope.units = below.map(|unit| codes.position(&unit.code)).collect();
    if matches!(caller.role, Role::Town | Role::Workstation)
        && let Some((layer, cell)) = rules.units.get(position).and_then(|unit| unit.territory.as_ref())
        && let Some(at) = assigner.plan().position(layer)
    {
        let found = assigner.plan().layers().get(at).and_then(|located| {
            let cells = located.layer().cells();
            cells.binary_search_by(|own| own.code.cmp(cell)).ok().and_then(|index| u32::try_from(index).ok())
        });
        scope.territory = found.map(|index| (at, index));
    }
    Ok(scope)
}

/// The sensitivity of a class: its own, and at least that of its course. A class that the rules do not know is kept close.
pub fn sensitivity(assigner: &Assigner, class: &ClassCode) -> Sensitivity {
    let classes = &assigner.rules().classes;
    let own = classes.index_of(class).and_then(|at| classes.get(at)).map(|class| class.sensitivity);
    own.unwrap_or(Sensitivity::Internal).max(Course::of(class).least_sensitivity())
}

/// How much of a case a scope sees, from its row.
pub fn sight_of(scope: &Scope, view: &View, assigner: &Assigner, head: &CaseHead, beside: &[u16]) -> Sight {
    let class = view.world.codes().classes.code(head.class);
    let sensitivity = class.map_or(Sensitivity::Internal, |class| sensitivity(assigner, class));
    let now;
    let cells = match scope.territory {
        // Cells are numbered by the plan that the case was located in.
        Some((layer, _)) if head.plan != assigner.plan_number().0 => {
            now = cells_now(assigner, head, layer);
            now.as_slice()
        }
        _ => head.cells.as_slice(),
    };
    scope.sight(&Visible { unit: head.unit, beside, cells, sensitivity })
}

/// The cells of a case in the plan in force, as far as the layer that is asked about.
fn cells_now(assigner: &Assigner, head: &CaseHead, layer: usize) -> Vec<u32> {
    let mut cells = vec![gridward::locate::NO_CELL; layer + 1];
    let located = assigner.plan().layers().get(layer).zip(head.place);
    if let (Some((located, place)), Some(cell)) = (located, cells.last_mut()) {
        *cell = located.locator().place(place).cell;
    }
    cells
}
