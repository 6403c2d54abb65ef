use geo::polygon;

use super::*;

const KERNELS: [(Kernel, f64); 3] =
    [(Kernel::Quartic, 150.0), (Kernel::Epanechnikov, 150.0), (Kernel::Gaussian, 60.0)];

fn at(x: f64, y: f64) -> PlaneXY {
    PlaneXY { x, y }
}

#[test]
fn a_gaussian_has_the_share_of_a_rectangle_that_error_functions_give() {
    let window = Window::rectangle(at(0.0, 0.0), at(850.0, 960.0)).unwrap();
    let side = |low: f64, high: f64| {
        let part = |far: f64| libm::erf(far / 60.0 / std::f64::consts::SQRT_2);
        (part(high) - part(low)) / 2.0
    };
    for place in [at(1.0, 2.0), at(100.0, 0.5), at(0.0, 0.0), at(849.999, 480.0), at(400.0, 900.0)] {
        let right = side(-place.x, 850.0 - place.x) * side(-place.y, 960.0 - place.y);
        let found = window.share(place, Kernel::Gaussian, 60.0);
        assert!((found - right).abs() < 1e-8, "{place:?}: {found} {right}");
    }
}

#[test]
fn a_share_is_the_sum_over_fine_pixels_for_a_border_with_a_hole() {
    let area = polygon!(
        exterior: [(x: 0., y: 0.), (x: 400., y: 50.), (x: 350., y: 420.), (x: 180., y: 200.), (x: 20., y: 380.)],
        interiors: [[(x: 150., y: 60.), (x: 160., y: 140.), (x: 260., y: 120.)]],
    );
    let window = Window::areas(&geo::MultiPolygon(vec![area])).unwrap();
    for (kernel, bandwidth) in KERNELS {
        for place in [at(100.0, 100.0), at(180.0, 190.0), at(300.0, 300.0), at(5.0, 5.0)] {
            let mut right = 0.0;
            for row in 0..420 {
                for column in 0..400 {
                    let pixel = at(f64::from(column) + 0.5, f64::from(row) + 0.5);
                    if window.holds(pixel) {
                        let squared = (pixel.x - place.x).powi(2) + (pixel.y - place.y).powi(2);
                        right += kernel.at(squared, bandwidth);
                    }
                }
            }
            let found = window.share(place, kernel, bandwidth);
            assert!((found - right).abs() < 1e-3, "{kernel:?} {place:?}: {found} {right}");
        }
    }
}

#[test]
fn a_window_without_area_is_refused() {
    assert!(Window::rectangle(at(1.0, 0.0), at(1.0, 2.0)).is_err());
    assert!(Window::rectangle(at(f64::NAN, 0.0), at(1.0, 2.0)).is_err());
    assert!(Window::areas(&geo::MultiPolygon(Vec::new())).is_err());
}
