use super::*;
use crate::analytics::chance::Streams;
use crate::analytics::scan::{Ties, log_likelihood_ratio};

fn settings(draws: u32) -> Settings {
    Settings {
        share: 0.5,
        radius: None,
        ties: Ties::Together,
        rates: Rates::High,
        most: 3,
        overlapping: false,
        draws,
        streams: Streams::new(7),
    }
}

fn places(count: u32) -> Vec<PlaneXY> {
    let mut stream = Streams::new(4).of(0);
    (0..count).map(|_| PlaneXY { x: stream.unit(), y: stream.unit() }).collect()
}

fn drawn(number: u64, cases: u32, places: u32, steps: u32) -> Vec<(u32, u32)> {
    let mut stream = Streams::new(5).of(number);
    (0..cases).map(|_| (stream.below(places), stream.below(steps))).collect()
}

fn data<'a>(places: &'a [PlaneXY], cases: &'a [(u32, u32)], span: Span, cycle: usize) -> SpaceTime<'a> {
    SpaceTime { places, cases, steps: 21, span, longest: 5, cycle }
}

fn in_threads<T: Send>(count: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap().install(work)
}

/// The best ratio of all cylinders, by the definition.
fn by_hand(data: &SpaceTime<'_>, cases: &[(u32, u32)]) -> f64 {
    let board = Board::new(data).unwrap();
    let circles = Circles::new(data.places, &board.by_place(), &settings(0)).unwrap();
    let within = |cases: &[(u32, u32)], members: &[u32], from: usize, to: usize| {
        cases
            .iter()
            .filter(|(place, step)| members.contains(place) && (from..to).contains(&(*step as usize)))
            .count()
    };
    let mut best = 0.0_f64;
    for end in board.ends() {
        for start in board.starts(end) {
            for centre in 0..data.places.len() {
                let mut members = Vec::new();
                for (place, is_end) in circles.around(centre) {
                    members.push(place);
                    let expected: f64 = (0..data.cycle)
                        .map(|day| {
                            let of_day: Vec<(u32, u32)> = cases
                                .iter()
                                .copied()
                                .filter(|(_, step)| *step as usize % data.cycle == day)
                                .collect();
                            let everywhere: Vec<u32> = (0..data.places.len() as u32).collect();
                            let here = within(&of_day, &members, 0, data.steps) as f64;
                            let then = within(&of_day, &everywhere, start, end) as f64;
                            here * then / (of_day.len() as f64).max(1.0)
                        })
                        .sum();
                    let count = within(cases, &members, start, end) as f64;
                    if is_end && count > expected {
                        best = best.max(log_likelihood_ratio(count, expected, cases.len() as f64));
                    }
                }
            }
        }
    }
    best
}

#[test]
fn the_best_cylinder_is_that_of_a_search_by_hand_and_each_replica_too() {
    let places = places(8);
    let cases = drawn(1, 60, 8, 21);
    for (span, cycle) in
        [(Span::Prospective, 1), (Span::Prospective, 7), (Span::Retrospective, 1), (Span::Retrospective, 3)]
    {
        let data = data(&places, &cases, span, cycle);
        let found = space_time(&data, &settings(4)).unwrap();
        assert!((found.clusters[0].llr - by_hand(&data, &cases)).abs() < 1e-9, "{span:?} {cycle}");
        let board = Board::new(&data).unwrap();
        let rows = board.drawn(0, &settings(4));
        let mut right: Vec<f64> = (0..4)
            .map(|lane| {
                // Steps that no window holds have any cases: give them those that are left.
                let mut replica = Vec::new();
                for (at, row) in rows.iter().enumerate() {
                    let (step, place) = (board.first() + at / 8, at % 8);
                    replica.extend((0..row[lane]).map(|_| (place as u32, step as u32)));
                }
                for day in 0..cycle {
                    let mut early: Vec<u32> = (0..board.first() as u32)
                        .filter(|step| *step as usize % cycle == day)
                        .flat_map(|step| vec![step; board.by_step[step as usize] as usize])
                        .collect();
                    let mut left = board.strata[day].clone();
                    for (place, _) in replica.iter().filter(|(_, step)| *step as usize % cycle == day) {
                        left.swap_remove(left.iter().position(|own| own == place).unwrap());
                    }
                    replica.extend(left.into_iter().map(|place| (place, early.pop().unwrap())));
                }
                by_hand(&data, &replica)
            })
            .collect();
        right.sort_by(f64::total_cmp);
        for (found, right) in found.null_max.iter().zip(&right) {
            assert!((found - right).abs() < 1e-9, "{span:?} {cycle}: {found} {right}");
        }
    }
}

