//! JSON written by hand where an answer is asked for tens of thousands of times a second: the same bytes as serde makes, without
//! looking at each byte of each text.

use serde::Serialize;

/// JSON in the making. Whoever writes sees to commas and brackets.
#[derive(Debug)]
pub struct Json(Vec<u8>);

impl Json {
    /// An empty text with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Self(Vec::with_capacity(bytes))
    }

    /// The text.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// JSON as it is.
    pub fn raw(&mut self, json: &str) {
        self.0.extend_from_slice(json.as_bytes());
    }

    /// The inside of a string, without its quotes.
    pub fn inside(&mut self, text: &str) {
        if is_plain(text.as_bytes()) {
            self.0.extend_from_slice(text.as_bytes());
        } else {
            let quoted = serde_json::to_string(text).unwrap_or_default();
            self.raw(quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default());
        }
    }

    /// A string.
    pub fn text(&mut self, text: &str) {
        self.0.push(b'"');
        self.inside(text);
        self.0.push(b'"');
    }

    /// A string, or null.
    pub fn text_or_null(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.raw("null"),
        }
    }

    /// `true` or `false`.
    pub fn truth(&mut self, truth: bool) {
        self.raw(if truth { "true" } else { "false" });
    }

    /// A text in Chinese and English.
    pub fn title(&mut self, zh: &str, en: &str) {
        self.raw(r#"{"zh":""#);
        self.inside(zh);
        self.raw(r#"","en":""#);
        self.inside(en);
        self.raw(r#""}"#);
    }

    /// A list.
    pub fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut item: impl FnMut(&mut Self, T)) {
        self.0.push(b'[');
        let mut first = true;
        for one in items {
            if !first {
                self.0.push(b',');
            }
            first = false;
            item(self, one);
        }
        self.0.push(b']');
    }

    /// A number of hundredths, as most lengths and shares are; any other number as serde writes it.
    pub fn number(&mut self, value: f64) {
        const MOST: f64 = 1e12;
        let hundredths = (value * 100.0).round();
        #[expect(
            clippy::float_cmp,
            reason = "only a number that is exactly the nearest to its hundredths is written so"
        )]
        let exact =
            value >= 0.0 && hundredths < MOST && hundredths / 100.0 == value && value.is_sign_positive();
        if !exact {
            return self.value(&value);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10^12")]
        let hundredths = hundredths as u64;
        self.whole(hundredths / 100);
        self.0.push(b'.');
        let (tenths, rest) = (hundredths / 10 % 10, hundredths % 10);
        self.whole(tenths);
        if rest > 0 {
            self.whole(rest);
        }
    }

    /// A whole number.
    pub fn whole(&mut self, mut value: u64) {
        let mut digits = [b'0'; 20];
        let mut used = 0;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + u8::try_from(value % 10).unwrap_or(0);
            used += 1;
            value /= 10;
            if value == 0 {
                break;
            }
        }
        self.0.extend(digits.iter().skip(digits.len() - used));
    }

    /// Anything else, as serde writes it.
    pub fn value(&mut self, value: &impl Serialize) {
        if let Err(fault) = serde_json::to_writer(&mut self.0, value) {
            tracing::error!(%fault, "an answer cannot be written as JSON");
        }
    }
}

/// Whether a text is its own JSON.
#[expect(clippy::needless_bitwise_bool, reason = "without a jump it becomes vector code")]
fn is_plain(text: &[u8]) -> bool {
    !text.iter().fold(false, |special, &byte| special | (byte < 0x20) | (byte == b'"') | (byte == b'\\'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Json)) -> String {
        let mut json = Json::with_capacity(0);
        write(&mut json);
        String::from_utf8(json.into_bytes()).unwrap()
    }

    #[test]
    fn texts_are_written_as_serde_writes_them() {
        for text in
            ["", "plain", "说“是”", "a\"b", "back\\slash", "line\nend\t\u{1}\u{1f}", "\u{7f}\u{2028}🙂"]
        {
            assert_eq!(written(|json| json.text(text)), serde_json::to_string(text).unwrap());
        }
    }

    #[test]
    fn numbers_are_written_as_serde_writes_them() {
        let shares = (0..200_000).map(|n| f64::from(n) / 100.0);
        let odd = [-0.0, -1.5, 0.1 + 0.2, 1e-7, 121.385, 31.112_345_6, 9e15, 1e21, f64::MAX, 0.005, 2795.8];
        let more = (0..5000).map(|n| f64::from(n) * 0.337);
        for value in shares.chain(odd).chain(more) {
            assert_eq!(written(|json| json.number(value)), serde_json::to_string(&value).unwrap(), "{value}");
        }
        for value in [0, 7, 10, 1234, u64::MAX] {
            assert_eq!(written(|json| json.whole(value)), value.to_string());
        }
    }
}
