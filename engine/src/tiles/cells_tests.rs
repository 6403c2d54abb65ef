use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::mend::is_proper;
use super::mvt::{DecodedValue, TilePoint, TilePolygon, decode, doubled_area};
use super::*;
use crate::grid::{Cell, Layer, LayerRole, Parents, Title};
use crate::ids::{CellCode, LayerName};
use crate::topology::{Point, Polygon, Shape};

fn cell(code: &str, exterior: Vec<Point>) -> Cell {
    Cell {
        code: CellCode::new(code),
        name: Some(Title::new(&format!("格{code}"), &format!("grid {code}"))),
        parents: Parents::from_iter([(LayerName::new("town"), CellCode::new("0"))]),
        shape: Shape { polygons: vec![Polygon { exterior, interiors: vec![] }] },
    }
}

/// A board of crooked quadrangles around Minhang: every inner vertex is moved by up to 0.3 of a side.
fn board(columns: usize, rows: usize, side: i64, shifts: &[(i64, i64)]) -> Layer {
    let at = |i: usize, j: usize| {
        let (dx, dy) = shifts[(i * 31 + j) % shifts.len()];
        let (i, j) = (i64::try_from(i).unwrap(), i64::try_from(j).unwrap());
        Point { x: 1_213_800_000 + i * side + dx * side / 100, y: 311_100_000 + j * side + dy * side / 100 }
    };
    let mut cells = Vec::new();
    for i in 0..columns {
        for j in 0..rows {
            let ring = vec![at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)];
            cells.push(cell(&format!("{i:03}{j:03}"), ring));
        }
    }
    layer(cells)
}

fn layer(cells: Vec<Cell>) -> Layer {
    Layer::new(LayerName::new("unit-grid"), Title::default(), LayerRole::UnitGrid, cells).unwrap()
}

fn built(layer: &Layer) -> CellTiles {
    CellTiles::build(layer).unwrap()
}

fn tile_of(lon: f64, lat: f64, zoom: u8) -> (u32, u32) {
    let place = Point { x: (lon * 1e7) as i64, y: (lat * 1e7) as i64 };
    let at = WorldPoint::of(place).on_grid(zoom);
    (u32::try_from(at.x / 4096).unwrap(), u32::try_from(at.y / 4096).unwrap())
}

fn address(zoom: u8, x: u32, y: u32) -> TileAddress {
    TileAddress::new(u32::from(zoom), x, y).unwrap()
}

#[test]
fn the_projection_agrees_with_its_published_corners() {
    // (0, 0) is the middle of the world; 121.38 E, 31.11 N is in tile 13/6858/3345 (formula of the OpenStreetMap wiki).
    let middle = WorldPoint::of(Point { x: 0, y: 0 }).on_grid(4);
    assert_eq!((middle.x, middle.y), (8 * 4096, 8 * 4096));
    let expected_x = ((121.38_f64 + 180.0) / 360.0 * 8192.0).floor() as u32;
    let lat = 31.11_f64.to_radians();
    let expected_y =
        ((1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::PI) / 2.0 * 8192.0).floor() as u32;
    assert_eq!(tile_of(121.38, 31.11, 13), (expected_x, expected_y));
}

#[test]
fn an_address_outside_of_the_range_names_the_range() {
    let zoom = TileAddress::new(19, 0, 0).unwrap_err().to_string();
    assert!(zoom.contains("4 to 18"), "{zoom}");
    let column = TileAddress::new(4, 16, 0).unwrap_err().to_string();
    assert!(column.contains("x is 16") && column.contains("0 to 15"), "{column}");
}

#[test]
fn a_tile_far_from_every_cell_has_no_bytes() {
    let tiles = built(&board(3, 3, 20_000, &[(0, 0)]));
    assert!(tiles.render(address(12, 0, 0)).is_empty());
    assert!(built(&layer(vec![])).bounds().is_none());
}

#[test]
fn features_carry_code_name_parent_and_the_word_synthetic() {
    let tiles = built(&board(2, 1, 20_000, &[(0, 0)]).into_synthetic(Title::default()));
    let (x, y) = tile_of(121.381, 31.111, 14);
    let layers = decode(&tiles.render(address(14, x, y)));
    let names: Vec<_> = layers.iter().map(|l| l.name.as_str()).collect();
    assert_eq!(names, ["cells", "borders", "labels"]);
    assert_eq!(layers[0].features.len(), 2);
    let second = &layers[0].features[1];
    assert_eq!((second.id, second.text("code"), second.text("name")), (Some(1), "001000", "格001000"));
    assert!(second.attributes.contains_key("synthetic"));
    assert_eq!((second.text("name_en"), second.text("parent_town")), ("grid 001000", "0"));
}

