//! In which encoding is a Shapefile's table? Chinese tools write GBK without saying so.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Bytes of the table that are looked at.
const LOOKED_AT_BYTES: u64 = 64 << 20;

/// GDAL's `ENCODING` option for a Shapefile whose .cpg file is missing: what its bytes show. `None` when there is a .cpg
/// file, which GDAL honours, or nothing beyond ASCII.
pub(super) fn option(shp: &Path) -> Option<&'static str> {
    if beside(shp, "cpg").is_some() {
        return None;
    }
    let table = beside(shp, "dbf")?;
    let mut bytes = Vec::new();
    File::open(table).ok()?.take(LOOKED_AT_BYTES).read_to_end(&mut bytes).ok()?;
    judge(&bytes).map(|name| match name {
        "UTF-8" => "ENCODING=UTF-8",
        _ => "ENCODING=GB18030",
    })
}

/// The file of the same name with another extension, in whatever case it is written.
fn beside(path: &Path, extension: &str) -> Option<PathBuf> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let stem = path.file_stem()?;
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .ok()?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|p| p.file_stem() == Some(stem))
        .filter(|p| p.extension().is_some_and(|e| e.eq_ignore_ascii_case(extension)))
        .collect();
    found.sort();
    found.into_iter().next()
}

/// The encoding of a dBASE table: its field names and text fields are looked at one by one, because a name cut in the
/// middle of a character must not decide for all.
fn judge(table: &[u8]) -> Option<&'static str> {
    let header_bytes = usize::from(u16::from_le_bytes([*table.get(8)?, *table.get(9)?]));
    let record_bytes = usize::from(u16::from_le_bytes([*table.get(10)?, *table.get(11)?]));
    let descriptors = table.get(32..header_bytes)?.chunks_exact(32).take_while(|d| d.first() != Some(&0x0D));
    let mut texts: Vec<&[u8]> = Vec::new();
    let mut fields = Vec::new();
    let mut offset = 1_usize;
    for descriptor in descriptors {
        let name = descriptor.get(..11)?;
        texts.push(name.split(|b| *b == 0).next().unwrap_or_default());
        let width = usize::from(*descriptor.get(16)?);
        fields.push(offset..offset + width);
        offset += width;
    }
    let records = table.get(header_bytes..)?.chunks_exact(record_bytes.max(1));
    texts.extend(records.flat_map(|record| fields.iter().filter_map(|f| record.get(f.clone()))));
    let (mut utf8, mut gb) = (0_usize, 0_usize);
    for text in texts.into_iter().filter(|t| !t.is_ascii()) {
        match std::str::from_utf8(text) {
            Ok(_) => utf8 += 1,
            // Cut short in the middle of the last character.
            Err(error) if error.error_len().is_none() && error.valid_up_to() > 0 => utf8 += 1,
            Err(_) => gb += 1,
        }
    }
    match (utf8, gb) {
        (0, 0) => None,
        _ if utf8 >= gb => Some("UTF-8"),
        _ => Some("GB18030"),
    }
}
