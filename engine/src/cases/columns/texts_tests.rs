//! Texts come back as they were given.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn texts_come_back_as_they_were_given(given in proptest::collection::vec("(case-)?(2012-)?[0-9a-f]{0,4}[^0]{0,200}", 0..70)) {
        let mut texts = Texts::default();
        let mut before = String::new();
        for text in &given {
            texts.push(before.as_bytes(), text.as_bytes());
            before.clone_from(text);
        }
        texts.shrink();
        prop_assert_eq!(texts.len(), given.len());
        for (at, text) in given.iter().enumerate() {
            let back = texts.get(at);
            prop_assert_eq!(back.as_deref(), Some(text.as_bytes()));
        }
        prop_assert_eq!(texts.get(given.len()), None);
        let mut all = Vec::new();
        texts.each(|text| all.push(text.to_vec()));
        prop_assert_eq!(all, given.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>());
    }
}

#[test]
fn identities_in_a_row_take_few_bytes() {
    let mut texts = Texts::default();
    let mut before = String::new();
    for number in 0..512 {
        let text = format!("SYN-2012-{number:08}");
        texts.push(before.as_bytes(), text.as_bytes());
        before = text;
    }
    texts.shrink();
    assert!(texts.bytes() < 512 * 5, "{}", texts.bytes());
}
