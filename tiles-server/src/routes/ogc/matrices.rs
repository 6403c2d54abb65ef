//! The one tile matrix set that tiles are cut by: `WebMercatorQuad`, the squares of web maps.
//!
//! # References
//! OGC 17-083r4, Two Dimensional Tile Matrix Set and Tile Set Metadata 2.0, 2022, annex D.1.

use serde_json::{Value, json};

/// Its name.
pub const WEB_MERCATOR_QUAD: &str = "WebMercatorQuad";
/// The address of its definition.
pub const URI: &str = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
/// Its coordinate system.
pub const CRS: &str = "http://www.opengis.net/def/crs/EPSG/0/3857";

/// Half a side of the world's square, in metres.
const HALF_SIDE_M: f64 = 20_037_508.342_789_244;
/// The scale's denominator of level 0, with pixels of 0.28 mm.
const SCALE_0: f64 = 559_082_264.028_717_8;
/// Pixels on a side of a tile, by which scales are counted.
const PIXELS: u32 = 256;
/// The finest level of the definition.
const FINEST: u8 = 24;

/// The definition.
pub fn definition() -> Value {
    json!({
        "id": WEB_MERCATOR_QUAD,
        "title": "Google Maps Compatible for the World",
        "uri": URI,
        "crs": CRS,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": (0..=FINEST).map(level).collect::<Vec<_>>(),
    })
}

fn level(zoom: u8) -> Value {
    let tiles = 1_u32 << zoom;
    json!({
        "id": zoom.to_string(),
        "scaleDenominator": SCALE_0 / f64::from(tiles),
        "cellSize": 2.0 * HALF_SIDE_M / f64::from(PIXELS) / f64::from(tiles),
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-HALF_SIDE_M, HALF_SIDE_M],
        "tileWidth": PIXELS,
        "tileHeight": PIXELS,
        "matrixWidth": tiles,
        "matrixHeight": tiles,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_of_the_definition() {
        let document = definition();
        let level = &document["tileMatrices"][12];
        assert_eq!(document["tileMatrices"].as_array().unwrap().len(), 25);
        let close = |key: &str, wanted: f64| (level[key].as_f64().unwrap() / wanted - 1.0).abs() < 1e-12;
        // Printed in the annex for level 12.
        assert!(close("scaleDenominator", 136_494.693_366_386), "{level}");
        assert!(close("cellSize", 38.218_514_142_587_7), "{level}");
        assert_eq!((level["id"].as_str(), level["matrixWidth"].as_u64()), (Some("12"), Some(4096)));
    }
}
