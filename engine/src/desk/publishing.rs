//! Versions come and go (发布、回滚), and deliveries are settled.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::command::{Attempt, Refusal, Reply};
use super::ground::copies_of;
use super::pack::{Pack, digest_of};
use super::plan_edition::PlanEdition;
use super::publication::{Publication, TERMS_FILE, Terms};
use super::rules_edition::RulesEdition;
use super::service::Desk;
use super::version::Version;
use super::world::World;
use crate::assign::LocatedPlan;
use crate::calendar::definition;
use crate::cases::Actor;
use crate::grid::Layer;
use crate::ids::{LayerName, PlanNumber, RulesVersion};
use crate::rules::{BoundRules, Fault, RuleSet, prove};
use crate::store::{Backoff, Delivery, Published, PublishedKind, Store, StoreError};

/// Faults that a refusal names.
const FAULTS_TOLD: usize = 5;

impl<S: Store> Desk<S> {
    pub(super) fn publish(&mut self, publication: &Publication, by: Actor) -> Reply {
        if let Some(fault) = &self.broken {
            return Reply::Failed(fault.clone());
        }
        let versions = match self.versions_of(publication, &by) {
            Ok(versions) => versions,
            Err(refusal) => return Reply::Refused(refusal),
        };
        if let Some(numbers) = self.published_before(&versions) {
            return Reply::Published { versions: numbers, valid_from: publication.valid_from };
        }
        let numbers = versions.iter().map(|version| (version.kind, version.number)).collect();
        let copies = match copies_of(&versions, self.world.codes()) {
            Ok(copies) => copies,
            Err(error) => return Reply::Refused(Refusal::Publication(error.to_string())),
        };
        match self.store.publish_with(&versions, &copies).and_then(|()| self.store.published()) {
            Ok(published) => match self.take_world(published) {
                Ok(()) => Reply::Published { versions: numbers, valid_from: publication.valid_from },
                Err(reply) => reply,
            },
            Err(error) => self.failed(&error),
        }
    }

    pub(super) fn rollback(&mut self, kind: PublishedKind, number: u32, _by: &Actor) -> Reply {
        if let Some(fault) = &self.broken {
            return Reply::Failed(fault.clone());
        }
        let version =
            self.world.version(kind, number).map(|version| (version.valid_from, version.withdrawn_at));
        let Ok((valid_from, withdrawn_at)) = version else {
            let text = format!("{} {number} was never published", kind.as_str());
            return Reply::Refused(Refusal::Publication(text));
        };
        if withdrawn_at.is_some() {
            return Reply::RolledBack { kind, number };
        }
        let in_force = self.world.one_as_of(kind, self.now, self.now).map(|version| version.number);
        let others =
            self.world.of_kind(kind).filter(|other| other.number != number && other.withdrawn_at.is_none());
        let left = others.filter(|other| other.valid_from <= self.now.max(valid_from)).count();
        if in_force == Some(number) && left == 0 {
            let text = format!("{} {number} is the only one; publish another one first", kind.as_str());
            return Reply::Refused(Refusal::Publication(text));
        }
        if let Err(fault) = self.check_return(kind, number, self.now.max(valid_from)) {
            return Reply::Refused(Refusal::Publication(fault));
        }
        match self.store.withdraw(kind, number, self.now).and_then(|()| self.store.published()) {
            Ok(published) => match self.take_world(published) {
                Ok(()) => Reply::RolledBack { kind, number },
                Err(reply) => reply,
            },
            Err(error) => self.failed(&error),
        }
    }

    pub(super) fn settle(&mut self, attempts: Vec<Attempt>) -> Reply {
        if let Some(fault) = &self.broken {
            return Reply::Failed(fault.clone());
        }
        let backoff = Backoff::default();
        let settled: Vec<Delivery> = attempts
            .into_iter()
            .map(|attempt| match attempt.error {
                None => attempt.delivery.delivered(),
                Some(error) => attempt.delivery.failed(self.now, &error, &backoff),
            })
            .collect();
        match self.store.settle(&settled) {
            Ok(()) => Reply::Settled {
                states: settled.iter().map(|delivery| (delivery.number, delivery.state)).collect(),
            },
            Err(error) => self.failed(&error),
        }
    }

