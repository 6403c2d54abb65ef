//! The writer when the disk fails, and when too much comes.

use std::path::Path;
use std::sync::Arc;

use gridward::cases::Actor;
use gridward::desk::{Command, Reply};
use gridward::store::{FaultPoint, FaultyStore, MemoryStore};
use jiff::tz::TimeZone;

use crate::dispatch::opening::{self, Place, Running};
use crate::routes::cases::wish::CaseWish;
use crate::routes::desk_for_tests::{case, now, publication};

fn opened(folder: &Path, fault: Option<(u64, FaultPoint)>) -> Result<Running, String> {
    let store = folder.join("cases.gpkg");
    let place = Place { store: &store, folder, zone: TimeZone::UTC };
    opening::open(FaultyStore::new(MemoryStore::new([7; 32]), fault), &place, now, |desk| {
        let command = Command::Publish { publication: Box::new(publication()), by: Actor::System };
        match desk.handle(now(), vec![command]).remove(0) {
            Reply::Published { .. } => Ok(true),
            other => Err(format!("{other:?}")),
        }
    })
}

fn intake(running: &Running, id: &str) -> Command {
    let wish: CaseWish = serde_json::from_value(case(id, "E0101", 0)).unwrap();
    let assigner = running.dispatch.assigner();
    let intake = wish.into_intake(&assigner.rules().settings, false).unwrap();
    Command::Intake { intake: Box::new(intake), by: Actor::System }
}

#[tokio::test]
async fn after_a_fault_of_the_disk_nothing_is_acknowledged_any_more() {
    fault_at_every_call().await;
}

/// Where others serve on, whoever asks alone has the desk itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_by_who_asks_alone_and_waits_for_the_disk_itself() {
    tokio::spawn(fault_at_every_call()).await.unwrap();
}

async fn fault_at_every_call() {
    let mut faults = 0;
    for (call, point) in (1..12).flat_map(|call| FaultPoint::ALL.map(|point| (call, point))) {
        let folder = tempfile::tempdir().unwrap();
        let Ok(running) = opened(folder.path(), Some((call, point))) else { continue };
        let mut failed = false;
        for id in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            let reply = running.dispatch.done(intake(&running, id)).await;
            assert!(
                !(failed && reply.is_ok()),
                "{id} was acknowledged after a fault at call {call}, {point:?}"
            );
            failed |= reply.is_err_and(|problem| problem.status().as_u16() == 503);
        }
        if failed {
            faults += 1;
            let mut told = running.failed.clone();
            let fault = told.wait_for(Option::is_some).await.unwrap().clone();
            assert!(fault.is_some_and(|fault| !fault.is_empty()));
        }
    }
    assert!(faults > 3, "only {faults} faults came while cases were taken");
}

#[tokio::test]
async fn many_at_once_are_each_answered_once() {
    many_at_once().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_at_once_on_several_threads_are_each_answered_once() {
    tokio::spawn(many_at_once()).await.unwrap();
}

async fn many_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let running = opened(folder.path(), None).unwrap();
    let dispatch = Arc::clone(&running.dispatch);
    let asked: Vec<_> = (0..700).map(|n| intake(&running, &format!("m-{}", n % 350))).collect();
    let tasks: Vec<_> = asked
        .into_iter()
        .map(|command| {
            let dispatch = Arc::clone(&dispatch);
            tokio::spawn(async move { dispatch.done(command).await })
        })
        .collect();
    let (mut created, mut known) = (0, 0);
    for task in tasks {
        match task.await.unwrap().unwrap() {
            Reply::Created(_) => created += 1,
            Reply::Exists(_) => known += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((created, known, dispatch.view().columns.len()), (350, 350, 350));
}
