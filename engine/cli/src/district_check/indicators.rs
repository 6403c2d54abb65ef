//! Indicators, scores and colours: identities, references, thresholds.

use std::collections::{BTreeMap, BTreeSet};

use gridward::analytics::definition::{Choice, Colour, Indicator, IndicatorsFile};
use gridward::rules::settings::Switches;

use super::finding::Findings;
use super::folder::Folder;
use super::names::{COLOURS, INDICATORS};

/// Looks for identities that are used twice, references to what does not exist, and thresholds on the wrong side.
pub fn check(folder: &Folder, findings: &mut Findings) {
    let Some(file) = &folder.indicators else { return };
    let line = |path: String| folder.lines(INDICATORS).at(&path);
    let mut known: BTreeMap<&str, &Indicator> = BTreeMap::new();
    let mut chosen: BTreeSet<(&str, &str, &str)> = BTreeSet::new();
    for (at, indicator) in file.indicators.iter().enumerate() {
        if known.insert(&indicator.definition, indicator).is_some() {
            let message =
                format!("definition is “{}”, as of an earlier one; each needs its own", indicator.definition);
            findings.push(INDICATORS, line(format!("indicators[{at}].definition")), message);
        }
        if indicator.numerator.plus.is_empty() {
            let message =
                format!("{}: numerator.plus is empty; at least one mark is needed", indicator.definition);
            findings.push(INDICATORS, line(format!("indicators[{at}].numerator")), message);
        }
        let Some(Choice { switch, value }) = &indicator.chosen_by else { continue };
        let place = line(format!("indicators[{at}].chosen_by"));
        if !is_choice(switch, value) {
            let message =
                format!("chosen_by: {switch} is no switch of settings.json with the value “{value}”");
            findings.push(INDICATORS, place, message);
        } else if !chosen.insert((&indicator.indicator, switch, value)) {
            let message = format!(
                "chosen_by: {switch} = {value} chooses another definition of {} too",
                indicator.indicator
            );
            findings.push(INDICATORS, place, message);
        }
    }
    check_scores(folder, file, &known, findings);
    check_colours(folder, &known, findings);
}

fn is_choice(switch: &str, value: &str) -> bool {
    let document = serde_json::json!({ switch: value });
    serde_json::from_value::<Switches>(document).is_ok()
}

fn check_scores(
    folder: &Folder,
    file: &IndicatorsFile,
    known: &BTreeMap<&str, &Indicator>,
    findings: &mut Findings,
) {
    let line = |path: String| folder.lines(INDICATORS).at(&path);
    let mut versions = BTreeSet::new();
    for (at, table) in file.scores.iter().enumerate() {
        if !versions.insert((&table.name, table.version)) {
            let message = format!(
                "{} has version {} twice; a new version needs a new number",
                table.name, table.version
            );
            findings.push(INDICATORS, line(format!("scores[{at}].version")), message);
        }
        if table.valid_from.parse::<jiff::civil::Date>().is_err() {
            let message = format!("valid_from is “{}”; a day like 2012-01-01 is needed", table.valid_from);
            findings.push(INDICATORS, line(format!("scores[{at}].valid_from")), message);
        }
        for (row, score) in table.lines.iter().enumerate() {
            let place = format!("scores[{at}].lines[{row}]");
            if !known.contains_key(score.indicator.as_str()) {
                let message =
                    format!("indicator is “{}”; no definition above has that name", score.indicator);
                findings.push(INDICATORS, line(format!("{place}.indicator")), message);
            }
            if score.slope < 0.0 || score.floor > score.points {
                let message = "slope must be 0 or more, and floor at most points";
                findings.push(INDICATORS, line(place), message);
            }
        }
    }
}

fn check_colours(folder: &Folder, known: &BTreeMap<&str, &Indicator>, findings: &mut Findings) {
    let Some(file) = &folder.colours else { return };
    let line = |path: String| folder.lines(COLOURS).at(&path);
    for colour in [Colour::Green, Colour::Blue, Colour::Red] {
        let count = file.palette.iter().filter(|entry| entry.colour == colour).count();
        if count != 1 {
            let message = format!(
                "palette has {count} entries for {colour:?}; one for each of green, blue, red is needed"
            );
            findings.push(COLOURS, line("palette".into()), message);
        }
    }
    for (at, entry) in file.palette.iter().enumerate() {
        let digits = entry.hex.strip_prefix('#').unwrap_or_default();
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let message = format!("hex is “{}”; a colour as #rrggbb is needed", entry.hex);
            findings.push(COLOURS, line(format!("palette[{at}].hex")), message);
        }
        if entry.sign.is_empty() {
            let message = "sign is empty; those who do not see colours need one";
            findings.push(COLOURS, line(format!("palette[{at}].sign")), message);
        }
    }
    let mut kinds = BTreeSet::new();
    for (at, rule) in file.units.iter().enumerate() {
        let place = format!("units[{at}]");
        for kind in rule.kinds.iter().filter(|kind| !kinds.insert(**kind)) {
            let message = format!("kinds: {kind:?} has its colours from an earlier entry already");
            findings.push(COLOURS, line(format!("{place}.kinds")), message);
        }
        let Some(indicator) = known.get(rule.indicator.as_str()) else {
            let message =
                format!("indicator is “{}”; no definition of {INDICATORS} has that name", rule.indicator);
            findings.push(COLOURS, line(format!("{place}.indicator")), message);
            continue;
        };
        let (good, bad) = if indicator.lower_is_better {
            (-rule.green_at, -rule.red_at)
        } else {
            (rule.green_at, rule.red_at)
        };
        if good <= bad {
            let message = format!(
                "green_at {} and red_at {} are on the wrong sides; of {} {} is better",
                rule.green_at,
                rule.red_at,
                rule.indicator,
                if indicator.lower_is_better { "less" } else { "more" }
            );
            findings.push(COLOURS, line(format!("{place}.green_at")), message);
        }
        if rule.hysteresis < 0.0 || rule.hysteresis >= good - bad {
            let message = format!(
                "hysteresis is {}; it must be 0 or more and less than the way from red to green",
                rule.hysteresis
            );
            findings.push(COLOURS, line(format!("{place}.hysteresis")), message);
        }
    }
    if !(0.0..=1.0).contains(&file.cases.blue_from) {
        let message = format!("blue_from is {}; a share from 0 to 1 is needed", file.cases.blue_from);
        findings.push(COLOURS, line("cases.blue_from".into()), message);
    }
}
