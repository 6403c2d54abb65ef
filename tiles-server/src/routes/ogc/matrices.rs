//! The tile matrix sets that tiles are cut by.
//!
//! A definition is told in both encodings of the standard at once: that of version 2.0, whose schema lets further members
//! stand, and beside it the members of version 1.0, which is all that GDAL up to 3.6 reads.
//!
//! # References
//! OGC 17-083r4, Two Dimensional Tile Matrix Set and Tile Set Metadata 2.0, 2022, annexes D.1 and D.2; OGC 17-083r2 (1.0), 2019.

use gridward::tiles::WorldMap;
use serde_json::{Value, json};

use super::links::{Addresses, JSON, Link, TILING_SCHEME};
use crate::problem::{Kind, Problem};

/// One tile matrix set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatrixSet {
    /// The squares of web maps.
    WebMercatorQuad,
    /// Squares in degrees of longitude and latitude.
    WorldCrs84Quad,
    /// The same squares in 512 pixels, as pictures here have them.
    WorldCrs84Quad512,
}

/// Half a side of the world's square, in metres.
const HALF_SIDE_M: f64 = 20_037_508.342_789_244;
/// Metres of a degree at the equator, by which scales in degrees are counted.
const DEGREE_M: f64 = HALF_SIDE_M / 180.0;
/// Side of a pixel by which scales are counted, in metres.
const PIXEL_M: f64 = 0.28e-3;

impl MatrixSet {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::WebMercatorQuad, Self::WorldCrs84Quad, Self::WorldCrs84Quad512];

    /// Those that vector tiles are cut by.
    pub const VECTOR: [Self; 2] = [Self::WebMercatorQuad, Self::WorldCrs84Quad];

    /// Those that pictures are cut by.
    pub const PICTURE: [Self; 1] = [Self::WorldCrs84Quad512];

    /// The one of a name, of some.
    ///
    /// # Errors
    /// 404 with those that there are.
    pub fn named(name: &str, among: &[Self]) -> Result<Self, Problem> {
        among.iter().copied().find(|set| set.id() == name).ok_or_else(|| {
            let all: Vec<_> = among.iter().map(|set| set.id()).collect();
            Problem::new(Kind::NoSuchRoute, format!("there is no tile matrix set {name} here"))
                .field("set")
                .expected(all.join(" or "))
        })
    }

    /// Its name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::WebMercatorQuad => "WebMercatorQuad",
            Self::WorldCrs84Quad => "WorldCRS84Quad",
            Self::WorldCrs84Quad512 => "WorldCRS84Quad512",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::WebMercatorQuad => "Google Maps Compatible for the World",
            Self::WorldCrs84Quad => "CRS84 for the World",
            Self::WorldCrs84Quad512 => "CRS84 for the World, tiles of 512 pixels",
        }
    }

    /// Its coordinate system.
    pub const fn crs(self) -> &'static str {
        match self {
            Self::WebMercatorQuad => "http://www.opengis.net/def/crs/EPSG/0/3857",
            Self::WorldCrs84Quad | Self::WorldCrs84Quad512 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        }
    }

    /// The address that names it: what is registered, or else its definition on this server.
    pub fn uri(self, addresses: &Addresses) -> String {
        match self {
            Self::WebMercatorQuad | Self::WorldCrs84Quad => {
                format!("http://www.opengis.net/def/tilematrixset/OGC/1.0/{}", self.id())
            }
            Self::WorldCrs84Quad512 => format!("{}/tileMatrixSets/{}", addresses.root(), self.id()),
        }
    }

    /// How the world is laid out.
    pub const fn world(self) -> WorldMap {
        match self {
            Self::WebMercatorQuad => WorldMap::WebMercator,
            Self::WorldCrs84Quad | Self::WorldCrs84Quad512 => WorldMap::Degrees,
        }
    }

    const fn pixels(self) -> u32 {
        if matches!(self, Self::WorldCrs84Quad512) { 512 } else { 256 }
    }

    /// Columns and rows of a level.
    pub const fn size(self, level: u8) -> [u32; 2] {
        match self {
            Self::WebMercatorQuad => [1 << level, 1 << level],
            Self::WorldCrs84Quad | Self::WorldCrs84Quad512 => [2 << level, 1 << level],
        }
    }

    /// The finest level of the definition.
    const fn finest(self) -> u8 {
        if matches!(self, Self::WebMercatorQuad) { 24 } else { 23 }
    }

    /// The link to the definition.
    pub fn scheme(self, addresses: &Addresses) -> Link {
        let path = format!("/tileMatrixSets/{}", self.id());
        Link::new(addresses.at(&path), TILING_SCHEME, JSON, "瓦片矩阵集 / The tile matrix set")
    }

    /// The entry of the list.
    pub fn entry(self, addresses: &Addresses) -> Value {
        let path = format!("/tileMatrixSets/{}", self.id());
        let own = Link::new(addresses.at(&path), "self", JSON, "定义 / The definition");
        json!({"id": self.id(), "title": self.title(), "uri": self.uri(addresses), "crs": self.crs(), "links": [own]})
    }

    /// The definition.
    pub fn definition(self, addresses: &Addresses) -> Value {
        let levels: Vec<Level> = (0..=self.finest()).map(|level| self.level(level)).collect();
        let (axes, scales) = match self {
            Self::WebMercatorQuad => (["X", "Y"], Some("GoogleMapsCompatible")),
            Self::WorldCrs84Quad => (["Lon", "Lat"], Some("GoogleCRS84Quad")),
            Self::WorldCrs84Quad512 => (["Lon", "Lat"], None),
        };
        let mut definition = json!({
            "id": self.id(),
            "title": self.title(),
            "uri": self.uri(addresses),
            "crs": self.crs(),
            "orderedAxes": axes,
            "tileMatrices": levels.iter().map(Level::now).collect::<Vec<_>>(),
            "type": "TileMatrixSetType",
            "identifier": self.id(),
            "supportedCRS": self.crs(),
            "tileMatrix": levels.iter().map(Level::before).collect::<Vec<_>>(),
        });
        if let Some(scales) = scales {
            definition["wellKnownScaleSet"] =
                json!(format!("http://www.opengis.net/def/wkss/OGC/1.0/{scales}"));
        }
        definition
    }

    fn level(self, level: u8) -> Level {
        let (size, pixels) = (self.size(level), self.pixels());
        let across = f64::from(pixels) * f64::from(size[1]);
        match self {
            Self::WebMercatorQuad => {
                let cell = 2.0 * HALF_SIDE_M / across;
                let origin = [-HALF_SIDE_M, HALF_SIDE_M];
                Level { level, cell, scale: cell / PIXEL_M, origin, pixels, size }
            }
            Self::WorldCrs84Quad | Self::WorldCrs84Quad512 => {
                let cell = 180.0 / across;
                let scale = cell * DEGREE_M / PIXEL_M;
                Level { level, cell, scale, origin: [-180.0, 90.0], pixels, size }
            }
        }
    }
}

