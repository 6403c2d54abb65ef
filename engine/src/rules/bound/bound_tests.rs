use super::*;
use crate::ids::{CellCode, ClassCode};
use crate::rules::fixture_for_tests::{Ask, NOON, SETTINGS, UNITS, bound, bound_files, files, source, unit};
use crate::rules::settings::Moment;
use crate::rules::{Grade, Level, QueueName, Verdict};

fn owner(bound: &BoundRules, question: &Question<'_>) -> String {
    match bound.decide(question).verdict {
        Verdict::Owner { unit, .. } => bound.rules().units.get(unit).unwrap().code.to_string(),
        Verdict::Queue { queue, tied, .. } => {
            let ids = tied.iter().map(|rule| bound.rules().table[usize::from(*rule)].id.as_str());
            format!("{}:{}", queue.as_str(), ids.collect::<Vec<_>>().join("+"))
        }
    }
}

fn ask(bound: &BoundRules, unit: u32, class: &str) -> String {
    owner(bound, &Ask::new(bound, unit, class).question())
}

#[test]
fn layers_stand_coarse_to_fine() {
    let names: Vec<String> = bound("", "").layers().iter().map(ToString::to_string).collect();
    assert_eq!(names, ["district", "town", "community", "responsibility-grid", "unit-grid"]);
}

#[test]
fn the_most_specific_rule_wins_and_the_others_are_runners_up_the_nearest_first() {
    let bound = bound("any,,,,,,,,unit:D,,,,\nevents,,E,,,,,,unit:P,,,,\nwaste,,E0110,,,,,,unit:M,,,,\n", "");
    let ask = Ask::new(&bound, 0, "E0110");
    let decision = bound.decide(&ask.question());
    let Verdict::Owner { unit: won, rule, level, .. } = decision.verdict else { panic!("an owner") };
    assert_eq!((won, rule, level), (unit(&bound, "M"), Some(2), Level::District));
    let lost: Vec<u16> = decision.runners_up.iter().map(|lost| lost.rule).collect();
    assert_eq!(lost, [1, 0]);
    assert_eq!(decision.runners_up[1].unit, Some(unit(&bound, "D")));
}

#[test]
fn where_place_and_class_disagree_the_class_says_who_leads() {
    let bound = bound(
        "block,town:T1,E,,,,,,territory:town,,,,\nline,,E01,,,,,,unit:P,,,,\nstreet,,E0401,,,,,,unit:P,,,,\n",
        "",
    );
    assert_eq!(ask(&bound, 0, "E0101"), "P", "illegal building is led by the line");
    assert_eq!(ask(&bound, 0, "E0110"), "T1", "the block leads where the class says nothing");
    assert_eq!(ask(&bound, 0, "E0401"), "T1");
    assert_eq!(ask(&bound, 4, "E0110"), "P", "the other town has no rule of its own");
}

#[test]
fn a_third_column_that_favours_both_sides_makes_a_tie_even_where_somebody_leads() {
    let rules = "block,town:T1,E,,,night,,,unit:T1,,,,\nline,,E01,,grid,,,,unit:P,,,,\n";
    let bound = bound(rules, "");
    let ask = Ask::new(&bound, 0, "E0110");
    let night = Moment { minute: 60, ..NOON };
    assert_eq!(owner(&bound, &Question { moment: night, ..ask.question() }), "contested:block+line");
    assert_eq!(
        owner(&bound, &Question { moment: night, source: source(&bound, "hotline"), ..ask.question() }),
        "T1"
    );
}

#[test]
fn rules_that_cross_tie_and_the_case_is_contested() {
    let bound = bound(
        "k,community:K2,E,,,,,,territory:community,,,,\nr,responsibility-grid:R1,E,,,,,,unit:P,,,,\n",
        "",
    );
    assert_eq!(ask(&bound, 2, "E0110"), "contested:k+r", "a community and a responsibility grid cross");
    assert_eq!(ask(&bound, 3, "E0110"), "W2");
    assert_eq!(ask(&bound, 0, "E0110"), "P");
    assert_eq!(ask(&bound, 5, "E0110"), "unowned:");
}

