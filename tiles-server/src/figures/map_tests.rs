//! Maps that follow what happens beside maps that are counted anew, over the desk's real events.

use std::sync::Arc;

use gridward::desk::Role;
use gridward::ids::AccountName;
use serde_json::json;

use super::Map;
use crate::routes::desk_for_tests::{TestDesk, case};

const QUESTIONS: [&str; 5] = [
    "measure=count",
    "measure=count&status=open",
    "measure=overdue-share",
    "measure=change&from=2026-08-01&to=2026-08-31",
    "measure=count&class=E",
];

/// The map that a tile's question stands for.
fn map(desk: &TestDesk, query: &str) -> Arc<Map> {
    let (snapshot, seen) = (desk.app.snapshot(), desk.app.dispatch().unwrap().seen_now());
    let words = format!("unit-grid?{query}#District1");
    desk.app.figures.known(&words, &snapshot, &seen).expect("asked for a moment ago")
}

async fn ask(desk: &TestDesk, query: &str) -> String {
    let answer = desk.get("inspector", &format!("/tiles/unit-grid/12/3428/1676.mvt?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.header("etag").to_owned()
}

#[tokio::test]
async fn a_map_that_followed_events_shows_what_a_new_count_does() {
    let desk = TestDesk::with_cases().await;
    for query in QUESTIONS {
        ask(&desk, query).await;
    }
    let mut state = 11_u64;
    let mut below = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let mut known = vec!["waste-1".to_owned(), "waste-2".to_owned(), "cover-1".to_owned()];
    let acts = [
        json!({"act": "accept"}),
        json!({"act": "file", "condition": 1}),
        json!({"act": "void", "reason": "duplicate", "note": "twice"}),
        json!({"act": "reclassify", "class": "C0101"}),
        json!({"act": "move", "lon": 121.325, "lat": 31.005, "datum": "wgs84"}),
    ];
    for step in 0..60 {
        if below(3) == 0 {
            let id = format!("more-{step}");
            let class = ["E0101", "C0101", "H0101", "E0102"][usize::try_from(below(4)).unwrap()];
            let column = i32::try_from(below(4)).unwrap();
            desk.post("district", "/api/v1/cases", &case(&id, class, column)).await;
            known.push(id);
        } else {
            // What is not lawful is refused and changes nothing.
            let id = &known[usize::try_from(below(known.len() as u64)).unwrap()];
            let act = &acts[usize::try_from(below(acts.len() as u64)).unwrap()];
            desk.post("inspector", &format!("/api/v1/cases/{id}/events"), act).await;
        }
        if below(4) > 0 {
            continue;
        }
        for query in QUESTIONS {
            ask(&desk, query).await;
            let seen = desk.app.dispatch().unwrap().seen_now();
            assert!(map(&desk, query).agrees(&seen), "{query} after step {step}");
        }
    }
}

#[tokio::test]
async fn a_question_in_the_same_words_finds_its_map_until_the_versions_change() {
    let desk = TestDesk::with_cases().await;
    let tag = ask(&desk, QUESTIONS[0]).await;
    let first = map(&desk, QUESTIONS[0]);
    assert_eq!(ask(&desk, QUESTIONS[0]).await, tag);
    assert!(Arc::ptr_eq(&first, &map(&desk, QUESTIONS[0])));
    // Another order of the same parameters is the same map.
    let turned = "status=open&measure=count";
    ask(&desk, QUESTIONS[1]).await;
    ask(&desk, turned).await;
    assert!(Arc::ptr_eq(&map(&desk, turned), &map(&desk, QUESTIONS[1])));
    let (snapshot, seen) = (desk.app.snapshot(), desk.app.dispatch().unwrap().seen_now());
    let words = format!("unit-grid?{}#Unit0", QUESTIONS[0]);
    assert!(desk.app.figures.known(&words, &snapshot, &seen).is_none(), "who asks belongs to the question");
}

#[tokio::test]
async fn unchanged_tiles_are_told_so_in_the_form_that_is_held() {
    let desk = TestDesk::with_cases().await;
    let tile = "/tiles/unit-grid/12/3428/1676.mvt?measure=count";
    let first = desk.get("inspector", tile).await;
    assert_eq!(first.header("vary"), "accept-encoding");
    for mark in ["", "+gz", "+br", "+zst"] {
        let tag = format!("{}{mark}\"", first.header("etag").trim_end_matches('"'));
        let held = desk.get_with("inspector", tile, &[("if-none-match", &tag)]).await;
        assert_eq!((held.status.as_u16(), held.header("etag"), held.body.len()), (304, tag.as_str(), 0));
    }
}

/// Status, tag and bytes.
async fn told(desk: &TestDesk, who: &str, query: &str) -> (u16, String, Vec<u8>) {
    let answer = desk.get(who, &format!("/tiles/unit-grid/12/3428/1676.mvt?{query}")).await;
    (answer.status.as_u16(), answer.header("etag").to_owned(), answer.body.to_vec())
}

#[tokio::test]
async fn a_tile_that_is_known_is_the_one_of_a_question_never_asked_whoever_asks_and_whatever_happens() {
    let desk = TestDesk::with_cases().await;
    let people = ["public", "town-1", "collector-1", "district", "inspector"];
    for step in 0..12_u32 {
        for who in people {
            for query in QUESTIONS {
                told(&desk, who, query).await;
                let known = told(&desk, who, query).await;
                // The version is not looked at; it makes the words new.
                assert_eq!(
                    known,
                    told(&desk, who, &format!("{query}&v={step}")).await,
                    "{who} {query} {step}"
                );
            }
        }
        match step % 4 {
            0 => {
                let more = case(&format!("more-{step}"), "E0102", 1);
                desk.post("district", "/api/v1/cases", &more).await;
            }
            1 => {
                // Restricted classes are shown no more to one, and to another from now on.
                let mut pages = desk.app.access.book.pages();
                pages.accounts.iter_mut().for_each(|own| own.restricted = !own.restricted);
                desk.app.access.book.turn_to(pages);
            }
            2 => {
                let mut pages = desk.app.access.book.pages();
                let swapped = |own: Role| if own == Role::District { Role::Public } else { Role::District };
                for own in pages.accounts.iter_mut().filter(|own| own.name.as_str() == "inspector") {
                    own.role = swapped(own.role);
                }
                desk.app.access.book.turn_to(pages);
            }
            _ => desk.app.renew_snapshot().await.unwrap(),
        }
    }
    let mut pages = desk.app.access.book.pages();
    pages.revoke_all(&AccountName::new("town-1"));
    desk.app.access.book.turn_to(pages);
    assert_eq!(told(&desk, "town-1", QUESTIONS[0]).await.0, 401, "a token that has ended opens nothing");
}
