//! Reading a datum's name, and converting columns.

use super::*;

#[test]
fn the_five_names_are_read_in_either_case_and_written_back() {
    for name in ["wgs84", "cgcs2000", "gcj02", "bd09", "EPSG:4549"] {
        assert_eq!(name.parse::<Datum>().unwrap().to_string(), name);
        assert_eq!(
            name.to_uppercase().parse::<Datum>().unwrap(),
            name.to_lowercase().parse::<Datum>().unwrap()
        );
    }
}

#[test]
fn a_wrong_name_is_answered_with_the_right_ones() {
    let message = |text: &str| text.parse::<Datum>().unwrap_err().to_string();
    assert_eq!(message("mars"), "\"mars\" is not a datum; write wgs84, cgcs2000, gcj02, bd09 or EPSG:n");
    assert!(message("4549").ends_with("did you mean EPSG:4549?"));
    assert!(message("EPSG:x").ends_with("for instance EPSG:4549"));
}

#[test]
fn a_datum_survives_being_written_and_read() {
    let city = LocalSystem::from_proj_string("city", "+proj=tmerc +lon_0=121.46 +ellps=GRS80").unwrap();
    for datum in [Datum::Wgs84, Datum::Bd09, Datum::Epsg(4549), Datum::Local(Arc::new(city))] {
        let text = serde_json::to_string(&datum).unwrap();
        assert_eq!(serde_json::from_str::<Datum>(&text).unwrap(), datum, "{text}");
    }
}

#[test]
fn every_datum_reads_back_the_pair_that_it_states() {
    let place = LonLat::new(121.38, 31.11).unwrap();
    for name in ["wgs84", "cgcs2000", "gcj02", "bd09", "EPSG:4549", "EPSG:3857", "EPSG:2437", "EPSG:4326"] {
        let converter = name.parse::<Datum>().unwrap().converter().unwrap();
        let back = converter.place(converter.stated(place).unwrap()).unwrap();
        assert!(crate::crs::metric::distance(back, place).0 < 1e-6, "{name}");
    }
}

#[test]
fn columns_convert_row_by_row_and_name_the_rows_that_fail() {
    let converter = Datum::Epsg(4549).converter().unwrap();
    let xs = [631_650.331, f64::NAN, 40_631_650.331, 632_124.598];
    let ys = [3_443_989.334, 1.0, 3_443_989.334, 3_444_217.056];
    let converted = converter.place_columns(&xs, &ys);
    assert!(converted.places[0].is_some() && converted.places[3].is_some());
    assert_eq!(converted.rejected.iter().map(|(row, _)| *row).collect::<Vec<_>>(), [1, 2]);
    assert!(converted.rejected[0].1.to_string().contains("x is NaN"));
    assert!(converted.rejected[1].1.to_string().contains("EPSG:4528"), "{}", converted.rejected[1].1);
}

#[test]
fn degrees_given_for_metres_and_metres_for_degrees_are_noticed() {
    let error =
        Datum::Wgs84.converter().unwrap().place(StatedPair { x: 631_650.3, y: 3_443_989.3 }).unwrap_err();
    assert!(error.to_string().contains("metres"), "{error}");
    let error = Datum::Epsg(4528)
        .converter()
        .unwrap()
        .place(StatedPair { x: 631_650.3, y: 3_443_989.3 })
        .unwrap_err();
    assert!(error.to_string().contains("zone number in front"), "{error}");
    let error = Datum::Epsg(4549)
        .converter()
        .unwrap()
        .place(StatedPair { x: 3_443_989.3, y: 40_631_650.3 })
        .unwrap_err();
    assert!(error.to_string().contains("swapped"), "{error}");
}

#[test]
fn a_converter_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Converter>();
}

#[test]
#[ignore = "prints how long a conversion takes; run by name"]
fn how_long_a_conversion_takes() {
    let xs: Vec<f64> = (0..500_000).map(|i| 121.25 + 0.32 * f64::from(i % 1000) / 1000.0).collect();
    let ys: Vec<f64> = (0..500_000).map(|i| 31.0 + 0.25 * f64::from(i / 1000) / 500.0).collect();
    for name in ["wgs84", "gcj02", "bd09", "EPSG:4549", "EPSG:2437"] {
        let converter = name.parse::<Datum>().unwrap().converter().unwrap();
        let pairs: Vec<StatedPair> = xs
            .iter()
            .zip(&ys)
            .map(|(&x, &y)| converter.stated(LonLat::new(x, y).unwrap()).unwrap())
            .collect();
        let start = std::time::Instant::now();
        let sum: f64 = pairs.iter().map(|&pair| converter.place(pair).unwrap().lon()).sum();
        println!("{name}: {:.0} ns a place ({sum:.3})", start.elapsed().as_secs_f64() * 2000.0);
    }
}
