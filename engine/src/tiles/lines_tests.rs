use super::super::mvt::decode;
use super::*;

#[test]
fn a_street_keeps_its_name_and_is_cut_at_the_window() {
    let place = |lon, lat| LonLat::new(lon, lat).unwrap();
    let street = LineFeature {
        attributes: vec![("name".into(), "莘松路".into()), ("class".into(), "main".into())],
        lines: vec![vec![place(121.0, 31.1), place(122.0, 31.1)]],
    };
    let tiles = LineTiles::build("streets", vec![street]);
    assert_eq!(tiles.bounds(), Some([121.0, 31.1, 122.0, 31.1]));
    assert_eq!(tiles.keys(), ["class", "name"]);
    let at = WorldPoint::of(Point { x: 1_215_000_000, y: 311_000_000 }).on_grid(12);
    let (x, y) = (u32::try_from(at.x / 4096).unwrap(), u32::try_from(at.y / 4096).unwrap());
    let layers = decode(&tiles.render(TileAddress::new(12, x, y).unwrap()));
    assert_eq!(layers[0].name, "streets");
    let feature = &layers[0].features[0];
    assert_eq!((feature.kind, feature.text("name")), (2, "莘松路"));
    let (path, closed) = &feature.paths[0];
    assert_eq!((path[0].x, path[1].x, *closed), (-64, 4160, false));
    assert!(tiles.render(TileAddress::new(12, x, y + 1).unwrap()).is_empty());
}
