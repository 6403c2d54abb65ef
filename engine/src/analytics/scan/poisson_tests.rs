use super::*;
use crate::analytics::chance::Streams;
use crate::analytics::scan::{Rates, Ties, log_likelihood_ratio};

fn settings(draws: u32, rates: Rates) -> Settings {
    Settings {
        share: 0.5,
        radius: None,
        ties: Ties::Together,
        rates,
        most: 3,
        overlapping: false,
        draws,
        streams: Streams::new(7),
    }
}

/// A board of places at random, each with some population.
fn board(number: u64, count: u32) -> (Vec<PlaneXY>, Vec<f64>, Stream) {
    let mut stream = Streams::new(11).of(number);
    let places = (0..count).map(|_| PlaneXY { x: stream.unit(), y: stream.unit() }).collect();
    let people = (0..count).map(|_| f64::from(1 + stream.below(50))).collect();
    (places, people, stream)
}

fn in_threads<T: Send>(count: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap().install(work)
}

#[test]
fn the_best_window_is_that_of_a_search_by_hand_and_each_replica_too() {
    for rates in [Rates::High, Rates::Low, Rates::Both] {
        let (places, people, mut stream) = board(3, 30);
        let cases: Vec<u32> = (0..30).map(|_| stream.below(6)).collect();
        let found = poisson(&places, &cases, &people, &settings(40, rates)).unwrap();
        let circles = Circles::new(&places, &people, &settings(40, rates)).unwrap();
        let (all, total): (u32, f64) = (cases.iter().sum(), people.iter().sum());
        let highest = |cases: &[u32]| {
            let mut best = 0.0_f64;
            for centre in 0..30 {
                let (mut count, mut mass) = (0, 0.0);
                for (place, end) in circles.around(centre) {
                    count += cases[place as usize];
                    mass += people[place as usize] / total * f64::from(all);
                    if end && rates.admits(count.into(), mass) {
                        best = best.max(log_likelihood_ratio(count.into(), mass, all.into()));
                    }
                }
            }
            best
        };
        assert!((found.clusters[0].llr - highest(&cases)).abs() < 1e-9);
        let urn = Urn::new(&people);
        let mut right: Vec<f64> = (0..40)
            .map(|number| {
                let mut stream = Streams::new(7).of(number);
                let mut cases = vec![0; 30];
                (0..all).for_each(|_| cases[urn.draw(&mut stream)] += 1);
                highest(&cases)
            })
            .collect();
        right.sort_by(f64::total_cmp);
        assert!(found.null_max.iter().zip(&right).all(|(found, right)| (found - right).abs() < 1e-9));
    }
}

#[test]
fn threads_change_nothing() {
    let (places, people, mut stream) = board(5, 40);
    let cases: Vec<u32> = (0..40).map(|_| stream.below(5)).collect();
    let scan = || poisson(&places, &cases, &people, &settings(99, Rates::High)).unwrap();
    assert_eq!(in_threads(1, scan), in_threads(3, scan));
}

#[test]
fn under_the_null_p_is_uniform() {
    let boards = 300_u32;
    let mut below = [0_u32; 4];
    for number in 0..u64::from(boards) {
        let (places, people, mut stream) = board(number, 12);
        let urn = Urn::new(&people);
        let mut cases = vec![0; 12];
        (0..120).for_each(|_| cases[urn.draw(&mut stream)] += 1);
        let own = Settings { streams: Streams::new(number), ..settings(39, Rates::High) };
        // A board without any excess has no cluster: its best ratio, 0, is the lowest there is.
        let p = poisson(&places, &cases, &people, &own)
            .unwrap()
            .clusters
            .first()
            .map_or(1.0, |best| best.p.unwrap());
        for (count, level) in below.iter_mut().zip([0.1, 0.25, 0.5, 0.75]) {
            *count += u32::from(p <= level + 1e-12);
        }
    }
    for (count, level) in below.into_iter().zip([0.1, 0.25, 0.5, 0.75_f64]) {
        let share = f64::from(count) / f64::from(boards);
        let allowed = 4.0 * (level * (1.0 - level) / f64::from(boards)).sqrt();
        assert!((share - level).abs() <= allowed, "{share} at or below {level}");
    }
}

#[test]
fn clusters_share_no_place_unless_they_may() {
    let (places, people, mut stream) = board(9, 30);
    let cases: Vec<u32> = (0..30).map(|_| stream.below(9)).collect();
    let apart = poisson(&places, &cases, &people, &settings(0, Rates::Both)).unwrap().clusters;
    let mut all: Vec<u32> = apart.iter().flat_map(|cluster| cluster.members.clone()).collect();
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!((apart.len(), all.len()), (3, count));
    let any = Settings { overlapping: true, ..settings(0, Rates::Both) };
    let any = poisson(&places, &cases, &people, &any).unwrap().clusters;
    assert_eq!(any[0].members, apart[0].members);
    assert!(any[1].llr >= apart[1].llr && any[1].members != any[0].members);
}

#[test]
fn an_urn_draws_by_weight_and_never_what_has_none() {
    let urn = Urn::new(&[3.0, 0.0, 1.0, 0.5, 0.0]);
    let mut counts = [0_u32; 5];
    let mut stream = Streams::new(2).of(0);
    (0..90_000).for_each(|_| counts[urn.draw(&mut stream)] += 1);
    assert_eq!((counts[1], counts[4]), (0, 0));
    for (at, right) in [(0, 60_000.0), (2, 20_000.0), (3, 10_000.0)] {
        assert!((f64::from(counts[at]) - right).abs() < 5.0 * f64::sqrt(right), "{counts:?}");
    }
}

#[test]
fn what_cannot_be_scanned_says_what_would_be_right() {
    let (places, people, _) = board(1, 3);
    let wrong = |cases: &[u32], people: &[f64]| {
        poisson(&places, cases, people, &settings(0, Rates::High)).unwrap_err().to_string()
    };
    assert!(wrong(&[1, 2], &people).contains("3 places"));
    assert!(wrong(&[1, 2, 3], &[1.0, -1.0, 3.0]).contains("place 1: its population is -1"));
    assert!(wrong(&[1, 2, 3], &[1.0, f64::NAN, 3.0]).contains("finite"));
    assert!(wrong(&[1, 2, 3], &[1.0, 0.0, 3.0]).contains("without any population"));
    assert!(wrong(&[1, 0, 0], &people).contains("at least 2"));
    assert!(wrong(&[9, 0, 0], &[1.0, 0.0, 0.0]).contains("places with population"));
}
