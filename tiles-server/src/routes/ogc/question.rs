//! What a request asks: its parameters, the form of the answer, and whether figures go with the cells.

use axum::http::{HeaderMap, Uri, header};
use gridward::tiles::figures::{Measure, UnknownMeasure};

use super::links::Addresses;
use crate::figures;
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

/// The parameter that names the form of the answer.
pub const FORM: &str = "f";

/// One request, read.
pub struct Question {
    pub parameters: Parameters,
    /// A page for people instead of a document for programs.
    pub html: bool,
    pub addresses: Addresses,
    /// The measure of the figures that go with the cells.
    pub measure: Option<Measure>,
    /// The parameters of those figures, as a query.
    pub figures: String,
    /// Whether the answer may be for this caller alone.
    pub private: bool,
}

impl Question {
    /// Reads a request that may have the parameters `own` besides the form and those of figures.
    ///
    /// # Errors
    /// A problem that names the parameter and what would be right; 404 for figures where there are no cases.
    pub fn read(
        app: &App,
        uri: &Uri,
        headers: &HeaderMap,
        works_here: bool,
        own: &[&str],
    ) -> Result<Self, Problem> {
        let mut known: Vec<&str> = own.to_vec();
        known.push(FORM);
        for name in figures::parameters() {
            known.push(name);
        }
        let parameters = Parameters::read(uri, &known)?;
        let html = match parameters.text(FORM) {
            None => prefers_page(headers),
            Some("json") => false,
            Some("html") => true,
            Some(other) => {
                return Err(Problem::parameter(FORM, format!("{FORM} is “{other}”"), "json or html"));
            }
        };
        let figures: Vec<(&str, &str)> =
            figures::parameters().filter_map(|name| Some((name, parameters.text(name)?))).collect();
        let measure = if figures.is_empty() { None } else { Some(measure(app, &parameters)?) };
        let figures = serde_urlencoded::to_string(figures).unwrap_or_default();
        let addresses = Addresses::new(&app.public_url, &figures);
        let private = works_here || measure.is_some();
        Ok(Self { parameters, html, addresses, measure, figures, private })
    }

    /// The parameters that have a value, of those named.
    pub fn given<'a>(&'a self, names: &'a [String]) -> impl Iterator<Item = (&'a str, &'a str)> {
        names.iter().filter_map(|name| Some((name.as_str(), self.parameters.text(name)?)))
    }
}

/// The measure that is asked for, cases where none is named.
fn measure(app: &App, parameters: &Parameters) -> Result<Measure, Problem> {
    app.dispatch()?;
    let word = parameters.text("measure").unwrap_or(Measure::Count.name());
    word.parse().map_err(|fault: UnknownMeasure| {
        let all: Vec<_> = Measure::ALL.iter().map(|measure| measure.name()).collect();
        Problem::parameter("measure", fault.to_string(), format!("one of {}", all.join(", ")))
    })
}

/// Whether the caller names pages, and nothing that programs read more urgently.
fn prefers_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let (mut page, mut data) = (0.0_f64, 0.0_f64);
    for item in accepted.flat_map(|value| value.split(',')) {
        let mut parts = item.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f64>().ok()).unwrap_or(1.0);
        match media.as_str() {
            "text/html" | "application/xhtml+xml" => page = page.max(weight),
            _ if media.starts_with("application/") && media.contains("json") => data = data.max(weight),
            _ => {}
        }
    }
    page > data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_get_pages_and_programs_get_documents() {
        let asks = |accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            prefers_page(&headers)
        };
        assert!(asks("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
        assert!(!asks("application/geo+json, application/json"));
        assert!(!asks("application/json, text/html;q=0.5"));
        assert!(!asks("*/*"));
        assert!(!prefers_page(&HeaderMap::new()));
    }
}
