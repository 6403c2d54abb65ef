use proptest::prelude::*;

use super::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn quarters_are_those_of_the_iso_year_and_a_long_year_ends_with_fourteen_weeks() {
    let (begin, end) = Block::Quarter.around(Week::of(date("2012-03-31")));
    assert_eq!((begin.monday(), end.monday()), (date("2012-01-02"), date("2012-04-02")));
    // 2020 has 53 weeks.
    let (begin, end) = Block::Quarter.around(Week::of(date("2021-01-03")));
    assert_eq!((end.0 - begin.0, end.monday()), (14, date("2021-01-04")));
    let (begin, end) = Block::Month.around(Week::of(date("2021-01-03")));
    assert_eq!(end.0 - begin.0, 6);
    let lengths: Vec<i32> = Block::Month
        .between(Week::of(date("2012-01-02")), Week::of(date("2012-04-02")))
        .map(|(a, b)| b.0 - a.0)
        .collect();
    assert_eq!(lengths, [4, 4, 5]);
}

#[test]
fn a_calendar_year_becomes_the_iso_year_that_is_nearest() {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let year = |text: &str| Block::Quarter.nearest(&zone, midnight(&zone, date(text)).unwrap()).monday();
    assert_eq!((year("2012-01-01"), year("2013-01-01")), (date("2012-01-02"), date("2012-12-31")));
}

proptest! {
    #[test]
    fn blocks_are_made_of_whole_smaller_ones(week in 0..6000_i32) {
        let week = Week(week);
        prop_assert_eq!(Week::of(week.monday()), week);
        for (large, small) in [(Block::Quarter, Block::Month), (Block::Month, Block::Week), (Block::Quarter, Block::Week)] {
            let (begin, end) = large.around(week);
            prop_assert!(begin <= week && week < end);
            let parts: Vec<_> = small.between(begin, end).collect();
            prop_assert_eq!((parts[0].0, parts[parts.len() - 1].1), (begin, end));
            prop_assert!(parts.windows(2).all(|pair| pair[0].1 == pair[1].0));
            prop_assert_eq!(large.around(end).0, end);
        }
    }
}
