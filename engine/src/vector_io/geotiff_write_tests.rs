use gdal::{Dataset, Metadata};

use super::*;
use crate::vector_io::gdal_log::Session;

#[test]
fn what_is_written_is_read_again_and_cloud_optimised() {
    let columns = 700;
    let values: Vec<f32> =
        (0..columns * 600).map(|at| if at % 97 == 0 { -9999.0 } else { (at % 1000) as f32 / 8.0 }).collect();
    let grid = RasterGrid {
        west: 121.25,
        north: 31.25,
        pixel_degrees: 360.0 / f64::from(1 << 21),
        columns,
        values: values.clone(),
        nodata: -9999.0,
        description: "案件核密度".to_owned(),
        about: vec![("UNIT".to_owned(), "cases per km² and 30 days".to_owned())],
    };
    let bytes = geotiff_bytes(grid.clone()).unwrap();
    assert_eq!(bytes, geotiff_bytes(grid.clone()).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("density.tif");
    std::fs::write(&file, &bytes).unwrap();
    let _door = Session::begin();
    let read = Dataset::open(&file).unwrap();
    assert_eq!(read.raster_size(), (700, 600));
    assert_eq!(read.metadata_item("LAYOUT", "IMAGE_STRUCTURE").as_deref(), Some("COG"));
    assert_eq!(read.metadata_item("UNIT", "").as_deref(), Some("cases per km² and 30 days"));
    assert_eq!(
        read.geo_transform().unwrap(),
        [121.25, grid.pixel_degrees, 0.0, 31.25, 0.0, -grid.pixel_degrees]
    );
    assert_eq!(read.spatial_ref().unwrap().auth_code().unwrap(), 4326);
    let band = read.rasterband(1).unwrap();
    assert_eq!(band.no_data_value(), Some(-9999.0));
    assert!(band.overview_count().unwrap() >= 1);
    let whole = band.read_as::<f32>((0, 0), (700, 600), (700, 600), None).unwrap();
    assert_eq!(whole.data(), values);
}

#[test]
fn values_that_are_no_rows_are_told() {
    let grid = RasterGrid {
        west: 0.0,
        north: 0.0,
        pixel_degrees: 1.0,
        columns: 3,
        values: vec![0.0; 4],
        nodata: -1.0,
        description: String::new(),
        about: Vec::new(),
    };
    assert!(geotiff_bytes(grid).unwrap_err().to_string().contains("4 values are no rows of 3"));
}
