//! Messages to units (外发消息): what a unit is told when a case is given to it. No personal words: erasing does not reach them.

use serde::Serialize;

use super::working::Working;
use crate::ids::{CaseId, ClassCode, UnitCode};

#[derive(Serialize)]
struct Message<'a> {
    case: &'a CaseId,
    number: u32,
    act: &'static str,
    /// `responsible` or `helper`.
    part: &'static str,
    responsible: &'a UnitCode,
    class: &'a ClassCode,
    condition: Option<u8>,
    lon: Option<f64>,
    lat: Option<f64>,
    due_at: Option<jiff::Timestamp>,
    revision: u32,
    /// Whether the case is invented.
    synthetic: bool,
}

/// Tells the unit and its helpers of the dispatch that was just made.
pub(super) fn tell_dispatch(working: &mut Working) {
    let state = &working.state;
    let Some(unit) = &state.unit else { return };
    let parts =
        std::iter::once((unit, "responsible")).chain(state.helpers.iter().map(|helper| (helper, "helper")));
    let messages: Vec<(UnitCode, String)> = parts
        .filter_map(|(to, part)| {
            let message = Message {
                case: &state.id,
                number: state.number.0,
                act: "dispatch",
                part,
                responsible: unit,
                class: &state.class,
                condition: state.condition,
                lon: working.at.place.map(crate::measure::LonLat::lon),
                lat: working.at.place.map(crate::measure::LonLat::lat),
                due_at: state.due_at().map(|due| due.at),
                revision: state.revision,
                synthetic: state.synthetic,
            };
            serde_json::to_string(&message).ok().map(|body| (to.clone(), body))
        })
        .collect();
    working.outbox.extend(messages);
}
