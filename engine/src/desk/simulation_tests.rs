//! Whole runs from a seed: clients whose messages and answers are lost, doubled and reordered, a store that fails and loses power,
//! a plan published midway, deliveries to units. `GRIDWARD_SEEDS` runs more seeds than the usual ones.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::district_for_tests::{at, case, first, moved};
use super::{
    ActRequest, Attempt, CaseRecord, CodeTable, Command, Desk, DeskOptions, InFlight, Refusal, Reply,
    verify_assignments,
};
use crate::cases::{Act, Actor, Intake, Stage};
use crate::ids::{CaseId, CaseNumber, EventNumber, UnitCode};
use crate::rules::Grade;
use crate::simulate::SplitMix64;
use crate::store::{DeliveryState, FaultPoint, FaultyStore, MemoryStore, StoreReader};

const CASES: usize = 40;
const STEPS: i64 = 160;

fn begin() -> Timestamp {
    at("2012-05-15T09:00:00+08:00")
}

struct Run {
    random: SplitMix64,
    desk: Desk<FaultyStore<MemoryStore>>,
    now: Timestamp,
    /// What clients still want an answer for, by identity.
    unanswered: BTreeMap<CaseId, Intake>,
    /// What they were answered: number and place in the order.
    answered: BTreeMap<CaseId, CaseNumber>,
    /// Messages under way, with the step at which they arrive.
    network: Vec<(i64, Command)>,
    /// Numbers of messages that units have, each kept once.
    received: BTreeSet<u64>,
    published: bool,
    failures: u32,
    resumed: usize,
}

impl Run {
    fn new(seed: u64) -> Self {
        let store = FaultyStore::new(MemoryStore::new([3; 32]), None);
        let mut run = Self {
            random: SplitMix64::new(seed),
            desk: Desk::open(store, begin(), DeskOptions::default()).unwrap(),
            now: begin(),
            unanswered: BTreeMap::new(),
            answered: BTreeMap::new(),
            network: Vec::new(),
            received: BTreeSet::new(),
            published: false,
            failures: 0,
            resumed: 0,
        };
        let publish = Command::Publish { publication: Box::new(first()), by: Actor::System };
        assert!(matches!(run.desk.handle(begin(), vec![publish]).remove(0), Reply::Published { .. }));
        run.restart(true);
        run
    }

    fn below(&mut self, n: u64) -> u64 {
        self.random.next_u64() % n
    }

    /// Power is lost and comes back; the next fault is somewhere ahead.
    fn restart(&mut self, faulty: bool) {
        let ahead = self.below(60) + 3;
        let point = FaultPoint::ALL[self.below(3) as usize];
        let empty = FaultyStore::new(MemoryStore::new([0; 32]), None);
        let old =
            std::mem::replace(&mut self.desk, Desk::open(empty, self.now, DeskOptions::default()).unwrap());
        let durable = old.into_store().into_inner().after_crash();
        let store = FaultyStore::new(durable, faulty.then_some((ahead, point)));
        self.desk = Desk::open(store, self.now, DeskOptions::default()).unwrap();
    }

    fn mend(&mut self) {
        if self.desk.broken().is_some() {
            self.failures += 1;
            self.restart(true);
        }
    }

    fn report(&mut self, n: usize) {
        let class = ["E0101", "E0102", "C0101", "X9999"][self.below(4) as usize];
        let (column, row) = (self.below(9) as i64, self.below(4) as i64);
        let mut intake = case(&format!("S-{n}"), class, column, row, self.now);
        intake.grade = (self.below(2) == 0).then_some(Grade(0));
        if self.below(8) == 0 {
            intake.place = crate::cases::StatedPlace::default();
        }
        self.unanswered.insert(intake.id.clone(), intake);
    }

    /// Sends a message: it may be lost, come twice, and come late.
    fn send(&mut self, step: i64, command: Command) {
        for _ in 0..[0, 1, 1, 1, 2][self.below(5) as usize] {
            let late = self.below(5) as i64;
            self.network.push((step + late, command.clone()));
        }
    }

