use super::*;

pub(crate) fn cell(code: &str) -> Cell {
    Cell { code: CellCode::new(code), name: None, parents: Parents::default(), shape: Shape::default() }
}

fn layer(codes: &[&str]) -> Result<Layer, LayerError> {
    let cells = codes.iter().map(|code| cell(code)).collect();
    Layer::new(LayerName::new("unit-grid"), Title::new("单元网格", "unit grid"), LayerRole::UnitGrid, cells)
}

#[test]
fn cells_are_ordered_by_code_as_text_whatever_the_input_order() {
    let layer = layer(&["10", "9", "0010"]).unwrap();
    let codes: Vec<_> = layer.cells().iter().map(|cell| cell.code.as_str()).collect();
    assert_eq!(codes, ["0010", "10", "9"]);
    assert_eq!(layer.index_of(&CellCode::new("10")), Some(CellIndex(1)));
    assert_eq!(layer.index_of(&CellCode::new("11")), None);
    assert_eq!(layer.cell(CellIndex(3)), None);
}

#[test]
fn a_repeated_code_is_refused_and_named_with_its_count() {
    let error = layer(&["2", "1", "2"]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "layer unit-grid: code 2 stands on 2 cells; give each cell a code of its own"
    );
}

#[test]
fn an_empty_code_is_refused() {
    assert!(matches!(layer(&["1", ""]), Err(LayerError::EmptyCode { count: 1, .. })));
}

#[test]
fn parents_are_kept_in_layer_order_and_replaced_on_set() {
    let town = LayerName::new("town");
    let mut parents: Parents =
        [(town.clone(), CellCode::new("1")), (LayerName::new("community"), CellCode::new("2"))]
            .into_iter()
            .collect();
    assert_eq!(parents.set(town.clone(), CellCode::new("3")), Some(CellCode::new("1")));
    assert_eq!(parents.get(&town), Some(&CellCode::new("3")));
    assert_eq!(parents.iter().map(|(layer, _)| layer.as_str()).collect::<Vec<_>>(), ["community", "town"]);
}
