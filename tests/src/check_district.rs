//! The district that ships with the project is consistent, complete and generated as its tables say.

use std::process::Command;

use crate::support::{gridward, gridward_json, root, said};

#[test]
fn the_district_that_ships_is_consistent_and_every_case_has_one_owner() {
    let folder = root().join("grid-definitions/minhang");
    let report = gridward_json(&["check-district", folder.to_str().unwrap(), "--format", "json"]);
    assert_eq!(report["valid"], true, "{report:#}");
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(0));
    assert_eq!(report["proof"]["complete"], true, "{report:#}");
    let counts = report["counts"].as_array().unwrap();
    let count = |of: &str| counts.iter().find(|count| count["of"] == of).unwrap()["number"].as_u64().unwrap();
    assert!(count("classes for cases") >= 280 && count("conditions") >= 600 && count("components") >= 2000);
}

#[test]
fn a_fault_is_one_line_with_file_and_line_and_exit_code_1() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("grid-definitions/minhang"), folder.path());
    let file = folder.path().join("units.csv");
    let units = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, units.replacen("department,centre", "department,middle", 1)).unwrap();
    let output = gridward(&["check-district", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.lines().any(|line| line.starts_with("units.csv, line 3: parent is")), "{text}");
    assert!(text.lines().last().is_some_and(|line| line.contains("NOT consistent")), "{text}");
}

#[test]
fn a_folder_that_is_not_there_is_said_so() {
    let output = gridward(&["check-district", "no-such-folder"]);
    assert_eq!(output.status.code(), Some(65));
    assert!(said(&output).contains("no-such-folder"), "{}", said(&output));
}

#[test]
fn the_tables_of_minhang_are_those_that_its_generator_writes() {
    let script = root().join("grid-definitions/minhang/source/generate.py");
    let Ok(output) = Command::new("python3").arg(script).arg("--check").output() else {
        println!("skipped: no python3");
        return;
    };
    assert!(output.status.success(), "{}", said(&output));
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