    fn step(&mut self, step: i64, wild: bool) {
        self.now += SignedDuration::from_secs(37);
        for intake in self.unanswered.values().cloned().collect::<Vec<_>>() {
            if self.below(4) == 0 || !wild {
                self.send(step, Command::Intake { intake: Box::new(intake), by: Actor::System });
            }
        }
        if wild {
            self.act(step);
        }
        if step >= STEPS / 2 && !self.published {
            self.publish();
        }
        let mut arrived = Vec::new();
        let mut waiting = Vec::new();
        for (when, command) in std::mem::take(&mut self.network) {
            if when <= step { arrived.push(command) } else { waiting.push((when, command)) }
        }
        self.network = waiting;
        for i in (1..arrived.len()).rev() {
            let j = self.below(i as u64 + 1) as usize;
            arrived.swap(i, j);
        }
        while !arrived.is_empty() {
            let size = (self.below(8) as usize + 1).min(arrived.len());
            let batch: Vec<Command> = arrived.drain(..size).collect();
            let replies = self.desk.handle(self.now, batch);
            for reply in replies {
                self.hear(reply);
            }
            self.mend();
        }
        while self.desk.tick(self.now).is_ok_and(|ticked| ticked.waiting > 0) {}
        self.mend();
        self.deliver(wild);
        if wild && self.below(40) == 0 {
            self.restart(true);
        }
    }

    /// An answer comes back, or is lost on its way.
    fn hear(&mut self, reply: Reply) {
        let lost = self.below(5) == 0;
        match reply {
            Reply::Created(record) | Reply::Exists(record) if !lost => {
                let id = record.head.id.clone();
                self.unanswered.remove(&id);
                let before = self.answered.insert(id, record.head.number);
                assert!(before.is_none_or(|number| number == record.head.number), "one identity, one number");
            }
            Reply::Refused(Refusal::Conflict { id, .. }) => panic!("{id} was never sent with another body"),
            _ => {}
        }
    }

    /// A dispatcher does something with a case that was answered.
    fn act(&mut self, step: i64) {
        let count = self.answered.len() as u64;
        if count == 0 {
            return;
        }
        let chosen = self.below(count) as usize;
        let id = self.answered.keys().nth(chosen).unwrap().clone();
        let Ok(Some(record)) = self.desk.case(&id) else { return };
        let request = match record.state.stage {
            Stage::Reported => ActRequest::Accept { grade: None },
            Stage::Accepted => ActRequest::File { condition: None },
            Stage::Filed | Stage::Returned => {
                let unit = record.state.queue.map(|_| UnitCode::new("sanitation"));
                ActRequest::Dispatch { unit, helpers: None }
            }
            Stage::Dispatched if self.below(3) == 0 => {
                ActRequest::Return { reason: "wrong-unit".into(), proposes: None }
            }
            Stage::Dispatched => ActRequest::Handle {},
            Stage::Handling if self.below(6) == 0 => ActRequest::Suspend { reason: "合成".into() },
            Stage::Handling => ActRequest::Feedback { text: None },
            Stage::Done => ActRequest::Check { unit: None },
            Stage::Checking => ActRequest::Checked { passed: true, text: None },
            Stage::Passed => ActRequest::Close {},
            _ => ActRequest::Note { text: "合成".into() },
        };
        // The revision makes a doubled or late act harmless.
        let revision = Some(record.state.revision);
        let act = Box::new(request);
        self.send(step, Command::Act { case: id, by: Actor::System, at: None, revision, act });
    }

    fn publish(&mut self) {
        let valid_from = begin() + SignedDuration::from_secs(37 * (STEPS / 2 + 20));
        let publication = Box::new(moved(valid_from, InFlight::Reassign));
        let reply =
            self.desk.handle(self.now, vec![Command::Publish { publication, by: Actor::System }]).remove(0);
        self.published = matches!(reply, Reply::Published { .. });
        self.mend();
    }

