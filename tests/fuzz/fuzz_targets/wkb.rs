//! Any bytes as well-known binary: what is read is written and read back the same.
#![no_main]

use gridward::vector_io::{read_wkb, write_wkb};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(geometry) = read_wkb(bytes) {
        assert_eq!(read_wkb(&write_wkb(&geometry)).as_ref(), Ok(&geometry));
    }
});
