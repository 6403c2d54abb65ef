//! The register of components as offices edit it.

use super::*;

#[test]
fn a_register_is_read_with_a_byte_order_mark_and_missing_places() {
    let text = "\u{feff}code,class,lon,lat,owner,synthetic\n01,C0101,121.3,31.1,pipes,true\n02,,,,,true\n";
    let register = ComponentRegister::read(Path::new("components.csv"), text).unwrap();
    assert_eq!(register.len(), 2);
    let first = register.get(&ComponentCode::new("01")).unwrap();
    assert_eq!((first.owner.as_ref().map(UnitCode::as_str), first.place.is_some()), (Some("pipes"), true));
    assert_eq!(register.get(&ComponentCode::new("02")).unwrap().place, None);
}

#[test]
fn a_wrong_row_is_named_with_its_line() {
    let read = |rows: &str| {
        let text = format!("code,class,lon,lat,owner,synthetic\n{rows}");
        ComponentRegister::read(Path::new("components.csv"), &text).unwrap_err().to_string()
    };
    assert!(read("01,C0101,121.3,99,pipes,true\n").starts_with("components.csv, line 2: lat is “99”"));
    assert!(
        read("01,,,,,true\n01,,,,,true\n")
            .starts_with("components.csv, line 3: code is “01”; it stands twice")
    );
}
