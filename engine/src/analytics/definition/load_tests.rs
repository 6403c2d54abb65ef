use std::path::Path;

use super::*;
use crate::analytics::definition::Mark;
use crate::cases::flags::Flag;

const ONE: &str = r#"{"schema": "gridward/indicators/1", "indicators": [
 {"definition": "closing-rate/filed", "indicator": "closing-rate", "name": {"zh": "结案率", "en": "Closing rate"},
  "numerator": {"plus": ["archived"]}, "denominator": {"plus": ["filed"]}, "form": "percent"}]}"#;

#[test]
fn an_indicator_is_a_quotient_of_sums_of_marks() {
    let read = parse_indicators(ONE, Path::new("indicators.json")).unwrap();
    assert_eq!(read.indicators[0].numerator.plus, [Mark::Flag(Flag::Archived)]);
    assert!(!read.indicators[0].lower_is_better);
}

#[test]
fn an_unknown_mark_is_named_with_its_line_and_the_nearest_known_one() {
    let errors = parse_indicators(&ONE.replace("[\"filed\"]", "[\"fild\"]"), Path::new("indicators.json"));
    let said = errors.unwrap_err().to_string();
    assert!(said.contains("indicators.json, line 3") && said.contains("did you mean `filed`?"), "{said}");
}

#[test]
fn another_form_of_the_file_is_refused() {
    let said = parse_indicators(&ONE.replace("/1\"", "/9\""), Path::new("x.json")).unwrap_err().to_string();
    assert!(said.contains("gridward/indicators/9") && said.contains("gridward/indicators/1"), "{said}");
}
