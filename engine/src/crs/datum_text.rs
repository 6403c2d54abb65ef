//! A datum as one text, for formats that do not say what comes next: its word, or a local system as JSON.

use serde::{Deserialize, Deserializer, Serializer};

use super::Datum;

/// Writes the text.
///
/// # Errors
/// Those of the format.
pub fn serialize<S: Serializer>(datum: &Option<Datum>, serializer: S) -> Result<S::Ok, S::Error> {
    let text = match datum {
        None => return serializer.serialize_none(),
        Some(Datum::Local(system)) => serde_json::to_string(system).map_err(serde::ser::Error::custom)?,
        Some(named) => named.to_string(),
    };
    serializer.serialize_some(&text)
}

/// Reads the text.
///
/// # Errors
/// Those of the format, and for words that name no datum.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Datum>, D::Error> {
    let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
    let datum = if text.starts_with('{') {
        serde_json::from_str(&text).map_err(serde::de::Error::custom)?
    } else {
        text.parse().map_err(serde::de::Error::custom)?
    };
    Ok(Some(datum))
}
