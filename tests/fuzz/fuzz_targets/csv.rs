//! Any bytes as CSV: the block size changes nothing. The first byte chooses it.
#![no_main]

use std::io::Cursor;

use gridward::frames::{CsvOptions, CsvReader, TableReader};

fn rows(bytes: &[u8], block_bytes: usize) -> Option<(u64, u64)> {
    let options = CsvOptions { block_bytes, ..CsvOptions::default() };
    let mut reader = CsvReader::from_reader("fuzz", Box::new(Cursor::new(bytes.to_vec())), &options).ok()?;
    let (mut rows, mut rejects) = (0, 0);
    while let Some(batch) = reader.next_batch().ok()? {
        rows += batch.len() as u64;
        rejects += batch.rejects.len() as u64;
    }
    Some((rows, rejects))
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    // Beyond ASCII the encoding is judged by block once the sample is ASCII, so only ASCII is compared.
    let whole = rows(rest, 1 << 20);
    let cut = rows(rest, usize::from(*first) + 1);
    if rest.is_ascii() {
        assert_eq!(whole, cut);
    }
});
