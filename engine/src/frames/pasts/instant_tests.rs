use super::*;

fn read(text: &str) -> Option<String> {
    let reader = InstantReader::new(TimeZone::fixed(jiff::tz::offset(8)));
    reader.read(text).map(|at| at.to_string())
}

#[test]
fn an_offset_counts_and_a_local_time_is_the_districts() {
    assert_eq!(read("2012-06-04T10:46:00+09:00").as_deref(), Some("2012-06-04T01:46:00Z"));
    for local in ["2012-06-04 10:46", "2012/6/4 10:46:00", "2012.06.04 10:46:00.250", "2012-06-04T10:46:00"] {
        assert_eq!(read(local).as_deref(), Some("2012-06-04T02:46:00Z"), "{local}");
    }
    assert_eq!(read("2012-06-04").as_deref(), Some("2012-06-03T16:00:00Z"));
    assert_eq!(read("2012-06-04 24:00").as_deref(), Some("2012-06-04T16:00:00Z"));
}

#[test]
fn what_is_no_instant_is_none() {
    for text in
        ["", "today", "04/06/2012", "2012-13-01", "2012-06-04 25:00", "2012-06-04 10:61", "2012-06-04 10"]
    {
        assert_eq!(read(text), None, "{text}");
    }
}
