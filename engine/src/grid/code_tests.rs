use super::*;

fn scheme(text: &str) -> CodeScheme {
    text.parse().unwrap()
}

#[test]
fn the_national_code_has_fifteen_digits_and_begins_with_its_community() {
    let national = scheme("6+3+3+3");
    let code = CellCode::new("310112101001007");
    assert!(national.check_under(&code, &CellCode::new("310112101001")).is_ok());
    let error = national.check_under(&code, &CellCode::new("310112101002")).unwrap_err();
    assert!(error.to_string().contains("its parent is 310112101002"), "{error}");
}

#[test]
fn a_letter_among_the_digits_is_named_with_its_place() {
    let error = scheme("6+3").check(&CellCode::new("3101121O1")).unwrap_err();
    assert!(error.to_string().contains("'O' in characters 7–9 is no digit"), "{error}");
}

#[test]
fn full_width_digits_are_no_digits() {
    assert!(scheme("3").check(&CellCode::new("００1")).is_err());
}

#[test]
fn a_fixed_letter_separates_the_sequence_from_the_parent() {
    let grid = scheme("6+3+Z+2");
    let codes = grid.number_under("310112101", 2).unwrap();
    assert_eq!(codes[1].as_str(), "310112101Z02");
    assert_eq!(grid.parent_prefix(&codes[1]), Some("310112101"));
    assert_eq!(grid.sequence(&codes[1]), Some(2));
}

#[test]
fn the_thousandth_cell_of_a_community_is_refused_not_wrapped() {
    let national = scheme("6+3+3+3");
    assert_eq!(national.number_under("310112101001", 999).unwrap()[998].as_str(), "310112101001999");
    let error = national.number_under("310112101001", 1000).unwrap_err();
    assert!(error.to_string().contains("at most 999"), "{error}");
}

#[test]
fn free_text_allows_any_code_and_knows_no_parent() {
    let free = scheme("free-text");
    assert!(free.check(&CellCode::new("东川路 7")).is_ok());
    assert_eq!(free.parent_prefix(&CellCode::new("东川路 7")), None);
    assert_eq!(free.to_string(), "free-text");
}

#[test]
fn a_scheme_that_ends_in_letters_or_has_an_empty_segment_is_refused() {
    for text in ["", "6+", "6+Z", "0+3", "6+19"] {
        assert!(text.parse::<CodeScheme>().is_err(), "{text:?}");
    }
}

proptest::proptest! {
    #[test]
    fn every_numbered_code_is_well_formed_and_leads_back_to_its_parent(parent in "[0-9]{12}", count in 0_usize..200) {
        let national = scheme("6+3+3+3");
        for (at, code) in national.number_under(&parent, count).unwrap().iter().enumerate() {
            proptest::prop_assert_eq!(national.parent_prefix(code), Some(parent.as_str()));
            proptest::prop_assert_eq!(national.sequence(code), Some(at as u64 + 1));
        }
    }
}