    /// Units get their messages and keep each number once; that they have them may not be heard of.
    fn deliver(&mut self, wild: bool) {
        let Ok(due) = self.desk.due_deliveries(self.now, 10) else { return };
        let mut attempts = Vec::new();
        for delivery in due {
            let fails = wild && self.below(4) == 0;
            if !fails {
                self.received.insert(delivery.number);
            }
            if !wild || self.below(5) > 0 {
                attempts.push(Attempt { delivery, error: fails.then(|| "no answer".to_owned()) });
            }
        }
        if !attempts.is_empty() {
            self.desk.handle(self.now, vec![Command::Settle { attempts }]);
            self.mend();
        }
    }

    fn play(&mut self) {
        let mut reported = 0;
        for step in 0..STEPS {
            if reported < CASES && self.below(2) == 0 {
                self.report(reported);
                reported += 1;
            }
            self.step(step, true);
        }
        self.restart(false);
        for step in STEPS..STEPS + 40 {
            self.now += SignedDuration::from_hours(1);
            self.step(step, false);
        }
        // Nobody is there for a year; what stands goes on by itself, whatever fails meanwhile.
        self.restart(true);
        self.now += SignedDuration::from_hours(24 * 366);
        for step in STEPS + 40..STEPS + 60 {
            self.step(step, false);
        }
    }

    fn records(&mut self) -> Vec<std::sync::Arc<CaseRecord>> {
        let ids: Vec<CaseId> = self.answered.keys().cloned().collect();
        ids.iter().map(|id| self.desk.case(id).unwrap().unwrap()).collect()
    }

    fn judge(&mut self) -> [u8; 32] {
        assert!(self.unanswered.is_empty(), "every client was answered in the end");
        let mut heads = Vec::new();
        self.desk
            .store()
            .heads(&mut |some| {
                heads.extend(some);
                Ok(())
            })
            .unwrap();
        assert_eq!(heads.len(), self.answered.len(), "every case exactly once");
        for head in &heads {
            assert_eq!(self.answered.get(&head.id), Some(&head.number));
            assert_ne!(head.unit, CodeTable::<UnitCode>::NONE, "exactly one unit must act");
        }
        for record in self.records() {
            let queued = record.state.queue.is_some();
            assert!(record.state.unit.is_some() && (!queued || !record.state.stage.is_final()));
            assert!(record.state.assignment.is_some());
            assert_ne!(record.state.stage, Stage::Suspended, "nothing stands for ever");
        }
        let events = self.desk.store().events_from(EventNumber(0), 1_000_000).unwrap();
        assert!(
            (0..).zip(&events).all(|(number, event)| event.number == EventNumber(number)),
            "no hole in the log"
        );
        assert!(events.is_sorted_by_key(|event| event.recorded_at));
        let resumed = || events.iter().filter(|event| matches!(event.act, Act::Resume { .. }));
        assert!(resumed().all(|event| event.by == Actor::System));
        self.resumed = resumed().count();
        assert_eq!(events.len(), heads.iter().map(|head| head.revision as usize).sum::<usize>());
        let told: usize = events
            .iter()
            .map(|event| match &event.act {
                Act::Dispatch { helpers, .. } => 1 + helpers.len(),
                _ => 0,
            })
            .sum();
        let delivered = self.desk.store().deliveries(DeliveryState::Delivered, 0, 1_000_000).unwrap();
        assert_eq!(delivered.len(), told, "every message arrived");
        assert_eq!(self.received, delivered.iter().map(|delivery| delivery.number).collect(), "each once");
        let recomputed = verify_assignments(self.desk.world(), self.desk.store()).unwrap();
        assert_eq!((recomputed.different.len(), recomputed.faulty.len()), (0, 0));
        Sha256::digest(postcard::to_stdvec(&events).unwrap()).into()
    }
}

