//! Parquet in: row group by row group, with the file's own column types.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::{FileMetadata, ParallelStrategy, ParquetReader, SerReader};

use super::batch::Batch;
use super::error::{self, TableError};
use super::{Pending, TableReader};

/// Row groups above this many rows are read in slices, so that one giant group does not fill the memory.
const SLICE_ROWS: usize = 1 << 20;

/// A Parquet table, read by row groups.
pub struct ParquetTableReader {
    path: PathBuf,
    columns: Vec<String>,
    metadata: Arc<FileMetadata>,
    /// Offset and length of the batches, last one first.
    slices: Vec<(usize, usize)>,
}

impl ParquetTableReader {
    /// Opens a Parquet file and reads its footer.
    ///
    /// # Errors
    /// [`TableError`]: missing, empty, cut short, or not Parquet.
    pub fn open(path: &Path) -> Result<Self, TableError> {
        let name = path.display().to_string();
        let io = |e| TableError::io(&name, e);
        let mut start = Vec::new();
        File::open(path).map_err(io)?.take(16).read_to_end(&mut start).map_err(io)?;
        if start.is_empty() {
            return Err(TableError::Empty { file: name });
        }
        if !start.starts_with(b"PAR1") {
            let found = super::foreign_format(&start).unwrap_or("text or another format");
            return Err(TableError::WrongFormat { file: name, found, expected: "Parquet" });
        }
        let file = File::open(path).map_err(io)?;
        let (columns, metadata) = error::guarded(&name, "Parquet", || {
            let mut reader = ParquetReader::new(file);
            let metadata = reader.get_metadata().cloned().map_err(|e| broken(&name, &e.to_string()))?;
            let schema = reader.schema().map_err(|e| broken(&name, &e.to_string()))?;
            Ok((schema.iter_names().map(ToString::to_string).collect(), metadata))
        })?;
        let mut slices =
            slices(metadata.row_groups.iter().map(polars_parquet::read::RowGroupMetadata::num_rows));
        slices.reverse();
        Ok(Self { path: path.to_owned(), columns, metadata, slices })
    }
}

/// What each batch covers; one without rows for a table without rows.
fn slices(group_rows: impl Iterator<Item = usize>) -> Vec<(usize, usize)> {
    let mut slices = Vec::new();
    let mut offset = 0;
    for mut rows in group_rows {
        while rows > 0 {
            let length = if rows > 4 * SLICE_ROWS { SLICE_ROWS } else { rows };
            slices.push((offset, length));
            offset += length;
            rows -= length;
        }
    }
    if slices.is_empty() {
        slices.push((0, 0));
    }
    slices
}

fn broken(file: &str, detail: &str) -> TableError {
    let detail = detail.lines().next().unwrap_or_default().to_owned();
    TableError::Broken { file: file.to_owned(), format: "Parquet", detail }
}

impl TableReader for ParquetTableReader {
    fn columns(&self) -> &[String] {
        &self.columns
    }

    fn notes(&self) -> &[String] {
        &[]
    }

    fn next_pending(&mut self) -> Result<Option<Pending>, TableError> {
        let Some((offset, length)) = self.slices.pop() else { return Ok(None) };
        let path = self.path.clone();
        let metadata = Arc::clone(&self.metadata);
        Ok(Some(Box::new(move || {
            let name = path.display().to_string();
            let file = File::open(&path).map_err(|e| TableError::io(&name, e))?;
            let frame = error::guarded(&name, "Parquet", || {
                let mut reader = ParquetReader::new(file);
                reader.set_metadata(metadata);
                // The batches themselves are spread over the threads.
                let reader = reader.read_parallel(ParallelStrategy::None).with_slice(Some((offset, length)));
                reader.set_rechunk(true).finish().map_err(|e| broken(&name, &e.to_string()))
            })?;
            if frame.height() != length {
                return Err(broken(&name, "a row group holds fewer rows than its header says"));
            }
            let first_row = u64::try_from(offset).unwrap_or(u64::MAX).saturating_add(1);
            Ok(Batch::new(first_row, 0, frame))
        })))
    }
}
