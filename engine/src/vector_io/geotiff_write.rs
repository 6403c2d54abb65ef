//! A grid of numbers as a cloud optimised `GeoTIFF` (COG), through GDAL: tiles, overviews and everything in the order in which a
//! program reads it over a network.

use super::WriteError;

/// A grid of numbers in degrees of WGS 84, row by row from the north-west.
#[derive(Debug, Clone, PartialEq)]
pub struct RasterGrid {
    /// Longitude of the western edge.
    pub west: f64,
    /// Latitude of the northern edge.
    pub north: f64,
    /// Degrees of a pixel's side.
    pub pixel_degrees: f64,
    /// Pixels in a row.
    pub columns: usize,
    /// The numbers.
    pub values: Vec<f32>,
    /// The number of pixels that have none.
    pub nodata: f64,
    /// What it shows, in one line.
    pub description: String,
    /// What else a reader must know: names and texts.
    pub about: Vec<(String, String)>,
}

/// The file as bytes; the same grid gives the same bytes.
///
/// # Errors
/// [`WriteError`] with what GDAL said, for values that are no whole number of rows, and in a build without the feature `gdal`.
///
/// # Complexity
/// O(pixels), twice over for overviews and packing.
pub fn geotiff_bytes(grid: RasterGrid) -> Result<Vec<u8>, WriteError> {
    let rows = grid.values.len().checked_div(grid.columns).unwrap_or(0);
    if rows == 0 || rows * grid.columns != grid.values.len() {
        let detail = format!("{} values are no rows of {}", grid.values.len(), grid.columns);
        return Err(WriteError::Gdal { file: FILE.to_owned(), detail });
    }
    #[cfg(feature = "gdal")]
    return through_gdal::bytes(grid, rows);
    #[cfg(not(feature = "gdal"))]
    Err(WriteError::NeedsGdal { file: FILE.to_owned() })
}

/// What the file is called in messages.
const FILE: &str = "GeoTIFF";

#[cfg(feature = "gdal")]
mod through_gdal {
    use gdal::errors::GdalError;
    use gdal::raster::{Buffer, RasterCreationOptions};
    use gdal::spatial_ref::{AxisMappingStrategy, SpatialRef};
    use gdal::{Dataset, DriverManager, Metadata};

    use super::{FILE, RasterGrid};
    use crate::vector_io::WriteError;
    use crate::vector_io::gdal_log::Session;

    pub fn bytes(grid: RasterGrid, rows: usize) -> Result<Vec<u8>, WriteError> {
        let session = Session::begin();
        let wrong =
            |fault: GdalError| WriteError::Gdal { file: FILE.to_owned(), detail: session.detail(&fault) };
        // Only one at a time is written: the session is the one door to GDAL.
        let path = "/vsimem/gridward-export.tif";
        let written = write(path, grid, rows).and_then(|()| gdal::vsi::get_vsi_mem_file_bytes_owned(path));
        written.map_err(|fault| {
            // Whatever was begun must not stay; that it was never there is no fault.
            gdal::vsi::unlink_mem_file(path).unwrap_or(());
            wrong(fault)
        })
    }

    fn write(path: &str, grid: RasterGrid, rows: usize) -> Result<(), GdalError> {
        let memory = DriverManager::get_driver_by_name("MEM")?;
        let mut dataset = memory.create_with_band_type::<f32, _>("", grid.columns, rows, 1)?;
        dataset.set_geo_transform(&[
            grid.west,
            grid.pixel_degrees,
            0.0,
            grid.north,
            0.0,
            -grid.pixel_degrees,
        ])?;
        let mut system = SpatialRef::from_epsg(4326)?;
        system.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        dataset.set_spatial_ref(&system)?;
        dataset.set_metadata_item("TIFFTAG_IMAGEDESCRIPTION", &grid.description, "")?;
        for (name, text) in &grid.about {
            dataset.set_metadata_item(name, text, "")?;
        }
        let mut band = dataset.rasterband(1)?;
        band.set_no_data_value(Some(grid.nodata))?;
        band.set_description(&grid.description)?;
        let mut buffer = Buffer::new((grid.columns, rows), grid.values);
        band.write((0, 0), (grid.columns, rows), &mut buffer)?;
        copy(&dataset, path)
    }

    fn copy(dataset: &Dataset, path: &str) -> Result<(), GdalError> {
        let cog = DriverManager::get_driver_by_name("COG")?;
        let options = RasterCreationOptions::from_iter([
            "COMPRESS=DEFLATE",
            "PREDICTOR=YES",
            "BLOCKSIZE=512",
            "RESAMPLING=AVERAGE",
            "NUM_THREADS=ALL_CPUS",
            "BIGTIFF=IF_SAFER",
        ]);
        dataset.create_copy(&cog, path, &options)?.close()
    }
}

#[cfg(all(test, feature = "gdal"))]
#[path = "geotiff_write_tests.rs"]
mod tests;
