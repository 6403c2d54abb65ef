use std::collections::BTreeSet;
use std::sync::Arc;

use gridward::cases::columns::Filter;
use gridward::desk::Sight;
use gridward::ids::CaseNumber;
use serde_json::json;

use super::*;
use crate::auth::Caller;
use crate::dispatch::seeing::sight_of;
use crate::routes::desk_for_tests::{ACCOUNTS, TestDesk, case};

#[tokio::test]
async fn rows_are_seen_as_heads_are_by_every_account() {
    let desk = TestDesk::with_cases().await;
    for (n, class) in ["E0101", "E0102", "C0101", "H0101", "X9999"].into_iter().enumerate() {
        for column in 0..4 {
            let mut body = case(&format!("more-{n}-{column}"), class, column);
            (body["source"], body["grade"]) = (json!("patrol"), json!("simple"));
            desk.post("district", "/api/v1/cases", &body).await;
        }
    }
    let dispatch = Arc::clone(desk.app.dispatch().unwrap());
    let seen = dispatch.seen_now();
    let mut seen_by_all = 0;
    for (name, role, unit, restricted) in ACCOUNTS {
        let unit = unit.map(gridward::ids::UnitCode::new);
        let caller = Caller { role, unit, restricted, ..Caller::nobody() };
        let scope = dispatch.scope(&caller).unwrap();
        let sight = RowSight::new(&scope, &seen);
        let mut found = BTreeSet::new();
        seen.view.columns.scan(&Filter::default(), |chunk, selection| {
            let rows = selection.rows().filter(|row| sight.sees(chunk, *row));
            found.extend(rows.map(|row| chunk.number()[row]));
        });
        let own: Vec<u16> = scope.units.iter().copied().take(1).collect();
        let helped = seen.view.helping.cases(scope.units.iter().copied());
        let whole = |number: &u32| {
            let head = seen.view.columns.head(CaseNumber(*number)).unwrap();
            let beside = if helped.contains(number) { own.as_slice() } else { &[] };
            sight_of(&scope, &seen.view, &seen.assigner, &head, beside) == Sight::Whole
        };
        let all = u32::try_from(seen.view.columns.len()).unwrap();
        assert_eq!(found, (0..all).filter(whole).collect(), "{name}");
        seen_by_all += found.len();
    }
    assert!(seen_by_all > 50, "{seen_by_all}");
}