#[test]
fn the_fingerprint_follows_what_the_tiles_show() {
    let of = |layer: &Layer| built(layer).fingerprint();
    let plain = board(2, 2, 20_000, &[(0, 0)]);
    assert_eq!(of(&plain), of(&plain.clone()));
    assert_ne!(of(&plain), of(&plain.clone().into_synthetic(Title::default())));
    assert_ne!(of(&plain), of(&board(2, 2, 20_000, &[(0, 0), (1, 0)])));
}

#[test]
fn a_shared_border_is_drawn_once() {
    let tiles = built(&board(2, 2, 20_000, &[(0, 0)]));
    let (x, y) = tile_of(121.381, 31.111, 12);
    let layers = decode(&tiles.render(address(12, x, y)));
    let borders = layers.iter().find(|layer| layer.name == "borders").unwrap();
    let outer = borders.features.iter().filter(|f| f.attributes["outer"] == DecodedValue::Flag(true)).count();
    assert_eq!((borders.features.len(), outer), (8, 4));
    let segments: usize =
        borders.features.iter().flat_map(|f| &f.paths).map(|(path, _)| path.len() - 1).sum();
    assert_eq!(segments, 12);
}

#[test]
fn a_cell_alone_has_one_closed_border() {
    let tiles = built(&board(1, 1, 20_000, &[(0, 0)]));
    let (x, y) = tile_of(121.381, 31.111, 12);
    let layers = decode(&tiles.render(address(12, x, y)));
    let borders = &layers.iter().find(|layer| layer.name == "borders").unwrap().features;
    let (path, _) = &borders[0].paths[0];
    assert_eq!((borders.len(), path.len(), path.first()), (1, 5, path.last()));
}

#[test]
fn a_cell_without_room_has_no_label() {
    let tiles = built(&board(8, 8, 20_000, &[(0, 0)]));
    let labels = |zoom| {
        let (x, y) = tile_of(121.388, 31.118, zoom);
        decode(&tiles.render(address(zoom, x, y))).iter().any(|layer| layer.name == "labels")
    };
    // 95 m of room is 1.5 pixels at zoom 10 and 12 at zoom 13.
    assert!(!labels(10) && labels(13));
}

#[test]
fn a_coarse_zoom_leaves_out_what_a_fine_one_shows() {
    // A square of 2 km whose southern side is a saw of 5 cm.
    let mut ring: Vec<_> =
        (0..100).map(|i| Point { x: 1_213_800_000 + i * 2000, y: 311_100_000 + (i % 2) * 5 }).collect();
    ring.push(Point { x: 1_213_998_000, y: 311_300_000 });
    ring.push(Point { x: 1_213_800_000, y: 311_300_000 });
    let tiles = built(&layer(vec![cell("1", ring)]));
    let vertices = |zoom| {
        let (x, y) = tile_of(121.39, 31.1100001, zoom);
        let layers = decode(&tiles.render(address(zoom, x, y)));
        layers[0].features[0].paths[0].0.len()
    };
    assert!(vertices(11) <= 8, "{}", vertices(11));
    assert!(vertices(16) > 10, "{}", vertices(16));
}

type Tile = BTreeMap<String, super::mvt::DecodedLayer>;

fn decoded(tiles: &CellTiles, zoom: u8, x: u32, y: u32) -> Tile {
    decode(&tiles.render(address(zoom, x, y))).into_iter().map(|layer| (layer.name.clone(), layer)).collect()
}

