use super::*;

fn chain(n: u32) -> Weights {
    let row =
        |at: u32| [at.checked_sub(1), Some(at + 1).filter(|next| *next < n)].into_iter().flatten().collect();
    Weights::binary((0..n).map(row).collect()).unwrap()
}

const METHODS: [Method; 4] =
    [Method::Counts, Method::Kernel { radius: 2.5 }, Method::GiStar, Method::SpaceTimeGi { back: 1 }];

fn run(
    rows: &[Vec<u32>],
    train: usize,
    season: usize,
) -> Result<(Vec<Window>, Vec<MethodRecord>), BacktestError> {
    let cube = Cube::from_counts(rows).unwrap();
    let weights = chain(u32::try_from(rows.len()).unwrap());
    let middles: Vec<PlaneXY> =
        (0_u32..).zip(rows).map(|(at, _)| PlaneXY { x: f64::from(at), y: 0.0 }).collect();
    let cases: Vec<(PlaneXY, u32)> = middles
        .iter()
        .zip(rows)
        .flat_map(|(at, row)| (0_u32..).zip(row).flat_map(|(step, n)| vec![(*at, step); *n as usize]))
        .collect();
    let of = Backtest {
        cube: &cube,
        weights: &weights,
        middles: &middles,
        cases: &cases,
        areas: None,
        train,
        season,
        fractions: &[0.1, 0.3],
    };
    backtest(&of, &METHODS)
}

#[test]
fn what_lasts_is_found_by_all_and_the_baseline_stands_first() {
    let rows: Vec<Vec<u32>> = (0..10).map(|cell| vec![if cell == 4 { 9 } else { 1 }; 6]).collect();
    let (windows, records) = run(&rows, 3, 0).unwrap();
    assert_eq!(windows.iter().map(|window| window.step).collect::<Vec<_>>(), [3, 4, 5]);
    assert!(windows.iter().all(|window| window.scores[0].method == Method::Baseline));
    let counts =
        records.iter().find(|record| record.method == Method::Counts && record.fraction < 0.2).unwrap();
    assert_eq!((counts.mean_pei, counts.gain, counts.better, counts.p_sign), (1.0, 0.0, 0, 1.0));
}

#[test]
fn a_later_step_changes_no_forecast() {
    let rows: Vec<Vec<u32>> =
        (0..8).map(|cell| (0..6).map(|step| (cell * 7 + step * 5) % 4).collect()).collect();
    let mut shorter = rows.clone();
    shorter.iter_mut().for_each(|row| row.truncate(5));
    let (long, _) = run(&rows, 2, 0).unwrap();
    let (short, _) = run(&shorter, 2, 0).unwrap();
    assert_eq!(long[..short.len()], short[..]);
}

#[test]
fn the_baseline_takes_a_season_ago_where_the_cube_reaches() {
    let rows: Vec<Vec<u32>> = (0..4).map(|cell| (0..6).map(|step| cell + step).collect()).collect();
    let (windows, _) = run(&rows, 2, 4).unwrap();
    assert_eq!(windows.iter().map(|window| window.baseline_step).collect::<Vec<_>>(), [1, 2, 0, 1]);
}

#[test]
fn a_back_test_without_steps_to_test_is_refused_in_words() {
    let rows = vec![vec![1, 2, 0], vec![1, 0, 0]];
    assert!(run(&rows, 3, 0).unwrap_err().to_string().contains("all but one"));
    assert!(run(&rows, 2, 0).unwrap_err().to_string().contains("nothing can be tested"));
    assert!((sign_test(5, 0) - 0.0625).abs() < 1e-15);
    assert!((sign_test(3, 3) - 1.0).abs() < 1e-15);
}
