use jiff::civil::{Date, date};

use super::*;

fn schedule(season: Option<(&str, &str)>, valid_from: Option<Date>, valid_to: Option<Date>) -> Schedule {
    Schedule {
        season: season.map(|(first, last)| (first.parse().unwrap(), last.parse().unwrap())),
        valid_from,
        valid_to,
        hours: DayHours::parse(&["08:00-12:00"]).unwrap(),
    }
}

#[test]
fn spans_that_touch_are_one() {
    let hours = DayHours::parse(&["08:00-12:00", "12:00-13:30", "20:00-24:00"]).unwrap();
    assert_eq!(hours.spans(), [(28_800, 48_600), (72_000, 86_400)]);
    assert_eq!(hours.seconds(), 9 * 3600 + 1800);
    assert!(hours.contains(28_800) && !hours.contains(48_600));
}

#[test]
fn a_wrong_text_is_refused_with_what_would_be_right() {
    for text in ["8:00-12:00", "08:00", "08:00-08:00", "12:00-08:00", "08:60-12:00", "08:00-24:01", ""] {
        let fault = DayHours::parse(&[text]).unwrap_err().to_string();
        assert!(fault.contains("08:00-12:00") && fault.contains(text), "{fault}");
    }
    assert!(matches!(DayHours::parse(&["08:00-12:00", "11:00-13:00"]), Err(HoursError::Order { .. })));
    assert_eq!(DayHours::parse::<&str>(&[]), Err(HoursError::Empty));
    for text in ["5-1", "13-01", "02-30", "0501", ""] {
        assert!(text.parse::<MonthDay>().is_err(), "{text}");
    }
    assert_eq!("02-29".parse::<MonthDay>().unwrap().to_string(), "02-29");
}

#[test]
fn a_season_has_both_its_ends_and_may_run_over_new_year() {
    let summer = schedule(Some(("05-01", "09-30")), None, None);
    assert!(!summer.applies(date(2012, 4, 30)) && summer.applies(date(2012, 5, 1)));
    assert!(summer.applies(date(2012, 9, 30)) && !summer.applies(date(2012, 10, 1)));
    let winter = schedule(Some(("10-01", "04-30")), None, None);
    assert!(winter.applies(date(2012, 12, 31)) && winter.applies(date(2013, 1, 1)));
    assert!(winter.applies(date(2012, 10, 1)) && winter.applies(date(2012, 4, 30)));
    assert!(!winter.applies(date(2012, 5, 1)) && !winter.applies(date(2012, 9, 30)));
}

/// One program in use compared the first day of validity twice and never the last, so that hours never ended.
#[test]
fn hours_end_with_their_last_valid_day() {
    let old = schedule(None, Some(date(2010, 3, 1)), Some(date(2011, 12, 31)));
    assert!(!old.applies(date(2010, 2, 28)) && old.applies(date(2010, 3, 1)));
    assert!(old.applies(date(2011, 12, 31)) && !old.applies(date(2012, 1, 1)));
}
