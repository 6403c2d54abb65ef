//! The base map: a PMTiles archive, a GeoPackage, or a GeoJSON file of streets. Read-only, no internet.

mod geojson;
mod geopackage;
mod pmtiles;
mod wkb;

#[cfg(test)]
mod basemap_tests;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use gridward::tiles::Print;
use gridward::tiles::mvt::MEDIA_TYPE;
use gridward::tiles::{AddressError, LineTiles, MAX_ZOOM, MIN_ZOOM, TileAddress};
use serde_json::{Map, Value, json};

use crate::problem::{Kind, Problem};
use crate::tile_cache::RenderedTile;

/// Why a base map cannot be served; the message names the file and what would be right.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BasemapError {
    /// The file cannot be read.
    #[error("{file}: {source}")]
    Read { file: String, source: std::io::Error },
    /// The file is not what it should be.
    #[error("{file}: {fault}")]
    Content { file: String, fault: String },
}

/// A base map, ready to serve.
pub struct Basemap {
    /// Names the content in addresses and ETags.
    pub version: String,
    source: Source,
    about: About,
}

enum Source {
    Archive(pmtiles::Archive),
    Package(geopackage::TileTable),
    Lines(LineTiles),
}

/// What a TileJSON says of tiles.
#[derive(Debug, Clone)]
struct About {
    media: &'static str,
    zooms: (u8, u8),
    bounds: [f64; 4],
    attribution: String,
    vector_layers: Option<Value>,
    note: Option<Value>,
}

/// What a source of tiles found at an address.
enum Found {
    Nothing,
    Plain(Vec<u8>),
    Gzip(Vec<u8>),
}

impl Basemap {
    /// Opens a file by its ending: `.pmtiles`, `.gpkg`, `.geojson` or `.json`.
    ///
    /// # Errors
    /// [`BasemapError`] when the file cannot be read or holds nothing that can be shown.
    pub fn open(file: &Path) -> Result<Self, BasemapError> {
        let version = version(file)
            .map_err(|source| BasemapError::Read { file: file.display().to_string(), source })?;
        let content = |fault: String| BasemapError::Content { file: file.display().to_string(), fault };
        let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or("").to_ascii_lowercase();
        let (source, about) = match ending.as_str() {
            "pmtiles" => {
                let archive = pmtiles::Archive::open(file).map_err(content)?;
                let about = archive.about();
                (Source::Archive(archive), about)
            }
            "gpkg" => match geopackage::open(file).map_err(content)? {
                geopackage::Package::Tiles(table, about) => (Source::Package(table), *about),
                geopackage::Package::Lines(features) => lines(features, None, String::new()),
            },
            "geojson" | "json" => {
                let text = std::fs::read_to_string(file)
                    .map_err(|source| BasemapError::Read { file: file.display().to_string(), source })?;
                let streets = geojson::read(&text).map_err(content)?;
                lines(streets.features, streets.note, streets.attribution)
            }
            other => {
                return Err(content(format!(
                    "“.{other}” is not known; give a .pmtiles, .gpkg or .geojson file"
                )));
            }
        };
        Ok(Self { version, source, about })
    }

