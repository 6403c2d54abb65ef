//! Parquet out: each batch a row group, encoded and compressed by the thread that worked on it.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polars::prelude::{ArrowField, ArrowSchema, CompatLevel, PolarsError, Series};
use polars_arrow::array::{Array, DictionaryArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, IntegerType};
use polars_parquet::write::{
    CompressedPage, CompressionOptions, DynIter, DynStreamingIterator, FileWriter, StatisticsOptions,
    Version, WriteOptions, array_to_columns, compress, fallible_streaming_iterator, get_dtype_encoding,
    to_parquet_type,
};

use super::batch::{self, Added, Batch, NO_VALUE};
use super::error::TableError;
use super::partial::PartialFile;
use super::{Encoded, Encoder, TableWriter};

/// Writes Parquet (zstd). Text from a short list ([`Batch::add_coded`]) is stored as a dictionary without being hashed.
pub struct ParquetTableWriter {
    file: PartialFile,
    /// Taken by the format's writer as soon as the columns are known.
    sink: Option<BufWriter<File>>,
    writer: Option<FileWriter<BufWriter<File>>>,
    options: WriteOptions,
}

/// The compression of pages: zstd at its fast end.
pub(super) fn compression() -> CompressionOptions {
    CompressionOptions::Zstd(polars_parquet::write::ZstdLevel::try_new(1).ok())
}

impl ParquetTableWriter {
    /// A new Parquet file; it takes its name when [`TableWriter::finish`] is called.
    ///
    /// # Errors
    /// [`TableError::Io`].
    pub fn create(path: &Path) -> Result<Self, TableError> {
        Self::create_with(path, compression())
    }

    pub(super) fn create_with(path: &Path, compression: CompressionOptions) -> Result<Self, TableError> {
        let (file, out) = PartialFile::create(PathBuf::from(path))?;
        let statistics = StatisticsOptions { distinct_count: false, ..StatisticsOptions::full() };
        let options = WriteOptions { statistics, version: Version::V1, compression, data_page_size: None };
        Ok(Self { file, sink: Some(BufWriter::with_capacity(1 << 20, out)), writer: None, options })
    }

    fn failed(&self, error: &PolarsError) -> TableError {
        if let PolarsError::IO { error, .. } = error {
            return TableError::io(self.file.name(), std::io::Error::new(error.kind(), error.to_string()));
        }
        TableError::Unsupported { file: self.file.name().to_owned(), detail: error.to_string() }
    }
}

impl TableWriter for ParquetTableWriter {
    fn encoder(&self) -> Encoder {
        let options = self.options;
        let file = self.file.name().to_owned();
        Arc::new(move |batch| {
            encode(&batch, options)
                .map_err(|e| TableError::Unsupported { file: file.clone(), detail: e.to_string() })
        })
    }

    fn write(&mut self, encoded: Encoded) -> Result<(), TableError> {
        let Encoded::Pages { schema, rows, columns } = encoded else {
            return Err(super::wrong_encoder(self.file.name()));
        };
        if let Some(sink) = self.sink.take() {
            let writer =
                FileWriter::try_new(sink, (*schema).clone(), self.options).map_err(|e| self.failed(&e))?;
            self.writer = Some(writer);
        }
        let Some(writer) = &mut self.writer else { return Err(super::wrong_encoder(self.file.name())) };
        if *writer.schema() != *schema {
            let detail = first_difference(writer.schema(), &schema);
            return Err(TableError::SchemaChanged { file: self.file.name().to_owned(), detail });
        }
        if rows == 0 {
            return Ok(());
        }
        let group = DynIter::new(columns.iter().map(|pages| {
            Ok(DynStreamingIterator::new(fallible_streaming_iterator::convert(
                pages.iter().map(Ok::<&CompressedPage, PolarsError>),
            )))
        }));
        let written = writer.write(rows, group);
        written.map_err(|e| self.failed(&e))
    }

    fn finish(&mut self) -> Result<(), TableError> {
        if let Some(mut writer) = self.writer.take() {
            writer.end(None).map_err(|e| self.failed(&e))?;
            let buffered = writer.into_inner();
            buffered.into_inner().map_err(|e| TableError::io(self.file.name(), e.into_error()))?;
        }
        self.file.publish()
    }
}

