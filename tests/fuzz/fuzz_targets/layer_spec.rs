//! Any text as NAME=FILE[#SUBLAYER]:CODEFIELD.
#![no_main]

use gridward::vector_io::LayerSpec;

libfuzzer_sys::fuzz_target!(|text: &str| {
    match text.parse::<LayerSpec>() {
        Ok(spec) => assert!(!spec.code_field.is_empty() && !spec.name.as_str().is_empty()),
        Err(error) => assert!(!error.to_string().contains('\n')),
    }
});
