//! Reference K, L and clusters of Snow's Soho, read from the folder that `GRIDWARD_REFERENCE` names; skipped without it.

use std::collections::BTreeMap;

use super::golden_for_tests::{places, read};
use super::*;
use crate::measure::PlaneXY;

fn soho() -> Option<Vec<PlaneXY>> {
    places("soho_points.csv").map(|rows| rows.into_iter().map(|(at, _)| at).collect())
}

#[test]
fn every_reference_k_is_met() {
    let Some(right) = read("soho_ripley.json") else { return };
    let sides: Vec<f64> = serde_json::from_value(right["window"].clone()).unwrap();
    let corner = |x: usize, y: usize| PlaneXY { x: sides[x], y: sides[y] };
    let pattern = Pattern::new(&soho().unwrap(), corner(0, 2), corner(1, 3)).unwrap();
    let radii: Vec<f64> = serde_json::from_value(right["r"].clone()).unwrap();
    let corrections = [
        ("none", Correction::None),
        ("border", Correction::Border),
        ("translate", Correction::Translate),
        ("isotropic", Correction::Isotropic),
    ];
    for (name, correction) in corrections {
        let found = ripley(&pattern, correction, &radii).unwrap();
        let k: Vec<f64> = serde_json::from_value(right["K"][name].clone()).unwrap();
        let l: Vec<f64> = serde_json::from_value(right["L"][name].clone()).unwrap();
        for ((found, k), l) in found.iter().map(|found| found.unwrap()).zip(k).zip(l) {
            assert!((found / k - 1.0).abs() < 1e-9, "{name}: {found} {k}");
            assert!(((found / std::f64::consts::PI).sqrt() / l - 1.0).abs() < 1e-9, "{name}");
        }
    }
}

/// The adjusted Rand index of two partitions.
fn rand_index(a: &[i32], b: &[i32]) -> f64 {
    let pairs = |count: &u64| (count * (count - 1) / 2) as f64;
    let (mut rows, mut columns, mut cells) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (a, b) in a.iter().zip(b) {
        *rows.entry(a).or_insert(0) += 1;
        *columns.entry(b).or_insert(0) += 1;
        *cells.entry((a, b)).or_insert(0) += 1;
    }
    let sum = |counts: Vec<u64>| counts.iter().map(pairs).sum::<f64>();
    let (rows, columns) = (sum(rows.into_values().collect()), sum(columns.into_values().collect()));
    let cells = sum(cells.into_values().collect());
    let expected = rows * columns / pairs(&(a.len() as u64));
    (cells - expected) / (f64::midpoint(rows, columns) - expected)
}

#[test]
fn every_reference_cluster_is_met() {
    let Some(right) = read("soho_dbscan.json") else { return };
    let places = soho().unwrap();
    for right in right["dbscan"].as_array().unwrap() {
        let least = right["min_samples_including_self"].as_u64().unwrap();
        let found =
            dbscan(&places, right["eps"].as_f64().unwrap(), usize::try_from(least).unwrap(), None).unwrap();
        let core: Vec<u8> = serde_json::from_value(right["core"].clone()).unwrap();
        assert_eq!(found.core, core.iter().map(|core| *core == 1).collect::<Vec<_>>());
        let ambiguous: Vec<usize> = serde_json::from_value(right["ambiguous_border_points"].clone()).unwrap();
        assert_eq!(found.ambiguous_border_points, ambiguous);
        let labels: Vec<i32> = serde_json::from_value(right["labels"].clone()).unwrap();
        let kept = |labels: &[i32]| {
            let all = labels.iter().enumerate().filter(|(at, _)| !ambiguous.contains(at));
            all.map(|(_, label)| *label).collect::<Vec<_>>()
        };
        assert!((rand_index(&kept(&found.labels), &kept(&labels)) - 1.0).abs() < 1e-12);
        assert_eq!(found.n_noise as u64, right["n_noise"].as_u64().unwrap());
        assert_eq!(found.n_clusters as u64, right["n_clusters"].as_u64().unwrap());
    }
    for right in right["hdbscan"].as_array().unwrap() {
        let [cluster, least] = ["min_cluster_size", "min_samples"]
            .map(|name| usize::try_from(right[name].as_u64().unwrap()).unwrap());
        let labels: Vec<i32> = serde_json::from_value(right["labels"].clone()).unwrap();
        let index = rand_index(&hdbscan(&places, cluster, least).unwrap(), &labels);
        // Edges of the tree that are equally long: with clusters of 5, one place of 324 changes sides with their order (0.987).
        assert!(index >= if cluster == 5 { 0.985 } else { 0.99 }, "{cluster} {least}: {index}");
    }
}
