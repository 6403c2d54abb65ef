use super::*;
use crate::calendar::DayKind;

const GOOD: &str = r#"{
  "schema": "gridward/calendar/1", "version": 3, "zone": "Asia/Shanghai",
  "schedules": [
    {"name": {"zh": "夏令", "en": "Summer"}, "season": {"from": "05-01", "to": "09-30"}, "hours": ["08:00-12:00", "14:30-18:30"], "setting": true},
    {"name": {"zh": "冬令", "en": "Winter"}, "season": {"from": "10-01", "to": "04-30"}, "hours": ["08:00-12:00", "14:00-18:00"]}
  ],
  "years": [{"year": 2012,
    "holidays": [{"name": {"zh": "春节", "en": "Spring Festival"}, "from": "2012-01-22", "to": "2012-01-28"}],
    "make_up_days": ["2012-01-21", "2012-01-29"]}]
}"#;

fn faults(text: &str) -> String {
    parse(text, Path::new("calendar.json")).unwrap_err().to_string()
}

#[test]
fn a_calendar_is_read_with_its_seasons() {
    let calendar = parse(GOOD, Path::new("calendar.json")).unwrap();
    assert_eq!(calendar.version(), CalendarVersion(3));
    assert_eq!(calendar.kind("2012-01-23".parse().unwrap()), DayKind::Holiday);
    assert_eq!(calendar.kind("2012-01-21".parse().unwrap()), DayKind::MakeUp);
    assert!(calendar.schedules()[0].season.is_some());
}

#[test]
fn a_wrong_file_is_refused_with_place_value_and_what_would_be_right() {
    let cases = [
        (
            "\"zone\": \"Asia/Shanghai\"",
            "\"zone\": \"Asia/Minhang\"",
            "zone is \"Asia/Minhang\"; an IANA time zone",
        ),
        ("gridward/calendar/1", "gridward/calendar/9", "\"gridward/calendar/1\" is read"),
        ("2012-01-28", "2012-01-28T00:00", "year 2012, holidays[0] (Spring Festival): to is"),
        ("2012-01-22", "22.1.2012", "a day like 2012-01-22 is needed"),
        ("08:00-12:00\", \"14:30", "8-12\", \"14:30", "schedules[0] (Summer): hours is"),
        ("\"to\": \"04-30\"", "\"to\": \"02-30\"", "season.to is \"02-30\""),
        ("\"to\": \"04-30\"", "\"to\": \"04-29\"", "no working hours are valid on 2002-04-30"),
        ("2012-01-29", "2012-01-30", "2012-01-30 is a weekday and no make-up day"),
        ("\"version\"", "\"verison\"", "did you mean `version`?"),
        ("\"year\": 2012,", "", "missing field `year`"),
    ];
    for (right, wrong, message) in cases {
        let found = faults(&GOOD.replacen(right, wrong, 1));
        assert!(found.starts_with("calendar.json, ") && found.contains(message), "{found}");
        assert!(!found.contains('\n'), "{found}");
    }
}

#[test]
fn all_faults_are_listed_at_once() {
    let text = GOOD.replace("08:00-12:00", "eight").replace("05-01", "may").replace("2012-01-29", "soon");
    assert_eq!(faults(&text).lines().count(), 4, "{}", faults(&text));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let missing = load(Path::new("/nowhere/calendar.json")).unwrap_err().to_string();
    assert!(missing.contains("/nowhere/calendar.json: cannot be read"), "{missing}");
}

#[test]
fn the_schema_knows_every_field_and_refuses_others() {
    let schema = serde_json::to_string(&crate::calendar::definition::schema()).unwrap();
    for word in ["schedules", "make_up_days", "valid_to", "\"additionalProperties\":false"] {
        assert!(schema.contains(word), "{word}");
    }
}
