//! What the district's own settings add to the law of the case (办案规程): its lists of reasons, its public sources, its bounds.
//!
//! History is judged by [`CaseState::apply`] alone, because settings change and the past does not. A new act is judged by both.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::act::{Act, ActKind};
use super::course::Course;
use super::lawful::{LONGEST_SUSPENSION_DAYS, MOST_EXTENSIONS};
use super::state::CaseState;
use super::unlawful::{Because, Unlawful};
use crate::ids::SourceCode;
use crate::rules::settings::{NotFiledOutcome, Reason, Reasons};
use crate::rules::{ClassNature, RuleSet};

/// A district's settings about acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// Sources whose reports are verified before they are filed.
    pub public_sources: BTreeSet<SourceCode>,
    /// The reasons that the district knows, by act (D20); an act without an entry, or with an empty one, takes any words.
    pub reasons: BTreeMap<ActKind, Vec<String>>,
    /// Extensions that a case may have, at most [`MOST_EXTENSIONS`].
    pub most_extensions: u8,
    /// Days that a case may stand, at most [`LONGEST_SUSPENSION_DAYS`].
    pub longest_suspension_days: u32,
}

impl Default for Procedure {
    fn default() -> Self {
        Self {
            public_sources: BTreeSet::new(),
            reasons: BTreeMap::new(),
            most_extensions: MOST_EXTENSIONS,
            longest_suspension_days: LONGEST_SUSPENSION_DAYS,
        }
    }
}

impl Procedure {
    /// What a rule set says: its public sources, and the reasons that its settings list by name.
    #[must_use]
    pub fn of(rules: &RuleSet) -> Self {
        let public = rules.sources.all().iter().filter(|source| source.public);
        let Reasons { not_file, give_back, rework, extend, suspend, void, appeal } = &rules.settings.reasons;
        let free = rules.settings.switches.not_filed == NotFiledOutcome::AnyReason;
        let lists = [
            (ActKind::NotFile, if free { &[] } else { not_file.as_slice() }),
            (ActKind::Return, give_back),
            (ActKind::Rework, rework),
            (ActKind::Extend, extend),
            (ActKind::Suspend, suspend),
            (ActKind::Void, void),
            (ActKind::Appeal, appeal),
        ];
        let names = |list: &[Reason]| list.iter().map(|reason| reason.name.clone()).collect();
        Self {
            public_sources: public.map(|source| source.code.clone()).collect(),
            reasons: lists.into_iter().map(|(act, list)| (act, names(list))).collect(),
            ..Self::default()
        }
    }
}

impl CaseState {
    /// Whether a new act is lawful by the law of the case and by the district's settings.
    ///
    /// # Errors
    /// [`Unlawful`] names what stands against it and what is lawful instead.
    pub fn permit(&self, act: &Act, at: Timestamp, procedure: &Procedure) -> Result<(), Unlawful> {
        let because = match self.check(act, at) {
            Err(Unlawful { because, .. }) => Some(because),
            Ok(()) => self.settings_barrier(act.kind(), procedure).or_else(|| reason_fault(act, procedure)),
        };
        match because {
            None => Ok(()),
            Some(because) => {
                Err(Unlawful { lawful: self.lawful_under(procedure), ..self.unlawful(act.kind(), because) })
            }
        }
    }

    /// The acts that are lawful now by the law of the case and by the district's settings.
    #[must_use]
    pub fn lawful_under(&self, procedure: &Procedure) -> Vec<ActKind> {
        let mut lawful = self.lawful();
        lawful.retain(|&act| self.settings_barrier(act, procedure).is_none());
        lawful
    }

    /// Whether a collector must look before it is filed: a finding or a hazard that the public reported. A wish has no spot to
    /// look at, and a quarrel is surveyed by those who know the people, where they think it needs it.
    #[must_use]
    pub fn needs_verification(&self, procedure: &Procedure) -> bool {
        let finding = self.course() == Course::Ordinary && self.nature() != Some(ClassNature::Appeal);
        let verified = self.verifications.last().is_some_and(|errand| errand.good);
        finding && !verified && procedure.public_sources.contains(&self.source)
    }

    fn settings_barrier(&self, act: ActKind, procedure: &Procedure) -> Option<Because> {
        match act {
            ActKind::File if self.needs_verification(procedure) => Some(Because::Unverified),
            ActKind::Extend if self.extensions >= procedure.most_extensions => {
                Some(Because::ExtensionsUsed { used: self.extensions })
            }
            ActKind::Suspend if self.suspended_s >= i64::from(procedure.longest_suspension_days) * 86_400 => {
                Some(Because::SuspensionUsed { days: procedure.longest_suspension_days })
            }
            _ => None,
        }
    }
}

/// A reason that the district does not know.
fn reason_fault(act: &Act, procedure: &Procedure) -> Option<Because> {
    let (Act::NotFile { reason }
    | Act::Return { reason, .. }
    | Act::Rework { reason }
    | Act::Extend { reason, .. }
    | Act::Suspend { reason }
    | Act::Void { reason }
    | Act::Appeal { reason }) = act
    else {
        return None;
    };
    let known = procedure.reasons.get(&act.kind()).filter(|known| !known.is_empty())?;
    let listed = known.iter().any(|known| known == reason);
    (!listed).then(|| Because::UnknownReason { reason: reason.clone(), known: known.clone() })
}
