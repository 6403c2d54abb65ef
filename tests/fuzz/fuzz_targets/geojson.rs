//! Any bytes as GeoJSON: a layer or one line; what is read can be written and read again.
#![no_main]

use gridward::vector_io::{OutLayer, geojson_bytes, read_geojson};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    match read_geojson("fuzz", bytes) {
        Ok(layer) => {
            let again = read_geojson("again", &geojson_bytes(&OutLayer::from(&layer))).expect("our own output");
            assert_eq!(again.features.len(), layer.features.len());
        }
        Err(error) => assert!(!error.to_string().contains('\n')),
    }
});
