use super::*;
use crate::cases::Satisfaction;

fn visit(words: &str) -> Act {
    Act::Visit { satisfaction: Satisfaction::Fair, text: Some(PrivateText::Words(words.into())) }
}

#[test]
fn sealed_words_come_back_and_other_words_do_not_pass() {
    let salts = Salts::new([7; 32]);
    let mut act = visit("示例甲");
    let words = seal(&mut act, EventNumber(3), &salts).unwrap();
    assert!(matches!(&act, Act::Visit { text: Some(PrivateText::Digest(_)), .. }));
    assert_eq!(seal(&mut act, EventNumber(3), &salts), None, "nothing is left to seal");

    let mut again = act.clone();
    unseal(&mut again, words.clone()).unwrap();
    assert_eq!(again, visit("示例甲"));

    let forged = Words { texts: vec![(0, "示例乙".into())], ..words };
    assert_eq!(unseal(&mut act, forged), Err(0));
}

#[test]
fn the_same_words_have_another_digest_in_each_event_and_under_each_entropy() {
    let digest_of = |entropy: u8, event: u64| {
        let mut act = visit("同样的话");
        seal(&mut act, EventNumber(event), &Salts::new([entropy; 32]));
        act
    };
    assert_eq!(digest_of(1, 1), digest_of(1, 1));
    assert_ne!(digest_of(1, 1), digest_of(1, 2));
    assert_ne!(digest_of(1, 1), digest_of(2, 1));
}
