use super::*;
use crate::calendar::LimitUnit;
use crate::ids::{ClassCode, UnitCode};
use crate::rules::fixture_for_tests::{ACCEPTED, CLASSES, RULES, SETTINGS, UNITS, files};
use crate::rules::{CaseKind, ClassNature, Domain, Grade, Lead, OwnerIs, Reference, Sensitivity};

const V: RulesVersion = RulesVersion(3);

fn with(name: &str, text: &str) -> FolderFiles {
    let mut files = files("", "");
    files.insert(name.into(), text.as_bytes().to_vec());
    files
}

fn faults(files: &FolderFiles) -> Vec<String> {
    RuleSet::read(files, V).1.iter().map(ToString::to_string).collect()
}

fn has(faults: &[String], words: &str) -> bool {
    faults.iter().any(|fault| fault.contains(words))
}

#[test]
fn a_sound_folder_is_read_without_a_fault() {
    let rules = RuleSet::from_files(&files("1,town:T1;unit-grid:U5,E01;C,service;management,grid,night,simple,M;none,territory:town,unit:P;class-department,town,4wh,试\n", ""), V).unwrap();
    assert_eq!(rules.version, V);
    let rule = &rules.table[0];
    assert_eq!(rule.line, 2);
    assert_eq!(rule.places.len(), 2);
    assert_eq!(rule.kinds, [CaseKind::Service, CaseKind::Management]);
    assert_eq!(rule.grades, [Grade(0)]);
    let m = rules.units.index_of(&UnitCode::new("M")).unwrap();
    assert_eq!(rule.owners, [OwnerIs::Unit(m), OwnerIs::Nobody]);
    assert_eq!(rule.helpers[1], Reference::ClassDepartment);
    assert_eq!(rule.limit.unwrap().unit, LimitUnit::WorkingHour);
}

#[test]
fn a_class_takes_from_above_what_its_own_row_leaves_empty() {
    let rules = RuleSet::from_files(&files("", ""), V).unwrap();
    let class = |code| rules.classes.get(rules.classes.index_of(&ClassCode::new(code)).unwrap()).unwrap();
    let building = class("E0101");
    assert_eq!((building.nature, building.lead), (ClassNature::Event, Lead::Line));
    assert_eq!(building.kinds, [CaseKind::Management, CaseKind::Enforcement]);
    assert_eq!(building.department, Some(UnitCode::new("P")));
    assert_eq!(building.domain, Some(Domain::IllegalBuilding));
    assert_eq!(building.conditions[0].limits.len(), 2);
    assert_eq!(class("E0110").kinds, [CaseKind::Service, CaseKind::Management]);
    assert_eq!(
        (class("E0401").sensitivity, class("E0401").department.as_ref()),
        (Sensitivity::Internal, None)
    );
    let window = rules.duplicates(rules.classes.index_of(&ClassCode::new("C0101")).unwrap());
    assert_eq!((window.metres, window.hours), (20, 24));
    assert_eq!(rules.classes.leaves().count(), 5);
    assert_eq!(rules.classes.descendants(3).len(), 6);
}

#[test]
fn a_spreadsheets_mark_and_empty_rows_do_no_harm() {
    let text = format!("\u{feff}{}\n,,,,,,,,\n", UNITS.trim_end());
    assert_eq!(faults(&with("units.csv", &text)), Vec::<String>::new());
}

#[test]
fn all_faults_are_named_at_once_each_with_file_line_field_and_value() {
    let mut files = files(
        "1,town,X9,nothing,,,,,unit:P,,,,\n1,,,,web,noon,hard,nobody,territory,somebody,street,4 weeks,\n,,,,,,,,unit:Q,,,,\n",
        ",,,,,,because\n",
    );
    files.insert("units.csv".into(), format!("{UNITS}X,,,office,Z,town,,never,perhaps\n").into_bytes());
    let faults = faults(&files);
    for words in [
        "rules.csv, line 2: place is \"town\"; cells as layer:code are needed",
        "rules.csv, line 2: class is \"X9\"; codes of classes in classes.csv are needed",
        "rules.csv, line 2: kind is \"nothing\"; one of service, management, enforcement is needed",
        "rules.csv, line 3: id is \"1\"; line 2 has this identity",
        "rules.csv, line 3: source is \"web\"",
        "rules.csv, line 3: slot is \"noon\"; some of night, rest, late are needed",
        "rules.csv, line 3: grade is \"hard\"; some of simple, ordinary are needed",
        "rules.csv, line 3: owner is \"nobody\"; none, known or codes of units",
        "rules.csv, line 3: responsible is \"territory\"; unit:CODE, territory:LAYER",
        "rules.csv, line 3: helpers is \"somebody\"",
        "rules.csv, line 3: level is \"street\"; one of district, town, workstation is needed",
        "rules.csv, line 3: limit is \"4 weeks\"",
        "rules.csv, line 4: id is empty",
        "rules.csv, line 4: responsible is \"unit:Q\"",
        "accepted-holes.csv, line 2: accepted_by is empty; the name of whoever",
        "units.csv, line 9: name_zh is empty",
        "units.csv, line 9: kind is \"office\"; one of district, department, sub-centre",
        "units.csv, line 9: cell is empty; a layer needs the code of the cell",
        "units.csv, line 9: duty is \"never\"; one of always, working-hours is needed",
        "units.csv, line 9: synthetic is \"perhaps\"; yes or no is needed",
    ] {
        assert!(has(&faults, words), "{words}\n{}", faults.join("\n"));
    }
}

