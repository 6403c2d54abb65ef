use proptest::prelude::*;

use super::{normal, number};

#[test]
fn one_name_typed_in_many_ways_has_one_form() {
    for typed in
        ["松涛路12弄", "松涛路　１２弄", "松涛路十二弄", "“松涛路”, 12 弄", "松涛路（12）弄", "松涛路一二弄"]
    {
        assert_eq!(normal(typed), "松涛路12弄", "{typed}");
    }
    assert_eq!(normal("Sōngtāo Lù"), "songtaolu");
    assert_eq!(normal("第一居委会"), "第1居委会");
}

#[test]
fn numerals_that_are_parts_of_names_stay() {
    for name in ["七宝镇", "三元桥", "九亭路", "千秋大道", "百花园"] {
        assert_eq!(normal(name), name);
    }
}

#[test]
fn chinese_numbers_are_read() {
    let value = |words: &str| number(&words.chars().collect::<Vec<_>>());
    let known = [
        ("十", 10),
        ("十五", 15),
        ("二十", 20),
        ("一百零五", 105),
        ("二百三十四", 234),
        ("三千", 3000),
        ("一二三", 123),
    ];
    for (words, expected) in known {
        assert_eq!(value(words), Some(expected), "{words}");
    }
    assert_eq!((value("三十二百"), value(""), value("一百二三")), (None, None, None));
}

proptest! {
    #[test]
    fn the_normal_form_is_its_own_normal_form(text in "[一二三十百第弄号村松涛路 ａＢ1-9,。ā]{0,20}") {
        let once = normal(&text);
        prop_assert_eq!(normal(&once), once);
    }
}
