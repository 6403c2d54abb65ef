//! Where cases came, went, moved or look otherwise on a map.

use std::collections::BTreeSet;

use gridward::cases::CaseHead;
use gridward::cases::columns::{Filter, LiveColumns};
use gridward::ids::CaseNumber;
use gridward::measure::LonLat;

use super::map::State;

/// Places of cases that an event touched.
#[derive(Debug, Default, PartialEq)]
pub struct Touched {
    /// Where something is counted that was not, or the other way round.
    pub counted: Vec<LonLat>,
    /// Where a case that is shown only looks otherwise.
    pub looks: Vec<LonLat>,
}

/// Compares some cases before and after under the conditions of a map.
///
/// # Complexity
/// O(cases); the conditions are judged on columns of these cases alone, so that they mean what they mean everywhere.
pub fn touched(before: &State, after: &State, numbers: &BTreeSet<CaseNumber>) -> Touched {
    let heads = |state: &State| -> Vec<Option<CaseHead>> {
        numbers.iter().map(|number| state.seen().view.columns.head(*number)).collect()
    };
    let (old, new) = (heads(before), heads(after));
    let (was, is) = (chosen(&old, &before.question.filter), chosen(&new, &after.question.filter));
    let mut touched = Touched::default();
    for ((old, new), (was, is)) in old.iter().zip(&new).zip(was.iter().zip(&is)) {
        let place = |head: &Option<CaseHead>, chosen: bool| {
            head.as_ref().filter(|_| chosen).and_then(|head| head.place)
        };
        let (from, to) = (place(old, *was), place(new, *is));
        if from == to {
            touched.looks.extend(to.filter(|_| looks(old.as_ref()) != looks(new.as_ref())));
        } else {
            touched.counted.extend(from.into_iter().chain(to));
        }
    }
    touched
}

/// What a case on the map says of itself.
fn looks(head: Option<&CaseHead>) -> Option<(u8, u16, Option<jiff::Timestamp>, u32)> {
    head.map(|head| (head.stage as u8, head.class, head.due_at, head.revision))
}

/// Which of some cases a filter chooses.
fn chosen(heads: &[Option<CaseHead>], filter: &Filter) -> Vec<bool> {
    let numbered = (0_u32..).zip(heads).filter_map(|(at, head)| {
        let mut head = head.clone()?;
        head.number = CaseNumber(at);
        Some(head)
    });
    let mut chosen = vec![false; heads.len()];
    let Ok(columns) = LiveColumns::build(0, numbered) else { return vec![true; heads.len()] };
    for number in columns.now().numbers(filter) {
        if let Some(chosen) = chosen.get_mut(number.0 as usize) {
            *chosen = true;
        }
    }
    chosen
}
