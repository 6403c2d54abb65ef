use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::analytics::figures::case_for_tests::{case, columns, place};
use crate::analytics::figures::{Area, CellTally, Dimension, DimensionTally, Step};
use crate::cases::columns::Filter;
use jiff::tz::TimeZone;

const BEGIN: i64 = 1_325_376_000;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

proptest! {
    #[test]
    fn every_case_is_counted_once_in_its_period(
        reported in vec(0..20_000_000_i64, 0..120), from in -1000..2_000_000_i64, length in 1..20_000_000_i64, step in 1..4_usize,
    ) {
        let heads: Vec<_> = (0..).zip(&reported).map(|(number, own)| case(number, 3, BEGIN + own)).collect();
        let columns = columns(heads.clone());
        let chosen = Chosen { columns: &columns, filter: &Filter::default(), area: None };
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let (from, to) = (at(BEGIN + from), at(BEGIN + from + length));
        let periods = Step::ALL[step].periods(&zone, from, to).unwrap();
        let slots = Slots::new(&periods);
        let tally = chosen.tallied(|| SeriesTally::new(&slots, to));
        for (period, tally) in periods.iter().zip(tally.periods()) {
            let own = heads.iter().filter(|head| period.from <= head.reported_at && head.reported_at < period.to);
            let cases = own.count() as u64;
            prop_assert_eq!(*tally, CaseTally { cases, judged: cases, overdue: 0, closed: cases, synthetic: 0 });
        }
        prop_assert_eq!(tally.all().cases, reported.len() as u64);
        let ends = extent(&chosen).map(|period| (period.from, period.to));
        let expected = reported.iter().min().zip(reported.iter().max());
        prop_assert_eq!(ends, expected.map(|(a, b)| (at(BEGIN + a), at(BEGIN + b + 1))));
    }
}

#[test]
fn an_area_is_counted_with_its_classes_and_cells_in_one_pass() {
    let mut heads: Vec<_> =
        (0..10).map(|number| case(number, u16::try_from(number % 4).unwrap(), BEGIN)).collect();
    for (head, x) in heads.iter_mut().zip(0..) {
        head.place = place(1_213_000_000 + x * 10, 310_000_000);
        head.cells = vec![0, u32::try_from(x).unwrap() / 3];
    }
    heads[9].place = None;
    let columns = columns(heads);
    // From the third to the sixth, borders included.
    let [west, east] = [121.300_002, 121.300_005];
    let ring = vec![[west, 30.9], [east, 30.9], [east, 31.1], [west, 31.1], [west, 30.9]];
    let area = Area::new(&[vec![ring]]).unwrap();
    let filter = Filter { within: Some(area.corners()), ..Filter::default() };
    let chosen = Chosen { columns: &columns, filter: &filter, area: Some(&area) };
    let slots = Slots::new(&[]);
    let members: Vec<u32> = (0..3).collect();
    let empty = || {
        (
            SeriesTally::new(&slots, at(BEGIN)),
            (DimensionTally::new(Dimension::Class, &members, 3), CellTally::default()),
        )
    };
    let (series, (classes, cells)) = chosen.tallied(empty);
    assert_eq!(series.all().cases, 4);
    assert_eq!((classes.counts(), classes.rest()), (&[1, 1, 1][..], 1));
    assert_eq!(cells.sets().len(), 2);
}
