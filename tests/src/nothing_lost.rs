//! Acknowledged means on disk: the server is killed at random moments while 32 clients bring cases in, again and again over
//! one store. Every acknowledged case is there exactly once, every event of the chain is whole, every decision recomputes.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use gridward::simulate::SplitMix64;

use crate::serving::Serving;
use crate::support::{full, gridward, gridward_json, said, text};

/// Rounds of the short form and of the full one.
const ROUNDS: (u64, u64) = (4, 200);

fn identities(file: &Path) -> Vec<String> {
    let content = std::fs::read_to_string(file).unwrap_or_default();
    // A line that the kill cut off was never acknowledged to anybody.
    let whole = content.rfind('\n').map_or("", |end| &content[..end]);
    whole.lines().map(str::to_owned).collect()
}

fn exported(store: &Path, folder: &Path) -> Vec<String> {
    let out = folder.join("cases.csv");
    let output = gridward(&["export", "--store", text(store), "--out", text(&out)]);
    assert!(output.status.success(), "{}", said(&output));
    let table = std::fs::read_to_string(&out).unwrap();
    table.lines().skip(1).map(|line| line.split(',').next().unwrap_or("").to_owned()).collect()
}

#[test]
fn every_acknowledged_case_survives_a_kill_exactly_once() {
    let folder = tempfile::tempdir().unwrap();
    let (store, acknowledged) = (folder.path().join("store.gpkg"), folder.path().join("acknowledged"));
    let mut random = SplitMix64::new(20_121_231);
    let rounds = if full() { ROUNDS.1 } else { ROUNDS.0 };
    for round in 0..rounds {
        let serving = Serving::start(folder.path(), &store);
        let mut load = serving.load(32, 30.0, round, &acknowledged);
        std::thread::sleep(Duration::from_secs_f64(random.between(0.05, 0.6)));
        serving.kill();
        load.wait().unwrap();
    }
    let acknowledged = identities(&acknowledged);
    assert!(acknowledged.len() > 50, "only {} cases were acknowledged", acknowledged.len());
    let kept = exported(&store, folder.path());
    let distinct: BTreeSet<&String> = kept.iter().collect();
    assert_eq!(distinct.len(), kept.len(), "a case is there twice");
    let lost: Vec<_> = acknowledged.iter().filter(|id| !distinct.contains(id)).collect();
    assert!(lost.is_empty(), "{} acknowledged cases are lost, first {:?}", lost.len(), lost.first());
    let verdict = gridward_json(&["verify", "--store", text(&store), "--format", "json"]);
    assert_eq!(verdict["sound"], true, "{verdict}");
    assert_eq!(verdict["cases"].as_u64(), Some(kept.len() as u64));
    println!("{rounds} kills, {} acknowledged, {} kept", acknowledged.len(), kept.len());
}

#[test]
fn a_second_server_on_one_store_refuses_and_names_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.gpkg");
    let first = Serving::start(folder.path(), &store);
    let elsewhere = tempfile::tempdir().unwrap();
    let second = Serving::launch(elsewhere.path(), &store);
    let log_of = elsewhere.path().join("server.log");
    assert_ne!(second.end(), Some(0));
    let log = std::fs::read_to_string(log_of).unwrap();
    assert!(log.contains("another") && log.contains("process"), "{log}");
    first.kill();
}