#[test]
fn a_rule_whose_condition_cannot_be_read_is_left_out_because_it_would_say_more_than_was_written() {
    let (rules, faults) = RuleSet::read(&files("1,,X9,,,,,,unit:P,,,,\n2,,E,,,,,,unit:P,,,,\n", ""), V);
    assert_eq!(faults.len(), 1);
    assert_eq!(rules.table.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["2"]);
}

#[test]
fn the_word_for_the_territory_itself_is_no_identity_of_a_rule() {
    assert!(has(
        &faults(&files("territory,,,,,,,,unit:P,,,,\n", "")),
        "id is \"territory\"; another identity"
    ));
}

#[test]
fn rings_of_parents_and_doubled_territories_are_found() {
    let text = format!(
        "{UNITS}X,甲,,department,Y,,,,\nY,乙,,department,X,,,,\nW9,丙,,workstation,T1,community,K1,,\n"
    );
    let found = faults(&with("units.csv", &text));
    assert!(has(&found, "units.csv, line 9: parent is \"Y\"; the way up must end at the district's centre"));
    assert!(has(
        &found,
        "units.csv, line 11: cell is \"K1\"; unit W1 of the same kind answers for community:K1"
    ));
    let text =
        format!("{CLASSES}E05,E06,甲,,,,,,,,,\nE06,E05,乙,,,,,,,,,\nE07,C,丙,,,,,,,,,\nX01,E,丁,,,,,,,,,\n");
    let found = faults(&with("classes.csv", &text));
    assert!(
        has(&found, "classes.csv, line 12: parent is \"E06\"; the way up must end at a root"),
        "{found:?}"
    );
    assert!(has(
        &found,
        "line 14: parent is \"C\"; a class stands under one whose code begins with the same letter"
    ));
    assert!(has(&found, "line 15: code is \"X01\"; a code begins with C, E, A, H or M"));
}

#[test]
fn text_in_another_encoding_is_named_with_its_line() {
    let mut bytes = UNITS.as_bytes().to_vec();
    bytes.extend(b"X,\xb3\xc7\xb9\xdc,,department,D,,,,\n");
    let mut files = files("", "");
    files.insert("units.csv".into(), bytes);
    let found = faults(&files);
    assert!(has(&found, "units.csv, line 9: text is no UTF-8; UTF-8 is needed"), "{found:?}");
}

#[test]
fn columns_that_are_missing_unknown_or_doubled_are_named() {
    let found = faults(&with("sources.csv", "code,name_zh,name_en,location,datum,public,public,colour\n"));
    for words in
        ["accuracy_m is missing", "column is \"public\"; each column stands once", "column is \"colour\""]
    {
        assert!(has(&found, words), "{words}: {found:?}");
    }
    let found = faults(&with("rules.csv", &format!("{RULES}1,a,b\n")));
    assert!(has(&found, "rules.csv, line 2: row is 3 columns; 13 are needed as in the header"), "{found:?}");
}

#[test]
fn settings_are_checked_against_the_tables() {
    let text = SETTINGS
        .replace("\"unowned\": \"D\"", "\"unowned\": \"Z\"")
        .replace("\"default_grade\": \"ordinary\"", "\"default_grade\": \"hard\"")
        .replace("\"name\": \"late\"", "\"name\": \"night\"");
    let found = faults(&with("settings.json", &text));
    assert!(has(&found, "settings.json: queue_keepers.unowned is \"Z\"; the code of a unit"), "{found:?}");
    assert!(has(&found, "settings.json: default_grade is \"hard\""));
    assert!(has(&found, "settings.json: slots[2].name is \"night\"; a name of its own"));
    let found = faults(&with("settings.json", &SETTINGS.replace("\"grades\"", "\"grade\"")));
    assert!(has(&found, "settings.json, line 3: column"), "{found:?}");
}

#[test]
fn missing_files_are_named_and_accepted_holes_are_not_needed() {
    let found = faults(&FolderFiles::new());
    assert_eq!(found.iter().filter(|fault| fault.contains("file is missing")).count(), 6, "{found:?}");
    let mut files = files("", "");
    files.remove("accepted-holes.csv");
    assert_eq!(faults(&files), Vec::<String>::new());
    assert!(ACCEPTED.starts_with("place,class"));
}

#[test]
fn every_file_has_a_schema_and_every_column_stands_in_it() {
    let schemas: BTreeMap<&str, _> = schemas().into_iter().collect();
    assert_eq!(schemas.len(), RULE_FILES.len());
    for (file, columns) in columns() {
        let schema = serde_json::to_value(&schemas[file]).unwrap();
        for column in columns {
            let described = schema["properties"][column].get("description").is_some();
            assert!(described, "{file}, {column}: {schema}");
        }
    }
}

#[test]
fn settings_survive_being_written_and_read() {
    let rules = RuleSet::from_files(&files("", ""), V).unwrap();
    let text = serde_json::to_string(&rules.settings).unwrap();
    assert_eq!(serde_json::from_str::<crate::rules::Settings>(&text).unwrap(), rules.settings);
    assert_eq!(rules.settings.stage_limits.verify.to_string(), "30um");
}