/// One level of a definition.
struct Level {
    level: u8,
    cell: f64,
    scale: f64,
    origin: [f64; 2],
    pixels: u32,
    /// Columns and rows.
    size: [u32; 2],
}

impl Level {
    /// As version 2.0 writes it.
    fn now(&self) -> Value {
        json!({
            "id": self.level.to_string(),
            "scaleDenominator": self.scale,
            "cellSize": self.cell,
            "cornerOfOrigin": "topLeft",
            "pointOfOrigin": self.origin,
            "tileWidth": self.pixels,
            "tileHeight": self.pixels,
            "matrixWidth": self.size[0],
            "matrixHeight": self.size[1],
        })
    }

    /// As version 1.0 wrote it.
    fn before(&self) -> Value {
        json!({
            "type": "TileMatrixType",
            "identifier": self.level.to_string(),
            "scaleDenominator": self.scale,
            "topLeftCorner": self.origin,
            "tileWidth": self.pixels,
            "tileHeight": self.pixels,
            "matrixWidth": self.size[0],
            "matrixHeight": self.size[1],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(set: MatrixSet, level: usize) -> Value {
        set.definition(&Addresses::new("http://h", ""))["tileMatrices"][level].clone()
    }

    fn is(level: &Value, scale: f64, cell: f64, size: [u64; 2]) {
        let close = |key: &str, wanted: f64| (level[key].as_f64().unwrap() / wanted - 1.0).abs() < 1e-12;
        assert!(close("scaleDenominator", scale) && close("cellSize", cell), "{level}");
        assert_eq!([&level["matrixWidth"], &level["matrixHeight"]].map(Value::as_u64), size.map(Some));
    }

    #[test]
    fn levels_are_those_of_the_definitions() {
        // OGC 17-083r4, tables of annexes D.1 and D.2.
        let mercator = level(MatrixSet::WebMercatorQuad, 12);
        is(&mercator, 136_494.693_366_386_2, 38.218_514_142_588_13, [4096, 4096]);
        is(&level(MatrixSet::WorldCrs84Quad, 0), 279_541_132.014_358_9, 0.703_125, [2, 1]);
        is(
            &level(MatrixSet::WorldCrs84Quad, 17),
            2_132.729_583_849_784,
            5.364_418_029_785_16e-6,
            [262_144, 131_072],
        );
        // The same squares in twice as many pixels.
        is(&level(MatrixSet::WorldCrs84Quad512, 0), 279_541_132.014_358_9 / 2.0, 0.703_125 / 2.0, [2, 1]);
    }

    #[test]
    fn both_encodings_of_a_definition_say_the_same() {
        for set in MatrixSet::ALL {
            let definition = set.definition(&Addresses::new("http://h", ""));
            assert_eq!(
                (&definition["supportedCRS"], &definition["identifier"]),
                (&definition["crs"], &definition["id"])
            );
            let (now, before) = (
                definition["tileMatrices"].as_array().unwrap(),
                definition["tileMatrix"].as_array().unwrap(),
            );
            assert_eq!(now.len(), before.len());
            for (now, before) in now.iter().zip(before) {
                assert_eq!(
                    (&now["id"], &now["pointOfOrigin"]),
                    (&before["identifier"], &before["topLeftCorner"])
                );
                for key in ["scaleDenominator", "tileWidth", "tileHeight", "matrixWidth", "matrixHeight"] {
                    assert_eq!(now[key], before[key], "{} {key}", set.id());
                }
            }
        }
    }
}
