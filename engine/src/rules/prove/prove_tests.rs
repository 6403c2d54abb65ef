use super::*;
use crate::rules::fixture_for_tests::{UNITS, bound, bound_files, files};

#[test]
fn the_report_speaks_in_codes_that_the_tables_use() {
    let bound = bound("e,,E,,,,,,unit:P,,,,\n", ",A,,,,甲,另行受理\n");
    let report = ProofReport::new(&prove(&bound), &bound);
    assert!(!report.publishable);
    let open = &report.findings[0];
    assert_eq!((open.fault.as_str(), open.accepted_by.as_deref()), ("unowned", None));
    assert_eq!(open.boxes[0].classes, ["C"]);
    assert_eq!(
        (&open.boxes[0].places[..], &open.boxes[0].kinds[..]),
        (&[][..], &["management".to_owned()][..])
    );
    assert_eq!(report.findings[1].reason.as_deref(), Some("另行受理"));
    let text = report.to_text(5);
    assert!(text.starts_with("NOT publishable: 1 rules over 6 cells × 5 classes"), "{text}");
    assert!(
        text.contains("no owner: ") && text.contains("class C; kind management (6 cells, 1 classes)"),
        "{text}"
    );
    assert!(text.contains("units receive nothing: T1, T2, W1, W2, M"), "{text}");
}

#[test]
fn an_empty_table_is_one_hole_that_is_everything() {
    let bound = bound("", "");
    let proof = prove(&bound);
    assert_eq!(proof.findings.len(), 1);
    // Classes differ in their kinds, so that everything is a box for each set of kinds.
    assert_eq!(proof.findings[0].combinations, proof.combinations);
    assert_eq!(proof.findings[0].boxes.len(), 4);
}

#[test]
fn a_complete_table_is_publishable_and_an_accepted_hole_keeps_it_so() {
    assert!(prove(&bound("all,,,,,,,,unit:D,,,,\n", "")).publishable());
    let rules = "e,,E,,,,,,unit:P,,,,\nc,,C,,,,,,unit:P,,,,\n";
    let open = prove(&bound(rules, ""));
    assert!(!open.publishable());
    let bound = bound(rules, ",A,,,,张某（虚构）,另行受理\ntown:T1,E,,,,张某（虚构）,旧\n");
    let proof = prove(&bound);
    assert!(proof.publishable());
    assert_eq!(proof.findings[0].accepted, Some(0));
    assert_eq!(proof.stale, [1], "the second lies on no hole any more");
}

#[test]
fn a_tie_cannot_be_accepted() {
    let proof = prove(&bound("a,,,,,,,,unit:D,,,,\nb,,,,,,,,unit:P,,,,\n", ",,,,,甲,试\n"));
    assert!(!proof.publishable());
    assert_eq!(proof.findings[0].fault, Fault::Tied(vec![0, 1]));
    assert_eq!(proof.dead[0].tied_with, [1]);
}

#[test]
fn a_rule_that_never_fires_names_what_shadows_it() {
    let bound = bound(
        "all,,E,,,,,,unit:P,,,,\nt1,town:T1,E,,,,,,territory:town,,,,\nt2,town:T2,E,,,,,,territory:town,,,,\nodd,,A,enforcement,,,,,unit:P,,,,\n",
        "",
    );
    let dead = prove(&bound).dead;
    assert_eq!(dead.len(), 2);
    assert_eq!((dead[0].rule, dead[0].matches, &dead[0].beaten_by[..]), (0, true, &[1, 2][..]));
    assert_eq!((dead[1].rule, dead[1].matches), (3, false), "questions are never enforced");
}

#[test]
fn a_finding_names_its_places_and_classes_as_few_nodes_that_can_be_accepted() {
    let bound =
        bound("all,town:T1,,,,,,,unit:D,,,,\nk,unit-grid:U5,,,,,,,unit:D,,,,\nc,,C,,,,,,unit:P,,,,\n", "");
    let proof = prove(&bound);
    let mut named = BTreeSet::new();
    for one in &proof.findings[0].boxes {
        let places: Vec<String> =
            one.places(&bound).iter().map(|(layer, code)| format!("{layer}:{code}")).collect();
        assert_eq!(places, ["unit-grid:U6"]);
        named.extend(one.class_nodes(&bound));
    }
    let codes: Vec<String> =
        named.iter().map(|node| bound.rules().classes.get(*node).unwrap().code.to_string()).collect();
    assert!(codes.contains(&"A".to_owned()) && !codes.contains(&"C".to_owned()), "{codes:?}");
    let whole = bound_files(&files("t,town:T2,E,,,,,,unit:D,,,,\n", ",C,,,,甲,试\n,A,,,,甲,试\n"));
    let proof = prove(&whole);
    let open: Vec<_> = proof.open().flat_map(|finding| &finding.boxes).collect();
    assert!(open.iter().all(|one| {
        one.places(&whole)
            == [("town".into(), "T1".into())]
                .map(|(l, c): (String, String)| (LayerName::new(&l), CellCode::new(&c)))
    }));
}

#[test]
fn coarser_cells_without_any_territorial_unit_have_no_fallback() {
    assert_eq!(prove(&bound("", "")).no_fallback, []);
    let mut folder = files("", "");
    let units = UNITS.replace("district,,district,D,always", "district,,,,always");
    folder.insert("units.csv".into(), units.into_bytes());
    let lost: Vec<String> = prove(&bound_files(&folder))
        .no_fallback
        .iter()
        .map(|(layer, code)| format!("{layer}:{code}"))
        .collect();
    assert_eq!(lost, ["district:D"]);
}
