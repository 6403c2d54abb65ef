use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::*;
use crate::grid::{Cell, LayerRole, Parents, Title};
use crate::ids::PlanNumber;
use crate::topology::{Point, Polygon, Shape};

const HEADER: &str = "layer,cell,residents,patrol_hours_week,synthetic\n";

fn layer(name: &str, role: LayerRole, cells: &[(&str, &str)]) -> (LayerName, Arc<Layer>) {
    let at = |x, y| Point { x, y };
    let cell = |(n, (code, parent)): (i64, &(&str, &str))| Cell {
        code: CellCode::new(code),
        name: None,
        parents: if parent.is_empty() {
            Parents::default()
        } else {
            Parents::from_iter([(LayerName::new("town"), CellCode::new(parent))])
        },
        shape: Shape {
            polygons: vec![Polygon {
                exterior: vec![at(n * 10, 0), at(n * 10 + 10, 0), at(n * 10 + 10, 10)],
                interiors: vec![],
            }],
        },
    };
    let layer =
        Layer::new(LayerName::new(name), Title::default(), role, (0..).zip(cells).map(cell).collect());
    (LayerName::new(name), Arc::new(layer.unwrap()))
}

fn plan() -> Plan {
    let units = [("1", "A"), ("2", "A"), ("3", "B")];
    let layers = BTreeMap::from([
        layer("town", LayerRole::Town, &[("A", ""), ("B", ""), ("C", "")]),
        layer("unit-grid", LayerRole::UnitGrid, &units),
    ]);
    Plan::new(PlanNumber(1), Timestamp::UNIX_EPOCH, None, layers, vec![]).unwrap()
}

fn of(text: &str, name: &str) -> Vec<(Option<f64>, Option<f64>)> {
    let (plan, read) = (plan(), Exposures::read(format!("{HEADER}{text}").as_bytes()).unwrap());
    let layer = Arc::clone(&plan.layers()[&LayerName::new(name)]);
    read.of_layer(&plan, &layer).iter().map(|cell| (cell.residents, cell.patrol_hours_week)).collect()
}

#[test]
fn a_layer_without_rows_has_the_sums_of_the_cells_below_and_what_is_not_known_is_not_zero() {
    let text = "unit-grid,1,100,2.5,true\nunit-grid,2,50,,true\nunit-grid,3,0,4,true\n";
    assert_eq!(of(text, "unit-grid"), [(Some(100.0), Some(2.5)), (Some(50.0), None), (Some(0.0), Some(4.0))]);
    assert_eq!(of(text, "town"), [(Some(150.0), None), (Some(0.0), Some(4.0)), (None, None)]);
    assert_eq!(of("unit-grid,1,100,2,true\n", "town"), [(None, None); 3]);
}

#[test]
fn a_layer_s_own_rows_go_before_sums_and_nothing_is_spread_downward() {
    let text = "unit-grid,1,100,2.5,true\ntown,A,900,7,false\n";
    assert_eq!(of(text, "town"), [(Some(900.0), Some(7.0)), (None, None), (None, None)]);
    assert_eq!(of("town,A,900,7,false\n", "unit-grid"), [(None, None); 3]);
}

#[test]
fn it_is_synthetic_when_one_row_is() {
    let read = |text: &str| Exposures::read(format!("\u{feff}{HEADER}{text}").as_bytes()).unwrap();
    assert!(read("town,A,1,1,false\ntown,B,1,1,是\n").is_synthetic());
    assert!(!read("town,A,1,1,false\n").is_synthetic());
    assert!(read("").is_empty() && Exposures::default().is_empty());
}

#[test]
fn mistakes_are_named_with_line_column_and_what_would_be_right() {
    for (text, wanted) in [
        ("town,A,many,1,true\n", "line 2: residents is “many”; a number from 0 is needed"),
        ("town,A,1,-1,true\n", "line 2: patrol_hours_week is “-1”; a number"),
        ("town,A,1,NaN,true\n", "line 2: patrol_hours_week is “NaN”; a number"),
        (",A,1,1,true\n", "line 2: layer is “”; the name of a layer"),
        ("town,,1,1,true\n", "line 2: cell is “”; the code"),
        ("town,A,1,1,perhaps\n", "line 2: synthetic is “perhaps”"),
        ("town,A,1,1,true\ntown,A,1,1,true\n", "line 3: cell is “A”; it stands twice"),
    ] {
        let faults = Exposures::read(format!("{HEADER}{text}").as_bytes()).unwrap_err();
        assert!(faults[0].to_string().starts_with(wanted), "{}", faults[0]);
    }
    assert_eq!(Exposures::read(b"layer,cell\n").unwrap_err().len(), 3);
    assert_eq!(Exposures::read(&[0xff]).unwrap_err()[0].field, "encoding");
    let many = (0..500).map(|n| format!("town,{n},x,1,true\n")).collect::<Vec<_>>().concat();
    assert_eq!(Exposures::read(format!("{HEADER}{many}").as_bytes()).unwrap_err().len(), 100);
}
