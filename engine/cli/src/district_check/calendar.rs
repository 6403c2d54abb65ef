//! The calendar against the plans.

use super::finding::Findings;
use super::folder::Folder;
use super::names::CALENDAR;

/// Looks for years of plans that the calendar does not know, and for a zone that is not the district's.
pub fn check(folder: &Folder, findings: &mut Findings) {
    let (Some(calendar), Some(district)) = (&folder.calendar, &folder.district) else { return };
    let lines = folder.lines(CALENDAR);
    if calendar.zone() != district.zone() {
        let name = |zone: &jiff::tz::TimeZone| zone.iana_name().unwrap_or("unknown").to_owned();
        let message = format!(
            "zone is “{}”, but that of district.json is “{}”",
            name(calendar.zone()),
            name(district.zone())
        );
        findings.push(CALENDAR, lines.at("zone"), message);
    }
    let year = |at: jiff::Timestamp| at.to_zoned(district.zone().clone()).year();
    let plans = district.plans().plans();
    let begins = plans.iter().map(|plan| year(plan.valid_from()));
    let ends = plans.iter().filter_map(|plan| Some(year(plan.valid_to()?)));
    let needed = begins.chain(ends).collect::<std::collections::BTreeSet<i16>>();
    let (Some(first), Some(last)) = (needed.first(), needed.last()) else { return };
    for missing in (*first..=*last).filter(|year| calendar.years().iter().all(|known| known.year != *year)) {
        let message = format!("years: {missing} is missing; a plan of district.json is in force in it");
        findings.push(CALENDAR, lines.at("years"), message);
    }
}
