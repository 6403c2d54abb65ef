//! Density over the server: what is drawn, for whom, and tags that change with what is shown only.

use std::io::Cursor;

use serde_json::{Value, json};

use crate::routes::desk_for_tests::{TestDesk, case};
use crate::routes::routes_tests::Answer;

/// Holds the whole trial district.
const TILE: &str = "/tiles/density/12/3428/1676.png";
const YEAR: &str = "from=2026-01-01&to=2027-01-01";

/// Red, green, blue, alpha of every pixel.
fn pixels(answer: &Answer) -> Vec<[u8; 4]> {
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-type")),
        (200, "image/png"),
        "{}",
        answer.text()
    );
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    let mut decoder = png::Decoder::new(Cursor::new(&answer.body));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.width, info.height), (512, 512));
    pixels.as_chunks().0.to_vec()
}

/// Cases per km² and 30 days, and the mass of a tile in cases of the period.
async fn values(desk: &TestDesk, token: &str, query: &str) -> (Vec<Option<f64>>, f64) {
    let told = desk.get(token, &format!("/tiles/density.json?as=values&{query}")).await.json();
    let step = told["encoding"]["step"].as_f64().unwrap();
    let url = told["tiles"][0].as_str().unwrap().trim_start_matches("http://127.0.0.1:8080");
    let url = url.replace("{z}", "12").replace("{x}", "3428").replace("{y}", "1676");
    let answer = desk.get(token, &url).await;
    let value = |[red, green, blue, alpha]: [u8; 4]| {
        (alpha == 255)
            .then(|| f64::from(u32::from(red) << 16 | u32::from(green) << 8 | u32::from(blue)) * step)
    };
    let values: Vec<Option<f64>> = pixels(&answer).into_iter().map(value).collect();
    let days = desk.get(token, &format!("/legend/density.json?{query}")).await.json()["period"]["days"]
        .as_f64()
        .unwrap();
    // A pixel of zoom 12 at 31.02°: 0.5 · 19.1 m · 2 · cos φ, on the ellipsoid.
    let degrees = 360.0 / f64::from(1 << 21);
    let km2 = degrees * 95.477 * degrees * 31.02_f64.to_radians().cos() * 110.87;
    let mass = values.iter().flatten().sum::<f64>() * km2 * days / 30.0;
    (values, mass)
}

fn cases_in(legend: &Value) -> u64 {
    legend["cases"].as_u64().unwrap()
}

#[tokio::test]
async fn a_picture_has_the_legends_colours_and_values_hold_all_cases() {
    let desk = TestDesk::with_cases().await;
    let legend = desk.get("district", &format!("/legend/density.json?bandwidth=400&{YEAR}")).await.json();
    assert_eq!((cases_in(&legend), legend["basis"]["name"].as_str()), (4, Some("places")));
    assert_eq!(
        (legend["period"]["days"].as_f64(), legend["bandwidth_m"].as_f64()),
        (Some(365.0), Some(400.0))
    );
    assert_eq!(
        (legend["synthetic"].as_bool(), legend["unit"]["zh"].as_str()),
        (Some(true), Some("件/平方公里·30天"))
    );
    let colours: Vec<&str> =
        legend["classes"].as_array().unwrap().iter().map(|class| class["colour"].as_str().unwrap()).collect();
    let picture = pixels(&desk.get("district", &format!("{TILE}?bandwidth=400&{YEAR}")).await);
    let seen = picture.iter().filter(|pixel| pixel[3] > 0);
    assert!(seen.clone().count() > 1000);
    assert!(
        seen.clone()
            .all(|[red, green, blue, _]| colours
                .contains(&format!("#{red:02x}{green:02x}{blue:02x}").as_str()))
    );
    let (values, mass) = values(&desk, "district", &format!("bandwidth=400&{YEAR}")).await;
    assert!((mass / 4.0 - 1.0).abs() < 0.03, "{mass}");
    let peak = values.into_iter().flatten().fold(0.0, f64::max);
    let lone = legend["lone_case"].as_f64().unwrap();
    assert!((peak / lone - 1.0).abs() < 0.03, "the cases stand apart: {peak} and {lone}");
}

