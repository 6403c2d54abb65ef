//! Why one rule beats another, in words.

use super::Words;
use crate::rules::{Classes, Rule};

/// How the winner's list stands to the loser's in one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Than {
    Same,
    Narrower,
    Wider,
}

/// Says what decided between two rules that both match.
pub(super) fn reason(
    classes: &Classes,
    winner: &Rule,
    loser: &Rule,
    lead: Option<(&str, &str)>,
    words: &mut impl Words,
) {
    let place = than(&winner.places, &loser.places);
    let class = class_than(classes, &winner.classes, &loser.classes);
    let opposed = matches!((place, class), (Than::Narrower, Than::Wider) | (Than::Wider, Than::Narrower));
    if let Some((zh, en)) = lead.filter(|_| opposed) {
        return words.add(zh, en);
    }
    let dimensions = [
        (place, "地点", "place"),
        (class, "类别", "class"),
        (than(&winner.kinds, &loser.kinds), "处置类型", "kind"),
        (than(&winner.sources, &loser.sources), "来源", "source"),
        (than(&winner.slots, &loser.slots), "时段", "time"),
        (than(&winner.grades, &loser.grades), "质量等级", "grade"),
        (than(&winner.owners, &loser.owners), "权属", "owner of the component"),
    ];
    let mut narrower = dimensions.iter().filter(|(than, ..)| *than == Than::Narrower);
    let Some((_, zh, en)) = narrower.next() else {
        return words.add("不如前者具体", "it is less specific");
    };
    words.add("在", "it is less specific in ");
    words.add(zh, en);
    for (_, zh, en) in narrower {
        words.add("、", ", ");
        words.add(zh, en);
    }
    words.add("上不如前者具体", "");
}

/// By what is listed: an empty list means any.
fn than<T: PartialEq>(winner: &[T], loser: &[T]) -> Than {
    match (winner.is_empty(), loser.is_empty()) {
        (true, true) => Than::Same,
        (true, false) => Than::Wider,
        (false, false) if winner.len() == loser.len() && winner.iter().all(|one| loser.contains(one)) => {
            Than::Same
        }
        // Both match the case, so that one of them holds the other.
        (false, false) if loser.iter().all(|one| winner.contains(one)) => Than::Wider,
        _ => Than::Narrower,
    }
}

/// As [`than`], but a node of the tree holds all below it.
fn class_than(classes: &Classes, winner: &[u16], loser: &[u16]) -> Than {
    if winner.is_empty() || loser.is_empty() {
        return than(winner, loser);
    }
    let within = |inner: &[u16], outer: &[u16]| {
        inner.iter().all(|&one| classes.ancestors(one).any(|above| outer.contains(&above)))
    };
    match (within(winner, loser), within(loser, winner)) {
        (true, true) => Than::Same,
        (true, false) => Than::Narrower,
        _ => Than::Wider,
    }
}
