//! Rules as they are published, ready to be used: the table, the register of components, place names, how cases go.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::error::EditionError;
use super::pack::Pack;
use crate::assign::{ComponentRegister, PlaceNames};
use crate::cases::gazetteer::Gazetteer;
use crate::cases::{ActKind, Procedure};
use crate::ids::RulesVersion;
use crate::rules::RuleSet;
use crate::rules::settings::{NotFiledOutcome, Reason};

/// The register of components in a version's body.
const COMPONENTS_FILE: &str = "components.csv";
/// The place names in a version's body.
const PLACES_FILE: &str = "places.csv";

/// One version of the rules with what belongs to it.
#[derive(Clone)]
pub struct RulesEdition {
    /// The rules.
    pub set: Arc<RuleSet>,
    /// The register of components; empty where the district has none.
    pub register: Arc<ComponentRegister>,
    /// Place names, where the district has them.
    pub names: Option<Arc<dyn PlaceNames>>,
    /// What the settings say about acts.
    pub procedure: Arc<Procedure>,
}

impl std::fmt::Debug for RulesEdition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RulesEdition").field("version", &self.set.version).finish_non_exhaustive()
    }
}

impl RulesEdition {
    /// Reads the files of a version.
    ///
    /// # Errors
    /// [`EditionError`]: the first file that is wrong, with what is wrong in it.
    ///
    /// # Complexity
    /// O(n log n) in rows.
    pub fn from_pack(pack: &Pack, version: RulesVersion) -> Result<Self, EditionError> {
        let set = RuleSet::from_files(pack.files(), version)
            .map_err(|faults| EditionError::new("rules", &faults.to_string()))?;
        let register = match pack.get(COMPONENTS_FILE) {
            Some(_) => ComponentRegister::read(Path::new(COMPONENTS_FILE), pack.text(COMPONENTS_FILE)?)
                .map_err(|error| EditionError::new(COMPONENTS_FILE, &error.to_string()))?,
            None => ComponentRegister::default(),
        };
        let names = match pack.get(PLACES_FILE) {
            Some(bytes) => Some(
                Gazetteer::read(PLACES_FILE, bytes)
                    .map_err(|faults| EditionError::new(PLACES_FILE, &faults.to_string()))?,
            ),
            None => None,
        };
        Ok(Self {
            procedure: Arc::new(procedure_of(&set)),
            set: Arc::new(set),
            register: Arc::new(register),
            names: names.map(|names| Arc::new(names) as Arc<dyn PlaceNames>),
        })
    }
}

/// What the settings say about acts.
fn procedure_of(rules: &RuleSet) -> Procedure {
    let reasons = &rules.settings.reasons;
    let names = |reasons: &[Reason]| reasons.iter().map(|reason| reason.name.clone()).collect::<Vec<_>>();
    let mut by_act = BTreeMap::from([
        (ActKind::NotFile, names(&reasons.not_file)),
        (ActKind::Return, names(&reasons.give_back)),
        (ActKind::Rework, names(&reasons.rework)),
        (ActKind::Extend, names(&reasons.extend)),
        (ActKind::Suspend, names(&reasons.suspend)),
        (ActKind::Void, names(&reasons.void)),
        (ActKind::Appeal, names(&reasons.appeal)),
    ]);
    if rules.settings.switches.not_filed == NotFiledOutcome::AnyReason {
        by_act.remove(&ActKind::NotFile);
    }
    let public = rules.sources.all().iter().filter(|source| source.public);
    Procedure {
        public_sources: public.map(|source| source.code.clone()).collect(),
        reasons: by_act,
        ..Procedure::default()
    }
}
