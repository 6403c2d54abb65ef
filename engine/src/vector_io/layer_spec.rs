//! `NAME=FILE[#SUBLAYER]:CODEFIELD`, the form in which a layer is named on the command line.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::ids::LayerName;

/// A layer as it is named on the command line: `NAME=FILE[#SUBLAYER]:CODEFIELD`.
///
/// The name ends at the first `=`. The code field starts behind the last `:` that has no `/` or `\` behind it, so that a
/// path may hold colons (`C:\grids\a.shp:code`). The sublayer starts behind the last `#` of what remains, if the text
/// before it looks like a file (its last part has a dot) and no `/` or `\` follows it; `./a#b` is a path of its own.
///
/// # Example
/// ```
/// use gridward::vector_io::LayerSpec;
/// let spec: LayerSpec = "unit-grid=city.gpkg#units:code".parse()?;
/// assert_eq!((spec.name.as_str(), spec.file.sublayer.as_deref()), ("unit-grid", Some("units")));
/// assert_eq!(spec.code_field, "code");
/// # Ok::<(), gridward::vector_io::LayerSpecError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerSpec {
    /// The layer's name in the answer.
    pub name: LayerName,
    /// The file and the layer in it.
    pub file: FileSpec,
    /// The field that holds the cells' codes.
    pub code_field: String,
}

/// A file and, where it holds several layers, the one meant: `FILE[#SUBLAYER]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSpec {
    /// The file.
    pub path: PathBuf,
    /// The layer in it.
    pub sublayer: Option<String>,
}

/// What is wrong with a layer as it was named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?}: {fault}; write NAME=FILE[#SUBLAYER]:CODEFIELD, such as unit-grid=city.gpkg#units:code")]
pub struct LayerSpecError {
    /// What was given.
    pub text: String,
    /// What is missing.
    pub fault: &'static str,
}

impl FromStr for LayerSpec {
    type Err = LayerSpecError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = |fault| LayerSpecError { text: text.to_owned(), fault };
        let (name, rest) = text.split_once('=').ok_or_else(|| fail("the layer's name and = are missing"))?;
        if name.trim().is_empty() {
            return Err(fail("the layer's name is empty"));
        }
        let (file, code_field) = split_last(rest, ':').ok_or_else(|| fail("the code field is missing"))?;
        if code_field.is_empty() {
            return Err(fail("the code field behind : is empty"));
        }
        // `C:` alone, or `C:code`: the colon belongs to a drive, so there is no file before it.
        if file.is_empty() {
            return Err(fail("the file is missing"));
        }
        let file = FileSpec::parse(file);
        if file.path.as_os_str().is_empty() {
            return Err(fail("the file is missing"));
        }
        if file.sublayer.as_deref() == Some("") {
            return Err(fail("the sublayer behind # is empty"));
        }
        Ok(Self { name: LayerName::new(name.trim()), file, code_field: code_field.to_owned() })
    }
}

impl FileSpec {
    /// Reads `FILE[#SUBLAYER]`; every text is some file.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if let Some((path, sublayer)) = split_last(text, '#') {
            let looks_like_file = Path::new(path).extension().is_some();
            if looks_like_file {
                return Self { path: PathBuf::from(path), sublayer: Some(sublayer.to_owned()) };
            }
        }
        Self { path: PathBuf::from(text), sublayer: None }
    }
}

/// Splits at the last `mark` unless a path goes on behind it.
fn split_last(text: &str, mark: char) -> Option<(&str, &str)> {
    text.rsplit_once(mark).filter(|(_, behind)| !behind.contains(['/', '\\']))
}

#[cfg(test)]
#[path = "layer_spec_tests.rs"]
mod tests;