    /// The answer to a fault of the store.
    fn failed(&mut self, error: &StoreError) -> Reply {
        self.fail(error);
        match error {
            StoreError::Refused(why) => Reply::Refused(Refusal::Publication(why.clone())),
            fault => Reply::Failed(fault.to_string()),
        }
    }

    /// The numbers of versions that are the newest of their kinds already: a publication that is sent again is the same one.
    fn published_before(&self, versions: &[Published]) -> Option<Vec<(PublishedKind, u32)>> {
        let newest = |version: &Published| {
            let newest = self.world.of_kind(version.kind).last()?;
            let same = newest.digest == version.digest && newest.valid_from == version.valid_from;
            (same && newest.withdrawn_at.is_none()).then_some((newest.kind, newest.number))
        };
        versions.iter().map(newest).collect()
    }

    /// Answers by what is published now.
    fn take_world(&mut self, published: Vec<Published>) -> Result<(), Reply> {
        let world = World::new(published, Some(&self.world)).map_err(|error| {
            // It is on disk and was read before it was written: memory cannot follow, so nothing more is acknowledged.
            self.broken = Some(error.to_string());
            Reply::Failed(error.to_string())
        })?;
        self.world = Arc::new(world);
        self.renew().map_err(|error| {
            self.broken = Some(error.to_string());
            Reply::Failed(error.to_string())
        })
    }

    /// The versions of a publication, each checked as if it were in force.
    fn versions_of(&self, publication: &Publication, by: &Actor) -> Result<Vec<Published>, Refusal> {
        let mut versions = Vec::new();
        let refused = |fault: String| Refusal::Publication(fault);
        if let Some(edition) = &publication.plan {
            let number = self.world.next_number(PublishedKind::Plan);
            self.check_plan(edition, number, publication).map_err(refused)?;
            let pack = edition.to_pack().map_err(|error| refused(error.to_string()))?;
            versions.push(self.version(PublishedKind::Plan, number, pack, publication, by)?);
        }
        if let Some(files) = &publication.rules {
            let number = self.world.next_number(PublishedKind::Rules);
            let pack = Pack::from(files.clone());
            RulesEdition::from_pack(&pack, RulesVersion(number))
                .map_err(|error| refused(error.to_string()))?;
            versions.push(self.version(PublishedKind::Rules, number, pack, publication, by)?);
        }
        if let Some(files) = &publication.calendar {
            let number = self.world.next_number(PublishedKind::Calendar);
            let pack = Pack::from(files.clone());
            let text = pack.text("calendar.json").map_err(|error| refused(error.to_string()))?;
            definition::parse(text, std::path::Path::new("calendar.json"))
                .map_err(|errors| refused(errors.to_string()))?;
            versions.push(self.version(PublishedKind::Calendar, number, pack, publication, by)?);
        }
        self.check_together(publication).map_err(refused)?;
        if versions.is_empty() {
            return Err(refused("nothing is published; a plan, rules or a calendar is needed".into()));
        }
        Ok(versions)
    }

    fn check_plan(
        &self,
        edition: &PlanEdition,
        number: u32,
        publication: &Publication,
    ) -> Result<(), String> {
        let plan =
            edition.plan(PlanNumber(number), publication.valid_from).map_err(|error| error.to_string())?;
        let before = self.world.one_as_of(PublishedKind::Plan, publication.valid_from, self.now);
        let before = before
            .map(|version| self.world.plan(version.number))
            .transpose()
            .map_err(|error| error.to_string())?;
        let located = LocatedPlan::new(Arc::new(plan), &edition.levels, &edition.routing, before.as_deref())
            .map_err(|error| error.to_string())?;
        let faulty = located.layers().iter().find(|layer| layer.locator().fault_count() > 0);
        match faulty {
            None => Ok(()),
            Some(layer) => Err(format!(
                "plan {number}, layer {}: its cells overlap or leave slivers between them; `gridward check` names each fault",
                layer.layer().name()
            )),
        }
    }