    /// The media type of every tile.
    pub fn media_type(&self) -> &'static str {
        self.about.media
    }

    /// TileJSON 3.
    pub fn tile_json(&self, public_url: &str) -> Value {
        let about = &self.about;
        let ending = match about.media {
            MEDIA_TYPE => "mvt",
            "image/png" => "png",
            "image/jpeg" => "jpg",
            "image/webp" => "webp",
            _ => "bin",
        };
        let mut description = Map::new();
        let tiles = format!("{public_url}/basemap/{{z}}/{{x}}/{{y}}.{ending}?v={}", self.version);
        description.insert("tilejson".into(), json!("3.0.0"));
        description.insert("name".into(), json!("basemap"));
        description.insert("scheme".into(), json!("xyz"));
        description.insert("tiles".into(), json!([tiles]));
        description.insert("minzoom".into(), json!(about.zooms.0));
        description.insert("maxzoom".into(), json!(about.zooms.1));
        description.insert("bounds".into(), json!(about.bounds));
        description.insert("attribution".into(), json!(about.attribution));
        description.insert("format".into(), json!(if ending == "mvt" { "pbf" } else { ending }));
        if let Some(layers) = &about.vector_layers {
            description.insert("vector_layers".into(), layers.clone());
        }
        if let Some(note) = &about.note {
            description.insert("note".into(), note.clone());
        }
        Value::Object(description)
    }

    /// Zoom, column and row from a path.
    ///
    /// # Errors
    /// A problem that names the range.
    pub fn address(&self, z: &str, x: &str, y: &str) -> Result<(u8, u32, u32), Problem> {
        let number = |field: &str, text: &str| {
            let wrong = Problem::new(Kind::BadTileAddress, format!("{field} is “{text}”"));
            text.parse::<u32>().map_err(|_| wrong.field(field).expected("a whole number from 0"))
        };
        let (zoom, column, row) = (number("z", z)?, number("x", x)?, number("y", y)?);
        let (least, most) = self.about.zooms;
        let Some(zoom) = u8::try_from(zoom).ok().filter(|zoom| (least..=most).contains(zoom)) else {
            let detail = format!("zoom {zoom} has no tiles; they exist for {least} to {most}");
            return Err(Problem::new(Kind::ZoomOutOfRange, detail)
                .field("z")
                .expected(format!("{least} to {most}")));
        };
        let side = 1_u64 << zoom;
        for (field, value) in [("x", column), ("y", row)] {
            if u64::from(value) >= side {
                return Err(Problem::new(Kind::BadTileAddress, format!("{field} is {value}"))
                    .field(field)
                    .expected(format!("0 to {}", side - 1)));
            }
        }
        Ok((zoom, column, row))
    }

    /// The tile at an address, empty when nothing shows.
    ///
    /// # Errors
    /// A problem when the file cannot be read any more.
    pub fn tile(&self, zoom: u8, column: u32, row: u32) -> Result<RenderedTile, Problem> {
        let found = match &self.source {
            Source::Archive(archive) => archive.tile(zoom, column, row),
            Source::Package(table) => table.tile(zoom, column, row),
            Source::Lines(lines) => TileAddress::new(u32::from(zoom), column, row)
                .map(|address| Found::Plain(lines.render(address)))
                .map_err(|fault: AddressError| fault.to_string()),
        };
        let found = found.map_err(|fault| {
            tracing::error!(%fault, zoom, column, row, "base map");
            Problem::new(Kind::Internal, "the base map's file cannot be read at this tile")
        })?;
        match found {
            Found::Nothing => Ok(RenderedTile::default()),
            Found::Plain(bytes) if self.about.media == MEDIA_TYPE => Ok(RenderedTile::new(bytes)),
            Found::Plain(bytes) => Ok(RenderedTile::as_it_is(bytes)),
            Found::Gzip(bytes) => {
                let plain = unzipped(&bytes)
                    .map_err(|_| Problem::new(Kind::Internal, "the base map's tile is not proper gzip"))?;
                Ok(RenderedTile::with_gzip(plain, bytes))
            }
        }
    }
}

fn lines(
    features: Vec<gridward::tiles::LineFeature>,
    note: Option<Value>,
    attribution: String,
) -> (Source, About) {
    let tiles = LineTiles::build("streets", features);
    let fields: Map<_, _> = tiles.keys().into_iter().map(|key| (key.to_owned(), json!("text"))).collect();
    let about = About {
        media: MEDIA_TYPE,
        zooms: (MIN_ZOOM, MAX_ZOOM),
        bounds: tiles.bounds().unwrap_or([-180.0, -85.0, 180.0, 85.0]),
        attribution,
        vector_layers: Some(json!([{"id": "streets", "description": "Streets", "fields": fields}])),
        note,
    };
    (Source::Lines(tiles), about)
}

/// Decompressed bytes; a tile or directory beyond 64 MiB is refused.
fn unzipped(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let most = 64 << 20;
    flate2::read::GzDecoder::new(bytes).take(most).read_to_end(&mut out)?;
    Ok(out)
}

/// Length and head of a file as a number: an archive's directory and a database's change counter are in the head.
fn version(file: &Path) -> std::io::Result<String> {
    let mut open = File::open(file)?;
    let length = open.metadata()?.len();
    let mut head = Vec::new();
    // A text of streets is hashed as a whole; big archives change with their directory.
    (&mut open).take(1 << 24).read_to_end(&mut head)?;
    let mut print = Print::default();
    print.number(length);
    print.bytes(&head);
    Ok(format!("{:016x}", print.get()))
}
