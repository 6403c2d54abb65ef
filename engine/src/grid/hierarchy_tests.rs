use super::*;
use crate::grid::{Cell, LayerRole, Parents, Title};
use crate::topology::Shape;

type Row<'a> = (&'a str, &'a [(&'a str, &'a str)]);

fn layer(name: &str, rows: &[Row<'_>]) -> (LayerName, Arc<Layer>) {
    let cells = rows
        .iter()
        .map(|(code, parents)| Cell {
            code: CellCode::new(code),
            name: None,
            parents: parents.iter().map(|(l, c)| (LayerName::new(l), CellCode::new(c))).collect::<Parents>(),
            shape: Shape::default(),
        })
        .collect();
    let name = LayerName::new(name);
    (name.clone(), Arc::new(Layer::new(name, Title::default(), LayerRole::Other, cells).unwrap()))
}

fn defects(unit: &[Row<'_>]) -> Vec<String> {
    let layers = BTreeMap::from([
        layer("town", &[("11", &[]), ("12", &[])]),
        layer("community", &[("111", &[("town", "11")]), ("121", &[("town", "12")])]),
        layer("duty", &[("A", &[("town", "11")]), ("B", &[("town", "12")])]),
        layer("unit", unit),
    ]);
    let name = LayerName::new;
    let above = BTreeMap::from([
        (name("community"), vec![name("town")]),
        (name("duty"), vec![name("town")]),
        (name("unit"), vec![name("community"), name("duty")]),
    ]);
    let schemes =
        BTreeMap::from([(name("unit"), "3+1".parse().unwrap()), (name("community"), "2+1".parse().unwrap())]);
    check_hierarchy(&layers, &above, &schemes).iter().map(ToString::to_string).collect()
}

#[test]
fn a_sound_hierarchy_has_no_defects() {
    assert!(defects(&[("1111", &[("community", "111"), ("duty", "A")])]).is_empty());
}

#[test]
fn every_break_is_listed_not_only_the_first() {
    let found = defects(&[
        ("1111", &[("community", "111")]),
        ("1112", &[("community", "119"), ("duty", "A")]),
        ("1113", &[("community", "111"), ("duty", "B")]),
    ]);
    assert_eq!(
        found,
        [
            "layer unit: code 1112 begins with 111, but its parent is 119; a code starts with its parent's code",
            "layer unit, cell 1112: parent 119 does not exist in layer community",
            "layer unit, cell 1111: no parent in layer duty; every cell needs one",
            "layer unit, cell 1113: its town-level parent in town is 11, but through duty B it is 12",
        ]
    );
}
