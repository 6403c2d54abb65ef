//! User-supplied systems: the published city form, the wrong copy of it that circulates, and fits with known truth.

use super::*;
use crate::crs::metric::distance;

const CITY: &str =
    "+proj=tmerc +lat_0=0 +lon_0=121.4644444 +k=1 +x_0=0 +y_0=-3457147.81 +ellps=GRS80 +units=m +no_defs";

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).unwrap()
}

fn spots() -> Vec<LonLat> {
    vec![
        at(121.25, 31.0),
        at(121.57, 31.02),
        at(121.4, 31.12),
        at(121.3, 31.24),
        at(121.55, 31.25),
        at(121.45, 31.05),
    ]
}

fn control(system: impl Fn(LonLat) -> PlaneXY) -> Vec<ControlPoint> {
    let point =
        |(i, place): (usize, LonLat)| ControlPoint { name: format!("K{i}"), local: system(place), place };
    spots().into_iter().enumerate().map(point).collect()
}

#[test]
fn a_city_system_given_as_a_string_puts_minhang_where_it_should() {
    let city = LocalSystem::from_proj_string("city", CITY).unwrap();
    let pair = city.pair(at(121.38, 31.11)).unwrap();
    assert!((pair.x + 8055.5).abs() < 0.06 && (pair.y + 13974.7).abs() < 0.06, "{pair:?}");
    assert!(distance(city.place(pair).unwrap(), at(121.38, 31.11)).0 < 1e-6);
}

#[test]
fn the_widely_copied_wrong_definition_lies_18_km_off() {
    // It takes the degrees, minutes and seconds 121°27′51.921″ for the decimal 121.2751921.
    let wrong = "+proj=tmerc +lat_0=0 +lon_0=121.2751921 +k=1 +x_0=0 +y_0=-3457147.81 +ellps=GRS80 +units=m";
    let wrong = LocalSystem::from_proj_string("copied", wrong).unwrap();
    let right = LocalSystem::from_proj_string("city", CITY).unwrap();
    let pair = right.pair(at(121.38, 31.11)).unwrap();
    let off = distance(wrong.place(pair).unwrap(), at(121.38, 31.11)).0;
    assert!((17_900.0..18_200.0).contains(&off), "{off}");
}

#[test]
fn a_similarity_recovers_a_turned_and_scaled_plane() {
    let base = epsg::projection(4549).unwrap();
    let truth = Similarity {
        base_epsg: 4549,
        base_origin: PlaneXY { x: 630_000.0, y: 3_440_000.0 },
        local_origin: PlaneXY { x: -1000.0, y: 2000.0 },
        a: 1.000_02 * 0.3_f64.cos(),
        b: 1.000_02 * 0.3_f64.sin(),
    };
    let points = control(|place| truth.forward(base.pair(place).unwrap()));
    let fitted = LocalSystem::fit_similarity("fitted", 4549, &points).unwrap();
    let report = fitted.fit_report().unwrap();
    assert!(report.maximum_m < 1e-6 && report.degrees_of_freedom == 8, "{report:?}");
    for place in spots() {
        assert!(distance(fitted.place(truth.forward(base.pair(place).unwrap())).unwrap(), place).0 < 1e-6);
    }
}

#[test]
fn a_mistyped_control_point_shows_in_its_residual() {
    let city = LocalSystem::from_proj_string("city", CITY).unwrap();
    let mut points = control(|place| city.pair(place).unwrap());
    points[2].local.x += 5.0;
    let report = LocalSystem::fit_similarity("fitted", 4549, &points).unwrap().fit_report().unwrap().clone();
    let worst = report.residuals.iter().max_by(|a, b| a.east_m.abs().total_cmp(&b.east_m.abs())).unwrap();
    assert_eq!(worst.name, "K2");
    assert!(report.maximum_m > 3.0 && report.rms_m < report.maximum_m);
}

#[test]
fn seven_parameters_recover_a_shifted_older_datum() {
    let plain = "+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=500000 +y_0=0 +ellps=krass +units=m";
    let truth = format!("{plain} +towgs84=15.8,-154.4,-82.3,0.4,-0.3,0.8,-3.5");
    let truth = LocalSystem::from_proj_string("truth", &truth).unwrap();
    let points = control(|place| truth.pair(place).unwrap());
    let fitted = LocalSystem::fit_seven_parameters("fitted", plain, &points).unwrap();
    let report = fitted.fit_report().unwrap();
    // Heights are taken as zero on both ellipsoids, which costs millimetres over a district.
    assert!(report.maximum_m < 0.01, "{report:?}");
    let inside = at(121.42, 31.1);
    assert!(distance(fitted.place(truth.pair(inside).unwrap()).unwrap(), inside).0 < 0.01);
}

#[test]
fn too_few_or_useless_control_points_are_refused_with_the_reason() {
    let city = LocalSystem::from_proj_string("city", CITY).unwrap();
    let points = control(|place| city.pair(place).unwrap());
    let message = LocalSystem::fit_similarity("x", 4549, &points[..1]).unwrap_err().to_string();
    assert!(message.contains("1 control points, at least 2"), "{message}");
    let same = vec![points[0].clone(), points[0].clone(), points[0].clone(), points[0].clone()];
    assert!(matches!(LocalSystem::fit_similarity("x", 4549, &same), Err(LocalError::Degenerate { .. })));
    assert!(matches!(
        LocalSystem::fit_seven_parameters("x", CITY, &same),
        Err(LocalError::Degenerate { .. })
    ));
    assert!(matches!(LocalSystem::fit_similarity("x", 4490, &points), Err(LocalError::BaseNotPlane { .. })));
}

#[test]
fn a_definition_survives_being_written_and_read() {
    let city = LocalSystem::from_proj_string("city", CITY).unwrap();
    let points = control(|place| city.pair(place).unwrap());
    let fitted = LocalSystem::fit_similarity("fitted", 4549, &points).unwrap();
    let text = serde_json::to_string(&fitted).unwrap();
    let back: LocalSystem = serde_json::from_str(&text).unwrap();
    // serde_json reads a double back to within its last digit.
    let place = at(121.42, 31.1);
    assert!(distance(back.place(fitted.pair(place).unwrap()).unwrap(), place).0 < 1e-6);
    assert_eq!(back.fit_report().unwrap().residuals.len(), points.len());
    let broken = text.replace("4549", "4490");
    assert!(serde_json::from_str::<LocalSystem>(&broken).unwrap_err().to_string().contains("not a plane"));
}
