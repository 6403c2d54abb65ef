//! Who takes what.

use super::Ask;
use crate::figures::parameters;
use crate::parameters::Parameters;

const ALL: [Ask; 4] = [Ask::Map, Ask::Series, Ask::Classes, Ask::Others];

fn asked(names: &[&str]) -> Parameters {
    let pairs = names.iter().map(|name| ((*name).to_owned(), "1".to_owned()));
    Parameters::of(pairs, &parameters().collect::<Vec<_>>()).unwrap()
}

#[test]
fn each_kind_takes_its_own_conditions_together_and_no_other_one() {
    for ask in ALL {
        assert!(ask.refuse_more(&asked(ask.takes())).is_ok(), "{ask:?}");
        for name in parameters().filter(|name| !ask.takes().contains(name)) {
            let fault = ask.refuse_more(&asked(&[ask.takes(), &[name]].concat())).unwrap_err();
            let line = fault.line();
            assert_eq!(fault.status().as_u16(), 403, "{ask:?} by {name}");
            assert!(line.contains(&format!("; field {name}; right would be ")), "{line}");
        }
    }
}

#[test]
fn everybody_chooses_a_time_and_never_source_unit_stage_or_cell() {
    for ask in ALL {
        assert!(["from", "to"].iter().all(|name| ask.takes().contains(name)));
        for name in ["source", "unit", "status", "kind", "level", "grade", "hazard", "cell"] {
            assert!(!ask.takes().contains(&name), "{ask:?} by {name}");
        }
    }
}

#[test]
fn the_problem_is_one_line_with_what_would_be_right() {
    let line = Ask::Map.refuse_more(&asked(&["unit"])).unwrap_err().line();
    assert!(line.ends_with(
        "maps by unit are for those who work here; field unit; right would be measure, from, to and before"
    ));
    let line = Ask::Others.refuse_more(&asked(&["class"])).unwrap_err().line();
    assert!(line.ends_with("lists of sources, units and stages by class are for those who work here; field class; right would be from and to"));
}