    /// Plan and rules that would be in force together leave no combination without exactly one unit, but for accepted holes.
    fn check_together(&self, publication: &Publication) -> Result<(), String> {
        if publication.plan.is_none() && publication.rules.is_none() {
            return Ok(());
        }
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let standing = |kind| self.world.one_as_of(kind, publication.valid_from.max(self.now), self.now);
        let (layers, routing) = match (&publication.plan, standing(PublishedKind::Plan)) {
            (Some(edition), _) => (edition.layers.clone(), edition.routing.clone()),
            (None, Some(version)) => {
                let located = self.world.plan(version.number).map_err(|error| text(&error))?;
                (located.plan().layers().clone(), located.routing_name().clone())
            }
            (None, None) => return Ok(()),
        };
        let rules = match (&publication.rules, standing(PublishedKind::Rules)) {
            (Some(files), _) => {
                let pack = Pack::from(files.clone());
                RulesEdition::from_pack(&pack, RulesVersion(0)).map_err(|error| text(&error))?.set
            }
            (None, Some(version)) => Arc::clone(&version.rules().map_err(|error| text(&error))?.set),
            (None, None) => return Ok(()),
        };
        prove_together(rules, &layers, &routing)
    }

    /// Plan and rules that would be in force again at an instant without a version leave no holes either.
    fn check_return(&self, kind: PublishedKind, number: u32, at: Timestamp) -> Result<(), String> {
        let stands = |other: &Version| {
            (other.kind, other.number) != (kind, number)
                && other.withdrawn_at.is_none()
                && other.valid_from <= at
        };
        let in_force = |wanted| {
            let standing = self.world.of_kind(wanted).filter(|other| stands(other));
            standing.max_by_key(|version| (version.valid_from, version.number))
        };
        if kind == PublishedKind::Calendar {
            return Ok(());
        }
        let (Some(plan), Some(rules)) = (in_force(PublishedKind::Plan), in_force(PublishedKind::Rules))
        else {
            return Ok(());
        };
        let text = |error: &dyn std::fmt::Display| error.to_string();
        let located = self.world.plan(plan.number).map_err(|error| text(&error))?;
        let set = Arc::clone(&rules.rules().map_err(|error| text(&error))?.set);
        let plan_layers = located.plan().layers();
        prove_together(set, plan_layers, located.routing_name()).map_err(|holes| {
            format!(
                "plan {} and rules {} would be in force together again: {holes}; publish others that fit together first",
                plan.number, rules.number
            )
        })
    }

    fn version(
        &self,
        kind: PublishedKind,
        number: u32,
        mut pack: Pack,
        publication: &Publication,
        by: &Actor,
    ) -> Result<Published, Refusal> {
        let terms = Terms { in_flight: publication.in_flight };
        let terms = serde_json::to_vec(&terms).map_err(|error| Refusal::Publication(error.to_string()))?;
        pack.insert(TERMS_FILE, terms);
        let body = pack.to_bytes().map_err(|error| Refusal::Publication(error.to_string()))?;
        Ok(Published {
            kind,
            number,
            valid_from: publication.valid_from,
            recorded_at: self.now,
            withdrawn_at: None,
            by: by.clone(),
            title: publication.title.clone(),
            digest: digest_of(&body),
            body,
        })
    }
}

/// Rules over the layers of a plan leave no combination without exactly one unit, but for accepted holes.
fn prove_together(
    rules: Arc<RuleSet>,
    layers: &BTreeMap<LayerName, Arc<Layer>>,
    routing: &LayerName,
) -> Result<(), String> {
    let bound = BoundRules::bind(rules, layers, routing);
    let proof = prove(&bound);
    if proof.publishable() {
        return Ok(());
    }
    let faults = proof.faults.iter().map(ToString::to_string);
    let open = proof.open().map(|finding| {
        let ids = finding.fault.rules().into_iter().filter_map(|at| bound.rules().table.get(usize::from(at)));
        let ids: Vec<&str> = ids.map(|rule| rule.id.as_str()).collect();
        match &finding.fault {
            Fault::Unowned => format!("{} combinations have no unit", finding.combinations),
            Fault::Unresolved(_) => {
                format!(
                    "{} combinations: the unit of rule {} does not exist",
                    finding.combinations,
                    ids.concat()
                )
            }
            Fault::Tied(_) => {
                format!("{} combinations: rules {} tie", finding.combinations, ids.join(", "))
            }
        }
    });
    let some: Vec<String> = faults.chain(open).take(FAULTS_TOLD).collect();
    Err(format!(
        "plan and rules leave holes: {}; mend the table or accept them by name in accepted-holes.csv, `gridward rules \
         prove` lists all",
        some.join("; ")
    ))
}

#[cfg(test)]
#[path = "publishing_tests.rs"]
mod tests;
