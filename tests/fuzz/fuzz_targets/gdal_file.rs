//! Any bytes as a Shapefile (.shp alone) in GDAL's memory file system; the first byte chooses the extension.
#![no_main]

use std::path::Path;

use gridward::vector_io::read_layer;

const NAMES: [&str; 5] = ["f.shp", "f.gpkg", "f.kml", "f.fgb", "f.dxf"];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    let path = Path::new("/vsimem").join(name);
    if gdal::vsi::create_mem_file(&path, rest.to_vec()).is_ok() {
        let _ = read_layer(&path, None);
        let _ = gdal::vsi::unlink_mem_file(&path);
    }
});
