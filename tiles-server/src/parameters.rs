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
        Self::of(pairs, known)
    }

    /// Parameters that came by another way than the address.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>, known: &[&str]) -> Result<Self, Problem> {
        let pairs: Vec<_> = pairs.into_iter().collect();
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

    /// The same without one of them.
    pub fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|(own, _)| own != name).cloned().collect())
    }

    /// All of them in one order, for keys.
    pub fn letters(&self) -> String {
        let mut pairs: Vec<_> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.sort_unstable();
        pairs.join("&")
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
