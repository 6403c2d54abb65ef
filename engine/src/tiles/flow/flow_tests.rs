use proptest::collection::vec;
use proptest::prelude::*;

use super::arc::{around, line};
use super::hide::hidden;
use crate::tiles::address::WorldPoint;

proptest! {
    #[test]
    fn no_row_or_column_gives_a_small_number_away(width in 1..6_usize, height in 1..6_usize, cases in vec(0..30_u32, 36), least in 2..12_u32) {
        let table = &cases[..width * height];
        let hidden = hidden(table, width, least);
        for (cases, hidden) in table.iter().zip(&hidden) {
            prop_assert!(*hidden || *cases == 0 || *cases >= least);
            prop_assert!(!(*hidden && *cases == 0));
        }
        let rows = (0..height).map(|row| (0..width).map(|column| row * width + column).collect::<Vec<_>>());
        let columns = (0..width).map(|column| (0..height).map(|row| row * width + column).collect::<Vec<_>>());
        for cells in rows.chain(columns) {
            let (mut count, mut sum, mut shown) = (0, 0, 0);
            for cell in cells {
                count += u32::from(hidden[cell]);
                sum += if hidden[cell] { table[cell] } else { 0 };
                shown += u32::from(!hidden[cell] && table[cell] > 0);
            }
            prop_assert!(count == 0 || shown == 0 || (count >= 2 && sum >= least), "{count} hidden with {sum} cases");
        }
    }

    #[test]
    fn a_line_begins_and_ends_where_it_should(ax in 0..1_i64 << 34, ay in 0..1_i64 << 34, bx in 0..1_i64 << 34, by in 0..1_i64 << 34) {
        let (a, b) = (WorldPoint { x: ax, y: ay }, WorldPoint { x: bx, y: by });
        let there = line(a, b, 1000);
        prop_assert_eq!((there.first(), there.last()), (Some(&a), Some(&b)));
        prop_assert_eq!(there.len(), 17);
        let ring = line(a, a, 1000);
        prop_assert_eq!((ring.first(), ring.last()), (Some(&a), Some(&a)));
    }
}

#[test]
fn there_and_back_are_two_lines() {
    let (a, b) = (WorldPoint { x: 0, y: 0 }, WorldPoint { x: 16_000, y: 0 });
    let (there, back) = (line(a, b, 1), line(b, a, 1));
    assert!(there[8].y > 0 && back[8].y < 0);
}

#[test]
fn with_no_limit_nothing_is_hidden() {
    assert_eq!(hidden(&[1, 2, 0], 3, 1), [false; 3]);
    assert_eq!(hidden(&[1, 2, 9], 3, 2), [true, true, false]);
}

#[test]
fn places_around_a_middle_are_all_different() {
    let middle = WorldPoint { x: 1 << 33, y: 1 << 33 };
    let mut places: Vec<WorldPoint> = (0..48).map(|at| around(middle, 10_000, at)).collect();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), 48);
}
