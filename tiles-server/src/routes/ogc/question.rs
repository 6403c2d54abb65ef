//! What a request asks: its parameters, the form of the answer, and whether figures go with the cells.

use axum::extract::Request;
use axum::http::{HeaderMap, header};
use gridward::tiles::figures::Measure;

use super::links::Addresses;
use crate::auth::Caller;
use crate::dispatch::Seen;
use crate::figures::{Asked, PARAMETERS};
use crate::parameters::Parameters;
use crate::problem::Problem;
use crate::state::App;

/// The parameter that names the form of the answer.
pub const FORM: &str = "f";

/// Cases that are to be counted for each cell.
pub struct Figures {
    pub seen: Seen,
    pub asked: Asked,
}

/// One request, read.
pub struct Question {
    pub parameters: Parameters,
    /// A page for people instead of a document for programs.
    pub html: bool,
    pub addresses: Addresses,
    /// What is to be counted; whoever counts it takes it out.
    pub figures: Option<Figures>,
    /// The measure of those figures.
    pub measure: Option<Measure>,
    /// Letters that differ where the form or the question of figures does.
    pub key: String,
}

impl Question {
    /// Reads a request that may have the parameters `own` besides the form and those of figures.
    ///
    /// # Errors
    /// A problem that names the parameter and what would be right; 404 for figures where there are no cases.
    pub fn read(app: &App, caller: &Caller, request: &Request, own: &[&str]) -> Result<Self, Problem> {
        let known: Vec<&str> = own.iter().copied().chain([FORM]).chain(PARAMETERS).collect();
        let parameters = Parameters::read(request.uri(), &known)?;
        let html = match parameters.text(FORM) {
            None => prefers_page(request.headers()),
            Some("json") => false,
            Some("html") => true,
            Some(other) => {
                return Err(Problem::parameter(FORM, format!("{FORM} is “{other}”"), "json or html"));
            }
        };
        let figures = if PARAMETERS.iter().any(|name| parameters.text(name).is_some()) {
            let dispatch = app.dispatch()?;
            let seen = dispatch.seen_now();
            let asked = Asked::read(app, dispatch, &seen, caller, &parameters)?;
            Some(Figures { seen, asked })
        } else {
            None
        };
        let asked = figures.as_ref().map(|figures| &figures.asked);
        let addresses = Addresses::new(&app.public_url, asked.map_or("", |asked| asked.query.as_str()));
        let key = format!("{FORM}={html}-{}", asked.map_or("", |asked| asked.key.as_str()));
        let measure = asked.map(|asked| asked.measure);
        Ok(Self { parameters, html, addresses, figures, measure, key })
    }

    /// The parameters that have a value, of those named.
    pub fn given<'a>(&'a self, names: &'a [String]) -> impl Iterator<Item = (&'a str, &'a str)> {
        names.iter().filter_map(|name| Some((name.as_str(), self.parameters.text(name)?)))
    }
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
