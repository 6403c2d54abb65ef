use super::*;
use crate::grid::{Cell, LayerRole, LineageKind, Parents, Title};
use crate::topology::{Point, Polygon, Shape};

fn square(x: i64) -> Shape {
    let corner = |dx, dy| Point { x: x + dx, y: dy };
    let exterior = vec![corner(0, 0), corner(10, 0), corner(10, 10), corner(0, 10)];
    Shape { polygons: vec![Polygon { exterior, interiors: Vec::new() }] }
}

fn plan(number: u32, from: &str, to: Option<&str>, cells: &[(&str, i64)], lineage: Vec<Lineage>) -> Plan {
    let name = LayerName::new("town");
    let cells = cells
        .iter()
        .map(|(code, x)| Cell {
            code: CellCode::new(code),
            name: None,
            parents: Parents::default(),
            shape: square(*x),
        })
        .collect();
    let layer = Layer::new(name.clone(), Title::default(), LayerRole::Town, cells).unwrap();
    let layers = BTreeMap::from([(name, Arc::new(layer))]);
    let time = |text: &str| text.parse().unwrap();
    Plan::new(PlanNumber(number), time(from), to.map(time), layers, lineage).unwrap()
}

const Y2010: &str = "2010-01-01T00:00:00+08:00";
const Y2011: &str = "2011-01-01T00:00:00+08:00";
const Y2012: &str = "2012-01-01T00:00:00+08:00";

fn at(history: &PlanHistory, instant: &str) -> Option<u32> {
    history.as_of(instant.parse().unwrap()).map(|plan| plan.number().0)
}

#[test]
fn the_instant_of_change_belongs_to_the_new_plan() {
    let history = PlanHistory::default().publish(plan(1, Y2010, None, &[("1", 0)], vec![])).unwrap();
    let history = history.publish(plan(2, Y2011, None, &[("1", 0)], vec![])).unwrap();
    assert_eq!(at(&history, "2009-12-31T23:59:59+08:00"), None);
    assert_eq!(at(&history, Y2010), Some(1));
    assert_eq!(at(&history, "2010-12-31T23:59:59.999999999+08:00"), Some(1));
    assert_eq!(at(&history, Y2011), Some(2));
    assert_eq!(at(&history, "2010-12-31T16:00:00Z"), Some(2));
}

#[test]
fn a_gap_in_time_has_no_plan() {
    let plans = vec![
        Arc::new(plan(2, Y2012, None, &[("1", 0)], vec![])),
        Arc::new(plan(1, Y2010, Some(Y2011), &[("1", 0)], vec![])),
    ];
    let history = PlanHistory::new(plans).unwrap();
    assert_eq!(at(&history, Y2011), None);
    assert_eq!(at(&history, Y2012), Some(2));
}

#[test]
fn two_plans_at_once_are_refused() {
    let plans =
        |to| vec![Arc::new(plan(1, Y2010, to, &[], vec![])), Arc::new(plan(2, Y2011, None, &[], vec![]))];
    assert!(PlanHistory::new(plans(Some(Y2011))).is_ok());
    let error = PlanHistory::new(plans(None)).unwrap_err();
    assert!(error.to_string().contains("in force until further notice"), "{error}");
    assert!(matches!(PlanHistory::new(plans(Some(Y2012))), Err(PlanError::Overlap { .. })));
}

#[test]
fn a_number_is_never_used_twice() {
    let history = PlanHistory::default().publish(plan(3, Y2010, None, &[], vec![])).unwrap();
    assert!(matches!(
        history.publish(plan(3, Y2011, None, &[], vec![])),
        Err(PlanError::NumberNotRising { .. })
    ));
}

#[test]
fn a_code_that_ended_or_moved_away_cannot_come_back() {
    let first = PlanHistory::default().publish(plan(1, Y2010, None, &[("1", 0)], vec![])).unwrap();
    let moved = first.publish(plan(2, Y2011, None, &[("1", 500)], vec![])).unwrap_err();
    assert!(moved.to_string().contains("names another place"), "{moved}");
    let second = first.publish(plan(2, Y2011, None, &[("2", 0)], vec![])).unwrap();
    let back = second.publish(plan(3, Y2012, None, &[("1", 0)], vec![])).unwrap_err();
    assert!(back.to_string().contains("ended after plan 1 and came back"), "{back}");
}

#[test]
fn a_split_cell_is_followed_to_its_parts() {
    let code = CellCode::new;
    let split = Lineage {
        layer: LayerName::new("town"),
        kind: LineageKind::Split,
        predecessors: vec![code("1")],
        successors: vec![code("1"), code("9")],
    };
    let history =
        PlanHistory::default().publish(plan(1, Y2010, None, &[("1", 0), ("2", 20)], vec![])).unwrap();
    let later = plan(2, Y2011, None, &[("1", 0), ("2", 20), ("9", 5)], vec![split.clone()]);
    let history = history.publish(later).unwrap();
    let town = LayerName::new("town");
    let follow = |c| history.descendants(&town, &code(c), PlanNumber(1), PlanNumber(2));
    assert_eq!(follow("1"), [code("1"), code("9")]);
    assert_eq!(follow("2"), [code("2")]);
    let wrong = plan(3, Y2012, None, &[("1", 0)], vec![split]);
    assert!(matches!(history.publish(wrong), Err(PlanError::Lineage { .. })));
}
