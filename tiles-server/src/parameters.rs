//! Query parameters: each known, each once, or the answer says which one is not.

use axum::extract::Query;
use axum::http::Uri;

use crate::problem::{Kind, Problem};

/// The parameters of one request.
#[derive(Debug)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// # Errors
    /// A problem for a parameter that is not in `known`, comes twice or is not proper UTF-8.
    pub fn read(uri: &Uri, known: &[&str]) -> Result<Self, Problem> {
        let query = Query::<Vec<(String, String)>>::try_from_uri(uri);
        let Query(pairs) = query.map_err(|fault| Problem::new(Kind::BadRequest, fault.to_string()))?;
        for (at, (name, _)) in pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let expected = if known.is_empty() {
                    "no parameter".to_owned()
                } else {
                    format!("one of {}", known.join(", "))
                };
                let detail = format!("the parameter {name} is not known here");
                return Err(Problem::new(Kind::UnknownParameter, detail).field(name).expected(expected));
            }
            if pairs.iter().take(at).any(|(earlier, _)| earlier == name) {
                return Err(Problem::parameter(name, format!("{name} is given twice"), "one value"));
            }
        }
        Ok(Self(pairs))
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// A finite number.
    pub fn number(&self, name: &str, expected: &str) -> Result<Option<f64>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Some(number)),
            _ => Err(Problem::parameter(name, format!("{name} is “{text}”, not a number"), expected)),
        }
    }

    pub fn required_number(&self, name: &str, expected: &str) -> Result<f64, Problem> {
        let number = self.number(name, expected)?;
        number.ok_or_else(|| Problem::parameter(name, format!("{name} is missing"), expected))
    }

    /// A whole number from zero.
    pub fn count(&self, name: &str, expected: &str) -> Result<Option<u32>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let count = text.parse().map_err(|_| {
            Problem::parameter(name, format!("{name} is “{text}”, not a whole number"), expected)
        })?;
        Ok(Some(count))
    }
}