#[tokio::test]
async fn without_a_period_the_days_of_all_data_are_told_and_used() {
    let desk = TestDesk::with_cases().await;
    let mut early = case("early", "E0101", 0);
    early["reported_at"] = json!("2026-07-25T23:30:00+08:00");
    assert_eq!(desk.post("district", "/api/v1/cases", &early).await.status, 201);
    let period = desk.get("district", "/legend/density.json?class=C").await.json()["period"].clone();
    assert_eq!(period["from"], "2026-07-25T00:00:00+08:00");
    assert_eq!(period["to"], "2026-08-04T00:00:00+08:00");
    assert_eq!((period["days"].as_f64(), period["of_data"].as_bool()), (Some(10.0), Some(true)));
}

#[tokio::test]
async fn who_may_not_see_places_gets_the_sums_of_cells_whatever_the_places() {
    let desks = [0.0, 0.004].map(|more| async move {
        let desk = TestDesk::with_cases().await;
        for number in 0..20 {
            let mut new = case(&format!("more-{number}"), "E0101", 0);
            let lon = new["lon"].as_f64().unwrap() + more;
            new["lon"] = json!(lon);
            new["reported_at"] = json!("2026-06-10T08:30:00+08:00");
            assert_eq!(desk.post("district", "/api/v1/cases", &new).await.status, 201);
        }
        desk
    });
    let [one, two] = desks;
    let (one, two) = (one.await, two.await);
    let same = |token: &'static str| {
        let (one, two) = (&one, &two);
        async move {
            let [one, two] = [one.get(token, TILE).await, two.get(token, TILE).await];
            assert_eq!(one.status, 200, "{}", one.text());
            (one.body == two.body, pixels(&one).iter().any(|pixel| pixel[3] > 0))
        }
    };
    assert_eq!(same("district").await, (false, true));
    for token in ["town-1", "collector-2", "water", "public"] {
        assert_eq!(same(token).await, (true, true), "{token}");
    }
    let legend = one.get("public", "/legend/density.json").await.json();
    assert_eq!((legend["basis"]["name"].as_str(), legend["least_cases"].as_u64()), (Some("cells"), Some(10)));
    assert_eq!(legend["period"]["to"], "2026-07-27T00:00:00+08:00", "whole months that have ended");
    assert_eq!(cases_in(&legend), 20);
    let (_, mass) = values(&one, "public", "bandwidth=200").await;
    assert!((mass / 20.0 - 1.0).abs() < 0.03, "{mass}");
}

#[tokio::test]
async fn few_cases_are_no_density_for_others() {
    let desk = TestDesk::with_cases().await;
    let legend = desk.get("town-1", "/legend/density.json?class=C").await.json();
    assert_eq!(cases_in(&legend), 0);
    let tile = pixels(&desk.get("town-1", &format!("{TILE}?class=C")).await);
    assert!(tile.iter().all(|pixel| pixel[3] == 0));
    let refused = desk.get("town-1", &format!("{TILE}?bandwidth=60")).await;
    assert_eq!((refused.status.as_u16(), refused.json()["field"].as_str()), (400, Some("bandwidth")));
    let refused = desk.get("public", &format!("{TILE}?class=C")).await;
    assert_eq!((refused.status.as_u16(), refused.json()["field"].as_str()), (403, Some("class")));
}

#[tokio::test]
async fn corrected_every_case_inside_counts_in_full_inside_and_outside_there_is_no_value() {
    let desk = TestDesk::with_cases().await;
    let query = format!("bandwidth=900&{YEAR}");
    let (_, leaking) = values(&desk, "district", &query).await;
    let (values, mass) = values(&desk, "district", &format!("{query}&edge=corrected")).await;
    assert!((mass / 4.0 - 1.0).abs() < 0.03, "{mass}");
    // Two thirds of a kernel at the lower border lie inside; without the correction the rest is on the map as well.
    assert!((leaking / 4.0 - 1.0).abs() < 0.03, "{leaking}");
    assert!(values.iter().any(Option::is_none));
    let legend = desk.get("district", &format!("/legend/density.json?{query}&edge=corrected")).await.json();
    assert_eq!(
        (legend["edge"]["name"].as_str(), legend["cases_outside"].as_u64()),
        (Some("corrected"), Some(0))
    );
}

