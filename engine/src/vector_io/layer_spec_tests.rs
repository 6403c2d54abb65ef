use proptest::prelude::*;

use super::{FileSpec, LayerSpec};

fn parts(text: &str) -> (String, String, Option<String>, String) {
    let spec: LayerSpec = text.parse().unwrap();
    let path = spec.file.path.to_str().unwrap().to_owned();
    (spec.name.as_str().to_owned(), path, spec.file.sublayer, spec.code_field)
}

fn fault(text: &str) -> &'static str {
    text.parse::<LayerSpec>().unwrap_err().fault
}

#[test]
fn a_layer_is_a_name_a_file_and_a_code_field() {
    let expected = ("a".to_owned(), "b.geojson".to_owned(), None, "code".to_owned());
    assert_eq!(parts("a=b.geojson:code"), expected);
    assert_eq!(parts("网格=数据.gpkg#单元:编码").2.as_deref(), Some("单元"));
}

#[test]
fn paths_may_hold_colons_hashes_and_equal_signs() {
    assert_eq!(parts(r"a=C:\g\b.shp:code").1, r"C:\g\b.shp");
    assert_eq!(parts("a=d#1/b.shp:code").1, "d#1/b.shp");
    assert_eq!(parts("a=x=y/b.gpkg#l:code").1, "x=y/b.gpkg");
    assert_eq!(parts("a=b#c.gpkg#l:code").1, "b#c.gpkg");
    assert_eq!(FileSpec::parse("folder#x").sublayer, None);
}

#[test]
fn each_missing_part_is_named() {
    assert_eq!(fault("b.geojson:code"), "the layer's name and = are missing");
    assert_eq!(fault("=b.geojson:code"), "the layer's name is empty");
    assert_eq!(fault("a=b.geojson"), "the code field is missing");
    assert_eq!(fault("a=b.geojson:"), "the code field behind : is empty");
    assert_eq!(fault("a=:code"), "the file is missing");
    assert_eq!(fault("a=b.gpkg#:code"), "the sublayer behind # is empty");
    assert_eq!(fault(r"a=C:\g\b.shp"), "the code field is missing");
}

proptest! {
    #[test]
    fn any_text_gives_a_layer_or_one_line(text in ".{0,40}") {
        if let Err(error) = text.parse::<LayerSpec>() {
            prop_assert!(!error.to_string().contains('\n'));
        }
    }
}