#[test]
fn threads_change_nothing() {
    let places = places(12);
    let cases = drawn(2, 150, 12, 21);
    for span in [Span::Prospective, Span::Retrospective] {
        let data = data(&places, &cases, span, 7);
        let scan = || space_time(&data, &settings(50)).unwrap();
        assert_eq!(in_threads(1, scan), in_threads(3, scan));
    }
}

#[test]
fn the_order_of_cases_changes_nothing() {
    let places = places(12);
    let cases = drawn(2, 150, 12, 21);
    let mut other = cases.clone();
    other.reverse();
    let scan = |cases: &[(u32, u32)]| {
        space_time(&data(&places, cases, Span::Prospective, 1), &settings(20)).unwrap()
    };
    assert_eq!(scan(&cases), scan(&other));
}

#[test]
fn under_the_null_p_is_uniform() {
    let places = places(10);
    let boards = 200_u32;
    let mut below = [0_u32; 3];
    for number in 0..u64::from(boards) {
        let cases = drawn(number, 200, 10, 21);
        let own = Settings { streams: Streams::new(number), ..settings(39) };
        let found = space_time(&data(&places, &cases, Span::Prospective, 1), &own).unwrap();
        let p = found.clusters.first().map_or(1.0, |best| best.p.unwrap());
        for (count, level) in below.iter_mut().zip([0.1, 0.25, 0.5]) {
            *count += u32::from(p <= level + 1e-12);
        }
    }
    for (count, level) in below.into_iter().zip([0.1, 0.25, 0.5_f64]) {
        let share = f64::from(count) / f64::from(boards);
        let allowed = 4.0 * (level * (1.0 - level) / f64::from(boards)).sqrt();
        assert!((share - level).abs() <= allowed, "{share} at or below {level}");
    }
}

#[test]
fn an_outbreak_is_found_with_its_place_its_days_and_a_long_recurrence() {
    let places = places(12);
    let mut cases = drawn(6, 200, 12, 21);
    // It begins at once: the days before have none.
    cases.retain(|(place, step)| *place != 4 || *step < 14);
    cases.extend([(4, 18), (4, 19), (4, 20)].repeat(8));
    let found = space_time(&data(&places, &cases, Span::Prospective, 1), &settings(199)).unwrap();
    let best = &found.clusters[0];
    assert_eq!((best.members.as_slice(), best.steps), (&[4][..], Some((18, 21))));
    assert_eq!(best.p, Some(1.0 / 200.0));
    assert_eq!(found.recurrence_intervals[0], Some(200.0));
}

#[test]
fn what_cannot_be_scanned_says_what_would_be_right() {
    let places = places(3);
    let wrong = |cases: &[(u32, u32)], longest| {
        let data = SpaceTime { longest, ..data(&places, cases, Span::Prospective, 1) };
        space_time(&data, &settings(0)).unwrap_err().to_string()
    };
    assert!(wrong(&[(0, 0), (1, 1)], 0).contains("at least 1"));
    assert!(wrong(&[(0, 0), (1, 1)], 21).contains("shorter"));
    assert!(wrong(&[(0, 0), (3, 1)], 2).contains("case 1: place 3"));
    assert!(wrong(&[(0, 0), (1, 21)], 2).contains("21 steps"));
    assert!(wrong(&[(0, 0)], 2).contains("at least 2"));
}
