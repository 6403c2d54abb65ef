//! An output file that gets its name only when it is whole.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::PathBuf;

use super::error::TableError;

/// A file that is written as `NAME.partial` beside its place and renamed at the end; dropped before that, it is removed.
/// Something that is not a plain file (a pipe, `/dev/stdout`) is written directly.
pub(super) struct PartialFile {
    name: String,
    path: PathBuf,
    partial: Option<PathBuf>,
}

impl PartialFile {
    pub(super) fn create(path: PathBuf) -> Result<(Self, File), TableError> {
        let name = path.display().to_string();
        let direct = fs::metadata(&path).is_ok_and(|m| !m.is_file());
        let partial = (!direct).then(|| {
            let mut file_name: OsString = path.file_name().unwrap_or_default().to_owned();
            file_name.push(".partial");
            path.with_file_name(file_name)
        });
        let target = partial.as_ref().unwrap_or(&path);
        let file = File::create(target).map_err(|e| TableError::io(&name, e))?;
        Ok((Self { name, path, partial }, file))
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn publish(&mut self) -> Result<(), TableError> {
        match self.partial.take() {
            Some(partial) => fs::rename(&partial, &self.path).map_err(|e| TableError::io(&self.name, e)),
            None => Ok(()),
        }
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if let Some(partial) = &self.partial {
            // Nothing can be done about a failure here, and the failure that led here is the one to report.
            let _ = fs::remove_file(partial);
        }
    }
}
