//! Whole blocks that have ended, whatever is asked for.

use gridward::analytics::figures::{Block, Period, Week};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::Calendar;

const BLOCKS: [Block; 3] = [Block::Week, Block::Month, Block::Quarter];

fn zone() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap()
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// Any instant that can be written, most of them of this century.
fn instant() -> impl Strategy<Value = Timestamp> {
    let written = Timestamp::MIN.as_second()..=Timestamp::MAX.as_second();
    prop_oneof![4 => (946_684_800_i64..4_102_444_800).prop_map(at), 1 => written.prop_map(at)]
}

proptest! {
    #[test]
    fn whatever_is_asked_the_answer_is_of_whole_blocks_that_have_ended(
        block in 0..3_usize,
        now in (946_684_800_i64..4_102_444_800).prop_map(at),
        from in proptest::option::of(instant()),
        to in proptest::option::of(instant()),
        cases in proptest::option::of((0..86_400 * 9_000_i64, 0..86_400 * 9_000_i64)),
    ) {
        let (block, zone) = (BLOCKS[block], zone());
        let calendar = Calendar::until(&zone, block, now);
        let cases = cases.map(|(first, length)| {
            let first = now.as_second() - first;
            Period { from: at(first), to: at((first + length).min(now.as_second()) + 1) }
        });
        let Ok(weeks) = calendar.nearest_to((from, to), || cases) else {
            prop_assert!(from.is_some() || to.is_some(), "only what was asked for can be wrong");
            return Ok(());
        };
        prop_assert!(weeks.end.begin(&zone) <= now, "nothing that has not ended");
        prop_assert!(weeks.end.0 - weeks.start.0 <= 20 * 53 + 14, "twenty years and a block at most");
        prop_assert_eq!(block.around(weeks.start).0, weeks.start, "begins with a block");
        prop_assert_eq!(block.around(weeks.end).0, weeks.end, "ends with one");
        prop_assert_eq!(block.between(weeks.start, weeks.end).last().map_or(weeks.start, |(_, end)| end), weeks.end);
    }
}

#[test]
fn what_is_asked_for_moves_to_the_nearest_begin_and_what_is_not_to_the_cases() {
    let (zone, date) = (zone(), |text: &str| text.parse::<Timestamp>().unwrap());
    let calendar = Calendar::until(&zone, Block::Month, date("2026-08-10T12:00:00+08:00"));
    let mondays =
        |weeks: std::ops::Range<Week>| (weeks.start.monday().to_string(), weeks.end.monday().to_string());
    let asked = (Some(date("2026-06-03T00:00:00+08:00")), Some(date("2026-07-01T00:00:00+08:00")));
    let told = calendar.nearest_to(asked, || None).unwrap();
    assert_eq!(mondays(told), ("2026-05-25".into(), "2026-06-29".into()));
    let cases = Period { from: date("2026-04-15T00:00:00+08:00"), to: date("2026-05-26T00:00:00+08:00") };
    let told = calendar.nearest_to((None, None), || Some(cases)).unwrap();
    assert_eq!(mondays(told), ("2026-03-30".into(), "2026-06-29".into()));
    let told = calendar.nearest_to((None, None), || None).unwrap();
    assert_eq!(mondays(told), ("2026-07-27".into(), "2026-07-27".into()), "nothing");
    assert!(calendar.nearest_to((Some(date("2026-08-01T00:00:00+08:00")), None), || None).is_err());
}
