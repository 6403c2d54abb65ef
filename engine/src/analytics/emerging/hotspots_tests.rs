use super::*;

fn board() -> (Cube, Weights) {
    let mut stream = Streams::new(3).of(0);
    let rows: Vec<Vec<u32>> = (0..25).map(|_| (0..5).map(|_| stream.below(6)).collect()).collect();
    let squares: Vec<Vec<Vec<(u32, u32)>>> = (0..25_u32)
        .map(|at| (at % 5, at / 5))
        .map(|(x, y)| vec![vec![(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]])
        .collect();
    let queen = crate::analytics::weights::contiguity(&squares, crate::analytics::weights::Contiguity::Queen);
    (Cube::from_counts(&rows).unwrap(), queen.unwrap())
}

#[test]
fn a_neighbourhood_looks_back_and_never_ahead() {
    let (_, queen) = board();
    let weights = space_time_weights(&queen, 5, 1, None).unwrap();
    for (bin, row) in weights.rows().enumerate() {
        let step = bin % 5;
        assert!(row.neighbours.iter().all(|other| *other as usize % 5 <= step));
        let depth = if step == 0 { 1 } else { 2 };
        assert_eq!(row.neighbours.len(), (queen.row(bin / 5).neighbours.len() + 1) * depth - 1);
    }
}

#[test]
fn a_later_step_does_not_change_what_was_said_of_a_step() {
    let (cube, queen) = board();
    let shorter: Vec<Vec<u32>> = (0..25).map(|cell| cube.row(cell)[..4].to_vec()).collect();
    let shorter = Cube::from_counts(&shorter).unwrap();
    let long = space_time_gi(&cube, &queen, 1, Reference::Step, NullOf::Normal).unwrap();
    let short = space_time_gi(&shorter, &queen, 1, Reference::Step, NullOf::Normal).unwrap();
    for cell in 0..25 {
        assert_eq!(long.z[cell * 5..cell * 5 + 4], short.z[cell * 4..cell * 4 + 4]);
    }
}

#[test]
fn draws_come_near_the_whole_null_and_do_not_depend_on_threads() {
    let (cube, queen) = board();
    let exact = space_time_gi(&cube, &queen, 1, Reference::Entire, NullOf::Exact).unwrap();
    let null = NullOf::Draws(Null { draws: 999, streams: Streams::new(5) });
    for reference in [Reference::Entire, Reference::Step] {
        let run = || space_time_gi(&cube, &queen, 1, reference, null).unwrap();
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let drawn = run();
        assert_eq!(drawn, alone.install(run));
        assert!(drawn.p.iter().all(Option::is_some));
        if reference == Reference::Entire {
            for (drawn, exact) in drawn.p.iter().zip(&exact.p) {
                let (drawn, exact) = (drawn.unwrap(), exact.unwrap());
                let side = exact / 2.0;
                let allowed = 2.0 * (5.0 * (side * (1.0 - side) / 999.0).sqrt() + 1.0 / 999.0);
                assert!((drawn - exact).abs() <= allowed, "{drawn} {exact}");
            }
        }
    }
}

#[test]
fn a_cube_in_which_nothing_varies_is_refused_in_words() {
    let (_, queen) = board();
    let flat = Cube::from_counts(&vec![vec![1; 4]; 25]).unwrap();
    let error = space_time_gi(&flat, &queen, 1, Reference::Entire, NullOf::Normal).unwrap_err();
    assert!(error.to_string().contains("nothing varies"), "{error}");
}