fn vertices(tile: &Tile, keep: impl Fn(TilePoint) -> Option<TilePoint>) -> BTreeSet<(u64, TilePoint)> {
    let features = tile.get("cells").into_iter().flat_map(|layer| &layer.features);
    features
        .flat_map(|f| {
            f.paths.iter().flat_map(|(path, _)| path).filter_map(|&p| Some((f.id.unwrap(), keep(p)?)))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn neighbouring_tiles_agree_on_every_vertex_that_both_show(
        shifts in prop::collection::vec((-30_i64..30, -30_i64..30), 7), zoom in 11_u8..17,
    ) {
        let tiles = built(&board(12, 12, 20_000, &shifts));
        let (x, y) = tile_of(121.3912, 31.1112, zoom);
        let (west, east) = (decoded(&tiles, zoom, x, y), decoded(&tiles, zoom, x + 1, y));
        // Both windows show 4032..=4160 of the western tile; on their rims stand cut ends.
        let inner_rows = |p: TilePoint| (-64 < p.y && p.y < 4160).then_some(p);
        let from_west = vertices(&west, |p| inner_rows(p).filter(|p| 4032 < p.x && p.x < 4160));
        let from_east = vertices(&east, |p| {
            inner_rows(TilePoint { x: p.x + 4096, y: p.y }).filter(|p| 4032 < p.x && p.x < 4160)
        });
        prop_assert_eq!(from_west, from_east);
    }

    #[test]
    fn the_cells_of_a_tile_fill_it_exactly(
        shifts in prop::collection::vec((-30_i64..30, -30_i64..30), 7), zoom in 15_u8..18,
    ) {
        let tiles = built(&board(20, 20, 20_000, &shifts));
        let (x, y) = tile_of(121.40, 31.13, zoom);
        let tile = decoded(&tiles, zoom, x, y);
        let mut total = 0;
        for feature in &tile["cells"].features {
            prop_assert_eq!(feature.paths.len(), 1);
            let area = doubled_area(&feature.paths[0].0);
            prop_assert!(area > 0, "exterior rings run clockwise on the screen");
            total += area;
        }
        // Integer areas of rings that share their cut ends: no gap, no overlap, not even of one step.
        prop_assert_eq!(total, 2 * 4224 * 4224);
    }

    #[test]
    fn no_ring_of_a_tile_crosses_or_touches_itself(
        teeth in prop::collection::vec(-9000_i64..9000, 6..60), zoom in 10_u8..18,
    ) {
        // A cell with a ragged southern side that leaves and enters the window of the tile at its corner again and again.
        let mut ring: Vec<_> = (0_i64..)
            .zip(&teeth)
            .map(|(i, tooth)| Point { x: 1_213_800_000 + i * 700, y: 311_100_000 + tooth })
            .collect();
        let east = ring.last().unwrap().x;
        ring.push(Point { x: east, y: 311_120_000 });
        ring.push(Point { x: 1_213_800_000, y: 311_120_000 });
        let tiles = built(&layer(vec![cell("1", ring)]));
        let (x, y) = tile_of(121.38, 31.11, zoom);
        for (x, y) in [(x, y), (x + 1, y), (x, y + 1)] {
            let tile = decoded(&tiles, zoom, x, y);
            for feature in tile.get("cells").into_iter().flat_map(|layer| &layer.features) {
                for (path, _) in &feature.paths {
                    let alone = TilePolygon { exterior: path.clone(), interiors: vec![] };
                    prop_assert!(is_proper(&[alone]), "{path:?}");
                }
            }
        }
    }

    #[test]
    fn each_cell_has_its_label_in_exactly_one_tile(
        shifts in prop::collection::vec((-30_i64..30, -30_i64..30), 7), zoom in 13_u8..16,
    ) {
        let board = board(8, 8, 20_000, &shifts);
        let tiles = built(&board);
        let [west, south, east, north] = tiles.bounds().unwrap();
        let (x0, y0) = tile_of(west, north, zoom);
        let (x1, y1) = tile_of(east, south, zoom);
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        for x in x0..=x1 {
            for y in y0..=y1 {
                let tile = decoded(&tiles, zoom, x, y);
                for feature in tile.get("labels").into_iter().flat_map(|layer| &layer.features) {
                    *seen.entry(feature.text("code").to_owned()).or_default() += 1;
                }
            }
        }
        prop_assert_eq!(seen.len(), board.cells().len());
        prop_assert!(seen.values().all(|&count| count == 1));
    }

    #[test]
    fn building_twice_gives_the_same_bytes(shifts in prop::collection::vec((-30_i64..30, -30_i64..30), 7)) {
        let board = board(6, 6, 20_000, &shifts);
        let (x, y) = tile_of(121.385, 31.115, 13);
        let once = built(&board).render(address(13, x, y));
        prop_assert_eq!(once, built(&board).render(address(13, x, y)));
    }
}

#[test]
fn figures_are_laid_over_those_cells_that_have_any() {
    let layer = board(2, 2, 100_000, &[(0, 0)]);
    let tiles = built(&layer);
    let (x, y) = tile_of(121.385, 31.115, 12);
    let marked = |cell: u32| match cell {
        1 => vec![("holes", mvt::Value::Whole(7)), ("step", mvt::Value::Whole(3))],
        _ => vec![],
    };
    let bytes = tiles.render_marked(address(12, x, y), marked);
    let layers = decode(&bytes);
    assert_eq!((layers.len(), layers[0].name.as_str(), layers[0].features.len()), (1, "cells", 1));
    let feature = &layers[0].features[0];
    assert_eq!((feature.id, feature.text("code")), (Some(1), layer.cells()[1].code.as_str()));
    assert!(feature.attributes.contains_key("step"));
    assert!(tiles.render_marked(address(12, x, y), |_| vec![]).is_empty());
}

#[test]
fn a_stencil_shows_the_cells_of_the_bare_tile_and_takes_any_figures() {
    let tiles = built(&board(9, 9, 20_000, &[(0, 0), (13, -7), (-22, 5)]));
    let addresses: Vec<TileAddress> = (9..=16).flat_map(|zoom| tiles.addresses(zoom)).collect();
    assert!(addresses.len() > 20);
    for address in addresses {
        let stencil = tiles.stencil(address);
        let marks = |cell: u32| vec![("cases", mvt::Value::Whole(i64::from(cell) % 3))];
        let over = tiles.render_over(&stencil, |cell, layer| {
            marks(cell).iter().for_each(|(key, value)| layer.tag(key, value));
        });
        let features = |bytes: &[u8]| decode(bytes).pop().map(|layer| layer.features);
        assert!(features(&over) == features(&tiles.render_marked(address, marks)), "{address:?}");
        let drawn = |bytes: &[u8]| -> Vec<_> {
            let cells = decode(bytes).into_iter().find(|layer| layer.name == "cells");
            cells.into_iter().flat_map(|layer| layer.features).map(|f| (f.id, f.paths)).collect()
        };
        assert_eq!(drawn(&over), drawn(&tiles.render(address)));
        let shown: Vec<_> = drawn(&over).into_iter().filter_map(|(id, _)| id).collect();
        assert_eq!(shown, stencil.cells().iter().map(|cell| u64::from(*cell)).collect::<Vec<_>>());
    }
}

proptest! {
    /// The same drawing code carries `WorldCRS84Quad`: every vertex of a tile lies at its longitude and latitude, within a step
    /// of the tile's grid, and no cell is left out.
    #[test]
    fn tiles_in_degrees_hold_every_vertex_at_its_place(
        shifts in prop::collection::vec((-30i64..30, -30i64..30), 8), level in 9_u8..17
    ) {
        let board = board(3, 2, 40_000, &shifts);
        let tiles = CellTiles::build_on(&board, WorldMap::Degrees).unwrap();
        let corners: BTreeSet<(i64, i64)> =
            board.cells().iter().flat_map(|cell| cell.shape.rings().flatten()).map(|p| (p.x, p.y)).collect();
        let mut cells = BTreeSet::new();
        for address in tiles.addresses(u8::try_from(WorldMap::Degrees.zoom_of(level.into())).unwrap()) {
            let [west, _, east, north] = address.bounds_degrees();
            let step = (east - west) / 4096.0;
            for layer in decode(&tiles.render(address)).iter().filter(|layer| layer.name == "cells") {
                for feature in &layer.features {
                    cells.insert(feature.id);
                    let points = feature.paths.iter().flat_map(|(path, _)| path);
                    let inside = |p: &&TilePoint| (0..4096).contains(&p.x) && (0..4096).contains(&p.y);
                    for point in points.filter(inside) {
                        let (lon, lat) = (west + f64::from(point.x) * step, north - f64::from(point.y) * step);
                        let near = corners.iter().any(|(x, y)| {
                            (*x as f64 / 1e7 - lon).abs() <= step && (*y as f64 / 1e7 - lat).abs() <= step
                        });
                        prop_assert!(near, "{lon} {lat} is no vertex");
                    }
                }
            }
        }
        prop_assert_eq!(cells.len(), 6);
    }
}

#[test]
fn the_squares_in_degrees_are_those_of_the_published_set() {
    // OGC 17-083r4, annex D.2: level 0 is two squares of 180°, the North Pole at the top.
    let place = crate::measure::LonLat::new(121.38, 31.11).unwrap();
    assert_eq!(WorldMap::Degrees.square(place, 0), [1, 0]);
    for level in WorldMap::Degrees.levels() {
        let [column, row] = WorldMap::Degrees.square(place, level);
        let side = 180.0 / f64::from(1_u32 << level);
        let expected = [((121.38 + 180.0) / side).floor(), ((90.0 - 31.11) / side).floor()];
        assert_eq!([f64::from(column), f64::from(row)], expected, "level {level}");
        let address = TileAddress::at_level(WorldMap::Degrees, level.into(), column, row).unwrap();
        let [west, south, east, north] = address.bounds_degrees();
        assert!(west <= 121.38 && 121.38 < east && south < 31.11 && 31.11 <= north, "level {level}");
    }
    assert_eq!(WorldMap::Degrees.levels().collect::<Vec<_>>(), (3..=17).collect::<Vec<_>>());
    assert!(TileAddress::at_level(WorldMap::Degrees, 3, 15, 7).is_ok());
    assert!(TileAddress::at_level(WorldMap::Degrees, 3, 15, 8).is_err(), "below the South Pole");
    assert!(TileAddress::at_level(WorldMap::Degrees, 2, 0, 0).is_err(), "coarser than tiles are drawn");
    let web = TileAddress::at_level(WorldMap::WebMercator, 13, 6858, 3345).unwrap();
    assert_eq!((web, web.name()), (TileAddress::new(13, 6858, 3345).unwrap(), "13/6858/3345".to_owned()));
}
