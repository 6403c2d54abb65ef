//! A shelf stays within its room, makes a thing once however many ask at once, and keeps nothing that failed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use tokio::task::JoinSet;

use super::Shelf;
use crate::problem::{Kind, Problem};

fn refused() -> Problem {
    Problem::new(Kind::Refused, "not today")
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_kept_fits_in_the_room_and_holds_what_was_asked_last(
        most in 1..200_usize,
        asked in proptest::collection::vec((0..12_u8, 0..90_usize), 1..60),
    ) {
        block_on(async {
            let shelf: Shelf<u8, usize> = Shelf::of_bytes(most, |bytes| *bytes);
            // What should be kept, the thing used last at the end.
            let mut expected: Vec<(u8, usize)> = Vec::new();
            for (key, bytes) in asked {
                let known = shelf.held(&key).map(|thing| *thing);
                let thing = shelf.of(key, move || bytes).await.unwrap();
                prop_assert_eq!(*thing, known.unwrap_or(bytes), "what is kept is not made again");
                expected.retain(|(own, _)| *own != key);
                expected.push((key, (*thing).clamp(1, most)));
                while expected.iter().map(|(_, weight)| weight).sum::<usize>() > most {
                    expected.remove(0);
                }
                // In the order of use, because looking at a thing is using it.
                let mut held: Vec<u8> = expected.iter().map(|(key, _)| *key).collect();
                held.retain(|key| shelf.held(key).is_some());
                prop_assert_eq!(held.len(), expected.len(), "the newest stay, however heavy");
                let gone = |key: &u8| !held.contains(key);
                prop_assert!((0..12).filter(gone).all(|key| shelf.held(&key).is_none()), "and nothing else");
            }
            Ok(())
        })?;
    }

    #[test]
    fn however_many_ask_at_once_a_thing_is_made_once_for_each_version(
        asked in proptest::collection::vec((0..4_u8, 0..3_u64), 1..40),
    ) {
        block_on(async {
            let shelf: Arc<Shelf<(u8, u64), (u8, u64)>> = Arc::new(Shelf::of_things(64));
            let made: Arc<Mutex<BTreeMap<(u8, u64), usize>>> = Arc::default();
            let mut askers = JoinSet::new();
            for key in asked.clone() {
                let (shelf, made) = (Arc::clone(&shelf), Arc::clone(&made));
                askers.spawn(async move {
                    let make = move || {
                        *made.lock().unwrap().entry(key).or_default() += 1;
                        key
                    };
                    (*shelf.of(key, make).await.unwrap(), key)
                });
            }
            while let Some(answer) = askers.join_next().await {
                let (told, key) = answer.unwrap();
                prop_assert_eq!(told, key);
            }
            let made = made.lock().unwrap();
            prop_assert!(made.values().all(|times| *times == 1), "{:?}", made);
            prop_assert_eq!(made.len(), asked.into_iter().collect::<BTreeSet<_>>().len());
            Ok(())
        })?;
    }

    #[test]
    fn a_failed_make_is_not_kept_and_a_good_one_is(outcomes in proptest::collection::vec(0..3_u8, 1..12)) {
        block_on(async {
            let shelf: Shelf<&str, usize> = Shelf::of_things(4);
            let made = Arc::new(AtomicUsize::new(0));
            let mut kept = None;
            for (turn, outcome) in outcomes.into_iter().enumerate() {
                let counted = Arc::clone(&made);
                let answer = shelf
                    .try_of("thing", move || {
                        counted.fetch_add(1, Ordering::SeqCst);
                        match outcome {
                            0 => Err(refused()),
                            1 => std::panic::resume_unwind(Box::new("a fault")),
                            _ => Ok(turn),
                        }
                    })
                    .await;
                let times = made.load(Ordering::SeqCst);
                match kept {
                    Some((thing, made)) => prop_assert_eq!((*answer.unwrap(), times), (thing, made)),
                    None if outcome == 2 => {
                        prop_assert_eq!((*answer.unwrap(), times), (turn, turn + 1));
                        kept = Some((turn, times));
                    }
                    None => {
                        let status = if outcome == 0 { 409 } else { 500 };
                        prop_assert_eq!((answer.unwrap_err().status().as_u16(), times), (status, turn + 1));
                        prop_assert!(shelf.held(&"thing").is_none());
                    }
                }
            }
            Ok(())
        })?;
    }
}

#[tokio::test]
async fn all_who_wait_hear_of_the_failure_and_the_next_one_tries_anew() {
    let shelf: Shelf<&str, u8> = Shelf::of_things(4);
    let (a, b) = tokio::join!(shelf.try_of("a", || Err(refused())), shelf.try_of("a", || Ok(9)),);
    assert_eq!((a.unwrap_err().status().as_u16(), b.unwrap_err().status().as_u16()), (409, 409));
    assert_eq!(*shelf.of("a", || 7).await.unwrap(), 7);
}

#[tokio::test]
async fn who_leaves_takes_nothing_from_those_who_stay() {
    let shelf: Arc<Shelf<&str, u8>> = Arc::new(Shelf::of_things(4));
    let (begin, begun) = std::sync::mpsc::channel::<()>();
    let own = Arc::clone(&shelf);
    let first = tokio::spawn(async move {
        own.of("a", move || begun.recv().map(|()| 7).unwrap()).await.unwrap();
    });
    tokio::task::yield_now().await;
    let own = Arc::clone(&shelf);
    let second = tokio::spawn(async move { *own.of("a", || 9).await.unwrap() });
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    begin.send(()).unwrap();
    assert_eq!(second.await.unwrap(), 7);
}

#[tokio::test]
async fn what_nobody_waits_for_any_more_is_not_made_when_its_turn_comes() {
    let shelf: Arc<Shelf<&str, u8>> = Arc::new(Shelf::of_things(4));
    let (begin, begun) = std::sync::mpsc::channel::<()>();
    let own = Arc::clone(&shelf);
    let busy =
        tokio::spawn(
            async move { *own.of("slow", move || begun.recv().map(|()| 1).unwrap()).await.unwrap() },
        );
    tokio::task::yield_now().await;
    let own = Arc::clone(&shelf);
    let left = tokio::spawn(async move { own.of("left", || 9).await.map(|_| ()) });
    tokio::task::yield_now().await;
    left.abort();
    assert!(left.await.unwrap_err().is_cancelled());
    begin.send(()).unwrap();
    assert_eq!(busy.await.unwrap(), 1);
    assert_eq!(*shelf.of("left", || 2).await.unwrap(), 2, "and is made for the next one who asks");
}
