//! Values of one field: words, flags, numbers, lists, references to other tables.

use std::str::FromStr;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use super::fault::RuleFault;
use crate::ids::{CellCode, LayerName};

/// The line that is being read, and the list of what is wrong.
pub(super) struct Line<'a> {
    pub(super) file: &'static str,
    pub(super) number: u64,
    pub(super) faults: &'a mut Vec<RuleFault>,
}

impl Line<'_> {
    /// Notes a fault.
    pub(super) fn fault(&mut self, field: &str, value: &str, wanted: &str) {
        self.faults.push(RuleFault::new(self.file, self.number, field, value, wanted));
    }

    /// A text that must be there.
    pub(super) fn needed(&mut self, field: &str, text: &str, wanted: &str) -> bool {
        if text.is_empty() {
            self.fault(field, text, wanted);
        }
        !text.is_empty()
    }

    /// A word of a fixed list; `None` where it is empty or no such word.
    pub(super) fn word<T: for<'de> Deserialize<'de>>(&mut self, field: &str, text: &str) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        let plain: StrDeserializer<'_, Error> = text.into_deserializer();
        match T::deserialize(plain) {
            Ok(value) => Some(value),
            Err(error) => {
                let message = error.to_string();
                let words: Vec<&str> = message.split('`').skip(3).step_by(2).collect();
                self.fault(field, text, &format!("one of {} is needed", words.join(", ")));
                None
            }
        }
    }

    /// A word of a fixed list that must be there.
    pub(super) fn needed_word<T: for<'de> Deserialize<'de>>(&mut self, field: &str, text: &str) -> Option<T> {
        // An empty text is no word, and the fault lists those that are.
        let before = self.faults.len();
        let found = self.word(field, if text.is_empty() { " " } else { text });
        if text.is_empty()
            && let Some(fault) = self.faults.get_mut(before)
        {
            fault.value = "empty".into();
        }
        found
    }

    /// Words of a fixed list with `;` between them, without repetition.
    pub(super) fn words<T: for<'de> Deserialize<'de> + PartialEq>(
        &mut self,
        field: &str,
        text: &str,
    ) -> Vec<T> {
        let mut words: Vec<T> = Vec::new();
        for item in items(text) {
            if let Some(word) = self.word(field, item)
                && !words.contains(&word)
            {
                words.push(word);
            }
        }
        words
    }

    /// Yes or no; empty is no.
    pub(super) fn flag(&mut self, field: &str, text: &str) -> bool {
        match text.to_ascii_lowercase().as_str() {
            "yes" | "true" | "1" | "是" => true,
            "" | "no" | "false" | "0" | "否" => false,
            _ => {
                self.fault(field, text, "yes or no is needed");
                false
            }
        }
    }

    /// Anything that parses; `None` where it is empty or does not.
    pub(super) fn parsed<T: FromStr>(&mut self, field: &str, text: &str, wanted: &str) -> Option<T> {
        if text.is_empty() {
            return None;
        }
        let value = text.parse().ok();
        if value.is_none() {
            self.fault(field, text, wanted);
        }
        value
    }

    /// References to another table with `;` between them, without repetition.
    pub(super) fn references<T: PartialEq>(
        &mut self,
        field: &str,
        text: &str,
        wanted: &str,
        find: impl Fn(&str) -> Option<T>,
    ) -> Vec<T> {
        let mut found: Vec<T> = Vec::new();
        for item in items(text) {
            match find(item) {
                Some(value) if found.contains(&value) => {}
                Some(value) => found.push(value),
                None => self.fault(field, item, wanted),
            }
        }
        found
    }

    /// Cells as `layer:code`.
    pub(super) fn places(&mut self, field: &str, text: &str) -> Vec<(LayerName, CellCode)> {
        self.references(field, text, "cells as layer:code are needed, for instance town:310112101", |item| {
            let (layer, code) = item.split_once(':')?;
            let (layer, code) = (layer.trim(), code.trim());
            (!layer.is_empty() && !code.is_empty()).then(|| (LayerName::new(layer), CellCode::new(code)))
        })
    }
}

/// The items of a list, without empty ones. Full-width semicolons count, because Chinese keyboards give them.
pub(super) fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', '；']).map(str::trim).filter(|item| !item.is_empty())
}
