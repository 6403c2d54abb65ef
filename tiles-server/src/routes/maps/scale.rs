//! Words and classes that legends share.

use gridward::grid::Title;
use gridward::tiles::figures::Shown;
use serde_json::{Value, json};

/// A text in both languages.
pub fn text(title: Title) -> Value {
    json!({"zh": title.zh, "en": title.en})
}

/// The classes of a scale, from below the first break on, and how many cells have each.
pub fn classes(shown: &Shown) -> Vec<Value> {
    let breaks = shown.scale.breaks();
    let class = |at: usize| {
        let from = at.checked_sub(1).and_then(|before| breaks.get(before));
        let cells = shown.cells.iter().filter(|cell| cell.class.map(usize::from) == Some(at)).count();
        let colour = shown.scale.colour(at).to_string();
        json!({"class": at, "from": from, "to": breaks.get(at), "colour": colour, "cells": cells})
    };
    (0..=breaks.len()).map(class).collect()
}
