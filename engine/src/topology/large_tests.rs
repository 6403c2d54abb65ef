//! Timings on a coverage as large as a city's. Run with
//! `cargo test --release -p gridward --lib topology::large -- --ignored --nocapture`.

use std::time::Instant;

use super::*;

/// A coverage of `side`² cells whose every border has `bends` inner corners, moved by a fixed sequence.
pub(crate) fn wavy_grid(side: i64, bends: i64) -> Vec<Shape> {
    let step = 1i64 << 14;
    let noise = |x: i64, y: i64| {
        let mut z =
            (x as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ (y as u64).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
        z = (z ^ (z >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        ((z >> 33) % 801) as i64 - 400
    };
    let corner = |i: i64, j: i64| Point::new(i * step + noise(i, j), j * step + noise(j + 7, i));
    let line = |from: (i64, i64), to: (i64, i64)| -> Vec<Point> {
        let (a, b) = (corner(from.0, from.1), corner(to.0, to.1));
        (0..=bends)
            .map(|k| {
                let wave = if k == 0 { 0 } else { noise(a.x + k * 31, a.y - k * 17) };
                let (along_x, along_y) = ((b.x - a.x) * k / (bends + 1), (b.y - a.y) * k / (bends + 1));
                if from.1 == to.1 {
                    Point::new(a.x + along_x, a.y + along_y + wave)
                } else {
                    Point::new(a.x + along_x + wave, a.y + along_y)
                }
            })
            .collect()
    };
    let mut shapes = Vec::new();
    for i in 0..side {
        for j in 0..side {
            let mut exterior = line((i, j), (i + 1, j));
            exterior.extend(line((i + 1, j), (i + 1, j + 1)));
            let mut back = line((i, j), (i, j + 1));
            back.push(corner(i, j + 1));
            back.extend(line((i, j + 1), (i + 1, j + 1)).into_iter().skip(1));
            back.remove(0);
            exterior.push(corner(i + 1, j + 1));
            exterior.extend(back.into_iter().rev());
            shapes.push(Polygon { exterior, interiors: vec![] }.into());
        }
    }
    shapes
}

#[test]
#[ignore = "a timing, run by hand"]
fn timing_of_sixty_thousand_cells() {
    for side in [100, 245] {
        let shapes = wavy_grid(side, 6);
        let corners: usize = shapes.iter().flat_map(Shape::rings).map(Vec::len).sum();
        let start = Instant::now();
        let (faces, report) = Arrangement::build(&shapes).unwrap();
        println!(
            "{} cells, {corners} corners: {} edges, {} faces, {} rounds, {} added: {:?}",
            shapes.len(),
            faces.edge_count(),
            faces.face_count(),
            report.rounds,
            report.added.len(),
            start.elapsed()
        );
        let features: Vec<CheckFeature> = shapes
            .iter()
            .map(|shape| CheckFeature { shape: shape.clone(), ..CheckFeature::default() })
            .collect();
        let start = Instant::now();
        let report = check(&features, CheckOptions::new(Ground::PLAN)).unwrap();
        println!("checked: {} defects, {} m2: {:?}", report.defects.len(), report.area_m2, start.elapsed());
        let shifted: Vec<Shape> = shapes
            .iter()
            .cloned()
            .chain(wavy_grid(side, 6).into_iter().map(|mut s| {
                for p in s.polygons.iter_mut().flat_map(|p| &mut p.exterior) {
                    *p = Point::new(p.x + 5000, p.y + 7001);
                }
                s
            }))
            .collect();
        if side == 100 {
            let features: Vec<CheckFeature> = shifted
                .iter()
                .map(|shape| CheckFeature { shape: shape.clone(), ..CheckFeature::default() })
                .collect();
            let start = Instant::now();
            let report = check(&features, CheckOptions::new(Ground::PLAN)).unwrap();
            println!("checked overlaid on itself: {} defects: {:?}", report.defects.len(), start.elapsed());
        }
        let start = Instant::now();
        let (faces, report) = Arrangement::build(&shifted).unwrap();
        println!(
            "overlaid on itself: {} edges, {} faces, {} rounds, {} added: {:?}",
            faces.edge_count(),
            faces.face_count(),
            report.rounds,
            report.added.len(),
            start.elapsed()
        );
    }
}
