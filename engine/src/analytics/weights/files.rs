//! Weights as files of other programs: `.gal` (neighbours), `.gwt` (neighbours with a distance or weight), JSON.

use std::collections::HashMap;
use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::graph::{Weights, WeightsError};

/// The form of a file of weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileForm {
    /// `GeoDa`'s neighbour lists: a header, then for each place its name and number of neighbours, and a line of their names. Binary.
    Gal,
    /// `GeoDa`'s triples: a header, then `from to weight` a line.
    Gwt,
    /// `{"neighbours": [[1, 2], …], "weights": [[1.0, 0.5], …]}`, places numbered from 0; without `weights` binary.
    Json,
}

impl FileForm {
    /// The form that a file's name says by its end.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, end) = name.rsplit_once('.')?;
        match end.to_ascii_lowercase().as_str() {
            "gal" => Some(Self::Gal),
            "gwt" => Some(Self::Gwt),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// Why a file of weights cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WeightsFileError {
    /// A line that does not follow the form.
    #[error("line {line}: {found:?}; {right}")]
    Line {
        /// The line, from 1 on.
        line: usize,
        /// What stands there.
        found: String,
        /// What would be right.
        right: &'static str,
    },
    /// A name that no place has.
    #[error("line {line}: {name:?} names no place; names are {names}")]
    Name {
        /// The line, from 1 on.
        line: usize,
        /// The name.
        name: String,
        /// What names there are.
        names: String,
    },
    /// The number of places in the file is another.
    #[error("the file holds {found} places; the data have {n}")]
    Count {
        /// Places in the file.
        found: usize,
        /// Places in the data.
        n: usize,
    },
    /// No JSON of the form.
    #[error("{0}; right is {{\"neighbours\": [[1, 2], …], \"weights\": [[1.0, 0.5], …]}}")]
    Json(#[from] serde_json::Error),
    /// Rows that are no weights.
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

#[derive(Serialize, Deserialize)]
struct Document {
    neighbours: Vec<Vec<u32>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weights: Option<Vec<Vec<f64>>>,
}

/// Reads weights of `names.len()` places. Names in the file are those given, or the places' numbers, from 0 where any name in the file
/// is 0 and from 1 otherwise.
///
/// # Errors
/// [`WeightsFileError`] names the line.
pub fn read_weights(text: &str, form: FileForm, names: &Names<'_>) -> Result<Weights, WeightsFileError> {
    let lists = match form {
        FileForm::Json => return read_json(text, names.count()),
        FileForm::Gal => read_gal(text)?,
        FileForm::Gwt => read_gwt(text)?,
    };
    let from_zero = lists.iter().any(|(_, from, to, _)| *from == "0" || *to == Some("0"));
    let places = names.places(from_zero);
    let mut rows: Vec<Vec<(u32, f64)>> = vec![Vec::new(); names.count()];
    for (line, from, to, weight) in lists {
        let place = |name: &str| {
            places.get(name).copied().ok_or_else(|| WeightsFileError::Name {
                line,
                name: name.to_owned(),
                names: names.told(),
            })
        };
        let from = place(from)?;
        let to = to.map(place).transpose()?;
        // GeoDa writes a place's own distance into some files; a statistic with a star adds the place itself.
        if let (Some(row), Some(to)) = (rows.get_mut(from as usize), to.filter(|to| *to != from)) {
            row.push((to, weight));
        }
    }
    Ok(Weights::weighted(rows)?)
}

/// How places are named in a file.
#[derive(Debug, Clone, Copy)]
pub enum Names<'a> {
    /// By their numbers; so many there are.
    Numbers(usize),
    /// By these.
    Given(&'a [String]),
}

impl Names<'_> {
    fn count(&self) -> usize {
        match self {
            Self::Numbers(n) => *n,
            Self::Given(names) => names.len(),
        }
    }

    fn places(&self, from_zero: bool) -> HashMap<String, u32> {
        match self {
            Self::Numbers(n) => (0_u32..)
                .take(*n)
                .map(|at| ((u64::from(at) + u64::from(!from_zero)).to_string(), at))
                .collect(),
            Self::Given(names) => names.iter().cloned().zip(0_u32..).collect(),
        }
    }

    fn told(&self) -> String {
        match self {
            Self::Numbers(n) => format!("numbers of rows, at most {n}"),
            Self::Given(names) => {
                names.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ") + ", …"
            }
        }
    }

    fn name(&self, at: u32) -> String {
        match self {
            Self::Numbers(_) => (u64::from(at) + 1).to_string(),
            Self::Given(names) => names.get(at as usize).cloned().unwrap_or_default(),
        }
    }
}

type Link<'a> = (usize, &'a str, Option<&'a str>, f64);

fn wrong(line: usize, found: &str, right: &'static str) -> WeightsFileError {
    WeightsFileError::Line { line, found: found.chars().take(60).collect(), right }
}

/// Lines that hold something, numbered from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty())
}

fn read_gal(text: &str) -> Result<Vec<Link<'_>>, WeightsFileError> {
    let mut links = Vec::new();
    let mut lines = lines(text);
    lines.next().ok_or_else(|| wrong(1, "", "the first line gives the number of places"))?;
    while let Some((line, head)) = lines.next() {
        let mut words = head.split_whitespace();
        let count = |word: &str| word.parse::<usize>().ok();
        let (Some(from), Some(count)) = (words.next(), words.next().and_then(count)) else {
            return Err(wrong(
                line,
                head,
                "a place and the number of its neighbours is needed, such as `12 3`",
            ));
        };
        links.push((line, from, None, 1.0));
        if count == 0 {
            continue;
        }
        let (line, row) = lines.next().ok_or_else(|| wrong(line, head, "its neighbours are missing"))?;
        let before = links.len();
        links.extend(row.split_whitespace().map(|to| (line, from, Some(to), 1.0)));
        if links.len() - before != count {
            return Err(wrong(line, row, "as many neighbours are needed as the line above says"));
        }
    }
    Ok(links)
}