fn run(seed: u64) -> ([u8; 32], u32, usize) {
    let mut run = Run::new(seed);
    run.play();
    (run.judge(), run.failures, run.resumed)
}

#[test]
fn nothing_acknowledged_is_lost_doubled_or_without_an_owner() {
    let seeds: u64 = std::env::var("GRIDWARD_SEEDS").ok().and_then(|count| count.parse().ok()).unwrap_or(25);
    let (mut failures, mut resumed) = (0, 0);
    for (_, failed, went_on) in (0..seeds).map(run) {
        (failures, resumed) = (failures + failed, resumed + went_on);
    }
    assert!(u64::from(failures) >= seeds / 2, "the store failed {failures} times only");
    assert!(resumed > 0, "no suspension ended");
}

#[test]
fn the_same_seed_is_the_same_run_byte_for_byte() {
    assert_eq!(run(4711), run(4711));
    assert_ne!(run(4711).0, run(4712).0);
}

/// The calls of a small day, each of which may fail; those that fail are made again after a restart.
fn small_day() -> Vec<Vec<Command>> {
    let by = Actor::System;
    let intake = |n: i64| {
        let mut intake = case(&format!("D-{n}"), "E0101", n, 1 + n % 3, begin());
        intake.grade = Some(Grade(0));
        Command::Intake { intake: Box::new(intake), by: Actor::System }
    };
    let act = |n: i64, revision: u32, act: ActRequest| Command::Act {
        case: CaseId::new(&format!("D-{n}")),
        by: Actor::System,
        at: None,
        revision: Some(revision),
        act: Box::new(act),
    };
    vec![
        vec![Command::Publish { publication: Box::new(first()), by: by.clone() }],
        vec![intake(1), intake(4), intake(6)],
        vec![act(1, 5, ActRequest::Handle {}), intake(2)],
        vec![Command::Publish {
            publication: Box::new(moved(begin() + SignedDuration::from_mins(3), InFlight::Reassign)),
            by: by.clone(),
        }],
        vec![act(1, 6, ActRequest::Feedback { text: None }), intake(4)],
        vec![Command::Erase { case: CaseId::new("D-6"), by }],
        vec![intake(5)],
    ]
}

fn day_with(fault: Option<(u64, FaultPoint)>) -> (Vec<(CaseId, Stage, Option<UnitCode>, bool)>, u64) {
    let mut desk =
        Desk::open(FaultyStore::new(MemoryStore::new([1; 32]), fault), begin(), DeskOptions::default())
            .unwrap();
    let mut now = begin();
    for commands in small_day() {
        now += SignedDuration::from_mins(1);
        let replies = desk.handle(now, commands.clone());
        let ticked = desk.tick(now);
        if replies.iter().any(|reply| matches!(reply, Reply::Failed(_))) || ticked.is_err() {
            let durable = desk.into_store().into_inner().after_crash();
            desk = Desk::open(FaultyStore::new(durable, None), now, DeskOptions::default()).unwrap();
            let again = desk.handle(now, commands);
            assert!(again.iter().all(|reply| !matches!(reply, Reply::Failed(_))), "{again:?}");
            desk.tick(now).unwrap();
        }
    }
    let calls = desk.store().calls();
    let mut ends = Vec::new();
    for n in [1, 2, 4, 5, 6] {
        let record = desk.case(&CaseId::new(&format!("D-{n}"))).unwrap().unwrap();
        ends.push((
            record.head.id.clone(),
            record.state.stage,
            record.state.unit.clone(),
            record.state.erased,
        ));
    }
    assert!(verify_assignments(desk.world(), desk.store()).unwrap().different.is_empty());
    (ends, calls)
}

#[test]
fn a_store_that_fails_at_any_call_leads_to_the_same_end_of_the_day() {
    let (expected, calls) = day_with(None);
    assert!(calls >= 7);
    for call in 0..calls {
        for point in FaultPoint::ALL {
            assert_eq!(day_with(Some((call, point))).0, expected, "call {call}, {point:?}");
        }
    }
}