#[tokio::test]
async fn a_tile_keeps_its_tag_until_what_it_shows_changes() {
    let desk = TestDesk::with_cases().await;
    let tile = format!("{TILE}?{YEAR}");
    let far = format!("/tiles/density/14/13723/6704.png?{YEAR}");
    let first = desk.get("district", &tile).await;
    let (tag, far_tag) =
        (first.header("etag").to_owned(), desk.get("district", &far).await.header("etag").to_owned());
    assert_ne!(desk.get("district", &format!("{tile}&class=C")).await.header("etag"), tag);
    // Another stage is another event, and the same places.
    desk.act("district", "waste-1", json!({"act": "accept"})).await;
    assert_eq!(desk.get("district", &tile).await.header("etag"), tag);
    desk.post("district", "/api/v1/cases", &case("new", "E0101", 1)).await;
    let changed = desk.get("district", &tile).await;
    assert_ne!((changed.header("etag"), &changed.body), (tag.as_str(), &first.body));
    assert_eq!(desk.get("district", &far).await.header("etag"), far_tag, "too far away to show it");
    let empty = pixels(&desk.get("district", &far).await);
    assert!(empty.iter().all(|pixel| pixel[3] == 0), "nothing is near: transparent, and not 204");
    assert_ne!(
        desk.get("district", &format!("{tile}&as=values")).await.header("etag"),
        changed.header("etag")
    );
}

#[tokio::test]
async fn what_is_asked_wrongly_is_named() {
    let desk = TestDesk::with_cases().await;
    for (query, field) in [
        ("bandwidth=49", "bandwidth"),
        ("bandwidth=wide", "bandwidth"),
        ("edge=soft", "edge"),
        ("ramp=vik", "ramp"),
        ("ramp=jet", "ramp"),
        ("as=picture&as=values", "as"),
        ("as=grid", "as"),
        ("class=X", "class"),
        ("from=2026-08-02&to=2026-08-01", "to"),
        ("measure=count", "measure"),
    ] {
        let answer = desk.get("district", &format!("{TILE}?{query}")).await;
        assert_eq!((answer.status.as_u16(), answer.json()["field"].as_str()), (400, Some(field)), "{query}");
    }
    for wrong in ["/tiles/density/12/3428/1676.mvt", "/tiles/unit-grid/12/3428/1676.png"] {
        let answer = desk.get("district", wrong).await;
        assert_eq!((answer.status.as_u16(), answer.json()["field"].as_str()), (404, Some("y")), "{wrong}");
    }
}

#[tokio::test]
async fn a_geotiff_holds_the_density_and_says_what_it_is() {
    let desk = TestDesk::with_cases().await;
    let uri = format!("/api/v1/exports/density.tif?bandwidth=400&edge=corrected&{YEAR}");
    let answer = desk.get("district", &uri).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("content-type")),
        (200, "image/tiff"),
        "{}",
        answer.text()
    );
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"density-400m.tif\"");
    let head = String::from_utf8_lossy(answer.body.get(..512).unwrap());
    assert!(head.starts_with("II*") && head.contains("LAYOUT=IFDS_BEFORE_DATA"), "{head}");
    let all = String::from_utf8_lossy(&answer.body);
    for name in
        ["GRIDWARD_UNIT", "GRIDWARD_PERIOD", "GRIDWARD_SYNTHETIC", "GRIDWARD_PLAN_VERSION", "GRIDWARD_BASIS"]
    {
        assert!(all.contains(name), "{name}");
    }
    let tag = answer.header("etag").to_owned();
    assert_eq!(desk.get_with("district", &uri, &[("if-none-match", &tag)]).await.status, 304);
    assert_ne!(desk.get("town-1", &uri).await.header("etag"), tag, "cells where places may not be seen");
    for (query, status, field) in [
        ("resolution_m=0", 400, "resolution_m"),
        ("resolution_m=0.3", 400, "resolution_m"),
        ("resolution_m=x", 400, "resolution_m"),
        ("bandwidth=1", 400, "bandwidth"),
        ("as=values", 400, "as"),
    ] {
        let answer = desk.get("district", &format!("/api/v1/exports/density.tif?{query}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["field"].as_str()),
            (status, Some(field)),
            "{query}"
        );
    }
    let answer = desk.get("public", "/api/v1/exports/density.tif?class=E").await;
    assert_eq!(answer.status, 403);
}
