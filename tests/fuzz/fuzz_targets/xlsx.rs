//! Any bytes as a .xlsx file: rows or one line.
#![no_main]

use gridward::frames::open_table;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("gridward-fuzz-{}.xlsx", std::process::id()));
    std::fs::write(&path, bytes).expect("the temporary folder can be written");
    if let Ok(mut reader) = open_table(&path) {
        while let Ok(Some(_)) = reader.next_batch() {}
    }
});