fn read_gwt(text: &str) -> Result<Vec<Link<'_>>, WeightsFileError> {
    let mut lines = lines(text);
    lines.next().ok_or_else(|| wrong(1, "", "the first line gives the number of places"))?;
    let link = |(line, row): (usize, _)| {
        let words: Vec<&str> = str::split_whitespace(row).collect();
        match words.as_slice() {
            [from, to, weight] => match weight.parse() {
                Ok(weight) => Ok((line, *from, Some(*to), weight)),
                Err(_) => Err(wrong(line, row, "the third word is the weight, a number")),
            },
            _ => Err(wrong(line, row, "three words are needed: from, to, weight")),
        }
    };
    lines.map(link).collect()
}

fn read_json(text: &str, n: usize) -> Result<Weights, WeightsFileError> {
    let document: Document = serde_json::from_str(text)?;
    let found = document.neighbours.len();
    if found != n {
        return Err(WeightsFileError::Count { found, n });
    }
    let Some(weights) = document.weights else { return Ok(Weights::binary(document.neighbours)?) };
    if weights.len() != n || document.neighbours.iter().zip(&weights).any(|(row, own)| row.len() != own.len())
    {
        return Err(WeightsFileError::Count { found: weights.iter().map(Vec::len).sum(), n });
    }
    let rows = document.neighbours.into_iter().zip(weights);
    Ok(Weights::weighted(rows.map(|(row, own)| row.into_iter().zip(own).collect()).collect())?)
}

/// Writes weights; `.gal` holds the neighbours only.
#[must_use]
pub fn write_weights(weights: &Weights, form: FileForm, names: &Names<'_>) -> String {
    let mut text = String::new();
    match form {
        FileForm::Json => {
            let neighbours = weights.rows().map(|row| row.neighbours.to_vec()).collect();
            let each = || weights.rows().map(|row| row.weights().collect()).collect();
            let document = Document { neighbours, weights: (!weights.is_binary()).then(each) };
            text = serde_json::to_string(&document).unwrap_or_default();
        }
        FileForm::Gal => {
            put(&mut text, format_args!("0 {} gridward name\n", weights.len()));
            for (at, row) in (0_u32..).zip(weights.rows()) {
                put(&mut text, format_args!("{} {}\n", names.name(at), row.neighbours.len()));
                let neighbours: Vec<String> = row.neighbours.iter().map(|to| names.name(*to)).collect();
                if !neighbours.is_empty() {
                    put(&mut text, format_args!("{}\n", neighbours.join(" ")));
                }
            }
        }
        FileForm::Gwt => {
            put(&mut text, format_args!("0 {} gridward name\n", weights.len()));
            for (at, row) in (0_u32..).zip(weights.rows()) {
                for (to, weight) in row.pairs() {
                    put(&mut text, format_args!("{} {} {weight}\n", names.name(at), names.name(to)));
                }
            }
        }
    }
    text
}

fn put(text: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    text.write_fmt(words).unwrap_or(());
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