fn first_difference(first: &ArrowSchema, other: &ArrowSchema) -> String {
    let names =
        |s: &ArrowSchema| s.iter_values().map(|f| format!("{} {:?}", f.name, f.dtype)).collect::<Vec<_>>();
    let (first, other) = (names(first), names(other));
    let differing = first.iter().zip(&other).find(|(a, b)| a != b);
    differing.map_or_else(
        || format!("{} and {} columns", first.len(), other.len()),
        |(a, b)| format!("{a}, then {b}"),
    )
}

/// The batch as compressed pages.
fn encode(batch: &Batch, options: WriteOptions) -> Result<Encoded, PolarsError> {
    let mut schema = ArrowSchema::default();
    let mut columns = Vec::new();
    for column in batch.frame.columns() {
        encode_series(column.as_materialized_series(), options, &mut schema, &mut columns)?;
    }
    for added in batch.added() {
        match added {
            Added::Coded { name, keys, values } => {
                let field = ArrowField::new(name.as_str().into(), ArrowDataType::LargeUtf8, true);
                let array = dictionary(keys, values)?;
                encode_array(&array, field, options, &mut schema, &mut columns)?;
            }
            Added::Numbers { name, values, .. } => {
                let series = batch::numbers_series(name, values);
                encode_series(&series, options, &mut schema, &mut columns)?;
            }
            Added::Column(column) => {
                encode_series(column.as_materialized_series(), options, &mut schema, &mut columns)?;
            }
        }
    }
    let rows = u64::try_from(batch.len()).unwrap_or(u64::MAX);
    Ok(Encoded::Pages { schema: Box::new(schema), rows, columns })
}

fn encode_series(
    series: &Series,
    options: WriteOptions,
    schema: &mut ArrowSchema,
    columns: &mut Vec<Vec<CompressedPage>>,
) -> Result<(), PolarsError> {
    // The schema names the type that every reader of Parquet knows; the pages of text views are the same bytes.
    let field = series.dtype().to_arrow_field(series.name().clone(), CompatLevel::oldest());
    let array = series.rechunk().to_arrow(0, CompatLevel::newest());
    encode_array(array.as_ref(), field, options, schema, columns)
}

fn encode_array(
    array: &dyn Array,
    field: ArrowField,
    options: WriteOptions,
    schema: &mut ArrowSchema,
    columns: &mut Vec<Vec<CompressedPage>>,
) -> Result<(), PolarsError> {
    let parquet_type = to_parquet_type(&field)?;
    schema.insert(field.name.clone(), field);
    if array.is_empty() {
        return Ok(());
    }
    let encodings = get_dtype_encoding(array.dtype());
    for pages in array_to_columns(array.to_boxed(), parquet_type, options, &encodings)? {
        let mut compressed = Vec::new();
        for page in pages {
            compressed.push(compress(page?, Vec::new(), options.compression)?);
        }
        columns.push(compressed);
    }
    Ok(())
}

/// Keys and the values they use as a dictionary array; values that no key names are left out.
fn dictionary(keys: &[u32], values: &[Box<str>]) -> Result<DictionaryArray<u32>, PolarsError> {
    let mut places: Vec<u32> = vec![NO_VALUE; values.len()];
    let mut used: Vec<&str> = Vec::new();
    let mut missing = false;
    let mut dense: Vec<u32> = Vec::with_capacity(keys.len());
    for key in keys {
        let slot = usize::try_from(*key).ok().and_then(|k| Some((places.get_mut(k)?, values.get(k)?)));
        let Some((place, value)) = slot else {
            missing = true;
            dense.push(NO_VALUE);
            continue;
        };
        if *place == NO_VALUE {
            *place = u32::try_from(used.len()).unwrap_or(NO_VALUE);
            used.push(value);
        }
        dense.push(*place);
    }
    if used.is_empty() {
        used.push("");
    }
    let list = Utf8ViewArray::from_slice_values(&used);
    let keys: PrimitiveArray<u32> = if missing {
        dense.iter().map(|k| (*k != NO_VALUE).then_some(*k)).collect()
    } else {
        PrimitiveArray::from_vec(dense)
    };
    let dtype = ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(ArrowDataType::Utf8View), false);
    DictionaryArray::try_new(dtype, keys, Box::new(list))
}
