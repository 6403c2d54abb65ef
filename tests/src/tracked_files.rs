//! What every tracked file keeps to: sources that can be read in one sitting, and no path of anybody's machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The most lines of a source file.
const LINES_MOST: usize = 400;

/// Files that may be longer, each with the reason.
const LONGER: [(&str, &str); 0] = [];

/// The tracked files that exist, relative to the root; `None` where git or its data is missing, as in an archive.
fn tracked() -> Option<(PathBuf, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let listed = Command::new("git").arg("-C").arg(&root).args(["ls-files", "-z"]).output().ok();
    let Some(listed) = listed.filter(|run| run.status.success()) else {
        println!("skipped: this is no git checkout");
        return None;
    };
    let names = String::from_utf8(listed.stdout).unwrap();
    let files =
        names.split_terminator('\0').filter(|name| root.join(name).is_file()).map(str::to_owned).collect();
    Some((root, files))
}

#[test]
fn no_source_file_is_longer_than_400_lines() {
    let Some((root, files)) = tracked() else { return };
    let is_source = |name: &&String| [".rs", ".ts", ".vue"].iter().any(|ending| name.ends_with(ending));
    let long: Vec<(String, usize)> = files
        .iter()
        .filter(is_source)
        .map(|name| (name.clone(), fs::read_to_string(root.join(name)).unwrap().lines().count()))
        .filter(|&(_, lines)| lines > LINES_MOST)
        .collect();
    let excused = |name: &str| LONGER.iter().any(|&(excused, _)| excused == name);
    let faults: Vec<String> = long
        .iter()
        .filter(|(name, _)| !excused(name))
        .map(|(name, lines)| format!("{name}: {lines} lines; split it by what its parts answer"))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    for (name, reason) in LONGER {
        assert!(
            long.iter().any(|(long, _)| long == name),
            "{name} ({reason}) is short now; take its exception out"
        );
    }
}

/// Where a text names a folder of one machine: the line and the path's beginning.
fn machine_path(text: &str) -> Option<(usize, &'static str)> {
    // Written in two parts, so that this file does not find itself.
    const FOLDERS: [(&str, &str); 4] = [("/work", "/"), ("/root", "/"), ("/home", "/"), ("/Users", "/")];
    text.lines().enumerate().find_map(|(index, line)| {
        FOLDERS.iter().find_map(|&(folder, end)| {
            let path = format!("{folder}{end}");
            let is_start =
                |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-~}*".contains(c));
            line.match_indices(&path).any(|(at, _)| is_start(at)).then_some((index + 1, folder))
        })
    })
}

#[test]
fn no_tracked_text_names_a_folder_of_one_machine() {
    let Some((root, files)) = tracked() else { return };
    let fault = |name: &String| {
        let text = String::from_utf8(fs::read(root.join(name)).unwrap()).ok()?;
        let (line, folder) = machine_path(&text)?;
        Some(format!(
            "{name}:{line}: a path under {folder} exists on one machine only; use a relative path or a variable"
        ))
    };
    let faults: Vec<String> = files.iter().filter_map(fault).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_folder_in_an_address_or_a_relative_path_is_no_machine_path() {
    let folder = format!("{}/", "/root");
    assert_eq!(machine_path(&format!("a\nsee ({folder}x)")), Some((2, "/root")));
    assert_eq!(machine_path(&format!("https://example.org{folder}x and ..{folder}")), None);
}
