//! Why a layer cannot be read or written.

/// Why a file as a whole cannot be read. A single bad feature is no error but a [`Problem`](super::Problem).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The operating system refused.
    #[error("{file}: {source}; check that the path is right and may be read")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file has no content.
    #[error("{file}: the file is empty; a layer with at least one polygon is needed")]
    Empty {
        /// The file.
        file: String,
    },
    /// The text breaks the rules of JSON.
    #[error(
        "{file}, line {line}, column {column}: {detail}; save the file again, it may have been cut short"
    )]
    Syntax {
        /// The file.
        file: String,
        /// The line, 1-based.
        line: usize,
        /// The column in bytes, 1-based.
        column: usize,
        /// What was expected.
        detail: String,
    },
    /// JSON, but no GeoJSON.
    #[error("{file}: this JSON is no GeoJSON ({detail}); a FeatureCollection, Feature or geometry is needed")]
    NotGeoJson {
        /// The file.
        file: String,
        /// What was found.
        detail: String,
    },
    /// The sublayer asked for does not exist.
    #[error("{file} has no layer {name:?}; it has: {known}")]
    NoSublayer {
        /// The file.
        file: String,
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// Several layers, and none was named.
    #[error("{file} has several layers; name one as FILE#LAYER: {known}")]
    ChooseSublayer {
        /// The file.
        file: String,
        /// The names there are.
        known: String,
    },
    /// A format that only the GDAL feature reads.
    #[error("{file}: this build reads GeoJSON only; give a .geojson file, or build with the feature gdal")]
    NeedsGdal {
        /// The file.
        file: String,
    },
    /// GDAL does not read the file.
    #[error("{file}: not a readable layer ({detail}); check the format, and that all of its files are there")]
    Gdal {
        /// The file.
        file: String,
        /// What GDAL said, in one line.
        detail: String,
    },
    /// The field that should hold the codes does not exist.
    #[error("{file} has no field {name:?}; it has: {known}")]
    NoField {
        /// The file.
        file: String,
        /// The field asked for.
        name: String,
        /// The fields there are.
        known: String,
    },
    /// The coordinate system is not understood.
    #[error(
        "{file}: the coordinate system {crs:?} is not understood ({detail}); name it with --layer-datum, or use --planar"
    )]
    Crs {
        /// The file.
        file: String,
        /// The system as the file states it.
        crs: String,
        /// What is wrong with it.
        detail: String,
    },
    /// No coordinate system is stated and none was given.
    #[error(
        "{file}: the file does not state its coordinate system; name it with --layer-datum NAME=DATUM, or check the file as a plane with --planar"
    )]
    NoCrs {
        /// The file.
        file: String,
    },
}

/// Why a layer cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The operating system refused.
    #[error("{file}: {source}; check that the folder exists and may be written")]
    Io {
        /// The file.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The extension names no format that can be written.
    #[error("{file}: this extension is no layer format; use .geojson, .gpkg, .shp, .fgb or .kml")]
    UnknownFormat {
        /// The file.
        file: String,
    },
    /// A format that only the GDAL feature writes.
    #[error("{file}: this build writes GeoJSON only; use .geojson, or build with the feature gdal")]
    NeedsGdal {
        /// The file.
        file: String,
    },
    /// Something stands at the path already.
    #[error("{file} exists; remove it or choose another name")]
    Exists {
        /// The file.
        file: String,
    },
    /// A feature has another number of values than the layer has fields.
    #[error(
        "{file}: feature {feature} has {found} values for {expected} fields; one value a field is needed"
    )]
    Values {
        /// The file.
        file: String,
        /// The feature, 1-based.
        feature: usize,
        /// Values given.
        found: usize,
        /// Fields of the layer.
        expected: usize,
    },
    /// `SQLite` does not write the layer.
    #[error("{file}: the GeoPackage cannot be written ({detail})")]
    Sqlite {
        /// The layer.
        file: String,
        /// What `SQLite` said.
        detail: String,
    },
    /// GDAL does not write the layer.
    #[error("{file}: the layer cannot be written ({detail})")]
    Gdal {
        /// The file.
        file: String,
        /// What GDAL said, in one line.
        detail: String,
    },
}

impl ReadError {
    pub(super) fn io(file: &str, source: std::io::Error) -> Self {
        Self::Io { file: file.to_owned(), source }
    }
}