#[test]
fn a_unit_that_does_not_exist_there_leaves_the_case_unowned_and_names_the_rule() {
    let bound =
        bound("station,,E,,,,,,territory:community,,,,\ndepartment,,E04,,,,,,class-department,,,,\n", "");
    assert_eq!(ask(&bound, 0, "E0110"), "W1");
    assert_eq!(ask(&bound, 4, "E0110"), "unowned:station", "community K3 has no workstation");
    assert_eq!(ask(&bound, 0, "E0401"), "unowned:department", "nobody has street order");
}

#[test]
fn a_components_owner_answers_where_it_is_known() {
    let bound = bound("c,,C,,,,,,territory:town,,,,\nowned,,C,,,,,known,component-owner,unit:P,,,\n", "");
    let ask = Ask::new(&bound, 4, "C0101");
    assert_eq!(owner(&bound, &ask.question()), "T2");
    let question = Question { owner: Some(unit(&bound, "M")), ..ask.question() };
    assert_eq!(owner(&bound, &question), "M");
    let Verdict::Owner { helpers, .. } = bound.decide(&question).verdict else { panic!("an owner") };
    assert_eq!(helpers[..], [unit(&bound, "P")]);
}

#[test]
fn simple_cases_go_straight_to_the_workstation() {
    let bound = bound(
        "all,,,,,,,,territory:town,,,,\nsimple,,,,,,simple,,territory:community,territory:town;territory:community,,,S12\n",
        "",
    );
    let ask = Ask::new(&bound, 0, "E0110");
    assert_eq!(owner(&bound, &ask.question()), "T1", "ordinary is the usual grade");
    let simple = Question { grade: Some(Grade(0)), ..ask.question() };
    let decision = bound.decide(&simple);
    let Verdict::Owner { unit: won, level, helpers, .. } = decision.verdict else { panic!("an owner") };
    assert_eq!((won, level), (unit(&bound, "W1"), Level::Workstation));
    assert_eq!(helpers[..], [unit(&bound, "T1")], "a unit does not help itself");
}

#[test]
fn outside_of_the_routing_layer_the_table_is_asked_and_then_the_territory() {
    let rules = "vice,,E0401,,,,,,unit:P,,,,\nstation,,E01,,,,,,territory:community,,,,\n";
    let inside = bound(rules, "");
    let mut ask = Ask::new(&inside, 4, "E0401");
    let last = ask.cells.len() - 1;
    // In town 2, in no community and in no unit grid.
    for cell in &mut ask.cells[2..=last] {
        *cell = NO_CELL;
    }
    let decision = inside.decide(&ask.question());
    assert!(decision.fallback && matches!(decision.verdict, Verdict::Owner { rule: Some(0), .. }));
    ask.class = inside.rules().classes.index_of(&ClassCode::new("E0110"));
    let decision = inside.decide(&ask.question());
    let Verdict::Owner { unit: won, rule: None, level: Level::Town, .. } = decision.verdict else {
        panic!("the territory: {decision:?}")
    };
    assert_eq!((won, decision.fallback), (unit(&inside, "T2"), true));
    let settings = SETTINGS.replacen('{', r#"{"switches": {"outside_coverage": "queue"},"#, 1);
    let mut folder = files(rules, "");
    folder.insert("settings.json".into(), settings.into_bytes());
    assert_eq!(owner(&bound_files(&folder), &ask.question()), "unowned:station");
    ask.cells.fill(NO_CELL);
    assert_eq!(owner(&inside, &ask.question()), "unowned:");
}

#[test]
fn without_a_place_only_what_holds_everywhere_is_told() {
    let bound = bound(
        "a,,A,,,,,,class-department,,,,\nwaste,,E0110,,,,,,unit:P,,,,\nhere,town:T1,E0110,,,,,,unit:T1,,,,\nt,,E0401,,,,,,territory:town,,,,\n",
        "",
    );
    let nowhere = |class| Ask { cells: Vec::new(), ..Ask::new(&bound, 0, class) };
    assert_eq!(owner(&bound, &nowhere("A").question()), "P", "a question to the hotline needs no place");
    assert_eq!(owner(&bound, &nowhere("E0110").question()), "unlocated:");
    assert_eq!(owner(&bound, &nowhere("E0401").question()), "unlocated:");
    assert_eq!(owner(&bound, &nowhere("E0101").question()), "unlocated:");
}

#[test]
fn a_class_that_is_unknown_or_has_classes_below_it_waits_to_be_classified() {
    let bound = bound("all,,,,,,,,unit:D,,,,\n", "");
    assert_eq!(ask(&bound, 0, "E9999"), "unclassified:");
    assert_eq!(ask(&bound, 0, "E01"), "unclassified:");
    let ask = Ask::new(&bound, 0, "A");
    let enforced = Question { kind: Some(crate::rules::CaseKind::Enforcement), ..ask.question() };
    assert_eq!(owner(&bound, &enforced), "unclassified:");
    let Verdict::Queue { keeper, queue, .. } = bound.decide(&enforced).verdict else { panic!("a queue") };
    assert_eq!((keeper, queue), (unit(&bound, "D"), QueueName::Unclassified));
}

#[test]
fn the_limit_is_the_rules_own_or_that_of_the_condition_and_grade() {
    let bound = bound("c,,C,,,,,,unit:P,,,,\nquick,town:T2,C,,,,,,unit:P,,,1uh,\n", "");
    let ask = Ask::new(&bound, 0, "C0101");
    let limits = |question: Question<'_>| {
        let decision = bound.decide(&question);
        let stages = bound.milestones(question.class.unwrap(), decision.limit);
        stages.iter().map(|stage| stage.limit.to_string()).collect::<Vec<_>>().join(";")
    };
    assert_eq!(limits(ask.question()), "2uh", "the first condition while it is unknown");
    assert_eq!(limits(Question { condition: Some(2), ..ask.question() }), "5wd");
    assert_eq!(limits(Question { condition: Some(2), grade: Some(Grade(0)), ..ask.question() }), "2wd");
    assert_eq!(limits(Question { condition: Some(9), ..ask.question() }), "");
    assert_eq!(limits(Ask::new(&bound, 5, "C0101").question()), "1uh");
}

#[test]
fn a_cell_that_the_plan_does_not_have_matches_nothing_and_is_named() {
    let bound = bound("x,town:T9;street:S1,E,,,,,,unit:P,,,,\ny,,E,,,,,,territory:street,,,,\n", "");
    let faults: Vec<String> = bound.faults().iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert!(
        faults[0].starts_with("rules.csv, line 2: place is \"town:T9\"; the code of a cell"),
        "{faults:?}"
    );
    assert!(
        faults[1].contains("place is \"street:S1\"; the layers of the plan are district, town, community")
    );
    assert!(faults[2].contains("line 3: responsible is \"territory:street\""));
    assert_eq!(ask(&bound, 0, "E0110"), "unowned:y");
}

#[test]
fn a_unit_whose_territory_is_not_in_the_plan_is_named_but_is_no_fault_of_the_table() {
    let mut folder = files("all,,,,,,,,unit:D,,,,\n", "");
    let units = format!("{UNITS}W7,示例七站,,workstation,T1,community,K7,,yes\n");
    folder.insert("units.csv".into(), units.into_bytes());
    let bound = bound_files(&folder);
    assert_eq!((bound.faults().len(), bound.landless()), (0, &[unit(&bound, "W7")][..]));
    assert!(crate::rules::prove(&bound).publishable());
}

#[test]
fn slots_that_lie_in_others_are_narrower_and_midnight_is_passed() {
    let bound = bound("n,,E,,,night,,,unit:P,,,,\nl,,E,,,late,,,unit:D,,,,\nr,,E,,,rest,,,unit:M,,,,\n", "");
    let ask = Ask::new(&bound, 0, "E0110");
    let at = |minute, workday| {
        owner(&bound, &Question { moment: Moment { workday, minute, ..NOON }, ..ask.question() })
    };
    assert_eq!(at(1379, true), "P", "22:59");
    assert_eq!(at(1380, true), "D", "23:00, late lies in the night");
    assert_eq!(at(299, true), "D");
    assert_eq!(at(300, true), "P", "05:00");
    assert_eq!(at(360, true), "unowned:");
    assert_eq!(at(720, false), "M");
    assert_eq!(at(60, false), "contested:l+r", "late crosses the day of rest, and beats the night alone");
}

#[test]
fn territories_are_found_by_layer_and_kind() {
    let bound = bound("", "");
    let town = LayerName::new("town");
    assert_eq!(bound.territorial_unit(&town, CellIndex(1)), Some(unit(&bound, "T2")));
    let k3 = bound.places.node(&LayerName::new("community"), &CellCode::new("K3")).unwrap();
    assert_eq!(bound.territories.at(k3, None), None);
}
